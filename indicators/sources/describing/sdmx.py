"""What the key of an SDMX series says, part by part, where the flow's parts are known."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from indicators.series import Frequency, Indicator, Kind, Measure
from indicators.sources.describing import Description
from indicators.sources.describing.words import country_of
from indicators.sources.sdmx import SdmxOffice

_KINDS = {"CPI": Kind.CPI, "CP": Kind.CPI, "HICP": Kind.CPI, "PPI": Kind.PPI, "PP": Kind.PPI, "WPI": Kind.PPI}
_FREQUENCIES = {f.value: f for f in Frequency}
_ADJUSTED = {"N": False, "S": True, "Y": True}


@dataclass(frozen=True, slots=True)
class Parts:
    """Which part of an office's keys says what, and which of its words mean which measure."""

    country: str
    frequency: str
    measures: Mapping[str, Measure]
    measure: str
    kind: str = ""
    kinds: Mapping[str, Kind] = field(default_factory=dict)  # by flow, where no part of the key says it
    adjustment: str = ""


def read_key(office: SdmxOffice, code: str, parts: Parts) -> Description:
    """What the key says; nothing for a flow whose parts are not known, BadInput for no key of one series."""
    asked = office.code(Indicator(f"{office.name}:{code}", "", "", "", Kind.CPI, Measure.INDEX))
    names = office.dimensions.get(asked.flow, ())
    values = asked.key.split(".")
    if len(names) != len(values):
        return Description()
    said = dict(zip(names, values, strict=True))
    often = _FREQUENCIES.get(said.get(parts.frequency, ""))
    return Description(
        country=country_of(said.get(parts.country, "")),
        kind=parts.kinds.get(asked.flow) or _KINDS.get(said.get(parts.kind, "")),
        measure=parts.measures.get(said.get(parts.measure, "")),
        frequencies=(often,) if often else (),
        seasonally_adjusted=_ADJUSTED.get(said.get(parts.adjustment, "")),
    )
