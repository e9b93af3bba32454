"""Accepted proposals that a later vintage would change, and by how much."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tui import words
from tui.language import N_, _, ngettext
from tui.screens.ask import Question
from tui.screens.review_files import ReviewFile
from tui.widgets.grid import Cell, Column, Row

if TYPE_CHECKING:
    from jobs.revisions import RevisionReport
    from jobs.workspace import Workspace


class RevisionsFile(ReviewFile):
    """Nothing accepted is rewritten: a true-up is proposed, and a second person decides on it."""

    FILE = "revisions"
    COLUMNS = (
        Column(N_("No."), 4, "right"),
        Column(N_("Plan"), 14, stretch=True),
        Column(N_("Effective"), words.DAY, rank=1, wider=words.WIDER_DAY),
        Column(N_("Revised"), 8, "right"),
        Column(N_("Would move"), 10, "right"),
    )
    NOTHING = N_(
        "no accepted proposal would come out differently:\nwhat it used is what the offices say today"
    )

    @classmethod
    def read(cls, workspace: Workspace) -> tuple[RevisionReport, ...]:
        from jobs import revisions

        return revisions.revisions(workspace)

    def keyed(self, content: tuple[RevisionReport, ...]) -> dict[str, RevisionReport]:
        return {str(report.proposal): report for report in content}

    def row(self, key: str, entry: RevisionReport) -> Row:
        moving = len(entry.figures)
        return Row(
            key,
            [
                key,
                words.plain(entry.plan),
                words.day(entry.effective_on),
                str(len(entry.inputs)),
                Cell(str(moving), "warn" if moving else "dim"),
            ],
        )

    def lines(self, entry: RevisionReport) -> Iterator[str]:
        """The figures of the offices that changed, then the pay that would come out differently."""
        yield _("Proposal {number} stays as it was accepted.").format(number=entry.proposal)
        yield ""
        yield _("What the offices say otherwise since:")
        for used in entry.inputs:
            told = _("  {name} {period}: used {used} (published {then}), now {now} (published {since})")
            yield told.format(
                name=used.indicator,
                period=used.period,
                used=words.figure(used.used),
                then=words.day_of(used.used_vintage),
                now=words.figure(used.now.value),
                since=words.day(used.now.published_on),
            )
        if not entry.inputs:
            yield _("  nothing; figures that were missing then have come")
        yield ""
        yield _("What would come out otherwise today:")
        for figure in entry.figures:
            yield f"  {figure.path}: {figure.accepted} → {figure.today}"
        if not entry.figures:
            yield _("  nothing: the clause holds to first figures, or caps and roundings absorb it")

    @staticmethod
    def question(entry: RevisionReport) -> Question:
        """What is asked before a true-up is proposed."""
        count = len(entry.figures)
        told = ngettext(
            "{plan}, effective {day}: {count} figure as it would be from what the offices say today. "
            "The accepted proposal stays; a second person decides on this one.",
            "{plan}, effective {day}: {count} figures as they would be from what the offices say today. "
            "The accepted proposal stays; a second person decides on this one.",
            count,
        )
        return Question(
            _("Propose a true-up of proposal {number}").format(number=entry.proposal),
            told.format(plan=entry.plan, day=words.day(entry.effective_on), count=count),
            _("A note for the person who decides (may stay empty)"),
            _("Propose"),
        )
