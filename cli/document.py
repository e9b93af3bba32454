"""A frozen adjustment on paper: figures before and after, what moved them, what must be said."""

import sys
from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import groupby
from typing import Any

from cli.render import bold, cut, heads, one_line, right, table, terminal_columns, width
from jobs.format import amount, percent, signed

_SECTIONS = {
    "band": "Pay bands",
    "measure": "Thresholds",
    "component": "Components",
    "place": "Pay bands by place",
}
Row = Mapping[str, Any]


def document_text(document: Mapping[str, Any], *, steps: bool = False, evidence: bool = False) -> str:
    """The document as text: a table a section, a line a clause, the warnings; steps and figures if asked."""
    parts = [_title(document)]
    for section, lines in groupby(document["lines"], key=lambda line: str(line["path"]).partition("/")[0]):
        parts.append(_figures(_SECTIONS[section], list(lines)))
    parts.append(_determinations(document["determinations"]))
    if steps:
        parts.extend(_steps(name, found) for name, found in document["determinations"].items())
    if evidence:
        parts.append(_evidence(document["evidence"]))
    if "true_up" in document:
        parts.append(true_up_text(document["true_up"]))
    if document["warnings"]:
        parts.append("\n".join([bold("To note"), *(f"- {one_line(text)}" for text in document["warnings"])]))
    return "\n\n".join(parts)


def true_up_text(found: Mapping[str, Any]) -> str:
    """What a true-up changes of the proposal that it puts right, figure by figure."""
    rows = [
        [
            str(line["path"]),
            _amount(line["accepted"]),
            _amount(line["now"]),
            signed(Decimal(line["difference"])),
        ]
        for line in found["lines"]
    ]
    heading = f"true-up of proposal {found['proposal']}"
    return table(heads(heading, right("accepted"), right("now"), right("difference")), rows)


def _title(document: Mapping[str, Any]) -> str:
    sample = " (a sample plan)" if document["sample"] else ""
    return (
        f"{document['plan']}{sample}: in effect from {document['effective_on']}, "
        f"from figures known on {document['as_of']}"
    )


def _figures(title: str, lines: list[Row]) -> str:
    """One row an item with its figures side by side; one row a figure where the terminal is narrow."""
    currency = str(lines[0]["before"]).rpartition(" ")[2]
    fields = list(dict.fromkeys(_field(line) for line in lines))
    items: dict[str, list[Row]] = {}
    for line in lines:
        items.setdefault(_item(line), []).append(line)
    columns: list[Any] = [f"{title}, {currency}"]
    for field in fields:
        columns += [right(field), right("after"), right("%")]
    rows = [[item, *_cells(found, fields), _moved_by(found)] for item, found in items.items()]
    side_by_side = table([*columns, "moved by"], rows)
    if not sys.stdout.isatty() or max(map(width, side_by_side.split("\n")[1:])) <= terminal_columns():
        return side_by_side
    stacked = [
        [_item(line), _field(line), *_cells([line], [_field(line)]), line["clause"] or "–"] for line in lines
    ]
    return table(heads(columns[0], "", right("before"), right("after"), right("%"), "moved by"), stacked)


def _moved_by(lines: list[Row]) -> str:
    """What moves an item's figures: in a word where that is one clause, else figure by figure."""
    clauses = {_field(line): line["clause"] or "–" for line in lines}
    if len(set(clauses.values())) == 1:
        return str(lines[0]["clause"] or "–")
    return ", ".join(f"{field}: {clause}" for field, clause in clauses.items())


def _cells(found: list[Row], fields: Iterable[str]) -> Iterable[str]:
    by_field = {_field(line): line for line in found}
    for field in fields:
        line = by_field.get(field)
        if line is None:
            yield from ("–", "–", "–")
        else:
            yield from (_amount(line["before"]), _amount(line["after"]), percent(Decimal(line["percent"]), 2))


def _amount(money: str) -> str:
    return amount(Decimal(money.partition(" ")[0]))


def _item(line: Row) -> str:
    return str(line["path"]).partition("/")[2].rpartition("/")[0]


def _field(line: Row) -> str:
    return str(line["path"]).rpartition("/")[2]


def _determinations(found: Mapping[str, Row]) -> str:
    rows = [
        [
            name,
            percent(Decimal(row["percent"]), 3),
            f"{Decimal(row['ratio']):.6f}",
            "yes" if row["provisional"] else "no",
        ]
        for name, row in found.items()
    ]
    return table(heads("clause", right("determined %"), right("ratio"), "provisional"), rows)


def _steps(name: str, found: Row) -> str:
    rows = [[str(n), step["name"], _value(step), step["text"]] for n, step in enumerate(found["steps"], 1)]
    return table(heads(right("step"), f"of {name}", right("result"), cut("how")), rows)


def _value(step: Row) -> str:
    if step["value"] is None:
        return ""
    value = Decimal(step["value"])
    shown = value if len(value.as_tuple().digits) <= 12 else round(value, 8)
    return f"{shown:f} {step['unit']}".strip()


def _evidence(rows: list[Row]) -> str:
    return table(
        heads("figure used", "period", right("value"), "published", "status", "from", cut("source")),
        [
            [r["indicator"], r["period"], r["value"], r["published_on"], r["status"], r["origin"], r["url"]]
            for r in rows
        ],
    )
