"""The ONS CSV of one series: header rows by name, then years, quarters and months in one column pair."""

from collections.abc import Mapping

from indicators.series import Indicator
from indicators.sources.base import Answer, Call, Parsed
from indicators.sources.figures import read_csv, unexpected
from indicators.sources.ons_words import is_date, next_release, observations_of, read_labels, released_on

_LABELS = (
    "Title",
    "CDID",
    "Source dataset ID",
    "PreUnit",
    "Unit",
    "Release date",
    "Next release",
    "Important notes",
)
# The file of a whole dataset says "Release Date" and "Important Notes".
_BY_WORDS = {label.casefold(): label for label in _LABELS}
# The two that a filtered file leaves out.
_OPTIONAL = ("Source dataset ID", "Important notes")


def parse_csv(answer: Answer, call: Call, indicator: Indicator, series: str, dataset: str) -> Parsed:
    """One series in the page's CSV, with eight header rows, or six where it was filtered."""
    return parse_rows(read_csv(answer, call), call, indicator, series, dataset)


def parse_rows(text: list[list[str]], call: Call, indicator: Indicator, series: str, dataset: str) -> Parsed:
    """One series in rows of two cells; the names in its head may be written in any case."""
    header, rows = _split(text, call)
    said = (header["CDID"].upper(), header.get("Source dataset ID", dataset).upper())
    if said != (series, dataset):
        unexpected(call, "another series than asked for", got="/".join(said), expected=f"{series}/{dataset}")
    observations = observations_of(rows, indicator, call)
    upcoming, notes = next_release(header["Next release"])
    warnings, other_base = read_labels((header["Title"], header["Unit"]), indicator, observations)
    important = (header["Important notes"],) if header.get("Important notes") else ()
    described = {"title": header["Title"].strip(), "unit": header["Unit"].strip()}
    return Parsed(
        indicator.key,
        observations,
        published_on=released_on(header["Release date"], call),
        next_release=upcoming,
        messages=notes + warnings + important,
        described={name: text for name, text in described.items() if text},
        other_base=other_base,
    )


def _split(rows: list[list[str]], call: Call) -> tuple[Mapping[str, str], list[tuple[str, str | None]]]:
    header: dict[str, str] = {}
    data: list[tuple[str, str | None]] = []
    for row in rows:
        if len(row) != 2:
            unexpected(call, "a row without two cells", got=",".join(row), expected="name and value")
        name, value = row
        if is_date(name):
            data.append((name, value))
            continue
        name = _BY_WORDS.get(name.casefold(), name)
        if data or name not in _LABELS or name in header:
            unexpected(call, "an unknown row", got=",".join(row), expected="a header row, or a period")
        else:
            header[name] = value
    missing = [label for label in _LABELS if label not in header and label not in _OPTIONAL]
    if missing:
        unexpected(call, f"header rows missing: {', '.join(missing)}", got=",".join(header))
    return header, data
