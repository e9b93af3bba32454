"""Offices' calendars of releases: BLS's schedule pages and FRED's release dates, read strictly."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.catalog import catalog
from indicators.errors import Refused, SettingsError, UnexpectedAnswer
from indicators.releases import ReleaseDay
from indicators.series import Period
from indicators.sources.base import Call
from indicators.sources.calendars import ReadCalendar, bls, fred
from tests.replay.recorded import payload
from tests.shared_data import needs_shared
from tests.sources.asking import KEY, TODAY, answer

CPI = catalog()["us-cpi-fred"]


def page(*rows: tuple[str, str], heads: str = "Reference Month|Release Date|Release Time") -> str:
    """A page as BLS lays it out, with a table of the site's own around it."""
    head = "".join(f"<th>{h}</th>" for h in heads.split("|"))
    body = "".join(f'<tr class="even"><td>{m}</td><td> {d}</td><td>08:30 AM</td></tr>' for m, d in rows)
    return (
        "<!DOCTYPE html><html><head><title>Schedule</title><style>td{}</style></head><body>"
        "<table><tr><td>Follow us</td></tr></table>"
        f'<table class="release-list"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
        "</body></html>"
    )


def asked(name: str = "cpi") -> Call:
    return bls.ask(name, base_url=None, today=TODAY)


def read(text: str | bytes) -> ReadCalendar:
    return bls.read("cpi", asked(), answer(text))


def day(period: str, released: str) -> ReleaseDay:
    return ReleaseDay(date.fromisoformat(released), Period.parse(period))


def test_the_page_of_each_release_is_asked_for_as_html_without_any_key() -> None:
    request = asked("ppi").request
    assert request.url == "https://www.bls.gov/schedule/news_release/ppi.htm"
    assert (request.method, request.accept, request.secrets) == ("GET", ("text/html",), ())


def test_a_date_has_a_dot_only_where_its_month_is_abbreviated() -> None:
    found = read(
        page(
            ("December 2023", "Jan. 11, 2024"), ("April 2024", "May 15, 2024"), ("May 2024", "June 12, 2024")
        )
    )
    assert found.title == "Consumer Price Index"
    assert found.days == (
        day("2023-12", "2024-01-11"),
        day("2024-04", "2024-05-15"),
        day("2024-05", "2024-06-12"),
    )


def test_a_release_without_a_day_yet_is_left_out() -> None:
    """As releases are while they wait to be set anew."""
    found = read(page(("October 2025", "To be determined"), ("November 2025", "Dec. 18, 2025")))
    assert found.days == (day("2025-11", "2025-12-18"),)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (page(), "no table of releases"),
        (page(("May 2024", "June 12, 2024"), heads="Reference Month|Date|Time"), "no table of releases"),
        ("<html><body>Access Denied</body></html>", "no table of releases"),
        ("", "no table of releases"),
        (page(("Spring 2024", "June 12, 2024")), "unknown reference month"),
        (page(("4th Quarter 2024", "Jan. 12, 2025")), "unknown reference month"),
        (page(("May 2024", "May 12, 2024")), "cannot have"),
        (page(("May 2024", "June 12, 2034")), "cannot have"),
        (page(("May 2024", "June 32, 2024")), "no table of releases"),
        (page(("May 2024", "June 12, 2024</td><td>x")), "three cells"),
        (b"\xff\xfe<table>", "UTF-8"),
        ("<html><![nothing[<table>", "not a page"),
        (page(("May 2024", "<table>June 12, 2024")), "no table of releases|three cells"),
    ],
)
def test_a_page_that_is_no_schedule_is_refused(text: str | bytes, says: str) -> None:
    with pytest.raises(UnexpectedAnswer, match=says):
        read(text)


def test_a_page_of_any_size_is_not_read() -> None:
    with pytest.raises(UnexpectedAnswer, match="larger than any schedule"):
        read(page(("May 2024", "June 12, 2024")) + "<!--" + "<" * 500_000)


GOOD = page(("December 2023", "Jan. 11, 2024"), ("April 2024", "May 15, 2024")).encode()


@given(cut=st.integers(0, len(GOOD)), at=st.integers(0, len(GOOD)), put=st.binary(max_size=40))
def test_of_a_spoiled_page_come_days_that_can_be_or_our_own_error(cut: int, at: int, put: bytes) -> None:
    spoiled = (GOOD[:at] + put + GOOD[at:])[:cut]
    try:
        found = read(spoiled)
    except UnexpectedAnswer:
        return
    assert all(d.period is not None and d.period.first_day < d.day for d in found.days)


@given(text=st.text(alphabet="<>/tabledrh!-[]& =\"'", max_size=400))
def test_of_tags_in_any_disorder_comes_our_own_error(text: str) -> None:
    with pytest.raises(UnexpectedAnswer):
        read(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["release_dates", "releases", "release_id", "date", "id", "name"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=12,
)


@given(body=JSON)
def test_of_json_in_any_shape_come_days_or_our_own_error(body: object) -> None:
    for reader in (
        lambda: fred.read_dates("10", "", dates(), answer(body)),
        lambda: fred.read_release(released(), answer(body)),
    ):
        with suppress(UnexpectedAnswer):
            reader()


@needs_shared
def test_the_recorded_page_of_2024() -> None:
    found = read(payload("bls_schedule/cpi_schedule_excerpt_20240427.html"))
    assert [str(d.day) for d in found.days] == [
        *("2024-01-11", "2024-02-13", "2024-03-12", "2024-04-10", "2024-05-15")
    ]
    assert [str(d.period) for d in found.days] == ["2023-12", "2024-01", "2024-02", "2024-03", "2024-04"]


def released() -> Call:
    return fred.ask_release(CPI, key=KEY, base_url=None, today=TODAY)


def dates(release: str = "10") -> Call:
    return fred.ask_dates(release, key=KEY, base_url=None, today=TODAY)


def test_days_to_come_are_asked_for_and_the_key_goes_nowhere_else() -> None:
    request = dates().request
    assert request.url == "https://api.stlouisfed.org/fred/release/dates"
    assert request.params["include_release_dates_with_no_data"] == "true"
    assert (request.params["sort_order"], request.params["limit"]) == ("desc", "1000")
    assert (request.secrets, request.follow_redirects) == ((KEY,), False)
    with pytest.raises(SettingsError, match="unencrypted"):
        fred.ask_dates("10", key=KEY, base_url="http://mirror.example", today=TODAY)


def test_the_release_of_a_series() -> None:
    body = {"releases": [{"id": 10, "name": "Consumer Price Index", "press_release": True}]}
    assert fred.read_release(released(), answer(body)) == ("10", "Consumer Price Index")
    with pytest.raises(UnexpectedAnswer, match="one release"):
        fred.read_release(released(), answer({"releases": []}))


def test_the_days_of_a_release_in_order_each_once() -> None:
    rows = [{"release_id": 10, "date": d} for d in ("2026-12-10", "2026-11-13", "2026-11-13")]
    found = fred.read_dates("10", "Consumer Price Index", dates(), answer({"release_dates": rows}))
    assert found.days == (ReleaseDay(date(2026, 11, 13)), ReleaseDay(date(2026, 12, 10)))


@pytest.mark.parametrize(
    "row",
    [
        {"release_id": 46, "date": "2026-12-10"},
        {"release_id": 10, "date": "10.12.2026"},
        {"release_id": 10},
        "x",
    ],
)
def test_a_day_that_is_another_s_or_none_is_refused(row: object) -> None:
    with pytest.raises(UnexpectedAnswer):
        fred.read_dates("10", "", dates(), answer({"release_dates": [row]}))


def test_an_error_sentence_is_a_refusal() -> None:
    body = {"error_code": 400, "error_message": "Bad Request.  The release does not exist."}
    with pytest.raises(Refused, match="status 400"):
        fred.read_dates("99", "", dates("99"), answer(body, status=400))


@needs_shared
def test_the_recorded_dates_of_the_cpi_since_1949() -> None:
    found = fred.read_dates(
        "10", "", dates(), answer(payload("fred/release_dates_10_cpi_20250120T1456Z.json"))
    )
    assert (len(found.days), str(found.days[0].day), str(found.days[-1].day)) == (
        930,
        "1949-03-24",
        "2025-01-15",
    )


@needs_shared
def test_the_recorded_release_of_gdp() -> None:
    body = payload("fred/series_release_GDP_20241103T1433Z.json")
    assert fred.read_release(released(), answer(body)) == ("53", "Gross Domestic Product")
