"""Which series goes on in place of which, where an office put one on another base."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from indicators.series import Indicator
from jobs.workspace import Workspace

if TYPE_CHECKING:
    from sqlmodel import Session

    from indicators.sources.bases import Base
    from storage.rebasings import Rebased


def successions(workspace: Workspace) -> "dict[str, Rebased]":
    """By key, the newest change of base of every series that its office does not go on with."""
    with workspace.session() as session:
        return succeeded(session)


def succeeded(session: "Session") -> "dict[str, Rebased]":
    """The same, in a unit of work. An office that goes back to an older base makes that one current again."""
    from storage.rebasings import rebasings

    found = rebasings(session=session)
    current = {(_code(r.key), r.frequency): r.successor_key for r in found}
    return {r.key: r for r in found if r.key != current[_code(r.key), r.frequency]}


def going_on(indicators: Sequence[Indicator], workspace: Workspace) -> tuple[Indicator, ...]:
    """The indicators to ask for: in place of one on a base that was left, the one that goes on."""
    left = successions(workspace)
    if not left:
        return tuple(indicators)
    from jobs.catalogue import known

    by_key = {i.key: i for i in known(workspace)}
    return tuple(dict.fromkeys(by_key.get(_newest(i.key, left), i) for i in indicators))


def told(rebased: "Rebased") -> str:
    """What a reader of the old series must know, in a sentence."""
    return (
        f"its office put {rebased.name} on another base: since {rebased.published_on} it goes on as "
        f"{rebased.successor} ({rebased.successor_base}); link the two, and never divide across them"
    )


def on_base(indicator: Indicator, base: "Base", known: Sequence[Indicator]) -> Indicator:
    """The same series on another base: the one of `known`, or a new one with a key and a name of its own."""
    from indicators.sources.bases import base_of

    for other in known:
        if _same_but_base(indicator, other) and base_of(other.base_period) == base:
            return other
    before = base_of(indicator.base_period)
    is_ours = indicator.key != _code(indicator.key)
    plain = indicator.name.removesuffix(f"-{_short(before)}") if before and is_ours else indicator.name
    key = _free(f"{_code(indicator.key)}#{base}", f",{indicator.frequency}", {i.key for i in known})
    name = _free(f"{plain}-{_short(base)}", "-again", {i.name for i in known})
    return replace(indicator, key=key, name=name, base_period=str(base), decimals=None, caution="")


def _same_but_base(one: Indicator, other: Indicator) -> bool:
    names = ("measure", "frequency", "seasonally_adjusted")
    return _code(one.key) == _code(other.key) and all(getattr(one, n) == getattr(other, n) for n in names)


def _short(base: "Base") -> str:
    return str(base).removesuffix("=100")


def _free(wanted: str, more: str, taken: Collection[str]) -> str:
    while wanted in taken:
        wanted += more
    return wanted


def _code(key: str) -> str:
    """An indicator's key without the base that we add to it."""
    return key.partition("#")[0]


def _newest(key: str, left: "Mapping[str, Rebased]") -> str:
    seen = set()
    while key in left and key not in seen:
        seen.add(key)
        key = left[key].successor_key
    return key
