"""The ONS reader on recorded pages of the office itself."""

from datetime import date

import pytest

from indicators.errors import UnexpectedAnswer
from indicators.series import Frequency, Measure
from tests.replay.recorded import payload
from tests.replay.server import Replay
from tests.shared_data import needs_shared
from tests.sources.asking import fetch_all, indicator, months, named, parse

pytestmark = needs_shared
RPI, CPI, RATE = named("uk-rpi", "uk-cpi", "uk-cpi-rate")


def csv(name: str) -> bytes:
    return payload(f"ons/generator_csv_{name}.csv")


@pytest.mark.parametrize(
    ("name", "count", "last", "value", "published", "following"),
    [
        ("chaw_mm23_20231018", 441, "2023-09", "378.4", date(2023, 10, 18), date(2023, 11, 15)),
        ("chaw_mm23_20231115", 442, "2023-10", "377.8", date(2023, 11, 15), date(2023, 12, 20)),
        ("d7bt_mm23_20211215", 407, "2021-11", "114.5", date(2021, 12, 15), date(2022, 1, 19)),
        ("d7bt_mm23_20240214", 433, "2024-01", "131.5", date(2024, 2, 14), date(2024, 3, 20)),
        ("d7g7_mm23_20220720", 402, "2022-06", "9.4", date(2022, 7, 20), date(2022, 8, 17)),
        ("d7g7_mm23_20240214", 421, "2024-01", "4.0", date(2024, 2, 14), date(2024, 3, 20)),
    ],
)
def test_files_of_several_releases(
    name: str, count: int, last: str, value: str, published: date, following: date
) -> None:
    wanted = {"chaw": RPI, "d7bt": CPI, "d7g7": RATE}[name[:4]]
    (found,) = parse(wanted, csv(name))
    figures = months(found.observations)
    assert (len(figures), list(figures)[-1], figures[last]) == (count, last, value)
    assert (found.published_on, found.next_release) == (published, following)
    assert found.messages == ()


def test_the_published_rate_is_not_the_ratio_of_the_published_index() -> None:
    (levels,) = parse(CPI, csv("d7bt_mm23_20240214"))
    (rates,) = parse(RATE, csv("d7g7_mm23_20240214"))
    level = {o.period: o.value for o in levels.observations}
    differ = 0
    for rate in rates.observations:
        now, before = level[rate.period], level[rate.period.shift(-12)]
        assert now is not None
        assert before is not None
        differ += round(100 * (now / before - 1), 1) != rate.value
    assert differ > 100


def test_the_index_of_2014_stands_on_another_base_and_is_not_taken() -> None:
    (other,) = parse(CPI, payload("ons/cms_data_d7bt_2014_alpha_shape.json"), other_form=True)
    assert other.other_base == "2005=100"
    then = indicator("ons:D7BT/mm23", base="2005=100")
    (found,) = parse(then, payload("ons/cms_data_d7bt_2014_alpha_shape.json"), other_form=True)
    assert months(found.observations)["2014-08"] == "128.3"
    assert months(parse(CPI, csv("d7bt_mm23_20240214"))[0].observations)["2014-08"] == "100.2"


def test_the_old_shape_of_retail_prices() -> None:
    (found,) = parse(RPI, payload("ons/cms_data_chaw_2014_alpha_shape.json"), other_form=True)
    assert len(found.observations) == 332
    assert months(found.observations)["1987-01"] == "100"
    assert found.published_on is None
    # Labelled 1987 = 100, where January 1987 is meant.
    assert "label is wrong" in found.messages[0]


@pytest.mark.parametrize(("code", "at_2005"), [("jvz7", "87.0"), ("k646", "71.1")])
def test_a_wrong_base_label_is_found_out(code: str, at_2005: str) -> None:
    wanted = indicator(f"ons:{code.upper()}/mm22", base="2010=100")
    (found,) = parse(wanted, payload(f"ons/cms_data_{code}_2014_alpha_shape.json"), other_form=True)
    assert len(found.observations) == 225
    assert f"labels it 2005=100, but its figures there average {at_2005}" in found.messages[0]


def test_one_series_in_two_datasets_has_other_dates() -> None:
    growth = {
        name: parse(
            indicator(f"ons:IHYQ/{name}", measure=Measure.RATE_12M, frequency=Frequency.QUARTERLY),
            payload(f"ons/cms_data_ihyq_{name}_{day}_modern_shape.json"),
            other_form=True,
        )[0]
        for name, day in (("pn2", "20241115"), ("qna", "20240930"))
    }
    assert growth["pn2"].published_on == date(2024, 11, 15)
    assert growth["qna"].published_on == date(2024, 9, 30)  # stated as 23:00Z on the 29th
    assert str(growth["pn2"].observations[-1].period) == "2024-Q3"
    assert str(growth["qna"].observations[-1].period) == "2024-Q2"


def test_the_dataset_that_was_not_asked_for_is_refused() -> None:
    wanted = indicator("ons:IHYQ/qna", measure=Measure.RATE_12M, frequency=Frequency.QUARTERLY)
    with pytest.raises(UnexpectedAnswer, match="another series"):
        parse(wanted, payload("ons/cms_data_ihyq_pn2_20241115_modern_shape.json"), other_form=True)


def test_other_shapes_of_the_page() -> None:
    pay = indicator("ons:A2F8/emp")
    (found,) = parse(pay, payload("ons/cms_data_a2f8_emp_20150916_beta_shape.json"), other_form=True)
    assert (len(found.observations), found.published_on) == (187, date(2015, 9, 16))
    housing = indicator("ons:L522/mm23", base="2015=100")
    name = "ons/data_l522_mm23_20260914_excerpt.RECONSTRUCTED.json"
    assert parse(housing, payload(name), other_form=True)[0].published_on == date(2026, 8, 19)
    with pytest.raises(UnexpectedAnswer, match="description"):
        parse(RATE, payload("ons/data_d7g7_years_2016_excerpt.json"), other_form=True)


def test_a_recorded_page_over_the_line(replay: Replay) -> None:
    replay.serve_recorded("ons/generator_csv_chaw_mm23_20231115.csv", source="ons")
    (fetched,) = fetch_all(replay, [RPI])
    assert fetched.error is None
    assert fetched.published_on == date(2023, 11, 15)
    wrong_label = indicator("ons:JVZ7/mm22", base="2010=100")
    (fetched,) = fetch_all(replay, [wrong_label])
    assert len(fetched.observations) == 225
    assert any("label is wrong" in m for m in fetched.messages)
