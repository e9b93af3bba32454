"""The HTML form: one page that needs nothing else, with its charts and the whole record inside.

No script runs and nothing is fetched: the page itself forbids both. Every text is escaped. The record
stands in a data block whose `<` are written as escapes of JSON, so that no text in it can end the block.
"""

from collections.abc import Iterator, Mapping
from importlib.resources import files

from indicators.errors import InvalidFile, Problem
from jobs.exports.charts import course, ladder
from jobs.exports.drawing import clean
from jobs.exports.json_form import from_json, to_json
from jobs.exports.model import Annex, Read
from jobs.exports.report import report
from jobs.exports.sections import Grid, Head, Report, Section
from plans.adjust import Adjustment
from plans.record import Document

_OPENING = '<script type="application/json" id="realterms-record">'
_CLOSING = "</script>"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def to_html(
    facts: Mapping[str, str], adjustment: Adjustment, document: Document, annex: Annex | None = None
) -> str:
    """The page as text, the same for the same record every time."""
    made = report(facts, adjustment, document, annex)
    style = files("jobs.exports").joinpath("report.css").read_text(encoding="utf-8")
    record = to_json(facts, document, annex, indent=None).rstrip("\n").replace("<", "\\u003c")
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="robots" content="noindex, nofollow">',
            '<meta name="referrer" content="no-referrer">',
            f"<title>{clean(made.title)}</title>",
            f"<style>\n{style}</style>",
            "</head>",
            "<body>",
            *_body(made, adjustment),
            f"{_OPENING}{record}{_CLOSING}",
            "</body>",
            "</html>\n",
        ]
    )


def from_html(content: bytes, *, file: str) -> Read:
    """The record inside a page; InvalidFile where there is none, or more than one."""
    try:
        page = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidFile([Problem(file, "", f"byte {error.start} is not UTF-8")]) from None
    parts = page.split(_OPENING)
    if len(parts) != 2 or _CLOSING not in parts[1]:
        raise InvalidFile([Problem(file, "", "no record of realterms is in the page", _OPENING)])
    return from_json(parts[1].partition(_CLOSING)[0], file=file, form="html")


def _body(made: Report, adjustment: Adjustment) -> Iterator[str]:
    yield "<main>"
    yield "<header>"
    if made.mark:
        yield f'<p class="mark" role="note">{clean(made.mark)}</p>'
        yield f'<div class="across" aria-hidden="true">{clean(made.mark.partition(":")[0])}</div>'
    yield f"<h1>{clean(made.title)}</h1>"
    yield f'<p class="handling">{clean(made.handling)}</p>'
    yield "<dl>"
    yield from (f"<dt>{clean(name)}</dt><dd>{clean(value)}</dd>" for name, value in made.lead)
    yield "</dl>"
    yield "</header>"
    for section in made.sections:
        yield from _section(section, adjustment)
    yield "</main>"


def _section(section: Section, adjustment: Adjustment) -> Iterator[str]:
    if section.language:
        yield f'<div lang="{clean(section.language)}">'
    yield f"<h{section.level}>{clean(section.title)}</h{section.level}>"
    yield from (f"<p>{clean(text)}</p>" for text in section.texts)
    if section.notes:
        yield f"<ul>{''.join(f'<li>{clean(note)}</li>' for note in section.notes)}</ul>"
    if section.ladder:
        yield ladder(adjustment)
    if section.course:
        yield course(section.course)
    if section.grid is not None:
        yield from _table(section.grid)
    if section.code:
        # A line feed right after the tag is not part of the text.
        yield f"<pre>\n{clean(section.code)}</pre>"
    if section.language:
        yield "</div>"


def _table(grid: Grid) -> Iterator[str]:
    yield '<div class="wide"><table>'
    yield f"<caption>{clean(grid.caption)}</caption>"
    yield "<thead>"
    if grid.groups:
        yield f"<tr>{''.join(_group(title, span) for title, span in grid.groups)}</tr>"
    yield f"<tr>{''.join(_head(head) for head in grid.heads)}</tr>"
    yield "</thead>"
    yield "<tbody>"
    for first, *rest in grid.rows:
        cells = (_cell(head, text) for head, text in zip(grid.heads[1:], rest, strict=True))
        yield f'<tr><th scope="row">{clean(first)}</th>{"".join(cells)}</tr>'
    yield "</tbody>"
    yield "</table></div>"


def _group(title: str, span: int) -> str:
    if not title:
        return f'<td colspan="{span}"></td>'
    return f'<th scope="colgroup" colspan="{span}">{clean(title)}</th>'


def _head(head: Head) -> str:
    # A column of units needs no heading that is seen.
    return f'<th scope="col"{_kind(head)}>{clean(head.title)}</th>' if head.title else "<td></td>"


def _cell(head: Head, text: str) -> str:
    return f"<td{_kind(head)}>{clean(text)}</td>"


def _kind(head: Head) -> str:
    kinds = {"number": head.number, "narrow": head.narrow, "source": head.address}
    return next((f' class="{kind}"' for kind, is_so in kinds.items() if is_so), "")
