"""The PDF form: the same report as pages, with the record attached; the same bytes every time.

It is laid out by typst (extra `report`), offline. Texts reach it as data and are never evaluated. Fonts are
the ones that typst brings along; where a text has letters that those lack (Chinese, Arabic, Hebrew, ...), the
machine's own fonts are used as well, and then the bytes are the same on this machine only.
"""

import json
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

from indicators.errors import BadInput, InvalidFile, Problem
from jobs.exports.charts import course, ladder
from jobs.exports.drawing import pictured
from jobs.exports.json_form import from_json, to_json
from jobs.exports.model import Annex, Read, named
from jobs.exports.report import report
from jobs.exports.sections import Grid, Report, Section
from jobs.exports.typesetting import bundled_suffices, fonts, typesetter
from plans.adjust import Adjustment
from plans.record import Document

ATTACHMENT = "realterms-record.json"
_LARGEST = 200_000_000
_STREAM = re.compile(rb"obj\s*<<(?P<head>[^>]*/EmbeddedFile\b.*?)>>\s*stream\r?\n", re.DOTALL)
_ENGINE = re.compile(rb"Typst \d+\.\d+\.\d+")
_LENGTH = re.compile(rb"/Length (\d+)")
_STYLE = """
text{font-family:"Libertinus Serif"}
.drawn-before{fill:#a9b1bd}.drawn-after,.drawn-dot{fill:#1f5fa8}.drawn-middle{stroke:#000;stroke-width:2}
.drawn-grid{stroke:#bbb;stroke-width:1}.drawn-course,.drawn-leap{stroke:#1f5fa8;stroke-width:1.8;fill:none}
.drawn-leap{stroke-dasharray:5 4;opacity:.7}.drawn-axis{fill:#444;font-size:12px}
.drawn-name{font-size:13px;font-weight:bold}
.drawn-value{font-size:13px;paint-order:stroke;stroke:#fff;stroke-width:3px}
"""


def to_pdf(
    facts: Mapping[str, str], adjustment: Adjustment, document: Document, annex: Annex | None = None
) -> bytes:
    """The report's bytes; BadInput where typst is not installed."""
    typst = typesetter("PDF reports", "export html and print it")
    made = report(facts, adjustment, document, annex)
    record = to_json(facts, document, annex, indent=None)
    own = bundled_suffices(record)
    at = datetime.fromisoformat(facts["exported_at"]).astimezone(UTC)
    data = {
        **_report(made, adjustment),
        "author": facts["exported_by"],
        "attachment": ATTACHMENT,
        "fonts": fonts(bundled=own),
        "foot": f"{named(facts)}, in effect from {facts['effective_on']}",
        "made": {n: getattr(at, n) for n in ("year", "month", "day", "hour", "minute", "second")},
    }
    template = files("jobs.exports").joinpath("report.typ").read_bytes()
    made_pdf: bytes = typst.compile(
        template,
        format="pdf",
        sys_inputs={"data": json.dumps(_shown(data), ensure_ascii=False), "record": record},
        ignore_system_fonts=own,
        timestamp=int(at.timestamp()),
    )
    return made_pdf


def pages_differ(
    content: bytes, facts: Mapping[str, str], adjustment: Adjustment, document: Document, annex: Annex
) -> tuple[bool, str]:
    """Whether pages are not those that the record gives; else why that cannot be told here, if it cannot."""
    try:
        again = to_pdf(facts, adjustment, document, annex)
    except BadInput as error:
        return False, error.message
    there, here = ({m.decode() for m in _ENGINE.findall(pdf)} for pdf in (content, again))
    if content == again or there == here or len(there) != 1:
        return content != again, ""
    return False, f"they were laid out by {' '.join(there)}, here is {' '.join(here)}"


def _report(made: Report, adjustment: Adjustment) -> dict[str, Any]:
    return {
        "title": made.title,
        "mark": made.mark,
        "across": made.mark.partition(":")[0],
        "handling": made.handling,
        "lead": made.lead,
        "sections": [_section(section, adjustment) for section in made.sections],
    }


def _shown(value: Any) -> Any:
    """The same with a picture of each control character in every text."""
    if isinstance(value, str):
        return pictured(value)
    if isinstance(value, dict):
        return {key: _shown(v) for key, v in value.items()}
    return [_shown(v) for v in value] if isinstance(value, (list, tuple)) else value


def _section(section: Section, adjustment: Adjustment) -> dict[str, Any]:
    return {
        "title": section.title,
        "level": section.level,
        "texts": section.texts,
        "notes": section.notes,
        "code": section.code,
        "drawings": list(_drawings(section, adjustment)),
        "grid": _grid(section.grid) if section.grid is not None else None,
    }


def _drawings(section: Section, adjustment: Adjustment) -> Iterator[dict[str, str]]:
    if section.ladder:
        yield {"svg": ladder(adjustment, style=_STYLE), "says": "Pay bands before and after"}
    if section.course:
        yield {"svg": course(section.course, style=_STYLE), "says": f"Figures of {section.title}"}


def _grid(grid: Grid) -> dict[str, Any]:
    columns = list(zip(*grid.rows, strict=True)) or [()] * len(grid.heads)
    heads = [
        # A column of long texts gets more of the page than one of short names.
        {**asdict(head), "share": min(max(6, *(len(cell) for cell in column), 0), 40)}
        for head, column in zip(grid.heads, columns, strict=True)
    ]
    return {
        "heads": heads,
        "rows": grid.rows,
        "groups": grid.groups,
        "head-rows": 2 if grid.groups else 1,
    }


def from_pdf(content: bytes, *, file: str) -> Read:
    """The record attached to a report; InvalidFile where there is none."""
    if not content.startswith(b"%PDF-"):
        raise InvalidFile([Problem(file, "", "not a PDF")])
    for found in _STREAM.finditer(content):
        length = _LENGTH.search(found["head"])
        if length is not None:
            packed = content[found.end() : found.end() + int(length[1])]
            return from_json(_unpacked(packed, found["head"], file), file=file, form="pdf")
    raise InvalidFile([Problem(file, ATTACHMENT, "no record of realterms is attached")])


def _unpacked(packed: bytes, head: bytes, file: str) -> bytes:
    if b"/FlateDecode" not in head:
        return packed
    try:
        unpacker = zlib.decompressobj()
        whole = unpacker.decompress(packed, _LARGEST)
    except zlib.error as error:
        raise InvalidFile([Problem(file, ATTACHMENT, f"the attachment is damaged: {error}")]) from None
    if unpacker.unconsumed_tail:
        raise InvalidFile([Problem(file, ATTACHMENT, "unpacks to more than an export ever is")])
    return whole
