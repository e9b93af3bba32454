"""The rows of the runs: results office by office with the share that is done, past runs, the schedule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from tui import words
from tui.language import N_, _, ngettext
from tui.widgets.grid import Cell, Column, Row

if TYPE_CHECKING:
    from indicators.series import Indicator
    from jobs.due import ScheduleState
    from jobs.refresh import IndicatorResult
    from storage.runs import Run

RESULTS = (
    Column(N_("Indicator"), 24, stretch=True),
    Column(N_("Outcome"), 12),
    Column(N_("New"), 6, "right", rank=1),
    Column(N_("Revised"), 7, "right", rank=1),
    Column("", 24, rank=2, stretch=True),
)
RUNS = (
    Column(N_("No."), 5, "right"),
    Column(N_("Started"), 17),
    Column(N_("Ended as"), 12),
    Column(N_("New"), 6, "right", rank=2),
    Column(N_("Revised"), 7, "right", rank=2),
    Column(N_("Failed"), 6, "right", rank=1),
    Column(N_("By"), 10, rank=3, stretch=True),
)
LOG = (Column("", 40, stretch=True),)
OUTCOMES = {
    "waits": (N_("… waits"), "dim"),
    "new": (N_("✓ new"), "good"),
    "revised": (N_("✓ revised"), "warn"),
    "unchanged": (N_("= unchanged"), "dim"),
    "suspect": (N_("! suspect"), "warn"),
    "rebased": (N_("! rebased"), "warn"),
    "failed": (N_("✗ failed"), "warn"),
    "cancelled": (N_("– stopped"), "dim"),
    "done": (N_("✓ done"), "good"),
    "partly": (N_("! partly"), "warn"),
    "killed": (N_("✗ killed"), "warn"),
    "unfinished": (N_("… unfinished"), "warn"),
}
_BAR = 12


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one indicator; `message` is one line, `detail` all that is to be said."""

    outcome: str
    new: int = 0
    revised: int = 0
    message: str = ""
    detail: str = ""

    @classmethod
    def of(cls, result: IndicatorResult) -> Result:
        """From what a fetch reports."""
        message = words.reported(result.message)
        detail = words.explain(result.error) if result.error else message
        return cls(result.outcome, result.new, result.revised, message, detail)


def results(
    indicators: Sequence[Indicator], found: Mapping[str, Result], held: Mapping[str, str]
) -> Iterator[Row]:
    """Every indicator under its office, whose heading says how far it is."""
    by_office = sorted(indicators, key=lambda i: [x.source for x in indicators].index(i.source))
    for office, members in groupby(by_office, key=lambda i: i.source):
        group = list(members)
        yield Row("", [_heading(office, [found[i.name] for i in group if i.name in found])], heading=True)
        yield from (_row(i.name, found.get(i.name), held.get(i.name, _("no figures yet"))) for i in group)


def _heading(office: str, found: Sequence[Result]) -> str:
    if not found:
        return office.upper()
    done = sum(r.outcome != "waits" for r in found)
    failed = sum(r.outcome == "failed" for r in found)
    filled = done * _BAR // len(found)
    bar = "━" * filled + "╌" * (_BAR - filled)
    trouble = ngettext("{count} failed", "{count} failed", failed).format(count=failed) if failed else ""
    return f"{office.upper()}  {bar} {done}/{len(found)}  {trouble}".rstrip()


def _row(name: str, result: Result | None, held: str) -> Row:
    if result is None:
        return Row(name, [words.plain(name), "", "", "", Cell(held, "dim")])
    message = result.message or (held if result.outcome == "waits" else "")
    numbers = (str(result.new or ""), str(result.revised or ""))
    return Row(
        name, [words.plain(name), outcome(result.outcome), *numbers, Cell(words.plain(message), "dim")]
    )


def outcome(name: str) -> Cell:
    """An outcome by its sign and word."""
    text, tone = OUTCOMES.get(name, (name, ""))
    return Cell(_(text), tone)


def counted(found: Mapping[str, Result]) -> str:
    """`3 new, 9 unchanged`."""
    counts = {o: sum(r.outcome == o for r in found.values()) for o in OUTCOMES}
    return ", ".join(f"{n} {_(OUTCOMES[o][0]).split()[-1]}" for o, n in counts.items() if n)


def run_row(run: Run) -> Row:
    """A past run."""
    return Row(
        str(run.id),
        [
            str(run.id),
            f"{run.started_at:%Y-%m-%d %H:%M}",
            outcome(run.outcome or "unfinished"),
            str(sum(r.new for r in run.results)),
            str(sum(r.revised for r in run.results)),
            str(sum(r.outcome == "failed" for r in run.results) or ""),
            Cell(words.plain(_(run.trigger)), "dim"),
        ],
    )


def scheduled(state: ScheduleState) -> str:
    """What is due, when the next office should be asked, and whether anything does that by itself."""
    parts = []
    if state.due:
        parts.append(ngettext("{count} is due: d fetches it", "{count} are due: d fetches them", state.due))
    elif state.next_at is not None:
        parts.append(_("next due {when}").format(when=_moment(state.next_at, state.now)))
    if state.looked_at is None:
        parts.append(_("nothing fetches by itself: realterms schedule print sets it up"))
    else:
        parts.append(_("the schedule looked {when}").format(when=_moment(state.looked_at, state.now)))
    return " · ".join(part.format(count=state.due) for part in parts)


def _moment(at: datetime, now: datetime) -> str:
    """`today 14:30`, or the day and the time, where the reader is."""
    here, today = at.astimezone(), now.astimezone().date()
    day = _("today") if here.date() == today else words.day(here.date())
    return f"{day} {here:%H:%M}"
