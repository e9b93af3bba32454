"""US Bureau of Labor Statistics, flat files (download.bls.gov/pub/time.series), downloaded or imported.

A data file holds many series as tab-separated text: the id is padded with blanks, the value stands to the
right, lines end with CR LF. A series file says of each series its title, its base and whether it is
adjusted; the base is in words for consumer prices (1982-84=100), a month for producer prices (198200 for
the year 1982, 200911 for November 2009).

Oddities: annual (M13, A01) and half-year (S01 to S03) rows stand among the months. A month that was never
published has the value "-" and footnote X. Files are overwritten at each release; there are no vintages in
them, and a copy is as old as the day it was made. The office refuses whoever does not give an address to
reach them (status 403, setting contact). The files of all series have more than a hundred megabytes: of
what comes, only the lines of the series asked for are kept.

Proven by recordings: the data file of consumer prices (cu), and the series files of consumer prices and
of producer prices by commodity (wp). Data files wp, cw and pc have the same columns by documentation.
"""

import io
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from datetime import date

from indicators import compact
from indicators.errors import Refused
from indicators.series import Frequency, Indicator, Kind, Measure, Observation, Period
from indicators.sources.address import office_url
from indicators.sources.base import Answer, Call, ChooseLines, Parsed, Rate, Request
from indicators.sources.bls_lines import read_series
from indicators.sources.bls_series import KINDS, SEASONAL, read_descriptions
from indicators.sources.figures import unexpected, where
from indicators.sources.redact import snippet

ADDRESS = "https://download.bls.gov"
PATH = "/pub/time.series/"
RATE = Rate(10, 10)  # none is documented
# The small files that hold whole surveys' headlines; anything else is in the file of all series.
FILES = (
    (re.compile(r"CU[SU][RS].{4}SA0"), "cu/cu.data.1.AllItems"),
    (re.compile(r"CW[SU][RS].{4}SA0"), "cw/cw.data.1.AllItems"),
    (re.compile(r"WP[SU](FD|ID[56]).*"), "wp/wp.data.22.FD-ID"),
    (re.compile(r"WP[SU]00000000"), "wp/wp.data.1.AllCommodities"),
)


class BlsFlat:
    """The reader of `bls_flat:` indicators; their code is the office's series id."""

    name = "bls_flat"
    publisher = "US Bureau of Labor Statistics"

    def requests(
        self,
        indicators: Sequence[Indicator],
        *,
        since: Period | None,
        key: str | None,
        base_url: str | None,
        today: date,
    ) -> Iterator[Call]:
        """One call for each file, for all its indicators; `since` shortens nothing, and there is no key."""
        url = office_url(self.name, ADDRESS, PATH, base_url=base_url, key=None)
        files: dict[str, list[Indicator]] = {}
        for indicator in indicators:
            files.setdefault(file_of(indicator.code), []).append(indicator)
        for file, group in files.items():
            request = Request(
                url + file,
                accept=("text/plain", "text/html"),
                statuses=(200, 403),
                rate=RATE,
                choose_lines=lines_of({i.code for i in group}),
            )
            yield Call(request, tuple(group), today)

    def parse(self, call: Call, answer: Answer) -> list[Parsed]:
        """The rows of each indicator's frequency; a series that is not in the file has an `error`."""
        if answer.status == 403:
            raise Refused(
                "the office does not give its files to somebody it cannot reach",
                where=where(call),
                got=snippet(answer.content, ()),
                hint="put an e-mail address into the setting contact",
            )
        return _parse(decoded(answer.content, call), call)


def file_of(series: str) -> str:
    """The data file that holds a series, by its id."""
    survey = series[:2].lower()
    return next((f for pattern, f in FILES if pattern.fullmatch(series)), f"{survey}/{survey}.data.0.Current")


def parse_flat(
    text: str,
    ids: Collection[str],
    *,
    today: date,
    frequency: Frequency = Frequency.MONTHLY,
    file: str = "the file",
    source: str = "bls",
) -> list[Parsed]:
    """The series `ids` in the text of a data file, as indicators `source:id`.

    Rows of another frequency are left out: annual averages never stand among months. A series that is
    not there has an `error`. UnexpectedAnswer for anything that is not such a file.
    """
    indicators = tuple(_bare(f"{source}:{series}", frequency) for series in dict.fromkeys(ids))
    return _parse(text, Call(Request(file), indicators, today))


def parse_series(
    text: str, ids: Collection[str], *, today: date, file: str = "the file"
) -> dict[str, dict[str, str]]:
    """Title, base and seasonality of the series `ids` in the text of a series file, as the office says it."""
    lines = io.StringIO(text, newline=None)
    found = {}
    for said in read_descriptions(lines, Call(Request(file), (), today)):
        words = {"title": said.title, "base": said.base, "seasonality": SEASONAL.get(said.seasonal, "")}
        if said.code in ids:
            found[said.code] = {name: word for name, word in words.items() if word}
    return found


def lines_of(codes: Collection[str]) -> ChooseLines:
    """Which lines of a data file are of one of these series, by where its first line puts the id."""
    wanted = {code.encode() for code in codes}

    def choose(header: bytes) -> Callable[[bytes], bool]:
        names = [cell.strip() for cell in header.split(b"\t")]
        at = names.index(b"series_id") if b"series_id" in names else 0
        return lambda line: b"".join(line.split(b"\t", at + 1)[at : at + 1]).strip() in wanted

    return choose


def decoded(content: bytes, call: Call) -> str:
    text = None
    with suppress(UnicodeDecodeError):
        text = content.decode("utf-8-sig")
    if text is None:
        unexpected(call, "not text in UTF-8", got=content)
    return text


def _bare(key: str, frequency: Frequency) -> Indicator:
    code = key.partition(":")[2]
    kind = KINDS.get(code[:2], Kind.CPI)
    return Indicator(key, "", code, "US", kind, Measure.INDEX, frequency)


def _parse(text: str, call: Call) -> list[Parsed]:
    found: dict[tuple[str, Frequency], tuple[Observation, ...]] = {}
    codes = {i.code for i in call.indicators}
    present = set()
    for series in read_series(io.StringIO(text, newline=None), call, codes):
        present.add(series.code)
        for frequency, figures in series.figures.items():
            found[series.code, frequency] = tuple(compact.observations(figures, frequency))
    return [
        Parsed(i.key, found.get((i.code, i.frequency), ())) if i.code in present else _not_there(i, call)
        for i in call.indicators
    ]


def _not_there(indicator: Indicator, call: Call) -> Parsed:
    error = Refused(
        f"series {indicator.code} is not in the file",
        where=where(call),
        hint="check the code, or take another file",
    )
    return Parsed(indicator.key, error=error)
