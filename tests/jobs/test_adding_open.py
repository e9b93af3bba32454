"""Codes of the offices that need no key, made known: the code says what it can, the office the rest."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from indicators.errors import BadInput, RealtermsError, SourceError
from indicators.series import Frequency, Kind, Measure
from jobs.adding import Told, add_described
from jobs.catalogue import known
from jobs.refresh import refresh
from jobs.workspace import Workspace
from tests.jobs.conftest import NOON
from tests.replay.open_offices import OpenOffices


@pytest.fixture
def ann(tmp_path: Path, offices: OpenOffices) -> Iterator[Workspace]:
    """Ann, whose offices are the local ones."""
    with Workspace.open(tmp_path, environ=offices.environment, clock=lambda: NOON, user="ann") as workspace:
        yield workspace


NATIONAL = "same month of last year=100"
BY_CODE: tuple[tuple[str, dict[str, Any], tuple[object, ...]], ...] = (
    ("nbs:ppi-yoy#again", {}, ("CN", Kind.PPI, Measure.YOY_100, Frequency.MONTHLY, NATIONAL, False)),
    (
        "eurostat:sts_inpp_m/geo=CH,indic_bt=PRC_PRR,nace_r2=C,s_adj=NSA,unit=I21",
        {},
        ("CH", Kind.PPI, Measure.INDEX, Frequency.MONTHLY, "2021=100", False),
    ),
    (
        "eurostat:prc_hicp_minr/coicop18=TOTAL,geo=EL,unit=RCH_A",
        {},
        ("GR", Kind.CPI, Measure.RATE_12M, Frequency.MONTHLY, "", False),
    ),
    (
        "eurostat:sts_inpp_m/geo=EA20,indic_bt=PRC_PRR,nace_r2=C,s_adj=SCA,unit=I21",
        {},
        ("EA", Kind.PPI, Measure.INDEX, Frequency.MONTHLY, "2021=100", True),
    ),
    (
        "ecb:HICP/M.AT.N.000000.4D0.ANR",
        {},
        ("AT", Kind.CPI, Measure.RATE_12M, Frequency.MONTHLY, "", False),
    ),
    (
        "oecd:DSD_PRICES@DF_PRICES_ALL/NZL.Q.N.CPI.IX._T.N._Z",
        {},
        ("NZ", Kind.CPI, Measure.INDEX, Frequency.QUARTERLY, "2015=100", False),
    ),
    (
        "oecd:DSD_PRICES@DF_PRICES_ALL/NOR.M.N.CPI.PA._T.N.GY",
        {},
        ("NO", Kind.CPI, Measure.RATE_12M, Frequency.MONTHLY, "", False),
    ),
    (
        "oecd:OECD.SDD.STES:DSD_KEI@DF_KEI(4.0)/KOR.M.CP.GR._Z._Z.GY",
        {"title": "Korea CPI, annual rate"},
        ("KR", Kind.CPI, Measure.RATE_12M, Frequency.MONTHLY, "", False),
    ),
    (
        "imf:CPI/KOR.CPI._T.IX.M",
        {"title": "Korea CPI", "base_period": "2020=100"},
        ("KR", Kind.CPI, Measure.INDEX, Frequency.MONTHLY, "2020=100", False),
    ),
    (
        "imf:PPI/USA.PPI.YOY_PCH_PT.Q",
        {"title": "US PPI, annual rate"},
        ("US", Kind.PPI, Measure.RATE_12M, Frequency.QUARTERLY, "", False),
    ),
    (
        "worldbank:FP.CPI.TOTL.ZG/SWE",
        {},
        ("SE", Kind.CPI, Measure.RATE_12M, Frequency.ANNUAL, "", False),
    ),
    (
        "worldbank:FP.CPI.TOTL/SWE",
        {"base_period": "2010=100"},
        ("SE", Kind.CPI, Measure.INDEX, Frequency.ANNUAL, "2010=100", False),
    ),
    (
        "dbnomics:NBS/M_A01010G/A01010G01",
        {},
        ("CN", Kind.CPI, Measure.YOY_100, Frequency.MONTHLY, NATIONAL, False),
    ),
    (
        "bls_flat:CUUR0000SEHA",
        {},
        ("US", Kind.CPI, Measure.INDEX, Frequency.MONTHLY, "1982-84=100", False),
    ),
)


@pytest.mark.parametrize(("key", "told", "wanted"), BY_CODE, ids=[row[0] for row in BY_CODE])
def test_a_code_of_each_office_is_made_known(
    key: str, told: dict[str, Any], wanted: tuple[object, ...], ann: Workspace
) -> None:
    i = add_described(ann, key, Told(**told))
    assert (i.country, i.kind, i.measure, i.frequency, i.base_period, i.seasonally_adjusted) == wanted
    assert i.title
    assert i.publisher
    assert i.units
    assert i in known(ann)


@pytest.mark.parametrize(
    "key", [k for k, told, _ in BY_CODE if not told and not k.startswith("bls_flat")], ids=str
)
def test_what_was_made_known_by_its_code_alone_can_be_fetched(key: str, ann: Workspace) -> None:
    added = add_described(ann, key, Told())
    assert [r.outcome for r in refresh(ann, [added.name]).results] == ["new"]


def test_a_code_that_says_all_by_itself_asks_nobody(ann: Workspace, offices: OpenOffices) -> None:
    assert add_described(ann, "nbs:cpi-mom#again", Told()).title == "居民消费价格指数(上月=100)"
    assert offices.requests == []


@pytest.mark.parametrize(
    ("key", "open_question"),
    [
        ("imf:CPI/KOR.CPI._T.IX.M", "--title, --base"),
        ("worldbank:FP.CPI.TOTL/SWE", "--base"),
        ("dbnomics:BLS/cu/CUUR0000SA0", "--country, --kind, --measure"),
    ],
)
def test_what_neither_code_nor_office_says_is_asked_for_and_never_guessed(
    key: str, open_question: str, ann: Workspace
) -> None:
    with pytest.raises(BadInput) as asked:
        add_described(ann, key, Told())
    assert asked.value.expected == open_question
    assert not any(i.key == key for i in known(ann))


@pytest.mark.parametrize(
    ("key", "told", "why"),
    [
        ("nbs:ppi-yoy#x", {"measure": Measure.INDEX, "base_period": "2020=100"}, "another measure"),
        ("ecb:HICP/M.AT.N.000000.4D0.ANR", {"frequency": Frequency.QUARTERLY}, "another frequency"),
        ("ecb:HICP/M.AT.Y.000000.4D0.ANR", {"seasonally_adjusted": False}, "another seasonal adjustment"),
        (
            "eurostat:prc_hicp_minr/coicop18=TOTAL,geo=AT,unit=I25",
            {"base_period": "2015=100"},
            "another base",
        ),
    ],
)
def test_a_slip_against_the_code_is_refused(key: str, told: dict[str, Any], why: str, ann: Workspace) -> None:
    with pytest.raises(BadInput, match=why):
        add_described(ann, key, Told(**told))


@pytest.mark.parametrize(
    "key",
    [
        "nbs:cpi-yoi",
        "eurostat:prc_hicp_minr",
        "eurostat:prc_hicp_minr/geo",
        "eurostat:sts_inpp_m/geo=CH,unit=PCH_PRE",  # a monthly change in percent: none of ours
        "ecb:HICP",
        "ecb:HICP/M..N",
        "oecd:DSD_PRICES@DF_PRICES_ALL/KOR.M.*",
        "imf:CPI",
        "imf:CPI/ZZZ.CPI._T.YOY_PCH_PA_PT.M",
        "worldbank:FP.CPI.TOTL.ZG",
        "worldbank:FP.CPI.TOTL.ZG/ZZZ",
        "dbnomics:NBS/M_A010801",
        "dbnomics:NBS/M_A010801/NOPE",
        "bls_flat:CUUR0000XXXX",
        "nowhere:CODE",
        "CODE",
    ],
)
def test_a_code_that_is_none_is_not_made_known(key: str, ann: Workspace) -> None:
    before = known(ann)
    with pytest.raises((BadInput, SourceError)) as refused:
        add_described(ann, key, Told())
    assert isinstance(refused.value, RealtermsError)
    assert known(ann) == before
