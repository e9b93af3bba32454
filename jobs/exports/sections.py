"""The parts that a report is laid out from: headings, texts, tables and charts, all of it plain text."""

from dataclasses import dataclass

from plans.steps import Input


@dataclass(frozen=True, slots=True)
class Head:
    """A column's heading; numbers stand to the right, `narrow` ones stay on a line, addresses may break."""

    title: str
    number: bool = False
    narrow: bool = False
    address: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table ready to be laid out; `groups` are headings over several columns each, with their widths."""

    caption: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[str, ...], ...]
    groups: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it, in this order; `ladder` and `course` ask for those charts.

    `language` is that of its words, where it is not the report's.
    """

    title: str
    texts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    ladder: bool = False
    course: tuple[Input, ...] = ()
    grid: Grid | None = None
    code: str = ""
    level: int = 2
    language: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report."""

    title: str
    mark: str
    handling: str
    lead: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
