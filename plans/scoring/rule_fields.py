"""The keys of gates, vetoes and affirmative indicators in a plan's or a sheet's file."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from indicators.errors import did_you_mean
from plans.fields import Field, Place, choice, number, read_table, table_schema, text
from plans.scoring.rules import TOTAL, Affirmative, Effect, Gate, ScoringRules, Veto

T = TypeVar("T")
_NAME = Field("name", text("a short name"), "the name that results use", required=True)
_TITLE = Field("title", text(), "what it is, in words", required=True)
_PERCENT = number("percent, at least 0", least=0)

GATE_KEYS: tuple[Field, ...] = (
    _NAME,
    _TITLE,
    Field("measure", text(f"a measure's name, or {TOTAL!r}"), "what must be reached; without it: a yes"),
    Field("at_least", _PERCENT, "the attainment (of the total: the payout) that opens the gate, in percent"),
    Field("otherwise", _PERCENT, "the most that is paid where it stays shut, in percent; 0 unless given"),
)
VETO_KEYS: tuple[Field, ...] = (
    _NAME,
    _TITLE,
    Field("effect", choice(Effect), "what it does", required=True),
    Field("by", _PERCENT, "the cap in percent, or the points taken off for each"),
)
AFFIRMATIVE_KEYS: tuple[Field, ...] = (
    _NAME,
    _TITLE,
    Field("points", number("points above 0", above=0), "the points added for each", required=True),
)
RULE_KEYS = ("gates", "vetoes", "affirmatives", "affirmative_cap", "cap")
_LIMITS: tuple[Field, ...] = (
    Field("affirmative_cap", _PERCENT, "the most that affirmative points add"),
    Field("cap", _PERCENT, "the most that everything together comes to"),
)


def read_rules(values: Mapping[str, Any], place: Place, measures: Iterable[str]) -> ScoringRules:
    """The rules in a table with RULE_KEYS; `measures` are what a gate may look at."""
    known = [*measures, TOTAL]
    limits = read_table({k: values[k] for k in ("affirmative_cap", "cap") if k in values}, _LIMITS, place)
    gates = _rows(values, "gates", place, lambda row, at: _gate(row, at, known))
    vetoes = _rows(values, "vetoes", place, _veto)
    affirmatives = _rows(values, "affirmatives", place, _affirmative)
    names = [*(g.name for g in gates), *(v.name for v in vetoes), *(a.name for a in affirmatives)]
    for name in sorted({n for n in names if names.count(n) > 1 or n in known}):
        place.refuse(
            "a name stands twice", expected="every gate, veto, affirmative and measure once", got=name
        )
    return ScoringRules(gates, vetoes, affirmatives, limits.get("affirmative_cap"), limits.get("cap"))


def read_scoring(values: Any, place: Place, measures: Iterable[str]) -> ScoringRules:
    """A plan's [scoring] table; a misspelt key is told which one was meant."""
    if not isinstance(values, dict):
        place.refuse("not a table", expected=", ".join(RULE_KEYS), got=values)
        return ScoringRules()
    for key in (k for k in values if k not in RULE_KEYS):
        near = did_you_mean(key, RULE_KEYS)
        expected = f"did you mean {near!r}?" if near else "one of " + ", ".join(RULE_KEYS)
        place.at(key).refuse("unknown key", expected=expected)
    return read_rules(values, place, measures)


def _rows(
    values: Mapping[str, Any], key: str, place: Place, read: Callable[[dict[str, Any], Place], T | None]
) -> tuple[T, ...]:
    rows = values.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        place.at(key).refuse("not a list of tables", expected=f"[[{place.at(key).key}]]", got=rows)
        return ()
    found = [read(row, place.at(key).at(str(row.get("name", n)))) for n, row in enumerate(rows, start=1)]
    return tuple(row for row in found if row is not None)


def _read(row: dict[str, Any], keys: tuple[Field, ...], place: Place) -> dict[str, Any] | None:
    before = len(place.problems)
    found = read_table(row, keys, place)
    return found if len(place.problems) == before else None


def _gate(row: dict[str, Any], place: Place, known: list[str]) -> Gate | None:
    found = _read(row, GATE_KEYS, place)
    if found is None:
        return None
    if ("measure" in found) != ("at_least" in found):
        place.refuse(
            "a gate on a measure says how much is needed", expected="measure and at_least, or neither"
        )
        return None
    if "measure" in found and found["measure"] not in known:
        near = did_you_mean(found["measure"], known)
        expected = f"did you mean {near!r}?" if near else "one of " + ", ".join(known)
        place.at("measure").refuse("unknown measure", expected=expected, got=found["measure"])
        return None
    return Gate(**found)


def _veto(row: dict[str, Any], place: Place) -> Veto | None:
    found = _read(row, VETO_KEYS, place)
    if found is None:
        return None
    if (found["effect"] is Effect.FAIL) == ("by" in found):
        expected = "cap and deduct say by how much, fail does not"
        place.at("by").refuse("does not fit the effect", expected=expected, got=found.get("by"))
        return None
    return Veto(**found)


def _affirmative(row: dict[str, Any], place: Place) -> Affirmative | None:
    found = _read(row, AFFIRMATIVE_KEYS, place)
    return None if found is None else Affirmative(**found)


def rules_schema() -> dict[str, Any]:
    """The JSON Schema of a [scoring] table."""
    lists = {"gates": GATE_KEYS, "vetoes": VETO_KEYS, "affirmatives": AFFIRMATIVE_KEYS}
    schema = table_schema(_LIMITS)
    schema["properties"] |= {
        name: {"type": "array", "items": table_schema(keys)} for name, keys in lists.items()
    }
    return schema
