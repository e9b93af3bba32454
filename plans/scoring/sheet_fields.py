"""The keys of a scorecard's file, and the small values inside it."""

from decimal import Decimal
from typing import Any

from plans.fields import (
    Field,
    Kind,
    Place,
    boolean,
    choice,
    integer,
    number,
    several,
    table,
    text,
)
from plans.plan import IndicatorType
from plans.scoring.bilingual import Bilingual
from plans.scoring.scorecard import Anchor, Basis, Event, ItemKind

_POINTS = number("points, at least 0", least=0)
_LANGUAGES = (
    Field("en", text(), "in English", required=True),
    Field("zh", text(), "in Chinese", required=True),
)
BOTH: Kind[Bilingual] = table(
    _LANGUAGES, lambda v, _: Bilingual(**v), lambda b: {"en": b.en, "zh": b.zh}, "{ en = ..., zh = ... }"
)
_TITLE = Field("title", BOTH, "the title in both languages", required=True)
_NAME = Field("name", text("a short name"), "the short name", required=True)
_DEFAULT = Field("default", boolean(), "true where the figures are realterms' own suggestion")

_EVENT_KEYS = (
    _NAME,
    _TITLE,
    Field("points", number("points, negative to take off"), "what each adds", required=True),
)
_EVENT: Kind[Event] = table(
    _EVENT_KEYS,
    lambda v, _: Event(**v),
    lambda e: {"name": e.name, "title": e.title, "points": e.points},
    "{ name, title, points }",
)


def _span(value: Any, place: Place) -> tuple[Decimal, Decimal] | None:
    ends = value if isinstance(value, list) else [value, value]
    found = [_POINTS.read(end, place) for end in ends]
    if len(found) != 2 or found[0] is None or found[1] is None or found[0] > found[1]:
        place.refuse("not points", expected="points, or [from, to]", got=value)
        return None
    return found[0], found[1]


_SPAN: Kind[tuple[Decimal, Decimal]] = Kind(
    "points, or [from, to]", {"type": ["number", "array"]}, _span, lambda s: f"[{s[0]:f}, {s[1]:f}]"
)
_ANCHOR_KEYS = (
    Field("points", _SPAN, "the points", required=True),
    Field("text", BOTH, "what they mean", required=True),
)
ANCHOR: Kind[Anchor] = table(
    _ANCHOR_KEYS,
    lambda v, _: Anchor(v["points"][0], v["points"][1], v["text"]),
    lambda a: {"points": (a.low, a.high), "text": a.text},
    "{ points, text }",
)
ITEM_KEYS = (
    _NAME,
    _TITLE,
    Field("kind", choice(ItemKind), "how it gets its points", required=True),
    Field("maximum", number("points above 0", above=0), "the most points", required=True),
    Field("type", choice(IndicatorType), "the kind of performance indicator"),
    Field("anchors", several(ANCHOR, "a list of anchors"), "what points mean"),
    Field("scale", text("a name under [scales]"), "anchors that several items share"),
    Field("events", several(_EVENT, "a list of events"), "what is counted"),
    Field("start", _POINTS, "points before anything is counted: the maximum unless given"),
    Field("floor", _POINTS, "the fewest points: 0 unless given"),
    Field("source", text("a measure's name, or 'total'"), "the payout that it follows"),
    Field("factor", number("a factor above 0", above=0), "points for each percent of that payout"),
    _DEFAULT,
)
SECTION_KEYS = (
    _NAME,
    _TITLE,
    Field("maximum", number("points above 0", above=0), "the sum of its items' maxima", required=True),
    _DEFAULT,
)
_PAIR = several(number(), "two numbers")
CARD_KEYS = (
    _NAME,
    _TITLE,
    Field("note", BOTH, "what a reader must know"),
    Field("basis", choice(Basis), "what the coefficient multiplies"),
    Field("weakest", integer("how many items", least=0, most=20), "how many weak items to name"),
    Field("scaled", boolean(), "true where the sections do not sum to 100 and the score is scaled to it"),
    Field("coefficients", several(_PAIR, "pairs [score from, coefficient]"), "what a score is worth"),
    Field("blend", _PAIR, "shares of first and review score in percent; without it the review counts"),
    Field(
        "reason_share",
        number("a share, 0 to 1", least=0, most=1),
        "of an item's maximum, beyond which a reason is due",
    ),
    Field(
        "reason_total",
        number("points of 100", least=0, most=100),
        "beyond which a reason is due for the total",
    ),
)
