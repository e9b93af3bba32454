"""kill -9 at random moments of a fetch and of an import: nothing committed is lost, nothing is half there."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from indicators.catalog import catalog
from tests.faults.killing import Config
from tests.faults.offices import Offices, offices
from tests.replay import open_replies
from tests.shared_data import ROOT
from tests.storage.conftest import database_url, postgres_server, postgres_shelf, postgres_url, sqlite_url

__all__ = ["database_url", "postgres_server", "postgres_shelf", "postgres_url", "sqlite_url"]

_MONTHS = 500
KILLS = int(
    os.environ.get("REALTERMS_KILLS", "50")
)  # of each work on each database; docs/reliability.md: 200


@pytest.fixture(scope="module")
def both_releases() -> Iterator[Offices]:
    with offices() as found:
        yield found


@pytest.fixture
def tidy_file(tmp_path: Path) -> Path:
    """Twenty series of five hundred months each, ours."""
    path = tmp_path / "figures.csv"
    lines = ["indicator,period,value"]
    monthly = [i for i in catalog().values() if i.frequency.value == "M"][:20]
    for indicator in monthly:
        for n in range(_MONTHS):
            lines.append(f"{indicator.name},{1980 + n // 12}-{n % 12 + 1:02d},{100 + n // 10}.{n % 10}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def survey(folder: Path, series: int, months: int) -> Path:
    """A folder with the files of a survey, as the BLS has them: what describes them, and two releases."""
    folder.mkdir()
    codes = [f"CUUR{n:04d}SA0" for n in range(1000, 1000 + series)]
    head = "series_id\tseasonal\tperiodicity_code\tbase_period\tseries_title\tbegin_period\n"
    described = "".join(f"{code}\tU\tR\t1982-84=100\tAll items in {code}\tM01\n" for code in codes)
    (folder / "cu.series").write_text(head + described, encoding="utf-8")
    rows = {f"{2000 + n // 12}-M{n % 12 + 1:02d}": f"{100 + n / 10:.1f}" for n in range(months)}
    *before, last, _ = rows
    earlier = {month: rows[month] for month in before}
    for name, said in (("earlier", {**earlier, last: "105.0"}), ("later", rows)):
        (folder / f"cu.data.{name}").write_text(
            open_replies.bls_flat(dict.fromkeys(codes, said)), encoding="utf-8"
        )
    return folder


def killed(config: Config) -> dict[str, Any]:
    """The figures of so many kills; what went wrong fails the test with its own words."""
    command = [sys.executable, "-m", "tests.faults.killing", json.dumps(vars(config))]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def config(work: str, url: str, kills: int, folder: Path, found: Offices, file: Path) -> Config:
    return Config(work, url, kills, 20261123, str(folder), found.earlier, found.later, str(file))


@pytest.mark.parametrize("work", ["fetch", "import", "survey"])
def test_a_few_kills(
    work: str, database_url: str, tmp_path: Path, both_releases: Offices, tidy_file: Path
) -> None:
    file = survey(tmp_path / "survey", 20, 60) if work == "survey" else tidy_file
    figures = killed(config(work, database_url, 2, tmp_path, both_releases, file))
    assert figures["killed"] == 2


@pytest.mark.prove
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("work", ["fetch", "survey"])
def test_many_kills(
    work: str,
    database_url: str,
    tmp_path: Path,
    both_releases: Offices,
    capsys: pytest.CaptureFixture[str],
) -> None:
    files = survey(tmp_path / "survey", 40, 100)
    figures = killed(config(work, database_url, KILLS, tmp_path, both_releases, files))
    with capsys.disabled():
        sys.stdout.write(f"\n{work} on {database_url.partition(':')[0]}: {figures}\n")
    assert figures["killed"] == KILLS
    if work == "fetch":
        assert figures["with_part_kept"] >= KILLS * 15 // 100
