"""Scorecards: kinds of items, two different raters, the reasons they owe, and what a score is worth."""

from decimal import Decimal

import pytest

from indicators.errors import UnknownName
from plans.money import Money
from plans.plan import IndicatorType
from plans.scoring import library
from plans.scoring.bilingual import Language
from plans.scoring.marks import ItemMarks, Marks, mark_problems, reason_problems
from plans.scoring.payout import PlanPayout
from plans.scoring.rules import Ruled
from plans.scoring.scorecard import ItemKind
from plans.scoring.sheet import parse_sheet
from plans.scoring.sheet_score import SheetScore, score_sheet
from tests.plans.scoring import CARD, card


def payout(value: str, bonus: int | None = 1_000_000) -> PlanPayout:
    """A plan's payout of so many percent, and a bonus at target of 10,000."""
    exact = Ruled(Decimal(value), ())
    money = None if bonus is None else Money(bonus, "USD")
    return PlanPayout((), exact, exact, money, money, money, ())


def marks(presence: dict[str, int] | None = None, care: ItemMarks | str = "20", reason: str = "") -> Marks:
    """Marks by Ann, reviewed by Ben."""
    counted = {name: Decimal(n) for name, n in (presence or {}).items()}
    rated = ItemMarks(Decimal(care)) if isinstance(care, str) else care
    return Marks("Ann", {"presence": ItemMarks(counted), "care": rated}, "Ben", reason)


def scored(given: Marks, plan: str = "100", text: str = CARD) -> SheetScore:
    """The small card scored."""
    return score_sheet(card(text), given, payout(plan))


def told(given: Marks, text: str = CARD) -> list[tuple[str, str]]:
    """Every problem's key and message."""
    found = list(mark_problems(card(text), given, file="r.toml", key="m"))
    found = found or list(reason_problems(card(text), given, file="r.toml", key="m"))
    return [(p.key, p.message) for p in found]


@pytest.mark.parametrize(
    ("counts", "points"),
    [
        ({}, 10),
        ({"absence": 1}, 5),
        ({"absence": 3}, 0),
        ({"praise": 1}, 10),
        ({"absence": 2, "praise": 1}, 5),
    ],
)
def test_counted_items_start_full_and_stay_within_their_limits(counts: dict[str, int], points: int) -> None:
    assert scored(marks(counts)).items[0].final == points


def test_the_arithmetic_of_counts_is_shown() -> None:
    assert scored(marks({"absence": 1, "praise": 2})).items[0].working == (
        "Presence: 10 - 1 x 5 (absence) + 2 x 5 (praise) = 15, but at most 10 of 10"
    )


def test_computed_items_follow_the_plans_payout() -> None:
    """Half a point for each percent, at most 50."""
    assert [scored(marks(), plan).items[2].final for plan in ("0", "84", "130")] == [0, 42, 50]


@pytest.mark.parametrize(
    ("care", "score", "coefficient", "paid"),
    [("40", 100, "1.2", 12000), ("20", 80, "1", 10000), ("10", 70, "0.6", 6000), ("0", 60, "0.6", 6000)],
)
def test_a_score_is_worth_the_highest_mark_it_reaches(
    care: str, score: int, coefficient: str, paid: int
) -> None:
    done = scored(marks(care=care))
    assert done.final == score
    assert done.coefficient == Decimal(coefficient)
    assert done.paid == Money(paid * 100, "USD")


def test_below_every_mark_a_score_is_worth_nothing() -> None:
    done = scored(marks({"absence": 1}, care="0"))
    assert [done.final, done.coefficient] == [55, 0]
    assert done.paid == Money(0, "USD")


def test_the_review_score_counts_where_there_is_one() -> None:
    done = scored(marks(care=ItemMarks(Decimal(10), Decimal(20))))
    assert [done.first, done.review, done.final] == [70, 80, 80]
    assert "Care: 10; reviewed 20; counts 20 of 40" in done.workings
    assert scored(marks()).review is None


def test_both_scores_can_be_blended() -> None:
    """60 % of 10 and 40 % of 20 are 14."""
    blended = CARD.replace("weakest = 1", "blend = [60, 40]")
    assert scored(marks(care=ItemMarks(Decimal(10), Decimal(20))), text=blended).items[1].final == 14


def test_the_weakest_items_are_named() -> None:
    assert [i.item.name for i in scored(marks({"absence": 1}, care="40")).weakest] == ["presence"]


@pytest.mark.parametrize(
    ("care", "reason", "owed"),
    [
        (ItemMarks(Decimal(20), Decimal(10)), "", []),  # 10 apart: not more than 10 of 100, nor 16 of 40
        (ItemMarks(Decimal(20), Decimal(40)), "", ["m.care.reason", "m.reason"]),
        (ItemMarks(Decimal(20), Decimal(40), "checked"), "", ["m.reason"]),
        (ItemMarks(Decimal(20), Decimal(40)), "a better quarter", ["m.care.reason"]),
        (ItemMarks(Decimal(20), Decimal(40), "checked"), "a better quarter", []),
    ],
)
def test_raters_far_apart_owe_a_reason(care: ItemMarks, reason: str, owed: list[str]) -> None:
    """More than 2 of 5 on an item (16 of 40), or more than 10 of 100 in total."""
    assert [key for key, _ in told(marks(care=care, reason=reason))] == owed


@pytest.mark.parametrize("reviewer", ["Ann", " ann ", ""])
def test_nobody_reviews_their_own_marks(reviewer: str) -> None:
    given = Marks("Ann", marks(care=ItemMarks(Decimal(10), Decimal(20))).items, reviewer)
    assert told(given)[0][0] == "m.review_by"


def test_everything_wrong_with_marks_is_told() -> None:
    given = Marks(
        "",
        {
            "presence": ItemMarks({"absense": Decimal(1), "praise": Decimal("0.5")}),
            "care": ItemMarks(Decimal(25)),
            "cares": ItemMarks(Decimal(1)),
        },
    )
    assert told(given) == [
        ("m.cares", "no such item to rate on this sheet"),
        ("m.presence.first.absense", "no such event"),
        ("m.presence.first.praise", "not a count"),
        ("m.care.first", "no anchor describes these points"),
        ("m.first_by", "missing"),
    ]


def test_marks_of_the_wrong_kind_are_told() -> None:
    given = Marks("Ann", {"presence": ItemMarks(Decimal(5)), "care": ItemMarks({"x": Decimal(1)})})
    assert [message for _, message in told(given)] == ["this item counts events", "this item takes points"]
    assert told(Marks("Ann", {}))[0] == ("m.presence", "missing")


@pytest.mark.parametrize(
    ("old", "new", "key", "message"),
    [
        ("maximum = 50", "maximum = 60", "sections.work.maximum", "its items do not sum to it"),
        ('kind = "counted"', 'kind = "computed"', "sections.work.presence.events", "does not belong"),
        ("factor = 0.5", 'factor = 0.5\nstart = 3', "sections.results.plan.start", "does not belong"),
        ('name = "care"', 'name = "plan"', "sections", "the same item twice"),
        ("points = [10, 20]", "points = [0, 20]", "sections.work.care.anchors", "not in rising order"),
        ("points = 40,", "points = 41,", "sections.work.care.anchors.3", "more than the maximum"),
        ("weakest = 1", "weekest = 1", "weekest", "unknown key"),
        ("weakest = 1", "blend = [60, 30]", "blend", "not two shares"),
        ("[[60, 0.6], [80, 1], [90, 1.2]]", "[[80, 1], [60, 0.6]]", "coefficients", "not steps"),
        ('zh = "小卡"', 'cn = "小卡"', "title.cn", "unknown key"),
        ("maximum = 10", "maximum = 10\nstart = 11", "sections.work.presence.start", "out of range"),
    ],
)  # fmt: skip
def test_a_bad_card_is_refused_where_it_is_bad(old: str, new: str, key: str, message: str) -> None:
    found, problems = parse_sheet(CARD.replace(old, new, 1), file="card.toml")
    assert found is None
    assert any(p.key == key and message in p.message for p in problems), problems


def test_sections_sum_to_100_unless_the_score_is_scaled() -> None:
    start = CARD.index('[[sections]]\nname = "results"')
    halved = CARD[:start]
    found, problems = parse_sheet(halved, file="card.toml")
    assert found is None
    assert problems[-1].got == "50"
    scaled = card("scaled = true\n" + halved)
    done = score_sheet(scaled, marks({"absence": 1}), None)
    assert done.final == 50
    assert done.workings[2] == "total 25 of 50 = 50 of 100"


# --- the scorecards that ship -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", library.sheet_names())
def test_every_card_that_ships_reads_in_both_languages(name: str) -> None:
    found = library.sheet(name)
    texts = [found.title, *(s.title for s in found.sections), *(i.title for i in found.items())]
    texts += [a.text for i in found.items() for a in i.anchors] + [
        e.title for i in found.items() for e in i.events
    ]
    for text in texts:
        assert text.within(Language.EN).isascii()
        assert not text.within(Language.ZH).isascii()


def test_the_appraisal_has_the_figures_it_was_asked_for() -> None:
    found = library.sheet("appraisal")
    assert {s.name: int(s.maximum) for s in found.sections} == {"basics": 25, "attitude": 25, "results": 50}
    items = {i.name: i for i in found.items()}
    points = {e.name: int(e.points) for name in ("attendance", "conduct") for e in items[name].events}
    assert points == {"absence": -5, "leave": -2, "late": -1, "error": -5, "commendation": 5}
    spans = {n: [(int(a.low), int(a.high)) for a in items[n].anchors] for n in ("principle", "sociability")}
    assert spans["principle"] == [(0, 0), (1, 1), (2, 3), (4, 4), (5, 5)]
    assert spans["sociability"] == [(n, n) for n in range(1, 6)]
    assert (items["plan-results"].source, items["plan-results"].factor) == ("total", Decimal("0.5"))
    assert [name for name, i in items.items() if i.default] == ["coordination", "discipline", "plan-results"]
    assert found.coefficients is not None
    worth = [found.coefficients.of(Decimal(score)) for score in (59, 60, 79, 80, 89, 90)]
    assert worth == [0, Decimal("0.6"), Decimal("0.8"), 1, 1, Decimal("1.2")]


def test_the_hotel_card_weighs_ability_and_sales_alike() -> None:
    items = {i.name: i for i in library.sheet("hotel-sales-manager").items()}
    assert {n: i.maximum for n, i in items.items()} == {
        "job-knowledge": 15, "planning": 15, "judgement": 20, "stage-sales": 50,
    }  # fmt: skip
    assert all(i.default for i in items.values())


def test_the_service_card_names_the_three_weakest_of_27() -> None:
    found = library.sheet("customer-service-manager")
    assert [len(s.items) for s in found.sections] == [4, 5, 6, 8, 4]
    assert all(i.kind is ItemKind.ANCHORED and i.maximum == 5 for i in found.items())
    assert {i.indicator_type for i in found.items()} == {
        IndicatorType.PCI,
        IndicatorType.WAI,
        IndicatorType.PRI,
    }
    given = {i.name: ItemMarks(Decimal(4)) for i in found.items()}
    given |= {name: ItemMarks(Decimal(2)) for name in ("listening", "setbacks", "promises")}
    done = score_sheet(found, Marks("Ann", given), None)
    assert {i.item.name for i in done.weakest} == {"listening", "setbacks", "promises"}
    assert round(done.final, 2) == Decimal("75.56")  # (24 x 4 + 3 x 2) of 135


def test_an_unknown_card_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownName) as refused:
        library.sheet("apraisal")
    assert "appraisal" in refused.value.hint
