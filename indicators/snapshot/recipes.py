"""Which official series ship with realterms, where our copy of each comes from, and what its date means."""

from dataclasses import dataclass
from datetime import date

from indicators.series import Period

NO_OCTOBER_2025 = "never published: prices were not collected while federal funding had lapsed"

_CPI_COPY = "BLS CPI flat files as packed into the open-source package cpi 2.1.0"
_CPI_DAY = "the package was made on this day, after the figures for August 2026"
_FRED_COPY = "FRED's copy of the BLS series, kept in the history of public repositories"
_FETCHED = "fetched on this day"
_CN_COPY = "NBS figures as relayed by Eastmoney, kept in a public repository"
SEEN = "already public when copied on this day"

VINTAGE_FILE = "us_vintages.csv"


@dataclass(frozen=True, slots=True)
class Dated:
    """The day on which figures up to `until` (or all that are left) were public, and what day that is."""

    on: date
    words: str
    until: Period | None = None


@dataclass(frozen=True, slots=True)
class Recipe:
    """One bundled series: where it lies, how its copy is dated, and what its copy lost or leaves unsaid.

    `decimals`: from a period on, how many decimals the office prints. `missing`: the office's reason, in
    our words, for the months that the manifest lists as missing. `vintages`: VINTAGE_FILE holds more.
    """

    name: str
    file: str
    series_id: str
    provenance: str
    dated: tuple[Dated, ...]
    vintages: bool = False
    decimals: tuple[tuple[Period, int], ...] = ()
    missing: str = ""


# BLS prints CPI with one decimal before 2007 and three since; PPI with three since July 2021.
_CPI_DECIMALS = ((Period.month(1913, 1), 1), (Period.month(2007, 1), 3))
_PPI_DECIMALS = ((Period.month(1913, 1), 1), (Period.month(2021, 7), 3))


def _us_cpi(name: str, series_id: str, *, vintages: bool = False) -> Recipe:
    dated = (Dated(date(2026, 9, 24), _CPI_DAY),)
    more = "; earlier vintages from FRED copies in public repositories" if vintages else ""
    return Recipe(
        name, "us_cpi_u.csv", series_id, _CPI_COPY + more, dated, vintages, _CPI_DECIMALS, NO_OCTOBER_2025
    )


def _us_ppi(
    name: str, series_id: str, provenance: str, on: date, words: str, *, vintages: bool = True
) -> Recipe:
    return Recipe(name, "us_ppi.csv", series_id, provenance, (Dated(on, words),), vintages, _PPI_DECIMALS)


RECIPES = (
    _us_cpi("us-cpi", "CUUR0000SA0"),
    _us_cpi("us-cpi-sa", "CUSR0000SA0", vintages=True),
    _us_cpi("us-cpi-core", "CUUR0000SA0L1E"),
    _us_cpi("us-cpi-core-sa", "CUSR0000SA0L1E"),
    Recipe(
        "us-cpi-w",
        "us_cpi_w.csv",
        "CWUR0000SA0",
        "BLS figures as kept in the open-source package policyengine-us 2.68.0",
        (
            Dated(
                date(2026, 10, 31),
                "end of October 2026, when the September figure had set the 2027 Social Security adjustment",
            ),
        ),
        decimals=_CPI_DECIMALS,
        missing=NO_OCTOBER_2025,
    ),
    _us_ppi(
        "us-ppi-final-demand",
        "WPUFD4",
        "a BLS API reply kept in a public repository",
        date(2024, 12, 16),
        "the reply was logged on this day",
        vintages=False,
    ),
    _us_ppi("us-ppi-final-demand-sa", "WPSFD4", _FRED_COPY, date(2026, 6, 25), _FETCHED),
    _us_ppi("us-ppi-commodities", "WPU00000000", _FRED_COPY, date(2026, 6, 25), _FETCHED),
    _us_ppi(
        "us-ppi-finished-goods",
        "WPUFD49207",
        "BLS API replies kept in the history of public repositories (before 2021: a reply of December 2024)",
        date(2026, 7, 7),
        _FETCHED,
    ),
    Recipe(
        "uk-cpi",
        "uk_ons.csv",
        "D7BT",
        "ONS dataset MM23, transcribed from a public copy and compared with the release of March 2026",
        (Dated(date(2026, 9, 16), "ONS release of this day"),),
    ),
    Recipe(
        "uk-cpi-rate",
        "uk_ons.csv",
        "D7G7",
        "ONS dataset MM23, from a public copy",
        (Dated(date(2026, 3, 25), "ONS release of this day"),),
    ),
    Recipe(
        "uk-rpi",
        "uk_ons.csv",
        "CHAW",
        "ONS dataset MM23, transcribed from a public copy and checked against its annual and quarterly means",
        (
            Dated(date(2026, 7, 22), "ONS release of this day", until=Period.month(2026, 6)),
            Dated(date(2026, 8, 19), "ONS release of this day"),
        ),
    ),
    Recipe(
        "uk-rpi-rate",
        "uk_ons.csv",
        "CZBH",
        "ONS figures as printed in Workplace Reports of the Labour Research Department: only these 88 months",
        (Dated(date(2016, 10, 31), "end of the month of the newest report"),),
    ),
    Recipe("cn-cpi", "cn_nbs.csv", "CN_CPI_YOY100", _CN_COPY, (Dated(date(2026, 8, 21), SEEN),)),
    Recipe("cn-ppi", "cn_nbs.csv", "CN_PPI_YOY100", _CN_COPY, (Dated(date(2026, 8, 21), SEEN),)),
    Recipe(
        "ea19-hicp",
        "eu_hicp.csv",
        "CP0000EZ19M086NEST",
        "FRED's copy of Eurostat's HICP, kept in a public repository with its fetch log",
        (Dated(date(2025, 10, 1), _FETCHED),),
    ),
)
