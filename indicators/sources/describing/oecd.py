"""What the key of an OECD price series says; its base comes with the figures."""

from indicators.series import Measure
from indicators.sources.describing import Description
from indicators.sources.describing.sdmx import Parts, read_key
from indicators.sources.oecd import Oecd

_PARTS = Parts(
    country="REF_AREA",
    frequency="FREQ",
    measure="UNIT_MEASURE",
    measures={"IX": Measure.INDEX},  # PA and PC are changes on a year and on a period before: see below
    kind="MEASURE",
    adjustment="ADJUSTMENT",
)
_YEARLY = Parts(
    country="REF_AREA",
    frequency="FREQ",
    measure="TRANSFORMATION",
    measures={"GY": Measure.RATE_12M},
    kind="MEASURE",
    adjustment="ADJUSTMENT",
)


def by_code(code: str) -> Description:
    """The parts of the key: an index by its unit, a yearly rate by its transformation."""
    return read_key(Oecd(), code, _PARTS).with_more(read_key(Oecd(), code, _YEARLY))
