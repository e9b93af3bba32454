"""What the filters of a Eurostat code say: country, unit and base, adjustment; figures bring the title."""

from indicators.series import Frequency, Indicator, Kind, Measure
from indicators.sources.describing import Description
from indicators.sources.describing.words import country_of
from indicators.sources.eurostat import RATE_UNITS, base_in_unit, dataset_and_filters

_KINDS = {"prc_hicp": Kind.CPI, "sts_inpp": Kind.PPI}
_ADJUSTED = {"NSA": False, "CA": False, "SA": True, "SCA": True}


def by_code(code: str) -> Description:
    """What the data set and the dimensions named say; BadInput where they are none."""
    _, _, filters = code.partition("/")
    often = next((f for f in Frequency if f"freq={f.value}" in filters.split(",")), Frequency.MONTHLY)
    asked = Indicator(f"eurostat:{code}", "", "", "", Kind.CPI, Measure.INDEX, often)
    dataset, pinned = dataset_and_filters(asked)
    base = base_in_unit(pinned.get("unit", ""))
    rate = pinned.get("unit", "") in RATE_UNITS
    return Description(
        country=country_of(pinned.get("geo", "")),
        kind=next((kind for start, kind in _KINDS.items() if dataset.startswith(start)), None),
        measure=Measure.RATE_12M if rate else Measure.INDEX if base else None,
        frequencies=(often,) if "freq=" in filters else (),
        base_period=str(base) if base else "",
        seasonally_adjusted=_ADJUSTED.get(pinned.get("s_adj", "")),
    )
