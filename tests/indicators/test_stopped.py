"""Series known to have been stopped: found by key, each with its last figure and where it goes on."""

import pytest

from indicators.catalog import catalog, dormant
from indicators.stopped import stopped


@pytest.mark.parametrize(
    ("key", "last", "successor"),
    [
        ("eurostat:prc_hicp_midx/coicop=CP00,geo=DE,unit=I15", "2025-12", "prc_hicp_minr"),
        ("eurostat:prc_hicp_manr/coicop=CP00,geo=EA,unit=RCH_A", "2025-12", "RCH_A"),
        ("eurostat:sts_inpp_m/geo=DE,nace_r2=C,unit=I15", "2023-12", "I21"),
        ("ecb:ICP/M.U2.N.000000.4.ANR", "2025-12", "flow HICP"),
        ("oecd:DSD_PRICES@DF_PRICES_ALL/JPN.M.N.CPI.IX._T.N._Z", "2021-06", "COICOP2018"),
        ("oecd:OECD.SDD.STES:DSD_KEI@DF_KEI(4.0)/USA.M.PP.IX.C._Z._Z", "2023-02", "nothing goes on"),
    ],
)
def test_a_stopped_series_says_until_when_and_where_it_goes_on(key: str, last: str, successor: str) -> None:
    assert f"at {last};" in stopped(key)
    assert successor in stopped(key)


@pytest.mark.parametrize(
    "key",
    [
        "eurostat:prc_hicp_minr/coicop18=TOTAL,geo=DE,unit=I15",
        "eurostat:sts_inpp_m/geo=DE,nace_r2=C,unit=I21",
        "ecb:HICP/M.U2.N.000000.4D0.ANR",
        "oecd:DSD_PRICES_COICOP2018@DF_PRICES_C2018_ALL/JPN.M.N.CPI.IX._T.N._Z",
        "oecd:DSD_PRICES@DF_PRICES_ALL/KOR.M.N.CPI.IX._T.N._Z",
        "oecd:OECD.SDD.STES:DSD_KEI@DF_KEI(4.0)/USA.M.CP.GR._Z._Z.GY",
        "bls:CUUR0000SA0",
    ],
)
def test_a_living_series_is_not_called_stopped(key: str) -> None:
    assert stopped(key) == ""


def test_no_row_of_the_catalogue_is_a_stopped_series() -> None:
    assert not [i.name for i in catalog().values() if stopped(i.key) and i.key not in dormant()]
