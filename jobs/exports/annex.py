"""What an export says beside its record: it is told in plain words, with what else could have been."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from jobs.exports.facts import canonical, sha256
from jobs.exports.model import Annex, Cell, Column, Table
from jobs.exports.record_tables import evidence_table, indicators_of
from jobs.propose import histories
from jobs.workspace import Workspace
from plans.adjust import Adjustment
from plans.explain import Language, say, sentences
from plans.otherwise import effect_rows, otherwise, to_rows
from plans.phrases import show
from plans.record import Document

EXPLANATION = "Explanation"
OTHERWISE = "Otherwise"
BASES = "Two bases"
OTHER_FIGURES = "Otherwise, figures"
EXPLAINED = ("html", "pdf", "xlsx", "json")  # the forms that people read, and the one that holds all
_SIBLINGS = 3  # how many further indices are tried in the place of a clause's own


def languages_of(facts: Mapping[str, str]) -> tuple[Language, ...]:
    """The languages that an export says it is explained in; those it cannot be are left out."""
    known = {language.value: language for language in Language}
    return tuple(known[word] for word in facts["language"].split() if word in known)


def explanation(
    adjustment: Adjustment, languages: Iterable[Language]
) -> dict[str, dict[str, tuple[str, ...]]]:
    """Every determination in sentences, by language and clause."""
    return {
        language.value: {
            name: sentences(found, language=language) for name, found in adjustment.upratings.items()
        }
        for language in languages
    }


def otherwise_rows(workspace: Workspace, adjustment: Adjustment) -> Document:
    """What one point, one month, another vintage, index or base would have changed, from the figures held."""
    names = (*adjustment.indicators, *_siblings(workspace, adjustment))
    held = histories(workspace, tuple(dict.fromkeys(names)))
    others = [name for name in held if name not in adjustment.indicators and held[name].readings]
    return sealed(to_rows(otherwise(adjustment, held, others)))


def sealed(rows: Document) -> Document:
    """The rows with their SHA-256: what describes an index is carried along and follows from no figure."""
    return {**rows, "sha256": sha256(canonical(rows))}


def _siblings(workspace: Workspace, adjustment: Adjustment) -> list[str]:
    """Other indices of the same countries and measures, in the catalogue's order."""
    from jobs.catalogue import known
    from storage import vintages

    with workspace.session() as session:
        held = {i.key for i in vintages.indicators(session=session)}
    wanted = {(i.country, i.measure) for i in adjustment.indicators.values()}
    own = {i.key for i in adjustment.indicators.values()}
    found = [
        i.name
        for i in known(workspace)
        if (i.country, i.measure) in wanted and i.key in held - own and not i.seasonally_adjusted and i.name
    ]
    return found[:_SIBLINGS]


_EXPLANATION_COLUMNS = (
    Column("language", "Language"),
    Column("clause", "Clause"),
    Column("sentence", "Sentence"),
    Column("text", "In words"),
)
_OTHERWISE_COLUMNS = (
    Column("clause", "Clause"),
    Column("case", "Case"),
    Column("percent", "Would be %", Cell.NUMBER),
    Column("difference", "Difference, points", Cell.NUMBER),
    Column("increment", "Would add", Cell.NUMBER),
    Column("increment_difference", "Difference of what is added", Cell.NUMBER),
    Column("refusal", "Why not"),
)
_BASES_COLUMNS = (
    Column("clause", "Clause"),
    Column("effective_on", "In effect", Cell.DATE),
    Column("anchored", "100 from one base", Cell.NUMBER),
    Column("chained", "100 by a chain", Cell.NUMBER),
)
ANNEX_COLUMNS = (*_EXPLANATION_COLUMNS, *_OTHERWISE_COLUMNS, *_BASES_COLUMNS)


def annex_tables(annex: Annex) -> tuple[Table, ...]:
    """The explanation and the cases as tables of a workbook; none where there is none."""
    tables = []
    if annex.explanation:
        tables.append(_explanation_table(annex))
    if annex.otherwise:
        tables.append(_otherwise_table(annex.otherwise, list(annex.explanation)))
        tables.append(_bases_table(annex.otherwise))
        tables.append(replace(evidence_table(dict(annex.otherwise)), name=OTHER_FIGURES))
    return tuple(tables)


def otherwise_in(rows: Mapping[str, list[dict[str, str]]], indicators: Mapping[str, Any]) -> dict[str, Any]:
    """What a recomputation of the cases needs, from a workbook's tables; empty where it holds none."""
    if OTHER_FIGURES not in rows:
        return {}
    found = rows[OTHER_FIGURES]
    described = indicators_of(found)
    return {
        "indicators": described,
        "evidence": [row for row in found if row["value"]],
        "holes": [row for row in found if row["period"] and not row["value"]],
        "others": [name for name in described if name not in indicators],
    }


def _explanation_table(annex: Annex) -> Table:
    rows = tuple(
        (language, name, str(number), text)
        for language, clauses in annex.explanation.items()
        for name, told in clauses.items()
        for number, text in enumerate(told, 1)
    )
    return Table(EXPLANATION, _EXPLANATION_COLUMNS, rows, keys=3)


def _otherwise_table(rows: Mapping[str, Any], languages: Iterable[str]) -> Table:
    said = [Language(word) for word in languages] or [Language.ENGLISH]
    found = tuple(
        (
            name,
            " / ".join(case(effect, language) for language in said),
            *(_number(effect[key]) for key in ("percent", "difference", "increment", "increment_difference")),
            " / ".join(say(effect["refusal"], {}, language) for language in said if effect["refusal"]),
        )
        for name, effect in effect_rows(rows)
    )
    return Table(OTHERWISE, _OTHERWISE_COLUMNS, found, keys=2)


def _number(text: str | None) -> str:
    return "" if text is None else show(Decimal(text))


def _bases_table(rows: Mapping[str, Any]) -> Table:
    found = tuple(
        (name, pair["effective_on"], pair["anchored"], pair["chained"])
        for name, clause in rows["clauses"].items()
        for pair in clause["bases"]
    )
    return Table(BASES, _BASES_COLUMNS, found, keys=2)


def case(effect: Mapping[str, Any], language: Language) -> str:
    """What was tried, in words."""
    return say(effect["form"], effect["facts"], language)
