"""Where every plan stands: its stages, the signatures of its two parties, and who has yet to sign."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tui import words
from tui.language import N_, _
from tui.screens.ask import Question
from tui.screens.review_files import ReviewFile
from tui.widgets.grid import Cell, Column, Row

if TYPE_CHECKING:
    from jobs.stages import Barred, StageReport, StageRow
    from jobs.workspace import Workspace


class StagesFile(ReviewFile):
    """A plan goes from preparation to its parties, and into force once both have signed."""

    FILE = "stages"
    COLUMNS = (
        Column(N_("Plan"), 14, stretch=True),
        Column(N_("Version"), 7, "right"),
        Column(N_("Stage"), 14),
        Column(N_("Waits for"), 16, rank=1, stretch=True),
    )
    NOTHING = N_("no plans yet: press 1, then s for the sample,\nor import one: realterms plan import FILE")

    @classmethod
    def read(cls, workspace: Workspace) -> tuple[StageReport, ...]:
        from jobs import stages

        return stages.board(workspace)

    def keyed(self, content: tuple[StageReport, ...]) -> dict[str, StageReport]:
        return {report.plan: report for report in content}

    def row(self, key: str, entry: StageReport) -> Row:
        version = f"{entry.now.version} → {entry.newest}" if entry.draft else str(entry.now.version)
        waits = Cell(words.plain(", ".join(entry.now.unsigned)), "warn")
        return Row(key, [Cell(words.plain(key), "strong"), version, _(entry.now.stage), waits])

    def lines(self, entry: StageReport) -> Iterator[str]:
        """What can be done now, then every stage, the newest first."""
        yield _next(entry)
        for barred in entry.barred:
            yield "  ✗ " + _why_not(barred)
        if entry.draft:
            told = _("Version {newest} is a draft; what its parties see is version {version}.")
            yield told.format(newest=entry.newest, version=entry.now.version)
        for row in reversed(entry.history):
            yield ""
            told = _("{stage}, version {version}, since {day}, by {who}")
            day = words.day_of(row.moved_at)
            yield told.format(stage=_(row.stage), version=row.version, day=day, who=row.moved_by)
            yield f"  {row.reason}"
            yield from _signatures(row)
        if not entry.history:
            yield ""
            yield _("It has not been to its parties yet.")

    @staticmethod
    def moving(entry: StageReport) -> Question:
        """What is asked before a plan goes to another stage."""
        told = _(
            "{plan} is in {stage}. Communication opens its newest version to both parties for signature."
        )
        return Question(
            _("Take {plan} to another stage").format(plan=entry.plan),
            told.format(plan=entry.plan, stage=_(entry.now.stage)),
            _("Your reason, kept with the stage"),
            _("Move"),
            _("A stage needs a reason: a few words are enough."),
            [(way, _(way)) for way in entry.ways],
        )

    @staticmethod
    def signing(entry: StageReport) -> Question:
        """What is asked before somebody signs."""
        told = _(
            "Version {version} of {plan}. Two different people sign, neither of whom made this version or "
            "proposed its figures; the database refuses anyone else. What is signed cannot be taken back."
        )
        return Question(
            _("Sign {plan}").format(plan=entry.plan),
            told.format(version=entry.now.version, plan=entry.plan),
            "",
            _("Sign"),
            ways=[(party, words.plain(party)) for party in entry.now.unsigned],
        )


def _signatures(row: StageRow) -> Iterator[str]:
    for signed in row.signatures:
        told = _("  ✓ {party}: signed by {who} on {day}")
        yield told.format(party=signed.party, who=signed.signed_by, day=words.day_of(signed.signed_at))
    if row.stage == "communication":
        yield from (_("  ? {party}: not signed").format(party=party) for party in row.unsigned)


def signing_rule(entry: StageReport, barred: Barred) -> str:
    """Why this person cannot sign, and who can."""
    why = _(
        "whoever makes a plan does not also sign it, and nobody signs for both; the database refuses it too"
    )
    then = _("a colleague opens realterms under their own name and signs in 5 Review, g Stages")
    told = _("you cannot sign {plan}: {why}").format(plan=words.plain(entry.plan), why=_why_not(barred))
    return told + words.detail(_("why:"), why) + words.next_step(then)


def _why_not(barred: Barred) -> str:
    if barred.party:
        told = _("{who} has signed for {party}: a different person signs for the other party")
        return words.plain(told.format(who=barred.person, party=barred.party))
    told = _("{who} made this version or proposed its figures, and does not sign it")
    return words.plain(told.format(who=barred.person))


def _next(entry: StageReport) -> str:
    if entry.open_to_sign:
        return _("Waits for signatures: s signs, m takes it elsewhere.")
    if entry.ways:
        return _("m takes it to: {ways}").format(ways=", ".join(_(way) for way in entry.ways))
    return _("A closed plan stays closed; save its text under another name.")
