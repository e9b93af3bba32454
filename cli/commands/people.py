"""`people`: a file of employees adjusted as a proposal says, or what that would do to them."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.call import Call, Verb, pass_call
from cli.pay_choices import pay_choices, pay_options
from cli.render import heads, right, table
from indicators.arithmetic import round_digits
from jobs.format import amount, percent
from plans.money import Money

if TYPE_CHECKING:
    from jobs.people import PeopleReport
    from plans.people import Group


@click.command(
    cls=Verb,
    example="""
        realterms people 1 employees.csv
        realterms people 1 employees.csv -o adjusted.csv --policy compa-ratio --hold-red
        realterms people 1 made-up.csv --make-up 500""",
)
@click.argument("number", metavar="ID", type=click.IntRange(min=1))
@click.argument("employees", type=click.Path(path_type=Path))
@click.option(
    "--output",
    "-o",
    "target",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write them, adjusted: .csv, .parquet, .xlsx or a folder of Parquet. The proposal must be accepted.",
)
@pay_options
@click.option("--force", is_flag=True, help="Overwrite FILE where it exists.")
@click.option(
    "--make-up", metavar="COUNT", type=click.IntRange(min=1), help="Write EMPLOYEES with made-up people."
)
@pass_call
def people(
    call: Call,
    /,
    number: int,
    employees: Path,
    target: Path | None,
    force: bool,
    make_up: int | None,
    **chosen: Any,
) -> None:
    """Adjust the people in EMPLOYEES as proposal ID says: compa-ratio, circles, cost by grade and department.

    Without -o nothing is written and the proposal may be undecided. EMPLOYEES is CSV, Parquet or a workbook
    with the columns employee, grade, currency and pay (full-time, a year); others are carried along. What the
    plan's [people] rules ask for stands in the columns hired_on, last_raise_on, fte and status.
    """
    from jobs import people as adjusting

    if make_up is not None:
        with call.workspace() as workspace:
            adjusting.make_up(workspace, number, employees, count=make_up, overwrite=force)
        call.say(f"wrote {make_up} made-up people to {employees}")
        return
    choices = pay_choices(**chosen)
    with call.workspace() as workspace:
        tell = call.narrator.progress
        if target is None:
            report = adjusting.report(workspace, number, employees, choices=choices, on_progress=tell)
        else:
            report = adjusting.adjust(
                workspace, number, employees, target, choices=choices, overwrite=force, on_progress=tell
            )
    if call.as_json:
        call.json(_json(report))
    else:
        call.data(_text(report))
    for warning in report.warnings:
        call.say(f"note: {warning}")
    if report.path is not None:
        call.say(f"wrote {report.path}: pay by person, readable by you alone")


def _text(report: "PeopleReport") -> str:
    total = [report.total]
    parts = [_table("grade", report.by_grade, total, report.currency)]
    if report.by_department:
        parts.append(_table("department", report.by_department, total, report.currency))
    if report.by_eligibility:
        parts.append(_table("eligibility", report.by_eligibility, total, report.currency))
    parts.append("\n".join((*_due(report), f"checksum: {report.checksum}")))
    return "\n\n".join(parts)


def _due(report: "PeopleReport") -> list[str]:
    """What is due, and when: at everybody's own hours, within the plan's year, for payrolls missed."""
    made, total, until = report.terms, report.total, report.until
    yearly = _yearly(report)
    hours = "at everybody's own hours" if made.timed else "at full time"
    told = [
        f"cost of a year {hours}: {_money(yearly, report.currency)}",
        f"cost until {until.last}: {_money(until.share(yearly), report.currency)} for {until.days} days",
    ]
    if made.late is not None:
        told.append(f"arrears: {_money(total.arrears_minor, report.currency)} for {made.late}")
    if made.prices is not None:
        told.append(f"pay buys less than at the last raise: {total.worse_off} of {total.people} people")
    return told


def _yearly(report: "PeopleReport") -> int:
    """The cost of a year in minor units, at people's own hours where the file says them."""
    return report.total.increase_at_fte_minor if report.terms.timed else report.total.cost_minor


def _money(minor: int, currency: str) -> str:
    return f"{amount(Money(minor, currency).amount)} {currency}"


def _table(what: str, groups: "tuple[Group, ...]", total: "list[Group]", currency: str) -> str:
    numbers = ("people", f"pay, {currency}", "adjusted", "cost", "%", "green", "red", "to minimum")
    rows = [[g.key[0] or "–", *_cells(g, currency)] for g in groups]
    rows += [["total", *_cells(g, currency)] for g in total]
    return table(heads(what, *map(right, numbers)), rows)


def _cells(group: "Group", currency: str) -> list[str]:
    money = [
        amount(Money(minor, currency).amount)
        for minor in (group.pay_minor, group.adjusted_minor, group.cost_minor, group.to_minimum_minor)
    ]
    green = f"{group.green_before} > {group.green_after}"
    red = f"{group.red_before} > {group.red_after}"
    return [str(group.people), *money[:3], percent(group.cost_percent, 2), green, red, money[3]]


def _json(report: "PeopleReport") -> dict[str, Any]:
    return {
        "proposal": report.proposal,
        "state": report.state,
        "source": report.source,
        "path": report.path,
        "engine": report.choices.engine,
        "policy": report.choices.policy,
        "currency": report.currency,
        "mark": report.mark,
        "total": _group(report.total, report.currency),
        "by_grade": [{"grade": g.key[0], **_group(g, report.currency)} for g in report.by_grade],
        "by_department": [
            {"department": g.key[0], **_group(g, report.currency)} for g in report.by_department
        ],
        "by_eligibility": [
            {"eligibility": g.key[0], **_group(g, report.currency)} for g in report.by_eligibility
        ],
        "until": {
            "last": report.until.last,
            "days": report.until.days,
            "of": report.until.of,
            "cost": Money(report.until.share(_yearly(report)), report.currency).amount,
        },
        "arrears": _arrears(report),
        "checksum": {
            "rows": report.checksum.rows,
            "pay_minor": str(report.checksum.pay_minor),
            "adjusted_minor": str(report.checksum.adjusted_minor),
            "hash": f"{report.checksum.hash:x}",
        },
        "warnings": list(report.warnings),
    }


def _arrears(report: "PeopleReport") -> dict[str, Any] | None:
    late = report.terms.late
    if late is None:
        return None
    return {
        "amount": Money(report.total.arrears_minor, report.currency).amount,
        "period": late.period,
        "periods": late.full,
        "days": late.days,
        "of_days": late.of,
        "first_payroll": late.next.paid_on,
    }


def _group(group: "Group", currency: str) -> dict[str, Any]:
    return {
        "people": group.people,
        "pay": Money(group.pay_minor, currency).amount,
        "adjusted": Money(group.adjusted_minor, currency).amount,
        "cost": Money(group.cost_minor, currency).amount,
        "to_minimum": Money(group.to_minimum_minor, currency).amount,
        "green_before": group.green_before,
        "green_after": group.green_after,
        "red_before": group.red_before,
        "red_after": group.red_after,
        "compa_before": None if group.compa_before is None else round_digits(group.compa_before, 4),
        "compa_after": None if group.compa_after is None else round_digits(group.compa_after, 4),
        "falls": group.falls,
        "cost_at_own_hours": Money(group.increase_at_fte_minor, currency).amount,
        "arrears": Money(group.arrears_minor, currency).amount,
        "not_eligible": group.held,
        "prorated": group.prorated,
        "worse_off": group.worse_off,
    }
