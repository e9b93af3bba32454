"""Figures on their way in: the good ones become vintages, those beyond reason are held aside."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from indicators.errors import BadInput
from indicators.plausible import Doubt, doubts, rebase_factor
from indicators.series import History, Indicator, Observation, Period
from jobs.workspace import Workspace

if TYPE_CHECKING:
    from sqlmodel import Session

    from storage.suspects import Suspect
    from storage.vintages import Saved


@dataclass(frozen=True, slots=True)
class Whence:
    """Where figures are from: their day of publication, when and where we got them, and in which run."""

    published_on: date
    fetched_at: datetime
    origin: str
    url: str
    run_id: int | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file did to one indicator; `doubtful` are held aside, or were taken in as `confirmed`."""

    new: int
    revised: int
    unchanged: int
    doubtful: tuple[Doubt, ...] = ()
    confirmed: bool = False


def keep_apart(
    indicator: Indicator,
    observations: Sequence[Observation],
    doubtful: Sequence[Doubt],
    aside: "Sequence[Suspect]",
    whence: Whence,
    session: "Session",
) -> "tuple[list[Saved], int]":
    """Save what is good and hold the rest aside; what was saved, and how many are held that were not before.

    `aside` is what was held aside; open ones in whose place something else is said now are settled by that.
    """
    from storage import suspects, vintages

    put = {d.observation for d in doubtful}
    good = [o for o in observations if o not in put]
    saved = [
        vintages.save(
            indicator.key,
            part,
            published_on=whence.published_on,
            fetched_at=whence.fetched_at,
            origin=whence.origin,
            url=whence.url,
            run_id=whence.run_id,
            session=session,
        )
        for part in _between(good, {o.period for o in put})
    ]
    again = {(o.period, o.value) for o in put}
    _withdraw(good, [s for s in aside if s.stated not in again], whence, session)
    held = suspects.hold(
        indicator.key,
        doubtful,
        published_on=whence.published_on,
        fetched_at=whence.fetched_at,
        origin=whence.origin,
        url=whence.url,
        run_id=whence.run_id,
        session=session,
    )
    return saved, held


def take(
    workspace: Workspace,
    indicator: Indicator,
    observations: Sequence[Observation],
    whence: Whence,
    *,
    confirm: str,
    session: "Session",
) -> Taken:
    """Take in the figures of a file, judged by what was known when they were published.

    `confirm`: why figures beyond reason are right, by whoever imports; without it they are held aside.
    BadInput where the figures are those held on another base.
    """
    from storage import suspects, vintages

    held = vintages.history(indicator.key, session=session)
    _refuse_another_base(indicator, observations, held, whence.url)
    day = max([whence.published_on, *(o.published_on for o in observations if o.published_on)])
    known = History(indicator, tuple(r for r in held.readings if r.published_on <= day))
    aside = suspects.suspects(session=session, key=indicator.key)
    sure = [s.stated for s in aside if s.decision and s.decision.verdict == suspects.CONFIRMED]
    doubtful = doubts(indicator, observations, known, confirmed=sure)
    saved, _ = keep_apart(indicator, observations, doubtful, aside, whence, session)
    if doubtful and confirm:
        _confirm(workspace, indicator, doubtful, confirm, session)
    new, revised, unchanged = (sum(getattr(s, n) for s in saved) for n in ("new", "revised", "unchanged"))
    return Taken(new, revised, unchanged, doubtful, bool(confirm))


def _confirm(
    workspace: Workspace, indicator: Indicator, doubtful: Sequence[Doubt], reason: str, session: "Session"
) -> None:
    from storage import suspects

    stated = {(d.observation.period, d.observation.value) for d in doubtful}
    for one in suspects.suspects(session=session, key=indicator.key):
        if one.stated in stated and (one.decision is None or one.decision.verdict == suspects.REJECTED):
            suspects.decide(
                one.id,
                verdict=suspects.CONFIRMED,
                reason=reason,
                decided_by=workspace.user,
                decided_at=workspace.now,
                session=session,
            )


def _refuse_another_base(
    indicator: Indicator, observations: Sequence[Observation], held: History, where: str
) -> None:
    factor = rebase_factor(observations, held)
    if factor is not None:
        raise BadInput(
            f"{indicator.name or indicator.key}: the figures are {factor:.4f} times those held, so they are "
            "on another base",
            where=where,
            expected=indicator.base_period,
            hint="that is no inflation, and nothing was taken over; keep them under a key of their own: "
            f"realterms indicators add {indicator.key.partition('#')[0]}#BASE",
        )


def _withdraw(
    good: Sequence[Observation], aside: "Sequence[Suspect]", whence: Whence, session: "Session"
) -> None:
    """Settle the suspect figures in whose place, and not beside them, something else is said now."""
    from storage import suspects

    says = {o.period: o.value for o in good}
    who = whence.url if whence.url.startswith("file:") else "the office"
    for suspect in aside:
        period, value = suspect.stated
        if suspect.decision is None and period in says and says[period] != value:
            suspects.withdraw(
                suspect, f"{who} says {says[period]} by now", at=whence.fetched_at, session=session
            )


def _between(good: Sequence[Observation], doubtful: Collection[Period]) -> Iterator[list[Observation]]:
    """The good figures in stretches without a doubtful period: a vintage must not speak for one."""
    part: list[Observation] = []
    gaps = sorted(doubtful)
    for observation in good:
        while gaps and gaps[0] < observation.period:
            gaps.pop(0)
            if part:
                yield part
                part = []
        part.append(observation)
    if part:
        yield part
