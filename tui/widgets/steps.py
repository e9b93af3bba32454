"""How each figure came about: clauses, their steps, and under each step the published figures it used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from tui import determination, words
from tui.language import _, ngettext
from tui.widgets.note import Note

if TYPE_CHECKING:
    from plans.adjust import Adjustment, Line
    from plans.steps import Input, Step


NOTES, OTHERWISE = "notes", "otherwise"


class StepsPane(Vertical):
    """The tree, and below it the whole text of the highlighted line while the tree has the focus."""

    class Asked(Message):
        """The reader wants to know what would have been otherwise."""

    DEFAULT_CSS = """
    StepsPane #detail { display: none; height: auto; max-height: 4; }
    StepsPane:focus-within #detail { display: block; }
    """

    def compose(self) -> ComposeResult:
        """Tree and text."""
        yield StepsTree()
        yield Note(id="detail")

    def show_steps(self, adjustment: Adjustment, lines: Sequence[Line] = ()) -> None:
        """Show every clause's steps, and those of the amounts of `lines`."""
        tree = self.query_one(StepsTree)
        tree.show_steps(adjustment, lines)
        if tree.waits:
            self.post_message(self.Asked())

    def show_otherwise(self, rows: Mapping[str, Any]) -> None:
        """Show under each clause what else it would have given."""
        self.query_one(StepsTree).show_otherwise(rows)

    @on(Tree.NodeExpanded)
    def _expanded(self, event: Tree.NodeExpanded[str]) -> None:
        tree = self.query_one(StepsTree)
        if (event.node.data or "").endswith(f"/{OTHERWISE}") and tree.waits:
            self.post_message(self.Asked())

    @on(Tree.NodeHighlighted)
    def _highlighted(self, event: Tree.NodeHighlighted[str]) -> None:
        event.stop()
        label = event.node.label
        self.query_one("#detail", Note).say(label.plain if isinstance(label, Text) else label)


class StepsTree(Tree[str]):
    """Shows an adjustment's determinations; what the reader opened stays open when the figures change."""

    DEFAULT_CSS = """
    StepsTree { height: 1fr; width: 1fr; overflow-x: hidden; scrollbar-size: 0 1; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("steps", id=id)
        self.show_root = False
        self.guide_depth = 2
        self._opened_by_us: set[str] = set()
        self._adjustment: Adjustment | None = None
        self.otherwise: Mapping[str, Any] = {}

    def show_steps(self, adjustment: Adjustment, lines: Sequence[Line] = ()) -> None:
        """Show every clause's steps; and those of the amounts of `lines`, where any are chosen."""
        every = self._every(self.root)
        open_before = {n.data for n in every if n.is_expanded and n.data and n.data not in self._opened_by_us}
        self.clear()
        if adjustment is not self._adjustment:
            self._adjustment, self.otherwise = adjustment, {}
        chosen = {line.clause for line in lines if line.clause}
        self._opened_by_us = chosen
        notices = determination.notices(adjustment)
        if notices:
            notes = self.root.add(_notes(len(notices)), data=NOTES, expand=NOTES in open_before)
            for text in notices:
                notes.add_leaf(Text(f"! {words.plain(text)}"), data=f"{NOTES}/{text}")
        for name, uprating in adjustment.upratings.items():
            head = Text.assemble(
                (words.plain(uprating.clause.title or name), "bold"),
                f"  {words.moved(uprating.percent, 2)} %",
                "  " + _("provisional") if uprating.provisional else "",
            )
            node = self.root.add(head, data=name, expand=name in open_before or name in chosen)
            for step in uprating.steps:
                self._add(node, f"{name}/{step.number}/{step.form}", step, open_before)
            for line in lines:
                if line.clause == name:
                    for step in line.steps:
                        self._add(node, f"{line.path}/{step.number}", step, open_before, of=line)
            key = f"{name}/{OTHERWISE}"
            other = node.add(Text(_("what would have been otherwise")), data=key, expand=key in open_before)
            self._fill(other, name)

    def show_otherwise(self, rows: Mapping[str, Any]) -> None:
        """Fill every clause's branch with what else it would have given."""
        self.otherwise = rows
        for name in rows["clauses"]:
            for node in self._every(self.root):
                if node.data == f"{name}/{OTHERWISE}":
                    node.remove_children()
                    self._fill(node, name)

    @property
    def waits(self) -> bool:
        """Whether a branch is open that has not been filled yet."""
        branches = (n for n in self._every(self.root) if (n.data or "").endswith(f"/{OTHERWISE}"))
        return not self.otherwise and any(n.is_expanded for n in branches)

    def _fill(self, node: TreeNode[str], name: str) -> None:
        if not self.otherwise:
            node.add_leaf(Text("…"))
            return
        for told in determination.otherwise(self.otherwise["clauses"][name]):
            node.add_leaf(Text(words.plain(told)), data=f"{node.data}/{told}")

    def _add(
        self, parent: TreeNode[str], key: str, step: Step, open_before: set[str], *, of: Line | None = None
    ) -> None:
        label = Text.assemble(
            (f"{step.number:>2}. {_named(step, of)}: ", "bold"), words.plain(determination.sentence(step))
        )
        if step.result:
            label.append(f"  = {determination.result(step)}", "bold")
        if not step.inputs:
            parent.add_leaf(label, data=key)
            return
        node = parent.add(label, data=key, expand=key in open_before)
        for used in step.inputs:
            node.add_leaf(Text(_input(used), style="dim"), data=f"{key}/{used.key}/{used.period}")

    def _every(self, node: TreeNode[str]) -> list[TreeNode[str]]:
        return [n for child in node.children for n in (child, *self._every(child))]


def _notes(count: int) -> Text:
    told = ngettext(
        "! {count} note: what else a reader must know", "! {count} notes: what else a reader must know", count
    )
    return Text(told.format(count=count), style="bold")


def _named(step: Step, of: Line | None) -> str:
    name = determination.operation(step)
    if of is None:
        return name
    return _("{step} of {figure}").format(step=name, figure=words.figure_name(of.section, of.field))


def _input(used: Input) -> str:
    told = _("{indicator} {period} = {value}, {status}, published by {day}, from {origin}").format(
        indicator=used.indicator,
        period=words.period(used.period),
        value=f"{used.value:f}",
        status=_(used.status.value),
        day=words.day(used.published_on),
        origin=_("bundled figures") if used.origin == words.SNAPSHOT else used.origin,
    )
    return words.plain(f"{told} {used.url}")
