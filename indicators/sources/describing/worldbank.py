"""What the code of a World Bank series says: indicator and country; all of them are annual."""

from indicators.series import Frequency, Indicator, Kind, Measure
from indicators.sources.describing import Description
from indicators.sources.describing.words import country_of
from indicators.sources.worldbank import indicator_and_country

# The price indices of the World Development Indicators; their base stands in their title.
_KNOWN = {
    "FP.CPI.TOTL.ZG": (Kind.CPI, Measure.RATE_12M),
    "FP.CPI.TOTL": (Kind.CPI, Measure.INDEX),
    "FP.WPI.TOTL": (Kind.PPI, Measure.INDEX),
}


def by_code(code: str) -> Description:
    """Country, and for the price indices which prices and which measure; BadInput for another form."""
    asked = Indicator(f"worldbank:{code}", "", "", "", Kind.CPI, Measure.INDEX, Frequency.ANNUAL)
    name, place = indicator_and_country(asked)
    kind, measure = _KNOWN.get(name, (None, None))
    return Description(country=country_of(place), kind=kind, measure=measure, frequencies=(Frequency.ANNUAL,))
