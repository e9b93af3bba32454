"""The bundled figures: their file, their dates, and figures that anyone can look up."""

import subprocess
import sys
from datetime import date
from decimal import Decimal
from importlib.resources import files

import pytest

from indicators import snapshot
from indicators.catalog import find
from indicators.errors import BadInput, UnknownName
from indicators.series import Observation, Period, Status
from indicators.snapshot.layout import SnapshotSeries, Vintage, read, rows_of, write
from tests.benchmarks.measure import processor_seconds, tell
from tests.indicators.making import FETCHED

TODAY = date(2026, 11, 23)
TEXT = (files("indicators.snapshot") / snapshot.FILE).read_text(encoding="utf-8")
SERIES = snapshot.load().series


def text_of(name: str, month: str) -> str:
    """The newest bundled figure, digits as they stand."""
    return str(snapshot.load()[name].history(FETCHED).known_on(TODAY).value(Period.parse(month)))


# Figures as their offices printed them: BLS CPI and PPI releases and database, ONS MM23 tables, NBS
# monthly releases.
@pytest.mark.parametrize(
    ("name", "month", "printed"),
    [
        ("us-cpi", "1913-01", "9.8"),
        ("us-cpi", "1983-07", "99.9"),
        ("us-cpi", "2007-01", "202.416"),
        ("us-cpi", "2023-07", "305.691"),
        ("us-cpi", "2024-07", "314.540"),
        ("us-cpi", "2024-12", "315.605"),
        ("us-cpi", "2025-09", "324.800"),
        ("us-cpi-core", "2024-11", "321.947"),
        ("us-cpi-w", "2024-09", "309.046"),
        ("us-cpi-w", "2025-07", "316.349"),
        ("us-cpi-w", "2025-08", "317.306"),
        ("us-cpi-w", "2025-09", "318.139"),
        ("us-ppi-final-demand", "2024-11", "146.093"),
        ("us-ppi-commodities", "1982-12", "100.5"),
        ("uk-cpi", "2015-07", "100.0"),
        ("uk-cpi", "2024-01", "131.5"),
        ("uk-cpi-rate", "2022-10", "11.1"),
        ("uk-cpi-rate", "2024-09", "1.7"),
        ("uk-cpi-rate", "2025-09", "3.8"),
        ("uk-rpi", "1987-01", "100.0"),
        ("uk-rpi", "2020-02", "292.0"),
        ("uk-rpi", "2023-09", "378.4"),
        ("uk-rpi-rate", "2016-09", "2.0"),
        ("cn-cpi", "2019-08", "102.8"),
        ("cn-cpi", "2023-07", "99.7"),
        ("cn-ppi", "2021-10", "113.5"),
    ],
)
def test_a_figure_that_can_be_looked_up(name: str, month: str, printed: str) -> None:
    assert text_of(name, month) == printed


def test_the_file_is_small_and_plain() -> None:
    assert len(TEXT.encode()) < 250_000
    assert TEXT.isascii()
    assert TEXT.endswith("\n")
    assert max(len(line) for line in TEXT.splitlines()) < 200


def test_reading_and_writing_give_the_same_bytes() -> None:
    assert write(read(TEXT)) == TEXT


@pytest.mark.parametrize("one", SERIES, ids=lambda s: s.indicator.name)
def test_a_series_is_dated_sourced_and_in_order(one: SnapshotSeries) -> None:
    days = [v.published_on for v in one.vintages]
    assert days == sorted(set(days))
    assert days[-1] == one.as_of <= TODAY
    assert one.provenance
    assert find(one.indicator.key) == one.indicator
    for vintage in one.vintages:
        periods = [o.period for o in vintage.observations]
        assert periods == sorted(set(periods))
        assert periods
        assert vintage.as_of
        assert vintage.url.startswith("https://")
        # A month is over before its figure is public.
        assert periods[-1].shift(1).first_day <= vintage.published_on


@pytest.mark.parametrize("one", SERIES, ids=lambda s: s.indicator.name)
def test_a_vintage_holds_only_what_was_new_or_different(one: SnapshotSeries) -> None:
    held: dict[Period, Observation] = {}
    for vintage in one.vintages:
        for observation in vintage.observations:
            assert held.get(observation.period) != observation
            held[observation.period] = observation


def test_the_snapshot_holds_what_the_demonstration_needs() -> None:
    assert {s.indicator.name for s in SERIES} == {
        *("us-cpi", "us-cpi-sa", "us-cpi-core", "us-cpi-core-sa", "us-cpi-w"),
        *("us-ppi-final-demand", "us-ppi-final-demand-sa", "us-ppi-commodities", "us-ppi-finished-goods"),
        *("uk-cpi", "uk-cpi-rate", "uk-rpi", "uk-rpi-rate", "cn-cpi", "cn-ppi", "ea19-hicp"),
    }


def test_the_as_of_date_is_the_newest_of_all() -> None:
    assert snapshot.load().as_of == max(s.as_of for s in SERIES) == date(2026, 10, 31)


def test_a_series_that_is_not_bundled_is_named_with_a_suggestion() -> None:
    with pytest.raises(UnknownName, match="us-cpi-swa"):
        snapshot.load()["us-cpi-swa"]


def test_us_ppi_of_february_2026_was_published_four_times() -> None:
    history = snapshot.load()["us-ppi-commodities"].history(FETCHED)
    month = Period.parse("2026-02")
    assert [(r.vintage, str(r.value)) for r in history.revisions(month)] == [
        ("2026-03-22", "267.848"),
        ("2026-04-14", "269.296"),
        ("2026-05-13", "269.909"),
        ("2026-06-25", "269.553"),
    ]
    assert history.first_published(TODAY).value(month) == Decimal("267.848")
    assert history.known_on(TODAY).value(month) == Decimal("269.553")


def test_the_newest_four_months_of_us_producer_prices_are_provisional() -> None:
    known = snapshot.load()["us-ppi-final-demand"].history(FETCHED).known_on(TODAY)
    assert [str(p) for p, r in known.items() if r.status is Status.PROVISIONAL] == [
        *("2024-08", "2024-09", "2024-10", "2024-11")
    ]


def test_only_october_2025_of_us_cpi_is_stored_as_missing() -> None:
    missing = {
        (s.indicator.name, str(o.period))
        for s in SERIES
        for v in s.vintages
        for o in v.observations
        if o.status is Status.MISSING
    }
    cpi = ("us-cpi", "us-cpi-sa", "us-cpi-core", "us-cpi-core-sa", "us-cpi-w")
    assert missing == {(name, "2025-10") for name in cpi}


def test_a_month_that_we_do_not_hold_is_absent_and_not_missing() -> None:
    rate = snapshot.load()["uk-rpi-rate"].history(FETCHED).known_on(TODAY)
    assert len(rate) == 88
    assert all(r.value is not None for r in rate.readings)


def test_loading_reads_no_figure_before_it_is_asked_for() -> None:
    series = read(TEXT)
    assert all("observations" not in vars(v) for s in series for v in s.vintages)


def test_loading_opens_no_heavy_room() -> None:
    code = "import sys; from indicators import snapshot; snapshot.load(); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout.split()
    assert not {"pandas", "numpy", "sqlmodel", "requests"} & set(loaded)


@pytest.mark.benchmark
def test_every_bundled_figure_costs_little_more_than_to_make_the_values_of_it() -> None:
    made = [
        (o.period, str(o.value), o.status) for s in read(TEXT) for v in s.vintages for o in v.observations
    ]

    def ours() -> int:
        return sum(len(v.observations) for s in read(TEXT) for v in s.vintages)

    def by_hand() -> list[Observation]:
        return [
            Observation(
                Period(p.frequency, p.year, p.number), None if text == "None" else Decimal(text), status
            )
            for p, text, status in made
        ]

    reading, making = processor_seconds(9, ours, by_hand)
    tell("the snapshot", ratio=reading / making, seconds=reading, figures=str(len(made)))
    assert ours() == len(by_hand()) > 9_000
    assert reading < 2.5 * making


# --- damage ---------------------------------------------------------------------------------------

HEAD = TEXT[TEXT.index("\n[uk-rpi-rate]") :].split("vintage")[0]
VINTAGE = "vintage 2016-10-31: a day | https://example.org/\n"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("2016 1 2 3", "twelve cells"),
        ("2016 1 2 3 4 5 6 7 8 9 10 11 12 13", "twelve cells"),
        ("2016 1 2 3 4 5 6 7 8 9 10 11 one", "not a figure"),
    ],
)
def test_a_damaged_line_is_refused_when_it_is_read(row: str, told: str) -> None:
    (one,) = read(HEAD + VINTAGE + row + "\n")
    with pytest.raises(BadInput, match=told) as caught:
        _ = one.vintages[0].observations
    assert "figures.txt" in caught.value.where


def test_a_head_that_disagrees_with_the_catalogue_is_refused() -> None:
    with pytest.raises(BadInput, match="disagree about units") as caught:
        read(HEAD.replace("units: percent", "units: points") + VINTAGE)
    assert (caught.value.expected, caught.value.got) == ("percent", "points")


def test_a_series_outside_the_catalogue_is_refused() -> None:
    with pytest.raises(BadInput, match="not in the catalogue"):
        read(HEAD.replace("[uk-rpi-rate]", "[uk-rpy]") + VINTAGE)


def test_figures_keep_their_digits_status_and_holes_through_the_file() -> None:
    months = [Period.parse(f"2025-{m:02d}") for m in (9, 10, 11)]
    figures = (
        Observation(months[0], Decimal("324.800")),
        Observation(months[1], None, Status.MISSING, "no prices"),
        Observation(months[2], Decimal("0.10"), Status.PROVISIONAL),
    )
    rows = rows_of(figures)
    assert rows == ("2025 - - - - - - - - 324.800 x 0.10p -",)
    assert Vintage(TODAY, "", "", rows, "no prices").observations == figures
