"""DBnomics' reader: a copy, of which day, and never without saying so."""

from datetime import date
from typing import Any

import pytest

from indicators.errors import BadInput, Refused, UnexpectedAnswer
from indicators.series import Frequency, Measure
from tests.replay import open_replies
from tests.replay.recorded import payload
from tests.shared_data import needs_shared
from tests.sources.asking import calls, indicator, months, named, parse

CHINA = named("cn-ppi-dbnomics")[0]
CODE = "NBS/M_A010801/A01080101"
FIGURES = {"2025-11": "97.8", "2025-12": "98.1"}


def reply(figures: dict[str, str] | None = None, **changed: Any) -> dict[str, Any]:
    return open_replies.dbnomics(FIGURES if figures is None else figures, CODE, **changed)


def test_one_series_is_asked_for_whole() -> None:
    (call,) = calls(CHINA)
    assert call.request.url == f"https://api.db.nomics.world/v22/series/{CODE}"
    assert call.request.params["observations"] == "1"


@pytest.mark.parametrize("code", ["NBS", "NBS/M_A010801", "NBS/M_A010801/A/B", "NBS/M?x/A", "NBS//A"])
def test_a_code_without_three_parts_is_refused(code: str) -> None:
    with pytest.raises(BadInput, match="not a code of DBnomics"):
        calls(indicator(f"dbnomics:{code}"))


def test_figures_are_read_with_a_note_that_they_are_a_copy_of_a_day() -> None:
    (parsed,) = parse(CHINA, reply())
    assert months(parsed.observations) == FIGURES
    assert parsed.described["indexed_at"] == "2026-03-25"
    assert parsed.published_on == date(2026, 3, 25)
    assert "a copy by DBnomics, last made on 2026-03-25" in parsed.messages[0]


@pytest.mark.parametrize("nothing", ["NA", None])
def test_a_month_without_a_figure_has_no_observation(nothing: str | None) -> None:
    body = reply()
    body["series"]["docs"][0]["value"][0] = nothing
    assert list(months(parse(CHINA, body)[0].observations)) == ["2025-12"]


def test_an_error_beside_the_series_is_refused_though_the_status_is_200() -> None:
    body = reply() | {"errors": [{"message": "Series 'X' not found"}]}
    with pytest.raises(Refused, match="no such series") as caught:
        parse(CHINA, body)
    assert "Series 'X' not found" in str(caught.value.got)


def test_nothing_found_is_refused() -> None:
    body = reply()
    body["series"]["docs"] = []
    with pytest.raises(Refused, match="no such series"):
        parse(CHINA, body)


def test_another_series_or_two_are_refused() -> None:
    with pytest.raises(UnexpectedAnswer, match="another series"):
        parse(CHINA, open_replies.dbnomics(FIGURES, "NBS/M_A010101/A01010101"))
    body = reply()
    body["series"]["docs"] *= 2
    with pytest.raises(UnexpectedAnswer, match="more than the one"):
        parse(CHINA, body)


def test_another_frequency_is_refused() -> None:
    with pytest.raises(UnexpectedAnswer, match="another frequency"):
        parse(CHINA, reply(frequency="quarterly"))


def test_periods_and_figures_must_pair() -> None:
    body = reply()
    body["series"]["docs"][0]["value"].append(99.0)
    with pytest.raises(UnexpectedAnswer, match="do not pair"):
        parse(CHINA, body)


@pytest.mark.parametrize("instant", ["2026-03-25", "soon", "2026-03-25T23:30:00"])
def test_a_copy_of_no_known_day_is_refused(instant: str) -> None:
    body = reply()
    body["series"]["docs"][0]["indexed_at"] = instant
    with pytest.raises(UnexpectedAnswer, match="instant"):
        parse(CHINA, body)


@needs_shared
def test_a_recorded_refusal_is_told() -> None:
    body = payload("dbnomics/v22_error_404_unknown_provider_storage.json").decode()
    with pytest.raises(Refused, match="no such series") as caught:
        parse(CHINA, body, status=404)
    assert "Could not find storage directory" in str(caught.value.got)


@needs_shared
def test_projections_are_no_figures_and_are_refused_whole() -> None:
    code = "IMF/WEO:2025-04/NPL.NGDP_RPCH.pcent_change"
    nepal = indicator(f"dbnomics:{code}", measure=Measure.RATE_12M, frequency=Frequency.ANNUAL)
    with pytest.raises(UnexpectedAnswer, match="2030, which has not begun"):
        parse(nepal, payload("dbnomics/v22_series_shape.RECONSTRUCTED.json").decode())
