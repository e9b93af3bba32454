"""Making a code known: its office says what a person leaves out, and is held against what they say."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from indicators.errors import BadInput, SourceError
from indicators.series import Frequency, Indicator, Kind, Measure
from indicators.stopped import stopped
from jobs.catalogue import add
from jobs.workspace import Workspace

if TYPE_CHECKING:
    from indicators.sources.describing import Description

T = TypeVar("T")

# Where the same office says more of a series.
_BESIDE = {"bls": "bls_flat"}
_SILENT = {
    "bls": "BLS names no base by its interface, and a title only with a key (setting bls_key); its files "
    "have both, for those who say how to reach them (setting contact)",
    "imf": "the IMF gives no title, and a base only for some countries: see data.imf.org",
    "fred": "FRED describes a series only with a key (setting fred_key): see its page at fred.stlouisfed.org",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What a person says of an indicator; what is None they leave to its office."""

    name: str | None = None
    title: str | None = None
    country: str | None = None
    kind: Kind | None = None
    measure: Measure | None = None
    frequency: Frequency | None = None
    base_period: str | None = None
    units: str | None = None
    seasonally_adjusted: bool | None = None


def add_described(workspace: Workspace, key: str, told: Told) -> Indicator:
    """The indicator, known from now on.

    The office is asked where something needed was not said, and then counts against a slip as well.
    BadInput where something is still open, or is said otherwise; SourceError where the office does not
    know the code, or cannot be asked.
    """
    source, _, code = key.partition(":")
    said = _described(workspace, key, told)
    missing = _missing(told, said, source)
    if missing:
        raise BadInput(
            f"{key}: its office does not say all that is needed",
            expected=", ".join(missing),
            hint=_SILENT.get(source, "say it, as the office's page of the series has it"),
        )
    _check(key, told, said)
    measure = _first(told.measure, said.measure)
    is_index = measure is not Measure.RATE_12M
    base, caution = _base(key, told, said) if is_index else ("", "")
    return add(
        workspace,
        key,
        name=told.name or re.sub(r"[^a-z0-9]+", "-", f"{source} {code}".casefold()).strip("-"),
        title=_first(told.title, said.title),
        country=_first(told.country, said.country),
        kind=_first(told.kind, said.kind),
        measure=measure,
        frequency=told.frequency or next(iter(said.frequencies), Frequency.MONTHLY),
        base_period=base,
        units=told.units or said.units or ("index points" if is_index else "percent"),
        seasonally_adjusted=bool(_adjusted(told, said)),
        publisher=_publisher(source),
        caution=caution or stopped(key).capitalize(),
    )


def _described(workspace: Workspace, key: str, told: Told) -> "Description":
    from indicators.sources import SOURCE_NAMES
    from indicators.sources.describing import Description, by_code

    source, _, code = key.partition(":")
    if source not in SOURCE_NAMES or not code:
        return Description()
    known = by_code(key)
    if not _missing(told, known, source):
        return known
    said = _asked(workspace, key)
    beside = _BESIDE.get(source)
    if beside is None or not _missing(told, said, source):
        return said
    try:
        return said.with_more(_asked(workspace, f"{beside}:{code}"))
    except SourceError:
        return said  # what is missing is then asked of the person, with the reason


def _asked(workspace: Workspace, key: str) -> "Description":
    from indicators.sources.describing import describe

    source = key.partition(":")[0]
    return describe(
        key,
        send=workspace.client.send,
        api_key=workspace.setting(f"{source}_key"),
        base_url=workspace.setting(f"{source}_url"),
        today=workspace.today,
    )


def _missing(told: Told, said: "Description", source: str) -> list[str]:
    """The options whose facts neither the person nor the office gives."""
    measure = told.measure or said.measure
    facts: dict[str, object] = {
        "--title": told.title or said.title,
        "--country": told.country or said.country,
        "--kind": told.kind or said.kind,
        "--measure": measure,
        "--base": measure is not Measure.INDEX or told.base_period or said.base_period,
        # FRED has both side by side; other offices' price indices are unadjusted unless they say so.
        "--seasonally-adjusted": source != "fred" or _adjusted(told, said) is not None,
    }
    return [option for option, fact in facts.items() if not fact]


def _adjusted(told: Told, said: "Description") -> bool | None:
    return said.seasonally_adjusted if told.seasonally_adjusted is None else told.seasonally_adjusted


def _check(key: str, told: Told, said: "Description") -> None:
    """Refuse what the office says otherwise, where there is no doubt in what it says."""
    pairs = (
        ("frequency", told.frequency, said.frequencies),
        ("measure", told.measure, (said.measure,)),
        ("seasonal adjustment", told.seasonally_adjusted, (said.seasonally_adjusted,)),
    )
    for what, ours, theirs in pairs:
        stated = [t for t in theirs if t is not None]
        if ours is not None and stated and ours not in stated:
            raise BadInput(
                f"{key}: its office says another {what}",
                expected=" or ".join(_word(t) for t in stated),
                got=_word(ours),
            )


def _word(fact: object) -> str:
    if isinstance(fact, Frequency):
        return fact.name.lower()
    return {True: "adjusted", False: "not adjusted"}[fact] if isinstance(fact, bool) else str(fact)


def _base(key: str, told: Told, said: "Description") -> tuple[str, str]:
    """The base, and what a reader must be told of it; held against the figures where they came along."""
    from indicators.sources.bases import base_of, is_off, level_at

    chosen = told.base_period or said.base_period
    base, label = base_of(chosen), base_of(said.base_period)
    frequency = next(iter(said.frequencies), Frequency.MONTHLY)
    level = level_at(base, said.observations, frequency) if base else None
    if level is not None and is_off(level):
        raise BadInput(
            f"{key}: its figures are not on base {chosen}: there they average {level:.1f}",
            expected="the base that the figures are on",
            got=chosen,
            hint=_bases_of_figures(said, frequency),
        )
    if told.base_period is None or label in (None, base):
        return chosen, ""
    if level is None:
        raise BadInput(f"{key}: its office says another base", expected=said.base_period, got=chosen)
    return (
        chosen,
        f"The office labels it {said.base_period}; its figures are 100 in {chosen.partition('=')[0]}.",
    )


def _bases_of_figures(said: "Description", frequency: Frequency) -> str:
    from indicators.sources.bases import base_of, is_off, level_at

    levels = {}
    for year in sorted({o.period.year for o in said.observations}):
        base = base_of(f"{year}=100")
        levels[year] = level_at(base, said.observations, frequency) if base else None
    found = [f"{year}=100" for year, level in levels.items() if level is not None and not is_off(level)]
    return f"they average 100 on: {', '.join(found)}" if found else "see the office's page of the series"


def _publisher(name: str) -> str:
    from indicators.sources import SOURCE_NAMES, source

    return source(name).publisher if name in SOURCE_NAMES else ""


def _first(told: T | None, said: T | None) -> T:
    """What was told, else what was said; one of them is there, as `_missing` made sure."""
    found = told or said
    assert found is not None
    return found
