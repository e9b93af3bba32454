"""The sections in which a report tells each determination in sentences, and what else it could have been."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from indicators.arithmetic import points
from jobs.exports.model import Annex
from jobs.exports.sections import Grid, Head, Section
from jobs.format import percent
from plans.adjust import Adjustment
from plans.explain import Language, say, step_rows, unit
from plans.phrases import show

_ENGLISH = {
    "words": "In plain words",
    "steps": "Step|How|Result|",
    "otherwise": "What would have been otherwise",
    "alone": "Each change by itself, all else as it was.",
    "cases": "With|Change, %|Difference, points|",
    "points": "With|Increase|Difference|",
    "bases": "100 from one base, and by a chain of changes",
    "pairs": "In effect|From one base|By a chain|Difference",
}
_CHINESE = {
    "words": "文字说明",
    "steps": "步骤|如何得出|结果|",
    "otherwise": "若有不同",
    "alone": "每次只改变一项，其余不变。",
    "cases": "若|变动（%）|相差（百分点）|",
    "points": "若|增加额|相差|",
    "bases": "100 按固定基期与按逐次连乘",
    "pairs": "生效日|固定基期|逐次连乘|相差",
}
_LABELS: Mapping[Language, Mapping[str, str]] = MappingProxyType(
    {Language.ENGLISH: _ENGLISH, Language.CHINESE: _CHINESE}
)
_TAGS = {Language.ENGLISH: "", Language.CHINESE: "zh-Hans"}


def told(adjustment: Adjustment, annex: Annex) -> Iterator[Section]:
    """Every clause in each language of the explanation: its sentences, its steps, its cases, its bases."""
    for word, clauses in annex.explanation.items():
        language = Language(word)
        for name, sentences in clauses.items():
            yield from _clause(name, sentences, language, adjustment, annex.otherwise)


def _clause(
    name: str,
    sentences: Sequence[str],
    language: Language,
    adjustment: Adjustment,
    otherwise: Mapping[str, Any],
) -> Iterator[Section]:
    labels, tag = _LABELS[language], _TAGS[language]
    yield Section(f"{name}: {labels['words']}", notes=tuple(sentences), level=3, language=tag)
    if language is not Language.ENGLISH:  # the steps stand in English further up
        yield Section(name, grid=_steps(name, adjustment, language), level=4, language=tag)
    rows = otherwise.get("clauses", {}).get(name)
    if rows is None:
        return
    grid = _cases(rows["effects"], labels, language)
    yield Section(labels["otherwise"], (labels["alone"],), grid=grid, level=4, language=tag)
    if rows["bases"]:
        yield Section(labels["bases"], grid=_pairs(rows["bases"], labels), level=4, language=tag)


def _heads(text: str, numbers: Sequence[int]) -> tuple[Head, ...]:
    return tuple(Head(title, number=n in numbers) for n, title in enumerate(text.split("|")))


def _steps(name: str, adjustment: Adjustment, language: Language) -> Grid:
    labels = _LABELS[language]
    made = step_rows(adjustment.upratings[name].steps, language)
    rows = tuple((row.name, row.text, row.result, unit(row.unit, language)) for row in made)
    return Grid(name, _heads(labels["steps"], (2,)), rows)


def _cases(effects: Sequence[Mapping[str, Any]], labels: Mapping[str, str], language: Language) -> Grid:
    added = any(Decimal(e["increment"] or 0) for e in effects)
    keys = ("increment", "increment_difference") if added else ("percent", "difference")
    rows = tuple(
        (
            say(effect["form"], effect["facts"], language),
            *(_shown(effect[key], added=added) for key in keys),
            say(effect["refusal"], {}, language) if effect["refusal"] else "",
        )
        for effect in effects
    )
    return Grid(labels["otherwise"], _heads(labels["points" if added else "cases"], (1, 2)), rows)


def _shown(number: str | None, *, added: bool) -> str:
    if number is None:
        return "–"
    return show(Decimal(number)) if added else percent(Decimal(number), 3)


def _pairs(pairs: Sequence[Mapping[str, str]], labels: Mapping[str, str]) -> Grid:
    rows = tuple(
        (
            pair["effective_on"],
            pair["anchored"],
            pair["chained"],
            show(points(Decimal(pair["chained"]), Decimal(pair["anchored"]))),
        )
        for pair in pairs
    )
    return Grid(labels["bases"], _heads(labels["pairs"], (1, 2, 3)), rows)
