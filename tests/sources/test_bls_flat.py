"""The flat files of the BLS: padded cells, annual rows apart, months that were never published."""

import io

import pytest

from indicators.errors import Refused, UnexpectedAnswer
from indicators.series import Frequency, Period, Status
from indicators.sources.base import Call, Request
from indicators.sources.bls_flat import file_of, parse_flat, parse_series
from indicators.sources.bls_lines import FOOTNOTES, read_series
from tests.replay import open_replies
from tests.replay.recorded import payload
from tests.shared_data import needs_shared
from tests.sources.asking import TODAY, calls, indicator, months, parse

CPI = "CUUR0000SA0"
ROWS = {"2025-M09": "324.800", "2025-M10": "- X", "2025-M11": "324.122", "2025-M13": "321.943"}
HEADER = "series_id\tyear\tperiod\tvalue\tfootnote_codes\n"


def text(rows: dict[str, str] | None = None, code: str = CPI) -> str:
    return open_replies.bls_flat({code: ROWS if rows is None else rows, "CUUR0100SA0": {"2025-M09": "344.5"}})


def test_padding_and_line_ends_are_no_part_of_a_cell() -> None:
    (parsed,) = parse_flat(text(), [CPI], today=TODAY)
    assert parsed.indicator_key == f"bls:{CPI}"
    assert months(parsed.observations) == {"2025-09": "324.800", "2025-10": "None", "2025-11": "324.122"}


def test_a_month_never_published_is_missing_with_its_reason() -> None:
    (parsed,) = parse_flat(text(), [CPI], today=TODAY)
    october = parsed.observations[1]
    assert (october.status, october.value) == (Status.MISSING, None)
    assert "lapse" in october.footnote


def test_annual_averages_are_another_frequency() -> None:
    (parsed,) = parse_flat(text(), [CPI], today=TODAY, frequency=Frequency.ANNUAL)
    assert months(parsed.observations) == {"2025": "321.943"}


@pytest.mark.parametrize(
    ("row", "frequency", "period"),
    [
        ("2025-S01", Frequency.HALF_YEARLY, "2025-S1"),
        ("2025-S03", Frequency.ANNUAL, "2025"),
        ("2025-Q04", Frequency.QUARTERLY, "2025-Q4"),
        ("2025-Q05", Frequency.ANNUAL, "2025"),
        ("2025-A01", Frequency.ANNUAL, "2025"),
    ],
)
def test_every_kind_of_row_has_its_period(row: str, frequency: Frequency, period: str) -> None:
    (parsed,) = parse_flat(text({row: "100.1"}), [CPI], today=TODAY, frequency=frequency)
    assert months(parsed.observations) == {period: "100.1"}


def test_footnotes_say_whether_a_figure_is_preliminary_or_corrected() -> None:
    rows = {"2026-M06": "150.1 P", "2026-M05": "150.0 C", "2026-M04": "149.9 R,Z"}
    (parsed,) = parse_flat(text(rows, "WPUFD4"), ["WPUFD4"], today=TODAY)
    assert [(o.status, o.footnote) for o in parsed.observations] == [
        (Status.FINAL, "revised; footnote Z"),
        (Status.CORRECTED, "corrected"),
        (Status.PROVISIONAL, FOOTNOTES["P"]),
    ]


def test_columns_are_found_by_name_and_more_of_them_do_not_matter() -> None:
    other = "value\tfootnote_codes\tperiod\tyear\tseries_id\taspect\n324.800\t\tM09\t2025\tCUUR0000SA0 \tx\n"
    (parsed,) = parse_flat(other, [CPI], today=TODAY)
    assert months(parsed.observations) == {"2025-09": "324.800"}


@pytest.mark.parametrize("spans", [1, 1000])
@pytest.mark.parametrize("block", [1, 2, 3, 70, 1000])
def test_lines_are_read_alike_wherever_a_block_of_them_ends(
    block: int, spans: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indicators.sources.bls_lines._BLOCK", block)
    monkeypatch.setattr("indicators.sources.bls_lines._SPANS", spans)
    lines = [line for line in text().splitlines() for line in (line, "", " ")][:-2]
    call = Call(Request("cu.data"), (), TODAY)
    for ends in ("\n", ""):
        read = list(read_series(io.StringIO("\n".join(lines) + ends), call))
        assert [(s.code, s.figures) for s in read] == [
            (
                CPI,
                {
                    Frequency.MONTHLY: [
                        (202509, "324.800"),
                        (202510, f"\tmissing\t{FOOTNOTES['X']}"),
                        (202511, "324.122"),
                    ],
                    Frequency.ANNUAL: [(202501, "321.943")],
                },
            ),
            ("CUUR0100SA0", {Frequency.MONTHLY: [(202509, "344.5")]}),
        ]


@pytest.mark.parametrize("block", [1, 20, 1000])
def test_two_wrong_lines_do_not_make_up_for_each_other(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indicators.sources.bls_lines._BLOCK", block)
    good = f"{CPI}\t2025\tM01\t1.5\t\n"
    less, more = f"{CPI}\t2025\tM02\t1.5\n", f"{CPI}\t2025\tM03\t1.5\t\t\n"
    call = Call(Request("cu.data"), (), TODAY)
    for wrong in (less + more, more + less, less, more):
        with pytest.raises(UnexpectedAnswer, match="more or fewer cells"):
            list(read_series(io.StringIO(HEADER + good + wrong), call))


def test_rows_without_an_id_are_a_series_like_any_other() -> None:
    lines = HEADER + "\t2025\tM01\t1.5\t\n" + f"{CPI}\t2025\tM01\t2.5\t\n"
    read = list(read_series(io.StringIO(lines), Call(Request("cu.data"), (), TODAY)))
    assert [s.code for s in read] == ["", CPI]


def test_a_series_that_is_not_in_the_file_is_told_and_the_others_stand() -> None:
    here, gone = parse_flat(text(), [CPI, "CUUR9999SA0"], today=TODAY)
    assert here.observations
    assert isinstance(gone.error, Refused)
    assert "CUUR9999SA0 is not in the file" in gone.error.message


def test_a_series_without_a_row_of_the_frequency_is_empty_and_no_error() -> None:
    (parsed,) = parse_flat(text(), [CPI], today=TODAY, frequency=Frequency.QUARTERLY)
    assert parsed.observations == ()
    assert parsed.error is None


@pytest.mark.parametrize(
    "content",
    [
        "",
        "<HTML><TITLE>Access Denied</TITLE></HTML>",
        "series_id\tyear\tperiod\tvalue\n",
        HEADER.replace("value", "year"),
        HEADER + "CUUR0000SA0\t2025\tM09\t324.800\n",
        HEADER + "CUUR0000SA0\t2025\tM09\t324.800\t\textra\n",
        HEADER + "CUUR0000SA0\t2025\tM14\t324.800\t\n",
        HEADER + "CUUR0000SA0\t2025\tM00\t324.800\t\n",
        HEADER + "CUUR0000SA0\t0000\tM09\t324.800\t\n",
        HEADER + "CUUR0000SA0\t2025\tX09\t324.800\t\n",
        HEADER + "CUUR0000SA0\t２０２５\tM09\t324.800\t\n",
    ],
)
def test_anything_else_is_refused(content: str) -> None:
    with pytest.raises(UnexpectedAnswer):
        parse_flat(content, [CPI], today=TODAY)


def test_the_text_may_name_a_file_for_its_messages() -> None:
    with pytest.raises(UnexpectedAnswer) as caught:
        parse_flat("nothing", [CPI], today=TODAY, file="cu.data.1.AllItems")
    assert "cu.data.1.AllItems" in caught.value.where


def test_the_small_files_hold_the_headlines() -> None:
    assert file_of("CUUR0000SA0") == "cu/cu.data.1.AllItems"
    assert file_of("CWUR0000SA0") == "cw/cw.data.1.AllItems"
    assert file_of("WPUFD4") == file_of("WPSFD49207") == file_of("WPUID61") == "wp/wp.data.22.FD-ID"
    assert file_of("WPU00000000") == "wp/wp.data.1.AllCommodities"
    assert file_of("PCU221122221122433") == "pc/pc.data.0.Current"


def test_a_file_is_asked_for_once_for_all_its_series() -> None:
    found = calls([indicator(f"bls_flat:{c}") for c in ("CUUR0000SA0", "WPUFD4", "CUSR0000SA0")])
    assert [(c.request.url.rpartition("/")[2], len(c.indicators)) for c in found] == [
        ("cu.data.1.AllItems", 2),
        ("wp.data.22.FD-ID", 1),
    ]


def test_whoever_gives_no_address_is_told_to_give_one() -> None:
    with pytest.raises(Refused, match="cannot reach") as caught:
        parse(indicator(f"bls_flat:{CPI}"), "<HTML><H1>Access Denied</H1></HTML>", status=403)
    assert "contact" in caught.value.hint


def test_a_series_file_says_title_base_and_adjustment() -> None:
    prices = (
        "series_id\tseasonal\tbase_period\tseries_title\tfootnote_codes\r\n"
        "CUSR0000SA0      \tS\t1982-84=100\tAll items\t\r\n"
    )
    assert parse_series(prices, ["CUSR0000SA0"], today=TODAY) == {
        "CUSR0000SA0": {"title": "All items", "base": "1982-84=100", "seasonality": "Seasonally Adjusted"}
    }


@pytest.mark.parametrize(("written", "base"), [("198200", "1982=100"), ("200911", "Nov 2009=100")])
def test_a_base_date_is_put_into_words(written: str, base: str) -> None:
    producer = f"series_id\tseasonal\tbase_date\tseries_title\nWPUFD4 \tU\t{written}\tFinal demand\n"
    assert parse_series(producer, ["WPUFD4"], today=TODAY)["WPUFD4"]["base"] == base


@pytest.mark.parametrize("written", ["198213", "1982", "about 1982"])
def test_a_base_date_that_is_none_is_refused(written: str) -> None:
    producer = f"series_id\tseasonal\tbase_date\tseries_title\nWPUFD4 \tU\t{written}\tFinal demand\n"
    with pytest.raises(UnexpectedAnswer, match="unknown base"):
        parse_series(producer, ["WPUFD4"], today=TODAY)


# Recorded files.


@needs_shared
def test_a_recorded_data_file_is_read_in_every_frequency() -> None:
    body = payload("bls_flat/cu.data.1.AllItems.SA0_subset_202604.txt").decode()
    monthly, halves = (
        parse_flat(body, ["CUUR0000SA0", "CUUS0000SA0"], today=TODAY, frequency=f)
        for f in (Frequency.MONTHLY, Frequency.HALF_YEARLY)
    )
    found = months(monthly[0].observations)
    assert (found["1913-01"], found["2026-03"], found["2025-10"]) == ("9.8", "330.213", "None")
    assert len(found) == 113 * 12 + 3
    assert halves[0].observations == ()
    assert months(halves[1].observations)["1984-S1"] == "102.9"


@needs_shared
def test_the_recorded_average_of_2025_is_of_the_eleven_months_there_are() -> None:
    body = payload("bls_flat/cu.data.1.AllItems.SA0_subset_202604.txt").decode()
    (monthly,) = parse_flat(body, [CPI], today=TODAY)
    (annual,) = parse_flat(body, [CPI], today=TODAY, frequency=Frequency.ANNUAL)
    held = [o.value for o in monthly.observations if o.period.year == 2025 and o.value is not None]
    (average,) = (o.value for o in annual.observations if o.period == Period(Frequency.ANNUAL, 2025, 1))
    assert average is not None
    assert len(held) == 11
    assert round(sum(held) / 11, 3) == average


@needs_shared
def test_recorded_series_files_of_both_surveys_are_read() -> None:
    prices = payload("bls_flat/cu.series_202604.txt").decode()
    producer = payload("bls_flat/wp.series_2025.txt").decode()
    ours = parse_series(prices, ["CUUR0000SA0", "CUSR0000SA0"], today=TODAY)
    assert ours["CUUR0000SA0"]["base"] == "1982-84=100"
    assert ours["CUUR0000SA0"]["seasonality"] == "Not Seasonally Adjusted"
    theirs = parse_series(producer, ["WPUFD4", "WPSFD4", "WPU00000000"], today=TODAY)
    assert theirs["WPUFD4"]["base"] == "Nov 2009=100"
    assert theirs["WPU00000000"]["base"] == "1982=100"
    assert theirs["WPSFD4"]["seasonality"] == "Seasonally Adjusted"
