"""Letters as pages: Markdown into one HTML page or one PDF, a new page for each letter.

No text of a letter is ever evaluated: HTML in it is shown as it stands, and pages get it as data.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from jobs.exports.drawing import clean, pictured
from jobs.exports.typesetting import bundled_suffices, fonts, typesetter
from plans.explain import Language

# Between letters in one Markdown file: a page break where it is printed, a line in plain text.
BREAK = '\n<div style="break-after: page"></div>\n\n---\n\n'
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def to_html(letters: Sequence[str], *, title: str, language: Language) -> str:
    """One page that needs nothing else and runs nothing; each letter begins a new sheet of paper."""
    style = files("jobs.letters").joinpath("letters.css").read_text(encoding="utf-8")
    return "\n".join(
        [
            "<!doctype html>",
            f'<html lang="{language.value}">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="robots" content="noindex, nofollow">',
            f"<title>{clean(title)}</title>",
            f"<style>\n{style}</style>",
            "</head>",
            "<body>",
            *(f'<section dir="auto">\n{_markdown().render(pictured(text))}</section>' for text in letters),
            "</body>",
            "</html>\n",
        ]
    )


def to_pdf(letters: Sequence[str], *, title: str, author: str, at: datetime, language: Language) -> bytes:
    """The letters as A4 pages; BadInput where typst is not installed."""
    bundled = bundled_suffices("".join(letters))
    data = {
        "title": pictured(title),
        "author": pictured(author),
        "language": language.value,
        "fonts": fonts(bundled=bundled),
        "letters": [list(_blocks(pictured(text))) for text in letters],
        "made": {n: getattr(at, n) for n in ("year", "month", "day", "hour", "minute", "second")},
    }
    made: bytes = typesetter("PDF letters", "write html and print it").compile(
        files("jobs.letters").joinpath("letters.typ").read_bytes(),
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        ignore_system_fonts=bundled,
        timestamp=int(at.timestamp()),
    )
    return made


@cache
def _markdown() -> Any:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _blocks(text: str) -> Iterator[dict[str, Any]]:
    """A letter as headings, paragraphs, list items and tables, their texts as runs of plain and bold."""
    rows: list[list[Any]] = []
    kind, right = "par", [False]
    for token in _markdown().parse(text):
        if token.type == "heading_open":
            kind = token.tag
        elif token.type == "list_item_open":
            kind = "item"
        elif token.type in ("heading_close", "list_item_close"):
            kind = "par"
        elif token.type == "table_open":
            rows, kind = [], "table"
        elif token.type == "tr_open":
            rows.append([])
            right = []
        elif token.type in ("th_open", "td_open"):
            right.append("right" in str(token.attrGet("style") or ""))
        elif token.type == "table_close":
            yield {"kind": "table", "rows": rows, "right": right}
            kind = "par"
        elif token.type == "inline":
            runs = list(_runs(token.children or []))
            if kind == "table":
                rows[-1].append(runs)
            else:
                yield {"kind": kind, "runs": runs}
        elif token.type in ("fence", "code_block"):
            yield {"kind": "par", "runs": [{"text": token.content, "bold": False}]}


def _runs(tokens: Sequence[Any]) -> Iterator[dict[str, Any]]:
    bold = 0
    for token in tokens:
        if token.type in ("strong_open", "strong_close"):
            bold += token.nesting
        elif token.type in ("softbreak", "hardbreak"):
            yield {"text": " ", "bold": False}
        elif token.content:
            yield {"text": token.content, "bold": bold > 0}
