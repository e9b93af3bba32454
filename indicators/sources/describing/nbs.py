"""What the code of a series of the Chinese office says: it is one of ours, and says everything."""

from indicators.errors import UnknownName
from indicators.series import Frequency, Measure
from indicators.sources.describing import Description
from indicators.sources.nbs_series import SERIES

# What stands at 100, for the measures that are no level.
HUNDRED = {
    Measure.YOY_100: "same month of last year=100",
    Measure.MOM_100: "previous month=100",
    Measure.YTD_100: "same months of last year=100",
}


def by_code(code: str) -> Description:
    """Which prices, which measure, and the office's own title."""
    if code not in SERIES:
        raise UnknownName.among("NBS series", code, SERIES, hint=f"known: {', '.join(SERIES)}")
    series = SERIES[code]
    return Description(
        title=series.label,
        country="CN",
        kind=series.kind,
        measure=series.measure,
        frequencies=(Frequency.MONTHLY,),
        base_period=HUNDRED[series.measure],
        units="index points",
        seasonally_adjusted=False,
    )
