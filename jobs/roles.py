"""The roles of a team's PostgreSQL database, as the SQL that its owner runs once."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RolesReport:
    """The statements in their order, and what each role may do with each table."""

    statements: tuple[str, ...]
    grants: tuple[tuple[str, str, tuple[str, ...]], ...]


def roles() -> RolesReport:
    """The roles fetcher, analyst, reviewer and reader; needs no database."""
    from storage import roles as stored

    given = tuple((g.role, g.table, g.privileges) for g in stored.grants())
    return RolesReport(tuple(stored.statements()), given)
