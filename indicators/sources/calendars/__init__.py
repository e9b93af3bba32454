"""The calendars of releases that offices publish: one module an office, requests and strict reading."""

from dataclasses import dataclass

from indicators.releases import ReleaseDay


@dataclass(frozen=True, slots=True)
class ReadCalendar:
    """A calendar as its office has it: the name of the release, its days in order."""

    title: str
    days: tuple[ReleaseDay, ...]
