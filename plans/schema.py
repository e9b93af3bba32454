"""JSON Schemas of clause and plan files, for editors: made from the same tables of fields that read them."""

from collections.abc import Sequence
from typing import Any

from plans.clause_fields import CLAUSE_FIELDS
from plans.fields import Field, table_schema, text
from plans.people_fields import people_schema
from plans.plan_fields import BAND_KEYS, COMPONENT_KEYS, CURVE_KEYS, MEASURE_KEYS, PLACE_KEYS, PLAN_FIELDS
from plans.scoring.rule_fields import rules_schema

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_PRESET = Field("preset", text(), "the published rule that it starts from")
_NAME = Field("name", text(), "the clause's short name")


def clause_schema() -> dict[str, Any]:
    """The schema of a clause file. What a preset already says need not be said again."""
    return {"$schema": _DIALECT, "title": "realterms clause", **_clause((_NAME, _PRESET, *CLAUSE_FIELDS))}


def plan_schema() -> dict[str, Any]:
    """The schema of a plan file, its clauses included."""
    schema = table_schema(PLAN_FIELDS)
    schema["properties"] |= {
        "clauses": _by_name(_clause((_PRESET, *CLAUSE_FIELDS)), "the clauses, by name"),
        "curves": _by_name(table_schema(CURVE_KEYS), "the payout curves, by name"),
        "places": _by_name(table_schema(PLACE_KEYS), "places of work with their pay differential, by name"),
        "bands": _rows(BAND_KEYS, "the pay bands, lowest first"),
        "measures": _rows(MEASURE_KEYS, "the bonus measures; their weights sum to 100"),
        "components": _rows(COMPONENT_KEYS, "the other parts of pay"),
        "scoring": rules_schema() | {"description": "what besides the measures decides a payout"},
        "people": people_schema() | {"description": "whose pay an adjustment moves, and when pay is paid"},
    }
    return {"$schema": _DIALECT, "title": "realterms plan", **schema}


def _clause(fields: Sequence[Field]) -> dict[str, Any]:
    schema = table_schema(fields)
    required = schema.pop("required")
    return schema | {"anyOf": [{"required": ["preset"]}, {"required": required}]}


def _by_name(schema: dict[str, Any], doc: str) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": schema, "description": doc}


def _rows(fields: Sequence[Field], doc: str) -> dict[str, Any]:
    return {"type": "array", "items": table_schema(fields), "description": doc}
