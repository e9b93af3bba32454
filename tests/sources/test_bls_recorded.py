"""The BLS reader on recorded replies of the office itself."""

from collections import Counter
from decimal import Decimal

import pytest

from indicators.errors import QuotaReached, Refused
from indicators.series import Frequency, Indicator, Measure, Period, Status
from tests.replay.recorded import payload
from tests.shared_data import needs_shared
from tests.sources.asking import indicator, months, named, parse

pytestmark = needs_shared

ALL = "bls/v2_post_28series_cpi_ppi_2012_2024_asof20241216.json"
_CODES = {
    Frequency.MONTHLY: "LNS11000000 LNS12000000 LNS13000000 LNS14000000 CES0000000001 CES0500000002 "
    "CES0500000007 CES0500000003 CES0500000008 CUUR0000SA0 CUUR0000AA0 CWUR0000SA0 CUUR0000SA0L1E "
    "CWUR0000SA0L1E WPSFD4 WPUFD4 WPUFD49104 WPUFD49116 WPUFD49207 EIUIR EIUIQ",
    Frequency.QUARTERLY: "PRS85006092 PRS85006112 PRS85006152 CIU1010000000000A CIU2010000000000A "
    "CIU2020000000000A",
    Frequency.ANNUAL: "MPU4910012",
}


def everything() -> list[Indicator]:
    return [
        indicator(f"bls:{code}", measure=Measure.RATE_12M, frequency=frequency)
        for frequency, codes in _CODES.items()
        for code in codes.split()
    ]


def test_twenty_eight_series_in_one_reply_are_read_whole() -> None:
    found = {p.indicator_key: p for p in parse(everything(), payload(ALL), key="KEY")}
    assert len(found) == 28
    assert Counter(len(p.observations) for p in found.values()) == {155: 20, 136: 1, 51: 6, 12: 1}
    cpi = months(found["bls:CUUR0000SA0"].observations)
    assert (cpi["2012-01"], cpi["2024-11"]) == ("226.665", "315.493")
    assert months(found["bls:CIU1010000000000A"].observations)["2024-Q3"] == "3.9"
    assert months(found["bls:MPU4910012"].observations)["2023"] == "105.366"


def test_the_newest_four_months_of_ppi_are_preliminary() -> None:
    found = {p.indicator_key: p for p in parse(everything(), payload(ALL), key="KEY")}
    for code in ("WPSFD4", "WPUFD4", "WPUFD49104", "WPUFD49116", "WPUFD49207"):
        soft = [o.period for o in found[f"bls:{code}"].observations if o.status is Status.PROVISIONAL]
        assert soft == [Period.month(2024, m) for m in (8, 9, 10, 11)]
    assert all(o.status is Status.FINAL for o in found["bls:CUUR0000SA0"].observations)


def test_ppi_has_one_decimal_and_then_three() -> None:
    found = {p.indicator_key: months(p.observations) for p in parse(everything(), payload(ALL), key="KEY")}
    goods = found["bls:WPUFD49207"]
    assert (goods["2021-06"], goods["2021-07"]) == ("221.8", "223.455")


def test_annual_averages_stand_among_the_months_and_stay_out() -> None:
    name = "bls/v2_post_CUUR0000SA0_2015_2025_annualaverage_m13_asof202005.json"
    (monthly,) = parse(named("us-cpi"), payload(name))
    assert len(monthly.observations) == 64
    assert monthly.messages == ()
    yearly = indicator("bls:CUUR0000SA0", frequency=Frequency.ANNUAL)
    (annual,) = parse(yearly, payload(name), key="KEY")
    assert months(annual.observations) == {
        "2015": "237.017",
        "2016": "240.007",
        "2017": "245.120",
        "2018": "251.107",
        "2019": "255.657",
    }


def test_the_catalogue_and_calculations_of_a_keyed_reply() -> None:
    flour = indicator("bls:APU0000701111")
    name = "bls/v2_post_APU0000701111_catalog_calculations_annualaverage_2022.json"
    (found,) = parse(flour, payload(name), key="KEY")
    assert found.described["title"].startswith("Flour, white, all purpose")
    assert found.observations[-1].value == Decimal("0.522")


def test_the_invalid_key_it_echoes_is_not_repeated() -> None:
    with pytest.raises(Refused) as caught:
        parse(named("us-cpi"), payload("bls/v2_post_error_invalid_key.json"), key="KEY")
    assert "key:***" in str(caught.value.got)


def test_the_used_up_day_of_an_address() -> None:
    with pytest.raises(QuotaReached, match="today"):
        parse(named("us-cpi"), payload("bls/v2_post_error_daily_threshold_keyless.json"))


def test_a_series_it_does_not_have() -> None:
    wanted = indicator("bls:CUUR0000" + 3 * "X")
    (found,) = parse(wanted, payload("bls/v2_post_error_series_does_not_exist.RECONSTRUCTED.json"))
    assert isinstance(found.error, Refused)
