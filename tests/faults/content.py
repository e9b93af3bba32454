"""What a database holds, in a form in which two databases compare: no numbers of rows, no run's moment."""

from sqlalchemy import text

from storage import vintages
from storage.database import Database, open_database

# By indicator key, every figure of every vintage, as text.
Content = dict[str, list[tuple[str, ...]]]


def content(database: Database) -> Content:
    """Everything that was saved of every indicator that holds something."""
    found: Content = {}
    with database.session() as session:
        for indicator in vintages.indicators(session=session):
            readings = vintages.history(indicator.key, session=session).readings
            rows: list[tuple[str, ...]] = [
                (str(r.period), str(r.value), r.status.value, r.footnote, r.vintage, r.origin)
                for r in readings
            ]
            if rows:
                found[indicator.key] = rows
    return found


def content_at(url: str) -> Content:
    """The content of the database at `url`, which is opened for it."""
    database = open_database(url)
    try:
        return content(database)
    finally:
        database.close()


def check_whole(database: Database) -> None:
    """The database's own checks find nothing; results, answers and figures tell the same story."""
    with database.session() as session:
        connection = session.connection()
        if database.dialect == "sqlite":
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"]
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        rows = connection.execute(text("SELECT count(*) FROM observation")).scalar_one()
        told = connection.execute(text("SELECT coalesce(sum(observations), 0) FROM vintage")).scalar_one()
        assert rows == told
        # An answer that is remembered without its figures would never be asked for again.
        forgotten = text(
            "SELECT count(*) FROM office_answer WHERE indicator_id NOT IN (SELECT indicator_id FROM vintage)"
        )
        assert connection.execute(forgotten).scalar_one() == 0
        unsaved = text(
            "SELECT count(*) FROM fetch_result r WHERE r.new > 0 AND NOT EXISTS (SELECT 1 FROM vintage v "
            "JOIN indicator i ON i.id = v.indicator_id WHERE v.run_id = r.run_id AND i.key = r.indicator_key)"
        )
        assert connection.execute(unsaved).scalar_one() == 0
