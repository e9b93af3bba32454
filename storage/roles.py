"""Who may do what in a team's PostgreSQL database: four roles, as grants to be run by its owner.

fetcher   brings figures; reads no pay
analyst   makes plans and proposals; decides nothing
reviewer  decides and signs; makes nothing
reader    reads everything; writes nothing

None of them may update or delete a figure, a plan, a decision or an audit entry; triggers hold that for the
owner as well.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

PREFIX = "realterms_"

FIGURES = (
    "indicator",
    "vintage",
    "observation",
    "suspect",
    "suspect_decision",
    "rebasing",
    "fetch_run",
    "fetch_result",
    "office_answer",
    "release_calendar",
    "release_day",
    "indicator_calendar",
    "notice",
)
PAY = (
    "plan",
    "plan_version",
    "band",
    "measure",
    "proposal",
    "step",
    "decision",
    "stage_entry",
    "signature",
    "export",
    "column_mapping",
    "audit_entry",
)
_ALL_READ = ("meta", "realterms_schema")
# The head of the audit chain is one row of meta; whoever writes an entry moves it.
_CHAIN = {"audit_entry": ("INSERT",), "meta": ("UPDATE (value)",)}


@dataclass(frozen=True, slots=True)
class Grant:
    """What a role may do with a table, beyond what no role may."""

    role: str
    table: str
    privileges: tuple[str, ...]


_READ_ALL = dict.fromkeys((*FIGURES, *PAY, *_ALL_READ), ("SELECT",))

_WRITES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "fetcher": {
        **dict.fromkeys(FIGURES, ("INSERT",)),
        **_CHAIN,
        "meta": ("INSERT", "UPDATE (value)"),
        # Saving locks the indicator's row, which takes the right to update one column of it; its number is
        # the one that cannot be changed while anything refers to it.
        "indicator": ("INSERT", "UPDATE (id)"),
        "fetch_run": ("INSERT", "UPDATE (finished_at, outcome)"),
        "office_answer": ("INSERT", "UPDATE (answered_at)", "DELETE"),
        "release_calendar": ("INSERT", "UPDATE"),
        "release_day": ("INSERT", "DELETE"),
        "indicator_calendar": ("INSERT", "DELETE"),
        "notice": ("INSERT", "DELETE"),
    },
    "analyst": {
        **dict.fromkeys(("plan", "plan_version", "band", "measure"), ("INSERT",)),
        **dict.fromkeys(("proposal", "step", "stage_entry", "export"), ("INSERT",)),
        "column_mapping": ("INSERT", "DELETE"),
        **_CHAIN,
    },
    "reviewer": {
        **dict.fromkeys(("decision", "stage_entry", "signature", "export"), ("INSERT",)),
        **_CHAIN,
    },
    "reader": {},
}
ROLES = tuple(_WRITES)


def grants() -> tuple[Grant, ...]:
    """Every grant, role by role; reading first."""
    found: list[Grant] = []
    for role, writes in _WRITES.items():
        reads = _READ_ALL if role != "fetcher" else dict.fromkeys((*FIGURES, *_ALL_READ), ("SELECT",))
        for table in dict.fromkeys((*reads, *writes)):
            found.append(Grant(role, table, (*reads.get(table, ()), *writes.get(table, ()))))
    return tuple(found)


def statements(schema: str = "public") -> Iterator[str]:
    """The SQL that makes the roles and gives them these rights and no others; running it again is safe."""
    names = [PREFIX + role for role in ROLES]
    for name in names:
        yield (
            f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}') "
            f"THEN CREATE ROLE {name} NOLOGIN; END IF; END $$"
        )
    everyone = ", ".join(names)
    yield f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM PUBLIC, {everyone}"
    yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM PUBLIC, {everyone}"
    yield f"GRANT USAGE ON SCHEMA {schema} TO {everyone}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {', '.join(n for n in names if _writes(n))}"
    for grant in grants():
        yield f"GRANT {', '.join(grant.privileges)} ON {schema}.{grant.table} TO {PREFIX}{grant.role}"


def _writes(name: str) -> bool:
    return bool(_WRITES[name.removeprefix(PREFIX)])
