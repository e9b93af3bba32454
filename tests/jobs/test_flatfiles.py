"""The BLS's flat files taken in: whole surveys, one indicator a series, averages apart, all or nothing."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from indicators.errors import BadInput, Cancelled, DatabaseBusy, InvalidFile, UnexpectedAnswer
from indicators.series import Frequency, Kind, Measure, Period, Status
from jobs import suspects, trends
from jobs.catalogue import add, known, resolve
from jobs.flatfiles import importing as flat
from jobs.importing import ImportReport, import_files
from jobs.progress import Progress
from jobs.workspace import Workspace
from storage.runner import Runner
from tests.jobs.conftest import NOON, Open
from tests.replay import open_replies
from tests.shared_data import ROOT, needs_shared

BOSTON = "CUURS11ASA0"
CPI = {"2025-M09": "324.800", "2025-M10": "- X", "2025-M11": "324.122", "2025-M13": "321.943"}
ROWS = {"CUUR0000SA0": CPI, BOSTON: {"2025-M09": "348.5", "2025-S01": "344.123", "2025-S03": "346.001"}}
PRICES = (
    "series_id\tseasonal\tperiodicity_code\tbase_period\tseries_title\tbegin_period\n"
    "CUUR0000SA0      \tU\tR\t1982-84=100\tAll items in U.S. city average\tM01\n"
    f"{BOSTON}      \tU\tR\tDECEMBER 1997=100\tAll items in Boston\tM01\n"
)
PRODUCERS = (
    "series_id\tseasonal\tbase_date\tseries_title\tbegin_period\nWPU0111 \tU\t198200\tVegetables\tM01\n"
)


def data_file(
    folder: Path, rows: Mapping[str, Mapping[str, str]] = ROWS, name: str = "cu.data.1.Some"
) -> Path:
    path = folder / name
    path.write_text(open_replies.bls_flat(rows), encoding="utf-8", newline="")
    return path


def series_file(folder: Path, text: str = PRICES, name: str = "cu.series") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def take_in(workspace: Workspace, *paths: Path, only: tuple[str, ...] = ()) -> ImportReport:
    (report,) = import_files(workspace, paths, only=only)
    return report


def counts(report: ImportReport) -> dict[str, tuple[int, int, int]]:
    return {s.name: (s.new, s.revised, s.unchanged) for s in report.series}


def held(workspace: Workspace, name: str) -> dict[str, str]:
    return {str(p): str(r.value) for p, r in trends.load(workspace, name).items()}


def test_a_data_file_with_its_series_file_brings_every_series(open_workspace: Open, tmp_path: Path) -> None:
    workspace = open_workspace()
    report = take_in(workspace, series_file(tmp_path), data_file(tmp_path))
    assert report.format == "BLS data file"
    assert counts(report) == {
        "us-cpi": (3, 0, 0),
        "us-cpi-annual": (1, 0, 0),
        BOSTON: (1, 0, 0),
        f"{BOSTON}-half-yearly": (1, 0, 0),
        f"{BOSTON}-annual": (1, 0, 0),
    }
    boston = resolve(workspace, BOSTON)
    assert (boston.key, boston.base_period, boston.kind) == (f"bls_flat:{BOSTON}", "Dec 1997=100", Kind.CPI)
    assert held(workspace, BOSTON) == {"2025-09": "348.5"}
    assert held(workspace, f"{BOSTON}-annual") == {"2025": "346.001"}
    assert resolve(workspace, f"{BOSTON}-half-yearly").frequency is Frequency.HALF_YEARLY


def test_a_series_known_from_the_other_service_is_the_same_indicator(
    open_workspace: Open, tmp_path: Path
) -> None:
    workspace = open_workspace()
    take_in(workspace, series_file(tmp_path), data_file(tmp_path))
    october = trends.load(workspace, "us-cpi")[Period.parse("2025-10")]
    assert (october.status, october.value) == (Status.MISSING, None)
    assert "lapse" in october.footnote
    assert (october.origin, october.url) == ("bls", "file:cu.data.1.Some")
    assert held(workspace, "us-cpi-annual") == {"2025": "321.943"}
    assert [i.key for i in known(workspace) if i.code == "CUUR0000SA0"] == [
        "bls:CUUR0000SA0",
        "bls_flat:CUUR0000SA0#annual",
    ]


def test_a_series_of_a_file_is_not_added_again_from_the_other_service(
    open_workspace: Open, tmp_path: Path
) -> None:
    workspace = open_workspace()
    take_in(workspace, series_file(tmp_path), data_file(tmp_path))
    with pytest.raises(BadInput, match=f"known already, as bls_flat:{BOSTON}"):
        add(
            workspace,
            f"bls:{BOSTON}",
            name="boston",
            title="Boston",
            country="US",
            kind=Kind.CPI,
            measure=Measure.INDEX,
            base_period="Dec 1997=100",
        )


def test_a_series_file_taken_in_before_serves_as_well(open_workspace: Open, tmp_path: Path) -> None:
    workspace = open_workspace()
    described = take_in(workspace, series_file(tmp_path))
    assert [s.name for s in described.series] == ["us-cpi", BOSTON]
    assert counts(take_in(workspace, data_file(tmp_path)))[BOSTON] == (1, 0, 0)


def test_producer_prices_are_provisional_for_four_months(open_workspace: Open, tmp_path: Path) -> None:
    workspace = open_workspace()
    rows = {"WPU0111": {"2026-M05": "150.1", "2026-M06": "151.2 P"}}
    take_in(workspace, series_file(tmp_path, PRODUCERS, "wp.series"), data_file(tmp_path, rows, "wp.data.3"))
    vegetables = resolve(workspace, "WPU0111")
    assert (vegetables.kind, vegetables.base_period) == (Kind.PPI, "1982=100")
    assert vegetables.provisional_months == 4
    statuses = [r.status for r in trends.load(workspace, "WPU0111").values()]
    assert statuses == [Status.FINAL, Status.PROVISIONAL]


def test_only_what_is_named_is_taken(open_workspace: Open, tmp_path: Path) -> None:
    workspace = open_workspace()
    files = (series_file(tmp_path), data_file(tmp_path))
    assert set(counts(take_in(workspace, *files, only=("us-cpi",)))) == {"us-cpi"}
    assert len(take_in(workspace, *files, only=(BOSTON.lower(),)).series) == 3
    with pytest.raises(InvalidFile, match="1 problem") as refused:
        take_in(workspace, *files, only=("us-cpi", "CUUR9999SA0"))
    assert refused.value.problems[0].key == "CUUR9999SA0"


def test_a_later_file_revises_and_the_same_one_says_nothing_new(open_workspace: Open, tmp_path: Path) -> None:
    workspace = open_workspace()
    series, data = series_file(tmp_path), data_file(tmp_path)
    take_in(workspace, series, data)
    same = data_file(tmp_path, name="another name")
    assert set(counts(take_in(workspace, same)).values()) == {(0, 0, 3), (0, 0, 1)}
    later = {**ROWS, "CUUR0000SA0": {**CPI, "2025-M11": "324.123", "2025-M12": "325.0"}}
    third = take_in(workspace, data_file(tmp_path, later))
    assert counts(third)["us-cpi"] == (1, 1, 2)
    assert counts(take_in(workspace, data_file(tmp_path, later, "a third name")))["us-cpi"] == (0, 0, 4)
    assert held(workspace, "us-cpi")["2025-11"] == "324.123"


def test_the_very_same_file_is_known_by_its_digest(open_workspace: Open, tmp_path: Path) -> None:
    workspace = open_workspace()
    series, data = series_file(tmp_path), data_file(tmp_path)
    first = take_in(workspace, series, data)
    again = take_in(workspace, data)
    assert (first.note, again.note) == (
        "",
        "the very file that was taken in on 2026-11-23; nothing of it is new",
    )
    assert counts(again) == {"5 series": (0, 0, 7)}
    assert take_in(workspace, data, only=("us-cpi",)).note == ""


def test_the_same_file_is_compared_anew_once_anything_else_came(open_workspace: Open, tmp_path: Path) -> None:
    workspace = open_workspace()
    series, data = series_file(tmp_path), data_file(tmp_path)
    take_in(workspace, series, data)
    other = tmp_path / "tidy.csv"
    other.write_text("indicator,period,value\nus-cpi,2025-09,324.9\n", encoding="utf-8")
    list(import_files(workspace, [other]))
    again = take_in(workspace, data)
    assert (again.note, counts(again)["us-cpi"]) == ("", (0, 1, 2))
    assert held(workspace, "us-cpi")["2025-09"] == "324.800"


def test_an_older_file_again_is_compared_with_what_is_known_by_then(
    open_workspace: Open, tmp_path: Path
) -> None:
    workspace = open_workspace()
    take_in(workspace, series_file(tmp_path), data_file(tmp_path))
    older = data_file(tmp_path, {"CUUR0000SA0": {"2025-M09": "324.799"}}, "older")
    list(import_files(workspace, [older], published_on=date(2025, 10, 24)))
    again = take_in(workspace, older)  # as published today
    assert (again.note, counts(again)) == ("", {"us-cpi": (0, 1, 0)})


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ({"CUUR0200SA0": {"2025-M09": "1.0"}}, "no series file says what it is"),
        ({"CES0000000001": {"2025-M09": "159000"}}, "of no survey of prices"),
    ],
)
def test_a_series_nobody_described_keeps_the_whole_file_out(
    open_workspace: Open, tmp_path: Path, rows: Mapping[str, Mapping[str, str]], said: str
) -> None:
    workspace = open_workspace()
    with pytest.raises(InvalidFile) as refused:
        take_in(workspace, data_file(tmp_path, {**ROWS, **rows}), series_file(tmp_path))
    assert said in refused.value.explain()
    assert all(r.latest is None for r in trends.overview(workspace).rows)


def test_a_series_on_another_base_is_refused(open_workspace: Open, tmp_path: Path) -> None:
    rebased = PRICES.replace("1982-84=100", "2025=100")
    with pytest.raises(InvalidFile, match="1 problem") as refused:
        take_in(open_workspace(), series_file(tmp_path, rebased), data_file(tmp_path))
    assert refused.value.problems[0].expected == "1982-84=100"


@pytest.mark.parametrize(
    "line",
    [
        "CUUR0000SA0 \t2025\tM08\t1.0\t\n",  # a series that was over
        f"{BOSTON} \t2025\tM09\t348.6\t\n",
        f"{BOSTON} \t2027\tM09\t348.6\t\n",
        f"{BOSTON} \t2025\tM14\t348.6\t\n",
        f"{BOSTON} \t2025\tM08\t-348.6\t\n",
        f"{BOSTON} \t2025\tM08\t0.000\t\n",
        f"{BOSTON} \t2025\tM08\t\t\n",
        f"{BOSTON} \t2025\tM08\t\tP\n",
        f"{BOSTON} \t2025\tM08\tNaN\t\n",
        f"{BOSTON} \t2025\tM08\t1e3\t\n",
        f"{BOSTON} \t2025\tM08\t３４８\t\n",
        f"{BOSTON} \t2025\tM08\t34",
    ],
)
def test_one_wrong_line_at_the_end_keeps_the_whole_file_out(
    open_workspace: Open, tmp_path: Path, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flat, "_PIECE", 1)  # what came before is in the database already
    workspace = open_workspace()
    data = data_file(tmp_path)
    data.write_text(data.read_text(encoding="utf-8") + line, encoding="utf-8")
    with pytest.raises(UnexpectedAnswer):
        take_in(workspace, series_file(tmp_path), data)
    assert all(r.latest is None for r in trends.overview(workspace).rows)


def test_what_is_not_text_is_refused(open_workspace: Open, tmp_path: Path) -> None:
    data = data_file(tmp_path)
    data.write_bytes(data.read_bytes() + b"CUUR\xff\xfe\t2025\tM08\t1.0\t\n")
    with pytest.raises(BadInput, match="not UTF-8"):
        take_in(open_workspace(), series_file(tmp_path), data)


def test_an_import_tells_how_far_it_is_and_can_be_stopped(
    open_workspace: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flat, "_PIECE", 1)
    workspace = open_workspace()
    steps: list[Progress] = []
    files = [series_file(tmp_path), data_file(tmp_path)]
    with pytest.raises(Cancelled, match="nothing of the file was kept"):
        list(import_files(workspace, files, on_progress=steps.append, cancelled=lambda: len(steps) == 2))
    assert all(r.latest is None for r in trends.overview(workspace).rows)
    list(import_files(workspace, files, on_progress=steps.append))
    assert steps[-1].done == steps[-1].total == files[1].stat().st_size


def test_nobody_fetches_meanwhile(open_workspace: Open, tmp_path: Path) -> None:
    workspace = open_workspace()
    with (
        workspace.database.only_runner(Runner("ben", NOON)),
        pytest.raises(DatabaseBusy, match="ben"),
    ):
        take_in(workspace, series_file(tmp_path), data_file(tmp_path))


def test_an_older_file_slots_in_at_its_day(open_workspace: Open, tmp_path: Path) -> None:
    workspace = open_workspace()
    take_in(workspace, series_file(tmp_path), data_file(tmp_path))
    older = data_file(tmp_path, {"CUUR0000SA0": {"2025-M09": "324.799"}}, "older")
    list(import_files(workspace, [older], published_on=date(2025, 10, 24)))
    early = trends.load(workspace, "us-cpi", as_of=date(2025, 12, 1))
    assert {str(p): r.value for p, r in early.items()} == {"2025-09": Decimal("324.799")}
    assert held(workspace, "us-cpi")["2025-09"] == "324.800"


@needs_shared
def test_recorded_files_are_taken_in_together(open_workspace: Open) -> None:
    workspace = open_workspace()
    folder = ROOT.parent / "shared" / "payloads" / "bls_flat"
    report = take_in(
        workspace, folder / "cu.series_202604.txt", folder / "cu.data.1.AllItems.SA0_subset_202604.txt"
    )
    assert sum(s.new for s in report.series) == 4508
    assert held(workspace, "us-cpi")["1913-01"] == "9.8"
    assert held(workspace, "us-cpi-annual")["2025"] == "321.943"
    assert len(take_in(workspace, folder / "wp.series_2025.txt").series) == 5536


def test_a_figure_beyond_reason_is_held_aside_and_the_rest_of_the_file_is_kept(
    open_workspace: Open, tmp_path: Path
) -> None:
    workspace = open_workspace()
    path, describing = data_file(tmp_path), series_file(tmp_path)
    take_in(workspace, describing, path)
    later = {code: {**rows, "2025-M12": "349.9"} for code, rows in ROWS.items()}
    data_file(tmp_path, {**later, "CUUR0000SA0": {**later["CUUR0000SA0"], "2025-M12": "3240.5"}})
    report = take_in(workspace, describing, path)
    assert counts(report)["us-cpi"] == (0, 0, 3)
    assert counts(report)[BOSTON] == (1, 0, 1)
    ((doubt,),) = [s.doubtful for s in report.series if s.doubtful]
    assert doubt.reason.startswith("+899.8 % from 324.122 in 2025-11")
    assert "2025-12" not in held(workspace, "us-cpi")
    (aside,) = suspects.listing(workspace).suspects
    assert (aside.name, aside.origin, aside.url) == ("us-cpi", "bls", "file:cu.data.1.Some")

    (confirmed,) = import_files(workspace, [describing, path], confirm="asked the BLS")
    assert [s.confirmed for s in confirmed.series if s.doubtful] == [True]
    assert held(workspace, "us-cpi")["2025-12"] == "3240.5"


def test_the_end_of_a_series_that_is_not_held_is_judged(open_workspace: Open, tmp_path: Path) -> None:
    workspace = open_workspace()
    rows = {f"2025-M{m:02d}": f"{320 + m / 10}" for m in range(1, 13)}
    report = take_in(
        workspace, series_file(tmp_path), data_file(tmp_path, {BOSTON: {**rows, "2025-M12": "32.1"}})
    )
    assert [len(s.doubtful) for s in report.series] == [1]
    assert len(held(workspace, BOSTON)) == 11
