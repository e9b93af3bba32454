"""What an office's last answer was known by and when its next release is, indicator by indicator."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import delete, insert, select, update
from sqlmodel import Session

from storage import tables
from storage.columns import utc
from storage.readings import indicator
from storage.transaction import for_writing

_answer = tables.columns(tables.OfficeAnswer)


@dataclass(frozen=True, slots=True)
class OfficeAnswer:
    """An office's last whole answer; the fields are those of `tables.OfficeAnswer`."""

    asked: str
    etag: str
    last_modified: str
    sha256: str
    size: int
    answered_at: datetime
    next_release: date | None


def office_answers(*, session: Session) -> dict[str, OfficeAnswer]:
    """The last answers by indicator key."""
    columns = [c for c in _answer if c.name != "indicator_id"]
    statement = select(indicator.key, *columns).join_from(
        tables.OfficeAnswer, tables.Indicator, indicator.id == _answer.indicator_id
    )
    return {key: OfficeAnswer(*rest) for key, *rest in session.connection().execute(statement)}


def keep_answer(indicator_key: str, answer: OfficeAnswer, *, session: Session) -> None:
    """Remember an answer in place of the one before; in the transaction that saves its figures.

    Were it kept without them, the office would be asked for changes since figures that nobody has.
    """
    connection = for_writing(session)
    number = connection.execute(select(indicator.id).where(indicator.key == indicator_key)).scalar_one()
    values = {**asdict(answer), "answered_at": utc(answer.answered_at, where=indicator_key)}
    connection.execute(delete(tables.OfficeAnswer).where(_answer.indicator_id == number))
    connection.execute(insert(tables.OfficeAnswer).values(indicator_id=number, **values))


def confirm_answer(indicator_key: str, *, answered_at: datetime, session: Session) -> None:
    """Note that the office says of its last answer that it still holds."""
    number = select(indicator.id).where(indicator.key == indicator_key).scalar_subquery()
    statement = update(tables.OfficeAnswer).where(_answer.indicator_id == number)
    for_writing(session).execute(statement.values(answered_at=utc(answered_at, where=indicator_key)))
