"""Troubles that a notification told of, so that one that goes on is told once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlmodel import Session

from storage import tables
from storage.columns import utc
from storage.transaction import for_writing_alone

_notice = tables.columns(tables.Notice)


@dataclass(frozen=True, slots=True, order=True)
class Notice:
    """One trouble: its kind, what it concerns, and what there is to say."""

    kind: str
    subject: str
    detail: str


def notices(*, session: Session) -> list[Notice]:
    """What was told and goes on, in order."""
    rows = session.connection().execute(select(_notice.kind, _notice.subject, _notice.detail))
    return sorted(Notice(*row) for row in rows)


def replace_notices(now: Collection[Notice], *, sent_at: datetime, session: Session) -> None:
    """Remember what goes on now, in place of what went on before."""
    connection = for_writing_alone(session)
    connection.execute(delete(tables.Notice))
    rows = [
        {"kind": n.kind, "subject": n.subject, "detail": n.detail, "sent_at": utc(sent_at)}
        for n in sorted(now)
    ]
    if rows:
        connection.execute(insert(tables.Notice), rows)
