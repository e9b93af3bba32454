"""One kind of bad answer at some of the offices, through the real fetch command into a real database file."""

import contextlib
import io
import json
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cli.call import Call
from cli.commands.fetch import fetch
from indicators.sources.http import Client
from indicators.sources.pacing import Limits
from jobs.workspace import Workspace
from storage import vintages
from tests.faults.bad_answers import Kind
from tests.faults.bad_server import BadOffices
from tests.faults.bad_sources import OFFICES, Office
from tests.faults.content import Content, check_whole, content
from tests.replay.server import KEYS

EARLIER = datetime(2026, 11, 20, 12, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
# Long enough for a machine that does other things; nothing but a slow kind ever waits for it.
_SIZES = {"body": 300_000, "file": 300_000, "kept": 300_000, "attempts": 1}
PATIENT = Limits(connect=60, read=60, total=100, file_total=100, **_SIZES)
SHORT = Limits(connect=60, read=2.5, total=3, file_total=3, **_SIZES)


@dataclass
class OurCall(Call):
    """A call of the command line on a workspace made here: its clock stands still, and it never sleeps."""

    ours: Workspace = field(default_factory=lambda: Workspace.open(environ={}))

    @contextmanager
    def workspace(self) -> Iterator[Workspace]:
        """The workspace; whoever made it closes it."""
        yield self.ours


@dataclass(frozen=True)
class Run:
    """What a fetch did: its exit code, the results by office, what it wrote, and what the database holds."""

    code: int
    results: dict[str, dict[str, Any]]
    out: str
    err: str
    held: Content
    raw: bytes


class Matrix:
    """The offices and the database as it was before: each run begins with a copy of it."""

    def __init__(self, folder: Path, offices: BadOffices) -> None:
        self._folder = folder
        self._offices = offices
        self._empty = folder / "empty.db"
        self._prepare(self._empty)
        self._filled = folder / "filled.db"
        first = self.run({}, held=False, newest=False, at=EARLIER)
        shutil.copy(folder / "realterms.db", self._filled)
        assert first.code == 0, first.out + first.err
        self.before = first.held
        self.after = {held: self.run({}, held=held).held for held in (True, False)}

    def _prepare(self, path: Path) -> None:
        with Workspace.open(self._folder, environ={}) as workspace:
            with workspace.session() as session:
                vintages.register([o.indicator for o in OFFICES], session=session)
            workspace.database.close()
        (self._folder / "realterms.db").rename(path)

    def run(self, bad: dict[str, Kind], *, held: bool = True, newest: bool = True, at: datetime = NOW) -> Run:
        """Fetch all eleven, some of them bad; `held`: with the figures of the last release, or with none."""
        self._offices.bad, self._offices.newest = bad, newest
        for path in self._folder.glob("realterms.db*"):
            path.unlink()
        shutil.copy(self._filled if held else self._empty, self._folder / "realterms.db")
        limits = SHORT if any(kind.slow for kind in bad.values()) else PATIENT
        with Workspace.open(self._folder, environ=self._offices.environment(), clock=lambda: at) as workspace:
            client = Client(clock=lambda: at, sleep=lambda _: None, limits=limits)
            workspace._client = (
                client  # the one that sleeps as the offices' pace asks takes a second a request
            )
            code, out, err = _typed(workspace, since="2026-01" if held else "2023-01")
            check_whole(workspace.database)
            found = content(workspace.database)
            raw = b"".join(p.read_bytes() for p in self._folder.glob("realterms.db*"))
        names = {o.indicator.key: o.name for o in OFFICES}
        results = {names[r["key"]]: r for r in json.loads(out)["results"]} if out.startswith("{") else {}
        return Run(code, results, out, err, found, raw)

    def wrong(self, office: Office, kind: Kind, run: Run, *, held: bool) -> str:
        """What is not as it should be about a bad office of a run; empty where all is well."""
        key, result = office.indicator.key, run.results.get(office.name, {})
        before = self.before.get(key, []) if held else []
        rows, right = run.held.get(key, []), self.after[held][key]
        said, outcome = result.get("message", ""), result.get("outcome", "none")
        if not set(before) <= set(rows):
            return f"lost a figure ({outcome}: {said})"
        if not set(rows) <= set(right):
            return f"a wrong row: {sorted(set(rows) - set(right))[:2]} ({outcome}: {said})"
        # A second form of the same figures was good, or the good figures beside one that is held aside.
        partly = outcome == "suspect" or "the usual form failed" in said
        if rows != before and not (kind.harmless or partly):
            return f"kept {len(rows) - len(before)} rows of a bad answer ({outcome}: {said})"
        if rows == before and outcome not in ("failed", "suspect") and not kind.harmless:
            return f"no error: {outcome}: {said}"
        if outcome in ("failed", "suspect"):
            if run.code != 1:
                return f"exit code {run.code}"
            if len(said) < 10 or not said.isprintable() or len(said) > 1500:
                return f"no clear error: {said!r}"
        return ""

    def wrong_elsewhere(self, run: Run, bad: Collection[str], *, held: bool) -> list[str]:
        """What is wrong about the good offices of a run, and about what it wrote down."""
        found = []
        for office in OFFICES:
            key = office.indicator.key
            if office.name not in bad and run.held.get(key) != self.after[held][key]:
                found.append(f"{office.name}, which was well: {run.results.get(office.name)}")
        told = (run.out + run.err).encode() + run.raw
        found += [f"the key of {name} is told" for name, secret in KEYS.items() if secret.encode() in told]
        found += ["a traceback"] if "Traceback" in run.err else []
        return found


def _typed(workspace: Workspace, *, since: str) -> tuple[int, str, str]:
    """The fetch command, its exit code and what it wrote; with JSON logs, which hold everything."""
    out, err = io.StringIO(), io.StringIO()
    words = [o.indicator.key for o in OFFICES] + ["--json", "--log-format", "json", "--since", since]
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = fetch.main(words, obj=OurCall(ours=workspace), standalone_mode=False)
    return int(code or 0), out.getvalue(), err.getvalue()
