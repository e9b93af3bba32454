"""What has been scored, to be read: the arithmetic line by line, and the report as a JSON document."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jobs.exports.files import write_files
from jobs.format import plain
from jobs.score import PersonScore, ScoreReport
from plans.scoring.sheet_score import SheetScore


def write(report: ScoreReport, path: Path) -> None:
    """Write the document as a JSON file, mode 0600; BadInput where it cannot be, or one is there already."""
    text = json.dumps(plain(document(report)), ensure_ascii=False, indent=2) + "\n"
    write_files({path: text.encode("utf-8")}, overwrite=False)


def steps(person: PersonScore, say: Callable[[str], str] = str) -> list[str]:
    """The arithmetic of one person, line by line: each measure, the total, in real terms, the sheet.

    `say` puts a line into another language.
    """
    measures = person.payout.measures
    lines = [f"{m.measure.title}: {say(line)}" for m in measures for line in m.nominal.workings]
    lines += map(say, person.payout.workings)
    if person.payout.paid_real != person.payout.paid:
        lines += [
            f"{say('in real terms')}: {m.measure.title}: {say(line)}"
            for m in measures
            if m.real is not m.nominal
            for line in m.real.workings
        ]
    return lines + list(map(say, person.sheet.workings if person.sheet else ()))


def document(report: ScoreReport) -> dict[str, Any]:
    """The report as `realterms score --json` prints it, exact numbers and money still themselves."""
    return {
        "plan": report.plan.name,
        "version": report.version,
        "on": report.on,
        "as_of": report.as_of,
        "prices": {name: {"percent": u.percent, "ratio": u.ratio} for name, u in report.upratings.items()},
        "people": [_person_json(p) for p in report.people],
        "notes": list(report.notes),
    }


def _person_json(person: PersonScore) -> dict[str, Any]:
    payout, sheet = person.payout, person.sheet
    return {
        "person": person.person,
        "measures": [
            {
                "name": m.measure.name,
                "weight": m.measure.weight,
                "result": m.result,
                "target": m.measure.target,
                "attainment": m.nominal.attainment,
                "real_attainment": m.real.attainment,
                "in_full_attainment": m.in_full.attainment,
                "payout": m.nominal.payout,
                "real_payout": m.real.payout,
                "steps": list(m.nominal.workings),
            }
            for m in payout.measures
        ],
        "payout": payout.nominal.value,
        "real_payout": payout.real.value,
        "bonus_at_target": payout.bonus,
        "paid": payout.paid,
        "real_paid": payout.paid_real,
        "steps": list(payout.workings),
        "scorecard": None if sheet is None else _sheet_json(sheet),
    }


def _sheet_json(sheet: SheetScore) -> dict[str, Any]:
    return {
        "name": sheet.card.name,
        "items": [
            {
                "name": i.item.name,
                "first": i.first,
                "review": i.review,
                "counts": i.final,
                "of": i.item.maximum,
            }
            for i in sheet.items
        ],
        "first": sheet.first,
        "review": sheet.review,
        "score": sheet.final,
        "coefficient": sheet.coefficient,
        "paid": sheet.paid,
        "weakest": [i.item.name for i in sheet.weakest],
        "steps": list(sheet.workings),
    }
