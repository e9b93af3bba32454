"""Whatever stands in a plan or clause file, reading it ends in a value or in a list of problems."""

import tomllib

from hypothesis import given, settings
from hypothesis import strategies as st

from plans import presets, templates
from plans.clause_fields import CLAUSE_FIELDS
from plans.parse import amend, clause_text, parse_clause, parse_plan

SAMPLE = templates.text("sales-manager").splitlines()
VALUES = st.sampled_from(
    [
        "5", "-5", "0", "0.1", "1e400", "nan", "inf", "true", '""', '"x"', '"us-cpi"', '"fixed"', "[]", "[1]",
        "{}", '{ to = 1 }', '{ digits = 99 }', "[{}]", '[{ index = "us-cpi" }]', "[[1]]", "2026-10-01",
        "2026-10-01T10:00:00Z", "10:00:00", '"2026-07"', "99999999999999999999999999999999", '"USD"', '"EUR"',
    ]
)  # fmt: skip
KEYS = st.sampled_from(
    [f.name for f in CLAUSE_FIELDS] + ["name", "preset", "bands", "measures", "clauses", "weight", "cap "]
)


def is_toml(text: str) -> bool:
    """Whether the text is TOML at all."""
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(SAMPLE) - 1), VALUES), min_size=1, max_size=4))
def test_a_plan_with_other_values_is_read_or_refused(changes: list[tuple[int, str]]) -> None:
    lines = list(SAMPLE)
    for at, value in changes:
        key, equals, _ = lines[at].partition("=")
        lines[at] = f"{key}{equals} {value}" if equals else ""
    plan, problems = parse_plan("\n".join(lines), file="any.toml")
    assert (plan is None) == bool(problems)
    for problem in problems:
        assert problem.file == "any.toml"
        assert problem.message
        assert problem.line <= len(lines)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(KEYS, VALUES, max_size=8))
def test_a_clause_with_any_values_is_read_or_refused(values: dict[str, str]) -> None:
    text = "\n".join(f"{key} = {value}" for key, value in values.items())
    clause, problems = parse_clause(text, file="any.toml")
    assert (clause is None) == bool(problems)
    if clause is not None:
        assert parse_clause(clause_text(clause), file="again.toml") == (clause, ())


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    plan, problems = parse_plan(text, file="any.toml")
    assert plan is None
    assert problems
    assert is_toml(text) or "not TOML" in problems[0].message


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(presets.names()),
    st.dictionaries(KEYS, VALUES | st.text(max_size=12), max_size=4),
)
def test_any_amendment_is_taken_or_refused(name: str, changes: dict[str, str]) -> None:
    clause, problems = amend(presets.load(name), changes)
    assert (clause is None) == bool(problems)
