"""The triggers of the first schema, as they were then: a migration keeps its own words."""

_APPEND_ONLY = (
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
    "stage_entry",
    "signature",
    "export",
    "audit_entry",
)
_OTHER_PERSON = """EXISTS (SELECT 1 FROM proposal WHERE proposal.id = NEW.proposal_id
        AND lower(trim(proposal.proposed_by)) = lower(trim(NEW.decided_by)))"""
_SELF_DECISION = "a proposal is decided by someone else than its proposer"
_GUARDS = (
    ("decision_other_person", "decision", _OTHER_PERSON, _SELF_DECISION),
    (
        "proposal_trues_up_accepted",
        "proposal",
        """NEW.trues_up IS NOT NULL AND NOT EXISTS (SELECT 1 FROM decision
        WHERE decision.proposal_id = NEW.trues_up AND decision.verdict = 'accepted')""",
        "only an accepted proposal can be trued up",
    ),
    (
        "signature_current_round",
        "signature",
        """NOT EXISTS (SELECT 1 FROM stage_entry AS round WHERE round.id = NEW.stage_entry_id
        AND round.stage = 'communication' AND NEW.party IN (round.first_party, round.second_party)
        AND NOT EXISTS (SELECT 1 FROM stage_entry AS later
        WHERE later.plan_id = round.plan_id AND later.id > round.id))""",
        "only a party to the plan signs, and only while it is in communication",
    ),
    (
        "signature_two_people",
        "signature",
        """EXISTS (SELECT 1 FROM signature AS other WHERE other.stage_entry_id = NEW.stage_entry_id
        AND lower(trim(other.signed_by)) = lower(trim(NEW.signed_by)))""",
        "two different people sign a plan",
    ),
    (
        "signature_not_maker",
        "signature",
        """EXISTS (SELECT 1 FROM stage_entry AS round
        JOIN plan_version ON plan_version.id = round.plan_version_id
        LEFT JOIN proposal ON proposal.id = round.proposal_id
        WHERE round.id = NEW.stage_entry_id AND lower(trim(NEW.signed_by))
        IN (lower(trim(plan_version.saved_by)), lower(trim(proposal.proposed_by))))""",
        "whoever made the plan or proposed its figures does not sign it",
    ),
    (
        "stage_entry_signed",
        "stage_entry",
        """NEW.stage = 'formation' AND (SELECT count(*) FROM signature WHERE signature.stage_entry_id =
        (SELECT max(held.id) FROM stage_entry AS held WHERE held.plan_id = NEW.plan_id)) <> 2""",
        "formation needs the signatures of both parties",
    ),
    (
        "stage_entry_order",
        "stage_entry",
        """coalesce((SELECT held.stage FROM stage_entry AS held WHERE held.plan_id = NEW.plan_id
        ORDER BY held.id DESC LIMIT 1), 'preparation') || ' ' || NEW.stage NOT IN (
        'preparation communication', 'communication communication', 'formation communication',
        'active communication', 'communication formation', 'formation active',
        'preparation closed', 'communication closed', 'formation closed', 'active closed')""",
        "a plan goes from preparation over communication and formation to active, then closed",
    ),
    (
        "stage_entry_version",
        "stage_entry",
        """NOT EXISTS (SELECT 1 FROM plan_version WHERE plan_version.id = NEW.plan_version_id
        AND plan_version.plan_id = NEW.plan_id) OR (NEW.stage IN ('formation', 'active')
        AND NEW.plan_version_id <> (SELECT held.plan_version_id FROM stage_entry AS held
        WHERE held.plan_id = NEW.plan_id ORDER BY held.id DESC LIMIT 1))""",
        "a stage is of a version of its own plan: the one that was signed",
    ),
)


def statements(dialect: str) -> list[str]:
    """Every trigger, for `sqlite` or `postgresql`."""
    return _sqlite() if dialect == "sqlite" else _postgresql()


def _sqlite() -> list[str]:
    append_only = [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for table in _APPEND_ONLY
        for verb in ("UPDATE", "DELETE")
    ]
    guards = [
        f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN {refused} "
        f"BEGIN SELECT RAISE(ABORT, '{why}'); END"
        for name, table, refused, why in _GUARDS
    ]
    return [*append_only, *guards]


def _postgresql() -> list[str]:
    append_only_function = (
        "CREATE FUNCTION realterms_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only', ERRCODE = '23000'; END $$"
    )
    append_only = [
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION realterms_append_only()"
        for table in _APPEND_ONLY
    ]
    functions = [
        f"CREATE FUNCTION realterms_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {refused} THEN "
        f"RAISE EXCEPTION USING MESSAGE = '{why}', ERRCODE = '23000'; END IF; RETURN NEW; END $$"
        for name, _, refused, why in _GUARDS
    ]
    guards = [
        f"CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION realterms_{name}()"
        for name, table, _, _ in _GUARDS
    ]
    return [append_only_function, *append_only, *functions, *guards]
