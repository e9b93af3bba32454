"""Whole files saved at once leave what each series saved alone would leave, on both databases."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest

from indicators.compact import Figures, content, observations
from indicators.errors import BadInput
from indicators.series import Frequency, Indicator, Kind, Measure
from storage import vintages
from storage.database import Database
from storage.many import Reply, Saving, Statement
from storage.vintages import Saved
from tests.storage.helpers import at

MONTHS = [202501 + n for n in range(6)]
CONTENTS = (
    *("100.1", "100.10", "99.9", "123456789.12345"),
    content("99.9", "provisional", "preliminary; \\ and 'so on'"),
    content("", "missing", "lapse"),
    content("100.1", "corrected"),
)


def indicator(number: int) -> Indicator:
    return Indicator(
        f"bls_flat:X{number}", f"x{number}", "", "US", Kind.CPI, Measure.INDEX, base_period="2020=100"
    )


def random_file(chance: Random, series: int) -> list[Statement]:
    """A file that states a run of months for some of the series."""
    found = []
    for number in range(series):
        first, last = sorted((chance.randrange(6), chance.randrange(6)))
        figures: Figures = [(at, chance.choice(CONTENTS)) for at in MONTHS[first : last + 1]]
        if chance.random() < 0.8:
            found.append(Statement(indicator(number), figures))
    return found


def one_by_one(statements: list[Statement], reply: Reply, database: Database) -> list[Saved]:
    """As `save` does it, under keys of their own."""
    saved = []
    with database.session() as session:
        for statement in statements:
            other = Indicator(
                **{
                    **{name: getattr(statement.indicator, name) for name in Indicator.__slots__},
                    "key": statement.indicator.key.replace(":X", ":Y"),
                }
            )
            vintages.register([other], session=session)
            saved.append(
                vintages.save(
                    other.key,
                    list(observations(statement.figures, Frequency.MONTHLY)),
                    published_on=reply.published_on,
                    fetched_at=reply.fetched_at,
                    origin=reply.origin or "bls_flat",
                    url=reply.url,
                    session=session,
                )
            )
    return saved


def rows(database: Database, letter: str) -> list[tuple[object, ...]]:
    """Every figure with its vintage, of the series of one letter; ids left out."""
    with database.session() as session:
        found = session.connection().exec_driver_sql(
            "SELECT substr(i.key, 11), o.period, o.value, o.status, o.footnote, v.published_on, "
            "v.fetched_at, "
            "v.origin, v.url, v.first_period, v.last_period, v.observations, v.periods "
            "FROM observation o JOIN vintage v ON v.id = o.vintage_id "
            "JOIN indicator i ON i.id = o.indicator_id "
            f"WHERE i.key LIKE 'bls_flat:{letter}%%' ORDER BY 1, 2, 6, 7, 3"
        )
        return [tuple(map(str, row)) for row in found]


@pytest.mark.parametrize("seed", range(6))
def test_a_file_at_once_is_the_same_as_its_series_one_by_one(database: Database, seed: int) -> None:
    chance = Random(seed)
    moment = at("2026-01-01")
    for number in range(5):
        statements = random_file(chance, 12)
        day = date(2026, 1, 1) + timedelta(days=chance.randrange(4))
        origin = "snapshot" if number == 0 and seed % 2 else ""
        reply = Reply(day, moment + timedelta(hours=number), f"file:{number}", origin)
        with database.session() as session:
            together = Saving(reply, session=session).save(statements)
        assert together == one_by_one(statements, reply, database)
        with database.session() as session:
            again = Saving(reply, session=session).save(statements)
        assert [s and s.unchanged for s in again] == [len(s.figures) for s in statements]
    assert rows(database, "X") == rows(database, "Y")
    assert len(rows(database, "X")) > 40


def test_more_rows_than_one_statement_takes_all_come(database: Database) -> None:
    figures: Figures = [(year * 100 + m, f"{year}.{m}") for year in range(1900, 1925) for m in range(1, 13)]
    with database.session() as session:
        saving = Saving(Reply(date(2026, 1, 1), at("2026-01-01"), "file:x"), session=session)
        saving.save([Statement(indicator(n), figures) for n in range(2)])
        held = vintages.history("bls_flat:X1", session=session).readings
    assert [(r.period.year * 100 + r.period.number, str(r.value)) for r in held] == figures


def test_a_series_that_comes_again_in_a_later_piece_is_the_same_series(database: Database) -> None:
    with database.session() as session:
        saving = Saving(Reply(date(2026, 1, 1), at("2026-01-01"), "file:x"), session=session)
        found = [
            saving.save([Statement(indicator(n), figures)])
            for n, figures in (
                (0, [(202501, "1")]),
                (1, [(202501, "1")]),
                (0, [(202501, "1"), (202502, "2")]),
            )
        ]
        counts = [len(vintages.history(f"bls_flat:X{n}", session=session).readings) for n in range(2)]
    assert [(s.new, s.unchanged) for (s,) in found if s] == [(1, 0), (1, 0), (1, 1)]
    assert counts == [2, 1]


def test_an_indicator_held_on_another_base_is_refused_and_nothing_kept(database: Database) -> None:
    reply = Reply(date(2026, 1, 1), datetime.fromisoformat("2026-01-01T12:00+00:00"), "file:x")
    with database.session() as session:
        Saving(reply, session=session).save([Statement(indicator(0), [(202501, "1")])])
    rebased = Indicator("bls_flat:X0", "x0", "", "US", Kind.CPI, Measure.INDEX, base_period="2025=100")
    with pytest.raises(BadInput, match="base period"), database.session() as session:
        Saving(reply, session=session).save(
            [Statement(indicator(1), [(202501, "2")]), Statement(rebased, [(202501, "3")])]
        )
    with database.session() as session:
        assert [i.name for i in vintages.indicators(session=session)] == ["x0"]
        assert vintages.history("bls_flat:X0", session=session).readings[0].value == Decimal(1)


def test_a_doubtful_statement_is_left_out_and_told_what_was_known(database: Database) -> None:
    reply = Reply(date(2026, 1, 1), at("2026-01-01"), "file:x")
    later = Reply(date(2026, 2, 1), at("2026-02-01"), "file:y")
    asked: list[tuple[str, dict[int, str]]] = []

    def is_doubtful(statement: Statement, known: Mapping[int, str]) -> bool:
        asked.append((statement.indicator.name, dict(known)))
        return statement.indicator.name == "x1"

    first = [(202501, "1"), (202502, "2")]
    with database.session() as session:
        Saving(reply, session=session).save([Statement(indicator(n), first) for n in range(3)])
        changed = [Statement(indicator(n), [*first, (202503, "3")]) for n in range(2)]
        fresh, same = Statement(indicator(3), first), Statement(indicator(2), first)
        found = Saving(later, session=session, is_doubtful=is_doubtful).save([*changed, fresh, same])
    assert [s is None for s in found] == [False, True, False, False]
    assert asked == [("x3", {}), ("x0", dict(first)), ("x1", dict(first))]
    with database.session() as session:
        counts = [len(vintages.history(f"bls_flat:X{n}", session=session).readings) for n in range(4)]
    assert counts == [3, 2, 2, 2]
