"""The rules the database itself holds: what is written stays, and nobody decides on their own proposal."""

# Plans, proposals, figures and the audit chain only ever grow. Runs are closed and the head of the audit
# chain moves, so those two tables are left out.
APPEND_ONLY = (
    "vintage",
    "observation",
    "suspect",
    "suspect_decision",
    "plan_version",
    "band",
    "measure",
    "proposal",
    "step",
    "decision",
    "export",
    "audit_entry",
)

_OTHER_PERSON = """EXISTS (SELECT 1 FROM proposal WHERE proposal.id = NEW.proposal_id
        AND lower(trim(proposal.proposed_by)) = lower(trim(NEW.decided_by)))"""
_SELF_DECISION = "a proposal is decided by someone else than its proposer"


def statements(dialect: str) -> list[str]:
    """Every trigger of a fresh database, for `sqlite` or `postgresql`; the tables exist already."""
    return _sqlite() if dialect == "sqlite" else _postgresql()


def _sqlite() -> list[str]:
    append_only = [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for table in APPEND_ONLY
        for verb in ("UPDATE", "DELETE")
    ]
    other_person = (
        f"CREATE TRIGGER decision_other_person BEFORE INSERT ON decision WHEN {_OTHER_PERSON} "
        f"BEGIN SELECT RAISE(ABORT, '{_SELF_DECISION}'); END"
    )
    return [*append_only, other_person]


def _postgresql() -> list[str]:
    """On PostgreSQL, TRUNCATE is closed as well; 23000 is the class of integrity violations."""
    append_only_function = (
        "CREATE FUNCTION realterms_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only', ERRCODE = '23000'; END $$"
    )
    other_person_function = (
        "CREATE FUNCTION realterms_other_person() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {_OTHER_PERSON} THEN "
        f"RAISE EXCEPTION USING MESSAGE = '{_SELF_DECISION}', ERRCODE = '23000'; END IF; "
        "RETURN NEW; END $$"
    )
    append_only = [
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION realterms_append_only()"
        for table in APPEND_ONLY
    ]
    other_person = (
        "CREATE TRIGGER decision_other_person BEFORE INSERT ON decision "
        "FOR EACH ROW EXECUTE FUNCTION realterms_other_person()"
    )
    return [append_only_function, other_person_function, *append_only, other_person]
