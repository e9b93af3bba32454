"""The audit chain: every entry carries the hash of the one before, so that a change shows at its place."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, true, update
from sqlmodel import Session

from storage import tables
from storage.columns import moment_text, utc
from storage.frozen import altered
from storage.transaction import for_writing_alone

HEAD = "audit_head"

_entry = tables.columns(tables.AuditEntry)
_meta = tables.columns(tables.Meta)


@dataclass(frozen=True, slots=True)
class AuditReport:
    """Whether the chain is whole; else the number of the first entry that is not as it was, and why."""

    entries: int
    ok: bool
    first_bad: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry of the chain: its number, when and by whom, what it says, and of which kind it is."""

    number: int
    at: datetime
    by: str
    detail: Mapping[str, Any]
    event: str = ""


def append(event: str, detail: Mapping[str, object], *, at: datetime, by: str, session: Session) -> int:
    """Add an entry and give its number. `detail` is plain JSON; `event` is noun.verb, as plan.saved."""
    connection = for_writing_alone(session)
    head = connection.execute(select(_meta.value).where(_meta.name == HEAD)).scalar_one()
    count, previous = _read_head(head)
    number, moment = count + 1, utc(at, where="audit entry")
    text = json.dumps(detail, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    link = _link(number, moment, by, event, text, previous)
    connection.execute(
        insert(tables.AuditEntry).values(
            id=number, at=moment, by=by, event=event, detail=text, previous=previous, hash=link
        )
    )
    connection.execute(update(tables.Meta).where(_meta.name == HEAD).values(value=f"{number} {link}"))
    return number


def entries(event: str, *, session: Session) -> list[Recorded]:
    """What the chain says of one kind of event, oldest first; `verify` says whether it holds."""
    statement = select(_entry.id, _entry.at, _entry.by, _entry.detail).where(_entry.event == event)
    rows = session.connection().execute(statement.order_by(_entry.id))
    return [Recorded(row.id, row.at, row.by, json.loads(row.detail), event) for row in rows]


def newest(count: int, *, session: Session) -> list[Recorded]:
    """The last entries of the chain, the newest first."""
    statement = select(_entry.id, _entry.at, _entry.by, _entry.detail, _entry.event)
    rows = session.connection().execute(statement.order_by(_entry.id.desc()).limit(count))
    return [Recorded(row.id, row.at, row.by, json.loads(row.detail), row.event) for row in rows]


def verify(*, session: Session) -> AuditReport:
    """Walk the whole chain, and compare what it says about plans, proposals and decisions with their rows.

    Found: an entry altered, taken out, put elsewhere or cut off the end; a plan, proposal or decision that
    is not what its entry recorded. Not found: a chain rewritten from some entry to its end, head included,
    by someone who may write the database file; a hash of the head kept elsewhere would show that.
    """
    # One statement, so that an entry added meanwhile is seen with its head or not at all.
    statement = select(_meta.value.label("head"), *_entry).join_from(
        tables.Meta, tables.AuditEntry, true(), isouter=True
    )
    rows = session.connection().execute(statement.where(_meta.name == HEAD).order_by(_entry.id)).all()
    if not rows:
        return AuditReport(0, ok=False, why="the head of the chain is missing")
    count, last = _read_head(rows[0].head)
    entries = [row for row in rows if row.id is not None]
    previous = ""
    for expected, row in enumerate(entries, start=1):
        why = _wrong(row, expected, previous) or altered(row.event, row.detail, session=session)
        if why:
            return AuditReport(len(entries), ok=False, first_bad=expected, why=why)
        previous = row.hash
    if (len(entries), previous) != (count, last):
        why = (
            f"the chain has {len(entries)} entries and its head says {count}: the end was cut off or added to"
        )
        return AuditReport(len(entries), ok=False, first_bad=min(len(entries), count) + 1, why=why)
    return AuditReport(len(entries), ok=True)


def _wrong(row: Any, expected: int, previous: str) -> str:
    if row.id != expected:
        return f"entry {expected} is missing"
    if row.previous != previous:
        return f"entry {expected} does not follow the one before it"
    if row.hash != _link(row.id, row.at, row.by, row.event, row.detail, row.previous):
        return f"entry {expected} was altered"
    return ""


def _link(number: int, at: datetime, by: str, event: str, detail: str, previous: str) -> str:
    sealed = json.dumps([number, moment_text(at), by, event, detail, previous], ensure_ascii=False)
    return hashlib.sha256(sealed.encode()).hexdigest()


def _read_head(text: str) -> tuple[int, str]:
    count, _, link = text.partition(" ")
    return int(count), link
