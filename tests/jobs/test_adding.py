"""Codes made known: what a person leaves out comes from the office, over HTTP, and slips are refused."""

from pathlib import Path

import pytest

from indicators.errors import BadInput, Refused
from indicators.series import Frequency, Indicator, Kind, Measure
from indicators.sources.bases import MONTHS
from jobs.adding import Told, add_described
from jobs.catalogue import known
from jobs.refresh import refresh
from jobs.workspace import Workspace
from tests.jobs.conftest import NOON, Open
from tests.replay.server import Replay
from tests.shared_data import needs_shared


@pytest.fixture
def ann(open_workspace: Open, replay: Replay) -> Workspace:
    """Ann, whose offices are the local ones and who has their keys; the catalogue's own codes are taken."""
    return open_workspace("ann", environ=replay.environment(keyed=True))


def test_a_series_of_the_ons_by_its_code_alone(ann: Workspace) -> None:
    added = add_described(ann, "ons:CHAW/mm23#again", Told())
    assert added == Indicator(
        key="ons:CHAW/mm23#again",
        name="ons-chaw-mm23-again",
        title="RPI All Items Index: Jan 1987=100",
        country="GB",
        kind=Kind.RPI,
        measure=Measure.INDEX,
        frequency=Frequency.MONTHLY,
        base_period="Jan 1987=100",
        units="Index, base year = 100",
        publisher="UK Office for National Statistics",
    )
    assert refresh(ann, [added.name]).results[0].outcome == "new"


def test_a_published_rate_is_a_rate_though_its_title_names_a_base(ann: Workspace) -> None:
    rate = add_described(ann, "ons:D7G7/mm23#again", Told(name="uk-rate"))
    assert (rate.name, rate.measure, rate.base_period, rate.kind) == (
        "uk-rate",
        Measure.RATE_12M,
        "",
        Kind.CPI,
    )


def test_quarters_where_a_person_wants_them(ann: Workspace) -> None:
    quarterly = add_described(ann, "ons:CHAW/mm23#quarterly", Told(frequency=Frequency.QUARTERLY))
    assert quarterly.frequency is Frequency.QUARTERLY
    with pytest.raises(BadInput, match="another frequency"):
        add_described(ann, "ons:CHAW/mm23#half", Told(frequency=Frequency.HALF_YEARLY))


def test_the_page_is_asked_for_its_json_where_the_csv_cannot_be_had(ann: Workspace, replay: Replay) -> None:
    replay.fault("status", source="ons", code=404)
    assert add_described(ann, "ons:CHAW/mm23#json", Told()).title == "RPI All Items Index: Jan 1987=100"


def test_a_series_of_bls_by_its_code_and_its_base(ann: Workspace) -> None:
    added = add_described(ann, "bls:CUUR0000SA0L1E#again", Told(base_period="1982-84=100"))
    assert added.title.startswith("All items less food and energy in U.S. city average")
    assert (added.country, added.kind, added.seasonally_adjusted) == ("US", Kind.CPI, False)
    with pytest.raises(BadInput, match="another seasonal adjustment") as slip:
        add_described(
            ann,
            "bls:CUUR0000SA0L1E#slip",
            Told(seasonally_adjusted=True, base_period="1982-84=100"),
        )
    assert (slip.value.expected, slip.value.got) == ("not adjusted", "adjusted")


def test_what_bls_does_not_say_is_asked_for_by_name(
    ann: Workspace, open_workspace: Open, replay: Replay
) -> None:
    with pytest.raises(BadInput) as keyed:
        add_described(ann, "bls:CWUR0000SA0#x", Told())
    assert keyed.value.expected == "--base"
    keyless = open_workspace("ben", environ=replay.environment())
    with pytest.raises(BadInput) as without:
        add_described(keyless, "bls:CWUR0000SA0#x", Told())
    assert without.value.expected == "--title, --base"
    assert "bls_key" in without.value.hint


def test_a_series_of_bls_by_its_code_alone_where_its_files_may_be_had(
    open_workspace: Open, replay: Replay
) -> None:
    environ = replay.environment(keyed=True) | {"REALTERMS_CONTACT": "pay@example.org"}
    added = add_described(open_workspace("ann", environ=environ), "bls:CUUR0000SA0L1E#again", Told())
    assert added.base_period == "1982-84=100"
    assert added.title.endswith("all urban consumers, not seasonally adjusted")  # the interface goes first
    keyless = replay.environment() | {"REALTERMS_CONTACT": "pay@example.org"}
    added = add_described(open_workspace("ben", environ=keyless), "bls:CUUR0000SA0L1E#more", Told())
    assert (added.title, added.base_period) == (
        "All items less food and energy in U.S. city average",
        "1982-84=100",
    )


def test_an_id_of_bls_tells_its_adjustment_without_asking_anybody(ann: Workspace, replay: Replay) -> None:
    told = Told(title="CPI, rent", base_period="1982-84=100")
    assert add_described(ann, "bls:CUSR0000SEHA", told).seasonally_adjusted
    assert not add_described(ann, "bls:CUUR0000SEHA", told).seasonally_adjusted
    assert replay.requests == []


def test_a_series_of_fred_by_its_code_alone(ann: Workspace) -> None:
    added = add_described(ann, "fred:CPIAUCNS#again", Told())
    assert (added.base_period, added.units) == ("1982-1984=100", "Index 1982-1984=100")
    assert (added.country, added.kind, added.seasonally_adjusted) == ("US", Kind.CPI, False)
    with pytest.raises(BadInput, match="another seasonal adjustment"):
        add_described(ann, "fred:CPIAUCNS#sa", Told(seasonally_adjusted=True, title=""))


def test_fred_says_nothing_without_a_key_and_nothing_is_guessed(open_workspace: Open, replay: Replay) -> None:
    keyless = open_workspace(environ=replay.environment())
    told = Told(title="CPI", country="US", kind=Kind.CPI, measure=Measure.INDEX, base_period="1982-84=100")
    with pytest.raises(BadInput) as asked:
        add_described(keyless, "fred:CPIAUCNS#again", told)
    assert asked.value.expected == "--seasonally-adjusted"
    assert "fred_key" in asked.value.hint


@pytest.mark.parametrize("key", ["fred:NOSUCH", "bls:NOSUCH", "ons:NOSUCH/mm23"])
def test_a_code_that_its_office_does_not_know_is_not_made_known(ann: Workspace, key: str) -> None:
    before = known(ann)
    with pytest.raises(Refused):
        add_described(ann, key, Told())
    assert known(ann) == before


def test_the_person_s_own_words_win(ann: Workspace) -> None:
    told = Told(name="rpi", title="Retail prices", country="uk", units="points")
    added = add_described(ann, "ons:CHAW/mm23#own", told)
    assert (added.name, added.title, added.country, added.units) == ("rpi", "Retail prices", "UK", "points")


def test_a_base_that_the_office_says_otherwise_is_refused(ann: Workspace) -> None:
    with pytest.raises(BadInput, match="another base") as slip:
        add_described(ann, "ons:CHAW/mm23#base", Told(base_period="Jan 1974=100"))
    assert (slip.value.expected, slip.value.got) == ("Jan 1987=100", "Jan 1974=100")


PAGE_2010 = (
    '"Title","PPI OUTPUT"\n"CDID","JVZ7"\n"Source dataset ID","MM22"\n"PreUnit",""\n'
    '"Unit","Index, 2005 = 100"\n"Release date","21-10-2020"\n"Next release",""\n'
)


def test_a_wrong_base_label_is_found_out_by_the_figures(ann: Workspace, replay: Replay) -> None:
    """As JVZ7 and K646 of MM22, labelled 2005 = 100 on figures that are 100 in 2010."""
    levels = {2005: "87.0", 2009: "97.4", 2010: "100.0", 2011: "105.1"}
    page = PAGE_2010 + "".join(f'"{y} {m}","{v}"\n' for y, v in levels.items() for m in MONTHS)
    replay.serve(page, source="ons")
    with pytest.raises(BadInput, match=r"not on base 2005=100: there they average 87\.0") as wrong:
        add_described(ann, "ons:JVZ7/mm22#again", Told())
    assert wrong.value.hint == "they average 100 on: 2010=100"
    replay.serve(page, source="ons")
    right = add_described(ann, "ons:JVZ7/mm22#again", Told(base_period="2010=100"))
    assert (right.base_period, right.kind) == ("2010=100", Kind.PPI)
    assert right.caution == "The office labels it 2005=100; its figures are 100 in 2010."


@needs_shared
@pytest.mark.parametrize("code", ["JVZ7/mm22", "K646/mm22"])
def test_the_wrong_labels_of_the_office_itself(ann: Workspace, replay: Replay, code: str) -> None:
    with pytest.raises(BadInput, match="not on base 2005=100") as wrong:
        add_described(ann, f"ons:{code}", Told())
    assert "2010=100" in wrong.value.hint


def test_an_indicator_of_one_s_own_is_all_one_s_own_words(tmp_path: Path) -> None:
    with Workspace.open(tmp_path, environ={}, clock=lambda: NOON, user="ann") as workspace:
        with pytest.raises(BadInput, match="does not say all") as asked:
            add_described(workspace, "own:WAGE", Told(title="Wages"))
        assert asked.value.expected == "--country, --kind, --measure"
