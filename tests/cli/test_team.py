"""A team on one PostgreSQL server: two people, two machines, one database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import typed
from tests.storage import postgres


@pytest.fixture
def team_url() -> Iterator[str]:
    """A database of the team's server, empty."""
    with postgres.server() as server:
        with postgres.connected(server) as admin:
            admin.execute("CREATE DATABASE team TEMPLATE template0")
        yield server.set(database="team").render_as_string(hide_password=False)
        with postgres.connected(server) as admin:
            admin.execute("DROP DATABASE team WITH (FORCE)")


def test_two_people_decide_on_one_server_and_an_export_of_one_is_verified_by_the_other(
    empty_home: Path, tmp_path: Path, team_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REALTERMS_DATABASE_URL", team_url)
    made = typed("demo", "--home", tmp_path / "anns-machine", "--json")
    assert made.code == 0, made.err

    monkeypatch.setenv("REALTERMS_USER", "ben")
    there = ("--home", tmp_path / "bens-machine")
    assert typed("review", "accept", "1", "--reason", "agrees", *there).code == 0
    assert typed("export", "1", "-o", "bands.xlsx", *there).code == 0
    verified = typed("verify", "bands.xlsx", "--json", *there).json
    trail = typed("audit", "verify", "--json", *there).json

    assert verified["same"] is True
    assert verified["in_database"] is True
    assert trail["ok"] is True
    assert typed("trend", "us-cpi", "--json").json["series"][0]["value"] == "334.980"
    assert not (tmp_path / "bens-machine").exists()
    assert not (tmp_path / "anns-machine" / "realterms.db").exists()
