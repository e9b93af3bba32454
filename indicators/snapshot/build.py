"""Makes figures.txt from a folder of official series: `python -m indicators.snapshot.build FOLDER [TARGET]`.

The folder holds MANIFEST.tsv, CSV files of `series_id,period,value` and us_vintages.csv, which adds a
column `vintage`. The same folder gives the same bytes. Nothing is written where a series disagrees with
the manifest or with our catalogue.
"""

import csv
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from indicators.catalog import find
from indicators.errors import BadInput, RealtermsError
from indicators.series import Indicator, Measure, Observation, Period, Status
from indicators.snapshot import FILE
from indicators.snapshot.layout import SnapshotSeries, Vintage, rows_of, write
from indicators.snapshot.recipes import RECIPES, SEEN, VINTAGE_FILE, Recipe

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _View:
    """What a copy held on one day: every figure of it, changed or not."""

    on: date
    words: str
    figures: Mapping[Period, Observation]


def build(folder: Path, recipes: Sequence[Recipe] = RECIPES) -> str:
    """The text of figures.txt from the series in `folder`; BadInput where they do not fit."""
    manifest = {(r["file"], r["series_id"]): r for r in _table(folder / "MANIFEST.tsv", "\t")}
    return write([_series(folder, recipe, manifest) for recipe in recipes])


def main(arguments: Sequence[str]) -> int:
    """Write figures.txt beside this file, or TARGET; returns 0, or the error's code after telling why."""
    try:
        if len(arguments) not in (1, 2):
            raise BadInput(
                "name the folder of series", expected="python -m indicators.snapshot.build FOLDER [TARGET]"
            )
        text = build(Path(arguments[0]))
    except RealtermsError as error:
        sys.stderr.write(error.explain() + "\n")
        return error.exit_code
    target = Path(arguments[1]) if len(arguments) == 2 else Path(__file__).with_name(FILE)
    target.write_text(text, encoding="utf-8", newline="\n")
    sys.stdout.write(f"{target}: {len(RECIPES)} series, {len(text.encode())} bytes\n")
    return 0


def _series(folder: Path, recipe: Recipe, manifest: Mapping[tuple[str, str], Row]) -> SnapshotSeries:
    indicator = find(recipe.name)
    rows = _rows(folder / recipe.file, recipe.series_id)
    described = manifest.get((recipe.file, recipe.series_id))
    if described is None:
        raise BadInput("the manifest does not list a series", where=recipe.file, got=recipe.series_id)
    _check(indicator, described, rows)
    absent = [Period.parse(text) for text in described["missing"].split()] if recipe.missing else []
    views = _dated_views(recipe, rows)
    if recipe.vintages:
        earlier: dict[str, list[Row]] = {}
        for row in _rows(folder / VINTAGE_FILE, recipe.series_id):
            earlier.setdefault(row["vintage"], []).append(row)
        views += [(date.fromisoformat(day), SEEN, held) for day, held in earlier.items()]
    complete = [_view(recipe, indicator, absent, *view) for view in views]
    return SnapshotSeries(indicator, recipe.provenance, tuple(_vintages(recipe, indicator, complete)))


def _dated_views(recipe: Recipe, rows: Iterable[Row]) -> list[tuple[date, str, list[Row]]]:
    """The series' own file as one view for each of its dates, each holding all that was out by then."""
    held = list(rows)
    return [
        (d.on, d.words, [r for r in held if d.until is None or Period.parse(r["period"]) <= d.until])
        for d in recipe.dated
    ]


def _view(
    recipe: Recipe, indicator: Indicator, absent: Iterable[Period], on: date, words: str, rows: Iterable[Row]
) -> _View:
    values = {p: _digits(recipe, p, v) for p, v in ((Period.parse(r["period"]), r["value"]) for r in rows)}
    first, last = min(values), max(values)
    settled = last.shift(-indicator.provisional_months)
    figures = {
        p: Observation(p, v, Status.FINAL if p <= settled else Status.PROVISIONAL) for p, v in values.items()
    }
    gaps = (p for p in absent if first < p < last)
    figures |= {p: Observation(p, None, Status.MISSING, recipe.missing) for p in gaps}
    return _View(on, words, figures)


def _vintages(recipe: Recipe, indicator: Indicator, views: Iterable[_View]) -> Iterator[Vintage]:
    """Each view's new and different figures, oldest first; a view that changes nothing leaves no vintage."""
    held: dict[Period, Observation] = {}
    for view in sorted(_merged(views), key=lambda v: v.on):
        changed = [o for p, o in view.figures.items() if held.get(p) != o]
        held.update(view.figures)
        if changed:
            yield Vintage(view.on, view.words, _url(indicator), rows_of(changed), recipe.missing)


def _merged(views: Iterable[_View]) -> Iterable[_View]:
    """Views of one day made one; BadInput where they contradict each other. The first one's words stay."""
    by_day: dict[date, _View] = {}
    for view in views:
        known = by_day.setdefault(view.on, view)
        for period in known.figures.keys() & view.figures.keys():
            if known.figures[period] != view.figures[period]:
                raise BadInput(f"two figures for {period} on {view.on}", got=str(view.figures[period].value))
        by_day[view.on] = _View(view.on, known.words, {**known.figures, **view.figures})
    return by_day.values()


def _digits(recipe: Recipe, period: Period, text: str) -> Decimal:
    """The figure with the office's number of decimals: closing zeros put back, nothing ever cut."""
    value = Decimal(text)
    printed = max((d for start, d in recipe.decimals if start <= period), default=0)
    exponent = value.as_tuple().exponent
    short = isinstance(exponent, int) and -exponent < printed
    return value.quantize(Decimal(1).scaleb(-printed)) if short else value


def _check(indicator: Indicator, described: Row, rows: Sequence[Row]) -> None:
    facts = {
        "number of figures": (described["n"], str(len(rows))),
        "first period": (described["first"], rows[0]["period"]),
        "last period": (described["last"], rows[-1]["period"]),
        "seasonal adjustment": (described["sa"] == "SA", indicator.seasonally_adjusted),
    }
    if indicator.measure is Measure.INDEX:
        facts["base"] = (described["base"], indicator.base_period)
    for what, (expected, got) in facts.items():
        if expected != got:
            raise BadInput(f"{indicator.name}: {what} is not what we hold", expected=str(expected), got=got)


def _url(indicator: Indicator) -> str:
    if indicator.source == "bls":
        return f"https://data.bls.gov/timeseries/{indicator.code}"
    return indicator.url


def _rows(path: Path, series_id: str) -> list[Row]:
    rows = [row for row in _table(path) if row["series_id"] == series_id]
    if not rows:
        raise BadInput("a series is not in its file", where=str(path), got=series_id)
    return rows


def _table(path: Path, delimiter: str = ",") -> list[Row]:
    if not path.is_file():
        raise BadInput("a file of the folder is missing", where=str(path))
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=delimiter))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
