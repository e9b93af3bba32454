"""Keeping what an office said about one indicator: what is good as a vintage, what is doubtful aside."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from indicators.arithmetic import round_digits
from indicators.catalog import catalog, dormant, unproven
from indicators.errors import SourceError, UnexpectedAnswer
from indicators.plausible import Doubt, doubts, rebase_factor
from indicators.series import History, Indicator, Observation, Period, Status
from indicators.sources.rebasing import rebasing
from jobs.judged import Whence, keep_apart
from jobs.results import IndicatorResult
from jobs.successions import on_base
from jobs.workspace import Workspace

if TYPE_CHECKING:
    from sqlmodel import Session

    from indicators.sources.fetch import Fetched
    from indicators.sources.rebasing import Rebasing
    from jobs.asking import Arrival
    from storage.suspects import Suspect
    from storage.vintages import Saved

_LISTED = 6
# Figures of six digits tell a factor to about as many.
_FACTOR_DIGITS = 8


def keep(workspace: Workspace, run: int, arrival: "Arrival") -> IndicatorResult:
    """Save an answer and its result in one transaction: both are there, or neither."""
    from storage import runs

    with workspace.session() as session:
        try:
            result = _Keeper(workspace, run, arrival.fetched, session, arrival.since).result()
        except SourceError as error:
            result = failed(arrival.fetched.indicator, error)
        result = replace(result, message=_with_its_state(result), cost=arrival.cost)
        runs.record_result(
            run,
            result.key,
            outcome=result.outcome,
            new=result.new,
            revised=result.revised,
            unchanged=result.unchanged,
            message=result.message,
            cost=arrival.cost,
            session=session,
        )
    return result


def _with_its_state(result: IndicatorResult) -> str:
    """The message, and what the catalogue says about asking for the indicator."""
    asleep = dormant().get(result.key, "")
    guess = unproven().get(result.key, "") if result.outcome == "failed" else ""
    told = (result.message, asleep and f"dormant: {asleep}", guess and f"unproven: {guess}")
    return "; ".join(filter(None, told))


def failed(indicator: Indicator, error: SourceError) -> IndicatorResult:
    """The result for an indicator of which nothing is kept."""
    return IndicatorResult(indicator.name, indicator.key, "failed", message=error.message, error=error)


@dataclass
class _Keeper:
    """One answer on its way into the database."""

    workspace: Workspace
    run: int
    fetched: "Fetched"
    session: "Session"
    since: Period | None = None

    def __post_init__(self) -> None:
        self.indicator = self.fetched.indicator
        self.at: datetime = self.fetched.fetched_at or self.workspace.now
        self.published_on = self.fetched.published_on or self.workspace.today

    def result(self) -> IndicatorResult:
        """What became of it; SourceError where nothing of it can be kept."""
        from storage import office_answers, suspects, vintages

        if self.fetched.error is not None and not self.fetched.moved:
            raise self.fetched.error
        key = self.indicator.key
        if self.fetched.unmodified:
            office_answers.confirm_answer(key, answered_at=self.at, session=self.session)
            return self._unchanged("the office says that nothing changed")
        held = vintages.history(key, session=self.session)
        if not (self.fetched.observations or self.fetched.moved):
            self._refuse_silence(held)
            return self._unchanged("the office sent no figures for these dates")
        rebased = rebasing(self.fetched.moved or self.fetched.observations, held, stated=self.fetched.base)
        if rebased is not None:
            return self._gone_on(rebased)
        if self.fetched.error is not None:
            raise self.fetched.error
        older = self._older_copy(held)
        if older:
            return self._unchanged(older)
        self._refuse_another_base(held)
        self.fetched = replace(self.fetched, observations=_still_corrected(self.fetched.observations, held))
        aside = suspects.suspects(session=self.session, key=key)
        confirmed = [s.stated for s in aside if s.decision and s.decision.verdict == suspects.CONFIRMED]
        doubtful = doubts(self.indicator, self.fetched.observations, held, confirmed=confirmed)
        return self._kept(doubtful, aside)

    def _gone_on(self, rebased: "Rebasing") -> IndicatorResult:
        """Keep the answer as the series on its new base; the one on the old base stays as it is."""
        from storage import rebasings, vintages

        known = [*catalog().values(), *vintages.indicators(session=self.session)]
        new = on_base(self.indicator, rebased.base, known)
        vintages.register([new], session=self.session)
        figures = self.fetched.moved or self.fetched.observations
        fetched = replace(self.fetched, indicator=new, observations=figures, error=None, moved=())
        kept = _Keeper(self.workspace, self.run, fetched, self.session).result()
        rebasings.record_rebasing(
            self.indicator.key,
            new.key,
            factor=round_digits(rebased.factor, _FACTOR_DIGITS),
            agreeing=rebased.agreeing,
            compared=rebased.compared,
            published_on=self.published_on,
            recognised_at=self.at,
            run_id=self.run,
            session=self.session,
        )
        message = "; ".join(filter(None, [_put_on(self.indicator, new, rebased), kept.message]))
        return replace(
            kept, name=self.indicator.name, key=self.indicator.key, outcome="rebased", message=message
        )

    def _unchanged(self, message: str) -> IndicatorResult:
        return IndicatorResult(self.indicator.name, self.indicator.key, "unchanged", message=message)

    def _older_copy(self, held: History) -> str:
        """Why an answer is only an older copy of what the same office said before; else empty.

        Some servers of an office lag behind others. Where the office dates its answer, or each figure, an
        older one takes its place among the vintages and does no harm.
        """
        answered = self.fetched.observations
        if self.fetched.published_on is not None or any(o.published_on is not None for o in answered):
            return ""
        newest = max((o.period for o in answered if o.value is not None), default=None)
        source = self.indicator.source
        before = max((r.period for r in held.readings if r.origin == source and r.value), default=None)
        if newest is None or before is None or newest >= before:
            return ""
        return f"an older copy: it ends at {newest}, and {before} is held; nothing of it was kept"

    def _refuse_silence(self, held: History) -> None:
        """UnexpectedAnswer where an office has nothing for dates for which it had figures."""
        source = self.indicator.source
        known = [r.period for r in held.readings if r.origin == source and r.value is not None]
        newest = max(known, default=None)
        if newest is not None and (self.since is None or newest.first_day >= self.since.first_day):
            raise UnexpectedAnswer(
                f"{self.indicator.name}: the office sent no figures at all; it had them until {newest}",
                where=self.fetched.url,
                hint="what is held stays as it is; if it happens again, look for the series' successor",
            )

    def _refuse_another_base(self, held: History) -> None:
        factor = rebase_factor(self.fetched.observations, held)
        if factor is not None:
            raise UnexpectedAnswer(
                f"{self.indicator.name}: the office has put the series on another base: its figures are "
                f"{factor:.4f} times those held, and which base that is they do not tell",
                where=self.fetched.url,
                expected=self.indicator.base_period,
                hint="that is no inflation, and nothing was kept; keep the new base under a key of its own: "
                f"realterms indicators add {self.indicator.key}#BASE",
            )

    def _kept(self, doubtful: Sequence[Doubt], aside: "Sequence[Suspect]") -> IndicatorResult:
        from storage import suspects

        whence = Whence(self.published_on, self.at, self.indicator.source, self.fetched.url, run_id=self.run)
        saved, held_aside = keep_apart(
            self.indicator, self.fetched.observations, doubtful, aside, whence, self.session
        )
        rejected = {s.stated for s in aside if s.decision and s.decision.verdict == suspects.REJECTED}
        waiting = [d for d in doubtful if (d.observation.period, d.observation.value) not in rejected]
        self._remember(is_doubtful=bool(doubtful))
        new, revised, unchanged = (sum(getattr(s, n) for s in saved) for n in ("new", "revised", "unchanged"))
        outcome = "suspect" if waiting else "revised" if revised else "new" if new else "unchanged"
        message = "; ".join(self._told(doubtful, held_aside, saved))
        return IndicatorResult(
            self.indicator.name,
            self.indicator.key,
            outcome,
            new,
            revised,
            unchanged,
            message,
            suspect=len(waiting),
        )

    def _remember(self, *, is_doubtful: bool) -> None:
        """Remember the answer, to ask for changes since; a doubtful one will be asked for whole again."""
        from storage import office_answers

        known = self.fetched.validators
        usable = known is not None and not is_doubtful
        office_answers.keep_answer(
            self.indicator.key,
            office_answers.OfficeAnswer(
                asked=known.asked if known else "",
                etag=known.etag if known and usable else "",
                last_modified=known.last_modified if known and usable else "",
                sha256=known.sha256 if known else "",
                size=known.size if known else 0,
                answered_at=self.at,
                # The day of the release after the doubtful one; we still wait for this one.
                next_release=self.fetched.next_release if not is_doubtful else None,
            ),
            session=self.session,
        )

    def _told(self, doubtful: Sequence[Doubt], held_aside: int, saved: "Sequence[Saved]") -> Iterator[str]:
        if doubtful:
            listed = [f"{d.observation.period} {_shown(d.observation)} ({d.reason})" for d in doubtful]
            more = f" and {len(listed) - _LISTED} more" if len(listed) > _LISTED else ""
            when = "" if held_aside else ", as before"
            yield f"held aside as suspect{when}: {', '.join(listed[:_LISTED])}{more}"
        revised = [str(p) for s in saved for p in s.revised_periods]
        if revised:
            yield f"revised: {', '.join(revised[:_LISTED])}"
        yield from self.fetched.messages


def _put_on(old: Indicator, new: Indicator, rebased: "Rebasing") -> str:
    shared = f"{rebased.agreeing} of" if rebased.agreeing else "nearly so for"
    return (
        f"the office has put it on base {new.base_period}: its figures are {rebased.factor:.4f} times those "
        f"held ({shared} {rebased.compared} periods), which is no inflation; kept as {new.name}, which goes "
        f"on in its place; {old.name} ({old.base_period}) stays as it is"
    )


def _still_corrected(said: Sequence[Observation], held: History) -> tuple[Observation, ...]:
    """A figure that was corrected stays so: its office marks the correction when it makes it, no later."""
    newest = {r.period: r for r in held.readings}
    return tuple(
        replace(o, status=r.status, footnote=r.footnote)
        if (r := newest.get(o.period)) is not None
        and r.status is Status.CORRECTED
        and (o.value, o.status, o.footnote) == (r.value, Status.FINAL, "")
        else o
        for o in said
    )


def _shown(observation: Observation) -> str:
    return "no figure" if observation.value is None else f"{observation.value:f}"
