"""A person's results as rows whose cells are filled in, and what is said of the highlighted one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from plans.plan import BonusMeasure
from plans.scoring.rules import Affirmative, Effect, Gate, Veto
from plans.scoring.scorecard import Event, Item
from tui import words
from tui.language import N_, _, ngettext
from tui.screens import score_words as say
from tui.widgets.grid import Cell, Column, Row

if TYPE_CHECKING:
    from jobs.filling.lines import Line
    from jobs.filling.overview import FileOverview
    from jobs.filling.trial import Trial
    from jobs.score import PersonScore
    from plans.scoring.payout import MeasurePayout
    from plans.scoring.sheet_score import ItemScore

PEOPLE = (
    Column(N_("Person"), 14, stretch=True),
    Column(N_("Pays %"), 8, "right"),
    Column(N_("Real %"), 8, "right"),
    Column(N_("At target"), 12, "right", rank=3),
    Column(N_("Paid"), 12, "right"),
    Column(N_("Real"), 12, "right", rank=1),
    Column(N_("Score"), 6, "right"),
    Column(N_("Coefficient"), 11, "right", rank=4),
    Column(N_("By score"), 12, "right", rank=2),
)
SHEET = (
    Column(N_("Item"), 15, stretch=True),
    Column(N_("Weight"), 6, "right", rank=3),
    Column(N_("Target"), 9, "right", rank=2),
    Column(N_("Result"), 10, "right"),
    Column(N_("By"), 7),
    Column(N_("Reviewed"), 8, "right"),
    Column(N_("By"), 7),
    Column(N_("Reason"), 8),
    Column(N_("Attained"), 8, "right", rank=4),
    Column(N_("Real"), 8, "right", rank=5),
    Column(N_("Pays"), 8, "right", rank=6),
    Column(N_("Adds"), 6, "right", rank=1),
)
FIELDS = ("", "", "", "first", "first_by", "review", "review_by", "reason", "", "", "", "")
TEXTS = ("first_by", "review_by", "reason")
_TO_FILL = "…"


def everybody(files: Sequence[FileOverview]) -> Iterator[Row]:
    """Each file, and below it who stands in it with what it comes to; keys are `file/person`, by number."""
    for n, file in enumerate(files):
        told = [file.path.name]
        if file.is_draft:
            told.append(_("✎ edited, not saved"))
        if file.problems:
            count = len(file.problems)
            told.append("✗ " + ngettext("{count} problem", "{count} problems", count).format(count=count))
        elif file.report is not None:
            told.append(_("prices until {day}").format(day=words.day(file.report.on)))
        yield Row("", [words.plain(" · ".join(told))], heading=True)
        scores = file.report.people if file.report is not None else ()
        for m, name in enumerate(file.people):
            score = scores[m] if m < len(scores) else None
            yield Row(f"{n}/{m}", [Cell(words.plain(name), "strong"), *_summary(score)])


def _summary(score: PersonScore | None) -> Iterator[str]:
    if score is None:
        return
    payout, sheet = score.payout, score.sheet
    yield say.number(payout.nominal.value)
    yield say.number(payout.real.value)
    yield from (
        words.NONE if m is None else words.money(m) for m in (payout.bonus, payout.paid, payout.paid_real)
    )
    yield words.NONE if sheet is None else say.number(sheet.final)
    yield words.NONE if sheet is None or sheet.coefficient is None else say.number(sheet.coefficient)
    yield words.NONE if sheet is None or sheet.paid is None else words.money(sheet.paid)


def rows(trial: Trial, edits: Mapping[str, str]) -> Iterator[Row]:
    """Every line of the person, under headings; `edits` are the person's own, by cell."""
    measured = {m.measure.name: m for m in trial.payout.measures} if trial.payout is not None else {}
    scored = {i.item.name: i for i in trial.sheet.items} if trial.sheet is not None else {}
    heading = ""
    for line in trial.lines:
        title = _heading(trial, line)
        if title and title != heading:
            yield Row("", [title], heading=True)
        heading = title or heading
        before, after = _around(trial, line, measured, scored)
        fields = (_cell(trial, line, field, edits) for field in FIELDS[3:8])
        yield Row(line.key, [*before, *fields, *after])


def _heading(trial: Trial, line: Line) -> str:
    section = line.key.partition("/")[0]
    if section == "marks" and trial.card is not None:
        name = line.key.split("/")[1]
        found = next(s for s in trial.card.sections if any(i.name == name for i in s.items))
        of = _("{title}: {points} points").format(
            title=say.said(found.title), points=say.number(found.maximum)
        )
        return words.plain(of)
    return {
        "results": _("Results"),
        "counts": _("Rules of the plan"),
        "gates": _("Rules of the plan"),
        "sheet": _("Scorecard"),
        "sheet-counts": _("Rules of the scorecard"),
        "sheet-gates": _("Rules of the scorecard"),
        "pay": _("Pay and period"),
    }.get(section, "")


def _around(
    trial: Trial, line: Line, measured: Mapping[str, MeasurePayout], scored: Mapping[str, ItemScore]
) -> tuple[list[Cell | str], list[Cell | str]]:
    """The cells before and after those that are filled in."""
    subject = line.subject
    if isinstance(subject, BonusMeasure):
        found = measured.get(subject.name)
        weight, target = f"{say.number(subject.weight)} %", say.goal(subject.target)
        after: list[Cell | str] = ["", "", "", ""]
        if found is not None:
            moved = found.real is not found.nominal
            real = say.number(found.real.attainment) if moved else words.NONE
            after = [
                say.number(found.nominal.attainment),
                real,
                say.number(found.nominal.payout),
                say.number(found.weighted),
            ]
        return [Cell(words.plain(subject.title), "strong"), weight, target], after
    if isinstance(subject, Item):
        score = scored.get(subject.name)
        points = "" if score is None else say.number(score.final)
        title = Cell(words.plain(say.said(subject.title)), "strong")
        return [title, say.number(subject.maximum), ""], ["", "", "", Cell(points, "strong")]
    if isinstance(subject, Event):
        title = Cell(words.plain(f"  {say.said(subject.title)}"))
        return [title, say.signed(subject.points), ""], ["", "", "", ""]
    if isinstance(subject, Gate | Veto | Affirmative):
        return [Cell(words.plain(subject.title)), "", _rule_target(subject)], ["", "", "", ""]
    total = say.number(trial.sheet.final) if line.key == "sheet/raters" and trial.sheet is not None else ""
    return [_(say.SAID[line.key]), "", ""], ["", "", "", Cell(total, "strong")]


def _cell(trial: Trial, line: Line, field: str, edits: Mapping[str, str]) -> Cell | str:
    cell = f"{line.key}/{field}"
    text = edits.get(cell, trial.cells.get(cell, ""))
    if cell in trial.wrong and not (not text and say.is_missing(trial, cell)):
        return Cell(words.plain(f"✗ {text}".rstrip()), "warn")
    if cell in trial.wrong:
        return Cell(_TO_FILL, "warn")
    return Cell(words.plain(f"✎ {text}".rstrip()), "good") if cell in edits else words.plain(text)


def _rule_target(rule: Gate | Veto | Affirmative) -> str:
    if isinstance(rule, Affirmative):
        return f"+{say.number(rule.points)}"
    if isinstance(rule, Gate):
        return _("yes/no") if rule.at_least is None else f"≥ {say.number(rule.at_least)} %"
    return {
        Effect.FAIL: "→ 0",
        Effect.CAP: f"≤ {say.number(rule.by)}",
        Effect.DEDUCT: f"−{say.number(rule.by)}",
    }[rule.effect]
