"""The keys of a plan's [people] table: eligibility, proration of joiners, and the payroll for arrears."""

from typing import Any

from indicators.errors import Problem
from plans.fields import Field, Place, choice, day, integer, number, read_table, several, table_schema, text
from plans.people_rules import PayPeriod, Payroll, PeopleRules
from plans.terms import Proration

_MONTHS = integer("whole months, 1 to 600", least=1, most=600)

PEOPLE_KEYS: tuple[Field, ...] = (
    Field("statuses", several(text(), "a list of statuses"), "whose pay moves, by the column status"),
    Field("service_months", _MONTHS, "completed months of service by the date of effect, at least"),
    Field("raise_free_months", _MONTHS, "months since the last raise, at least"),
    Field("least_fte", number("a share of full time, 0 to 1", least=0, most=1), "working time, at least"),
    Field("proration", choice(Proration), "how a joiner's share of the increase is counted"),
    Field(
        "proration_months",
        integer("whole months, 1 to 24", least=1, most=24),
        "after how much service the increase is whole; 12 unless given",
    ),
    Field("payout_proration", choice(Proration), "how a bonus counts for a part of its period"),
)
PAYROLL_KEYS: tuple[Field, ...] = (
    Field("period", choice(PayPeriod), "how often pay is paid", required=True),
    Field(
        "day",
        integer("a day of the month, 1 to 31", least=1, most=31),
        "the pay day of a month, its last day where there is none of that number (the rule if not given)",
    ),
    Field("paid_on", day(), "a pay day on which a week or fortnight ends"),
)


def read_people(values: Any, place: Place) -> PeopleRules:
    """A plan's [people] table; its problems stand at `place`."""
    if not isinstance(values, dict):
        place.refuse("not a table", expected=", ".join(f.name for f in PEOPLE_KEYS), got=values)
        return PeopleRules()
    own = dict(values)
    given = own.pop("payroll", None)
    payroll = None if given is None else _payroll(given, place.at("payroll"))
    payroll_field = Field("payroll", text(), "")  # so that a misspelt table is told which one was meant
    found = read_table(own, (*PEOPLE_KEYS, payroll_field), place)
    found.pop("payroll", None)
    if found.get("statuses") == ():
        place.at("statuses").refuse("empty", expected="at least one status, or no such key")
    if "proration_months" in found and found.get("proration", Proration.NONE) is Proration.NONE:
        place.at("proration_months").refuse(
            "nothing is prorated", expected="proration = 'months' or 'days' beside it"
        )
    return PeopleRules(**found, payroll=payroll)


def people_schema() -> dict[str, Any]:
    """The JSON Schema of a [people] table."""
    schema = table_schema(PEOPLE_KEYS)
    schema["properties"]["payroll"] = table_schema(PAYROLL_KEYS) | {
        "description": "when pay is paid: from it arrears are counted"
    }
    return schema


def _payroll(values: Any, place: Place) -> Payroll | None:
    if not isinstance(values, dict):
        place.refuse("not a table", expected="period, and day or paid_on", got=values)
        return None
    before: list[Problem] = list(place.problems)
    found = read_table(values, PAYROLL_KEYS, place)
    if len(place.problems) > len(before):
        return None
    monthly = found["period"] is PayPeriod.MONTH
    other = "paid_on" if monthly else "day"
    if other in found:
        place.at(other).refuse(f"does not fit a {found['period']}", expected="day" if monthly else "paid_on")
    elif not monthly and "paid_on" not in found:
        place.at("paid_on").refuse("missing", expected=f"the pay day of any {found['period']}")
    else:
        return Payroll(**found)
    return None
