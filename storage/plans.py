"""Plans as versions: every text that was ever saved, with its bands and measures."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, insert, select
from sqlmodel import Session

from indicators.errors import UnknownName
from storage import audit, tables
from storage.columns import utc
from storage.frozen import PLAN_SAVED, fingerprint
from storage.proposals import (
    Decision,
    ExportRecord,
    Proposal,
    decide,
    exports,
    proposal,
    proposals,
    record_export,
    save_proposal,
)
from storage.rows import BandRow, MeasureRow, StepRow, band_rows, measure_rows, step_rows
from storage.transaction import for_writing_alone, new_id

__all__ = [
    "BandRow",
    "Decision",
    "ExportRecord",
    "MeasureRow",
    "PlanVersion",
    "Proposal",
    "StepRow",
    "band_rows",
    "decide",
    "every_version",
    "exports",
    "measure_rows",
    "plan_bands",
    "plan_measures",
    "plan_version",
    "plans",
    "proposal",
    "proposals",
    "record_export",
    "save_plan",
    "save_proposal",
    "step_rows",
]

_plan = tables.columns(tables.Plan)
_version = tables.columns(tables.PlanVersion)
_band = tables.columns(tables.Band)
_measure = tables.columns(tables.Measure)


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """One saved text of a plan; `plan` is its name, versions count from 1."""

    plan: str
    version: int
    title: str
    currency: str
    text: str
    sha256: str
    sample: bool
    saved_at: datetime
    saved_by: str


def save_plan(
    name: str,
    *,
    title: str,
    currency: str,
    text: str,
    sample: bool,
    bands: Sequence[BandRow],
    measures: Sequence[MeasureRow],
    saved_at: datetime,
    saved_by: str,
    session: Session,
) -> PlanVersion:
    """Save a plan's text as its next version; the text of the newest version again writes nothing."""
    connection = for_writing_alone(session)
    newest = session.connection().execute(_newest_first(name).limit(1)).first()
    if newest is not None and newest.sha256 == fingerprint(text):
        return _version_of(newest)
    saved = PlanVersion(
        name,
        1 if newest is None else newest.version + 1,
        title,
        currency,
        text,
        fingerprint(text),
        sample,
        utc(saved_at),
        saved_by,
    )
    values = {k: v for k, v in asdict(saved).items() if k != "plan"}
    made = connection.execute(insert(tables.PlanVersion).values(plan_id=_plan_id(name, session), **values))
    number = new_id(made)
    _insert_parts(tables.Band, number, bands, session)
    _insert_parts(tables.Measure, number, measures, session)
    detail = {"plan": name, "version": saved.version, "sha256": saved.sha256}
    audit.append(PLAN_SAVED, detail, at=saved_at, by=saved_by, session=session)
    return saved


def plan_version(name: str, *, version: int | None = None, session: Session) -> PlanVersion:
    """A plan at a version, the newest by default; UnknownName where there is no such plan or version."""
    statement = _newest_first(name)
    if version is not None:
        statement = statement.where(_version.version == version)
    row = session.connection().execute(statement.limit(1)).first()
    if row is not None:
        return _version_of(row)
    names = list(session.connection().execute(select(_plan.name)).scalars())
    if name in names:
        raise UnknownName(f"plan {name} has no version {version}", got=version)
    raise UnknownName.among("plan", name, names)


def plans(*, session: Session) -> list[PlanVersion]:
    """Every plan at its newest version, by name."""
    later = tables.table(tables.PlanVersion).alias("later").c
    newest = select(func.max(later.version)).where(later.plan_id == _plan.id).scalar_subquery()
    statement = _versions().where(_version.version == newest).order_by(_plan.name)
    return [_version_of(row) for row in session.connection().execute(statement)]


def every_version(*, session: Session) -> list[PlanVersion]:
    """Every version of every plan, by name, the newest first."""
    statement = _versions().order_by(_plan.name, _version.version.desc())
    return [_version_of(row) for row in session.connection().execute(statement)]


def plan_bands(name: str, *, version: int, session: Session) -> list[BandRow]:
    """The bands of a plan's version, in the plan's order."""
    columns = (_band.grade, _band.minimum, _band.midpoint, _band.maximum, _band.clause)
    return [BandRow(*row) for row in _parts(tables.Band, columns, name, version, session)]


def plan_measures(name: str, *, version: int, session: Session) -> list[MeasureRow]:
    """The measures of a plan's version, in the plan's order."""
    columns = [c for c in _measure if c.name not in ("plan_version_id", "position")]
    rows = _parts(tables.Measure, columns, name, version, session)
    return [MeasureRow(**row._mapping) for row in rows]


def _versions() -> Select[Any]:
    return select(_plan.name, *_version).join_from(
        tables.Plan, tables.PlanVersion, _version.plan_id == _plan.id
    )


def _newest_first(name: str) -> Select[Any]:
    return _versions().where(_plan.name == name).order_by(_version.version.desc())


def _version_of(row: Any) -> PlanVersion:
    return PlanVersion(
        row.name,
        row.version,
        row.title,
        row.currency,
        row.text,
        row.sha256,
        row.sample,
        row.saved_at,
        row.saved_by,
    )


def _plan_id(name: str, session: Session) -> int:
    connection = session.connection()
    held = connection.execute(select(_plan.id).where(_plan.name == name)).scalar()
    if held is not None:
        return int(held)
    made = connection.execute(insert(tables.Plan).values(name=name))
    return new_id(made)


def _insert_parts(
    model: type[tables.Table], number: int, parts: Sequence[BandRow | MeasureRow], session: Session
) -> None:
    rows = [
        {"plan_version_id": number, "position": position, **asdict(part)}
        for position, part in enumerate(parts, start=1)
    ]
    if rows:
        session.connection().execute(insert(model), rows)


def _parts(
    model: type[tables.Table], columns: Sequence[Any], name: str, version: int, session: Session
) -> Any:
    part = tables.columns(model)
    statement = (
        select(*columns)
        .join_from(model, tables.PlanVersion, _version.id == part.plan_version_id)
        .join(tables.Plan, _plan.id == _version.plan_id)
        .where(_plan.name == name, _version.version == version)
        .order_by(part.position)
    )
    return session.connection().execute(statement)
