"""Small plans for tests, as TOML: one clause on the US CPI-U, some bands, and what a test is about."""

from collections.abc import Sequence

Band = tuple[str, int, int, int]
HEAD = """
name = "{name}"
title = "{title}"
role = "{title} staff"
currency = "{currency}"
effective_from = {effective_from}
"""
CLAUSE = """
[clauses.cpi]
index = "us-cpi"
measure = "index"
lag = {lag}
vintage = "latest"
missing = "block"
on_fall = "{on_fall}"
round_amount = {{ to = {to}, mode = "half-up" }}
"""
BAND = """
[[bands]]
grade = "{grade}"
minimum = {minimum}
midpoint = {midpoint}
maximum = {maximum}
"""


def plan_text(
    name: str,
    title: str,
    bands: Sequence[Band],
    *,
    currency: str = "USD",
    effective_from: str = "2026-10-01",
    lag: int = 3,
    on_fall: str = "zero",
    to: int = 10,
    unmoved: Sequence[str] = (),
    sample: bool = False,
    more: str = "",
) -> str:
    """A plan whose bands follow consumer prices over twelve months, each amount rounded to `to`.

    Bands are grade, minimum, midpoint, maximum; no clause moves the grades in `unmoved`. `more` stands at
    the end: places, rules for people.
    """
    head = HEAD.format(name=name, title=title, currency=currency, effective_from=effective_from)
    clause = CLAUSE.format(lag=lag, on_fall=on_fall, to=to)
    rows = []
    for grade, minimum, midpoint, maximum in bands:
        row = BAND.format(grade=grade, minimum=minimum, midpoint=midpoint, maximum=maximum)
        rows.append(row if grade in unmoved else f'{row}clause = "cpi"\n')
    return "".join([head, "sample = true\n" if sample else "", clause, *rows, more])
