"""Files of SDMX-CSV, as four offices hand them out: recognised by their columns, known series picked out."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.errors import BadInput, RealtermsError, Refused, UnexpectedAnswer
from indicators.series import Frequency, Indicator, Measure, Status
from indicators.sources.fetch import Fetched
from indicators.sources.sdmx_file import is_sdmx_csv, read_file
from tests.replay import open_replies
from tests.replay.recorded import payload
from tests.shared_data import needs_shared
from tests.sources.asking import TODAY, answer, indicator, months, named

FIGURES = {"2026-06": "101.25", "2026-07": "101", "2026-08": "101.5"}
GERMANY = {"freq": "M", "unit": "I25", "coicop18": "TOTAL", "geo": "DE"}
FILES = {
    "de-hicp": open_replies.eurostat_csv(FIGURES, GERMANY),
    "ea-hicp-ecb": open_replies.ecb(FIGURES, "M.U2.N.000000.4D0.INX"),
    "kr-cpi": open_replies.oecd(FIGURES, "KOR.M.N.CPI.IX._T.N._Z"),
    "mx-cpi-rate": open_replies.imf(FIGURES, "MEX.CPI._T.YOY_PCH_PA_PT.M"),
}


def read(text: str, *known: Indicator) -> list[Fetched]:
    """What is read of a file where these indicators are known."""
    return read_file(answer(text), known, TODAY)[1]


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_each_office_is_recognised_and_read(name: str) -> None:
    text = FILES[name]
    assert is_sdmx_csv(text.partition("\n")[0])
    (found,) = read(text, *named(*FILES))
    assert found.indicator.name == name
    assert months(found.observations) == FIGURES


@pytest.mark.parametrize(
    "line",
    [
        "",
        "indicator,period,value",
        '"Title","RPI"',
        "observation_date,CPIAUCNS",
        "TIME_PERIOD,value",
        '"open',
    ],
)
def test_no_other_file_is_taken_for_one(line: str) -> None:
    assert not is_sdmx_csv(line)


def test_of_many_series_the_known_ones_are_taken_and_counted() -> None:
    france = open_replies.eurostat_csv(FIGURES, GERMANY | {"geo": "FR"}).partition("\n")[2]
    spirits = open_replies.eurostat_csv(FIGURES, GERMANY | {"coicop18": "CP0211"}).partition("\n")[2]
    kind, found = read_file(
        answer(FILES["de-hicp"] + france + spirits), named("de-hicp", "fr-hicp", "it-hicp"), TODAY
    )
    assert kind == "SDMX-CSV (2 of 3 series known)"
    assert [f.indicator.name for f in found] == ["de-hicp", "fr-hicp"]


KOREA = {
    "REF_AREA": ("Reference area", "KOR", "Korea"),
    "FREQ": ("Frequency of observation", "M", "Monthly"),
    "METHODOLOGY": ("Methodology", "N", "National"),
    "MEASURE": ("Measure", "CPI", "Consumer price index"),
    "UNIT_MEASURE": ("Unit of measure", "IX", "Index"),
    "EXPENDITURE": ("Expenditure", "_T", "Total"),
    "ADJUSTMENT": ("Adjustment", "N", "Neither seasonally, nor calendar adjusted"),
    "TRANSFORMATION": ("Transformation", "_Z", "Not applicable"),
    "TIME_PERIOD": ("Time period", "2026-08", ""),
    "OBS_VALUE": ("Observation value", "121", ""),
}


def explorer(flow: str) -> str:
    """A file of the OECD's explorer: a column of labels behind each of codes."""
    header = ["STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION"]
    row = ["DATAFLOW", f"OECD.SDD.TPS:{flow}(1.0)", "Prices, all", "I"]
    for name, (title, code, label) in KOREA.items():
        header += [name, title]
        row += [code, label]
    return open_replies.sdmx_csv(header, [row])


@pytest.mark.parametrize("flow", ["DSD_PRICES@DF_PRICES_ALL", "DSD_PRICES@DF_OTHER"])
def test_a_file_with_labels_in_columns_of_their_own_is_read_as_well(flow: str) -> None:
    """As the OECD's explorer hands it out (`csvfilewithlabels`), known flows and others."""
    wanted = indicator(f"oecd:{flow}/KOR.M.N.CPI.IX._T.N._Z", base="2015=100")
    (found,) = read(explorer(flow), wanted)
    assert months(found.observations) == {"2026-08": "121"}


def test_a_file_without_a_known_series_is_refused_and_says_what_it_holds() -> None:
    with pytest.raises(BadInput, match="no series of the file") as refused:
        read(FILES["de-hicp"], *named("fr-hicp", "uk-rpi"))
    assert refused.value.got == "ESTAT:PRC_HICP_MINR/M.I25.TOTAL.DE"


def test_an_indicator_that_leaves_a_dimension_open_fits_no_single_series() -> None:
    loose = indicator("eurostat:prc_hicp_minr/geo=DE,unit=I25", base="2025=100")
    spirits = open_replies.eurostat_csv(FIGURES, GERMANY | {"coicop18": "CP0211"}).partition("\n")[2]
    with pytest.raises(BadInput, match="several series"):
        read(FILES["de-hicp"] + spirits, loose)


def test_eurostats_flags_and_day_of_change_count_and_an_empty_cell_is_no_figure() -> None:
    body = open_replies.eurostat_csv(
        FIGURES | {"2026-05": "", "2026-04": ""}, GERMANY, flags={"2026-08": "ep", "2026-04": "c"}
    )
    (found,) = read(body, *named("de-hicp"))
    by_month = {str(o.period): o for o in found.observations}
    assert found.published_on == date(2026, 11, 18)
    assert (by_month["2026-08"].status, by_month["2026-08"].footnote) == (
        Status.PROVISIONAL,
        "estimated; provisional",
    )
    assert (by_month["2026-04"].status, by_month["2026-04"].value) == (Status.MISSING, None)
    assert "2026-05" not in by_month


def test_a_day_of_change_in_another_form_is_left_aside() -> None:
    (found,) = read(open_replies.eurostat_csv(FIGURES, GERMANY, updated="2026-11-18"), *named("de-hicp"))
    assert found.published_on is None


def test_two_figures_of_one_month_are_refused() -> None:
    twice = FILES["de-hicp"] + open_replies.eurostat_csv({"2026-08": "102"}, GERMANY).partition("\n")[2]
    with pytest.raises(UnexpectedAnswer, match="two figures"):
        read(twice, *named("de-hicp"))


def test_a_unit_that_is_not_the_indicators_is_refused() -> None:
    rate = indicator("eurostat:prc_hicp_minr/coicop18=TOTAL,geo=DE,unit=I25", measure=Measure.RATE_12M)
    with pytest.raises(Refused, match="unit I25"):
        read(FILES["de-hicp"], rate)


def test_a_stopped_data_set_says_so() -> None:
    old = {"freq": "M", "unit": "I15", "coicop": "CP00", "geo": "DE"}
    wanted = indicator("eurostat:prc_hicp_midx/coicop=CP00,geo=DE,unit=I15", base="2015=100")
    (found,) = read(open_replies.eurostat_csv(FIGURES, old, dataset="PRC_HICP_MIDX"), wanted)
    assert any("prc_hicp_minr" in message for message in found.messages)


def test_of_two_keys_of_one_series_the_one_on_the_files_base_is_taken() -> None:
    old, new = (
        indicator(f"oecd:DSD_PRICES@DF_PRICES_ALL/KOR.M.N.CPI.IX._T.N._Z{end}", base=base)
        for end, base in (("", "2010=100"), ("#2015=100", "2015=100"))
    )
    (found,) = read(FILES["kr-cpi"], old, new)
    assert found.indicator is new
    with pytest.raises(UnexpectedAnswer, match="another base"):
        read(FILES["kr-cpi"], old)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("bad", ["NaN", "1e308", "１０１", "-101.5", "", "101.5;", "<b>"])
def test_a_spoilt_figure_is_never_taken(name: str, bad: str) -> None:
    text = FILES[name].replace(",101.5,", f",{bad},")
    assert text != FILES[name]
    try:
        (found,) = read(text, *named(name))
    except RealtermsError:
        return
    got = months(found.observations)
    assert got.get("2026-08") in ((None, "-101.5") if name.endswith("rate") else (None,))


@pytest.mark.parametrize("name", FILES)
def test_a_file_cut_anywhere_is_never_taken_for_more_than_it_is(name: str) -> None:
    for end in range(0, len(FILES[name]), 7):
        try:
            (found,) = read(FILES[name][:end], *named(name))
        except RealtermsError:
            continue
        assert months(found.observations).items() <= FIGURES.items()


@settings(max_examples=150, deadline=None)
@given(name=st.sampled_from(sorted(FILES)), at=st.floats(0, 1), noise=st.binary(max_size=6))
def test_damage_ends_in_our_own_errors_or_in_what_the_file_said(name: str, at: float, noise: bytes) -> None:
    whole = FILES[name].encode()
    place = int(at * len(whole))
    damaged = whole[:place] + noise + whole[place + len(noise) :]
    with suppress(RealtermsError):
        for found in read_file(answer(damaged), named(name), TODAY)[1]:
            assert all(o.value is None or o.value > 0 for o in found.observations if name != "mx-cpi-rate")


@needs_shared
def test_files_as_recorded_are_read() -> None:
    spain = indicator("ecb:HICP/M.ES.N.000000.4D0.ANR", measure=Measure.RATE_12M)
    (found,) = read(payload("ecb/csvdata_HICP_ES_headline_yoy_excerpt_2026.csv").decode(), spain)
    assert months(found.observations) == {"2026-04": "3.5", "2026-05": "3.6"}
    britain = indicator(
        "oecd:DSD_PRICES@DF_PRICES_ALL/GBR.A.N.CPI.PA._T.N.GY",
        measure=Measure.RATE_12M,
        frequency=Frequency.ANNUAL,
    )
    (found,) = read(payload("oecd/v2_csv_labels_both_GBR_cpi_annual_gy_20260308.csv").decode(), britain)
    assert found.observations[-1].value == Decimal("3.9")
