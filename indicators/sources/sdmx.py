"""What the readers of SDMX offices share: one call an indicator, by flow and key, and one strict reading.

An office is the data of its class (address, agency, example, dimensions) and how it is asked.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import ClassVar

from indicators.series import Indicator, Period
from indicators.sources.address import office_url
from indicators.sources.base import Answer, Call, Parsed, Request
from indicators.sources.sdmx_csv import Code, code_of, parse_series


class SdmxOffice(ABC):
    """A reader whose indicators' code is `[AGENCY:]FLOW[(VERSION)]/KEY`; there is never a key to hand in."""

    name: ClassVar[str]
    publisher: ClassVar[str]
    address: ClassVar[str]
    path: ClassVar[str]
    agency: ClassVar[str]  # whose flow it is where the code does not say
    version: ClassVar[str]
    example: ClassVar[str]
    dimensions: ClassVar[Mapping[str, tuple[str, ...]]]  # the names of the key's parts, of the flows known

    @abstractmethod
    def ask(self, url: str, code: Code, since: Period | None, asked_together: int) -> Request:
        """The request for one series from `since` on, one of so many in this run."""

    def requests(
        self,
        indicators: Sequence[Indicator],
        *,
        since: Period | None,
        key: str | None,
        base_url: str | None,
        today: date,
    ) -> Iterator[Call]:
        """One call an indicator."""
        url = office_url(self.name, self.address, self.path, base_url=base_url, key=None)
        for indicator in indicators:
            request = self.ask(url, self.code(indicator), since, len(indicators))
            yield Call(request, (indicator,), today)

    def parse(self, call: Call, answer: Answer) -> list[Parsed]:
        """The rows of the series, whatever their order; Refused where there is nothing under its key."""
        (indicator,) = call.indicators
        code = self.code(indicator)
        return [parse_series(answer, call, indicator, code, self.dimensions.get(code.flow, ()))]

    def code(self, indicator: Indicator) -> Code:
        """The parts of the indicator's code; BadInput where it is not one series."""
        return code_of(indicator, agency=self.agency, version=self.version, example=self.example)
