"""Which column of a spreadsheet is which, remembered by its headings."""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlmodel import Session

from storage import tables
from storage.columns import utc
from storage.transaction import for_writing

_mapping = tables.columns(tables.ColumnMapping)


def mappings(*, session: Session) -> dict[str, dict[str, str]]:
    """Every mapping kept (our column to the file's heading), by the headings it was chosen for."""
    statement = select(_mapping.headings, _mapping.mapping)
    return {headings: json.loads(text) for headings, text in session.connection().execute(statement)}


def remember(headings: str, mapping: Mapping[str, str], *, at: datetime, by: str, session: Session) -> None:
    """Keep a mapping for files with these headings, in place of an earlier one."""
    connection = for_writing(session)
    connection.execute(delete(tables.ColumnMapping).where(_mapping.headings == headings))
    text = json.dumps(dict(mapping), ensure_ascii=False, sort_keys=True)
    connection.execute(
        insert(tables.ColumnMapping).values(headings=headings, mapping=text, chosen_by=by, chosen_at=utc(at))
    )
