"""The fields of a plan's clauses to try other values in; every key press posts what the form now says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.message import Message
from textual.widgets import Input, Select, Static

from tui.language import N_, _, unit_of
from tui.widgets.note import Note

if TYPE_CHECKING:
    from plans.clause import IndexationClause
    from plans.plan import IncentivePlan

Value = int | Decimal | str | None


class StepInput(Input):
    """An Input whose number or date Up and Down change."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "change(1)", N_("Change"), key_display="↑↓", id="field.more"),
        Binding("down", "change(-1)", N_("Change"), show=False, id="field.less"),
    ]

    def __init__(self, step: Decimal | None, *, id: str, placeholder: str = "") -> None:
        super().__init__(id=id, placeholder=placeholder, compact=True)
        self.step = step

    def action_change(self, direction: int) -> None:
        """Add or take a step: a month for a date, the field's own step for a number."""
        try:
            if self.step is None:
                self.value = _next_month(date.fromisoformat(self.value.strip()), direction).isoformat()
            else:
                self.value = _written(Decimal(self.value.strip() or "0") + self.step * direction)
        except (ValueError, InvalidOperation):
            self.app.bell()


@dataclass(frozen=True, slots=True)
class Part:
    """One field of the form: its name in a plan file, how it reads, and how its text becomes a value."""

    name: str
    label: str
    unit: str
    step: str
    shown: Callable[[IndexationClause], Value]
    whole: bool = False
    optional: bool = False
    share: bool = False

    def read(self, text: str) -> Value:
        """The value of this text; ValueError where it is none."""
        if not text.strip():
            if self.optional:
                return None
            raise ValueError(_("{field}: a number is needed").format(field=_(self.label)))
        try:
            number = Decimal(text.strip().replace("−", "-"))
        except InvalidOperation:
            raise ValueError(self._wrong(_("{field}: {text} is not a number"), text)) from None
        if not number.is_finite() or (self.whole and number != number.to_integral_value()):
            whole = _("{field}: {text} is not a whole number")
            raise ValueError(self._wrong(whole if self.whole else _("{field}: {text} is not a number"), text))
        return int(number) if self.whole else number / 100 if self.share else number

    def _wrong(self, told: str, text: str) -> str:
        return told.format(field=_(self.label), text=repr(text))

    def text(self, value: Value) -> str:
        """The text of this value."""
        if value is None:
            return ""
        return _written(Decimal(value) * (100 if self.share else 1))


PARTS = (
    Part("lag", N_("Lag"), N_("months"), "1", lambda c: c.lag, whole=True),
    Part("window", N_("Mean of"), N_("months"), "1", lambda c: c.window, whole=True),
    Part("pass_through", N_("Passed on"), "%", "5", lambda c: c.pass_through, share=True),
    Part("margin", N_("Plus"), N_("points"), "0.1", lambda c: c.margin),
    Part("floor", N_("At least"), "%", "0.5", lambda c: c.floor, optional=True),
    Part("cap", N_("At most"), "%", "0.5", lambda c: c.cap, optional=True),
    Part(
        "round_amount",
        N_("Round to"),
        "",
        "5",
        lambda c: c.round_amount.multiple if c.round_amount else None,
        optional=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Tried:
    """What a form holds: its clauses, the rules in place of some of them, and the values that differ."""

    clauses: Mapping[str, IndexationClause]
    placed: Mapping[str, Mapping[str, Value]]
    overrides: Mapping[str, Mapping[str, Value]]


class ClauseForm(VerticalScroll, can_focus=False):
    """The day of effect, the clause, its fields. `show_plan()` fills it; it posts Changed."""

    class Changed(Message):
        """What the form says: the day, the values that differ from the plan, or what is wrong."""

        def __init__(self, on: date | None, overrides: dict[str, dict[str, Value]], problem: str) -> None:
            super().__init__()
            self.effective_on = on
            self.overrides = overrides
            self.problem = problem

    class Chosen(Message):
        """Another clause is being edited."""

        def __init__(self, clause: str) -> None:
            super().__init__()
            self.clause = clause

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.clauses: Mapping[str, IndexationClause] = {}
        self.clause = ""
        self.own: Mapping[str, IndexationClause] = {}
        self.placed: dict[str, dict[str, Value]] = {}
        self.overrides: dict[str, dict[str, Value]] = {}
        self.problems: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """One line a field."""
        with Horizontal(classes="part"):
            yield Static(_("Effective"), classes="label")
            yield StepInput(None, id="effective", placeholder=_("YYYY-MM-DD"))
        yield Select[str]([], id="clause", compact=True, prompt=_("clause"))
        for part in PARTS:
            with Horizontal(classes="part", id=f"row-{part.name}"):
                yield Note(_(part.label), classes="label")
                yield StepInput(
                    Decimal(part.step), id=part.name, placeholder=_("none") if part.optional else ""
                )
                yield Note(_(part.unit), classes="unit")
        yield Note(id="trouble")

    def show_plan(self, plan: IncentivePlan, on: date) -> None:
        """Fill the form from a plan, every change forgotten."""
        self.own = {name: plan.clauses[name] for name in plan.used_clauses()}
        self.clauses = dict(self.own)
        self.overrides, self.placed = {}, {}
        self.problems = {}
        self.query_one("#effective", Input).value = on.isoformat()
        select = self.query_one("#clause", Select)
        select.set_options([(c.title or name, name) for name, c in self.clauses.items()])
        if self.clauses:
            select.value = next(iter(self.clauses))
            self._fill(next(iter(self.clauses)))

    def place(self, clause: IndexationClause, changes: Mapping[str, Value]) -> None:
        """Put a published rule in the place of the clause at hand; its fields can be tried from there."""
        self.clauses = {**self.clauses, self.clause: clause}
        self.placed[self.clause] = dict(changes)
        self.overrides.pop(self.clause, None)
        for key in [key for key in self.problems if key.startswith(f"{self.clause}/")]:
            del self.problems[key]
        self._fill(self.clause)
        self.post_message(self._said())

    def put(self, field: str, text: str) -> None:
        """Write a text into a field, as if it were typed."""
        self.query_one(f"#{field}", Input).value = text

    def value(self, field: str) -> Value:
        """What the form says of a field of the clause at hand; else what the clause says."""
        part = next(part for part in PARTS if part.name == field)
        return self.overrides.get(self.clause, {}).get(field, part.shown(self.clauses[self.clause]))

    def tried(self) -> Tried:
        """What is tried now, to be brought back later."""
        return Tried(dict(self.clauses), _copy(self.placed), _copy(self.overrides))

    def bring(self, on: date, tried: Tried) -> None:
        """Fill the form with this day and what was tried, in place of what stands there, and say so."""
        self.clauses, self.placed, self.overrides = (
            dict(tried.clauses),
            _copy(tried.placed),
            _copy(tried.overrides),
        )
        self.problems = {}
        with self.prevent(Input.Changed):
            self.query_one("#effective", Input).value = on.isoformat()
        changed = [*self.placed, *self.overrides]
        shown = self.clause if self.clause in changed or not changed else changed[0]
        self._fill(shown)
        self.query_one("#clause", Select).value = shown
        self.post_message(self._said())

    @on(Select.Changed, "#clause")
    def _clause_changed(self, event: Select.Changed) -> None:
        event.stop()
        if isinstance(event.value, str) and event.value != self.clause:
            self._fill(event.value)
            self.post_message(self.Chosen(event.value))

    def _fill(self, name: str) -> None:
        self.clause = name
        clause, changed = self.clauses[name], self.overrides.get(name, {})
        with self.prevent(Input.Changed):
            for part in PARTS:
                value = changed.get(part.name, part.shown(clause))
                self.query_one(f"#{part.name}", Input).value = part.text(value)
                self._mark(part)
        for name in ("lag", "window"):  # a blend's legs have their own
            self.query_one(f"#{name}", Input).disabled = bool(clause.legs)
        rule = clause.round_amount
        # Another rounding mode than the usual one is not lost by editing its multiple here.
        usual = rule is None or (rule.mode.value == "half-up" and rule.first is None)
        self.query_one("#round_amount", Input).disabled = not usual

    @on(Input.Changed)
    def _input_changed(self, event: Input.Changed) -> None:
        event.stop()
        part = next((p for p in PARTS if p.name == event.input.id), None)
        if part is not None and self.clause:
            self._take(part, event.value)
        self.post_message(self._said())

    def _take(self, part: Part, text: str) -> None:
        key = f"{self.clause}/{part.name}"
        changed = self.overrides.setdefault(self.clause, {})
        self.problems.pop(key, None)
        try:
            value = part.read(text)
        except ValueError as error:
            self.problems[key] = str(error)
        else:
            if value == part.shown(self.clauses[self.clause]):
                changed.pop(part.name, None)
            else:
                changed[part.name] = value
        if not changed:
            del self.overrides[self.clause]
        self._mark(part)

    def _mark(self, part: Part) -> None:
        """A changed field carries a dot, a wrong one a cross."""
        row = self.query_one(f"#row-{part.name}")
        wrong = f"{self.clause}/{part.name}" in self.problems
        changed = part.name in self.overrides.get(self.clause, {})
        glyph = "✗ " if wrong else "• " if changed else ""
        row.query_one(".label", Note).say(glyph + _(part.label))
        row.query_one(".unit", Note).say(unit_of(part.unit, row.query_one(StepInput).value.strip()))
        row.set_class(wrong, "-wrong")
        row.set_class(changed and not wrong, "-changed")

    def _said(self) -> Changed:
        text = self.query_one("#effective", Input).value.strip()
        try:
            day: date | None = date.fromisoformat(text)
        except ValueError:
            day = None
        wrong = (
            [] if day else [_("Effective: {text} is not a date, as in 2027-01-01").format(text=repr(text))]
        )
        wrong += self.problems.values()
        names = {**self.placed, **self.overrides}
        said = {n: {**self.placed.get(n, {}), **self.overrides.get(n, {})} for n in names}
        return self.Changed(day, said, "\n".join(wrong))

    def trouble(self, text: str) -> None:
        """Say below the fields what does not hold; empty clears it."""
        self.query_one("#trouble", Note).say(text)


def _copy(values: Mapping[str, Mapping[str, Value]]) -> dict[str, dict[str, Value]]:
    return {name: dict(changed) for name, changed in values.items()}


def _written(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _next_month(day: date, by: int) -> date:
    month = day.year * 12 + day.month - 1 + by
    return date(month // 12, month % 12 + 1, min(day.day, 28) if day.day > 28 else day.day)
