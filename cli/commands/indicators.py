"""`indicators`: the catalogue and the user's own additions."""

from collections.abc import Sequence
from typing import Any

import click

from cli.call import Call, Verb, VerbGroup, pass_call
from cli.commands.schedule import release_json, when
from cli.render import cut, heads, table
from indicators.catalog import dormant, unproven
from indicators.series import Frequency, Indicator, Kind, Measure


@click.group(cls=VerbGroup)
def indicators() -> None:
    """The indicators that realterms knows by name."""


@indicators.command(
    "list",
    cls=Verb,
    example="""
        realterms indicators list
        realterms indicators list --country UK --kind rpi""",
)
@click.option("--country", metavar="CC", help="Only this country's, as US, UK, CN, EA.")
@click.option("--kind", type=click.Choice([k.value for k in Kind]), help="Only one kind of index.")
@pass_call
def list_indicators(call: Call, country: str | None, kind: str | None) -> None:
    """List the indicators."""
    from jobs import catalogue

    with call.workspace() as workspace:
        found = [
            i
            for i in catalogue.known(workspace)
            if (country is None or i.country.casefold() == country.casefold())
            and (kind is None or i.kind.value == kind)
        ]
    _print(call, found)


@indicators.command(cls=Verb, example="realterms indicators search uk rpi")
@click.argument("words", nargs=-1, required=True)
@pass_call
def search(call: Call, words: tuple[str, ...]) -> None:
    """List the indicators whose name, code, title, country or kind holds all the WORDS."""
    from jobs import catalogue

    with call.workspace() as workspace:
        _print(call, catalogue.search(workspace, " ".join(words)))


@indicators.command(cls=Verb, example="realterms indicators show uk-rpi")
@click.argument("name", metavar="INDICATOR")
@pass_call
def show(call: Call, name: str) -> None:
    """Say all that is known about one indicator."""
    from jobs import catalogue, due

    with call.workspace() as workspace:
        found = _json(catalogue.described(workspace, name))
        (series,) = due.upcoming(workspace, [name])
    following = release_json(series)
    if call.as_json:
        call.json(found | {"next_release": following})
    else:
        if following["period"]:
            by = series.announced_by or "its office's habit"
            found["next release"] = f"{following['period']}, from {when(series)} ({by})"
        rows = [[k, _text(v)] for k, v in found.items() if v not in ("", None)]
        call.data(table(heads("field", "value"), rows))


@indicators.command(
    cls=Verb,
    example="""
        realterms indicators add bls:CUUR0000SEHA --name us-rent --title "US CPI, rent" \\
            --base 1982-84=100""",
)
@click.argument("key", metavar="SOURCE:CODE")
@click.option("--name", help="The short name to type from now on; made of the code otherwise.")
@click.option("--title", help="What it measures, in a few words.")
@click.option("--country", metavar="CC", help="Whose prices.")
@click.option("--kind", type=click.Choice([k.value for k in Kind]))
@click.option("--measure", type=click.Choice([m.value for m in Measure]))
@click.option(
    "--frequency",
    type=click.Choice([f.value for f in Frequency]),
    help="Monthly (M), quarterly, half-yearly (S), annual; the finest the office has otherwise.",
)
@click.option("--base", "base_period", help="The base, as in 2015=100.")
@click.option("--units", help="As in 'index points'.")
@click.option("--seasonally-adjusted/--not-seasonally-adjusted", default=None)
@pass_call
def add(call: Call, /, **said: Any) -> None:
    """Make any publisher's code known, to fetch and to use in clauses.

    What is not said here is read from the office, as far as it says it: BLS and FRED describe a series only
    to those with a key. What the office says otherwise is refused. An indicator of your own (own:NAME) needs
    title, country, kind, measure and base.
    """
    from jobs.adding import Told, add_described

    key = said.pop("key")
    types = {"kind": Kind, "measure": Measure, "frequency": Frequency}
    told: dict[str, Any] = said | {name: kind(said[name]) for name, kind in types.items() if said[name]}
    with call.workspace() as workspace:
        added = add_described(workspace, key, Told(**told))
    if call.as_json:
        call.json(_json(added))
    what = ", ".join(
        filter(None, [added.measure.value, added.base_period or added.units, added.frequency.name.lower()])
    )
    call.say(f"{added.name} ({added.key}) is known now: {added.title}; {what}")
    call.say(f"`realterms fetch {added.name}` gets its figures")


def _print(call: Call, found: Sequence[Indicator]) -> None:
    if call.as_json:
        call.json({"indicators": [_json(i) for i in found]})
    elif found:
        call.data(
            table(
                heads("indicator", "key", "country", "kind", "measure", "base", "sa", cut("title")),
                [
                    [
                        i.name,
                        i.key,
                        i.country,
                        i.kind.value,
                        i.measure.value,
                        i.base_period,
                        "yes" if i.seasonally_adjusted else "no",
                        i.title,
                    ]
                    for i in found
                ],
            )
        )
    if not found:
        call.say("none found; `realterms indicators list` shows them all")


def _json(indicator: Indicator) -> dict[str, Any]:
    return {
        "indicator": indicator.name,
        "key": indicator.key,
        "title": indicator.title,
        "country": indicator.country,
        "kind": indicator.kind,
        "measure": indicator.measure,
        "frequency": indicator.frequency,
        "base_period": indicator.base_period,
        "units": indicator.units,
        "seasonally_adjusted": indicator.seasonally_adjusted,
        "decimals": indicator.decimals,
        "provisional_months": indicator.provisional_months,
        "publisher": indicator.publisher,
        "url": indicator.url,
        "caution": indicator.caution,
        "dormant": dormant().get(indicator.key, ""),
        "unproven": unproven().get(indicator.key, ""),
    }


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
