"""Previous versions of an ONS page as vintages: what it said before, since when, and what was a correction.

A page lists the versions it had, `.../previous/v1`, `v2` and so on, made whenever figures were added or
changed; with each stands the day on which the next one took its place and, where that one was a correction,
the notice that says so (ONSdigital/zebedee, which writes these pages). A version states the release day of
its figures. A correction keeps the release day of what it corrects, so it counts from the day on which it
took that one's place; where both are one day, it alone is the figure of that day.

The shape is from the website's source and from pages without versions; no recorded page with versions is
at hand. Versions on another base, as the CPI's before 2016, are left out.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from indicators.series import Indicator, Observation, Period, Status
from indicators.sources.base import Answer, Call, Parsed
from indicators.sources.figures import field_of, read_json, unexpected
from indicators.sources.ons import Ons, series_and_dataset
from indicators.sources.ons_json import parse_json
from indicators.sources.ons_words import london_day

_URI = re.compile(r"(?P<page>/[a-z0-9/]+)/previous/v(?P<number>[1-9][0-9]{0,3})")
_LONGEST_NOTICE = 300


@dataclass(frozen=True, slots=True)
class _Entry:
    """A version in a page's list: its number, when the next took its place, and the notice of that one."""

    number: int
    superseded: str
    notice: str


class OnsVersions(Ons):
    """The reader of `ons:` indicators with every version of their pages."""

    def requests(self, indicators: Sequence[Indicator], **asked: Any) -> Iterator[Call]:
        """One call an indicator, for the page that lists its versions; they follow from it."""
        for call in super().requests(indicators, **asked):
            if call.alternative is not None:
                yield call.alternative

    def parse(self, call: Call, answer: Answer) -> list[Parsed]:
        """The page or one of its versions; each figure carries the day since when the page said so."""
        (indicator,) = call.indicators
        parsed = parse_json(answer, call, indicator, *series_and_dataset(indicator))
        if call.state:
            return [_since(parsed, call, **call.state)]
        entries = _entries(read_json(answer, call), call)
        calls = _calls(entries, call)
        last = entries[-1] if entries else None
        current = _since(parsed, call, "this page", *((last.superseded, last.notice) if last else ("", "")))
        return [replace(current, next_release=parsed.next_release, more=tuple(calls))]

    def combined(self, parts: Sequence[Parsed]) -> Parsed:
        """The page with its versions: each figure as it was first said, and each time it was changed.

        `parts`: the page, then its versions. A figure that a correction changed is corrected from then on,
        for as long as the page goes on saying it.
        """
        current, *versions = parts
        if current.other_base:
            return current
        ours = [v for v in versions if not v.other_base]
        lines: dict[Period, list[Observation]] = {}
        for part in sorted([*ours, current], key=lambda p: p.published_on or date.min):
            for observation in part.observations:
                _add(lines.setdefault(observation.period, []), observation)
        left_out = len(versions) - len(ours)
        notes = (f"{left_out} versions on another base were left out",) if left_out else ()
        return replace(
            current,
            observations=tuple(o for period in sorted(lines) for o in lines[period]),
            messages=current.messages + notes + tuple(m for v in ours for m in v.messages),
        )


def _entries(document: Mapping[str, Any], call: Call) -> list[_Entry]:
    """The list of versions, oldest first."""
    listed = document.get("versions")
    entries = [_entry(row, call) for row in (listed if isinstance(listed, list) else [])]
    entries.sort(key=lambda e: e.number)
    if len({e.number for e in entries}) != len(entries):
        unexpected(call, "a version listed twice", got=[e.number for e in entries])
    return entries


def _entry(row: Any, call: Call) -> _Entry:
    uri = field_of(row, "uri", str, call)
    match = _URI.fullmatch(uri)
    page = urlsplit(call.request.url).path.removesuffix("/data")
    if match is None or not page.endswith(match["page"]):
        unexpected(call, "a version of another page", got=uri, expected=f"{page}/previous/v1")
    texts = {name: row.get(name) or "" for name in ("updateDate", "correctionNotice")}
    if not all(isinstance(text, str) for text in texts.values()):
        unexpected(call, "a version without its day", got=row)
    notice = " ".join(texts["correctionNotice"].split())[:_LONGEST_NOTICE]
    return _Entry(int(match["number"]), texts["updateDate"], notice)


def _calls(entries: Sequence[_Entry], call: Call) -> Iterator[Call]:
    before = _Entry(0, "", "")
    for entry in entries:
        url = f"{call.request.url.removesuffix('/data')}/previous/v{entry.number}/data"
        state = {"name": f"v{entry.number}", "superseded": before.superseded, "notice": before.notice}
        yield replace(call, request=replace(call.request, url=url), state=state)
        before = entry


def _since(parsed: Parsed, call: Call, name: str, superseded: str, notice: str) -> Parsed:
    """A page whose figures carry the day since when it said them, and whether they came as a correction."""
    took_place = london_day(superseded, call) if superseded else None
    day = parsed.published_on or took_place
    if day is None:
        unexpected(call, f"{name} states no release date")
    if notice and took_place is not None:
        day = max(day, took_place)
    status = Status.CORRECTED if notice else Status.FINAL
    figures = tuple(replace(o, status=status, footnote=notice, published_on=day) for o in parsed.observations)
    told = (f"corrected on {day}: {notice}",) if notice else ()
    return replace(
        parsed, observations=figures, published_on=day, next_release=None, messages=parsed.messages + told
    )


def _add(line: list[Observation], said: Observation) -> None:
    """Put what a version says of a period behind what was said of it before, where that is something else."""
    if not line:
        line.append(replace(said, status=Status.FINAL, footnote=""))
    elif line[-1].value != said.value:
        if line[-1].published_on == said.published_on:
            line.pop()
        line.append(said)
