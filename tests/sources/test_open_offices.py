"""The offices that need no key, asked over real HTTP on loopback: every catalogue row, and their refusals."""

from collections.abc import Iterator, Sequence

import pytest

from indicators.catalog import catalog
from indicators.errors import Refused, SourceError, Unreachable
from indicators.series import Frequency, Indicator, Measure, Period, Status
from indicators.sources import source
from indicators.sources.fetch import Fetched, fetch
from tests.replay.open_offices import CHINA, EURO_AREA, JAPAN, SPAIN, OpenOffices, open_offices
from tests.replay.replies import Reply
from tests.sources.asking import TODAY, indicator, months, named, quick_client

OPEN = ("nbs", "eurostat", "ecb", "oecd", "imf", "worldbank", "dbnomics")
ROWS = [row for row in catalog().values() if row.source in OPEN]


@pytest.fixture
def offices(monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenOffices]:
    """The local offices; what they frown on fails the test at its end."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with open_offices() as found:
        yield found
    assert found.complaints == []


def ask(offices: OpenOffices, *wanted: Indicator, since: Period | None = None) -> list[Fetched]:
    """What comes of asking for indicators of one office."""
    with quick_client() as client:
        reader = source(wanted[0].source)
        return list(fetch(reader, wanted, send=client.send, today=TODAY, base_url=offices.url, since=since))


def error_of(found: Sequence[Fetched]) -> SourceError:
    (only,) = found
    assert only.error is not None
    return only.error


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_row_of_the_catalogue_is_asked_for_and_read(row: Indicator, offices: OpenOffices) -> None:
    (found,) = ask(offices, row)
    assert found.error is None, found.error.explain()
    assert found.observations
    assert found.url.startswith(offices.url)
    assert all(o.period.frequency is row.frequency for o in found.observations)


def test_the_tables_of_the_chinese_office_are_one_series(offices: OpenOffices) -> None:
    (found,) = ask(offices, *named("cn-cpi"))
    assert months(found.observations) == CHINA
    asked = [r.json["dts"][0] for r in offices.requests]
    assert asked == ["198701MM-201512MM", "201601MM-202012MM", "202101MM-202512MM", "202601MM-202612MM"]


def test_only_the_tables_of_the_wanted_years_are_asked_for(offices: OpenOffices) -> None:
    (found,) = ask(offices, *named("cn-cpi"), since=Period.month(2026, 2))
    assert [r.json["dts"][0] for r in offices.requests] == ["202601MM-202612MM"]
    assert months(found.observations)["2026-03"] == "101.0"


def test_the_old_site_is_asked_where_the_new_one_brings_nothing(offices: OpenOffices) -> None:
    page = Reply(b"<html><script>challenge()</script></html>", 200, "text/html;charset=utf-8")
    offices.instead.append(page)
    (found,) = ask(offices, *named("cn-ppi"))
    assert [r.path for r in offices.requests][-1] == "/easyquery.htm"
    assert months(found.observations) == CHINA
    assert any("firewall" in message for message in found.messages)


def test_a_firewall_before_both_sites_is_told(offices: OpenOffices) -> None:
    page = Reply(b"<html><script>challenge()</script></html>", 200, "text/html;charset=utf-8")
    offices.instead.extend([page, page])
    error = error_of(ask(offices, *named("cn-ppi")))
    assert isinstance(error, Unreachable)
    assert "firewall" in error.message


def test_every_country_of_the_world_bank_comes_in_one_request_however_many_pages(
    offices: OpenOffices,
) -> None:
    rows = [row for row in ROWS if row.source == "worldbank"]
    found = ask(offices, *rows)
    assert len(offices.requests) == len(rows)
    assert [r.query["page"] for r in offices.requests][:3] == ["1", "2", "3"]
    assert len({r.path for r in offices.requests}) == 1
    assert all(months(f.observations) == JAPAN for f in found)


def test_a_wrong_country_of_the_world_bank_fails_alone(offices: OpenOffices) -> None:
    (japan,) = named("jp-cpi-rate-annual")
    nowhere = indicator("worldbank:FP.CPI.TOTL.ZG/ZZZ", measure=Measure.RATE_12M, frequency=Frequency.ANNUAL)
    good, bad = ask(offices, japan, nowhere)
    assert good.error is None
    assert months(good.observations) == JAPAN
    assert isinstance(bad.error, Refused)
    assert "not valid" in str(bad.error.got)


def test_a_wrong_country_of_the_imf_is_refused_though_the_status_is_200(offices: OpenOffices) -> None:
    wrong = indicator("imf:CPI/ZZZ.CPI._T.YOY_PCH_PA_PT.M", measure=Measure.RATE_12M)
    assert isinstance(error_of(ask(offices, wrong)), Refused)


def test_a_wrong_agency_of_the_imf_is_refused_though_there_is_no_content(offices: OpenOffices) -> None:
    wrong = indicator("imf:IMF:CPI/JPN.CPI._T.YOY_PCH_PA_PT.M", measure=Measure.RATE_12M)
    assert isinstance(error_of(ask(offices, wrong)), Refused)


def test_a_series_dbnomics_does_not_have_is_refused_with_its_words(offices: OpenOffices) -> None:
    wrong = indicator(
        "dbnomics:NBS/M_A010801/NOPE", measure=Measure.YOY_100, base="same month of last year=100"
    )
    assert "not found" in str(error_of(ask(offices, wrong)).got)


def test_an_unknown_flow_of_the_oecd_is_refused(offices: OpenOffices) -> None:
    wrong = indicator("oecd:OECD.SDD.ZZZ:DF_NOPE/KOR.M", base="2015=100")
    assert isinstance(error_of(ask(offices, wrong)), Refused)


def test_a_flat_file_is_downloaded_once_for_all_its_series(offices: OpenOffices) -> None:
    ours = indicator("bls_flat:CUUR0000SA0", base="1982-84=100")
    gone = indicator("bls_flat:CUUR0100SA0", base="1982-84=100")
    found, missing = ask(offices, ours, gone)
    assert [r.path for r in offices.requests] == ["/pub/time.series/cu/cu.data.1.AllItems"]
    assert [o.status for o in found.observations] == [Status.FINAL, Status.MISSING, Status.FINAL]
    assert isinstance(missing.error, Refused)


@pytest.mark.parametrize(("name", "expected"), [("ea-hicp-rate", EURO_AREA), ("ea-hicp-rate-ecb", SPAIN)])
def test_a_published_rate_is_kept_as_published(
    name: str, expected: dict[str, str], offices: OpenOffices
) -> None:
    (found,) = ask(offices, *named(name))
    assert months(found.observations) == expected


def test_whoever_asks_says_who_it_is(offices: OpenOffices) -> None:
    ask(offices, *named("kr-cpi"))
    assert "pay@example.org" in offices.requests[0].headers["user-agent"]
