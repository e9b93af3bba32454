"""When figures are expected, from days on which offices really published; how often an office is asked."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from indicators.catalog import catalog
from indicators.releases import (
    Outlook,
    ReleaseDay,
    State,
    day_of,
    newest_overdue,
    outlook,
    rule_for,
    rules,
    window,
)
from indicators.series import Frequency, Period

CPI = rule_for(catalog()["us-cpi"])
RPI = rule_for(catalog()["uk-rpi"])
AUGUST = Period.parse("2026-08")
SEPTEMBER = Period.parse("2026-09")

# From the BLS's schedule of 2024, the ONS's and FRED's dates of 2026.
PUBLISHED = [
    ("us-cpi", "2023-12", "2024-01-11"),
    ("us-cpi", "2024-01", "2024-02-13"),
    ("us-cpi", "2024-02", "2024-03-12"),
    ("us-cpi", "2024-03", "2024-04-10"),
    ("us-cpi", "2024-04", "2024-05-15"),
    ("us-cpi-sa-fred", "2026-02", "2026-03-11"),
    ("us-cpi-sa-fred", "2026-04", "2026-05-13"),
    ("uk-rpi", "2026-02", "2026-03-25"),
    ("uk-rpi", "2026-03", "2026-04-22"),
    ("uk-rpi", "2026-06", "2026-07-22"),
    ("uk-rpi", "2026-07", "2026-08-19"),
    ("uk-cpi", "2026-08", "2026-09-16"),
]


def at(text: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(("name", "period", "day"), PUBLISHED)
def test_the_window_holds_the_day_on_which_the_office_published(name: str, period: str, day: str) -> None:
    expected = window(rule_for(catalog()[name]), Period.parse(period))
    released = datetime.combine(date.fromisoformat(day), expected.opens.timetz())
    # The ONS may be a day late; nothing is overdue on a day on which it really came.
    assert expected.opens <= released < expected.overdue


def test_every_indicator_has_a_rule_and_every_window_is_in_order() -> None:
    for indicator in catalog().values():
        expected = window(rule_for(indicator), Period(indicator.frequency, 2026, 1))
        assert expected.opens < expected.closes < expected.overdue
        assert expected.opens.date() > Period(indicator.frequency, 2026, 1).first_day
    assert len({r.name for r in rules()}) == len(rules())


def test_a_release_is_at_the_office_s_own_time_of_day_summer_and_winter() -> None:
    summer, winter = (window(CPI, Period.parse(p)).opens.astimezone(UTC) for p in ("2026-06", "2026-11"))
    assert (summer.hour, summer.minute) == (12, 30)
    assert (winter.hour, winter.minute) == (13, 30)


def test_quarters_and_years_count_from_their_last_month() -> None:
    quarter = window(RPI, Period.parse("2026-Q2"))
    year = window(rule_for(catalog()["us-cpi"]), Period.parse("2025"))
    assert (quarter.opens.month, year.opens.month) == (7, 1)


def test_the_day_that_the_office_announced_counts() -> None:
    said = window(RPI, SEPTEMBER, announced=date(2026, 10, 21))
    assert said.opens == at("2026-10-21T07:00", "Europe/London")
    assert said.closes.date() == date(2026, 10, 21)


FRED = rule_for(catalog()["us-cpi-fred"])


def test_a_calendar_that_names_periods_is_taken_at_its_word() -> None:
    days = [ReleaseDay(date(2026, 9, 11), AUGUST), ReleaseDay(date(2026, 11, 20), SEPTEMBER)]
    assert day_of(CPI, SEPTEMBER, days) == date(2026, 11, 20)
    assert day_of(CPI, SEPTEMBER.shift(1), days) is None


def test_a_calendar_without_periods_has_the_last_day_of_the_window_and_else_the_next() -> None:
    """FRED's CPI release of 2024: each February new seasonal factors come first."""
    days = [
        ReleaseDay(date.fromisoformat(d)) for d in ("2024-01-11", "2024-02-09", "2024-02-13", "2024-03-12")
    ]
    assert day_of(FRED, Period.parse("2024-01"), days) == date(2024, 2, 13)
    assert day_of(FRED, Period.parse("2023-12"), days) == date(2024, 1, 11)
    assert day_of(FRED, Period.parse("2024-03"), days) is None
    postponed = [ReleaseDay(date(2025, 9, 11)), ReleaseDay(date(2025, 10, 24)), ReleaseDay(date(2026, 2, 13))]
    assert day_of(FRED, Period.parse("2025-09"), postponed) == date(2025, 10, 24)
    assert day_of(FRED, Period.parse("2025-10"), postponed[:2]) is None


def test_a_calendar_of_every_day_says_nothing_of_a_period() -> None:
    daily = [ReleaseDay(date(2026, 9, 1) + timedelta(days=n)) for n in range(60)]
    assert day_of(FRED, AUGUST, daily) is None


def look(now: datetime, latest: Period | None = AUGUST, **more: datetime | None) -> Outlook:
    told = {"asked_at": at("2026-09-20T12:00"), "answered_at": at("2026-09-20T12:00"), **more}
    return outlook(CPI, latest, now=now, **told)


def test_nothing_is_due_before_the_window_and_everything_is_in_it() -> None:
    assert not look(at("2026-10-10T12:00")).is_due(at("2026-10-10T12:00"))
    now = at("2026-10-10T12:31")
    assert look(now).is_due(now)
    assert look(now).why == "2026-09 is expected"


def test_a_series_never_fetched_is_due_and_then_tried_again_after_a_while() -> None:
    now = at("2026-09-20T12:00")
    assert look(now, latest=None, asked_at=None, answered_at=None).is_due(now)
    assert look(now, asked_at=None, answered_at=None).is_due(now)
    tried = look(now, latest=None, asked_at=now, answered_at=None)
    assert tried.ask_at == now + timedelta(hours=4)


def asked_over(first: str, hours: int, latest: Period = AUGUST) -> list[str]:
    """The times in New York at which a scheduler that runs every ten minutes asks the office."""
    now = at(first, "America/New_York").astimezone(UTC)
    asked, times = at("2026-09-20T12:00"), []
    for _ in range(hours * 6):
        if look(now, latest, asked_at=asked, answered_at=asked).is_due(now):
            asked = now
            times.append(f"{now.astimezone(ZoneInfo('America/New_York')):%H:%M}")
        now += timedelta(minutes=10)
    return times


def test_on_a_day_of_the_window_the_office_is_asked_often_after_its_time_and_seldom_else() -> None:
    # Tuesday 2026-10-13.
    assert asked_over("2026-10-13T00:00", 24) == [
        *("00:00", "04:00", "08:00", "08:30", "09:00", "09:30", "10:00", "10:30", "11:00"),
        *("15:00", "19:00", "23:00"),
    ]


def test_at_a_weekend_it_is_asked_seldom() -> None:
    assert asked_over("2026-10-10T08:30", 15) == ["08:30", "12:30", "16:30", "20:30"]


def test_after_the_window_it_is_asked_twice_a_day_and_a_dead_series_daily() -> None:
    assert len(asked_over("2026-10-25T00:00", 48)) == 4
    assert len(asked_over("2027-03-01T00:00", 48, latest=Period.parse("2026-01"))) == 2


def test_a_long_window_is_asked_once_a_day() -> None:
    rule = next(r for r in rules() if r.name == "any")
    asked = window(rule, Period.parse("2025-08")).opens + timedelta(hours=1)
    told = outlook(
        rule, Period.parse("2025-07"), now=asked + timedelta(hours=2), asked_at=asked, answered_at=asked
    )
    assert told.ask_at - asked == timedelta(hours=24)


def test_a_new_figure_gets_a_second_look_for_offices_replace_wrong_files() -> None:
    came = at("2026-09-11T12:35")
    soon = look(at("2026-09-11T14:00"), arrived_at=came, asked_at=came, answered_at=came)
    assert soon.ask_at == came + timedelta(hours=3)
    seen = look(
        at("2026-09-11T16:00"),
        arrived_at=came,
        asked_at=at("2026-09-11T15:40"),
        answered_at=at("2026-09-11T15:40"),
    )
    assert seen.ask_at == window(CPI, SEPTEMBER).opens


# --- how a series stands -----------------------------------------------------------------------------

OVERDUE = window(CPI, SEPTEMBER).overdue


def test_current_then_expected_then_overdue() -> None:
    assert look(at("2026-10-01T00:00")).state is State.CURRENT
    assert look(at("2026-10-11T00:00")).state is State.EXPECTED
    assert look(OVERDUE + timedelta(minutes=1)).state is State.LATE
    assert look(OVERDUE + timedelta(minutes=1), latest=None).state is State.EMPTY
    assert not State.EXPECTED.is_stale


def test_late_is_ours_and_delayed_is_the_offices() -> None:
    now = OVERDUE + timedelta(hours=3)
    assert look(now, answered_at=OVERDUE - timedelta(hours=1)).state is State.LATE
    assert look(now, answered_at=OVERDUE + timedelta(hours=1)).state is State.DELAYED


def test_an_office_that_answers_without_anything_new_for_months_has_frozen_the_series() -> None:
    """Eurostat's prc_hicp_midx stopped at 2025-12 and went on answering."""
    rule = next(r for r in rules() if r.name == "eu-hicp")
    december = Period.parse("2025-12")

    def seen(day: str) -> State:
        now = at(day)
        return outlook(rule, december, now=now, asked_at=now, answered_at=now).state

    assert seen("2026-02-10T12:00") is State.CURRENT
    assert seen("2026-03-10T12:00") is State.DELAYED
    assert seen("2026-06-10T12:00") is State.FROZEN


def test_what_is_overdue_is_known_without_any_series() -> None:
    assert newest_overdue(CPI, Frequency.MONTHLY, OVERDUE) == SEPTEMBER
    assert newest_overdue(CPI, Frequency.MONTHLY, OVERDUE - timedelta(minutes=1)) == AUGUST
