"""The ONS reader on the page's CSV, whole and filtered, in our own small replies."""

from dataclasses import replace
from datetime import date

import pytest

from indicators.errors import BadInput, Refused, UnexpectedAnswer
from indicators.series import Frequency, Period
from indicators.sources.base import CSV_TYPES
from indicators.sources.bases import MONTHS
from indicators.sources.ons import Ons
from tests.replay.server import Replay
from tests.sources.asking import calls, fetch_all, indicator, months, named, parse, quick_client

RPI, CPI, RATE = named("uk-rpi", "uk-cpi", "uk-cpi-rate")

HEADER = {
    "Title": "RPI All Items Index: Jan 1987=100",
    "CDID": "CHAW",
    "Source dataset ID": "MM23",
    "PreUnit": "",
    "Unit": "Index, base year = 100",
    "Release date": "19-08-2026",
    "Next release": "16 September 2026",
    "Important notes": "",
}


def sheet(*rows: tuple[str, str], without: tuple[str, ...] = (), end: str = "\n", **changed: str) -> str:
    header = HEADER | {name.replace("_", " "): value for name, value in changed.items()}
    cells = [(n, v) for n, v in header.items() if n not in without] + list(rows)
    return "".join(f'"{name}","{value}"{end}' for name, value in cells)


# Retail prices, all items, as published on 19 August 2026.
JUNE, JULY = ("2026 JUN", "416.5"), ("2026 JUL", "419.1")


def test_the_whole_page_is_asked_for_by_series_and_dataset() -> None:
    (call,) = calls(RPI)
    page = "/economy/inflationandpriceindices/timeseries/chaw/mm23"
    assert call.request.url == "https://www.ons.gov.uk/generator"
    assert call.request.params == {"format": "csv", "uri": page}
    assert call.request.accept == CSV_TYPES
    assert call.alternative is not None
    assert call.alternative.request.url == f"https://www.ons.gov.uk{page}/data"


def test_a_filter_would_be_silently_ignored_so_none_is_sent() -> None:
    (call,) = calls(RPI, since=Period.month(2026, 1))
    assert call.request.params.keys() == {"format", "uri"}


@pytest.mark.parametrize("code", ["CHAW", "CHAW/", "/mm23", "CHAW/mm23/x", "CHÄW/mm23", "../mm23"])
def test_a_code_without_its_dataset_is_not_guessed(code: str) -> None:
    with pytest.raises(BadInput, match="code"):
        calls(indicator(f"ons:{code}"))


def test_years_quarters_and_months_in_one_column_pair() -> None:
    stacked = [("2022", "340.3"), ("2022 Q1", "320.5"), ("2022 JAN", "317.7"), ("2022 FEB", "320.2")]
    (found,) = parse(RPI, sheet(*stacked))
    assert months(found.observations) == {"2022-01": "317.7", "2022-02": "320.2"}
    quarterly = indicator(RPI.key, frequency=Frequency.QUARTERLY)
    assert months(parse(quarterly, sheet(*stacked))[0].observations) == {"2022-Q1": "320.5"}
    annual = indicator(RPI.key, frequency=Frequency.ANNUAL)
    assert months(parse(annual, sheet(*stacked))[0].observations) == {"2022": "340.3"}


def test_the_release_date_is_the_one_in_london() -> None:
    (found,) = parse(RPI, sheet(JULY))
    assert found.published_on == date(2026, 8, 19)
    assert found.next_release == date(2026, 9, 16)
    assert found.described == {"title": "RPI All Items Index: Jan 1987=100", "unit": "Index, base year = 100"}
    assert found.messages == ()


@pytest.mark.parametrize("said", ["To be announced", "Discontinued", "31 June 2026", "next month"])
def test_a_next_release_that_is_no_date_is_passed_on(said: str) -> None:
    (found,) = parse(RPI, sheet(JULY, Next_release=said))
    assert found.next_release is None
    assert found.messages == (f"next release: {said}",)


def test_no_release_date_is_none() -> None:
    (found,) = parse(RPI, sheet(JULY, Release_date="", Next_release=""))
    assert (found.published_on, found.next_release, found.messages) == (None, None, ())


def test_important_notes_are_passed_on() -> None:
    (found,) = parse(RPI, sheet(JULY, Important_notes="Corrected on 22 April."))
    assert found.messages == ("Corrected on 22 April.",)


def test_a_filtered_file_has_two_header_rows_less() -> None:
    (found,) = parse(RPI, sheet(JUNE, JULY, without=("Source dataset ID", "Important notes")))
    assert months(found.observations) == {"2026-06": "416.5", "2026-07": "419.1"}


def test_a_null_cell_is_not_quoted() -> None:
    text = sheet(JULY, without=("Important notes",)).replace('"2026 JUL"', '"Important notes",\n"2026 JUL"')
    assert len(parse(RPI, text)[0].observations) == 1


def test_an_empty_cell_is_no_observation() -> None:
    (found,) = parse(RPI, sheet(JUNE, ("2026 MAY", ""), JULY))
    assert months(found.observations) == {"2026-06": "416.5", "2026-07": "419.1"}


def test_line_ends_and_byte_order_mark_do_not_matter() -> None:
    assert len(parse(RPI, sheet(JUNE, JULY, end="\r\n"))[0].observations) == 2
    assert len(parse(RPI, b"\xef\xbb\xbf" + sheet(JULY).encode())[0].observations) == 1


def test_spans_that_are_no_period_of_ours_stay_out() -> None:
    (found,) = parse(RPI, sheet(("2012-13", "244.7"), ("2012/13", "244.7"), ("YE Mar 12", "1"), JULY))
    assert months(found.observations) == {"2026-07": "419.1"}


def test_months_may_be_numbers() -> None:
    assert months(parse(RPI, sheet(("2026 07", "419.1")))[0].observations) == {"2026-07": "419.1"}


def test_a_rate_may_fall() -> None:
    text = sheet(("2015 APR", "-0.1"), ("2015 OCT", "-0.1"), CDID="D7G7", Title="CPI ANNUAL RATE", Unit="%")
    assert months(parse(RATE, text)[0].observations) == {"2015-04": "-0.1", "2015-10": "-0.1"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (sheet(JULY, CDID="D7BT"), "another series"),
        (sheet(JULY, Source_dataset_ID="MM22"), "another series"),
        (sheet(JULY, without=("Title",)), "header rows missing: Title"),
        (sheet(JULY, without=("Release date",)), "header rows missing: Release date"),
        (sheet(JULY).replace('"PreUnit"', '"Prefix"'), "unknown row"),
        (sheet(JULY) + '"CDID","CHAW"\n', "unknown row"),
        (sheet(JULY).replace('"PreUnit"', '"Unit"', 1), "unknown row"),
        (sheet(("2026 JULY", "419.1")), "unknown row"),
        (sheet(("2026 XYZ", "419.1")), "unknown month"),
        (sheet(("2026 Q5", "419.1")), "unknown row"),
        (sheet(("2026 13", "419.1")), "unknown row"),
        (sheet(("2026 JUL", "..")), "not a number"),
        (sheet(("2026 JUL", "419,1")), "not a number"),
        (sheet(("2026 JUL", "４１９")), "not a number"),
        (sheet(("2026 JUL", "-419.1")), "cannot be an index"),
        (sheet(JULY, ("2026 JUL", "419.2")), "two figures"),
        (sheet(("2026 DEC", "425.0")), "not begun"),
        (sheet(), "no monthly figures"),
        (sheet(("2025", "402.7")), "no monthly figures"),
        (sheet(JULY, Release_date="2026-08-19"), "release date"),
        (sheet(JULY, Release_date="31-06-2026"), "release date"),
        (sheet(JULY) + '"2026 AUG","420.0","r"\n', "two cells"),
        (sheet(JUNE, JULY)[:-6], "not CSV"),
        ("", "header rows missing"),
        ("<!DOCTYPE html><html><body>Sorry</body></html>", "not CSV"),
        (b"\xff\xfe\x00", "not CSV"),
        ('{"months": []}', "two cells"),
    ],
)
def test_what_it_does_not_know_it_does_not_take(text: str | bytes, says: str) -> None:
    with pytest.raises(UnexpectedAnswer, match=says) as caught:
        parse(RPI, text)
    assert "uk-rpi" in caught.value.where


# The base.


def test_a_label_that_its_own_figures_contradict_is_told() -> None:
    # Output prices of manufactured products: labelled 2005 = 100 in 2014, and 100 in 2010 (ONS MM22).
    output = indicator("ons:JVZ7/MM22", base="2010=100", frequency=Frequency.ANNUAL)
    rows = ("2005", "87.0"), ("2010", "100.0")
    text = sheet(*rows, CDID="JVZ7", Source_dataset_ID="MM22", Title="Index, 2005 = 100")
    (found,) = parse(output, text)
    assert len(found.observations) == 2
    assert "2005=100" in found.messages[0]
    assert "87.0" in found.messages[0]


def test_figures_on_another_base_are_not_taken_for_ours() -> None:
    # The CPI of August 2014 was 128.3 on 2005 = 100; on 2015 = 100 the same month is 100.2.
    yearly = indicator("ons:D7BT/mm23", base="2015=100", frequency=Frequency.ANNUAL)
    text = sheet(("2005", "100.0"), ("2013", "126.1"), CDID="D7BT", Title="CPI INDEX 2005=100")
    (found,) = parse(yearly, text)
    assert found.other_base == "2005=100"


def test_a_rebased_series_is_known_by_its_figures_though_the_label_is_silent(replay: Replay) -> None:
    monthly = "".join(f'"2015 {m}","78.0"\n' for m in MONTHS)
    replay.serve(sheet(CDID="D7BT", Title="CPI") + monthly, source="ons")
    (fetched,) = fetch_all(replay, [CPI])
    assert isinstance(fetched.error, UnexpectedAnswer)
    assert "another base" in fetched.error.message
    assert fetched.error.expected == "2015=100"
    assert fetched.observations == ()
    assert len(fetched.moved) == 12


# The whole way.


def test_two_releases_of_retail_prices(replay: Replay) -> None:
    (before,) = fetch_all(replay, [RPI])
    replay.later_release()
    (after,) = fetch_all(replay, [RPI])
    assert (before.published_on, after.published_on) == (date(2026, 7, 22), date(2026, 8, 19))
    old, new = months(before.observations), months(after.observations)
    assert old == {p: v for p, v in new.items() if p in old}
    assert new.keys() - old.keys() == {"2026-07"}
    assert new["2026-07"] == "419.1"
    assert replay.requests[0].path == "/generator"


def test_a_file_filtered_by_a_mirror_is_read_all_the_same(replay: Replay) -> None:
    (call,) = calls(RPI, base_url=replay.url("ons"))
    filtered = replace(call.request, params={**call.request.params, "series": ""})
    with quick_client() as client:
        answered = client.send(filtered)
    assert b"Source dataset ID" not in answered.content
    (found,) = Ons().parse(call, answered)
    assert months(found.observations)["2026-06"] == "416.5"


def test_the_json_is_asked_where_the_csv_cannot_be_had(replay: Replay) -> None:
    replay.fault("html", source="ons")
    (fetched,) = fetch_all(replay, [RPI])
    assert fetched.error is None
    assert [r.path.rpartition("/")[2] for r in replay.requests] == ["generator", "data"]
    assert "usual form failed" in fetched.messages[-1]
    assert fetched.published_on == date(2026, 7, 22)
    assert fetched.url.endswith("/chaw/mm23/data")


def test_a_series_the_office_does_not_have_is_refused_with_both_answers(replay: Replay) -> None:
    (fetched,) = fetch_all(replay, [indicator("ons:ZZZZ/mm23")])
    assert isinstance(fetched.error, Refused)
    assert "404" in fetched.error.message
    assert "other form was tried" in fetched.error.hint
