"""What a code alone says of a series: the parts it is made of, and nothing from a broken one."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.errors import RealtermsError
from indicators.series import Kind, Measure
from indicators.sources import SOURCE_NAMES
from indicators.sources.describing import Description, by_code
from indicators.sources.describing.words import country_of

GOOD = {
    "bls": "CUUR0000SA0",
    "ons": "CHAW/mm23",
    "fred": "CPIAUCNS",
    "nbs": "cpi-yoy",
    "eurostat": "prc_hicp_minr/coicop18=TOTAL,geo=DE,unit=I25",
    "ecb": "HICP/M.U2.N.000000.4D0.INX",
    "oecd": "DSD_PRICES@DF_PRICES_ALL/KOR.M.N.CPI.IX._T.N._Z",
    "imf": "CPI/MEX.CPI._T.IX.M",
    "worldbank": "FP.CPI.TOTL.ZG/JPN",
    "dbnomics": "NBS/M_A010801/A01080101",
    "bls_flat": "CUUR0000SA0",
}


@pytest.mark.parametrize(
    ("code", "country"),
    [
        *(("JPN", "JP"), ("jpn", "JP"), ("GBR", "GB"), ("EL", "GR"), ("UK", "GB"), ("CH", "CH")),
        *(("EA20", "EA"), ("EMU", "EA"), ("U2", "EA")),
        *(("EU27_2020", ""), ("WLD", ""), ("", ""), ("１２", "")),
    ],
)
def test_an_offices_code_of_a_country_in_two_letters(code: str, country: str) -> None:
    assert country_of(code) == country


@pytest.mark.parametrize("name", SOURCE_NAMES)
def test_a_good_code_of_every_source_is_read(name: str) -> None:
    said = by_code(f"{name}:{GOOD[name]}")
    assert isinstance(said, Description)
    assert said.kind in (None, Kind.CPI, Kind.PPI)


def test_the_unit_and_the_transformation_of_the_oecd_tell_an_index_from_a_yearly_rate() -> None:
    flow = "oecd:DSD_PRICES@DF_PRICES_ALL/KOR.M.N.CPI"
    measures = [by_code(f"{flow}.{end}").measure for end in ("IX._T.N._Z", "PA._T.N.GY", "PC._T.N.G1")]
    assert measures == [Measure.INDEX, Measure.RATE_12M, None]


@settings(max_examples=300, deadline=None)
@given(name=st.sampled_from(SOURCE_NAMES), data=st.data())
def test_a_damaged_code_ends_in_our_own_errors(name: str, data: st.DataObject) -> None:
    code = GOOD[name]
    at = data.draw(st.integers(0, len(code)))
    noise = data.draw(st.text("AM.N_@/:=,#()%*-019\x00é", max_size=3))
    with suppress(RealtermsError):
        by_code(f"{name}:{code[:at]}{noise}{code[at + len(noise) :]}")
