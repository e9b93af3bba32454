"""What is said of somebody's results: the line in full, what is wrong, what it comes to and how."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from indicators.arithmetic import round_digits
from plans.money import Money
from plans.plan import BonusMeasure
from plans.scoring.bilingual import Language
from plans.scoring.rules import Affirmative, Effect, Gate, Veto
from plans.scoring.scorecard import Event, Item, ItemKind
from tui import words
from tui.language import N_, NP_, _, ngettext, spoken, told

if TYPE_CHECKING:
    from indicators.errors import Problem
    from jobs.filling.lines import Line
    from jobs.filling.overview import FileOverview
    from jobs.filling.trial import Trial
    from plans.scoring.bilingual import Bilingual

_MAXIMUM = NP_("measure", "maximum")
SAID = {
    "pay/person": N_("Person"),
    "pay/base_pay": N_("Base pay"),
    "pay/bonus_at_target": N_("Bonus at target"),
    "pay/first_day": N_("First day"),
    "pay/last_day": N_("Last day"),
    "file/on": N_("Prices until"),
    "sheet/name": N_("Scorecard"),
    "sheet/raters": N_("All items"),
}
_TOLD = {
    "pay/person": N_("The number or name under which these results stand in the file."),
    "pay/base_pay": N_("Base pay of the period: the plan's pay mix makes the bonus at target of it."),
    "pay/bonus_at_target": N_("The bonus paid at 100 %; it goes before what base pay makes."),
    "pay/first_day": N_("Since when in the period, where not from its start."),
    "pay/last_day": N_("Until when in the period, where not to its end."),
    "file/on": N_(
        "The day up to which prices count for the real figures of everybody in this file; empty: the day "
        "after the plan's last."
    ),
    "sheet/name": N_(
        "A scorecard that ships, or a .toml file beside the results; empty: none. There are: {names}."
    ),
    "sheet/raters": N_(
        "Who gave the first marks and who reviewed them, and why the two scores differ in total."
    ),
}


def detail(trial: Trial, key: str, sheets: tuple[str, ...]) -> str:
    """What a row has no room for: the whole title, limits, what was reached, and what each mark means."""
    line = next((line for line in trial.lines if line.key == key), None)
    return (
        "" if line is None else "\n".join(filter(None, (*_about(trial, line, sheets), _told_by(trial, line))))
    )


def _about(trial: Trial, line: Line, sheets: tuple[str, ...]) -> Iterator[str]:
    subject = line.subject
    if isinstance(subject, BonusMeasure):
        yield from _measure(trial, subject)
    elif isinstance(subject, Item):
        yield from _item(subject)
    elif isinstance(subject, Event):
        each = _("{title}: {points} points each").format(
            title=said(subject.title), points=signed(subject.points)
        )
        yield words.plain(each)
    elif isinstance(subject, Gate | Veto | Affirmative):
        yield words.plain(f"{subject.title}: {_rule(subject)}")
    else:
        yield _(_TOLD[line.key]).format(names=", ".join(sheets))


def _told_by(trial: Trial, line: Line) -> str:
    """Who gave what, and the reason, in full."""
    cells = trial.cells
    names = [cells.get(f"{line.key}/{field}", "") for field in ("first_by", "review_by", "reason")]
    labels = (_("first by {name}"), _("review by {name}"), _("reason: {name}"))
    parts = (text.format(name=name) for text, name in zip(labels, names, strict=True) if name)
    return words.plain(" · ".join(parts))


def _measure(trial: Trial, m: BonusMeasure) -> Iterator[str]:
    goals = ((_("threshold"), m.threshold), (_("target"), m.target), (_(_MAXIMUM), m.maximum))
    limits = " · ".join(f"{label} {goal(value)}" for label, value in goals)
    weight = _("weight {percent} %").format(percent=number(m.weight))
    yield words.plain(f"{m.title} · {weight} · {limits}")
    found = next((p for p in trial.payout.measures if p.measure is m), None) if trial.payout else None
    if found is not None:
        shown = [(_("attained"), found.nominal.attainment)]
        if found.real is not found.nominal:
            shown += [(_("real"), found.real.attainment), (_("in full"), found.in_full.attainment)]
        shown += [(_("pays"), found.nominal.payout), (_("adds"), found.weighted)]
        yield " · ".join(f"{label} {number(value)} %" for label, value in shown)


def _item(item: Item) -> Iterator[str]:
    own = " " + _("(our own suggestion)") if item.default else ""
    if item.kind is ItemKind.COMPUTED:
        text = _("{title}: {factor} × what {source} pays in percent, at most {most}")
        shown = text.format(
            title=said(item.title), factor=number(item.factor), source=item.source, most=number(item.maximum)
        )
        yield words.plain(shown + own)
        return
    if item.kind is ItemKind.COUNTED:
        text = _("{title}: starts at {start}, at least {floor}, at most {most}")
        shown = text.format(
            title=said(item.title),
            start=number(item.start),
            floor=number(item.floor),
            most=number(item.maximum),
        )
        yield words.plain(shown + own)
        return
    yield words.plain(said(item.title) + own)
    for anchor in item.anchors:
        span = number(anchor.low)
        span = span if anchor.low == anchor.high else f"{span}–{number(anchor.high)}"
        yield words.plain(f"{span}: {said(anchor.text)}")


def _rule(rule: Gate | Veto | Affirmative) -> str:
    if isinstance(rule, Affirmative):
        return _("adds {points} points each").format(points=number(rule.points))
    if isinstance(rule, Gate):
        if rule.measure is None:
            text = _("a gate to be answered; shut, at most {most} % is paid")
            return text.format(most=number(rule.otherwise))
        text = _("a gate: opens at {least} % of {measure}; shut, at most {most} % is paid")
        least = number(rule.at_least or Decimal(0))
        return text.format(least=least, measure=rule.measure, most=number(rule.otherwise))
    if rule.effect is Effect.FAIL:
        return _("a veto: one fails the period, and nothing is paid")
    if rule.effect is Effect.CAP:
        return _("a veto: with one, at most {most} is paid").format(most=number(rule.by))
    return _("a veto: takes {points} points each").format(points=number(rule.by))


def pays(trial: Trial) -> str:
    """What it comes to, or has so far: payout, nominal and real, the score and its coefficient."""
    payout, sheet = trial.payout, trial.sheet
    if payout is None:
        return ""
    empty, wrong = counted(trial)
    waits = [
        ngettext("{count} cell to fill", "{count} cells to fill", empty).format(count=empty) if empty else "",
        ngettext("{count} problem", "{count} problems", wrong).format(count=wrong) if wrong else "",
    ]
    so_far = _("so far ({what}):").format(what=", ".join(filter(None, waits))) + " " if any(waits) else ""
    parts = [_("pays {percent} %").format(percent=number(payout.nominal.value))]
    if payout.real.value != payout.nominal.value:
        parts[0] += " " + _("(real {percent} %)").format(percent=number(payout.real.value))
    if payout.paid is not None:
        parts.append(_paid(payout.paid, payout.paid_real))
    if sheet is not None:
        parts.append(_("score {score} of 100").format(score=number(sheet.final)))
    if sheet is not None and sheet.coefficient is not None:
        parts.append(_("coefficient {value}").format(value=number(sheet.coefficient)))
    if sheet is not None and sheet.paid is not None:
        parts.append(_("by score {amount}").format(amount=with_currency(sheet.paid)))
    return so_far + " · ".join(parts)


def _paid(paid: Money, real: Money | None) -> str:
    shown = with_currency(paid)
    if real is None or real == paid:
        return shown
    return f"{shown} " + _("(real {percent})").format(percent=with_currency(real))


def counted(trial: Trial) -> tuple[int, int]:
    """How many cells wait to be filled in, and how many are wrong."""
    empty = sum(not trial.cells.get(cell) and is_missing(trial, cell) for cell in trial.wrong)
    return empty, len(trial.wrong) - empty


def is_missing(trial: Trial, cell: str) -> bool:
    """Whether a cell is only not filled in yet: a reason that is owed is more than that."""
    return not cell.endswith("/reason") and all(p.message == "missing" for p in trial.wrong.get(cell, ()))


def arithmetic(trial: Trial) -> tuple[str, ...]:
    """How it comes about, line by line, and what prices did."""
    from jobs.score import PersonScore
    from jobs.scored import steps
    from tui.screens.score_lines import said

    if trial.payout is None:
        return ()
    who = trial.people[trial.person]
    lines = steps(PersonScore(who, trial.payout, trial.sheet), said)
    by = _("prices by {clause} until {day}: {percent} %")
    prices = (
        by.format(
            clause=name, day=words.day(trial.day or uprating.effective_on), percent=number(uprating.percent)
        )
        for name, uprating in trial.upratings.items()
    )
    return tuple(words.plain(line) for line in (*lines, *prices, *map(told, trial.notes)))


def named(trial: Trial, cell: str) -> str:
    """A cell by its title, and what is wrong with it."""
    key, _slash, _field = cell.rpartition("/")
    line = next((line for line in trial.lines if line.key == key), None)
    title = key if line is None else _title(line)
    return words.plain(f"{title}: {wrongs(trial)[cell]}")


def _title(line: Line) -> str:
    subject = line.subject
    if isinstance(subject, Item | Event):
        return said(subject.title)
    return subject.title if subject is not None else _(SAID[line.key])


def wrongs(trial: Trial) -> dict[str, str]:
    """What is wrong with each cell that something is wrong with."""
    return {cell: " · ".join(map(problem, found)) for cell, found in trial.wrong.items()}


def general(trial: Trial) -> str:
    """What else keeps the file from being saved: the problems of other people in it, or of the whole."""
    return words.plain(
        " · ".join(f"{p.key}: {problem(p)}" if p.key else problem(p) for p in trial.general[:3])
    )


def problem(found: Problem) -> str:
    """What is wrong, and what was expected."""
    expected = found.expected and f"{_('expected:')} {told(found.expected)}"
    return words.plain("; ".join(filter(None, (told(found.message), expected))))


def of_file(file: FileOverview, folder: Path) -> str:
    """Where the file is, unless in the usual folder, and what is wrong in it or cannot be had."""
    wrong = [f"{p.key}: {problem(p)}" if p.key else problem(p) for p in file.problems[:4]]
    notes = file.report.notes if file.report is not None else ()
    path = file.path.name if file.path.parent == folder else str(file.path)
    return "\n".join(words.plain(text) for text in (path, *wrong, *(f"! {told(note)}" for note in notes)))


def with_currency(amount: Money) -> str:
    """`51,797.78 USD`."""
    return f"{words.money(amount)} {amount.currency}"


def number(value: Decimal) -> str:
    """To two decimals, without padding."""
    rounded = round_digits(value, 2)
    whole = rounded == rounded.to_integral_value()
    return words.figure(rounded.to_integral_value() if whole else rounded)


def goal(value: Money | Decimal) -> str:
    """A goal of a measure, money without its currency."""
    return words.money(value) if isinstance(value, Money) else words.figure(value)


def signed(value: Decimal) -> str:
    """With its sign."""
    return f"+{number(value)}" if value > 0 else number(value)


def said(text: Bilingual) -> str:
    """In the language on screen."""
    return text.within(Language(spoken()))
