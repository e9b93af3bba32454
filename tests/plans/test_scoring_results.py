"""Results files: TOML and CSV say the same, and everything that is wrong in them is told at once."""

from datetime import date
from decimal import Decimal

import pytest

from indicators.errors import Problem
from plans.money import Money
from plans.parse import parse_plan
from plans.scoring.marks import ItemMarks
from plans.scoring.results import Results, parse_results
from plans.scoring.results_csv import parse_results_csv
from tests.plans.scoring import PLAN, desk

TOML = """
plan = "desk"
on = 2027-01-01

[[people]]
person = "0007"
bonus_at_target = 10000.50

[people.results]
sales = 1030000
errors = { first = 8, first_by = "Ann", review = 9, review_by = "Ben" }

[people.counts]
idea = 2

[people.gates]
safe = true

[people.sheet]
name = "small.toml"
first_by = "Ann"
review_by = "Ben"

[people.sheet.marks]
presence = { absence = 1 }
care = { first = 20, review = 10, reason = "seen again" }

[[people]]
person = "Li Na"
base_pay = 60000
results = { sales = 1, errors = 2 }
gates = { safe = false }
"""

CSV = """person,item,result,first_by,review,review_by,reason
0007,bonus_at_target,10000.50,,,,
0007,sales,1030000,,,,
0007,errors,8,Ann,9,Ben,
0007,idea,2,,,,
0007,safe,yes,,,,
Li Na,base_pay,60000,,,,
Li Na,sales,1,,,,
Li Na,errors,2,,,,
Li Na,safe,No,,,,
"""


def read(text: str) -> Results:
    """Results of the desk."""
    found, problems = parse_results(text, file="r.toml", plan=desk())
    assert found is not None, problems
    return found


def problems(text: str) -> tuple[Problem, ...]:
    """What is wrong with results of the desk."""
    found, told = parse_results(text, file="r.toml", plan=desk())
    assert found is None
    return told


def csv_problems(text: str) -> list[tuple[str, str]]:
    """What is wrong with a table of results of the desk."""
    found, told = parse_results_csv(text, file="r.csv", plan=desk())
    assert found is None
    return [(p.key, p.message) for p in told]


def test_results_of_several_people() -> None:
    found = read(TOML)
    first, second = found.people
    assert found.on == date(2027, 1, 1)
    assert (first.person, first.bonus, second.base_pay) == (
        "0007",
        Money(1000050, "USD"),
        Money(6000000, "USD"),
    )
    assert first.results == {"sales": Decimal(1030000), "errors": Decimal(9)}
    assert (first.facts.counts, first.facts.answers) == ({"idea": Decimal(2)}, {"safe": True})
    assert first.marks is not None
    assert first.marks.items == {
        "presence": ItemMarks({"absence": Decimal(1)}),
        "care": ItemMarks(Decimal(20), Decimal(10), "seen again"),
    }
    assert (second.sheet, second.marks) == (None, None)


def test_a_table_says_the_same() -> None:
    found, told = parse_results_csv("\ufeff" + CSV, file="r.csv", plan=desk())
    assert found is not None, told
    named = [(p.person, p.results, p.facts, p.bonus, p.base_pay) for p in read(TOML).people]
    assert [(p.person, p.results, p.facts, p.bonus, p.base_pay) for p in found.people] == named


def test_one_person_needs_no_list() -> None:
    alone = 'person = "7"\n[results]\nsales = 1\nerrors = 2\n[gates]\nsafe = true\n'
    assert [p.person for p in read(alone).people] == ["7"]


def test_everything_that_is_wrong_is_told_with_its_line() -> None:
    text = """
plan = "other"

[[people]]
person = "7"
bonus_at_target = 1.005

[people.results]
sale = 5
errors = -1

[people.counts]
ideas = 1
fraud = "no"

[people.gates]

[[people]]
person = "7"
results = { sales = 1, errors = { first = 2, first_by = "Ann", review = 14, review_by = "ann" } }
gates = { safe = 1 }
"""
    told = [(p.key, p.message, p.line) for p in problems(text)]
    assert told == [
        ("plan", "results of another plan", 2),
        ("people.1.bonus_at_target", "USD has 2 decimals", 6),
        ("people.1.results.sale", "no such measure in the plan", 9),
        ("people.1.results.sales", "missing", 8),
        ("people.1.results.errors", "negative", 10),
        ("people.1.counts.ideas", "no such veto or affirmative indicator in the plan", 13),
        ("people.1.counts.fraud", "not a number", 14),
        ("people.1.gates.safe", "missing", 16),
        ("people.2.results.errors.review_by", "nobody reviews their own score", 20),
        ("people.2.results.errors.reason", "missing", 20),
        ("people.2.gates.safe", "not true or false", 21),
    ]


def test_the_nearest_name_is_suggested() -> None:
    text = TOML.replace("idea = 2", "idee = 2").replace('name = "small.toml"', 'nam = "small.toml"')
    expected = {p.key: p.expected for p in problems(text)}
    assert expected["people.1.counts.idee"] == "did you mean 'idea'?"
    assert expected["people.1.sheet.nam"] == "did you mean 'name'?"


def test_the_same_person_stands_there_once() -> None:
    text = (
        "people = [\n"
        + 2 * '{ person = "7", results = { sales = 1, errors = 2 }, gates = { safe = true } },\n'
        + "]"
    )
    assert [p.message for p in problems(text)] == ["the same person twice"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("= 1", "not TOML"),
        ("people = []", "nobody's results"),
        ('person = "7"\n[[people]]\n', "not both"),
        ("results = 3", "not a table"),
        (
            'person = "7"\nsheet = { name = "x", first_by = "A", marks = { a = { first = 1, seen = 2 } } }',
            "unknown key",
        ),
    ],
)
def test_a_file_of_another_shape_is_told(text: str, message: str) -> None:
    assert any(message in p.message for p in problems(text))


def test_rows_that_are_wrong_are_told_with_their_number() -> None:
    text = CSV + "0007,sales,5,,,,\n,sales,5,,,,\n0008,sails,5,,,,\n0009,sales,5\n0010,sales,1,,,,,more\n"
    assert csv_problems(text) == [
        ("row 11", "the same item twice for one person"),
        ("row 12", "not a row of results"),
        ("row 13", "no such item in the plan"),
        ("row 14", "not a row of results"),
        ("row 15", "not a row of results"),
    ]


def test_cells_that_are_no_numbers_are_told_with_person_and_item() -> None:
    text = CSV.replace("sales,1030000", "sales,NaN").replace("safe,No", "safe,maybe")
    assert csv_problems(text) == [
        ("people.0007.results.sales", "not a number"),
        ("people.Li Na.gates.safe", "not true or false"),
    ]


def test_a_table_needs_its_columns() -> None:
    assert csv_problems("who,item,result\n1,sales,1\n") == [("person", "the column is missing")]


# --- the rules in a plan's file ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "key", "message"),
    [
        ('effect = "fail"', 'effect = "fails"', "scoring.vetoes.fraud.effect", "not a known word"),
        ('effect = "fail"', 'effect = "fail"\nby = 3', "scoring.vetoes.fraud.by", "does not fit the effect"),
        ("\nby = 90", "", "scoring.vetoes.complaint.by", "does not fit the effect"),
        ('measure = "sales"', 'measure = "sale"', "scoring.gates.enough-sales.measure", "unknown measure"),
        ("\nat_least = 70", "", "scoring.gates.enough-sales", "how much is needed"),
        ("points = 4", "points = -4", "scoring.affirmatives.idea.points", "too small"),
        ("affirmative_cap = 6", "afirmative_cap = 6", "scoring.afirmative_cap", "unknown key"),
        ('name = "idea"', 'name = "fraud"', "scoring", "a name stands twice"),
        ("[[scoring.vetoes]]", "[[scoring.veto]]", "scoring.veto", "unknown key"),
    ],
)  # fmt: skip
def test_rules_that_do_not_hold_are_refused_in_the_plan(old: str, new: str, key: str, message: str) -> None:
    found, told = parse_plan(PLAN.replace(old, new), file="desk.toml")
    assert found is None
    assert any(p.key == key and message in p.message for p in told), told


def test_rows_of_csv_that_are_refused_hide_nothing_in_the_others() -> None:
    text = "person,item,result\n0007,sales,many\n0007,sales,3\n0008,nope,4\n"
    found, told = parse_results_csv(text, file="results.csv", plan=desk())
    assert found is None
    said = [p.message for p in told]
    assert "the same item twice for one person" in said
    assert "no such item in the plan" in said
    assert any(p.got == "'many'" for p in told), told
