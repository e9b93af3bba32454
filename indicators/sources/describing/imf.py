"""What the key of an IMF series says; its base, which differs by country, comes with the figures."""

from indicators.series import Measure
from indicators.sources.describing import Description
from indicators.sources.describing.sdmx import Parts, read_key
from indicators.sources.imf import Imf

_MEASURES = {"IX": Measure.INDEX, "YOY_PCH_PA_PT": Measure.RATE_12M, "YOY_PCH_PT": Measure.RATE_12M}
_PARTS = Parts(
    country="COUNTRY",
    frequency="FREQUENCY",
    measure="TYPE_OF_TRANSFORMATION",
    measures=_MEASURES,
    kind="INDEX_TYPE",
)


def by_code(code: str) -> Description:
    """The parts of the key; in the flow of producer prices another part says which prices."""
    producers = Parts("COUNTRY", "FREQUENCY", _MEASURES, "TYPE_OF_TRANSFORMATION", kind="INDICATOR")
    return read_key(Imf(), code, _PARTS).with_more(read_key(Imf(), code, producers))
