"""A plan's TOML text with other bands: comments, clauses and everything else stay as they are written."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from plans.money import Money
from plans.plan import PayBand

if TYPE_CHECKING:
    from tomlkit import TOMLDocument


def with_bands(text: str, bands: Sequence[PayBand]) -> str:
    """The text with its [[bands]] replaced; a grade that stays keeps the comments in its table."""
    import tomlkit

    document = tomlkit.parse(text)
    held = {str(table["grade"]): table for table in document.get("bands", ())}
    after = _what_follows(document)
    rows = tomlkit.aot()
    for band in bands:
        rows.append(_filled(held.get(band.grade), band))
    document["bands"] = rows
    for item in after:
        rows[-1].add(item)
    return tomlkit.dumps(document)


def _filled(held: Any, band: PayBand) -> Any:
    import tomlkit

    table = tomlkit.table() if held is None else held
    _take_blanks(table.value.body)  # an array of tables puts a blank line between its rows by itself
    values: dict[str, Any] = {"grade": band.grade}
    if band.title:
        values["title"] = band.title
    values |= {name: _number(money) for name, money in band.amounts()}
    if band.clause is not None:
        values["clause"] = band.clause
    for key, value in values.items():
        if key not in table or table[key] != value:
            table[key] = value
    return table


def _number(money: Money) -> Any:
    """Whole amounts without decimals, as people write them; others exactly."""
    import tomlkit

    amount = money.amount
    whole = amount == amount.to_integral_value()
    return int(amount) if whole else tomlkit.value(f"{amount:f}")


def _what_follows(document: "TOMLDocument") -> list[Any]:
    """Comments after the last band's keys: they head what comes next, so they must not go with the band."""
    from tomlkit.items import Comment, Whitespace

    if not document.get("bands"):
        return []
    body = document["bands"][-1].value.body
    return _taken(body, (Comment, Whitespace))


def _take_blanks(body: list[Any]) -> None:
    from tomlkit.items import Whitespace

    _taken(body, (Whitespace,))


def _taken(body: list[Any], kinds: tuple[type, ...]) -> list[Any]:
    """Take items of these kinds off the end of a table."""
    found: list[Any] = []
    while body and body[-1][0] is None and isinstance(body[-1][1], kinds):
        found.insert(0, body.pop()[1])
    return found
