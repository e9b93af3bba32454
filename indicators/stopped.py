"""Series that their offices stopped and go on handing out: the last figure, and where each goes on.

Without this an old series looks alive: it answers, and nothing in the answer says that it has ended.
"""

from dataclasses import dataclass
from fnmatch import fnmatchcase

_NEW_HICP = "prc_hicp_minr (dimension coicop18, TOTAL for all items, base 2025=100)"
_NEW_OECD = "DSD_PRICES_COICOP2018@DF_PRICES_C2018_ALL"


@dataclass(frozen=True, slots=True)
class _Stop:
    """Keys (as patterns), what was stopped, the last period with a figure, and where the series goes on."""

    keys: tuple[str, ...]
    what: str
    last: str
    successor: str


def _moved(country: str, last: str) -> _Stop:
    """A country whose prices the OECD moved from one flow to another."""
    key = f"oecd:DSD_PRICES@DF_PRICES_ALL/{country}.*"
    return _Stop((key,), f"{country} in DSD_PRICES@DF_PRICES_ALL", last, _NEW_OECD)


# Seen in 2026, in answers (Eurostat, ECB) or by people who asked (OECD).
_STOPS = (
    _Stop(("eurostat:prc_hicp_midx/*",), "prc_hicp_midx", "2025-12", _NEW_HICP),
    _Stop(("eurostat:prc_hicp_manr/*",), "prc_hicp_manr", "2025-12", f"{_NEW_HICP}, unit RCH_A"),
    _Stop(("eurostat:sts_inpp_m/*unit=I15*",), "unit I15 of sts_inpp_m", "2023-12", "unit I21"),
    _Stop(("ecb:ICP/*",), "flow ICP", "2025-12", "flow HICP (provider 4D0 in the key, base 2025=100)"),
    _moved("JPN", "2021-06"),
    _moved("MEX", "2024-07"),
    _moved("FRA", "2025-12"),
    _moved("ITA", "2025-12"),
    _moved("TUR", "2025-12"),
    _Stop(("oecd:*DSD_KEI@DF_KEI*/*.PP.*",), "producer prices in DSD_KEI@DF_KEI", "2023-02", ""),
)


def stopped(key: str) -> str:
    """That an indicator's office stopped it, until when and what goes on; empty where nothing is known."""
    for stop in _STOPS:
        if any(fnmatchcase(key, pattern) for pattern in stop.keys):
            goes_on = f"it goes on as {stop.successor}" if stop.successor else "nothing goes on in its place"
            return f"its office stopped {stop.what} at {stop.last}; {goes_on}"
    return ""
