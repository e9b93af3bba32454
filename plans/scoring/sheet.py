"""A scorecard's file: TOML to a Scorecard, or to everything that is wrong in it."""

import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from indicators.arithmetic import HUNDRED, total
from indicators.errors import Problem, did_you_mean
from plans.fields import Field, Place, read_table, several, text
from plans.scoring.rule_fields import RULE_KEYS, read_rules
from plans.scoring.scorecard import Anchor, Coefficients, FinalRule, Item, ItemKind, Scorecard, Section
from plans.scoring.sheet_fields import ANCHOR, CARD_KEYS, ITEM_KEYS, SECTION_KEYS

_ZERO = Decimal(0)
_PARTS = ("sections", "scales", *RULE_KEYS)


def parse_sheet(content: str, *, file: str) -> tuple[Scorecard | None, tuple[Problem, ...]]:
    """The scorecard of a TOML text, or None with every problem: its file, key, what was expected and got."""
    place = Place(file)
    try:
        values = tomllib.loads(content, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        return None, (Problem(f"{file}:{line[1]}" if line else file, "", f"not TOML: {error}"),)
    parts = {key: values.pop(key) for key in _PARTS if key in values}
    head = read_table(values, (*CARD_KEYS, *(Field(name, text(), "") for name in _PARTS)), place)
    scales = _scales(parts.get("scales", {}), place.at("scales"))
    sections = _sections(parts.get("sections", []), scales, place.at("sections"))
    names = [item.name for section in sections for item in section.items]
    rules = read_rules({k: v for k, v in parts.items() if k in RULE_KEYS}, place, names)
    for name in sorted({n for n in names if names.count(n) > 1}):
        place.at("sections").refuse("the same item twice", expected="every name once", got=name)
    _check_sums(sections, head, place)
    coefficients = _coefficients(head.pop("coefficients", None), place.at("coefficients"))
    final = _final(head, place)
    head.pop("scaled", None)
    if place.problems:
        return None, tuple(place.problems)
    return Scorecard(**head, sections=sections, final=final, rules=rules, coefficients=coefficients), ()


def _scales(values: Any, place: Place) -> dict[str, tuple[Anchor, ...]]:
    if not isinstance(values, dict):
        place.refuse("not a table of scales", expected="[scales] NAME = [...]", got=values)
        return {}
    kind = several(ANCHOR, "a list of anchors")
    found = {name: kind.read(anchors, place.at(name)) for name, anchors in values.items()}
    return {name: anchors for name, anchors in found.items() if anchors is not None}


def _sections(values: Any, scales: Mapping[str, tuple[Anchor, ...]], place: Place) -> tuple[Section, ...]:
    if not isinstance(values, list) or not values or not all(isinstance(v, dict) for v in values):
        place.refuse("no sections", expected="[[sections]] with [[sections.items]]")
        return ()
    found = []
    for n, value in enumerate(values, start=1):
        at = place.at(str(value.get("name", n)))
        before = len(place.problems)
        head = read_table({k: v for k, v in value.items() if k != "items"}, SECTION_KEYS, at)
        rows = value.get("items", [])
        if not isinstance(rows, list) or not rows:
            at.at("items").refuse("no items", expected="[[sections.items]]")
            continue
        items = [_item(row, scales, at.at(_named(row, m))) for m, row in enumerate(rows, start=1)]
        if len(place.problems) == before:
            found.append(Section(**head, items=tuple(i for i in items if i is not None)))
    return tuple(found)


def _named(row: Any, position: int) -> str:
    return str(row.get("name", position)) if isinstance(row, dict) else str(position)


def _item(row: Any, scales: Mapping[str, tuple[Anchor, ...]], place: Place) -> Item | None:
    if not isinstance(row, dict):
        place.refuse("not a table", expected="name, title, kind, maximum", got=row)
        return None
    before = len(place.problems)
    found = read_table(row, ITEM_KEYS, place)
    scale = found.pop("scale", None)
    if scale is not None and scale not in scales:
        near = did_you_mean(scale, scales)
        place.at("scale").refuse("unknown scale", expected=near or ", ".join(scales), got=scale)
    elif scale is not None:
        found["anchors"] = scales[scale]
    if len(place.problems) > before:
        return None
    _check_item(found, place)
    if len(place.problems) > before:
        return None
    if found["kind"] is ItemKind.COUNTED:
        found.setdefault("start", found["maximum"])
    found["indicator_type"] = found.pop("type", None)
    return Item(**found)


def _check_item(found: Mapping[str, Any], place: Place) -> None:
    """Each kind of item has its own keys, and points stay within the maximum."""
    own = {
        ItemKind.ANCHORED: ("anchors",),
        ItemKind.COUNTED: ("events", "start", "floor"),
        ItemKind.COMPUTED: ("source", "factor"),
    }
    kind: ItemKind = found["kind"]
    for key in (k for of, keys in own.items() if of is not kind for k in keys if k in found):
        place.at(key).refuse(f"does not belong to a {kind} item", expected=", ".join(own[kind]))
    if own[kind][0] not in found:
        place.at(own[kind][0]).refuse("missing", expected=f"a {kind} item has {own[kind][0]}")
    most = found["maximum"]
    for n, anchor in enumerate(found.get("anchors", ()), start=1):
        if anchor.high > most:
            place.at("anchors").at(n).refuse(
                "more than the maximum", expected=f"at most {most:f}", got=anchor.high
            )
    if any(a.high >= b.low for a, b in pairwise(found.get("anchors", ()))):
        place.at("anchors").refuse(
            "not in rising order", expected="each anchor's points above the one before"
        )
    if not found.get("floor", _ZERO) <= found.get("start", most) <= most:
        place.at("start").refuse(
            "out of range", expected=f"from the floor to {most:f}", got=found.get("start")
        )


def _check_sums(sections: tuple[Section, ...], head: Mapping[str, Any], place: Place) -> None:
    for section in sections:
        summed = total(item.maximum for item in section.items)
        if summed != section.maximum:
            at = place.at("sections").at(section.name).at("maximum")
            at.refuse("its items do not sum to it", expected=f"{summed:f}", got=section.maximum)
    summed = total(section.maximum for section in sections)
    if sections and summed != HUNDRED and not head.get("scaled"):
        expected = "100, or scaled = true"
        place.at("sections").refuse("the maxima do not sum to 100", expected=expected, got=summed)


def _coefficients(rows: Any, place: Place) -> Coefficients | None:
    if rows is None:
        return None
    if not all(len(row) == 2 for row in rows) or any(a[0] >= b[0] for a, b in pairwise(rows)):
        place.refuse("not steps", expected="pairs [score from, coefficient], rising in score")
        return None
    return Coefficients(tuple((row[0], row[1]) for row in rows))


def _final(head: dict[str, Any], place: Place) -> FinalRule:
    blend = head.pop("blend", None)
    if blend is not None and (len(blend) != 2 or total(blend) != HUNDRED):
        place.at("blend").refuse("not two shares of 100", expected="[60, 40]", got=list(map(str, blend)))
        blend = None
    known = {"item_share": head.pop("reason_share", None), "most": head.pop("reason_total", None)}
    return FinalRule(blend, **{key: value for key, value in known.items() if value is not None})
