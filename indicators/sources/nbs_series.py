"""What the National Bureau of Statistics of China calls each series, on its new site and on its old one.

The office starts a new table with new ids whenever it renews a basket, every five years; a series is the
tables one after the other. The next tables are due in 2031, and must be added here: until then the series
will be called frozen. No ids of the new site are known for the retail price index and for the figures
from January on: these can only be had from the old site, and are dormant in the catalogue.

The old site's groups of the retail price index (A010401, A010501, A010601) are from a reader other people
published; that its row for the whole country ends in 01, as everywhere, is inferred.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from indicators.errors import UnknownName
from indicators.series import Indicator, Kind, Measure

YOY, MOM, YTD = "上年同月=100", "上月=100", "上年同期=100"
_CPI, _PPI, _RPI = "居民消费价格指数", "工业生产者出厂价格指数", "商品零售价格指数"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A table of the new site and our row in it, for the years it covers; the present one has no `last`."""

    first: int
    last: int | None
    table: str
    row: str


@dataclass(frozen=True, slots=True)
class OldCode:
    """A group of the old site and our row in it, for the years it covers."""

    first: int
    last: int | None
    group: str
    row: str


@dataclass(frozen=True, slots=True)
class NbsSeries:
    """One series: what it measures, what the office calls it, and where it stands."""

    kind: Kind
    measure: Measure
    label: str
    leaves: tuple[Leaf, ...] = ()
    old: tuple[OldCode, ...] = field(default=())


def _old(*rows: tuple[int, int | None, str]) -> tuple[OldCode, ...]:
    return tuple(OldCode(first, last, row[:-2], row) for first, last, row in rows)


SERIES = {
    "cpi-yoy": NbsSeries(
        Kind.CPI,
        Measure.YOY_100,
        f"{_CPI}({YOY})",
        (
            Leaf(1987, 2015, "954cfd7597e34b919ec71caf6aeead51", "4c1065dd4e984b25a21190c843551697"),
            Leaf(2016, 2020, "9d4eec43537742a7ab5d63db97fa2f51", "e5c318ffdbbc4d38898e52b52267eb25"),
            Leaf(2021, 2025, "809d2522b0fe4be89142650341b19083", "4ae9047687934a6390984c21d6ddab96"),
            Leaf(2026, None, "5c7452825c7c4dcba391db5ca7f335c5", "53180dfb9c14411ba4b762307c85920c"),
        ),
        _old(
            (1987, 2015, "A01010201"),
            (2016, 2020, "A01010101"),
            (2021, 2025, "A01010G01"),
            (2026, None, "A01010J01"),
        ),
    ),
    "cpi-mom": NbsSeries(
        Kind.CPI,
        Measure.MOM_100,
        f"{_CPI}({MOM})",
        (
            Leaf(2000, 2015, "bc985d1741a94451880c606022a8fe00", "384ddbda2edc47969caa98263f16231b"),
            Leaf(2016, 2020, "42132fae9f2244818f0480b4c422615c", "0dc091b5194c46afaf10369d5c55676a"),
            Leaf(2021, 2025, "e6664817f0cd427783cd397770695634", "e437d965279d41ceb9ace591b62f6ffc"),
            Leaf(2026, None, "b4fad2cf9e0e4af7815b7e9e2e95c5c7", "f3904a1f5a384d54a3944ec6e2df3d1c"),
        ),
        _old((2000, 2015, "A01030201"), (2016, 2020, "A01030101"), (2021, 2025, "A01030G01")),
    ),
    "cpi-ytd": NbsSeries(
        Kind.CPI,
        Measure.YTD_100,
        f"{_CPI}({YTD})",
        old=_old((1995, 2015, "A01020201"), (2016, 2020, "A01020101")),
    ),
    "ppi-yoy": NbsSeries(
        Kind.PPI,
        Measure.YOY_100,
        f"{_PPI}({YOY})",
        (Leaf(1993, None, "60e8b361f11c4a878c652a6487a25561", "150633e52b9a470a9a9fd1b296dd6c5b"),),
        _old((1993, None, "A01080101")),
    ),
    "ppi-mom": NbsSeries(
        Kind.PPI,
        Measure.MOM_100,
        f"{_PPI}({MOM})",
        (Leaf(2011, None, "677cfbb4f06941af8c1761c4804e58cf", "e64079bae9064aebad1c4c5fe0c8a6ef"),),
        _old((2011, None, "A01080701")),
    ),
    "ppi-ytd": NbsSeries(Kind.PPI, Measure.YTD_100, f"{_PPI}({YTD})", old=_old((1996, None, "A01080401"))),
    "rpi-yoy": NbsSeries(Kind.RPI, Measure.YOY_100, f"{_RPI}({YOY})", old=_old((1987, None, "A01040101"))),
    "rpi-ytd": NbsSeries(Kind.RPI, Measure.YTD_100, f"{_RPI}({YTD})", old=_old((1987, None, "A01050101"))),
    "rpi-mom": NbsSeries(Kind.RPI, Measure.MOM_100, f"{_RPI}({MOM})", old=_old((1987, None, "A01060101"))),
}


def series_of(indicator: Indicator) -> NbsSeries:
    """The series an indicator is; UnknownName, with a suggestion, where its code is none of ours."""
    if indicator.code not in SERIES:
        raise UnknownName.among(
            "NBS series", indicator.code, SERIES, where=indicator.key, hint=f"known: {', '.join(SERIES)}"
        )
    return SERIES[indicator.code]


def segments(series: NbsSeries, first: int, last: int) -> Iterator[tuple[Leaf | None, OldCode | None]]:
    """The tables that cover the years from `first` to `last`, each with the old site's one for its years."""
    tables: tuple[Leaf | OldCode, ...] = series.leaves or series.old
    for table in tables:
        if table.first > last or (table.last is not None and table.last < first):
            continue
        if isinstance(table, OldCode):
            yield None, table
        else:
            yield table, next((o for o in series.old if (o.first, o.last) == (table.first, table.last)), None)
