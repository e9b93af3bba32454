"""The layout of figures.txt: a head for each series, then its vintages, a line a year with twelve cells."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cached_property

from indicators.catalog import catalog
from indicators.errors import BadInput
from indicators.series import History, Indicator, Observation, Period, Reading, Status

ORIGIN = "snapshot"

PREAMBLE = """\
# Official price indices that ship with realterms. Made by `make snapshot`; read by indicators/snapshot.
#
# A series opens with [its short name] and a head: the publisher's code, base, units, seasonal adjustment
# and where our copy comes from. Each vintage below it gives the day on which its figures were public at
# the latest (a release day only where the line says so) and holds only what was new or different then.
# A line is a year and its twelve months: - no figure held, x the office says that there is none (the
# head says why), a closing p provisional. Digits are the office's; closing zeros that a copy had lost
# are put back where the office's number of decimals is documented.
"""

_NOTHING = "-"
_MISSING = "x"
_PROVISIONAL = "p"
_WHERE = "indicators/snapshot/figures.txt"


@dataclass(frozen=True)
class Vintage:
    """Figures that were new or different on `published_on`; `as_of` says in words what that date is.

    `rows` are the file's own lines, read into `observations` when they are first needed.
    """

    published_on: date
    as_of: str
    url: str
    rows: tuple[str, ...]
    footnote: str = ""

    @cached_property
    def observations(self) -> tuple[Observation, ...]:
        """The figures in order of period; BadInput for a damaged line."""
        return tuple(o for row in self.rows for o in _observations(row, self.footnote))


@dataclass(frozen=True)
class SnapshotSeries:
    """One bundled series with its vintages, oldest first."""

    indicator: Indicator
    provenance: str
    vintages: tuple[Vintage, ...]

    @property
    def as_of(self) -> date:
        """The as-of date of the newest vintage."""
        return self.vintages[-1].published_on

    def history(self, fetched_at: datetime) -> History:
        """The same figures as a History, taken at `fetched_at`."""
        readings = (
            Reading(
                o.period,
                o.value,
                o.status,
                v.published_on,
                fetched_at,
                ORIGIN,
                url=v.url,
                footnote=o.footnote,
            )
            for v in self.vintages
            for o in v.observations
        )
        return History(self.indicator, tuple(readings))


def rows_of(observations: Iterable[Observation]) -> tuple[str, ...]:
    """Monthly observations as lines, a year each."""
    years: dict[int, list[str]] = {}
    for one in sorted(observations, key=lambda o: o.period):
        cells = years.setdefault(one.period.year, [_NOTHING] * 12)
        cells[one.period.number - 1] = _cell(one)
    return tuple(" ".join([f"{year:04d}", *cells]) for year, cells in years.items())


def write(series: Iterable[SnapshotSeries]) -> str:
    """The whole file; the same series give the same text."""
    return "\n".join([PREAMBLE, *(_series_text(s) for s in series)])


def read(text: str) -> tuple[SnapshotSeries, ...]:
    """Every series of the file; BadInput where a head is incomplete or disagrees with the catalogue."""
    blocks = text.split("\n[")[1:]
    return tuple(_read_series(block) for block in blocks)


def _cell(one: Observation) -> str:
    if one.value is None:
        return _MISSING
    return f"{one.value:f}" + (_PROVISIONAL if one.status is Status.PROVISIONAL else "")


def _head(indicator: Indicator) -> dict[str, str]:
    return {
        "key": indicator.key,
        "title": indicator.title,
        "publisher": indicator.publisher,
        "base": indicator.base_period or "none (a rate)",
        "units": indicator.units,
        "seasonally adjusted": "yes" if indicator.seasonally_adjusted else "no",
    }


def _series_text(series: SnapshotSeries) -> str:
    head = _head(series.indicator) | {"provenance": series.provenance}
    footnote = next((v.footnote for v in series.vintages if v.footnote), "")
    if footnote:
        head["missing"] = footnote
    lines = [f"[{series.indicator.name}]", *(f"{key}: {value}" for key, value in head.items())]
    for vintage in series.vintages:
        lines.append(f"vintage {vintage.published_on.isoformat()}: {vintage.as_of} | {vintage.url}")
        lines.extend(vintage.rows)
    return "\n".join(lines) + "\n"


def _read_series(block: str) -> SnapshotSeries:
    name, *lines = block.strip().split("\n")
    name = name.rstrip("]")
    indicator = catalog().get(name)
    if indicator is None:
        raise BadInput("a bundled series is not in the catalogue", where=_WHERE, got=name)
    start = next((n for n, line in enumerate(lines) if line.startswith("vintage ")), len(lines))
    head = dict(line.split(": ", 1) for line in lines[:start])
    _check_head(indicator, head)
    vintages = tuple(_vintages(lines[start:], head.get("missing", "")))
    return SnapshotSeries(indicator, head["provenance"], vintages)


def _check_head(indicator: Indicator, head: Mapping[str, str]) -> None:
    for key, expected in _head(indicator).items():
        if head.get(key) != expected:
            raise BadInput(
                f"{indicator.name}: the bundled file and the catalogue disagree about {key}",
                where=_WHERE,
                expected=expected,
                got=head.get(key),
                hint="make snapshot",
            )


def _vintages(lines: list[str], footnote: str) -> Iterator[Vintage]:
    starts = [n for n, line in enumerate(lines) if line.startswith("vintage ")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        day, _, words = lines[start].removeprefix("vintage ").partition(": ")
        as_of, _, url = words.rpartition(" | ")
        yield Vintage(date.fromisoformat(day), as_of, url, tuple(lines[start + 1 : end]), footnote)


def _observations(row: str, footnote: str) -> Iterator[Observation]:
    year, *cells = row.split()
    if len(cells) != 12:
        raise BadInput("a year needs twelve cells", where=_WHERE, got=row)
    for month, cell in enumerate(cells, 1):
        if cell == _NOTHING:
            continue
        period = Period.month(int(year), month)
        if cell == _MISSING:
            yield Observation(period, None, Status.MISSING, footnote)
            continue
        status = Status.PROVISIONAL if cell.endswith(_PROVISIONAL) else Status.FINAL
        yield Observation(period, _decimal(cell.removesuffix(_PROVISIONAL), row), status)


def _decimal(text: str, row: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise BadInput("not a figure", where=_WHERE, expected=f"a number in {row!r}", got=text) from None
