"""One small good reply for each reader that needs no key, for the tests that spoil it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from indicators.series import Indicator, Period
from indicators.sources import source
from indicators.sources.base import Call, Parsed
from indicators.sources.nbs_series import SERIES
from tests.replay import open_replies
from tests.sources.asking import answer, calls, indicator, named

# The figure that tests put something else in the place of.
FIGURE = "101.5"
MONTHS = {"2026-06": "101.25", "2026-07": "101", "2026-08": FIGURE}
YEARS = {"2023": "101.25", "2024": "101", "2025": FIGURE}
_CHINA = SERIES["cpi-yoy"]


@dataclass(frozen=True)
class Case:
    """A reader, the call it made, and its good reply as text; `quoted` where figures are no JSON numbers."""

    name: str
    call: Call
    text: str
    quoted: bool
    make: Callable[[Mapping[str, str]], str]
    future: str

    def read(self, body: str) -> list[Parsed]:
        """What the reader makes of a text."""
        return self.read_bytes(body.encode())

    def read_bytes(self, body: bytes) -> list[Parsed]:
        """What the reader makes of a body."""
        name = self.call.indicators[0].source
        return source(name).parse(self.call, replace(answer(""), content=body))

    def spoilt(self, token: str) -> str:
        """The good reply with `token` in the figure's place: bare where it is a JSON number, else as text."""
        if self.quoted:
            return self.text.replace(FIGURE, token)
        bare = token.lstrip("-").replace(".", "").replace("e", "").isdigit() and token.isascii()
        return self.text.replace(FIGURE, token if bare or token in _CONSTANTS else json.dumps(token))


_CONSTANTS = ("NaN", "Infinity", "-Infinity", "1e308", "true", "[101.5]", "{}")


def _dumps(document: object) -> str:
    return json.dumps(document, ensure_ascii=False)


def _case(
    name: str,
    asked: Indicator,
    make: Callable[[Mapping[str, str]], str],
    *,
    quoted: bool,
    figures: Mapping[str, str] = MONTHS,
    future: str = "2027-01",
    old_site: bool = False,
) -> Case:
    call = calls(asked, since=Period.month(2026, 1))[0]
    if old_site:
        assert call.alternative is not None
        call = call.alternative
    return Case(name, call, make(figures), quoted, make, future)


def _nbs_new(months: Mapping[str, str]) -> str:
    leaf = _CHINA.leaves[-1]
    return _dumps(open_replies.nbs_new(months, row=leaf.row, table=leaf.table, label=_CHINA.label))


def _nbs_old(months: Mapping[str, str]) -> str:
    code = _CHINA.old[-1]
    return _dumps(open_replies.nbs_old(months, row=code.row, label=_CHINA.label))


def _eurostat(months: Mapping[str, str]) -> str:
    pinned = {"freq": "M", "unit": "I25", "coicop18": "TOTAL", "geo": "DE"}
    return _dumps(open_replies.json_stat(months, pinned))


def _world_bank(years: Mapping[str, str]) -> str:
    return _dumps(open_replies.world_bank({"JPN": years}, code="FP.CPI.TOTL.ZG"))


def _flat(months: Mapping[str, str]) -> str:
    rows = {month.replace("-", "-M"): value for month, value in months.items()}
    return open_replies.bls_flat({"CUUR0000SA0": rows})


CASES = (
    _case("nbs new", named("cn-cpi")[0], _nbs_new, quoted=True, future="2026-12"),
    _case("nbs old", named("cn-cpi")[0], _nbs_old, quoted=True, old_site=True),
    _case("eurostat", named("de-hicp")[0], _eurostat, quoted=False),
    _case(
        "ecb",
        named("ea-hicp-ecb")[0],
        lambda m: open_replies.ecb(m, "M.U2.N.000000.4D0.INX"),
        quoted=True,
    ),
    _case(
        "oecd",
        named("kr-cpi")[0],
        lambda m: open_replies.oecd(m, "KOR.M.N.CPI.IX._T.N._Z"),
        quoted=True,
    ),
    _case(
        "imf",
        indicator("imf:CPI/MEX.CPI._T.IX.M", base="2018=100"),
        lambda m: open_replies.imf(m, "MEX.CPI._T.IX.M"),
        quoted=True,
    ),
    _case(
        "worldbank", named("jp-cpi-rate-annual")[0], _world_bank, quoted=False, figures=YEARS, future="2027"
    ),
    _case(
        "dbnomics",
        named("cn-ppi-dbnomics")[0],
        lambda m: _dumps(open_replies.dbnomics(m, "NBS/M_A010801/A01080101")),
        quoted=False,
    ),
    _case("bls_flat", indicator("bls_flat:CUUR0000SA0", base="1982-84=100"), _flat, quoted=True),
)
