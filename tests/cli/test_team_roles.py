"""A team whose members have only their own role on the server, set up by what `db roles` prints."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.cli.conftest import Said, refused, typed
from tests.storage import postgres
from tests.storage.conftest import empty_postgres_url, postgres_server

__all__ = ["empty_postgres_url", "postgres_server"]

PLAN = "sales-manager"
TIDY = "indicator,period,value\nus-cpi,2026-09,336.100\n"
BANDS = "grade,min,mid,max\nS1,39000,45800,52600\n"
MEMBERS = {"fay": "fetcher", "ann": "analyst", "ben": "reviewer", "cho": "reviewer", "rob": "reader"}


class Team:
    """The members' logins on one database."""

    def __init__(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.url, self.monkeypatch = make_url(url), monkeypatch

    def does(self, who: str, *words: str | Path) -> Said:
        """What a member gets for a command line."""
        url = self.url.set(username=who, password="secret").render_as_string(hide_password=False)
        self.monkeypatch.setenv("REALTERMS_USER", who)
        self.monkeypatch.setenv("REALTERMS_DATABASE_URL", url)
        return typed(*words)

    def done(self, who: str, *words: str | Path) -> Said:
        """The same, and it went well."""
        said = self.does(who, *words)
        assert said.code == 0, f"{who}: {words}: {said.err}"
        return said


@pytest.fixture
def team(empty_home: Path, empty_postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Team]:
    """A database that its owner filled with the bundled figures and the sample, then opened to the team."""
    monkeypatch.setenv("REALTERMS_DATABASE_URL", empty_postgres_url)
    monkeypatch.setenv("REALTERMS_USER", "owner")
    assert typed("demo", "--quiet").code == 0
    sql = typed("db", "roles").out
    url = make_url(empty_postgres_url)
    with postgres.connected(url) as owner:
        owner.execute(sql.encode())
        for name, role in MEMBERS.items():
            owner.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'secret' IN ROLE realterms_{role}".encode())
    yield Team(empty_postgres_url, monkeypatch)
    with postgres.connected(url) as owner:
        for name in MEMBERS:
            owner.execute(f"DROP ROLE {name}".encode())


def test_everyone_does_their_own_work_and_nobody_elses(team: Team, tmp_path: Path) -> None:
    (tmp_path / "figures.csv").write_text(TIDY, encoding="utf-8")
    (tmp_path / "bands.csv").write_text(BANDS, encoding="utf-8")

    team.done("fay", "import", "figures.csv")
    team.done("fay", "trend", "us-cpi")
    refused(team.does("fay", "plan", "show", PLAN), 3, "permission denied")
    refused(team.does("fay", "review", "list"), 3, "permission denied")

    team.done("ann", "plan", "import-bands", PLAN, "bands.csv")
    team.done("ann", "plan", "stage", PLAN, "--to", "communication", "--reason", "agreed")
    number = team.done("ann", "adjust", PLAN, "--on", "2026-10-01", "--propose", "--json").json["proposal"]
    refused(team.does("ann", "import", "figures.csv"), 3, "permission denied")

    team.done("ben", "plan", "sign", PLAN, "--party", "Sales manager")
    team.done("cho", "plan", "sign", PLAN, "--party", "Sales director")
    said = team.done("ben", "review", "accept", str(number), "--reason", "agrees")
    assert "back in communication" in said.err
    refused(
        team.does("ben", "plan", "make-bands", PLAN, "--grades", "A", "--midpoint", "9", "--spread", "9"), 3
    )

    assert team.done("rob", "audit", "verify", "--json").json["ok"] is True
    assert "communication" in team.done("rob", "plan", "stage", PLAN).out
    refused(
        team.does("rob", "plan", "stage", PLAN, "--to", "closed", "--reason", "x"), 3, "permission denied"
    )


def test_what_the_roles_may_do_is_printed_for_programs_too(empty_home: Path) -> None:
    grants = typed("db", "roles", "--json").json["grants"]
    assert {g["role"] for g in grants} == {"fetcher", "analyst", "reviewer", "reader"}
    assert not [
        g for g in grants if g["table"] in ("observation", "decision") and "UPDATE" in g["privileges"]
    ]
    assert {p for g in grants if g["role"] == "reader" for p in g["privileges"]} == {"SELECT"}
