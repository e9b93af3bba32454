"""A determination in plain sentences and as a table of steps, in English and Chinese."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from plans import words, words_zh
from plans.money import Rounding
from plans.phrases import Fact, plain, rounded_by, show
from plans.steps import Input, Step
from plans.uprate import UpratedAmount, Uprating


class Language(StrEnum):
    """The languages that a determination can be explained in."""

    ENGLISH = "en"
    CHINESE = "zh"


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step ready to be printed: all of it text, in one language."""

    number: int
    name: str
    text: str
    result: str
    unit: str
    inputs: tuple[str, ...]


def say(form: str, facts: Mapping[str, Fact], language: Language = Language.ENGLISH) -> str:
    """The sentence of one step or notice."""
    return words.sentence(form, facts) if language is Language.ENGLISH else words_zh.sentence(form, facts)


def operation(number: int, language: Language = Language.ENGLISH) -> str:
    """The name of an operation by its number in the order of operations, 1 to 18."""
    return words.OPERATIONS[number] if language is Language.ENGLISH else words_zh.OPERATIONS[number]


def rounding(rule: Rounding, language: Language = Language.ENGLISH) -> str:
    """A rounding rule in words."""
    return rounded_by(rule, words.ROUNDINGS if language is Language.ENGLISH else words_zh.ROUNDINGS)


def unit(name: str, language: Language = Language.ENGLISH) -> str:
    """The unit of a step's result: a sign or a word; itself where it has no other, as a currency."""
    return (words.UNITS if language is Language.ENGLISH else words_zh.UNITS).get(name, name)


def step_rows(steps: Iterable[Step], language: Language = Language.ENGLISH) -> tuple[StepRow, ...]:
    """The steps as a table: number, operation, sentence, result, unit, and the figures used."""
    return tuple(
        StepRow(
            step.number,
            operation(step.number, language),
            say(step.form, step.facts, language),
            step.result,
            step.unit,
            tuple(_input(i) for i in step.inputs),
        )
        for step in steps
    )


def sentences(
    uprating: Uprating, amount: UpratedAmount | None = None, language: Language = Language.ENGLISH
) -> tuple[str, ...]:
    """The determination told from its first step to its result; then what must be said about it."""
    told = [_told(s, language) for s in uprating.steps]
    told.append(conclusion(uprating, language))
    if amount is not None:
        told.extend(_told(s, language) for s in amount.steps)
        facts: dict[str, Fact] = {"before": str(amount.before), "after": str(amount.after)}
        told.append(say("amount-after", facts | {"unrounded": amount.unrounded}, language))
    if uprating.provisional:
        told.append(say("still-open", {}, language))
    told.extend(say(n.form, n.facts, language) for n in uprating.notices)
    return tuple(told)


def conclusion(uprating: Uprating, language: Language = Language.ENGLISH) -> str:
    """The result in one sentence."""
    effective = uprating.effective_on
    if uprating.increment:
        return say("adds", {"effective": effective, "increment": uprating.increment}, language)
    if not uprating.paid:
        return say("stays", {"effective": effective}, language)
    form = "rises" if uprating.percent > 0 else "falls"
    facts: dict[str, Fact] = {"effective": effective, "percent": abs(uprating.percent)}
    return say(form, facts | {"ratio": uprating.ratio}, language)


def _told(step: Step, language: Language) -> str:
    """The step's sentence, and its result where it has one."""
    text = say(step.form, step.facts, language)
    if step.value is None:
        return text
    return f"{text} → {plain(step.value)} {unit(step.unit, language)}".rstrip()


def _input(used: Input) -> str:
    return f"{used.indicator} {used.period} = {show(used.value)} ({used.published_on}, {used.origin})"
