"""Making the bundled file: the same input gives the same bytes, and a doubtful input gives nothing."""

import csv
import json
import subprocess
import sys
from collections import defaultdict
from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest

from indicators import snapshot
from indicators.errors import BadInput
from indicators.series import Period, Status
from indicators.snapshot.build import build
from indicators.snapshot.layout import read
from indicators.snapshot.recipes import RECIPES, Dated, Recipe
from tests.indicators.making import FETCHED
from tests.shared_data import SHARED, needs_shared

TODAY = date(2026, 11, 23)
TEXT = (files("indicators.snapshot") / snapshot.FILE).read_text(encoding="utf-8")

RECIPE = Recipe(
    "us-ppi-commodities",
    "us_ppi.csv",
    "WPU00000000",
    "written in a test",
    (Dated(date(2026, 6, 25), "a day"),),
    vintages=True,
    decimals=((Period.month(2021, 7), 3),),
)
MANIFEST_HEAD = "file\tseries_id\tbase\tsa\tfirst\tlast\tn\tmissing"
MANIFEST_ROW = "us_ppi.csv\tWPU00000000\t1982=100\tNSA\t2025-12\t2026-05\t6\t"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small folder of the same layout: six months, of which an earlier copy held four."""
    (tmp_path / "MANIFEST.tsv").write_text(f"{MANIFEST_HEAD}\n{MANIFEST_ROW}\n")
    figures = ["261.333", "263.608", "269.553", "275.979", "282.7", "292.504"]
    months = ["2025-12", "2026-01", "2026-02", "2026-03", "2026-04", "2026-05"]
    rows = [f"WPU00000000,{m},{v}" for m, v in zip(months, figures, strict=True)]
    (tmp_path / "us_ppi.csv").write_text("\n".join(["series_id,period,value", *rows]) + "\n")
    old = ["261.349", "263.485", "269.296", "274.102"]
    earlier = [f"WPU00000000,2026-04-14,{m},{v}" for m, v in zip(months, old, strict=False)]
    (tmp_path / "us_vintages.csv").write_text("\n".join(["series_id,vintage,period,value", *earlier]) + "\n")
    return tmp_path


def test_a_later_vintage_keeps_only_what_changed_and_zeros_come_back(folder: Path) -> None:
    (one,) = read(build(folder, [RECIPE]))
    assert [(v.published_on, v.rows) for v in one.vintages] == [
        (
            date(2026, 4, 14),
            (
                "2025 - - - - - - - - - - - 261.349p",
                "2026 263.485p 269.296p 274.102p - - - - - - - - -",
            ),
        ),
        (
            date(2026, 6, 25),
            (
                "2025 - - - - - - - - - - - 261.333",
                "2026 263.608 269.553p 275.979p 282.700p 292.504p - - - - - - -",
            ),
        ),
    ]


def test_an_unchanged_figure_that_becomes_final_is_a_change(folder: Path) -> None:
    file = folder / "us_ppi.csv"
    file.write_text(file.read_text().replace("261.333", "261.349"))
    (one,) = read(build(folder, [RECIPE]))
    december = Period.parse("2025-12")
    statuses = [o.status for v in one.vintages for o in v.observations if o.period == december]
    assert statuses == [Status.PROVISIONAL, Status.FINAL]


def test_a_copy_that_changes_nothing_leaves_no_vintage(folder: Path) -> None:
    file = folder / "us_vintages.csv"
    again = [line.replace("2026-04-14", "2026-04-20") for line in file.read_text().splitlines()[1:]]
    file.write_text(file.read_text() + "\n".join(again) + "\n")
    (one,) = read(build(folder, [RECIPE]))
    assert [v.published_on.isoformat() for v in one.vintages] == ["2026-04-14", "2026-06-25"]


def test_the_same_folder_gives_the_same_text(folder: Path) -> None:
    assert build(folder, [RECIPE]) == build(folder, [RECIPE])


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("1982=100", "2009=100", "base"),
        ("NSA", "SA", "seasonal adjustment"),
        ("\t6\t", "\t7\t", "number of figures"),
        ("2026-05", "2026-06", "last period"),
        ("WPU00000000", "WPU0", "manifest does not list"),
    ],
)
def test_a_manifest_that_says_otherwise_stops_the_build(folder: Path, old: str, new: str, told: str) -> None:
    manifest = folder / "MANIFEST.tsv"
    manifest.write_text(manifest.read_text().replace(old, new))
    with pytest.raises(BadInput, match=told):
        build(folder, [RECIPE])


def test_two_figures_of_one_day_that_differ_stop_the_build(folder: Path) -> None:
    file = folder / "us_vintages.csv"
    file.write_text(file.read_text() + "WPU00000000,2026-06-25,2026-05,292.505\n")
    with pytest.raises(BadInput, match="two figures for"):
        build(folder, [RECIPE])


@pytest.mark.parametrize("name", ["MANIFEST.tsv", "us_ppi.csv", "us_vintages.csv"])
def test_a_file_that_is_not_there_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(BadInput, match="missing") as caught:
        build(folder, [RECIPE])
    assert name in caught.value.where


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "indicators.snapshot.build", *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True)


def test_the_command_says_what_it_needs_and_writes_nothing_on_trouble(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    assert _run().returncode == 2
    broken = _run(str(tmp_path), str(target))
    assert broken.returncode == 2
    assert "MANIFEST.tsv" in broken.stderr
    assert not target.exists()


# --- with the folder of official series -------------------------------------------------------------


@needs_shared
def test_the_committed_file_is_what_the_official_series_give(tmp_path: Path) -> None:
    target = tmp_path / "figures.txt"
    done = _run(str(SHARED / "series"), str(target))
    assert done.returncode == 0, done.stderr
    assert target.read_bytes() == TEXT.encode()


def _csv(name: str) -> list[dict[str, str]]:
    with (SHARED / "series" / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@needs_shared
@pytest.mark.parametrize("recipe", RECIPES, ids=lambda r: r.name)
def test_every_figure_is_the_official_files_and_none_is_left_out(recipe: Recipe) -> None:
    official = {
        r["period"]: Decimal(r["value"]) for r in _csv(recipe.file) if r["series_id"] == recipe.series_id
    }
    known = snapshot.load()[recipe.name].history(FETCHED).known_on(TODAY)
    assert {str(p): r.value for p, r in known.items() if r.value is not None} == official


@needs_shared
@pytest.mark.parametrize("recipe", [r for r in RECIPES if r.vintages], ids=lambda r: r.name)
def test_every_earlier_copy_can_be_read_back_as_it_was(recipe: Recipe) -> None:
    copies: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for row in _csv("us_vintages.csv"):
        if row["series_id"] == recipe.series_id:
            copies[row["vintage"]][row["period"]] = Decimal(row["value"])
    history = snapshot.load()[recipe.name].history(FETCHED)
    newest = max(copies)
    for day, figures in copies.items():
        known = history.known_on(date.fromisoformat(day))
        held = {str(p): r.value for p, r in known.items() if r.value is not None}
        # The full file, which reaches further back, came with the newest copy or after it.
        span = figures if day == newest else held
        assert {p: held[p] for p in span} == figures


@needs_shared
def test_digits_are_those_of_a_recorded_reply() -> None:
    path = SHARED / "payloads" / "bls" / "v2_post_28series_cpi_ppi_2012_2024_asof20241216.json"
    reply = {s["seriesID"]: s["data"] for s in json.loads(path.read_text())["Results"]["series"]}
    compared = 0
    for name in ("us-cpi", "us-cpi-core", "us-cpi-w", "us-ppi-final-demand"):
        series = snapshot.load()[name].history(FETCHED).known_on(TODAY)
        for row in reply[series.indicator.code]:
            period = Period.parse(f"{row['year']}-{row['period'][1:]}")
            assert str(series.value(period)) == row["value"], (name, period)
            compared += 1
    assert compared == 4 * 155


@needs_shared
def test_provisional_marks_are_those_of_a_recorded_reply() -> None:
    path = SHARED / "payloads" / "bls" / "v2_post_28series_cpi_ppi_2012_2024_asof20241216.json"
    rows = next(
        s["data"] for s in json.loads(path.read_text())["Results"]["series"] if s["seriesID"] == "WPUFD4"
    )
    marked = {
        f"{r['year']}-{r['period'][1:]}" for r in rows if any(f.get("code") == "P" for f in r["footnotes"])
    }
    known = snapshot.load()["us-ppi-final-demand"].history(FETCHED).known_on(TODAY)
    assert {str(p) for p, r in known.items() if r.status is Status.PROVISIONAL} == marked
