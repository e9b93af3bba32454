"""The indicators a workspace knows: the bundled catalogue and those added to the database."""

from collections.abc import Iterable
from dataclasses import replace

from indicators.catalog import catalog, find
from indicators.errors import BadInput, UnknownName
from indicators.series import Frequency, Indicator, Kind, Measure
from jobs.successions import succeeded, told
from jobs.workspace import Workspace


def known(workspace: Workspace) -> tuple[Indicator, ...]:
    """Every indicator by name: the catalogue's first, then the user's own, added ones.

    One that its office goes on with on another base says so in its caution.
    """
    from storage import vintages

    with workspace.session() as session:
        stored = vintages.indicators(session=session)
        left = succeeded(session)
    bundled = catalog()
    keys = {i.key for i in bundled.values()}
    every = (*bundled.values(), *(i for i in stored if i.key not in keys))
    if not left:
        return every
    return tuple(_cautioned(i, told(left[i.key])) if i.key in left else i for i in every)


def _cautioned(indicator: Indicator, more: str) -> Indicator:
    return replace(indicator, caution=" ".join(filter(None, [indicator.caution, f"{more}."])))


def resolve(workspace: Workspace, name: str) -> Indicator:
    """The indicator called `name`, by short name or key; UnknownName with a suggestion otherwise."""
    return resolve_all(workspace, [name])[0]


def resolve_all(workspace: Workspace, names: Iterable[str]) -> list[Indicator]:
    """The same for several names; the database is asked once at most."""
    found: list[Indicator] = []
    every: tuple[Indicator, ...] = ()
    for name in names:
        try:
            found.append(find(name))
        except UnknownName:
            every = every or known(workspace)
            found.append(find(name, every))
    return found


def described(workspace: Workspace, name: str) -> Indicator:
    """The same, with all that must be said of it: whether its office goes on with it on another base."""
    return find(name, known(workspace))


def search(workspace: Workspace, words: str) -> tuple[Indicator, ...]:
    """Indicators whose name, key, title, country or kind holds every one of `words`, any case."""
    wanted = words.casefold().split()
    return tuple(i for i in known(workspace) if all(w in _text(i) for w in wanted))


def add(
    workspace: Workspace,
    key: str,
    *,
    name: str,
    title: str,
    country: str,
    kind: Kind,
    measure: Measure,
    frequency: Frequency = Frequency.MONTHLY,
    base_period: str = "",
    units: str = "index points",
    seasonally_adjusted: bool = False,
    publisher: str = "",
    caution: str = "",
) -> Indicator:
    """Make an indicator of any publisher's code known; BadInput where the key or the name is taken or odd."""
    from indicators.sources import SOURCE_NAMES
    from indicators.sources import source as source_named
    from storage import vintages

    source, colon, code = key.partition(":")
    if not (colon and code) or source not in (*SOURCE_NAMES, "own"):
        raise BadInput(
            "not an indicator key",
            expected=f"SOURCE:CODE with SOURCE one of {', '.join((*SOURCE_NAMES, 'own'))}",
            got=key,
        )
    taken = {i.name: i for i in known(workspace)}
    if name in taken or any(i.key.casefold() == key.casefold() for i in taken.values()):
        raise BadInput(f"{name} or {key} is known already", hint=f"realterms indicators show {name}")
    twin = next((i for i in taken.values() if _is_same_series(i.key, key)), None)
    if twin is not None:
        raise BadInput(
            f"{key} is known already, as {twin.key} ({twin.name})",
            hint="one series is one indicator, whichever of the office's services it comes from",
        )
    if measure is Measure.INDEX and not base_period:
        raise BadInput("an index needs its base period", expected="for instance --base 2015=100", where=key)
    indicator = Indicator(
        key=key,
        name=name,
        title=title,
        country=country.upper(),
        kind=kind,
        measure=measure,
        frequency=frequency,
        base_period=base_period,
        units=units,
        seasonally_adjusted=seasonally_adjusted,
        publisher=publisher,
        caution=caution,
    )
    if source != "own":
        # A code that its office's reader cannot even ask for is refused now, not in a run at night.
        reader = source_named(source)
        list(reader.requests([indicator], since=None, key=None, base_url=None, today=workspace.today))
    with workspace.session() as session:
        vintages.register([indicator], session=session)
    return indicator


def _is_same_series(one: str, other: str) -> bool:
    """Whether two keys mean one series: that of the BLS's API and of its flat files."""
    ours, theirs = (key.casefold().partition(":") for key in (one, other))
    return {ours[0], theirs[0]} == {"bls", "bls_flat"} and ours[2] == theirs[2]


def _text(indicator: Indicator) -> str:
    parts = (
        indicator.name,
        indicator.key,
        indicator.title,
        indicator.country,
        indicator.kind,
        indicator.publisher,
    )
    return " ".join(parts).casefold()
