"""A determination told in English and Chinese, and what would have been otherwise."""

import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from indicators.series import History
from plans import presets, words, words_zh
from plans.clause import IndexationClause
from plans.explain import Language, conclusion, sentences, step_rows
from plans.money import Money, Rounding
from plans.schema import clause_schema, plan_schema
from plans.steps import Step
from plans.terms import Interpolation, OnFall, Vintage
from plans.uprate import Uprating, evaluate, uprate_amount
from plans.variants import Effect, sensitivity, true_up
from tests.plans.figures import histories, history, indicator, reading

FIELD = re.compile(r"\{(\w+)\}")
OCTOBER = date(2026, 10, 1)
CLAUSE = IndexationClause(
    name="bands", index="test-cpi", lag=3, on_fall=OnFall.ZERO, cap=Decimal(5),
    round_amount=Rounding(Decimal(10)),
)  # fmt: skip
FIGURES = {
    "2025-06": "99",
    "2025-07": "100",
    "2025-08": "101",
    "2026-06": "102",
    "2026-07": "104",
    "2026-08": "103",
}


def known(**fields: object) -> dict[str, History]:
    """The index of these tests."""
    return histories(history(indicator(**fields), dict(FIGURES)))  # type: ignore[arg-type]  # a test's own fields


def determined(clause: IndexationClause = CLAUSE) -> Uprating:
    """The determination for October 2026."""
    return evaluate(clause, known(), effective_on=OCTOBER, as_of=date(2026, 10, 20))


def test_told_in_english() -> None:
    uprating = determined()
    told = sentences(uprating, uprate_amount(uprating, Money.of(42000, "USD")))
    assert told == (
        "takes effect 2026-10-01: test-cpi of 2026-07, compared with 2025-07",
        "test-cpi 2025-07 = 100, 2026-07 = 104 (as known on 2026-10-20)",
        "104 / 100 = 1.04 → 4 %",
        "4 % is not above the cap of 5 % → 4 %",
        "from 2026-10-01 up by 4 % (times 1.04)",
        "42000 x 1.04 → 43680 USD",
        "43680 rounded: nearest 10 → 43680 USD",
        "42000.00 USD becomes 43680.00 USD (exactly 43680)",
    )


def test_told_in_chinese() -> None:
    uprating = determined()
    told = sentences(uprating, language=Language.CHINESE)
    assert told[0] == "2026-10-01 生效：test-cpi 的 2026-07 与 2025-07 相比"
    assert told[-1] == "自 2026-10-01 起上调 4 %（乘以 1.04）"
    rows = step_rows(uprating.steps, Language.CHINESE)
    assert [row.name for row in rows] == ["确定月份", "取数", "变动", "下跌、保底与封顶"]


def test_the_table_of_steps_names_every_figure() -> None:
    rows = step_rows(determined().steps)
    assert [(row.number, row.name) for row in rows] == [
        (1, "months"), (2, "figures"), (6, "change"), (12, "fall, floor and cap"),
    ]  # fmt: skip
    assert rows[1].inputs == (
        "test-cpi 2025-07 = 100 (2025-08-15, bls)",
        "test-cpi 2026-07 = 104 (2026-08-15, bls)",
    )
    assert (rows[2].result, rows[2].unit) == ("4.00", "percent")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"cap": Decimal(0)}, "from 2026-10-01 nothing changes"),
        (
            {"margin": Decimal(-6), "cap": None, "on_fall": OnFall.APPLY},
            "from 2026-10-01 down by 2 % (times 0.98)",
        ),
    ],
)
def test_the_conclusion(change: dict[str, object], said: str) -> None:
    assert conclusion(determined(replace(CLAUSE, **change))) == said  # type: ignore[arg-type]  # parametrised fields


def test_both_languages_say_the_same_things() -> None:
    assert list(words_zh.OPERATIONS) == list(words.OPERATIONS)
    assert set(words_zh.ROUNDINGS) == set(words.ROUNDINGS)
    assert set(words_zh.FORMS) == set(words.FORMS)
    for form, text in words.FORMS.items():
        assert set(FIELD.findall(words_zh.FORMS[form])) == set(FIELD.findall(text)), form


@pytest.mark.parametrize("name", presets.names())
def test_every_step_of_every_preset_has_words_in_both_languages(name: str) -> None:
    """Steps are gathered on an index of our own; what matters is that each can be said."""
    clause = presets.load(name)
    held: dict[str, History] = {}
    for leaf in clause.leaves:
        for index in leaf.indicators:
            described = indicator(index, measure=leaf.measure.needs, key=f"own:{index}")
            level = leaf.measure.is_level
            values = {
                f"{y}-{m:02}": str(100 + (y - 1970) * 3 if level else 2)
                for y in range(1974, 2028) for m in range(1, 13)
            }  # fmt: skip
            held[index] = history(described, dict(values))
    day = date(2026, 12, 1)
    uprating = evaluate(clause, held, effective_on=day, as_of=date(2027, 1, 31))
    for language in Language:
        for row in step_rows(uprating.steps, language):
            assert row.text
            assert "{" not in row.text


# ---- What would have been otherwise -----------------------------------------------------------------------


def effects(uprating: Uprating, **others: object) -> dict[str, Effect]:
    """The effects by what was changed."""
    found = sensitivity(uprating, known(), **others)  # type: ignore[arg-type]  # passed through
    return {f"{e.form} {' '.join(str(f) for f in e.facts.values())}".strip(): e for e in found}


def test_sensitivity_to_a_point_a_month_and_a_vintage() -> None:
    free = determined(replace(CLAUSE, cap=None))
    found = effects(free)
    assert found["one-point test-cpi 2026-07"].difference == Decimal(1)
    earlier = found["one-month-earlier"].percent
    assert earlier is not None
    assert round(earlier, 4) == Decimal("3.0303")
    assert round(found["one-month-later"].difference or Decimal(0), 4) == Decimal("-2.0198")
    assert found["by-first-published"].difference == 0


def test_what_cannot_be_determined_says_why() -> None:
    found = effects(determined(), others=("uk-rpi",))
    assert found["by-index uk-rpi"].percent is None
    assert "uk-rpi" in found["by-index uk-rpi"].refused


def test_a_true_up_is_a_new_record() -> None:
    first = reading("2026-07", "104", published_on=date(2026, 8, 15))
    later = reading("2026-07", "104.5", published_on=date(2026, 11, 15))
    held = histories(History(indicator(), (reading("2025-07", "100"), first, later)))
    clause = replace(CLAUSE, vintage=Vintage.LATEST)
    locked = evaluate(clause, held, effective_on=OCTOBER, as_of=date(2026, 10, 1))
    found = true_up(locked, held, as_of=date(2026, 12, 1))
    assert found is not None
    assert (found.before.percent, found.after.percent) == (Decimal(4), Decimal("4.5"))
    assert found.difference == Decimal("0.5")
    assert found.step.text == "with the figures known on 2026-12-01: 4.5 % instead of 4 %"
    assert [(old.value, new.value) for old, new in found.changed] == [(Decimal(104), Decimal("104.5"))]
    assert true_up(locked, held, as_of=date(2026, 11, 1)) is None


def test_first_published_figures_have_no_true_up() -> None:
    uprating = determined(replace(CLAUSE, vintage=Vintage.FIRST_PUBLISHED))
    assert true_up(uprating, known(), as_of=date(2030, 1, 1)) is None


# ---- Schemas ----------------------------------------------------------------------------------------------


def test_the_clause_schema_is_json_and_knows_every_key() -> None:
    schema = json.loads(json.dumps(clause_schema()))
    assert schema["additionalProperties"] is False
    properties = schema["properties"]
    assert properties["on_fall"]["enum"] == [o.value for o in OnFall]
    assert properties["interpolation"]["enum"] == [i.value for i in Interpolation]
    assert all(entry["description"] for entry in properties.values())


@pytest.mark.parametrize("name", presets.names())
def test_every_preset_keeps_to_the_schema(name: str) -> None:
    keys = set(presets.table(name))
    assert keys <= set(clause_schema()["properties"])


def test_the_plan_schema_holds_the_clause_schema() -> None:
    properties = json.loads(json.dumps(plan_schema()))["properties"]
    inner = properties["clauses"]["additionalProperties"]["properties"]
    assert set(inner) == set(clause_schema()["properties"]) - {"name"}
    assert properties["bands"]["items"]["required"] == ["grade", "minimum", "midpoint", "maximum"]


def test_a_step_without_a_number_has_no_result() -> None:
    assert Step(1, "stays", None, "", {"effective": OCTOBER}).result == ""
