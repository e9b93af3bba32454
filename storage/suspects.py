"""Figures beyond reason: held aside, used by nothing, until a person or the office settles them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlmodel import Session

from indicators.errors import BadInput, DecisionRefused, UnknownName
from indicators.plausible import Doubt, Stated
from indicators.series import Frequency, Observation, Status
from storage import audit, tables, vintages
from storage.columns import period_from, period_number, utc
from storage.frozen import FIGURE_DECIDED
from storage.readings import indicator
from storage.transaction import for_writing, for_writing_alone, new_id

CONFIRMED, REJECTED, WITHDRAWN = "confirmed", "rejected", "withdrawn"

_suspect = tables.columns(tables.Suspect)
_decision = tables.columns(tables.SuspectDecision)


@dataclass(frozen=True, slots=True)
class SuspectDecision:
    """What became of a suspect figure: confirmed or rejected by a person, withdrawn by the office."""

    verdict: str
    reason: str
    decided_by: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Suspect:
    """A figure held aside, with why; `decision` is the last word on it, None while it is open."""

    id: int
    key: str
    name: str
    observation: Observation
    published_on: date
    fetched_at: datetime
    origin: str
    url: str
    reason: str
    decision: SuspectDecision | None

    @property
    def stated(self) -> Stated:
        """What was stated, to be known again by."""
        return (self.observation.period, self.observation.value)


def suspects(
    *, session: Session, key: str | None = None, open_only: bool = False, number: int | None = None
) -> list[Suspect]:
    """The figures held aside, newest first; of one indicator, one number, or only those still open."""
    last = (
        select(_decision.suspect_id, func.max(_decision.id).label("id"))
        .group_by(_decision.suspect_id)
        .subquery()
    )
    statement = (
        select(
            *_suspect,
            indicator.key.label("key"),
            indicator.name.label("name"),
            indicator.frequency,
            _decision.verdict,
            _decision.reason.label("why"),
            _decision.decided_by,
            _decision.decided_at,
        )
        .select_from(tables.Suspect)
        .join(tables.Indicator, indicator.id == _suspect.indicator_id)
        .outerjoin(last, last.c.suspect_id == _suspect.id)
        .outerjoin(tables.SuspectDecision, _decision.id == last.c.id)
        .order_by(_suspect.id.desc())
    )
    if key is not None:
        statement = statement.where(indicator.key == key)
    if number is not None:
        statement = statement.where(_suspect.id == number)
    if open_only:
        statement = statement.where(_decision.id.is_(None))
    return [_suspect_of(row) for row in session.connection().execute(statement)]


def hold(
    indicator_key: str,
    doubts: Iterable[Doubt],
    *,
    published_on: date,
    fetched_at: datetime,
    origin: str,
    url: str,
    run_id: int | None,
    session: Session,
) -> int:
    """Keep doubtful figures aside; how many of them are new.

    One that is held aside already, still open or rejected by a person, is not written again.
    """
    connection = for_writing(session)
    known = {
        s.stated
        for s in suspects(session=session, key=indicator_key)
        if s.decision is None or s.decision.verdict == REJECTED
    }
    number = select(indicator.id).where(indicator.key == indicator_key)
    rows = [
        {
            "indicator_id": connection.execute(number).scalar_one(),
            "period": period_number(doubt.observation.period),
            "value": doubt.observation.value,
            "status": doubt.observation.status.value,
            "footnote": doubt.observation.footnote,
            "published_on": doubt.observation.published_on or published_on,
            "stated": doubt.observation.published_on is not None,
            "fetched_at": utc(fetched_at, where=indicator_key),
            "origin": origin,
            "url": url,
            "run_id": run_id,
            "reason": doubt.reason,
        }
        for doubt in doubts
        if (doubt.observation.period, doubt.observation.value) not in known
    ]
    if rows:
        connection.execute(insert(tables.Suspect), rows)
    return len(rows)


def withdraw(suspect: Suspect, said: str, *, at: datetime, session: Session) -> None:
    """Note that the office itself says something else by now."""
    _decide(suspect.id, SuspectDecision(WITHDRAWN, said, suspect.origin, utc(at)), session)


def decide(
    number: int, *, verdict: str, reason: str, decided_by: str, decided_at: datetime, session: Session
) -> Suspect:
    """A person's word on a suspect figure, kept in the audit chain; a confirmed one becomes a vintage.

    It takes its place at the day it was published. DecisionRefused where it was confirmed or withdrawn
    before, or without a reason; UnknownName without such a figure.
    """
    if verdict not in (CONFIRMED, REJECTED):
        raise BadInput("not a decision", expected=f"{CONFIRMED} or {REJECTED}", got=verdict)
    for_writing_alone(session)
    found = suspects(session=session, number=number)
    if not found:
        raise UnknownName(f"there is no suspect figure {number}", hint="`realterms suspect list` shows them")
    held, words, person = found[0], reason.strip(), decided_by.strip()
    _may_decide(held, words, person)
    made = _decide(number, SuspectDecision(verdict, words, person, utc(decided_at)), session)
    if verdict == CONFIRMED:
        vintages.save(
            held.key,
            [held.observation],
            published_on=held.published_on,
            fetched_at=held.fetched_at,
            origin=held.origin,
            url=held.url,
            session=session,
        )
    value = held.observation.value
    detail = {
        "decision": made,
        "suspect": number,
        "indicator": held.key,
        "period": str(held.observation.period),
        "value": None if value is None else f"{value:f}",
        "published_on": held.published_on.isoformat(),
        "verdict": verdict,
        "reason": words,
        "by": person,
    }
    audit.append(FIGURE_DECIDED, detail, at=decided_at, by=person, session=session)
    return suspects(session=session, number=number)[0]


def _may_decide(held: Suspect, reason: str, person: str) -> None:
    if held.decision is not None and held.decision.verdict != REJECTED:
        said = held.decision
        raise DecisionRefused(
            f"the figure was {said.verdict} by {said.decided_by} on {said.decided_at:%Y-%m-%d}",
            where=f"suspect {held.id}",
        )
    if not reason or not person:
        raise DecisionRefused(
            "a decision needs its reason and who takes it", where=f"suspect {held.id}", got=reason
        )


def _decide(number: int, made: SuspectDecision, session: Session) -> int:
    added = for_writing(session).execute(
        insert(tables.SuspectDecision).values(
            suspect_id=number,
            verdict=made.verdict,
            reason=made.reason,
            decided_by=made.decided_by,
            decided_at=made.decided_at,
        )
    )
    return new_id(added)


def _suspect_of(row: Any) -> Suspect:
    decided = row.verdict is not None
    decision = SuspectDecision(row.verdict, row.why, row.decided_by, row.decided_at) if decided else None
    figure = Observation(
        period_from(row.period, Frequency(row.frequency)),
        row.value,
        Status(row.status),
        row.footnote,
        row.published_on if row.stated else None,
    )
    return Suspect(
        row.id,
        row.key,
        row.name,
        figure,
        row.published_on,
        row.fetched_at,
        row.origin,
        row.url,
        row.reason,
        decision,
    )
