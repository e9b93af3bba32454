"""Layout: which column of a file of employees is which, found from its headings alone."""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from indicators.errors import BadInput, InvalidFile, Problem, UnknownName, did_you_mean

# What a file must say of each employee; pay in either of two forms.
NEEDED = ("employee", "grade", "currency")
PAY, PAY_MINOR = "pay", "pay_minor"
DEPARTMENT, PLACE = "department", "place"
# What rules for people and letters may ask of them besides; these columns are also carried along.
HIRED_ON, LAST_RAISE_ON, FTE, STATUS = "hired_on", "last_raise_on", "fte", "status"
NAME = "name"  # for letters
CIRCUMSTANCES = (HIRED_ON, LAST_RAISE_ON, FTE, STATUS, NAME)
NAMES = (*NEEDED, PAY, PAY_MINOR, DEPARTMENT, PLACE, *CIRCUMSTANCES)
_DELIMITERS = ",;\t"


class Kind(StrEnum):
    """The forms a file of employees comes in."""

    CSV = "csv"
    PARQUET = "parquet"
    XLSX = "xlsx"
    FOLDER = "folder"  # of Parquet files

    @property
    def written(self) -> bool:
        """Whether people write it, so that a row may be unreadable."""
        return self in (Kind.CSV, Kind.XLSX)


ENDINGS = (Kind.CSV, Kind.PARQUET, Kind.XLSX)


@dataclass(frozen=True, slots=True)
class Layout:
    """The headings of a file in their order, and which of them (by position) each of NAMES is.

    `minor` says that pay stands in whole minor units. `skip` are the lines before the first row and
    `mark` the comment among them; both only in CSV.
    """

    headings: tuple[str, ...]
    positions: Mapping[str, int]
    skip: int = 0
    delimiter: str = ","
    mark: str = ""

    @property
    def minor(self) -> bool:
        """Whether pay stands in minor units."""
        return PAY_MINOR in self.positions

    @property
    def pay(self) -> int:
        """The position of pay."""
        return self.positions[PAY_MINOR if self.minor else PAY]

    @property
    def own(self) -> Mapping[str, int]:
        """The columns that an adjusted file has under our own names: those of NAMES that are not carried."""
        return {name: n for name, n in self.positions.items() if name not in CIRCUMSTANCES}

    def check_needed(self, needed: Mapping[str, str], shown: str) -> None:
        """InvalidFile where a column is missing that a rule of the plan needs (`PeopleRules.needed`)."""
        problems = [
            Problem(shown, name, "the column is missing", f"the plan's rule people.{rule} needs it")
            for name, rule in needed.items()
            if name not in self.positions
        ]
        if problems:
            raise InvalidFile(problems)


def raw_column(position: int) -> str:
    """The name of a file's column in the view `raw`, and of one that is carried along in `people`."""
    return f"c{position}"


def kind_of(path: Path) -> Kind:
    """The form of a file, by its ending; a folder has none. UnknownName for any other."""
    ending = path.suffix.casefold().lstrip(".")
    if path.is_dir() or not ending:
        return Kind.FOLDER
    if ending not in ENDINGS:
        hint = "csv, parquet or xlsx; a folder of Parquet has no ending"
        raise UnknownName.among("kind of file", ending, ENDINGS, where=str(path), hint=hint)
    return Kind(ending)


def csv_layout(path: Path, *, shown: str, columns: Mapping[str, str]) -> Layout:
    """The layout of a CSV file: UTF-8; commas, semicolons or tabs; comments (#) only before the headings."""
    mark: list[str] = []
    line, skip = "", 0
    try:
        with path.open("rb") as lines:  # bytes, so that only the headings are decoded here
            for raw in lines:
                line, skip = raw.decode("utf-8-sig").rstrip("\r\n"), skip + 1
                if not line.startswith("#"):
                    break
                mark.append(line.strip("# ,;\t"))
    except UnicodeDecodeError:
        problem = Problem(shown, f"line {skip + 1}", "the headings are not UTF-8", "UTF-8 text")
        raise InvalidFile([problem]) from None
    except OSError as error:
        raise BadInput(f"cannot read the file: {error.strerror}", where=shown) from None
    if not line or line.startswith("#"):
        raise InvalidFile([Problem(shown, "", "the file has no headings", ", ".join(NEEDED))])
    delimiter = max(_DELIMITERS, key=lambda d: len(_cells(line, d)))
    headings, problems = _cells(line, delimiter), []
    if line.count('"') % 2:
        problems.append(
            Problem(shown, f"line {skip}", "a heading runs over several lines", "one line of headings")
        )
    return _layout(headings, shown, columns, problems, skip=skip, delimiter=delimiter, mark=" ".join(mark))


def table_layout(
    headings: Sequence[str], *, shown: str, columns: Mapping[str, str], mark: str = ""
) -> Layout:
    """The layout of a table whose headings are known."""
    return _layout(list(headings), shown, columns, [], mark=mark)


def _cells(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])


def _layout(
    headings: list[str],
    shown: str,
    columns: Mapping[str, str],
    problems: list[Problem],
    *,
    skip: int = 0,
    delimiter: str = ",",
    mark: str = "",
) -> Layout:
    plain = [_plain(h) for h in headings]
    problems += [
        Problem(
            shown,
            f"column {n}",
            "a heading is empty or stands twice",
            "every heading once",
            repr(headings[n - 1]),
        )
        for n, name in enumerate(plain, 1)
        if not name or plain.count(name) > 1
    ]
    positions: dict[str, int] = {}
    for name in NAMES:
        wanted = columns.get(name, name)
        if _plain(wanted) in plain:
            positions[name] = plain.index(_plain(wanted))
        elif name in columns:
            problems.append(_missing(shown, wanted, headings))
    problems += [_missing(shown, n, headings) for n in NEEDED if n not in positions and n not in columns]
    problems += _pay_problems(shown, positions, columns)
    for name in columns:
        if name not in NAMES:
            near = did_you_mean(name, NAMES)
            problems.append(
                Problem(shown, name, "not a column that can be named", f"{near or ', '.join(NAMES)}")
            )
    if problems:
        raise InvalidFile(problems)
    return Layout(tuple(headings), positions, skip, delimiter, mark)


def _pay_problems(shown: str, positions: Mapping[str, int], columns: Mapping[str, str]) -> list[Problem]:
    found = [name for name in (PAY, PAY_MINOR) if name in positions]
    if len(found) == 1 or (not found and any(name in columns for name in (PAY, PAY_MINOR))):
        return []
    message = "pay stands there twice" if found else "the column is missing"
    return [Problem(shown, PAY, message, "either pay in major units or pay_minor in whole minor units")]


def _missing(shown: str, wanted: str, headings: Sequence[str]) -> Problem:
    near = did_you_mean(wanted, headings)
    hint = f"did you mean {near!r}?" if near else "one of " + ", ".join(map(repr, headings))
    return Problem(shown, wanted, "the column is missing", hint)


def _plain(heading: str) -> str:
    return re.sub(r"[\s_-]+", "_", heading.strip()).casefold()
