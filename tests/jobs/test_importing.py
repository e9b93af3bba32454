"""Files taken in: an office's own and tidy ones, whole or not at all, each release at its own date."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from indicators.errors import BadInput, InvalidFile, RealtermsError
from indicators.series import Period
from jobs import trends
from jobs.importing import import_file
from tests.jobs.conftest import Open
from tests.replay import open_replies
from tests.sources.test_ons_bulk import bulk

# RPI all items, Jan 1987=100: ONS CHAW in MM23, as released on 18 October and 15 November 2023.
_OCTOBER = '"2023 AUG","376.6"\n"2023 SEP","378.4"\n'
_NOVEMBER = _OCTOBER + '"2023 OCT","377.8"\n'


def _ons(released: str, rows: str) -> str:
    return (
        '"Title","RPI All Items Index: Jan 1987=100"\n"CDID","CHAW"\n"Source dataset ID","MM23"\n'
        '"PreUnit",""\n'
        f'"Unit","Index, base year = 100"\n"Release date","{released}"\n"Next release","20 December 2023"\n'
        f'"Important notes",\n{rows}'
    )


def test_an_older_release_slots_in_at_its_date(open_workspace: Open, tmp_path: Path) -> None:
    workspace = open_workspace()
    november, october = tmp_path / "november.csv", tmp_path / "october.csv"
    november.write_text(_ons("15-11-2023", _NOVEMBER), encoding="utf-8")
    october.write_text(_ons("18-10-2023", _OCTOBER), encoding="utf-8")

    import_file(workspace, november)
    import_file(workspace, october)
    again = import_file(workspace, october)

    assert (again.series[0].new, again.series[0].revised) == (0, 0)
    early = trends.load(workspace, "uk-rpi", as_of=date(2023, 10, 20))
    assert [str(p) for p in early] == ["2023-08", "2023-09"]
    assert trends.load(workspace, "uk-rpi").value(Period.parse("2023-10")) == Decimal("377.8")


def test_a_tidy_file_states_value_status_and_release_day(open_workspace: Open, tmp_path: Path) -> None:
    workspace = open_workspace()
    file = tmp_path / "tidy.csv"
    file.write_text(
        "indicator,period,value,status,published_on,footnote\n"
        "us-cpi,2025-09,324.800,final,2025-10-24,\n"
        "us-cpi,2025-10,-,missing,2025-12-18,not published\n"
        "bls:CUUR0000SA0,2025-11,324.122,,2025-12-18,\n",
        encoding="utf-8",
    )
    report = import_file(workspace, file)
    series = trends.load(workspace, "us-cpi")
    assert (report.format, report.series[0].new) == ("tidy CSV", 3)
    assert series[Period.parse("2025-10")].footnote == "not published"
    assert [str(p) for p in trends.load(workspace, "us-cpi", as_of=date(2025, 12, 1))] == ["2025-09"]


def test_every_problem_of_a_tidy_file_is_listed_and_nothing_saved(
    open_workspace: Open, tmp_path: Path
) -> None:
    workspace = open_workspace()
    file = tmp_path / "bad.csv"
    file.write_text(
        "indicator,period,value\n"
        "us-cpi,2025-09,324.800\n"
        "us-cpy,2025-09,1\n"
        "us-cpi,2027-01,330\n"
        "us-cpi,2025-13,330\n"
        "us-cpi,2025-08,NaN\n"
        "us-cpi,2025-07,１２３\n"
        "us-cpi,2025-06,-5\n"
        "us-cpi,2025-Q1,319\n"
        "us-cpi,2025-09,999\n"
        "us-cpi,2025-01\n",
        encoding="utf-8",
    )
    with pytest.raises(InvalidFile) as refused:
        import_file(workspace, file)
    lines = [p.key for p in refused.value.problems]
    assert lines == [f"line {n}" for n in range(3, 12)]
    assert all(r.latest is None for r in trends.overview(workspace).rows)


@pytest.mark.parametrize(
    "content",
    ["", "hello\n", "<html>sign in</html>", "a,b\n1,2\n", '{"cdid": 1}', "indicator,period,value\n"],
)
def test_a_file_of_no_known_kind_is_refused(open_workspace: Open, tmp_path: Path, content: str) -> None:
    file = tmp_path / "file.csv"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(RealtermsError) as refused:
        import_file(open_workspace(), file)
    assert str(file) in refused.value.explain()


def test_a_fred_graph_file_is_recognised(open_workspace: Open, tmp_path: Path) -> None:
    workspace = open_workspace()
    file = tmp_path / "fredgraph.csv"
    file.write_text(
        "observation_date,CPIAUCNS\n2025-09-01,324.800\n2025-10-01,\n2025-11-01,324.122\n", "utf-8"
    )
    assert import_file(workspace, file, published_on=date(2025, 12, 18)).format == "FRED graph CSV"
    assert trends.load(workspace, "us-cpi-fred").value(Period.parse("2025-11")) == Decimal("324.122")


def test_sdmx_text_is_recognised_and_its_known_series_kept_at_their_day(
    open_workspace: Open, tmp_path: Path
) -> None:
    workspace = open_workspace()
    file = tmp_path / "estat_prc_hicp_minr.csv"
    germany = {"freq": "M", "unit": "I25", "coicop18": "TOTAL", "geo": "DE"}
    file.write_text(
        open_replies.eurostat_csv({"2026-07": "103.1", "2026-08": "103.24"}, germany)
        + open_replies.eurostat_csv({"2026-08": "99.9"}, germany | {"geo": "MT"}).partition("\n")[2],
        encoding="utf-8",
    )
    report = import_file(workspace, file)
    assert report.format == "SDMX-CSV (1 of 2 series known)"
    assert [(s.name, s.new) for s in report.series] == [("de-hicp", 2)]
    held = trends.load(workspace, "de-hicp")
    assert held.value(Period.parse("2026-08")) == Decimal("103.24")
    assert held[Period.parse("2026-08")].published_on == date(2026, 11, 18)
    assert import_file(workspace, file).series[0].new == 0


def test_a_wrong_figure_of_one_series_keeps_the_whole_sdmx_file_out(
    open_workspace: Open, tmp_path: Path
) -> None:
    workspace = open_workspace()
    file = tmp_path / "oecd.csv"
    good = open_replies.oecd({"2026-08": "121"}, "KOR.M.N.CPI.IX._T.N._Z")
    bad = open_replies.oecd({"2026-08": "NaN"}, "CAN.M.N.CPI.IX._T.N._Z").partition("\n")[2]
    file.write_text(good + bad, encoding="utf-8")
    with pytest.raises(RealtermsError, match="not a number"):
        import_file(workspace, file)
    assert all(r.latest is None for r in trends.overview(workspace).rows)


def test_the_file_of_an_ons_dataset_brings_its_known_series(open_workspace: Open, tmp_path: Path) -> None:
    workspace = open_workspace()
    path = tmp_path / "mm23.csv"
    path.write_text(bulk(), encoding="utf-8")
    report = import_file(workspace, path)
    assert report.format == "ONS dataset MM23 (2 of 3 series known)"
    assert {s.name: s.new for s in report.series} == {"uk-rpi": 3, "uk-cpi-rate": 2}
    found = trends.load(workspace, "uk-rpi", as_of=date(2026, 8, 19))
    assert found.value(Period.parse("2026-07")) == Decimal("419.1")
    assert len(trends.load(workspace, "uk-rpi", as_of=date(2026, 8, 18))) == 0


def test_a_file_of_alfred_is_a_vintage(open_workspace: Open, tmp_path: Path) -> None:
    workspace = open_workspace()
    path = tmp_path / "alfredgraph.csv"
    path.write_text("observation_date,CPIAUCNS_20240213\n2024-01-01,308.417\n", encoding="utf-8")
    assert import_file(workspace, path).series[0].new == 1
    found = trends.load(workspace, "us-cpi-fred", as_of=date(2024, 2, 13))
    assert found.value(Period.parse("2024-01")) == Decimal("308.417")


def test_an_unknown_series_is_quoted_and_not_printed_as_it_is(open_workspace: Open, tmp_path: Path) -> None:
    path = tmp_path / "graph.csv"
    path.write_text("observation_date,CPI\x12AUCNS\n2024-01-01,308.417\n", encoding="utf-8")
    with pytest.raises(BadInput, match="not a known indicator") as unknown:
        import_file(open_workspace(), path)
    assert unknown.value.explain().replace("\n", "").isprintable()


def test_a_release_day_to_come_is_refused(open_workspace: Open, tmp_path: Path) -> None:
    file = tmp_path / "october.csv"
    file.write_text(_ons("18-10-2023", _OCTOBER), encoding="utf-8")
    with pytest.raises(BadInput, match="day to come"):
        import_file(open_workspace(), file, published_on=date(2030, 1, 1))
