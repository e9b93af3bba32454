"""The offices' calendars of releases, series put on another base, figures held to vintages at less cost."""

import sqlalchemy as sa
from alembic import op

from storage.columns import ExactDecimal, UtcMoment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, hold what is told of a rebasing, and ask once a statement on a server."""
    _make_calendars()
    _make_rebasings()
    dialect = op.get_bind().dialect.name
    for statement in _append_only(dialect):
        op.execute(statement)
    if dialect != "sqlite":
        _hold_figures_to_vintages()


def downgrade() -> None:
    """A schema never goes back: what was published stays known."""
    raise RuntimeError("restore the copy made before the upgrade")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _integer(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, UtcMoment(), nullable=False)


def _make_calendars() -> None:
    op.create_table(
        "release_calendar",
        _text("name"),
        _text("title"),
        _text("url"),
        _text("asked"),
        _text("etag"),
        _text("last_modified"),
        _text("sha256"),
        _integer("size"),
        _moment("asked_at"),
        sa.Column("read_at", UtcMoment(), nullable=True),
        _text("problem"),
        sa.PrimaryKeyConstraint("name", name="pk_release_calendar"),
    )
    op.create_table(
        "release_day",
        _text("calendar"),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("released_on", sa.Date(), nullable=False),
        _text("period"),
        sa.ForeignKeyConstraint(["calendar"], ["release_calendar.name"], name="fk_release_day_calendar"),
        sa.PrimaryKeyConstraint("calendar", "position", name="pk_release_day"),
    )
    op.create_table(
        "indicator_calendar",
        _text("indicator_key"),
        _text("calendar"),
        sa.PrimaryKeyConstraint("indicator_key", name="pk_indicator_calendar"),
    )


def _make_rebasings() -> None:
    op.create_table(
        "rebasing",
        *(_integer(name) for name in ("id", "indicator_id", "successor_id")),
        sa.Column("factor", ExactDecimal(), nullable=False),
        *(_integer(name) for name in ("agreeing", "compared")),
        sa.Column("published_on", sa.Date(), nullable=False),
        _moment("recognised_at"),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("indicator_id <> successor_id", name=op.f("ck_rebasing_of_another")),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name="fk_rebasing_indicator_id"),
        sa.ForeignKeyConstraint(["successor_id"], ["indicator.id"], name="fk_rebasing_successor_id"),
        sa.ForeignKeyConstraint(["run_id"], ["fetch_run.id"], name="fk_rebasing_run_id"),
        sa.PrimaryKeyConstraint("id", name="pk_rebasing"),
    )


def _append_only(dialect: str) -> list[str]:
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER rebasing_no_{verb.lower()} BEFORE {verb} ON rebasing "
            "BEGIN SELECT RAISE(ABORT, 'rebasing is append-only'); END"
            for verb in ("UPDATE", "DELETE")
        ]
    trigger = "CREATE TRIGGER rebasing_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON rebasing"
    return [f"{trigger} FOR EACH STATEMENT EXECUTE FUNCTION realterms_append_only()"]


def _hold_figures_to_vintages() -> None:
    """One question for each statement in the place of two for each row; what is there was held by those."""
    for name in ("fk_observation_indicator_id", "fk_observation_vintage_id"):
        op.drop_constraint(name, "observation", type_="foreignkey")
    op.execute(
        "CREATE FUNCTION realterms_observation_of_vintage() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF EXISTS (SELECT FROM (SELECT DISTINCT indicator_id, vintage_id FROM added) AS said "
        "LEFT JOIN vintage ON vintage.id = said.vintage_id AND vintage.indicator_id = said.indicator_id "
        "WHERE vintage.id IS NULL) THEN RAISE EXCEPTION USING "
        "MESSAGE = 'a figure belongs to a vintage of its own indicator', ERRCODE = '23503'; "
        "END IF; RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER observation_of_vintage AFTER INSERT ON observation REFERENCING NEW TABLE AS added "
        "FOR EACH STATEMENT EXECUTE FUNCTION realterms_observation_of_vintage()"
    )
