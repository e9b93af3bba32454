"""Scenarios side by side: a table of figures, one of what each scenario comes to, and the same as JSON."""

from typing import TYPE_CHECKING, Any

from cli.render import bold, cut, figure, heads, one_line, right, table
from jobs.format import percent
from plans.money import Money

if TYPE_CHECKING:
    from jobs.scenarios.compare import Comparison, Outcome


def comparison_text(found: "Comparison") -> str:
    """Every figure under every scenario, then what each scenario determines, keeps and costs."""
    shown = [o for o in found.outcomes if o.adjustment is not None]
    head = f"{found.plan.name} version {found.version}: in effect from {found.effective_on}"
    parts = [f"{head}, from figures known on {found.as_of}"]
    if shown:
        parts.append(_figures(found, shown))
    parts.append(_summary(found))
    if found.people_file is not None and any(o.people for o in shown):
        parts.append(_people(found, shown))
    notes: dict[str, list[str]] = {}
    for o in found.outcomes:
        for text in o.warnings:
            notes.setdefault(text, []).append(o.name)
    if notes:
        lines = [f"- {one_line(text)} ({'; '.join(names)})" for text, names in notes.items()]
        parts.append("\n".join([bold("To note"), *lines]))
    return "\n\n".join(parts)


def _figures(found: "Comparison", shown: "list[Outcome]") -> str:
    columns = heads(f"figure, {found.plan.currency}", right("before"), *(right(o.name) for o in shown))
    rows = [[path, figure(_line(shown[0], path).before)] for path in found.paths]
    for row in rows:
        row.extend(figure(_line(o, row[0]).after) for o in shown)
    return table(columns, rows)


def _line(outcome: "Outcome", path: str) -> Any:
    assert outcome.adjustment is not None
    return next(line for line in outcome.adjustment.lines if line.path == path)


def _summary(found: "Comparison") -> str:
    rows = []
    for o in found.outcomes:
        determined = ", ".join(f"{name} {percent(value, 2)} %" for name, value in o.percents.items())
        rows.append([o.name, _kept(o.spread_kept), _kept(o.progression_kept), determined or o.refused])
    return table(heads("scenario", "spread kept", "progression kept", cut("determined")), rows)


def _kept(value: bool | None) -> str:
    return "–" if value is None else "yes" if value else "no"


def _people(found: "Comparison", shown: "list[Outcome]") -> str:
    currency = found.plan.currency
    rows = []
    for o in shown:
        if o.people is None:
            continue
        t = o.people.total
        money = [figure(Money(m, currency)) for m in (t.adjusted_minor, t.cost_minor, t.to_minimum_minor)]
        rows.append([o.name, str(t.people), *money, str(t.green_after), str(t.red_after), str(t.falls)])
    columns = [
        right("people"),
        right(f"pay after, {currency}"),
        right("cost"),
        right("to minimum"),
        right("green"),
        right("red"),
        right("falls"),
    ]
    return table(heads("scenario", *columns), rows)


def comparison_json(found: "Comparison") -> dict[str, Any]:
    """The same for --json."""
    return {
        "plan": found.plan.name,
        "version": found.version,
        "effective_on": found.effective_on,
        "as_of": found.as_of,
        "scenarios": [_outcome_json(o, found.plan.currency) for o in found.outcomes],
    }


def _outcome_json(o: "Outcome", currency: str) -> dict[str, Any]:
    lines = [
        {"path": x.path, "before": x.before, "after": x.after, "percent": x.percent}
        for x in (o.adjustment.lines if o.adjustment else ())
    ]
    return {
        "scenario": o.name,
        "refused": o.refused,
        "determined": o.percents,
        "spread_kept": o.spread_kept,
        "progression_kept": o.progression_kept,
        "lines": lines,
        "people": _people_json(o, currency),
        "warnings": o.warnings,
    }


def _people_json(o: "Outcome", currency: str) -> dict[str, Any] | None:
    if o.people is None:
        return None
    parts = {"": o.people.total} | {g.key[0]: g for g in o.people.by_grade}
    counted = [
        {
            "grade": grade,
            "people": g.people,
            "before": Money(g.pay_minor, currency),
            "after": Money(g.adjusted_minor, currency),
            "cost": Money(g.cost_minor, currency),
            "to_minimum": Money(g.to_minimum_minor, currency),
            "green": g.green_after,
            "red": g.red_after,
            "falls": g.falls,
        }
        for grade, g in parts.items()
    ]
    return {"mark": o.people.mark, "total": counted[0], "by_grade": counted[1:]}
