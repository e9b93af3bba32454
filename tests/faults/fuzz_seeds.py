"""What the fuzz spoils: every reader with a good reply, of our own and recorded, and what reads it whole.

An input goes all the way from an answer to figures that are judged and compared with those held. What may
come out is figures that can be stored, or one of our errors: short, printable, without the key.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from indicators.catalog import catalog
from indicators.errors import RealtermsError, SourceError
from indicators.plausible import doubts
from indicators.series import History, Indicator, Observation, Period, Reading
from indicators.sources import source
from indicators.sources.base import Answer, Request, Send
from indicators.sources.describing import describe
from indicators.sources.fetch import Fetched, fetch
from indicators.sources.rebasing import rebasing
from jobs.importing import import_file
from jobs.workspace import Workspace
from storage import vintages
from storage.columns import published_digits
from tests.faults import fuzz_archives
from tests.faults.bad_sources import OFFICES, Office
from tests.replay.recorded import PAYLOADS
from tests.replay.replies import Seen
from tests.sources.asking import NOW, TODAY, indicator

_LONGEST = 70_000
_THIS_YEAR = Period.month(2026, 1)

RECORDED = {
    "bls/v2_post_APU0000701111_catalog_calculations_annualaverage_2022.json": "bls:APU0000701111",
    "bls/v2_post_error_invalid_key.json": "bls:CUUR0000SA0",
    "fred/series_observations_GDP_quarterly_rt2026.json": "fred:GDP",
    "fred/fredgraph_CPIAUCSL_from1980_20251005.csv": "fred:CPIAUCSL",
    "ons/generator_csv_chaw_mm23_20231115.csv": "ons:CHAW/mm23",
    "ons/cms_data_d7g7_2014_alpha_shape.json": "ons:D7G7/mm23",
    "nbs/easyquery_hgyd_A010101_cpi_yoy_last13_2019.json": "nbs:cpi-yoy",
    "eurostat/jsonstat_prc_hicp_minr_FR_TOTAL_I15_1996_excerpt_20260822.json": "eurostat:prc_hicp_minr/"
    "coicop18=TOTAL,geo=FR,unit=I15",
    "ecb/csvdata_HICP_ES_headline_yoy_excerpt_2026.csv": "ecb:HICP/M.ES.N.000000.4D0.ANR",
    "oecd/v2_csv_labels_both_GBR_cpi_annual_gy_20260308.csv": "oecd:DSD_PRICES@DF_PRICES_ALL/"
    "GBR.A.N.CPI.PA._T.N.GY",
    "worldbank/v2_FP.CPI.TOTL.ZG_JP_20260713_first3of9.json": "worldbank:FP.CPI.TOTL.ZG/JPN",
    "worldbank/v2_error_invalid_value.RECONSTRUCTED.json": "worldbank:FP.CPI.TOTL.ZG/JPN",
}


_FLAT_HEAD = (
    *("series_id", "area_code", "item_code", "seasonal", "periodicity_code", "base_code", "base_period"),
    *("series_title", "footnote_codes", "begin_year", "begin_period", "end_year", "end_period"),
)
_FLAT_ROW = (
    *("CUUR0000SA0      ", "0000", "SA0", "U", "R", "S", "1982-84=100", "All items in U.S. city average"),
    *("", "1913", "M01", "2026", "M08"),
)
_ENTRY = {
    "id": "CPIAUCNS",
    "title": "Consumer Price Index for All Urban Consumers: All Items in U.S. City Average",
    "frequency": "Monthly",
    "frequency_short": "M",
    "units": "Index 1982-1984=100",
    "seasonal_adjustment_short": "NSA",
}
# Where an office describes a series by another reply than its figures.
DESCRIBED = {
    "fred": json.dumps({"seriess": [_ENTRY]}).encode(),
    "bls_flat": ("\t".join(_FLAT_HEAD) + "\n" + "\t".join(_FLAT_ROW)).encode(),
}


@dataclass(frozen=True)
class Seed:
    """A good reply, and what reads it: handed a body, says whether it was read."""

    name: str
    body: bytes
    read: Callable[[bytes], bool]


def seeds(folder: Path) -> Iterator[Seed]:
    """Every reader with a good reply of ours, with recorded ones where they are at hand, and the files."""
    for office in OFFICES:
        for keyed in (True, False) if office.name == "fred" else (True,):
            body = _good(office, keyed=keyed)
            yield Seed(office.name, body, _reader(office.indicator, office.key if keyed else ""))
            if keyed:
                yield Seed(f"{office.name} described", DESCRIBED.get(office.name, body), _describer(office))
    for name, key in RECORDED.items():
        path = PAYLOADS / name
        if path.is_file():
            known = next((i for i in catalog().values() if i.key == key), indicator(key, base="2015=100"))
            secret = (
                "" if name.endswith(".csv") else next((o.key for o in OFFICES if o.name == known.source), "")
            )
            yield Seed(f"{known.source}, recorded", path.read_bytes()[:_LONGEST], _reader(known, secret))
    workspace = Workspace.open(folder, environ={}, clock=lambda: NOW, user="ann")
    with workspace.session() as session:
        vintages.register([o.indicator for o in OFFICES], session=session)
    files = {
        o.name: _good(o, keyed=False) for o in OFFICES if o.name in ("ons", "fred", "ecb", "oecd", "imf")
    }
    tidy = "indicator,period,value,status,published_on,footnote\n" + "".join(
        f"us-cpi,2026-{m:02d},{320 + m}.5,final,2026-11-{m:02d},note\nuk-rpi,2026-{m:02d},{400 + m},,,\n"
        for m in range(1, 9)
    )
    for kind, body in {**files, "tidy": tidy.encode()}.items():
        yield Seed(f"file: {kind}", body, _importer(workspace, folder / "file"))
    for name, body in fuzz_archives.FILES.items():
        yield Seed(f"file: {name}", body, _importer(workspace, folder / name))
    for name, body, read in fuzz_archives.parts():
        yield Seed(name, body, fuzz_archives.reader(read, _check_error))


def _good(office: Office, *, keyed: bool) -> bytes:
    figures = office.figures(newest=True)
    if office.name == "fred" and not keyed:
        rows = "".join(f"{month}-01,{value}\n" for month, value in figures.items())
        return f"observation_date,{office.indicator.code}\n{rows}".encode()
    asked: list[bytes] = []

    def send(request: Request) -> Answer:
        seen = Seen(
            office.name,
            request.method,
            request.url,
            dict(request.params),
            {},
            json.dumps(request.json).encode(),
        )
        asked.append(office.say(seen, figures).body)
        return Answer(200, asked[0], "", {}, request.url, NOW)

    _fetched(office.indicator, office.key, send)
    return asked[0]


def _fetched(wanted: Indicator, key: str, send: Send) -> list[Fetched]:
    """What comes of asking; of the Chinese office only this year's table."""
    since = _THIS_YEAR if wanted.source == "nbs" else None
    reader = source(wanted.source)
    return list(fetch(reader, [wanted], send=send, today=TODAY, key=key or None, since=since))


def _reader(wanted: Indicator, key: str) -> Callable[[bytes], bool]:
    """The whole way of a fetch but for the network and the database."""
    held = History(wanted, ())

    def read(body: bytes) -> bool:
        nonlocal held
        found = _fetched(wanted, key, lambda request: _answer(request, body))
        for fetched in found:
            if fetched.error is not None:
                _check_error(fetched.error, key)
            for observation in (*fetched.observations, *fetched.moved):
                _check(observation)
            rebasing(fetched.moved or fetched.observations, held, stated=fetched.base)
            doubts(wanted, fetched.observations, held)
            if not held.readings and fetched.error is None:
                held = History(wanted, tuple(_reading(o) for o in fetched.observations))
        return all(f.error is None for f in found)

    read(b"")
    return read


def _reading(o: Observation) -> Reading:
    return Reading(o.period, o.value, o.status, o.published_on or date(2026, 9, 1), NOW, "x")


def _describer(office: Office) -> Callable[[bytes], bool]:
    def read(body: bytes) -> bool:
        try:
            key = office.indicator.key
            describe(
                key, send=lambda r: _answer(r, body), api_key=office.key or None, base_url=None, today=TODAY
            )
        except SourceError as error:
            _check_error(error, office.key)
            return False
        return True

    return read


def _importer(workspace: Workspace, path: Path) -> Callable[[bytes], bool]:
    def read(body: bytes) -> bool:
        path.write_bytes(body)
        try:
            import_file(workspace, path)
        except RealtermsError as error:
            _check_error(error, "")
            return False
        return True

    return read


def _answer(request: Request, body: bytes) -> Answer:
    return Answer(200, body, "", {}, request.url, NOW)


def _check(observation: Observation) -> None:
    if observation.value is not None:
        published_digits(observation.value)
    assert 1 <= observation.period.year <= TODAY.year + 1, observation


def _check_error(error: RealtermsError, key: str) -> None:
    told = error.explain()
    assert error.message
    assert error.message.isprintable(), repr(error.message)
    assert len(told) < 20_000, len(told)
    assert not key or key not in told, "a key is told"
