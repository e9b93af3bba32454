"""An office's own file, or a tidy CSV, into the database: known by its content, whole or not at all."""

import csv
import io
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

from indicators.errors import BadInput, InvalidFile, Problem, RealtermsError, did_you_mean
from indicators.plausible import Doubt
from indicators.series import Indicator, Measure, Observation, Period, Status
from jobs.catalogue import known
from jobs.flatfiles import lines as flat
from jobs.flatfiles.book import Descriptions
from jobs.judged import Taken, Whence, take
from jobs.progress import Cancelled as IsCancelled
from jobs.progress import OnProgress, never, silent
from jobs.successions import on_base
from jobs.workspace import Workspace

if TYPE_CHECKING:
    from indicators.sources.base import Answer, Call, Parsed, Source
    from indicators.sources.bls_series import Described
    from indicators.sources.fetch import Fetched

_LARGEST = 200_000_000
_LONGEST_HEADER = 10_000
_TIDY = ("indicator", "period", "value")
_TIDY_OPTIONAL = ("status", "published_on", "footnote")
_FORMATS = (
    "a tidy CSV (indicator,period,value[,status,published_on,footnote]), the CSV or JSON of an ONS time "
    "series page or of a whole ONS dataset (mm23.csv), the graph CSV of FRED or ALFRED, SDMX-CSV of "
    "Eurostat, ECB, OECD or IMF, or a data or series file of the BLS"
)
_HEAD = 4096


@dataclass(frozen=True, slots=True)
class _Part:
    """One indicator's figures out of a file."""

    indicator: Indicator
    observations: tuple[Observation, ...]
    published_on: date | None
    origin: str


@dataclass(frozen=True, slots=True)
class ImportedSeries:
    """What an import did to one indicator.

    `doubtful` are the figures beyond reason: held aside as suspect, or taken in where they were `confirmed`.
    """

    name: str
    new: int
    revised: int
    unchanged: int
    doubtful: tuple[Doubt, ...] = ()
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What a file brought; a file that only describes series brings their names and no figures.

    Of a file that was taken in before, all its series are counted as one, and `note` says so.
    """

    file: Path
    format: str
    series: tuple[ImportedSeries, ...]
    note: str = ""


def import_files(
    workspace: Workspace,
    paths: Sequence[Path],
    *,
    published_on: date | None = None,
    only: Collection[str] = (),
    confirm: str = "",
    on_progress: OnProgress = silent,
    cancelled: IsCancelled = never,
) -> Iterator[ImportReport]:
    """Each file, whole or not at all; series files of the BLS say what the data files beside them hold.

    `only`: ids, names or keys of the series wanted of the BLS's files. A series file that comes without a
    data file makes its series known.
    """
    kinds = {path: flat.kind_of(_first_line(path)) for path in paths}
    described: dict[str, Described] = {}
    for path, kind in kinds.items():
        if kind == flat.SERIES:
            described |= flat.descriptions(workspace, path)
    has_data = flat.DATA in kinds.values()
    for path, kind in kinds.items():
        if kind == flat.SERIES and has_data:
            continue
        yield import_file(
            workspace,
            path,
            published_on=published_on,
            only=only,
            described=described,
            confirm=confirm,
            on_progress=on_progress,
            cancelled=cancelled,
        )


def import_file(
    workspace: Workspace,
    path: Path,
    *,
    published_on: date | None = None,
    only: Collection[str] = (),
    described: Descriptions | None = None,
    confirm: str = "",
    on_progress: OnProgress = silent,
    cancelled: IsCancelled = never,
) -> ImportReport:
    """Save the figures of `path` as vintages of the day they were published.

    That day is the file's own where it states one, else `published_on`, else today. InvalidFile lists
    every problem, and nothing is saved then; BadInput where the file is of no known kind. `only` and
    `described` as for `import_files`.

    Figures beyond reason are held aside as suspect, or taken in with `confirm`, which says why they are
    right, as `realterms suspect confirm` would afterwards.
    """
    from storage import vintages

    if published_on is not None and published_on > workspace.today:
        raise BadInput("nothing can have been published on a day to come", got=published_on.isoformat())
    kind = flat.kind_of(_first_line(path))
    if kind is not None:
        day = published_on or workspace.today
        return _flat_file(workspace, path, kind, day, only, described or {}, confirm, on_progress, cancelled)
    if only:
        raise BadInput(
            "only files of the BLS hold series to choose from", where=str(path), got=", ".join(only)
        )
    content = _read(path)
    kind, parts = _recognised(workspace, path, content)
    done = []
    with workspace.session() as session:
        vintages.register([p.indicator for p in parts], session=session)
        for part in parts:
            day = part.published_on or published_on or workspace.today
            whence = Whence(day, workspace.now, part.origin, f"file:{path.name}")
            taken = take(
                workspace, part.indicator, part.observations, whence, confirm=confirm, session=session
            )
            done.append(_imported(part.indicator, taken))
    return ImportReport(path, kind, tuple(done))


def _imported(indicator: Indicator, taken: Taken) -> ImportedSeries:
    name = indicator.name or indicator.key
    return ImportedSeries(
        name, taken.new, taken.revised, taken.unchanged, taken.doubtful, confirmed=taken.confirmed
    )


def _flat_file(
    workspace: Workspace,
    path: Path,
    kind: str,
    published_on: date,
    only: Collection[str],
    described: Descriptions,
    confirm: str,
    on_progress: OnProgress,
    cancelled: IsCancelled,
) -> ImportReport:
    from jobs.flatfiles.importing import import_data, register_described

    if kind == flat.SERIES:
        made_known = register_described(workspace, path, only)
        return ImportReport(path, kind, tuple(ImportedSeries(i.name, 0, 0, 0) for i in made_known))
    brought = import_data(
        workspace,
        path,
        described=described,
        only=only,
        published_on=published_on,
        confirm=confirm,
        on_progress=on_progress,
        cancelled=cancelled,
    )
    if brought.repeats is not None:
        before = brought.repeats
        note = f"the very file that was taken in on {before.fetched_at:%Y-%m-%d}; nothing of it is new"
        every = ImportedSeries(f"{before.series} series", 0, 0, before.figures)
        return ImportReport(path, kind, (every,), note)
    series = (_imported(indicator, taken) for indicator, taken in brought.series)
    return ImportReport(path, kind, tuple(series))


def _first_line(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.readline(_HEAD).decode("utf-8-sig", errors="replace")
    except OSError as error:
        raise BadInput(f"cannot read the file: {error.strerror}", where=str(path)) from None


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST:
            raise BadInput("the file is too large", where=str(path), expected=f"at most {_LARGEST} bytes")
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"cannot read the file: {error.strerror}", where=str(path)) from None


def _recognised(workspace: Workspace, path: Path, content: bytes) -> tuple[str, list[_Part]]:
    from indicators.sources import ons_bulk, sdmx_file
    from indicators.sources.base import Answer
    from indicators.sources.fred import without_vintage

    head = content[:400].decode("utf-8-sig", errors="replace").lstrip()
    first = head.splitlines()[0] if head else ""
    cells = [c.strip().strip('"') for c in first.split(",")]
    indicators = known(workspace)
    if tuple(cells[:3]) == _TIDY:
        return "tidy CSV", _tidy(workspace, path, content, indicators)
    answer = Answer(200, content, "text/csv", {}, f"file:{path.name}", workspace.now)
    if ons_bulk.is_bulk(_opening(content)):
        kind, found = ons_bulk.read_file(answer, path.name, indicators, workspace.today)
        return kind, _parts(found)
    if cells[0] == "Title":
        return "ONS CSV", [_ons_csv(workspace, path, content, indicators)]
    if head.startswith("{") and '"cdid"' in content.decode("utf-8", errors="replace"):
        return "ONS JSON", [_ons_json(workspace, path, content, indicators)]
    if cells[0] in ("observation_date", "DATE") and len(cells) > 1:
        code = without_vintage(cells[1])
        return "FRED graph CSV", [_office(workspace, path, content, f"fred:{code}", "", indicators)]
    if sdmx_file.is_sdmx_csv(_opening(content)):
        kind, found = sdmx_file.read_file(answer, indicators, workspace.today)
        return kind, _parts(found)
    raise BadInput("a file of no known kind", where=str(path), expected=_FORMATS, got=first[:80])


def _opening(content: bytes) -> str:
    return content[:_LONGEST_HEADER].decode("utf-8-sig", errors="replace").partition("\n")[0]


def _parts(found: "Sequence[Fetched]") -> list[_Part]:
    return [_Part(f.indicator, f.observations, f.published_on, f.indicator.source) for f in found]


def _ons_csv(workspace: Workspace, path: Path, content: bytes, indicators: Sequence[Indicator]) -> _Part:
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig", errors="replace")))
    header = {row[0]: row[1] for _, row in zip(range(8), rows, strict=False) if len(row) == 2}
    code = f"{header.get('CDID', '').upper()}/{header.get('Source dataset ID', 'mm23').lower()}"
    return _office(workspace, path, content, f"ons:{code}", "", indicators)


def _ons_json(workspace: Workspace, path: Path, content: bytes, indicators: Sequence[Indicator]) -> _Part:
    try:
        described = json.loads(content)["description"]
        code = f"{described['cdid'].upper()}/{described.get('datasetId', 'mm23').lower()}"
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput("not the JSON of an ONS time series", where=str(path), got=str(error)) from None
    return _office(workspace, path, content, f"ons:{code}", "/data", indicators)


def _office(
    workspace: Workspace, path: Path, content: bytes, key: str, ending: str, indicators: Sequence[Indicator]
) -> _Part:
    """A file that an office wrote, read by that office's own reader."""
    from indicators.sources import source
    from indicators.sources.base import Answer, Call, Request
    from indicators.sources.fetch import fetch

    indicator = next((i for i in indicators if i.key.casefold() == key.casefold()), None)
    if indicator is None:
        raise BadInput(
            "the file's series is not a known indicator",
            where=str(path),
            got=key,
            hint="make it known first: realterms indicators add SOURCE:CODE",
        )
    kind = "application/json" if ending else "text/csv"
    url = f"file:{path.name}{ending}"
    answer = Answer(200, content, kind, {}, url, workspace.now)
    reader = _FileReader(source(indicator.source), Call(Request(url), (indicator,), workspace.today))
    (fetched,) = fetch(reader, [indicator], send=lambda _: answer, today=workspace.today)
    if fetched.error is not None:
        return _on_its_base(workspace, fetched, fetched.error)
    return _Part(indicator, fetched.observations, fetched.published_on, indicator.source)


def _on_its_base(workspace: Workspace, fetched: "Fetched", error: RealtermsError) -> _Part:
    """A release on another base than its series is held on: figures of the series on that base.

    Raises `error` where they do not prove to be that, by one factor and a base of their own.
    """
    from indicators.catalog import catalog
    from indicators.sources.rebasing import rebasing
    from storage import vintages

    with workspace.session() as session:
        held = vintages.history(fetched.indicator.key, session=session)
        every = [*catalog().values(), *vintages.indicators(session=session)]
    rebased = rebasing(fetched.moved, held, stated=fetched.base) if fetched.moved else None
    if rebased is None:
        raise error
    other = on_base(fetched.indicator, rebased.base, every)
    return _Part(other, fetched.moved, fetched.published_on, other.source)


class _FileReader:
    """A source whose only request is the file at hand."""

    def __init__(self, reader: "Source", call: "Call") -> None:
        self._reader = reader
        self._call = call
        self.name = reader.name
        self.publisher = reader.publisher

    def requests(self, indicators: Sequence[Indicator], **_: object) -> Iterator["Call"]:
        """The file."""
        yield self._call

    def parse(self, call: "Call", answer: "Answer") -> list["Parsed"]:
        """As the office's reader does."""
        return self._reader.parse(call, answer)


def _tidy(workspace: Workspace, path: Path, content: bytes, indicators: Sequence[Indicator]) -> list[_Part]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput("the file is not UTF-8", where=f"{path}, byte {error.start}") from None
    rows = list(csv.reader(io.StringIO(text)))
    header = [c.strip() for c in rows[0]]
    problems = [
        Problem(str(path), "header", f"unknown column {name!r}", ", ".join((*_TIDY, *_TIDY_OPTIONAL)), name)
        for name in header[3:]
        if name not in _TIDY_OPTIONAL
    ]
    by_name = {n: i for i in indicators for n in (i.name.casefold(), i.key.casefold())}
    groups: dict[str, dict[tuple[Period, date | None], Observation]] = {}
    for number, cells in enumerate(rows[1:], 2):
        if not any(cells):
            continue
        line = f"line {number}"
        if len(cells) != len(header):
            problems.append(
                Problem(str(path), line, "wrong number of cells", str(len(header)), str(len(cells)))
            )
            continue
        row = dict(zip(header, (c.strip() for c in cells), strict=True))
        indicator = by_name.get(row["indicator"].casefold())
        if indicator is None:
            near = did_you_mean(row["indicator"], by_name)
            expected = f"did you mean {near!r}?" if near else "a name or key of `realterms indicators list`"
            problems.append(Problem(str(path), line, "unknown indicator", expected, row["indicator"]))
            continue
        try:
            observation = _tidy_observation(row, indicator, workspace.today)
            slots = groups.setdefault(indicator.key, {})
            before = slots.setdefault((observation.period, observation.published_on), observation)
            if before != observation:
                raise BadInput(
                    f"two figures for {observation.period}", got=f"{before.value}, {observation.value}"
                )
        except RealtermsError as error:
            got = "" if error.got is None else str(error.got)
            problems.append(Problem(str(path), line, error.message, error.expected, got))
    if not groups and not problems:
        problems.append(Problem(str(path), "", "no figures in the file", "at least one row", ""))
    if problems:
        raise InvalidFile(problems)
    chosen = {i.key: i for i in indicators}
    return [_Part(chosen[key], tuple(slots.values()), None, "import") for key, slots in groups.items()]


def _tidy_observation(row: dict[str, str], indicator: Indicator, today: date) -> Observation:
    period = Period.parse(row["period"])
    if period.frequency is not indicator.frequency:
        raise BadInput(
            "a period of another frequency", expected=indicator.frequency.name.lower(), got=str(period)
        )
    if period.first_day > today:
        raise BadInput("a period in the future", expected=f"begun by {today}", got=str(period))
    status = row.get("status") or ("missing" if row["value"] in ("", "-", ".") else "final")
    if status not in list(Status):
        raise BadInput("unknown status", expected=", ".join(Status), got=status)
    published = row.get("published_on")
    return Observation(
        period,
        None if status == Status.MISSING else _value(row["value"], indicator),
        Status(status),
        row.get("footnote", ""),
        _day(published, today) if published else None,
    )


def _value(text: str, indicator: Indicator) -> Decimal:
    try:
        value = Decimal(text) if text.isascii() else Decimal("NaN")
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise BadInput("not a number", expected="digits, as 123.456", got=text)
    if value <= 0 and indicator.measure is not Measure.RATE_12M:
        raise BadInput("cannot be an index", expected="above zero", got=text)
    return value


def _day(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadInput("not a date", expected="YYYY-MM-DD", got=text) from None
    if day > today:
        raise BadInput("published on a day to come", expected=f"{today} or earlier", got=text)
    return day
