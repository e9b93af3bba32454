"""What BLS's flat files say of a series: its line in its survey's series file (title, base, adjustment)."""

from datetime import date

from indicators.errors import Refused
from indicators.series import Indicator
from indicators.sources.address import office_url
from indicators.sources.base import Answer, Call, Request
from indicators.sources.bls_flat import ADDRESS, PATH, RATE, decoded, parse_series
from indicators.sources.describing import Description
from indicators.sources.describing.bls import by_code
from indicators.sources.figures import where

__all__ = ["ask", "by_code", "read"]


def ask(indicator: Indicator, *, key: str | None, base_url: str | None, today: date) -> Call:
    """The series file of the survey."""
    url = office_url("bls_flat", ADDRESS, PATH, base_url=base_url, key=None)
    survey = indicator.code[:2].lower()
    request = Request(f"{url}{survey}/{survey}.series", accept=("text/plain",), rate=RATE)
    return Call(request, (indicator,), today)


def read(call: Call, answer: Answer) -> Description:
    """Title, base and adjustment; Refused where the file does not have the series."""
    (indicator,) = call.indicators
    text = decoded(answer.content, call)
    said = parse_series(text, [indicator.code], today=call.today).get(indicator.code)
    if said is None:
        raise Refused(f"BLS has no series {indicator.code}", where=where(call), hint="check its code")
    return Description(title=said.get("title", ""), base_period=said.get("base", ""))
