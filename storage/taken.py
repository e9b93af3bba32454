"""Files taken in whole, remembered by their digest: the same file again costs one look.

It says nothing new where nothing of the same offices came in since, and where, at the end of that import,
nothing of theirs stood later than its figures: what is known is then what the file says.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, insert, or_, select, update
from sqlmodel import Session

from storage import tables
from storage.columns import moment_text
from storage.readings import indicator, vintage
from storage.schema import program_version
from storage.transaction import for_writing

_meta = tables.columns(tables.Meta)


@dataclass(frozen=True, slots=True)
class File:
    """A file and what was chosen from it; `sources` are the readers of every indicator it may speak of.

    `sha256` is asked for its digest only where something is to be compared or remembered.
    """

    name: str
    sha256: Callable[[], str]
    only: tuple[str, ...]
    sources: tuple[str, ...]

    def marks(self, session: Session) -> dict[str, object]:
        """What must be as it was for the file to say nothing new; a newer realterms may read more in it."""
        connection = session.connection()
        number = select(func.max(vintage.id)).join_from(
            tables.Vintage, tables.Indicator, indicator.id == vintage.indicator_id
        )
        return {
            "sha256": self.sha256(),
            "only": list(self.only),
            "version": program_version(),
            "newest": connection.execute(number.where(_of(self.sources))).scalar(),
            "indicators": connection.execute(select(func.count()).where(_of(self.sources))).scalar(),
        }


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What a file brought when it was taken in."""

    published_on: date
    fetched_at: datetime
    series: int
    figures: int


def taken_before(file: File, published_on: date, *, session: Session) -> TakenIn | None:
    """When this very file was taken in, where it can say nothing new as published on a day; else None."""
    statement = select(_meta.value).where(_meta.name == _name(file))
    found = session.connection().execute(statement).scalar()
    if found is None:
        return None
    said = json.loads(found)
    taken = TakenIn(
        date.fromisoformat(said["published_on"]),
        datetime.fromisoformat(said["fetched_at"]),
        said["series"],
        said["figures"],
    )
    return taken if taken.published_on <= published_on and said["marks"] == file.marks(session) else None


def remember(file: File, taken: TakenIn, *, session: Session) -> None:
    """Remember, in the transaction that took the file in, what it brought."""
    connection = for_writing(session)
    said = {
        "published_on": taken.published_on.isoformat(),
        "fetched_at": moment_text(taken.fetched_at),
        "series": taken.series,
        "figures": taken.figures,
        "marks": None if _stands_later(file, taken, session) else file.marks(session),
    }
    text = json.dumps(said)
    changed = connection.execute(update(tables.Meta).where(_meta.name == _name(file)).values(value=text))
    if changed.rowcount == 0:
        connection.execute(insert(tables.Meta).values(name=_name(file), value=text))


def _stands_later(file: File, taken: TakenIn, session: Session) -> bool:
    later = or_(
        vintage.published_on > taken.published_on,
        and_(vintage.published_on == taken.published_on, vintage.fetched_at > taken.fetched_at),
    )
    statement = select(vintage.id).join_from(
        tables.Vintage, tables.Indicator, indicator.id == vintage.indicator_id
    )
    found = session.connection().execute(statement.where(_of(file.sources), later).limit(1)).first()
    return found is not None


def _name(file: File) -> str:
    return f"taken in {file.name}"


def _of(sources: Sequence[str]) -> ColumnElement[Any]:
    return or_(*(indicator.key.startswith(f"{source}:", autoescape=True) for source in sources))
