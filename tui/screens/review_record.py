"""The record: whether the audit chain is whole, and its last entries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tui import words
from tui.language import N_, _, ngettext
from tui.screens.review_files import ReviewFile
from tui.widgets.grid import Cell, Column, Row

if TYPE_CHECKING:
    from jobs.audit import Record
    from jobs.workspace import Workspace
    from storage.audit import Recorded

_EVENTS = {
    "plan.saved": N_("plan saved"),
    "plan.staged": N_("plan to a stage"),
    "plan.signed": N_("plan signed"),
    "proposal.made": N_("proposed"),
    "proposal.decided": N_("decided"),
    "proposal.exported": N_("exported"),
    "figure.decided": N_("figure settled"),
}


class RecordFile(ReviewFile):
    """Read only: each entry hashes the one before, so an altered, removed or moved one shows at its place."""

    FILE = "record"
    COLUMNS = (
        Column(N_("No."), 5, "right"),
        Column(N_("When (UTC)"), 16),
        Column(N_("By"), 10, rank=2),
        Column(N_("What"), 18, stretch=True),
        Column("", 20, rank=1, stretch=True),
    )
    NOTHING = N_("nothing is recorded yet")
    verdict = ""

    @classmethod
    def read(cls, workspace: Workspace) -> Record:
        from jobs import audit

        return audit.record(workspace)

    def keyed(self, content: Record) -> dict[str, Recorded]:
        self.verdict = _verdict(content)
        return {str(entry.number): entry for entry in content.entries}

    def row(self, key: str, entry: Recorded) -> Row:
        return Row(
            key,
            [
                key,
                f"{entry.at:%Y-%m-%d %H:%M}",
                words.plain(entry.by),
                Cell(_event(entry), "strong"),
                Cell(words.plain(_subject(entry)), "dim"),
            ],
        )

    def lines(self, entry: Recorded) -> Iterator[str]:
        """Whether the chain holds, then what the entry says."""
        yield self.verdict
        yield ""
        told = _("Entry {number}, {moment} UTC, by {who}: {event}")
        moment = f"{entry.at:%Y-%m-%d %H:%M:%S}"
        yield told.format(number=entry.number, moment=moment, who=entry.by, event=_event(entry))
        for name, value in entry.detail.items():
            yield f"  {name}: {value}"


def _event(entry: Recorded) -> str:
    return _(_EVENTS[entry.event]) if entry.event in _EVENTS else words.plain(entry.event)


def _subject(entry: Recorded) -> str:
    said = entry.detail
    parts = [str(said[name]) for name in ("plan", "stage", "party", "indicator", "verdict") if name in said]
    if "proposal" in said:
        parts.insert(0, _("proposal {number}").format(number=said["proposal"]))
    return " · ".join(parts)


def _verdict(record: Record) -> str:
    report = record.report
    if report.ok:
        told = ngettext(
            "✓ The chain is whole: {count} entry.", "✓ The chain is whole: {count} entries.", report.entries
        )
        return told.format(count=report.entries)
    told = _(
        "✗ The chain does not hold at entry {number}: {why}. Keep this database as it is and ask who had it."
    )
    return told.format(number=report.first_bad, why=report.why)
