"""Offices' calendars of releases, read beside the figures and kept: small requests, seldom, and conditional.

BLS has a page for each release; FRED says to which release a series belongs, once, and names its days. A
calendar that cannot be had changes nothing but when figures are expected: the office's habit counts then.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from indicators.errors import Cancelled, RealtermsError, Refused, SettingsError, SourceError
from indicators.releases import ReleaseDay, rule_for
from indicators.series import Indicator
from jobs.progress import Cancelled as IsCancelled
from jobs.workspace import Workspace

if TYPE_CHECKING:
    from indicators.sources.base import Answer, Call
    from indicators.sources.calendars import ReadCalendar
    from storage.calendars import Calendar

    Read = Callable[[Call, Answer], ReadCalendar]

_LOG = logging.getLogger("jobs.fetch")
# No answer, or a setting of the office that cannot be used: the figures' own result tells of it.
_NOT_HAD = (SourceError, SettingsError)
_FRESH = timedelta(days=7)
# A calendar without a day to come, or one that could not be had, is asked for again the next day.
_AGAIN = timedelta(hours=20)
# Older days answer no question any more.
_KEPT = timedelta(days=800)
# Series whose release is not known yet, asked about in one run; the rest in the next.
_LOOKED_UP = 20


@dataclass(frozen=True, slots=True)
class Expectation:
    """The days that an office names for an indicator, and the calendar they stand in."""

    calendar: str = ""
    title: str = ""
    days: tuple[ReleaseDay, ...] = ()


def expectations(
    indicators: Sequence[Indicator], held: "Mapping[str, Calendar]", whose: Mapping[str, str]
) -> dict[str, Expectation]:
    """By indicator key, the calendar that counts for it; one without days is none."""
    found = {}
    for indicator in indicators:
        names = (whose.get(indicator.key, ""), rule_for(indicator).calendar)
        calendar = next((held[n] for n in names if n in held and held[n].days), None)
        if calendar is not None:
            found[indicator.key] = Expectation(calendar.name, calendar.title, calendar.days)
    return found


def read_calendars(workspace: Workspace, indicators: Sequence[Indicator], cancelled: IsCancelled) -> None:
    """Read the calendars of `indicators` that are not fresh; what goes wrong is noted, and no more."""
    from storage import calendars

    with workspace.session() as session:
        held = calendars.calendars(session=session)
        whose = calendars.of_indicators(session=session)
    reader = _Reader(workspace, held, cancelled)
    try:
        whose |= reader.releases([i for i in indicators if i.source == "fred" and i.key not in whose])
        names = {whose.get(i.key) or rule_for(i).calendar for i in indicators}
        for name in sorted(filter(None, names)):
            if is_due(held.get(name), workspace.now):
                reader.read(name)
    except Cancelled:
        return  # the figures are kept; the calendars are read with the next


def is_due(calendar: "Calendar | None", now: datetime) -> bool:
    """Whether a calendar should be asked for: never read, a week old, or without a day to come."""
    if calendar is None:
        return True
    if now - calendar.asked_at < _AGAIN:
        return False
    fresh = calendar.read_at is not None and now - calendar.read_at < _FRESH
    return not fresh or all(d.day <= now.date() for d in calendar.days)


class _Reader:
    """Asks for calendars one by one, and keeps each as soon as it is there."""

    def __init__(self, workspace: Workspace, held: "Mapping[str, Calendar]", cancelled: IsCancelled) -> None:
        self._workspace = workspace
        self._held = held
        self._cancelled = cancelled
        self._titles: dict[str, str] = {}

    def releases(self, indicators: Sequence[Indicator]) -> dict[str, str]:
        """The calendar of each FRED series, asked for once; nothing without a key."""
        from indicators.sources.calendars import fred
        from storage import calendars

        key = self._workspace.setting("fred_key")
        found: dict[str, str] = {}
        for indicator in indicators[:_LOOKED_UP]:
            if key is None:
                break
            try:
                call = fred.ask_release(
                    indicator, key=key, base_url=self._url("fred"), today=self._workspace.today
                )
                answer = self._workspace.client.send(call.request, cancelled=self._cancelled)
                number, title = fred.read_release(call, answer)
            except _NOT_HAD as error:
                self._warn(indicator.key, error)
                if not isinstance(error, Refused):
                    break
                continue  # a code that FRED does not know; the others may well be good
            found[indicator.key] = f"fred:{number}"
            self._titles[found[indicator.key]] = title
        with self._workspace.session() as session:
            calendars.keep_of_indicators(found, session=session)
        return found

    def read(self, name: str) -> None:
        """Ask for one calendar, or whether it changed since; keep what came of it."""
        from storage import calendars

        try:
            office = self._office(name)
            if office is None:
                return
            calendar = self._asked(name, *office)
        except _NOT_HAD as error:
            self._warn(name, error)
            calendar = replace(self._before(name), asked_at=self._workspace.now, problem=error.message)
        else:
            _LOG.info(
                "calendar %s: %d days",
                name,
                len(calendar.days),
                extra={"event": "calendar", "calendar": name},
            )
        with self._workspace.session() as session:
            calendars.keep_calendar(calendar, session=session)

    def _asked(self, name: str, call: "Call", read: "Read") -> "Calendar":
        from indicators.sources.conditional import (
            NOT_MODIFIED,
            Validators,
            conditional,
            fingerprint,
            validators,
        )
        from storage.calendars import Calendar, Known

        before, now = self._before(name), self._workspace.now
        known, request = Validators(*astuple(before.known)), call.request
        same = known.asked == fingerprint(request)
        answer = self._workspace.client.send(
            conditional(request, known) if same else request, cancelled=self._cancelled
        )
        if answer.status == NOT_MODIFIED:
            return replace(before, asked_at=now, read_at=now, problem="")
        found = read(call, answer)
        known = validators(request, answer)
        days = tuple(d for d in found.days if d.day >= now.date() - _KEPT)
        return Calendar(name, found.title, answer.url, Known(*astuple(known)), now, now, "", days)

    def _before(self, name: str) -> "Calendar":
        from storage.calendars import Calendar, Known

        return self._held.get(name) or Calendar(name, "", "", Known(), self._workspace.now, None, "")

    def _office(self, name: str) -> "tuple[Call, Read] | None":
        """The call for a calendar and how its answer is read; None where it cannot be asked for."""
        from indicators.sources.calendars import bls, fred

        office, _, code = name.partition(":")
        today = self._workspace.today
        if office == "bls":
            return bls.ask(code, base_url=self._url("bls"), today=today), partial(bls.read, code)
        key = self._workspace.setting("fred_key")
        if key is None:
            return None
        title = self._titles.get(name) or self._before(name).title or f"FRED release {code}"
        call = fred.ask_dates(code, key=key, base_url=self._url("fred"), today=today)
        return call, partial(fred.read_dates, code, title)

    def _url(self, source: str) -> str | None:
        return self._workspace.setting(f"{source}_url")

    def _warn(self, name: str, error: RealtermsError) -> None:
        _LOG.warning(
            "calendar %s: %s",
            name,
            error.message,
            extra={"event": "calendar", "calendar": name, "why": error.message},
        )
