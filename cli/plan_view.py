"""A plan on paper: its bands, measures, components and clauses."""

from typing import TYPE_CHECKING, Any

from cli.render import cut, figure, heads, number, right, table
from plans.places import factor, local_bands
from plans.plan import figure_clauses, moved_by

if TYPE_CHECKING:
    from plans.plan import IncentivePlan, Owner


def plan_tables(found: "IncentivePlan") -> list[str]:
    """Bands, measures, components and clauses, a table each."""
    amount = [right(f"minimum, {found.currency}"), right("midpoint"), right("maximum")]
    parts = [
        table(
            heads("grade", *amount, "clause", cut("title")),
            [
                [b.grade, *(figure(v) for _, v in b.amounts()), moved_by(b) or "–", b.title]
                for b in found.bands
            ],
        )
    ]
    if found.places:
        parts.append(_places(found))
    if found.measures:
        asked = [right("threshold"), right("target"), right("maximum")]
        columns = heads("measure", right("weight %"), "unit", *asked, "clause", cut("title"))
        rows = [
            [
                m.name,
                number(m.weight),
                m.unit.value,
                figure(m.threshold),
                figure(m.target),
                figure(m.maximum),
                moved_by(m) or "–",
                m.title,
            ]
            for m in found.measures
        ]
        parts.append(table(columns, rows))
    if found.components:
        rows = [
            [c.name, c.kind.value, figure(c.amount), number(c.share), moved_by(c) or "–", c.title]
            for c in found.components
        ]
        parts.append(
            table(heads("component", "kind", right("amount"), right("share %"), "clause", cut("title")), rows)
        )
    if found.clauses:
        rows = [[name, ", ".join(c.indicators), c.title, c.text] for name, c in found.clauses.items()]
        parts.append(table(heads("clause", "index", "title", cut("in words")), rows))
    return parts


def _places(found: "IncentivePlan") -> str:
    """Every band at every place, with what the plan's own figures are multiplied by."""
    rows: list[list[str]] = []
    for place in found.places.values():
        for band in local_bands(found, place):
            local = [figure(v) for _, v in band.amounts()]
            rows.append([place.name, f"x {factor(place):f}", band.grade, *local, place.title])
    amounts = [right(f"minimum, {found.currency}"), right("midpoint"), right("maximum")]
    return table(heads("place", right("factor"), "grade", *amounts, cut("title")), rows)


def _clauses(owner: "Owner") -> dict[str, Any]:
    """The clause of the whole, and of each figure where one has its own."""
    each = figure_clauses(owner)
    return {"clause": owner.clause} | ({"clauses": each} if set(each.values()) - {owner.clause} else {})


def plan_json(found: "IncentivePlan") -> dict[str, Any]:
    """The same for --json."""
    return {
        "bands": [
            {"grade": b.grade, "title": b.title, **dict(b.amounts()), **_clauses(b)} for b in found.bands
        ],
        "places": {
            place.name: {
                "title": place.title,
                "differential": place.differential,
                "bands": [{"grade": b.grade, **dict(b.amounts())} for b in local_bands(found, place)],
            }
            for place in found.places.values()
        },
        "measures": [
            {
                "name": m.name,
                "title": m.title,
                "type": m.indicator_type,
                "unit": m.unit,
                "direction": m.direction,
                "weight": m.weight,
                "threshold": m.threshold,
                "target": m.target,
                "maximum": m.maximum,
                "curve": m.curve,
                **_clauses(m),
            }
            for m in found.measures
        ],
        "components": [
            {
                "name": c.name,
                "title": c.title,
                "kind": c.kind,
                "amount": c.amount,
                "share": c.share,
                "clause": c.clause,
            }
            for c in found.components
        ],
        "clauses": {
            name: {"title": c.title, "indicators": c.indicators, "law": c.law, "text": c.text}
            for name, c in found.clauses.items()
        },
    }
