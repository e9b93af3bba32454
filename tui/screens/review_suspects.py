"""Figures held aside as beyond reason: used by nothing until a person or the office settles them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui import words
from tui.language import N_, _
from tui.screens.ask import Question
from tui.screens.review_files import ReviewFile
from tui.widgets.grid import Cell, Column, Row

if TYPE_CHECKING:
    from indicators.series import Reading
    from jobs.workspace import Workspace
    from storage.suspects import Suspect

_SHOWN = 200  # so many, the newest first; of each, its neighbours are read
_VERDICTS = {
    "": (N_("? waits"), "warn"),
    "confirmed": (N_("✓ taken in"), "good"),
    "rejected": (N_("✗ left aside"), "dim"),
    "withdrawn": (N_("= corrected"), "dim"),
}


@dataclass(frozen=True, slots=True)
class Held:
    """A suspect figure and the figures that are used around it."""

    suspect: Suspect
    beside: tuple[Reading, ...]

    @property
    def verdict(self) -> str:
        """What was decided, empty while nobody has."""
        return self.suspect.decision.verdict if self.suspect.decision is not None else ""


class SuspectsFile(ReviewFile):
    """The open ones first, then those settled."""

    FILE = "suspects"
    COLUMNS = (
        Column(N_("No."), 4, "right"),
        Column(N_("State"), 12),
        Column(N_("Indicator"), 14, stretch=True),
        Column(N_("Period"), 10),
        Column(N_("Figure"), 11, "right", rank=1),
    )
    NOTHING = N_("no figure is held aside: what the offices say is within reason")

    @classmethod
    def read(cls, workspace: Workspace) -> tuple[Held, ...]:
        from jobs import suspects

        found = suspects.listing(workspace, open_only=False).suspects
        ordered = sorted(found, key=lambda s: s.decision is not None)[:_SHOWN]
        return tuple(Held(s, suspects.beside(workspace, s)) for s in ordered)

    def keyed(self, content: tuple[Held, ...]) -> dict[str, Held]:
        return {str(held.suspect.id): held for held in content}

    def row(self, key: str, entry: Held) -> Row:
        state, tone = _VERDICTS[entry.verdict]
        s = entry.suspect
        value = words.figure(s.observation.value)
        name = Cell(words.plain(s.name), "strong")
        return Row(key, [key, Cell(_(state), tone), name, words.period(s.observation.period), value])

    def lines(self, entry: Held) -> Iterator[str]:
        """Why it is held, what stands around it, where it came from, what was decided."""
        s = entry.suspect
        told = _("{name} {period}: {value} is used by nothing while it is held aside.")
        value, at = words.figure(s.observation.value), words.period(s.observation.period)
        yield told.format(name=s.name, period=at, value=value)
        yield _("Why: {reason}").format(reason=s.reason)
        told = _("Said by {origin}, published {day}, read {moment}")
        yield told.format(
            origin=s.origin, day=words.day(s.published_on), moment=f"{s.fetched_at:%Y-%m-%d %H:%M} UTC"
        )
        if s.url:
            yield f"  {s.url}"
        yield ""
        yield _("The figures around it that are used:")
        for reading in entry.beside:
            at = words.period(reading.period)
            yield f"  {at}: {words.figure(reading.value)} ({words.day(reading.published_on)})"
        if not entry.beside:
            yield _("  none")
        yield ""
        if s.decision is None:
            yield _("a takes it in as published, r leaves it aside for good; both need a reason.")
            return
        told = _("{verdict} by {who} on {day}: {reason}")
        yield told.format(
            verdict=_(_VERDICTS[entry.verdict][0]),
            who=s.decision.decided_by,
            day=words.day(s.decision.decided_at.date()),
            reason=s.decision.reason,
        )

    @staticmethod
    def question(entry: Held, *, accept: bool) -> Question:
        """What is asked before a figure is taken in or left aside."""
        s = entry.suspect
        heading = _("Take in {name} {period}") if accept else _("Leave {name} {period} aside")
        facts = (
            _("{value} is then used by clauses as published by its office.")
            if accept
            else _("{value} is then never used, however often its office repeats it.")
        )
        return Question(
            heading.format(name=s.name, period=words.period(s.observation.period)),
            facts.format(value=words.figure(s.observation.value)),
            _("Your reason, kept with the decision"),
            _("Take in") if accept else _("Leave aside"),
            _("A decision needs a reason: a few words are enough."),
        )
