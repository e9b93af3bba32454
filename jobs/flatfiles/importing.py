"""The BLS's flat files into the database: a series file describes series, a data file brings their figures.

A data file of a whole survey holds thousands of series, so it is read as a stream and saved in pieces, all
in one transaction.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from indicators.errors import Cancelled
from indicators.series import Frequency, Indicator
from jobs.flatfiles.book import Book, Descriptions
from jobs.flatfiles.judging import save_judged
from jobs.flatfiles.lines import call_for, descriptions, lines_of
from jobs.judged import Taken
from jobs.progress import Cancelled as IsCancelled
from jobs.progress import OnProgress, Progress
from jobs.workspace import Workspace

if TYPE_CHECKING:
    from storage.many import Statement

# So many rows are read, then saved: enough to be quick, and few enough to be held at once.
_PIECE = 50_000


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
) -> list[tuple[Indicator, Taken]]:
    """Save the figures of a data file, of all its series or of those named; what came of each indicator.

    All of the file or nothing of it: InvalidFile where a series is neither known nor described,
    UnexpectedAnswer where it is not such a file, Cancelled where it was stopped. DatabaseBusy where a fetch
    or another import is at work. Figures beyond reason are held aside, or taken in where `confirm` says why.
    """
    from indicators.sources.bls_lines import read_series
    from storage.many import Reply
    from storage.runner import Runner

    reply = Reply(published_on, workspace.now, f"file:{path.name}")
    size = path.stat().st_size
    saved: list[tuple[Indicator, Taken]] = []
    with (
        workspace.database.only_runner(Runner(workspace.runner, workspace.now), cancelled=cancelled),
        lines_of(path) as (lines, place),
        workspace.session() as session,
    ):
        book = Book(workspace, path, described, only)
        for piece in _pieces(book.statements(read_series(lines, call_for(workspace, path)))):
            if cancelled():
                raise Cancelled("stopped; nothing of the file was kept", where=str(path))
            if not book.problems:
                saved += save_judged(workspace, piece, reply, confirm=confirm, session=session)
            on_progress(Progress("import", place(), size, path.name))
        book.refuse_problems()
    return saved


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
