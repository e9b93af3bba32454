"""The frozen record of an adjustment: a document that can be recomputed from its own evidence."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from indicators.catalog import catalog, indicator_from
from indicators.errors import BadInput, InvalidFile
from indicators.series import History, Indicator, Period, Reading, Status
from plans.adjust import Adjustment, Line, adjust
from plans.parse import clause_text, parse_clause, parse_plan
from plans.phrases import show
from plans.steps import Input, Step
from plans.uprate import Uprating

FORMAT = "realterms-adjustment/1"
Document = dict[str, Any]


def to_document(adjustment: Adjustment, plan_text: str) -> Document:
    """The adjustment with its plan, clauses and evidence, as plain JSON values; exact numbers are strings."""
    clauses = adjustment.plan.clauses
    carried = {name: u.carried for name, u in adjustment.upratings.items() if u.carried}
    return {
        "format": FORMAT,
        "plan": adjustment.plan.name,
        "sample": adjustment.plan.sample,
        "effective_on": adjustment.effective_on.isoformat(),
        "as_of": adjustment.as_of.isoformat(),
        "provisional": adjustment.provisional,
        "plan_text": plan_text,
        "clauses": {name: clause_text(clause) for name, clause in clauses.items()},
        "indicators": {name: indicator_row(x) for name, x in adjustment.indicators.items()},
        "evidence": [evidence_row(i) for i in adjustment.inputs],
        "holes": hole_rows(adjustment.upratings.values()),
        "determinations": {name: _uprating(u) for name, u in adjustment.upratings.items()},
        "lines": [_line(line) for line in adjustment.lines],
        "warnings": list(adjustment.warnings),
    } | ({"carried": carried} if carried else {})


def recompute(document: Mapping[str, Any]) -> Adjustment:
    """The adjustment computed again from the document's plan, clauses and evidence alone.

    BadInput where it is no such document, InvalidFile where its plan or a clause cannot be read,
    NotPublished where its evidence lacks a figure.
    """
    try:
        histories = histories_in(document)
        plan, problems = parse_plan(document["plan_text"], file="the record's plan", known=_known(histories))
        days = [date.fromisoformat(document[key]) for key in ("effective_on", "as_of")]
        texts = dict(document["clauses"])
    except (KeyError, TypeError, ValueError) as error:
        raise BadInput("not a record of an adjustment", expected=FORMAT, got=str(error)) from error
    if plan is None:
        raise InvalidFile(problems)
    clauses = dict(plan.clauses)
    for name, text in texts.items():
        clause, wrong = parse_clause(text, file=f"the record's clause {name}", known=_known(histories))
        if clause is None:
            raise InvalidFile(wrong)
        clauses[name] = clause
    whole = replace(plan, clauses=clauses)
    # Records from before clauses were carried through their earlier determinations do not say so.
    carry = "carried" in document
    return adjust(whole, histories, effective_on=days[0], as_of=days[1], carry=carry)


def restated(true_up: Mapping[str, Any], adjustment: Adjustment) -> Document:
    """What a record says of the proposal that it puts right, with what its figures are now computed again."""
    after = {line.path: line.after for line in adjustment.lines}
    lines = []
    for line in true_up["lines"]:
        money = after[line["path"]]
        accepted = Decimal(line["accepted"].partition(" ")[0])
        difference = str(money.amount - accepted)
        lines.append({**line, "now": str(money), "difference": difference})
    return {**true_up, "lines": lines}


def differences(document: Mapping[str, Any], other: Adjustment) -> list[str]:
    """What in `other` is not as the document has it: amounts, rates, steps, evidence; words do not count."""
    again = to_document(other, str(document.get("plan_text", "")))
    return list(_compare("", _numbers(document), _numbers(again)))


def _numbers(document: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of a document that must be the same for ever, keyed for comparison."""
    return {
        "effective on": document.get("effective_on"),
        "decided from figures known on": document.get("as_of"),
        "figure": {f"{e['indicator']} {e['period']}": e["value"] for e in document.get("evidence", [])},
        "clause": {
            name: {"percent": d["percent"], "ratio": d["ratio"], "step": _steps(d)}
            for name, d in document.get("determinations", {}).items()
        },
        "amount": {
            line["path"]: f"{line['before']} -> {line['after']}" for line in document.get("lines", [])
        },
        "exact amount": {line["path"]: line["unrounded"] for line in document.get("lines", [])},
    }


def _steps(determination: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{n} ({step['name']})": step["value"] for n, step in enumerate(determination["steps"], start=1)}


def _compare(path: str, expected: Any, got: Any) -> Iterable[str]:
    if isinstance(expected, dict) and isinstance(got, dict):
        for key in dict.fromkeys((*expected, *got)):
            yield from _compare(f"{path} {key}".strip(), expected.get(key), got.get(key))
    elif expected != got:
        yield f"{path}: recorded {expected}, recomputed {got}"


def indicator_row(indicator: Indicator) -> dict[str, Any]:
    """What an indicator is, as plain values."""
    values = {name: getattr(indicator, name) for name in Indicator.__dataclass_fields__ if name != "name"}
    return {key: value.value if hasattr(value, "value") else value for key, value in values.items()}


def evidence_row(used: Input) -> dict[str, str]:
    """A figure that was used, as plain values."""
    return {
        "indicator": used.indicator,
        "key": used.key,
        "period": str(used.period),
        "value": str(used.value),
        "published_on": used.published_on.isoformat(),
        "fetched_at": used.fetched_at.isoformat(),
        "origin": used.origin,
        "url": used.url,
        "status": used.status.value,
    } | ({"note": used.note} if used.note else {})


def _uprating(uprating: Uprating) -> dict[str, Any]:
    return {
        "percent": str(uprating.percent),
        "ratio": str(uprating.ratio),
        "provisional": uprating.provisional,
        "steps": [_step(step) for step in uprating.steps],
        "warnings": list(uprating.warnings),
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "number": step.number,
        "name": step.name,
        "text": step.text,
        "value": None if step.value is None else str(step.value),
        "unit": step.unit,
        "inputs": [f"{i.indicator} {i.period} {i.published_on.isoformat()}" for i in step.inputs],
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "path": line.path,
        "before": str(line.before),
        "unrounded": str(line.unrounded),
        "after": str(line.after),
        "change": show(line.change.amount),
        "percent": str(line.percent),
        "clause": line.clause,
    }


def hole_rows(upratings: Iterable[Uprating]) -> list[dict[str, str]]:
    """The months that were passed over: without them a substitute could not be told from a late figure."""
    steps = (step for uprating in upratings for step in uprating.steps)
    found = [(str(s.facts["index"]), str(s.facts["period"])) for s in steps if s.form == "substitute"]
    return [{"indicator": name, "period": period} for name, period in dict.fromkeys(found)]


def _known(histories: Mapping[str, History]) -> list[Indicator]:
    """The recorded indicators; clauses that moved nothing may name others of the catalogue."""
    return [*catalog().values(), *(history.indicator for history in histories.values())]


def histories_in(document: Mapping[str, Any]) -> dict[str, History]:
    """The figures of a document's evidence, by indicator, with the months that were passed over."""
    described: Mapping[str, Mapping[str, Any]] = document["indicators"]
    readings: dict[str, list[Reading]] = {name: [] for name in described}
    for row in document["evidence"]:
        readings[row["indicator"]].append(_reading(row, Decimal(row["value"]), Status(row["status"])))
    known_by = {"published_on": document["as_of"], "fetched_at": f"{document['as_of']}T00:00:00+00:00"}
    for row in document["holes"]:
        readings[row["indicator"]].append(_reading({**row, **known_by}, None, Status.MISSING))
    return {
        name: History(indicator_from(name, row), tuple(readings[name])) for name, row in described.items()
    }


def _reading(row: Mapping[str, str], value: Decimal | None, status: Status) -> Reading:
    return Reading(
        Period.parse(row["period"]),
        value,
        status,
        date.fromisoformat(row["published_on"]),
        datetime.fromisoformat(row["fetched_at"]),
        row.get("origin", ""),
        row.get("url", ""),
        row.get("note", ""),
    )
