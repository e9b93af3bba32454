"""How fast and how long: the limits of one request, the pace an office asks for, and Retry-After."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from threading import Lock

from indicators.sources.base import Rate

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What one `send` may take, in seconds, bytes and attempts.

    `connect` and `read` bound a single wait of the network, `total` everything together, waits between
    attempts included. `body` counts decompressed bytes; of a large file whose lines are chosen from,
    `file` counts all and `kept` those chosen, within `file_total` seconds. `retry_after` is the longest wait
    an office may ask for; beyond it we stop rather than knock early. `first_wait` doubles with each attempt.
    """

    connect: float = 10
    read: float = 30
    total: float = 180
    body: int = 32 * MIB
    file: int = 2048 * MIB
    kept: int = 128 * MIB
    file_total: float = 1800
    attempts: int = 4
    first_wait: float = 1
    longest_wait: float = 30
    retry_after: float = 60
    redirects: int = 5


class Pace:
    """Hands out moments to send at, so that no more than `rate` are sent; safe between threads."""

    def __init__(self, rate: Rate, monotonic: Callable[[], float]) -> None:
        self._rate = rate
        self._monotonic = monotonic
        self._slots: deque[float] = deque(maxlen=rate.count)
        self._lock = Lock()

    def reserve(self) -> float:
        """Take the next slot; returns the seconds to wait before using it."""
        with self._lock:
            now = self._monotonic()
            full = len(self._slots) == self._rate.count
            slot = max(now, self._slots[0] + self._rate.seconds) if full else now
            self._slots.append(slot)
            return slot - now


def retry_after(value: str | None, sent: str | None, now: datetime) -> float | None:
    """Seconds asked for by a Retry-After header, given as a number or as an HTTP date.

    A date counts from the office's own `Date` header where it has one, so that a wrong clock here does
    no harm. None where there is no header or it cannot be read (RFC 9110, 10.2.3).
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    until = _http_date(text)
    if until is None:
        return None
    return max((until - (_http_date(sent or "") or now)).total_seconds(), 0.0)


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
