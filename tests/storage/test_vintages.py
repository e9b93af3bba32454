"""Saving replies as vintages, and reading back what was known on a day."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from indicators.catalog import catalog
from indicators.errors import BadInput, UnknownName
from indicators.series import Frequency, Observation, Period, Status
from storage import vintages
from storage.database import Database
from storage.vintages import Saved
from tests.storage.helpers import CPI, PPI, at, count_rows, figures, known, save
from tests.storage.statements import counted

AUGUST = Period.month(2026, 8)


def test_a_first_reply_is_new_and_comes_back_digit_for_digit(database: Database) -> None:
    saved = save(
        database, {"2026-07": "322.100", "2026-08": "323.5"}, "2026-09-11", url="https://api.bls.gov"
    )
    assert saved == Saved(new=2, revised=0, unchanged=0)
    assert known(database, "2026-09-11") == {"2026-07": "322.100", "2026-08": "323.5"}


def test_a_reading_says_where_and_when_it_is_from(database: Database) -> None:
    reply = [Observation(AUGUST, Decimal("323.5"), Status.PROVISIONAL, "(P)")]
    moment = datetime(2026, 9, 11, 12, 30, 15, 123456, tzinfo=UTC)
    save(database, reply, "2026-09-10", origin="bls", url="https://api.bls.gov/x", fetched_at=moment)
    with database.session() as session:
        reading = vintages.series(CPI.key, known_on=date(2026, 9, 30), session=session)[AUGUST]
    assert (reading.status, reading.footnote) == (Status.PROVISIONAL, "(P)")
    assert (reading.published_on, reading.fetched_at) == (date(2026, 9, 10), moment)
    assert reading.fetched_at.tzinfo is UTC
    assert (reading.origin, reading.url) == ("bls", "https://api.bls.gov/x")


def test_the_same_reply_again_writes_nothing(database: Database) -> None:
    reply = {"2026-07": "322.100", "2026-08": None}
    save(database, reply, "2026-09-11")
    before = count_rows(database)
    assert save(database, reply, "2026-09-11") == Saved(0, 0, 2)
    assert save(database, reply, "2026-10-14", fetched_at=at("2026-10-14")) == Saved(0, 0, 2)
    assert count_rows(database) == before


def test_a_revision_is_a_new_row_and_the_older_figure_stays(database: Database) -> None:
    save(database, {"2026-05": "150.1", "2026-06": "151.2"}, "2026-07-15", indicator=PPI)
    saved = save(database, {"2026-05": "150.1", "2026-06": "151.4"}, "2026-08-14", indicator=PPI)
    assert saved == Saved(0, 1, 1, (Period.month(2026, 6),))
    assert known(database, "2026-08-13", PPI) == {"2026-05": "150.1", "2026-06": "151.2"}
    assert known(database, "2026-08-14", PPI) == {"2026-05": "150.1", "2026-06": "151.4"}
    assert known(database, "2026-07-14", PPI) == {}


@pytest.mark.parametrize(
    "later",
    [
        Observation(AUGUST, Decimal("323.5"), Status.FINAL, "(P)"),
        Observation(AUGUST, Decimal("323.5"), Status.PROVISIONAL, ""),
        Observation(AUGUST, None, Status.MISSING, "(P)"),
    ],
    ids=["status", "footnote", "withdrawn"],
)
def test_a_changed_status_or_footnote_is_a_change(database: Database, later: Observation) -> None:
    save(database, [Observation(AUGUST, Decimal("323.5"), Status.PROVISIONAL, "(P)")], "2026-09-11")
    assert save(database, [later], "2026-10-14").revised == 1


def test_more_padding_zeros_are_not_a_change(database: Database) -> None:
    save(database, {"2026-08": "182.600"}, "2026-09-11")
    assert save(database, {"2026-08": "182.6"}, "2026-09-12").unchanged == 1
    padded = "182.6" + "0" * 39
    assert save(database, {"2026-08": padded, "2026-09": padded}, "2026-09-13") == Saved(1, 0, 1)
    assert known(database, "2026-09-13") == {"2026-08": "182.600", "2026-09": "182.6"}


@pytest.mark.parametrize(
    "text", ["100", "100.0", "0.1", "-0.3", "123456789012345678901234567890.123456789012345678901234567891"]
)
def test_exact_digits_survive_every_database(database: Database, text: str) -> None:
    save(database, {"2026-08": text}, "2026-09-11")
    assert known(database, "2026-09-11") == {"2026-08": text}


def test_exponents_and_negative_zero_are_written_plainly(database: Database) -> None:
    save(database, {"2026-06": "1.2E+4", "2026-07": "-0.0", "2026-08": "1E-3"}, "2026-09-11")
    assert known(database, "2026-09-11") == {"2026-06": "12000", "2026-07": "0.0", "2026-08": "0.001"}


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1E+99999"])
def test_what_is_no_figure_is_refused_and_nothing_is_kept(database: Database, text: str) -> None:
    save(database, {"2026-06": "1"}, "2026-08-01")
    before = count_rows(database)
    with pytest.raises(BadInput, match="not a figure"):
        save(database, {"2026-07": "1", "2026-08": text}, "2026-09-11")
    assert count_rows(database) == before


def test_a_missing_month_is_kept_with_its_footnote(database: Database) -> None:
    reply = [*figures({"2025-09": "324.8"}), *figures({"2025-10": None}, "lapse in appropriations")]
    save(database, reply, "2025-12-18")
    with database.session() as session:
        reading = vintages.series(CPI.key, known_on=date(2026, 1, 1), session=session)[Period.month(2025, 10)]
    assert (reading.value, reading.status, reading.footnote) == (
        None,
        Status.MISSING,
        "lapse in appropriations",
    )


def test_two_answers_on_one_day_are_two_vintages_and_the_later_counts(database: Database) -> None:
    save(database, {"2026-08": "323.9"}, "2026-09-11", fetched_at=at("2026-09-11", 18))
    save(database, {"2026-08": "323.5"}, "2026-09-11", fetched_at=at("2026-09-11", 13))
    assert known(database, "2026-09-11") == {"2026-08": "323.9"}
    save(database, {"2026-08": "324.0"}, "2026-09-11", fetched_at=at("2026-09-11", 20))
    assert known(database, "2026-09-11") == {"2026-08": "324.0"}
    assert count_rows(database)["vintage"] == 3


def test_two_answers_of_one_moment_count_in_the_order_of_saving(database: Database) -> None:
    save(database, {"2026-08": "1"}, "2026-09-11")
    save(database, {"2026-08": "2"}, "2026-09-11")
    assert known(database, "2026-09-11") == {"2026-08": "2"}
    with database.session() as session:
        history = vintages.history(CPI.key, session=session)
    assert [str(r.value) for r in history.readings] == ["1", "2"]


def test_an_older_release_imported_later_takes_its_place(database: Database) -> None:
    save(database, {"2026-06": "151.4", "2026-07": "152.0"}, "2026-09-10", indicator=PPI)
    older = save(
        database,
        {"2026-06": "151.2"},
        "2026-07-15",
        indicator=PPI,
        origin="import",
        fetched_at=at("2026-11-01"),
    )
    assert older == Saved(1, 0, 0)
    assert known(database, "2026-08-01", PPI) == {"2026-06": "151.2"}
    assert known(database, "2026-11-02", PPI) == {"2026-06": "151.4", "2026-07": "152.0"}


def test_a_late_older_figure_does_not_speak_for_releases_after_it(database: Database) -> None:
    """The September release repeated June's figure, so it has no row; August's wrong one arrives last."""
    save(database, {"2026-06": "151.2"}, "2026-07-15", indicator=PPI)
    save(database, {"2026-06": "151.2", "2026-08": "153"}, "2026-09-10", indicator=PPI)
    late = at("2026-11-01")
    assert save(database, {"2026-06": "151.9"}, "2026-08-14", indicator=PPI, fetched_at=late).revised == 1
    assert known(database, "2026-07-15", PPI) == {"2026-06": "151.2"}
    assert known(database, "2026-08-14", PPI) == {"2026-06": "151.9"}
    assert known(database, "2026-09-10", PPI) == {"2026-06": "151.2", "2026-08": "153"}


def test_figures_that_state_their_own_release_day_make_a_vintage_each(database: Database) -> None:
    def stated(month: int, value: str, day: str) -> Observation:
        return Observation(Period.month(2026, month), Decimal(value), published_on=date.fromisoformat(day))

    reply = [
        stated(1, "250.0", "2026-02-12"),
        stated(1, "250.3", "2026-03-12"),
        stated(2, "251.0", "2026-03-12"),
    ]
    assert save(database, reply, "2026-11-01", origin="fred") == Saved(2, 1, 0, (Period.month(2026, 1),))
    assert count_rows(database)["vintage"] == 2
    assert known(database, "2026-03-11") == {"2026-01": "250.0"}
    assert known(database, "2026-03-12") == {"2026-01": "250.3", "2026-02": "251.0"}
    assert save(database, reply, "2026-11-08", origin="fred", fetched_at=at("2026-11-08")).unchanged == 3
    assert count_rows(database)["vintage"] == 2


def test_an_office_supersedes_the_bundled_figures_even_where_it_says_the_same(database: Database) -> None:
    bundled = {"2026-07": "322.1", "2026-08": "323.5"}
    save(database, bundled, "2026-10-01", origin="snapshot", fetched_at=at("2026-11-20"))
    saved = save(database, {**bundled, "2026-09": "324.0"}, "2026-10-24")
    assert saved == Saved(new=1, revised=0, unchanged=2, confirmed=2)
    with database.session() as session:
        series = vintages.series(CPI.key, known_on=date(2026, 11, 1), session=session)
        assert {r.origin for r in series.values()} == {"bls"}
        assert vintages.series(CPI.key, known_on=date(2026, 10, 2), session=session).latest is not None
        assert vintages.revisions(CPI.key, session=session, period=Period.month(2026, 7))[0].before is None
        assert len(vintages.revisions(CPI.key, session=session)) == 3


def test_bundled_figures_loaded_after_an_office_answered_that_day_rank_below_it(database: Database) -> None:
    save(database, {"2026-08": "323.9"}, "2026-10-01", fetched_at=at("2026-10-01", 9))
    save(database, {"2026-08": "323.5"}, "2026-10-01", origin="snapshot", fetched_at=at("2026-11-20"))
    assert known(database, "2026-10-01") == {"2026-08": "323.9"}
    with database.session() as session:
        history = vintages.history(CPI.key, session=session)
    assert history.known_on(date(2026, 10, 1)).value(AUGUST) == Decimal("323.9")


def test_bundled_figures_again_change_nothing(database: Database) -> None:
    save(database, {"2026-08": "323.5"}, "2026-10-01", origin="snapshot", fetched_at=at("2026-11-20"))
    save(database, {"2026-08": "323.5"}, "2026-10-24")
    before = count_rows(database)
    save(database, {"2026-08": "323.5"}, "2026-10-01", origin="snapshot", fetched_at=at("2026-12-20"))
    assert count_rows(database) == before


def test_revisions_say_what_each_changed(database: Database) -> None:
    save(database, {"2026-05": "150.1", "2026-06": "151.2"}, "2026-07-15", indicator=PPI)
    save(database, {"2026-05": "150.1", "2026-06": "151.4"}, "2026-08-14", indicator=PPI)
    with database.session() as session:
        everything = vintages.revisions(PPI.key, session=session)
        june = vintages.revisions(PPI.key, session=session, period=Period.month(2026, 6))
    assert [(str(r.period), r.before and r.before.value, r.after.value) for r in everything] == [
        ("2026-05", None, Decimal("150.1")),
        ("2026-06", None, Decimal("151.2")),
        ("2026-06", Decimal("151.2"), Decimal("151.4")),
    ]
    assert june == everything[1:]


def test_history_chooses_as_the_database_does(database: Database) -> None:
    save(database, {"2026-05": "150.1", "2026-06": "151.2"}, "2026-07-15", indicator=PPI)
    save(database, {"2026-05": "150.0", "2026-06": "151.4"}, "2026-08-14", indicator=PPI)
    with database.session() as session:
        history = vintages.history(PPI.key, session=session)
        for day in (date(2026, 7, 14), date(2026, 7, 15), date(2026, 8, 14), date(2027, 1, 1)):
            stored = vintages.series(PPI.key, known_on=day, session=session)
            assert stored.readings == history.known_on(day).readings
            assert stored.basis == history.known_on(day).basis


def test_every_frequency_comes_back(database: Database) -> None:
    for letter, text in (("Q", "2026-Q3"), ("S", "2026-S1"), ("A", "2026"), ("M", "2026-12")):
        indicator = replace(CPI, key=f"own:{letter}", name=letter, frequency=Frequency(letter))
        save(database, {text: "1.5"}, "2027-01-20", indicator=indicator)
        assert known(database, "2027-01-20", indicator) == {text: "1.5"}


def test_a_period_of_another_frequency_is_refused(database: Database) -> None:
    with pytest.raises(BadInput, match="2026-Q3 is no period of this series"):
        save(database, {"2026-Q3": "1.5"}, "2026-11-01")


def test_a_reply_that_contradicts_itself_is_refused_whole(database: Database) -> None:
    reply = [*figures({"2026-07": "1", "2026-08": "2"}), *figures({"2026-08": "3"})]
    with pytest.raises(BadInput, match="two different figures for 2026-08"):
        save(database, reply, "2026-09-11")
    assert count_rows(database)["observation"] == 0


def test_a_figure_stated_twice_alike_counts_once(database: Database) -> None:
    assert save(database, [*figures({"2026-08": "2"}), *figures({"2026-08": "2"})], "2026-09-11").new == 1


def test_a_moment_without_a_time_zone_is_refused(database: Database) -> None:
    naive = datetime(2026, 9, 11, 14)  # noqa: DTZ001 - the mistake that is meant to be caught
    with pytest.raises(BadInput, match="time zone"):
        save(database, {"2026-08": "2"}, "2026-09-11", fetched_at=naive)


def test_an_empty_reply_adds_nothing(database: Database) -> None:
    assert save(database, [], "2026-09-11") == Saved(0, 0, 0)
    assert count_rows(database)["vintage"] == 0


def test_an_unknown_indicator_is_named_with_its_nearest(database: Database) -> None:
    with database.session() as session:
        vintages.register([CPI], session=session)
    with pytest.raises(UnknownName, match="bls:CUUR0000SA1") as caught, database.session() as session:
        vintages.series("bls:CUUR0000SA1", known_on=date(2026, 1, 1), session=session)
    assert "CUUR0000SA0" in caught.value.hint
    with pytest.raises(UnknownName), database.session() as session:
        vintages.save(
            PPI.key,
            [],
            published_on=date(2026, 1, 1),
            fetched_at=at("2026-01-01"),
            origin="bls",
            session=session,
        )


def test_what_the_catalogue_knows_and_the_database_does_not_is_empty(database: Database) -> None:
    assert known(database, "2026-11-01") == {}
    with database.session() as session:
        assert vintages.history(CPI.key, session=session).readings == ()


def test_registering_keeps_what_is_there_and_its_order(database: Database) -> None:
    with database.session() as session:
        vintages.register([PPI, CPI], session=session)
        vintages.register([replace(CPI, title="another title")], session=session)
        vintages.register(catalog().values(), session=session)
        held = vintages.indicators(session=session)
    assert held[:2] == [PPI, CPI]
    assert {i.key for i in held} == {i.key for i in catalog().values()}


def test_a_series_on_another_base_needs_a_key_of_its_own(database: Database) -> None:
    with database.session() as session:
        vintages.register([CPI], session=session)
    with pytest.raises(BadInput, match="base period") as caught, database.session() as session:
        vintages.register([replace(CPI, base_period="2020=100")], session=session)
    assert (caught.value.expected, caught.value.got) == ("1982-84=100", "2020=100")


def test_ten_thousand_figures_are_a_handful_of_statements(database: Database) -> None:
    months = [Period.month(1500 + n // 12, n % 12 + 1) for n in range(10_000)]
    reply = [Observation(m, Decimal(n) / 10) for n, m in enumerate(months)]
    with counted() as first:
        assert save(database, reply, "2026-09-11").new == 10_000
    with counted() as second:
        assert save(database, reply, "2026-09-12").unchanged == 10_000
    assert len(first) <= 12
    assert len(second) <= 8
