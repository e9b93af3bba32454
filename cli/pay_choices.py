"""The options that say how people's pay moves, alike for `people` and `letter`."""

from collections.abc import Callable
from decimal import Decimal
from functools import reduce
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cli.types import AMOUNT

if TYPE_CHECKING:
    from jobs.people import Choices

Command = TypeVar("Command", bound=Callable[..., Any])
POLICIES = ("clause", "compa-ratio", "minimum")
_OPTIONS = (
    click.option(
        "--policy",
        type=click.Choice(POLICIES),
        default="clause",
        show_default=True,
        help="Pay moves by the clause's ratio, with the midpoint, or only up to the minimum.",
    ),
    click.option("--round-to", type=AMOUNT, help="Round moved pay to this, half up; else as the bands are."),
    click.option("--lift", is_flag=True, help="Also bring pay up to the new minimum."),
    click.option("--hold-red", is_flag=True, help="Leave pay above the new maximum as it is."),
    click.option(
        "--engine",
        metavar="NAME",
        default="duckdb",
        help="duckdb (default, streams), pandas, polars, pyarrow, or a cluster's: spark, dask.",
    ),
    click.option(
        "--cluster",
        metavar="URL",
        default="",
        envvar="REALTERMS_CLUSTER",
        help="Where it is: spark://host:7077, sc://host:15002, tcp://host:8786; "
        "in REALTERMS_CLUSTER where it holds a secret.",
    ),
    click.option(
        "--column",
        "columns",
        metavar="NAME=HEADING",
        multiple=True,
        help="Which column is employee, grade, currency, pay (or pay_minor), department, place, hired_on, "
        "last_raise_on, fte, status or name.",
    ),
)


def pay_options(command: Command) -> Command:
    """Add the options to a command; `pay_choices` takes what they give."""
    return reduce(lambda made, option: option(made), reversed(_OPTIONS), command)


def pay_choices(
    *,
    policy: str,
    round_to: Decimal | None,
    lift: bool,
    hold_red: bool,
    engine: str,
    cluster: str,
    columns: tuple[str, ...],
) -> "Choices":
    """What was chosen; UsageError where a column is not named as NAME=HEADING."""
    from jobs.people import Choices
    from plans.money import Rounding
    from plans.pay_terms import Policy

    rounding = None if round_to is None else Rounding(round_to)
    return Choices(Policy(policy), rounding, lift, hold_red, engine, cluster, _columns(columns))


def _columns(pairs: tuple[str, ...]) -> dict[str, str]:
    split = [pair.partition("=") for pair in pairs]
    wrong = [pair for pair, (_, mark, heading) in zip(pairs, split, strict=True) if not (mark and heading)]
    if wrong:
        raise click.UsageError(f"--column expects NAME=HEADING, as in employee='Staff No'; got {wrong[0]!r}")
    return {name.strip(): heading.strip() for name, _, heading in split}
