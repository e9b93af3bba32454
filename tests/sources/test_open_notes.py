"""What is known of the offices that need no key, where no other test says it: ids, limits, codes, bursts."""

import json
from collections.abc import Iterator
from functools import partial

import pytest

from indicators.catalog import catalog
from indicators.errors import BadInput, Refused, SourceError, UnexpectedAnswer, Unreachable
from indicators.releases import rule_for
from indicators.series import Frequency, Indicator, Measure, Period
from indicators.sources import SOURCE_NAMES, source
from indicators.sources.fetch import Fetched, fetch
from indicators.sources.nbs import RATE as CHINESE_RATE
from indicators.sources.nbs_series import SERIES
from tests.replay import open_replies
from tests.replay.open_offices import JAPAN, OpenOffices, open_offices
from tests.replay.recorded import payload
from tests.replay.replies import Reply, text_reply
from tests.shared_data import needs_shared
from tests.sources.asking import TODAY, calls, indicator, months, named, parse, quick_client


@pytest.fixture
def offices(monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenOffices]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with open_offices() as found:
        yield found


def ask(offices: OpenOffices, wanted: Indicator) -> Fetched:
    """What comes of asking for one indicator."""
    with quick_client() as client:
        reader = source(wanted.source)
        (found,) = fetch(reader, [wanted], send=client.send, today=TODAY, base_url=offices.url)
        return found


# The Chinese office.

DOCUMENTED_TABLES = {
    "cpi-yoy": {
        2026: ("5c7452825c7c4dcba391db5ca7f335c5", "53180dfb9c14411ba4b762307c85920c"),
        2021: ("809d2522b0fe4be89142650341b19083", "4ae9047687934a6390984c21d6ddab96"),
        2016: ("9d4eec43537742a7ab5d63db97fa2f51", "e5c318ffdbbc4d38898e52b52267eb25"),
        1987: ("954cfd7597e34b919ec71caf6aeead51", "4c1065dd4e984b25a21190c843551697"),
    },
    "ppi-yoy": {1993: ("60e8b361f11c4a878c652a6487a25561", "150633e52b9a470a9a9fd1b296dd6c5b")},
}
DOCUMENTED_ROWS = {
    "cpi-yoy": ["A01010201", "A01010101", "A01010G01", "A01010J01"],
    "cpi-mom": ["A01030201", "A01030101", "A01030G01"],
    "ppi-yoy": ["A01080101"],
    "ppi-ytd": ["A01080401"],
    "ppi-mom": ["A01080701"],
    "rpi-yoy": ["A01040101"],
    "rpi-ytd": ["A01050101"],
    "rpi-mom": ["A01060101"],
}


@pytest.mark.parametrize("code", DOCUMENTED_TABLES)
def test_the_ids_of_the_new_site_are_those_documented(code: str) -> None:
    found = {leaf.first: (leaf.table, leaf.row) for leaf in SERIES[code].leaves}
    assert found == DOCUMENTED_TABLES[code]


@pytest.mark.parametrize("code", DOCUMENTED_ROWS)
def test_the_codes_of_the_old_site_are_those_documented(code: str) -> None:
    assert [old.row for old in SERIES[code].old] == DOCUMENTED_ROWS[code]
    assert all(old.group == old.row[:-2] for old in SERIES[code].old)


@pytest.mark.parametrize("frequency", [Frequency.QUARTERLY, Frequency.ANNUAL])
def test_only_the_chinese_offices_months_are_read(frequency: Frequency) -> None:
    with pytest.raises(BadInput, match="another measure"):
        calls(indicator("nbs:cpi-yoy", measure=Measure.YOY_100, frequency=frequency))


def test_the_chinese_office_is_asked_once_a_second_at_most_and_publishes_in_beijing_time() -> None:
    assert CHINESE_RATE.count / CHINESE_RATE.seconds <= 1
    rule = rule_for(named("cn-cpi")[0])
    assert (rule.zone, f"{rule.time:%H:%M}", rule.weekends) == ("Asia/Shanghai", "09:30", True)


def test_a_refusal_from_outside_china_is_told_by_its_status(offices: OpenOffices) -> None:
    offices.instead.extend([Reply(b"", 403, ""), text_reply("reason:UrlACL", 403)])
    error = ask(offices, named("cn-ppi")[0]).error
    assert isinstance(error, Refused)
    assert "403" in error.message
    assert "the other form was tried" in error.hint


def test_the_price_on_last_year_is_never_kept_as_a_level() -> None:
    chinese = [i for i in catalog().values() if i.country == "CN" and i.source in ("nbs", "dbnomics")]
    assert chinese
    assert all(i.measure not in (Measure.INDEX, Measure.RATE_12M) for i in chinese)


# Eurostat.

AREA = {"freq": "M", "unit": "RCH_A", "coicop18": "TOTAL"}


@pytest.mark.parametrize("members", ["EA19", "EA20", "EA21"])
def test_the_euro_area_of_all_times_is_none_of_the_fixed_ones(members: str) -> None:
    body = open_replies.json_stat({"2026-07": "2.9"}, AREA | {"geo": members})
    with pytest.raises(UnexpectedAnswer, match="another series"):
        parse(named("ea-hicp-rate")[0], body)


def test_an_area_that_is_no_longer_kept_is_an_empty_answer_and_refused() -> None:
    body = open_replies.json_stat({"2026-07": "2.9"}, AREA | {"geo": "EA20"}) | {"value": {}}
    old = indicator("eurostat:prc_hicp_minr/coicop18=TOTAL,geo=EA20,unit=RCH_A", measure=Measure.RATE_12M)
    with pytest.raises(Refused, match="no figures for this combination"):
        parse(old, body)


@pytest.mark.parametrize(
    ("frequency", "since"),
    [
        (Frequency.MONTHLY, "2026-05"),
        (Frequency.QUARTERLY, "2026-Q2"),
        (Frequency.HALF_YEARLY, "2026-S1"),
        (Frequency.ANNUAL, "2026"),
    ],
)
def test_eurostat_is_asked_from_a_period_of_the_series_own_frequency(
    frequency: Frequency, since: str
) -> None:
    wanted = indicator("eurostat:prc_hpi/geo=DE,unit=I15", base="2015=100", frequency=frequency)
    (call,) = calls(wanted, since=Period.month(2026, 5))
    assert call.request.params["sinceTimePeriod"] == since


def test_a_position_that_eurostat_names_as_empty_is_no_figure() -> None:
    body = open_replies.json_stat(
        {"2026-06": "101", "2026-07": "", "2026-08": "102"}, AREA | {"geo": "DE", "unit": "I25"}
    )
    body["extension"]["positions-with-no-data"] = {"time": [1]}
    (parsed,) = parse(named("de-hicp")[0], body)
    assert list(months(parsed.observations)) == ["2026-06", "2026-08"]


@pytest.mark.parametrize(
    ("reply", "error", "words"),
    [
        (
            Reply(b'{"error":{"status":"413","label":"EXTRACTION_TOO_BIG"}}', 413),
            Refused,
            "too large",
        ),
        (
            Reply(b'{"warning":{"status":413,"label":"ASYNCHRONOUS_RESPONSE"}}', 200),
            Unreachable,
            "prepares the answer for later",
        ),
        (
            Reply(
                b"<S:Fault><faultcode>150</faultcode><faultstring>INVALID_QUERY_DIMENSION_VALUE</faultstring>"
                b"</S:Fault>",
                400,
                "text/xml",
            ),
            Refused,
            "a message instead of figures",
        ),
    ],
    ids=["too large", "asynchronous", "fault 150"],
)
def test_what_eurostat_says_in_place_of_figures_comes_through(
    reply: Reply, error: type[Exception], words: str, offices: OpenOffices
) -> None:
    offices.instead.append(reply)
    found = ask(offices, named("de-hicp")[0])
    assert isinstance(found.error, error)
    assert words in found.error.message
    assert found.observations == ()


@needs_shared
def test_the_ecb_and_eurostat_disagree_on_one_month_and_each_keeps_its_own() -> None:
    """Euro area, December 2025: 2.0 in Eurostat's prc_hicp_manr, 1.9 in the ECB's ICP."""
    rate = Measure.RATE_12M
    eurostat = indicator("eurostat:prc_hicp_manr/coicop=CP00,geo=EA,unit=RCH_A", measure=rate)
    ecb = indicator("ecb:ICP/M.U2.N.000000.4.ANR", measure=rate)
    manr = payload("eurostat/jsonstat_prc_hicp_manr_EA_CP00_RCH_A_last3_20260206.json").decode()
    icp = payload("ecb/csvdata_ICP_U2_headline_yoy_dataonly_excerpt_20260808.csv").decode()
    assert months(parse(eurostat, manr)[0].observations)["2025-12"] == "2.0"
    assert months(parse(ecb, icp)[0].observations)["2025-12"] == "1.9"


# The ECB and the OECD.


def test_an_unknown_series_of_the_ecb_is_refused_with_its_words(offices: OpenOffices) -> None:
    offices.instead.append(text_reply("No Series was returned", 404))
    error = ask(offices, named("ea-hicp-ecb")[0]).error
    assert isinstance(error, Refused)
    assert "No Series was returned" in str(error.got)


def test_the_ecb_is_asked_only_whether_anything_changed_since_its_last_day(offices: OpenOffices) -> None:
    wanted = named("ea-hicp-ecb")[0]
    day = "Wed, 18 Nov 2026 10:00:00 GMT"
    body = open_replies.ecb({"2026-08": "103.5"}, "M.U2.N.000000.4D0.INX").encode()
    offices.instead.extend([Reply(body, 200, "text/csv", {"Last-Modified": day}), Reply(b"", 304, "")])
    with quick_client() as client:
        asking = partial(fetch, source("ecb"), [wanted], send=client.send, today=TODAY, base_url=offices.url)
        (first,) = asking()
        assert first.validators is not None
        (again,) = asking(known={wanted.key: first.validators})
    assert again.unmodified
    assert offices.requests[-1].headers["if-modified-since"] == day


def test_the_oecd_is_never_given_an_end_which_it_would_ignore() -> None:
    (call,) = calls(named("kr-cpi"), since=Period.month(2026, 1))
    assert not [value for value in call.request.params.values() if "le:" in value]


@pytest.mark.parametrize(
    ("name", "part"),
    [
        (
            "kr-cpi",
            "/OECD.SDD.TPS/DSD_PRICES@DF_PRICES_ALL/1.0/KOR.",
        ),  # %40 has been answered with status 500
        (
            "mx-cpi-rate",
            "/IMF.STA/CPI/%2B/MEX.",
        ),  # as in a recorded request; a plain + could be read as a blank
    ],
)
def test_an_address_is_written_as_its_office_reads_it(name: str, part: str, offices: OpenOffices) -> None:
    ask(offices, named(name)[0])
    assert part in offices.requests[0].path


# The World Bank.


def test_a_burst_of_bad_gateways_of_the_world_bank_is_outlived(offices: OpenOffices) -> None:
    offices.instead.extend([text_reply("Bad Gateway", 502)] * 2)
    found = ask(offices, named("jp-cpi-rate-annual")[0])
    assert months(found.observations) == JAPAN
    assert len(offices.requests) == 3


def test_the_three_letters_count_where_an_aggregate_has_a_countrys_two() -> None:
    body = open_replies.world_bank({"JPN": JAPAN}, code="FP.CPI.TOTL.ZG")
    body[1][0]["country"]["id"] = "ZH"
    (parsed,) = parse(named("jp-cpi-rate-annual")[0], body)
    assert months(parsed.observations) == JAPAN


def test_a_count_may_come_as_text() -> None:
    body = open_replies.world_bank({"JPN": JAPAN}, code="FP.CPI.TOTL.ZG")
    body[0] |= {"per_page": "1000", "total": str(body[0]["total"]), "pages": "1"}
    assert months(parse(named("jp-cpi-rate-annual")[0], body)[0].observations) == JAPAN


# DBnomics.


@pytest.mark.parametrize(
    ("status", "message"),
    [(404, "Series 'X' not found"), (400, "Unknown field"), (404, "Could not find storage directory")],
)
def test_what_dbnomics_refuses_is_told_in_its_words(status: int, message: str, offices: OpenOffices) -> None:
    offices.instead.append(Reply(json.dumps({"message": message}).encode(), status))
    error = ask(offices, named("cn-ppi-dbnomics")[0]).error
    assert isinstance(error, Refused)
    assert message in str(error.got)


def test_the_latest_edition_of_a_data_set_leads_to_one_that_is_another_series(offices: OpenOffices) -> None:
    """IMF/WEO:latest redirects to the edition of a day; what that says is not what was asked for by name."""
    wanted = indicator("dbnomics:IMF/CPI:latest/JPN", measure=Measure.RATE_12M)
    offices.instead.append(Reply(b"", 302, "", {"Location": "/v22/series/IMF/CPI:2026-04/JPN"}))
    error = ask(offices, wanted).error
    assert isinstance(error, UnexpectedAnswer)
    assert "another series" in error.message
    assert [r.path for r in offices.requests] == [
        "/v22/series/IMF/CPI:latest/JPN",
        "/v22/series/IMF/CPI:2026-04/JPN",
    ]


# All of them.


@needs_shared
@pytest.mark.parametrize(
    "file",
    [
        "imf/sdmx30_availability_CPI_JPN_FREQUENCY_20251216.json",
        "imf/sdmx21_availableconstraint_CPI_20240124.xml",
        "ecb/sdw_exr_M.USD.EUR.SP00.A_generic.xml",
        "oecd/v1_generic_xml_GBR.A.N.CPI.PA._T.N_20240528.xml",
    ],
)
@pytest.mark.parametrize("name", ["ea-hicp-ecb", "kr-cpi", "mx-cpi-rate", "de-hicp", "cn-cpi"])
def test_a_recorded_document_of_another_kind_is_never_figures(name: str, file: str) -> None:
    with pytest.raises(SourceError):
        parse(named(name)[0], payload(file).decode())


@pytest.mark.parametrize("name", [n for n in SOURCE_NAMES if n not in ("bls", "fred", "ons")])
def test_every_reader_states_the_pace_it_keeps(name: str) -> None:
    example = {
        "nbs": named("cn-cpi")[0],
        "bls_flat": indicator("bls_flat:CUUR0000SA0", base="1982-84=100"),
    }
    rows = [i for i in catalog().values() if i.source == name] or [example[name]]
    assert all(call.request.rate is not None for call in calls(rows))
