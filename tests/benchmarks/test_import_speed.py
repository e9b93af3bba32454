"""What an import of a whole survey costs over reading the file and writing the rows, on both databases."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL

from tests.benchmarks.flat_files import ROWS, write_data_file, write_series_file
from tests.benchmarks.measure import tell
from tests.shared_data import ROOT
from tests.storage import postgres
from tests.storage.conftest import postgres_server

__all__ = ["postgres_server"]

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(900)]

ROUNDS = 3


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A series file and a data file in the shape of the whole CPI."""
    folder = tmp_path_factory.mktemp("survey")
    series, data = folder / "cu.series", folder / "cu.data.0.Current"
    write_series_file(series)
    write_data_file(data)
    assert 70_000_000 < data.stat().st_size < 72_000_000
    return [series, data]


@pytest.fixture(scope="module")
def next_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data file with another last figure of every series."""
    data = tmp_path_factory.mktemp("next") / "cu.data.0.Current"
    write_data_file(data, changed="1")
    return data


@pytest.fixture(scope="module")
def same_rows(survey: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another file that holds the same rows: no digest knows it."""
    data = tmp_path_factory.mktemp("same") / "cu.data.0.Current"
    shutil.copyfile(survey[1], data)
    with data.open("a", encoding="ascii", newline="") as out:
        out.write("\r\n")
    return data


def run(job: str, url: str, folder: Path, files: list[Path]) -> dict[str, Any]:
    """One job in a process of its own."""
    words = [sys.executable, "-m", "tests.benchmarks.importing", job, url, str(folder), *map(str, files)]
    done = subprocess.run(words, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def check(ours: dict[str, Any]) -> None:
    """Every row came, once."""
    assert (ours["first"]["new"], ours["first"]["revised"]) == (ROWS, 0)
    assert (ours["again"]["new"], ours["again"]["revised"], ours["again"]["unchanged"]) == (0, 0, ROWS)


def test_a_whole_survey_into_sqlite(
    survey: list[Path], next_release: Path, same_rows: Path, tmp_path: Path
) -> None:
    first, again, same, revised, floor, megabytes = [], [], [], [], [], []
    for number in range(ROUNDS):
        home = tmp_path / str(number)
        home.mkdir()
        url = f"sqlite:///{home / 'realterms.db'}"
        ours = run("ours", url, home, survey)
        check(ours)
        # Processor time: everything happens in one process, and neighbours do not count then.
        first.append(ours["first"]["own"])
        again.append(ours["again"]["own"])
        compared = run("again", url, home, [survey[0], same_rows])
        assert (compared["new"], compared["revised"], compared["unchanged"]) == (0, 0, ROWS)
        same.append(compared["own"])
        later = run("again", url, home, [survey[0], next_release])
        revised.append(later["own"])
        megabytes += [ours["megabytes"], later["megabytes"]]
        floor.append(run("floor", url, home, survey)["own"])
        for path in home.iterdir():
            path.unlink()
    ratio, repeated, compared_again = (
        min(first) / min(floor),
        min(again) / min(first),
        min(same) / min(first),
    )
    tell(
        "import into SQLite",
        ratio=ratio,
        unchanged_over_first=repeated,
        same_rows_over_first=compared_again,
        next_release_over_floor=min(revised) / min(floor),
        first=min(first),
        unchanged=min(again),
        floor=min(floor),
        megabytes=max(megabytes),
    )
    assert ratio <= 1.5
    assert repeated <= 0.5
    assert max(megabytes) < 600


def test_a_whole_survey_into_postgresql(
    survey: list[Path], same_rows: Path, tmp_path: Path, postgres_server: URL
) -> None:
    first: list[float] = []
    floor: list[float] = []
    again, same = [], []
    for number in range(ROUNDS):
        own = postgres_server.set(database=f"realterms_import_{number}")
        with postgres.connected(postgres_server) as admin:
            admin.execute(f'CREATE DATABASE "{own.database}" TEMPLATE template0'.encode())
        url = own.render_as_string(hide_password=False)
        ours = run("ours", url, tmp_path, survey)
        check(ours)
        first.append(ours["first"]["wall"])
        again.append(ours["again"]["wall"])
        compared = run("again", url, tmp_path, [survey[0], same_rows])
        assert (compared["new"], compared["revised"], compared["unchanged"]) == (0, 0, ROWS)
        same.append(compared["wall"])
        floor.append(run("floor", url, tmp_path, survey)["wall"])
        with postgres.connected(postgres_server) as admin:
            admin.execute(f'DROP DATABASE "{own.database}" WITH (FORCE)'.encode())
    ratio = min(first) / min(floor)
    tell(
        "import into PostgreSQL",
        ratio=ratio,
        unchanged_over_first=min(again) / min(first),
        same_rows_over_first=min(same) / min(first),
        first=min(first),
        unchanged=min(again),
        floor=min(floor),
    )
    assert ratio <= 1.5
