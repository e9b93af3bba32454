"""The history of decisions: every proposal, what was decided, by whom and why, and on which figures."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType

from tui import words
from tui.language import N_, _, ngettext
from tui.screens.record import RecordRead, RecordRoom, local
from tui.widgets.grid import Cell, Column, Grid, Row

if TYPE_CHECKING:
    from jobs.decide import ProposalReport
    from jobs.workspace import Workspace

STATES = {
    "proposed": (N_("? waits"), "warn"),
    "accepted": (N_("✓ accepted"), "good"),
    "rejected": (N_("✗ rejected"), "dim"),
}


class HistoryScreen(RecordRoom):
    """Every proposal in one list; Enter shows its figures before and after, steps and inputs in Review."""

    TITLED = N_("Decisions")
    HELP = N_(
        "Every proposal that was ever made, newest first: its plan and version, what its clauses came to, "
        "who proposed, who decided, when and why. Below stand its clauses and the published figures that it "
        "used. Enter opens it in Review, with every figure before and after, and every step."
    )
    NONE = N_("nothing was proposed yet: 4 Adjust proposes")
    COLUMNS = (
        Column(N_("No."), 4, "right"),
        Column(N_("State"), 10),
        Column(N_("Plan"), 14, stretch=True),
        Column(N_("Version"), 7, "right", rank=3),
        Column(N_("Effective"), words.DAY, rank=2, wider=words.WIDER_DAY),
        Column(N_("Rates"), 16, rank=4),
        Column(N_("By"), 8, rank=1),
        Column(N_("Decided by"), 10),
        Column(N_("Decided on"), words.DAY, rank=1, wider=words.WIDER_DAY),
        Column(N_("Reason"), 16, rank=5, stretch=True),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "open",
            N_("Open"),
            id="review.history-open",
            tooltip=N_("Every figure before and after, with steps and inputs"),
        ),
    ]

    def read(self, workspace: Workspace) -> RecordRead:
        """Every proposal."""
        from jobs import decide

        return RecordRead(decide.listing(workspace))

    def row(self, item: ProposalReport) -> Row:
        """One proposal on one line."""
        state, tone = STATES[item.state]
        return Row(
            str(item.id),
            [
                str(item.id),
                Cell(_(state), tone),
                words.plain(item.plan),
                str(item.version),
                words.day(item.effective_on),
                _rates(item),
                Cell(words.plain(item.proposed_by), "dim"),
                words.plain(item.decided_by),
                words.day_of(item.decided_at) if item.decided_at else "",
                Cell(words.plain(item.reason or item.note), "dim"),
            ],
        )

    def sought(self, item: ProposalReport) -> str:
        """Also the note, the clauses, the indicators and the day on which it was proposed."""
        document = item.document
        more = (item.note, item.proposed_at[:10], *document["determinations"], *document["indicators"])
        return " ".join((super().sought(item), *more))

    def whole(self, item: ProposalReport) -> str:
        """Who, when and why; clauses and rates; the figures that were used."""
        return "\n".join((*_facts(item), "", *_clauses(item), "", *_evidence(item)))

    @on(Grid.Selected, "#list")
    def action_open(self) -> None:
        """Show the proposal in Review."""
        if self.current is not None:
            self.state.proposal = self.current.id
            self.dismiss(None)


def _rates(report: ProposalReport) -> str:
    found = (words.percent(Decimal(d["percent"]), 2) for d in report.document["determinations"].values())
    return " ".join(f"{rate} %" for rate in dict.fromkeys(found))


def _facts(report: ProposalReport) -> Iterator[str]:
    told = _(
        "{plan} version {version}, effective {day}, from figures known on {known}; "
        "proposed by {who} on {proposed}"
    )
    yield words.plain(
        told.format(
            plan=report.plan,
            version=report.version,
            day=words.day(report.effective_on),
            known=words.day(report.as_of),
            who=report.proposed_by,
            proposed=local(report.proposed_at),
        )
    )
    if report.trues_up is not None:
        yield _("It trues up proposal {number}, which stays as it was accepted.").format(
            number=report.trues_up
        )
    if report.note:
        yield words.plain(_("Note: {text}").format(text=report.note))
    yield outcome(report) if report.decided_by else _("Nobody has decided it yet.")


def outcome(report: ProposalReport) -> str:
    """Who accepted or rejected it, when and why."""
    told = (
        _("Accepted by {who} on {day}: {reason}")
        if report.state == "accepted"
        else _("Rejected by {who} on {day}: {reason}")
    )
    day = words.day_of(report.decided_at)
    return words.plain(told.format(who=report.decided_by, day=day, reason=report.reason))


def _clauses(report: ProposalReport) -> Iterator[str]:
    lines = report.document["lines"]
    yield _("Clauses")
    for name, found in report.document["determinations"].items():
        count = sum(line["clause"] == name for line in lines)
        told = ngettext("{count} figure", "{count} figures", count).format(count=count)
        rate = words.moved(Decimal(found["percent"]), 2)
        provisional = "  " + _("provisional") if found["provisional"] else ""
        yield words.plain(f"  {name}  {rate} %  {told}{provisional}")


def _evidence(report: ProposalReport) -> Iterator[str]:
    rows = report.document["evidence"]
    told = ngettext("{count} published figure was used", "{count} published figures were used", len(rows))
    yield told.format(count=len(rows))
    for row in rows:
        line = _("{indicator} {period} = {value}, published on {day}").format(
            indicator=row["indicator"],
            period=row["period"],
            value=row["value"] if row["value"] is not None else words.NONE,
            day=row["published_on"],
        )
        yield words.plain(f"  {line}")
