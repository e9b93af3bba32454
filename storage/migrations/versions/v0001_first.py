"""The first schema: figures and vintages, plans and proposals, the audit chain, and the rules they keep."""

import sqlalchemy as sa
from alembic import op

from storage.columns import ExactDecimal, UtcMoment
from storage.migrations import first_triggers

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table and trigger."""
    _make_figures()
    _make_suspects()
    _make_plans()
    _make_proposals()
    _make_stages()
    _make_records()
    for statement in first_triggers.statements(op.get_bind().dialect.name):
        op.execute(statement)
    op.execute("INSERT INTO meta (name, value) VALUES ('audit_head', '0 '), ('written_by', '')")


def downgrade() -> None:
    """A schema never goes back: what was published stays known."""
    raise RuntimeError("restore the copy made before the upgrade")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _integer(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, UtcMoment(), nullable=False)


def _make_figures() -> None:
    op.create_table(
        "indicator",
        _integer("id"),
        _text("key"),
        _text("name"),
        _text("title"),
        _text("country"),
        _text("kind"),
        _text("measure"),
        _text("frequency"),
        _text("base_period"),
        _text("units"),
        sa.Column("seasonally_adjusted", sa.Boolean(), nullable=False),
        sa.Column("decimals", sa.Integer(), nullable=True),
        _integer("provisional_months"),
        _text("publisher"),
        _text("url"),
        _text("caution"),
        sa.PrimaryKeyConstraint("id", name="pk_indicator"),
        sa.UniqueConstraint("key", name="uq_indicator_key"),
    )
    op.create_table(
        "fetch_run",
        _integer("id"),
        _moment("started_at"),
        _text("trigger"),
        _text("runner"),
        sa.Column("finished_at", UtcMoment(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_fetch_run"),
    )
    op.create_table(
        "fetch_result",
        _integer("run_id"),
        _text("indicator_key"),
        _text("outcome"),
        _integer("new"),
        _integer("revised"),
        _integer("unchanged"),
        _text("message"),
        _integer("milliseconds"),
        _integer("requests"),
        _integer("retries"),
        _integer("received_bytes"),
        sa.ForeignKeyConstraint(["run_id"], ["fetch_run.id"], name="fk_fetch_result_run_id"),
        sa.PrimaryKeyConstraint("run_id", "indicator_key", name="pk_fetch_result"),
    )
    op.create_index("ix_fetch_result_indicator_key", "fetch_result", ["indicator_key"], unique=False)
    op.create_table(
        "vintage",
        _integer("id"),
        _integer("indicator_id"),
        sa.Column("published_on", sa.Date(), nullable=False),
        _moment("fetched_at"),
        _text("origin"),
        _text("url"),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("first_period", sa.Integer(), nullable=True),
        sa.Column("last_period", sa.Integer(), nullable=True),
        _integer("observations"),
        _integer("periods"),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name="fk_vintage_indicator_id"),
        sa.ForeignKeyConstraint(["run_id"], ["fetch_run.id"], name="fk_vintage_run_id"),
        sa.PrimaryKeyConstraint("id", name="pk_vintage"),
    )
    op.create_index(
        "ix_vintage_indicator_id_published_on", "vintage", ["indicator_id", "published_on"], unique=False
    )
    op.create_table(
        "observation",
        _integer("indicator_id"),
        sa.Column("period", sa.Integer(), autoincrement=False, nullable=False),
        _integer("vintage_id"),
        sa.Column("value", ExactDecimal(), nullable=True),
        _text("status"),
        _text("footnote"),
        sa.CheckConstraint(
            "(value IS NULL) = (status = 'missing')", name=op.f("ck_observation_missing_has_no_value")
        ),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name="fk_observation_indicator_id"),
        sa.ForeignKeyConstraint(["vintage_id"], ["vintage.id"], name="fk_observation_vintage_id"),
        sa.PrimaryKeyConstraint("indicator_id", "period", "vintage_id", name="pk_observation"),
        sqlite_with_rowid=False,
    )


def _make_suspects() -> None:
    op.create_table(
        "office_answer",
        sa.Column("indicator_id", sa.Integer(), autoincrement=False, nullable=False),
        _text("asked"),
        _text("etag"),
        _text("last_modified"),
        _text("sha256"),
        _integer("size"),
        _moment("answered_at"),
        sa.Column("next_release", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name="fk_office_answer_indicator_id"),
        sa.PrimaryKeyConstraint("indicator_id", name="pk_office_answer"),
    )
    op.create_table(
        "suspect",
        _integer("id"),
        _integer("indicator_id"),
        _integer("period"),
        sa.Column("value", ExactDecimal(), nullable=True),
        _text("status"),
        _text("footnote"),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("stated", sa.Boolean(), nullable=False),
        _moment("fetched_at"),
        _text("origin"),
        _text("url"),
        sa.Column("run_id", sa.Integer(), nullable=True),
        _text("reason"),
        sa.CheckConstraint(
            "(value IS NULL) = (status = 'missing')", name=op.f("ck_suspect_missing_has_no_value")
        ),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name="fk_suspect_indicator_id"),
        sa.ForeignKeyConstraint(["run_id"], ["fetch_run.id"], name="fk_suspect_run_id"),
        sa.PrimaryKeyConstraint("id", name="pk_suspect"),
    )
    op.create_index("ix_suspect_indicator_id_period", "suspect", ["indicator_id", "period"], unique=False)
    op.create_table(
        "suspect_decision",
        _integer("id"),
        _integer("suspect_id"),
        _text("verdict"),
        _text("reason"),
        _text("decided_by"),
        _moment("decided_at"),
        sa.CheckConstraint(
            "verdict IN ('confirmed', 'rejected', 'withdrawn')", name=op.f("ck_suspect_decision_verdict")
        ),
        sa.CheckConstraint("length(trim(reason)) > 0", name=op.f("ck_suspect_decision_reason_given")),
        sa.ForeignKeyConstraint(["suspect_id"], ["suspect.id"], name="fk_suspect_decision_suspect_id"),
        sa.PrimaryKeyConstraint("id", name="pk_suspect_decision"),
    )
    op.create_index("ix_suspect_decision_suspect_id", "suspect_decision", ["suspect_id"], unique=False)


def _make_plans() -> None:
    op.create_table(
        "plan",
        _integer("id"),
        _text("name"),
        sa.PrimaryKeyConstraint("id", name="pk_plan"),
        sa.UniqueConstraint("name", name="uq_plan_name"),
    )
    op.create_table(
        "plan_version",
        _integer("id"),
        _integer("plan_id"),
        _integer("version"),
        _text("title"),
        _text("currency"),
        _text("text"),
        _text("sha256"),
        sa.Column("sample", sa.Boolean(), nullable=False),
        _moment("saved_at"),
        _text("saved_by"),
        sa.UniqueConstraint("plan_id", "version", name="uq_plan_version_plan_id_version"),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_plan_version_plan_id"),
        sa.PrimaryKeyConstraint("id", name="pk_plan_version"),
    )
    op.create_table(
        "band",
        _integer("plan_version_id"),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        _text("grade"),
        sa.Column("minimum", sa.BigInteger(), nullable=False),
        sa.Column("midpoint", sa.BigInteger(), nullable=False),
        sa.Column("maximum", sa.BigInteger(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=True),
        sa.CheckConstraint("minimum <= midpoint AND midpoint <= maximum", name=op.f("ck_band_in_order")),
        sa.ForeignKeyConstraint(["plan_version_id"], ["plan_version.id"], name="fk_band_plan_version_id"),
        sa.PrimaryKeyConstraint("plan_version_id", "position", name="pk_band"),
    )
    op.create_table(
        "measure",
        _integer("plan_version_id"),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        _text("name"),
        _text("title"),
        _text("indicator_type"),
        _text("unit"),
        _text("direction"),
        sa.Column("weight", ExactDecimal(), nullable=False),
        sa.Column("threshold", ExactDecimal(), nullable=True),
        sa.Column("target", ExactDecimal(), nullable=True),
        sa.Column("maximum", ExactDecimal(), nullable=True),
        _text("curve"),
        sa.Column("clause", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["plan_version_id"], ["plan_version.id"], name="fk_measure_plan_version_id"),
        sa.PrimaryKeyConstraint("plan_version_id", "position", name="pk_measure"),
    )


def _make_proposals() -> None:
    op.create_table(
        "proposal",
        _integer("id"),
        _integer("plan_version_id"),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        _text("proposed_by"),
        _moment("proposed_at"),
        _text("note"),
        _text("document"),
        _text("document_sha256"),
        sa.Column("trues_up", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["plan_version_id"], ["plan_version.id"], name="fk_proposal_plan_version_id"),
        sa.ForeignKeyConstraint(["trues_up"], ["proposal.id"], name="fk_proposal_trues_up"),
        sa.PrimaryKeyConstraint("id", name="pk_proposal"),
    )
    op.create_index("ix_proposal_plan_version_id", "proposal", ["plan_version_id"], unique=False)
    op.create_table(
        "step",
        _integer("proposal_id"),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        _text("clause"),
        _integer("number"),
        _text("name"),
        _text("text"),
        _text("inputs"),
        _text("result"),
        _text("unit"),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name="fk_step_proposal_id"),
        sa.PrimaryKeyConstraint("proposal_id", "position", name="pk_step"),
    )
    op.create_table(
        "decision",
        sa.Column("proposal_id", sa.Integer(), autoincrement=False, nullable=False),
        _text("verdict"),
        _text("reason"),
        _text("decided_by"),
        _moment("decided_at"),
        sa.CheckConstraint("verdict IN ('accepted', 'rejected')", name=op.f("ck_decision_verdict")),
        sa.CheckConstraint("length(trim(reason)) > 0", name=op.f("ck_decision_reason_given")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name="fk_decision_proposal_id"),
        sa.PrimaryKeyConstraint("proposal_id", name="pk_decision"),
    )
    op.create_table(
        "export",
        _integer("id"),
        _integer("proposal_id"),
        _text("path"),
        _text("format"),
        _text("sha256"),
        _moment("exported_at"),
        _text("exported_by"),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name="fk_export_proposal_id"),
        sa.PrimaryKeyConstraint("id", name="pk_export"),
    )
    op.create_index("ix_export_proposal_id", "export", ["proposal_id"], unique=False)


def _make_stages() -> None:
    op.create_table(
        "stage_entry",
        _integer("id"),
        _integer("plan_id"),
        _integer("plan_version_id"),
        _text("stage"),
        _text("first_party"),
        _text("second_party"),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        _text("reason"),
        _text("moved_by"),
        _moment("moved_at"),
        sa.CheckConstraint(
            "stage IN ('communication', 'formation', 'active', 'closed')", name=op.f("ck_stage_entry_stage")
        ),
        sa.CheckConstraint("length(trim(reason)) > 0", name=op.f("ck_stage_entry_reason_given")),
        sa.CheckConstraint(
            "stage <> 'communication' OR (length(trim(first_party)) > 0 AND length(trim(second_party)) > 0 "
            "AND first_party <> second_party)",
            name=op.f("ck_stage_entry_two_parties"),
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_stage_entry_plan_id"),
        sa.ForeignKeyConstraint(
            ["plan_version_id"], ["plan_version.id"], name="fk_stage_entry_plan_version_id"
        ),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name="fk_stage_entry_proposal_id"),
        sa.PrimaryKeyConstraint("id", name="pk_stage_entry"),
    )
    op.create_index("ix_stage_entry_plan_id", "stage_entry", ["plan_id"], unique=False)
    op.create_table(
        "signature",
        sa.Column("stage_entry_id", sa.Integer(), autoincrement=False, nullable=False),
        _text("party"),
        _text("signed_by"),
        _moment("signed_at"),
        sa.CheckConstraint("length(trim(signed_by)) > 0", name=op.f("ck_signature_signed_by_someone")),
        sa.ForeignKeyConstraint(["stage_entry_id"], ["stage_entry.id"], name="fk_signature_stage_entry_id"),
        sa.PrimaryKeyConstraint("stage_entry_id", "party", name="pk_signature"),
    )
    op.create_table(
        "column_mapping",
        _text("headings"),
        _text("mapping"),
        _text("chosen_by"),
        _moment("chosen_at"),
        sa.PrimaryKeyConstraint("headings", name="pk_column_mapping"),
    )


def _make_records() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        _moment("at"),
        _text("by"),
        _text("event"),
        _text("detail"),
        _text("previous"),
        _text("hash"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entry"),
    )
    op.create_table(
        "notice",
        _text("kind"),
        _text("subject"),
        _text("detail"),
        _moment("sent_at"),
        sa.PrimaryKeyConstraint("kind", "subject", name="pk_notice"),
    )
    op.create_table("meta", _text("name"), _text("value"), sa.PrimaryKeyConstraint("name", name="pk_meta"))
