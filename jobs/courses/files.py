"""A chart as a file: SVG, PNG, or the figures behind it as CSV or as text for the clipboard.

The CSV has a row a period and a column a line, with the digits that the look gives; an empty cell is a month
without a figure. PNG is drawn by typst (extra `report`) from the very SVG.
"""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from indicators.errors import BadInput
from indicators.series import Period
from jobs.courses.drawing import HEIGHT, WIDTH, Texts, chart, unit
from jobs.courses.looks import Courses, Look
from jobs.exports.csv_form import to_csv
from jobs.exports.files import write_files
from jobs.exports.typesetting import typesetter

FORMS = ("svg", "png", "csv")
_DOTS_PER_INCH = 144
_PAGE = """
#let data = json(bytes(sys.inputs.data))
#set page(width: data.width * 1pt, height: data.height * 1pt, margin: 0pt)
#image(bytes(data.svg), format: "svg", width: 100%)
"""


def write(
    drawn: Courses,
    path: Path,
    *,
    first: Period | None = None,
    last: Period | None = None,
    overwrite: bool = False,
    texts: Texts | None = None,
) -> Path:
    """Write what is seen between two periods; the form goes by the file's ending, and the mode is 0600.

    `texts` are what a picture says, in English by default; a table's columns are always named in English.

    BadInput for another ending, for a place that cannot be written or exists, and for PNG without typst.
    """
    form = path.suffix.lower().lstrip(".")
    if form not in FORMS:
        raise BadInput(
            "a chart is written as a picture or as a table of its figures",
            where=str(path),
            expected="a name that ends in .svg, .png or .csv",
            got=path.suffix or path.name,
        )
    write_files({path: _content(drawn, form, first, last, texts)}, overwrite=overwrite)
    return path


def _content(
    drawn: Courses, form: str, first: Period | None, last: Period | None, texts: Texts | None
) -> bytes:
    if form == "csv":
        return to_csv(head(drawn), rows(drawn, first, last))
    picture = chart(drawn, first, last, texts)
    return picture.encode() if form == "svg" else png(picture)


def png(picture: str, *, width: int = WIDTH, height: int = HEIGHT + 10) -> bytes:
    """An SVG of that size as PNG, two dots a unit; BadInput where typst is not installed."""
    data = json.dumps({"svg": picture, "width": width, "height": height}, ensure_ascii=False)
    made: bytes = typesetter("PNG pictures", "save the chart as .svg").compile(
        _PAGE.encode(), format="png", ppi=_DOTS_PER_INCH, sys_inputs={"data": data}
    )
    return made


def head(drawn: Courses) -> list[str]:
    """The columns: the period, then each line with what its values are."""
    return ["period", *(f"{c.label} ({unit(drawn)})" for c in drawn.courses)]


def rows(drawn: Courses, first: Period | None = None, last: Period | None = None) -> Iterator[list[str]]:
    """A row for each period of any line, in order."""
    held = [dict(c.points) for c in drawn.courses]
    for at in sorted({p for points in held for p in points}, key=lambda p: (p.first_day, p.frequency.value)):
        if (first is None or at.first_day >= first.first_day) and (
            last is None or at.first_day <= last.first_day
        ):
            yield [str(at), *(_cell(points.get(at), drawn.look) for points in held)]


def as_text(drawn: Courses, first: Period | None = None, last: Period | None = None) -> str:
    """The same as text with tabs, as spreadsheets take it from the clipboard."""
    return "\n".join("\t".join(row) for row in (head(drawn), *rows(drawn, first, last)))


def _cell(value: Decimal | None, look: Look) -> str:
    if value is None:
        return ""
    if look in {Look.INDEX, Look.VINTAGES}:
        return f"{value:f}"
    return f"{round(value, 6).normalize():f}"
