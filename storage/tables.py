"""Every table, as SQLModel classes; statements elsewhere name them as `tables.Observation`."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

import sqlalchemy
from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, MetaData, Text, UniqueConstraint
from sqlmodel import Field, Index, SQLModel

from storage.columns import ExactDecimal, UtcMoment

# Constraints need names of their own, or a later migration could not find them on both databases.
NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


class Table(SQLModel):
    """What every table shares: the metadata with our names."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMES)


class Indicator(Table, table=True):
    """One official series; `indicators.series.Indicator` says what the columns mean."""

    __tablename__ = "indicator"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(sa_type=Text, unique=True)
    name: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    country: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    measure: str = Field(sa_type=Text)
    frequency: str = Field(sa_type=Text)
    base_period: str = Field(sa_type=Text)
    units: str = Field(sa_type=Text)
    seasonally_adjusted: bool
    decimals: int | None = None
    provisional_months: int
    publisher: str = Field(sa_type=Text)
    url: str = Field(sa_type=Text)
    caution: str = Field(sa_type=Text)


class FetchRun(Table, table=True):
    """One `fetch`: when it began and ended, what started it and who ran it where, how it came out."""

    __tablename__ = "fetch_run"

    id: int | None = Field(default=None, primary_key=True)
    started_at: datetime = Field(sa_type=UtcMoment)
    trigger: str = Field(sa_type=Text)
    runner: str = Field(sa_type=Text)
    finished_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    outcome: str | None = Field(default=None, sa_type=Text)


class FetchResult(Table, table=True):
    """What one fetch did for one indicator; the key is what was asked for, known or not.

    The last four are what the office's answers to it took; an answer that several indicators share counts
    for each of them.
    """

    __tablename__ = "fetch_result"
    __table_args__ = (Index("ix_fetch_result_indicator_key", "indicator_key"),)

    run_id: int = Field(primary_key=True, foreign_key="fetch_run.id")
    indicator_key: str = Field(primary_key=True, sa_type=Text)
    outcome: str = Field(sa_type=Text)
    new: int
    revised: int
    unchanged: int
    message: str = Field(sa_type=Text)
    milliseconds: int
    requests: int
    retries: int
    received_bytes: int


class OfficeAnswer(Table, table=True):
    """An office's last whole answer for an indicator, so that it can be asked whether anything changed.

    `asked` is the fingerprint of the request; `etag` and `last_modified` are the office's own words, empty
    where it said none; `sha256` and `size` are of the body. `next_release` is the day the office names.
    """

    __tablename__ = "office_answer"

    indicator_id: int = Field(
        primary_key=True, foreign_key="indicator.id", sa_column_kwargs={"autoincrement": False}
    )
    asked: str = Field(sa_type=Text)
    etag: str = Field(sa_type=Text)
    last_modified: str = Field(sa_type=Text)
    sha256: str = Field(sa_type=Text)
    size: int
    answered_at: datetime = Field(sa_type=UtcMoment)
    next_release: date | None = None


class ReleaseCalendar(Table, table=True):
    """A calendar of releases that an office publishes, as it was last read; its days are `ReleaseDay`.

    `asked`, `etag`, `last_modified`, `sha256` and `size` as in OfficeAnswer, of the answer read last.
    `problem` is what went wrong when the office was asked since, empty where nothing did.
    """

    __tablename__ = "release_calendar"

    name: str = Field(primary_key=True, sa_type=Text)
    title: str = Field(sa_type=Text)
    url: str = Field(sa_type=Text)
    asked: str = Field(sa_type=Text)
    etag: str = Field(sa_type=Text)
    last_modified: str = Field(sa_type=Text)
    sha256: str = Field(sa_type=Text)
    size: int
    asked_at: datetime = Field(sa_type=UtcMoment)
    read_at: datetime | None = Field(default=None, sa_type=UtcMoment)
    problem: str = Field(sa_type=Text)


class ReleaseDay(Table, table=True):
    """A day of a calendar, and the period that is published on it where the office says (`2026-10`)."""

    __tablename__ = "release_day"

    calendar: str = Field(primary_key=True, sa_type=Text, foreign_key="release_calendar.name")
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    released_on: date
    period: str = Field(sa_type=Text)


class IndicatorCalendar(Table, table=True):
    """Which calendar an indicator's office says that it belongs to; empty where it belongs to none."""

    __tablename__ = "indicator_calendar"

    indicator_key: str = Field(primary_key=True, sa_type=Text)
    calendar: str = Field(sa_type=Text)


class Suspect(Table, table=True):
    """A figure that an office stated and that is beyond reason: kept here, used by nothing.

    `stated` says whether the office gave `published_on` for this very figure.
    """

    __tablename__ = "suspect"
    __table_args__ = (
        CheckConstraint("(value IS NULL) = (status = 'missing')", name="missing_has_no_value"),
        Index("ix_suspect_indicator_id_period", "indicator_id", "period"),
    )

    id: int | None = Field(default=None, primary_key=True)
    indicator_id: int = Field(foreign_key="indicator.id")
    period: int
    value: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    status: str = Field(sa_type=Text)
    footnote: str = Field(sa_type=Text)
    published_on: date
    stated: bool
    fetched_at: datetime = Field(sa_type=UtcMoment)
    origin: str = Field(sa_type=Text)
    url: str = Field(sa_type=Text)
    run_id: int | None = Field(default=None, foreign_key="fetch_run.id")
    reason: str = Field(sa_type=Text)


class SuspectDecision(Table, table=True):
    """What became of a suspect figure: a person's word or the office's own correction; the last counts."""

    __tablename__ = "suspect_decision"
    __table_args__ = (
        CheckConstraint("verdict IN ('confirmed', 'rejected', 'withdrawn')", name="verdict"),
        CheckConstraint("length(trim(reason)) > 0", name="reason_given"),
    )

    id: int | None = Field(default=None, primary_key=True)
    suspect_id: int = Field(foreign_key="suspect.id", index=True)
    verdict: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)
    decided_by: str = Field(sa_type=Text)
    decided_at: datetime = Field(sa_type=UtcMoment)


class Rebasing(Table, table=True):
    """An office put a series on another base: from then on `successor_id` is fetched in its place.

    Figures of the answer were `factor` times those held, for `agreeing` of the `compared` periods (0 where
    only nearly so). Of the rows about one code the last counts.
    """

    __tablename__ = "rebasing"
    __table_args__ = (CheckConstraint("indicator_id <> successor_id", name="of_another"),)

    id: int | None = Field(default=None, primary_key=True)
    indicator_id: int = Field(foreign_key="indicator.id")
    successor_id: int = Field(foreign_key="indicator.id")
    factor: Decimal = Field(sa_type=ExactDecimal)
    agreeing: int
    compared: int
    published_on: date
    recognised_at: datetime = Field(sa_type=UtcMoment)
    run_id: int | None = Field(default=None, foreign_key="fetch_run.id")


class Vintage(Table, table=True):
    """One publication of one indicator as we got it; it holds only the figures it changed.

    `first_period` and `last_period` span what the reply stated, changed or not; both are empty where each
    figure stated its own release day. `observations` counts the rows written with it, `periods` those
    among them whose period was held by no earlier row: their sums are the indicator's counts.
    """

    __tablename__ = "vintage"
    __table_args__ = (Index("ix_vintage_indicator_id_published_on", "indicator_id", "published_on"),)

    id: int | None = Field(default=None, primary_key=True)
    indicator_id: int = Field(foreign_key="indicator.id")
    published_on: date
    fetched_at: datetime = Field(sa_type=UtcMoment)
    origin: str = Field(sa_type=Text)
    url: str = Field(sa_type=Text)
    run_id: int | None = Field(default=None, foreign_key="fetch_run.id")
    first_period: int | None = None
    last_period: int | None = None
    observations: int
    periods: int


class Observation(Table, table=True):
    """One figure of one period in one vintage; `period` as `columns.period_number` writes it."""

    __tablename__ = "observation"
    __table_args__ = (
        CheckConstraint("(value IS NULL) = (status = 'missing')", name="missing_has_no_value"),
        # PostgreSQL asks row by row whether a reference holds, which takes ten times as long as the row
        # itself; there triggers.REFERENCES asks once for each statement.
        ForeignKeyConstraint(["indicator_id"], ["indicator.id"]).ddl_if(dialect="sqlite"),
        ForeignKeyConstraint(["vintage_id"], ["vintage.id"]).ddl_if(dialect="sqlite"),
        {"sqlite_with_rowid": False},
    )

    indicator_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    period: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    vintage_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    value: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    status: str = Field(sa_type=Text)
    footnote: str = Field(sa_type=Text)


class Plan(Table, table=True):
    """A plan's name; everything else is in its versions."""

    __tablename__ = "plan"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(sa_type=Text, unique=True)


class PlanVersion(Table, table=True):
    """One text of a plan, frozen."""

    __tablename__ = "plan_version"
    __table_args__ = (UniqueConstraint("plan_id", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id")
    version: int
    title: str = Field(sa_type=Text)
    currency: str = Field(sa_type=Text)
    text: str = Field(sa_type=Text)
    sha256: str = Field(sa_type=Text)
    sample: bool
    saved_at: datetime = Field(sa_type=UtcMoment)
    saved_by: str = Field(sa_type=Text)


class Band(Table, table=True):
    """A pay band of a plan version, in minor units of the plan's currency."""

    __tablename__ = "band"
    __table_args__ = (CheckConstraint("minimum <= midpoint AND midpoint <= maximum", name="in_order"),)

    plan_version_id: int = Field(primary_key=True, foreign_key="plan_version.id")
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    grade: str = Field(sa_type=Text)
    minimum: int = Field(sa_type=BigInteger)
    midpoint: int = Field(sa_type=BigInteger)
    maximum: int = Field(sa_type=BigInteger)
    clause: str | None = Field(default=None, sa_type=Text)


class Measure(Table, table=True):
    """A bonus measure of a plan version; amounts in its own unit (money in major units)."""

    __tablename__ = "measure"

    plan_version_id: int = Field(primary_key=True, foreign_key="plan_version.id")
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    name: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    indicator_type: str = Field(sa_type=Text)
    unit: str = Field(sa_type=Text)
    direction: str = Field(sa_type=Text)
    weight: Decimal = Field(sa_type=ExactDecimal)
    threshold: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    target: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    maximum: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    curve: str = Field(sa_type=Text)
    clause: str | None = Field(default=None, sa_type=Text)


class Proposal(Table, table=True):
    """An adjustment frozen with its evidence; its state follows from whether a decision exists.

    `trues_up` is the accepted proposal that it puts right after a revision, if any.
    """

    __tablename__ = "proposal"

    id: int | None = Field(default=None, primary_key=True)
    plan_version_id: int = Field(foreign_key="plan_version.id", index=True)
    effective_on: date
    as_of: date
    proposed_by: str = Field(sa_type=Text)
    proposed_at: datetime = Field(sa_type=UtcMoment)
    note: str = Field(sa_type=Text)
    document: str = Field(sa_type=Text)
    document_sha256: str = Field(sa_type=Text)
    trues_up: int | None = Field(default=None, foreign_key="proposal.id")


class Step(Table, table=True):
    """One step of a proposal's calculation, in order."""

    __tablename__ = "step"

    proposal_id: int = Field(primary_key=True, foreign_key="proposal.id")
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    clause: str = Field(sa_type=Text)
    number: int
    name: str = Field(sa_type=Text)
    text: str = Field(sa_type=Text)
    inputs: str = Field(sa_type=Text)
    result: str = Field(sa_type=Text)
    unit: str = Field(sa_type=Text)


class Decision(Table, table=True):
    """The one decision on a proposal, by someone else than its proposer (a trigger holds that)."""

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint("verdict IN ('accepted', 'rejected')", name="verdict"),
        CheckConstraint("length(trim(reason)) > 0", name="reason_given"),
    )

    proposal_id: int = Field(
        primary_key=True, foreign_key="proposal.id", sa_column_kwargs={"autoincrement": False}
    )
    verdict: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)
    decided_by: str = Field(sa_type=Text)
    decided_at: datetime = Field(sa_type=UtcMoment)


class StageEntry(Table, table=True):
    """One step of a plan through its stages; the newest is where it stands, none at all is preparation.

    Communication opens a round of signatures by the two parties; `proposal_id` is the accepted proposal
    that sent an active plan back there, if any.
    """

    __tablename__ = "stage_entry"
    __table_args__ = (
        CheckConstraint("stage IN ('communication', 'formation', 'active', 'closed')", name="stage"),
        CheckConstraint("length(trim(reason)) > 0", name="reason_given"),
        CheckConstraint(
            "stage <> 'communication' OR (length(trim(first_party)) > 0 AND length(trim(second_party)) > 0 "
            "AND first_party <> second_party)",
            name="two_parties",
        ),
        Index("ix_stage_entry_plan_id", "plan_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id")
    plan_version_id: int = Field(foreign_key="plan_version.id")
    stage: str = Field(sa_type=Text)
    first_party: str = Field(sa_type=Text)
    second_party: str = Field(sa_type=Text)
    proposal_id: int | None = Field(default=None, foreign_key="proposal.id")
    reason: str = Field(sa_type=Text)
    moved_by: str = Field(sa_type=Text)
    moved_at: datetime = Field(sa_type=UtcMoment)


class Signature(Table, table=True):
    """A party's signature in a round of communication; triggers hold that two people sign, not the maker."""

    __tablename__ = "signature"
    __table_args__ = (CheckConstraint("length(trim(signed_by)) > 0", name="signed_by_someone"),)

    stage_entry_id: int = Field(
        primary_key=True, foreign_key="stage_entry.id", sa_column_kwargs={"autoincrement": False}
    )
    party: str = Field(primary_key=True, sa_type=Text)
    signed_by: str = Field(sa_type=Text)
    signed_at: datetime = Field(sa_type=UtcMoment)


class ColumnMapping(Table, table=True):
    """Which column of a spreadsheet is which, chosen once and kept for files with the same headings."""

    __tablename__ = "column_mapping"

    headings: str = Field(primary_key=True, sa_type=Text)
    mapping: str = Field(sa_type=Text)
    chosen_by: str = Field(sa_type=Text)
    chosen_at: datetime = Field(sa_type=UtcMoment)


class Export(Table, table=True):
    """A file written from a proposal, with its hash."""

    __tablename__ = "export"

    id: int | None = Field(default=None, primary_key=True)
    proposal_id: int = Field(foreign_key="proposal.id", index=True)
    path: str = Field(sa_type=Text)
    format: str = Field(sa_type=Text)
    sha256: str = Field(sa_type=Text)
    exported_at: datetime = Field(sa_type=UtcMoment)
    exported_by: str = Field(sa_type=Text)


class AuditEntry(Table, table=True):
    """One link of the audit chain; `hash` covers every other column and the hash before."""

    __tablename__ = "audit_entry"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=UtcMoment)
    by: str = Field(sa_type=Text)
    event: str = Field(sa_type=Text)
    detail: str = Field(sa_type=Text)
    previous: str = Field(sa_type=Text)
    hash: str = Field(sa_type=Text)


class Notice(Table, table=True):
    """Trouble that a notification told of and that goes on, so that it is told once."""

    __tablename__ = "notice"

    kind: str = Field(primary_key=True, sa_type=Text)
    subject: str = Field(primary_key=True, sa_type=Text)
    detail: str = Field(sa_type=Text)
    sent_at: datetime = Field(sa_type=UtcMoment)


class Meta(Table, table=True):
    """Facts about the database itself: who wrote it, and the head of the audit chain."""

    __tablename__ = "meta"

    name: str = Field(primary_key=True, sa_type=Text)
    value: str = Field(sa_type=Text)


def table(model: type[Table]) -> sqlalchemy.Table:
    """The table itself, for Core statements."""
    return Table.metadata.tables[str(model.__tablename__)]


def columns(model: type[Table]) -> Any:
    """The columns of a table, for Core statements: `columns(Observation).period`."""
    return table(model).c
