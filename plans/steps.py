"""What a determination leaves behind: its inputs, its steps and its cautions, all of them plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from indicators.series import Indicator, Period, Reading, Status
from plans import words
from plans.phrases import Fact, Phrase, show

FORECAST = "forecast"  # the origin of a projection: an estimate of ours, no office's figure


@dataclass(frozen=True, slots=True)
class Input:
    """One figure that a step used, with its vintage and where it came from.

    `note` is what is said about it: the office's footnote, or the interval of a projection.
    """

    indicator: str
    key: str
    period: Period
    value: Decimal
    published_on: date
    fetched_at: datetime
    origin: str
    url: str
    status: Status
    note: str = ""

    @property
    def projected(self) -> bool:
        """Whether no office has published it: an estimate stands here."""
        return self.origin == FORECAST

    @classmethod
    def of(cls, name: str, indicator: Indicator, reading: Reading, value: Decimal) -> "Input":
        """The Input for a Reading of the indicator that the clause calls `name`."""
        return cls(
            name,
            indicator.key,
            reading.period,
            value,
            reading.published_on,
            reading.fetched_at,
            reading.origin,
            reading.url,
            reading.status,
            reading.footnote,
        )


@dataclass(frozen=True, slots=True)
class Step:
    """One operation, by its number in the order of operations, with what went in and what came out.

    `form` names the sentence, `facts` fill it; `value` is exact, `result` is for reading. Numbers leave
    gaps where an operation has nothing to do.
    """

    number: int
    form: str
    value: Decimal | None
    unit: str
    facts: Mapping[str, Fact]
    inputs: tuple[Input, ...] = ()

    @property
    def name(self) -> str:
        """The operation in a word or two, in English."""
        return words.OPERATIONS[self.number]

    @property
    def text(self) -> str:
        """The step as an English sentence."""
        return words.sentence(self.form, self.facts)

    @property
    def result(self) -> str:
        """The value as shown: at most twelve decimals, empty where a step has no number."""
        return "" if self.value is None else show(self.value)


@dataclass(frozen=True, slots=True)
class Notice(Phrase):
    """Something a reader of the result must be told; `form` and `facts` as in a Step."""

    @classmethod
    def of(cls, form: str, **facts: Fact) -> "Notice":
        """The notice of this form about these facts."""
        return cls(form, facts)

    @property
    def text(self) -> str:
        """The notice as an English sentence."""
        return words.sentence(self.form, self.facts)
