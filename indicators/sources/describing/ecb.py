"""What the key of an ECB series says: area, frequency, adjustment, and index or annual rate."""

from indicators.series import Kind, Measure
from indicators.sources.describing import Description
from indicators.sources.describing.sdmx import Parts, read_key
from indicators.sources.ecb import Ecb

_PARTS = Parts(
    country="REF_AREA",
    frequency="FREQ",
    measure="ICP_SUFFIX",
    measures={"INX": Measure.INDEX, "ANR": Measure.RATE_12M},
    kinds={"HICP": Kind.CPI, "ICP": Kind.CPI},
    adjustment="ADJUSTMENT",
)


def by_code(code: str) -> Description:
    """The parts of the key."""
    return read_key(Ecb(), code, _PARTS)
