"""The BLS's flat files into the database: a series file describes series, a data file brings their figures.

A data file of a whole survey holds thousands of series, so it is read as a stream and saved in pieces, all
in one transaction. The very file that was taken in last, with nothing of the office since, is known by its
digest and not read again.
"""

import gc
import hashlib
import sys
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from indicators.errors import BadInput, Cancelled
from indicators.series import Frequency, Indicator
from jobs.flatfiles.book import READERS, Book, Descriptions
from jobs.flatfiles.judging import beyond_reason, save_judged
from jobs.flatfiles.lines import call_for, descriptions, text_of
from jobs.judged import Taken
from jobs.progress import Cancelled as IsCancelled
from jobs.progress import OnProgress, Progress
from jobs.workspace import Workspace

if TYPE_CHECKING:
    from sqlmodel import Session

    from storage.many import Statement
    from storage.taken import TakenIn

# So many rows are read, then saved: enough to be quick, and few enough to be held at once.
_PIECE = 100_000
_TURN = 0.0001  # seconds


@dataclass(frozen=True)
class FlatImport:
    """What came of each indicator; of a file taken in before only that, and nothing of each."""

    series: tuple[tuple[Indicator, Taken], ...]
    repeats: "TakenIn | None" = None


def register_described(workspace: Workspace, path: Path, only: Collection[str] = ()) -> tuple[Indicator, ...]:
    """Make the series of a series file known, or those of them that are named; all that are known then."""
    from storage import vintages

    said = descriptions(workspace, path)
    book = Book(workspace, path, said, only)
    found = [i for d in said.values() for i in book.indicators(d.code, [d.frequency or Frequency.MONTHLY])]
    book.refuse_problems()
    with workspace.session() as session:
        vintages.register(found, session=session)
    return tuple(found)


def import_data(
    workspace: Workspace,
    path: Path,
    *,
    described: Descriptions,
    only: Collection[str],
    published_on: date,
    confirm: str = "",
    on_progress: OnProgress,
    cancelled: IsCancelled,
) -> FlatImport:
    """Save the figures of a data file, of all its series or of those named.

    All of the file or nothing of it: InvalidFile where a series is neither known nor described,
    UnexpectedAnswer where it is not such a file, Cancelled where it was stopped. DatabaseBusy where a fetch
    or another import is at work. Figures beyond reason are held aside, or taken in where `confirm` says why.
    """
    from storage import taken
    from storage.runner import Runner

    with (
        workspace.database.only_runner(Runner(workspace.runner, workspace.now), cancelled=cancelled),
        workspace.session() as session,
        ThreadPoolExecutor(1, thread_name_prefix="digest") as aside,
    ):
        stamp, digest = path.stat(), aside.submit(_digest, path)
        file = taken.File(path.name, digest.result, tuple(sorted(only)), READERS)
        before = taken.taken_before(file, published_on, session=session)
        if before is not None:
            return FlatImport((), before)
        reading = _Reading(workspace, path, published_on, confirm, on_progress, cancelled)
        series = reading.save(Book(workspace, path, described, only), session)
        if (stamp.st_size, stamp.st_mtime_ns) != (path.stat().st_size, path.stat().st_mtime_ns):
            raise BadInput("the file changed while it was read; nothing of it was kept", where=str(path))
        if not any(s.doubtful for _, s in series):
            figures = sum(s.new + s.revised + s.unchanged for _, s in series)
            done = taken.TakenIn(published_on, reading.at, len(series), figures)
            taken.remember(file, done, session=session)
    return FlatImport(series)


@dataclass
class _Reading:
    """A data file on its way into the database."""

    workspace: Workspace
    path: Path
    published_on: date
    confirm: str
    on_progress: OnProgress
    cancelled: IsCancelled

    def __post_init__(self) -> None:
        self.at = self.workspace.now

    def save(self, book: Book, session: "Session") -> tuple[tuple[Indicator, Taken], ...]:
        """Save it piece by piece; what came of each indicator."""
        from indicators.sources.bls_lines import read_series
        from storage.many import Reply, Saving

        reply = Reply(self.published_on, self.at, f"file:{self.path.name}")
        saving = Saving(reply, session=session, is_doubtful=beyond_reason)
        size = self.path.stat().st_size
        saved: list[tuple[Indicator, Taken]] = []
        with text_of(self.path) as (text, place), _no_search_for_circles(), _quick_turns():
            for piece in _pieces(book.statements(read_series(text, call_for(self.workspace, self.path)))):
                if self.cancelled():
                    raise Cancelled("stopped; nothing of the file was kept", where=str(self.path))
                if not book.problems:
                    saved += save_judged(self.workspace, piece, saving, confirm=self.confirm, session=session)
                self.on_progress(Progress("import", place(), size, self.path.name))
        book.refuse_problems()
        return tuple(saved)


@contextmanager
def _no_search_for_circles() -> Iterator[None]:
    """Spare the collector its search among millions of rows; none of them can refer to itself."""
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()


@contextmanager
def _quick_turns() -> Iterator[None]:
    """Let the thread that sends rows to a server wait less for its turn, so that the server never does.

    It has little to do each time, and by itself Python lets a thread that computes go on fifty times as long.
    """
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def _digest(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _pieces(statements: "Iterable[Statement]") -> "Iterator[list[Statement]]":
    piece: list[Statement] = []
    rows = 0
    for statement in statements:
        piece.append(statement)
        rows += len(statement.figures)
        if rows >= _PIECE:
            yield piece
            piece, rows = [], 0
    if piece:
        yield piece
