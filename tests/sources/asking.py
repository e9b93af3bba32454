"""Asking offices in tests: a client that never really sleeps, calls and answers made by hand."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from indicators.catalog import catalog
from indicators.series import Frequency, Indicator, Kind, Measure, Observation
from indicators.sources import source
from indicators.sources.base import Answer, Call, Parsed
from indicators.sources.fetch import Fetched, fetch
from indicators.sources.http import Client, Retry
from indicators.sources.pacing import Limits
from tests.replay.server import Replay

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
KEY = "a1b2c3d4e5f6a1b2c3d4e5f6a1b2c3d4"

# Short enough for a test, and too long for loopback on a machine that is busy with something else; the real
# ones are in indicators/sources/pacing.py.
QUICK = Limits(connect=10, read=1.5, total=60, body=500_000, attempts=3, longest_wait=2)


@contextmanager
def quick_client(
    limits: Limits = QUICK, slept: list[float] | None = None, told: list[Retry] | None = None
) -> Iterator[Client]:
    """A real client whose waits are written down, not slept."""
    waits = [] if slept is None else slept
    client = Client(
        clock=lambda: NOW,
        sleep=waits.append,
        limits=limits,
        contact="pay@example.org",
        on_retry=None if told is None else told.append,
    )
    try:
        yield client
    finally:
        client.close()


def named(*names: str) -> list[Indicator]:
    """Indicators of the catalogue by their short names."""
    return [catalog()[name] for name in names]


def indicator(
    key: str,
    *,
    measure: Measure = Measure.INDEX,
    frequency: Frequency = Frequency.MONTHLY,
    base: str = "",
    adjusted: bool = False,
) -> Indicator:
    """An indicator that is in no catalogue."""
    return Indicator(
        key=key,
        name="",
        title=key,
        country="GB",
        kind=Kind.CPI,
        measure=measure,
        frequency=frequency,
        base_period=base,
        seasonally_adjusted=adjusted,
    )


def fetch_all(
    replay: Replay,
    wanted: Sequence[Indicator],
    *,
    key: str | None = None,
    limits: Limits = QUICK,
    **more: Any,
) -> list[Fetched]:
    """Everything the local office says about the indicators, which are all of one source."""
    name = wanted[0].source
    with quick_client(limits) as client:
        return list(
            fetch(
                source(name),
                wanted,
                send=client.send,
                today=more.pop("today", TODAY),
                key=key,
                base_url=replay.url(name),
                **more,
            )
        )


def answer(body: object, *, status: int = 200, content_type: str = "application/json") -> Answer:
    """An office's answer: text as it is, anything else as JSON."""
    if not isinstance(body, bytes | str):
        body = json.dumps(body)
    content = body.encode() if isinstance(body, str) else body
    return Answer(status, content, "", {}, "https://office.example/", NOW)


def calls(wanted: Indicator | Sequence[Indicator], *, key: str | None = None, **more: Any) -> list[Call]:
    """The calls a source makes for indicators, none of them sent."""
    indicators = [wanted] if isinstance(wanted, Indicator) else list(wanted)
    settings = {"since": None, "base_url": None, "today": TODAY} | more
    return list(source(indicators[0].source).requests(indicators, key=key, **settings))


def parse(
    wanted: Indicator | Sequence[Indicator],
    body: object,
    *,
    key: str | None = None,
    status: int = 200,
    other_form: bool = False,
) -> list[Parsed]:
    """What the source reads out of a body that answers its first call, or that call's alternative."""
    call = calls(wanted, key=key)[0]
    if other_form:
        assert call.alternative is not None
        call = call.alternative
    return source(call.indicators[0].source).parse(call, answer(body, status=status))


def months(observations: Sequence[Observation]) -> dict[str, str]:
    """Observations as text, to compare with what an office printed."""
    return {str(o.period): str(o.value) for o in observations}
