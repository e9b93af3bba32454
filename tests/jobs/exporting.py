"""Proposals to export: of the bundled sample, and of a plan whose words want to be formulas."""

import json
import random
from datetime import date
from decimal import Decimal

from jobs import decide, planning, propose
from jobs.workspace import Workspace
from plans import templates

ON = date(2026, 10, 1)
PLAN = "sales-manager"
MULTIPLES = [Decimal(m) for m in ("0.01", "0.05", "0.5", "1", "5", "10", "25", "100", "1000")]
RISKY = ("=1+1", "+1+cmd", "-1+cmd", "@SUM(A1)", "\tTAB", "\rCR", "'quoted", "'=quoted", "-5", "plain")


def proposed(workspace: Workspace, note: str = "yearly review") -> int:
    """A proposal of the sample plan, waiting for its decision."""
    return propose.propose(workspace, PLAN, on=ON, note=note).id


def accepted(proposer: Workspace, second: Workspace, reason: str = "agrees with the clause") -> int:
    """A proposal of the sample plan that a second person accepted."""
    number = proposed(proposer)
    decide.accept(second, number, reason)
    return number


def risky(workspace: Workspace) -> int:
    """A proposal whose grades, titles and note begin as formulas do."""
    text = templates.text(PLAN)
    text = text.replace('grade = "S1"', 'grade = "=1+1"').replace('grade = "S2"', 'grade = "@SUM(A1)"')
    text = text.replace('title = "Sales trainee"', "title = \"+1+cmd|' /C calc'!A0\"")
    text = text.replace('title = "Sales representative"', 'title = "\\tTAB"')
    text = text.replace(
        'title = "Sales manager: pay bands and yearly bonus"', 'title = "=HYPERLINK(\\"http://x\\")"'
    )
    planning.save_text(workspace, text, file="risky.toml")
    return proposed(workspace, note="-1+cmd")


def of_currency(workspace: Workspace, currency: str) -> int:
    """A proposal of the sample plan with its amounts in another currency."""
    text = templates.text(PLAN).replace('currency = "USD"', f'currency = "{currency}"')
    planning.save_text(workspace, text, file=f"{currency}.toml")
    return proposed(workspace)


def titled(workspace: Workspace, title: str) -> int:
    """A proposal of the sample plan whose title, first grade's title and note are these words."""
    quoted = json.dumps(title, ensure_ascii=False)
    text = templates.text(PLAN).replace('title = "Sales trainee"', f"title = {quoted}")
    text = text.replace('title = "Sales manager: pay bands and yearly bonus"', f"title = {quoted}")
    planning.save_text(workspace, text, file="titled.toml")
    return proposed(workspace, note=title)


def many_bands(chance: random.Random, count: int) -> str:
    """The sample plan with so many bands of odd amounts, each rounded to a multiple of its own."""
    head, _, rest = templates.text("sales-manager").partition("[[bands]]")
    tail = rest[rest.index("[[measures]]") :]
    bands = []
    for number in range(count):
        low = Decimal(chance.randrange(1_000_000, 900_000_000)).scaleb(-2)
        amounts = (low, low * 2 + chance.randrange(100), low * 3 + chance.randrange(100, 1000))
        names = ("minimum", "midpoint", "maximum")
        lines = [f"{name} = {amount}" for name, amount in zip(names, amounts, strict=True)]
        multiple = chance.choice(MULTIPLES)
        bands.append(
            f'[[bands]]\ngrade = "G{number}"\n' + "\n".join(lines) + f'\nclause = "bands-cpi"\n'
            f'rounding = {{ to = {multiple}, mode = "half-up" }}\n'
        )
    return "\n".join([head, *bands, tail])
