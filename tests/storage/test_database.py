"""Opening databases: new, ours, someone else's, too new, damaged, locked, read-only, full."""

import os
import sqlite3
import stat
import threading
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session

from indicators.errors import (
    DatabaseBusy,
    DatabaseReadOnly,
    DatabaseTooNew,
    DatabaseUnusable,
    StorageError,
)
from storage import schema, vintages
from storage.database import Database, open_database
from storage.transaction import for_writing
from tests.storage.helpers import CPI, at, count_rows, figures, known, save

REPLY = {"2026-07": "322.1", "2026-08": "323.5"}


def path_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file_and_its_log_are_for_the_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        database = open_database(f"sqlite:///{tmp_path / 'private' / 'realterms.db'}")
        save(database, REPLY, "2026-09-11")
        files = sorted((tmp_path / "private").iterdir())
        assert [f.name for f in files] == ["realterms.db", "realterms.db-shm", "realterms.db-wal"]
        assert {mode(f) for f in files} == {0o600}
        assert mode(tmp_path / "private") == 0o700
        database.close()
        assert [f.name for f in (tmp_path / "private").iterdir()] == ["realterms.db"]
    finally:
        os.umask(before)


def test_sqlite_is_set_up_for_readers_beside_a_writer(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    with database.session() as session:
        pragma = session.connection().exec_driver_sql
        assert pragma("PRAGMA journal_mode").scalar() == "wal"
        assert pragma("PRAGMA foreign_keys").scalar() == 1
        assert pragma("PRAGMA recursive_triggers").scalar() == 1
        assert int(pragma("PRAGMA busy_timeout").scalar_one()) == 10_000
    database.close()


def test_a_database_opens_again_with_what_it_holds(database_url: str) -> None:
    for _ in range(2):
        database = open_database(database_url)
        save(database, REPLY, "2026-09-11")
        assert known(database, "2026-09-11") == REPLY
        database.close()


def test_a_failed_unit_of_work_leaves_nothing(database: Database) -> None:
    def work() -> None:
        with database.session() as session:
            vintages.register([CPI], session=session)
            raise KeyError("something else went wrong")

    with pytest.raises(KeyError):
        work()
    assert count_rows(database)["indicator"] == 0


def test_a_missing_file_is_not_made_where_that_is_not_wanted(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'none.db'}"
    for options in ({"create": False}, {"read_only": True}):
        with pytest.raises(DatabaseUnusable, match="there is no database"):
            open_database(url, **options)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_into_a_file_that_was_removed_or_replaced(tmp_path: Path) -> None:
    """SQLite would go on with the file that has no name any more, and what it took would be lost."""
    file, aside = tmp_path / "realterms.db", tmp_path / "aside.db"
    with closing(open_database(f"sqlite:///{file}")) as database:
        save(database, REPLY, "2026-09-11")
        file.rename(aside)
        with pytest.raises(DatabaseUnusable, match="file is gone"), database.session():
            raise AssertionError("never begun")
        aside.rename(file)
        assert known(database, "2026-10-01") == REPLY
        with pytest.raises(DatabaseUnusable, match="file is gone"), database.session():
            file.rename(aside)
        aside.rename(file)
        file.with_name("copy.db").write_bytes(file.read_bytes())
        file.with_name("copy.db").replace(file)
        with pytest.raises(DatabaseUnusable, match="another file"), database.session():
            raise AssertionError("never begun")


def test_an_empty_file_becomes_a_database(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    database = open_database(f"sqlite:///{tmp_path / 'empty.db'}")
    save(database, REPLY, "2026-09-11")
    database.close()


def test_an_empty_postgresql_database_gets_our_tables(empty_postgres_url: str) -> None:
    with pytest.raises(DatabaseUnusable, match="no realterms tables"):
        open_database(empty_postgres_url, create=False)
    database = open_database(empty_postgres_url)
    save(database, REPLY, "2026-09-11")
    database.close()


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE recipe (name TEXT)")
        other.commit()
    before = path.read_bytes()
    with pytest.raises(DatabaseUnusable, match="another program") as caught:
        open_database(f"sqlite:///{path}")
    assert caught.value.got == "recipe"
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"period,value\n2026-08,323.5\n" * 100, b"SQLite format 3\0" + b"\xff" * 5000]
)
def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "figures.csv"
    path.write_bytes(content)
    with pytest.raises(DatabaseUnusable):
        open_database(f"sqlite:///{path}")
    assert path.read_bytes() == content


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusable, match="not a file"):
        open_database(f"sqlite:///{tmp_path}")
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseUnusable):
        open_database(f"sqlite:///{tmp_path / 'file' / 'realterms.db'}")


def test_a_damaged_page_is_reported(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    save(database, {f"{year}-01": "1.5" for year in range(1000, 3000)}, "2026-09-11")
    database.close()
    raw = bytearray(path_of(sqlite_url).read_bytes())
    raw[4096 * 5 :] = b"\x5a" * (len(raw) - 4096 * 5)
    path_of(sqlite_url).write_bytes(raw)
    with pytest.raises(DatabaseUnusable), closing(open_database(sqlite_url)) as damaged:
        known(damaged, "2026-09-11")


def set_version(database: Database, version: str) -> None:
    with database.session() as session:
        for_writing(session).exec_driver_sql(f"UPDATE realterms_schema SET version_num = '{version}'")
        session.connection().exec_driver_sql(
            "UPDATE meta SET value = 'realterms 9.1.0' WHERE name = 'written_by'"
        )


def test_a_database_of_a_newer_realterms_names_both_versions(database: Database, database_url: str) -> None:
    set_version(database, "0042")
    for read_only in (False, True):
        with pytest.raises(DatabaseTooNew, match="0042") as caught:
            open_database(database_url, read_only=read_only)
        assert schema.VERSION in caught.value.expected
        assert schema.program_version() in caught.value.expected
        assert caught.value.got == "schema 0042 (written by realterms 9.1.0)"


def test_a_newer_database_may_have_lost_the_tables_we_know(database: Database, database_url: str) -> None:
    set_version(database, "0043")
    with database.session() as session:
        session.connection().exec_driver_sql("DROP TABLE meta")
    with pytest.raises(DatabaseTooNew, match="0043") as caught:
        open_database(database_url)
    assert "an unknown version" in str(caught.value.got)


def test_a_copy_without_a_write_ahead_log_gets_one(sqlite_url: str, tmp_path: Path) -> None:
    with closing(open_database(sqlite_url)) as database:
        save(database, REPLY, "2026-09-11")
    copy = tmp_path / "copy.db"
    with closing(sqlite3.connect(path_of(sqlite_url))) as original:
        original.execute(f"VACUUM INTO '{copy}'")
    with closing(open_database(f"sqlite:///{copy}")) as database:
        with database.session() as session:
            assert session.connection().exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert known(database, "2026-09-11") == REPLY


def test_reading_takes_no_lock_that_a_writer_waits_for(database: Database) -> None:
    save(database, REPLY, "2026-09-11")
    with database.session() as reading:
        vintages.series(CPI.key, known_on=date(2026, 9, 11), session=reading)
        save(database, {"2026-09": "324.0"}, "2026-10-14")


def test_a_session_that_has_read_may_still_write_after_someone_else_wrote(database: Database) -> None:
    save(database, REPLY, "2026-09-11")
    with database.session() as session:
        assert len(vintages.series(CPI.key, known_on=date(2026, 12, 1), session=session)) == 2
        save(database, {"2026-09": "324.0"}, "2026-10-14")
        reply = figures({"2026-09": "324.0", "2026-10": "325.0"})
        saved = vintages.save(
            CPI.key,
            reply,
            published_on=date(2026, 11, 13),
            fetched_at=at("2026-11-13"),
            origin="bls",
            session=session,
        )
    assert (saved.new, saved.unchanged) == (1, 1)


def test_a_writer_waits_and_then_says_who_to_wait_for(database: Database, database_url: str) -> None:
    save(database, REPLY, "2026-09-11")
    impatient = open_database(database_url, wait=0.2)
    with database.session() as session:
        connection = for_writing(session)
        if database.dialect == "postgresql":
            connection.exec_driver_sql("SELECT 1 FROM indicator FOR UPDATE")
        with pytest.raises(DatabaseBusy, match="in use"):
            save(impatient, {"2026-09": "324.0"}, "2026-10-14")
        assert known(impatient, "2026-10-14") == REPLY
    assert save(impatient, {"2026-09": "324.0"}, "2026-10-14").new == 1
    impatient.close()


def test_read_only_reads_and_refuses_to_write(database: Database, database_url: str) -> None:
    save(database, REPLY, "2026-09-11")
    reader = open_database(database_url, read_only=True)
    assert known(reader, "2026-09-11") == REPLY
    with pytest.raises(DatabaseReadOnly):
        save(reader, {"2026-09": "324.0"}, "2026-10-14")
    reader.close()


def test_threads_share_one_database(database: Database) -> None:
    save(database, REPLY, "2026-09-11")
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for round_ in range(5):
                known(database, "2026-09-11")
                save(database, {f"{2000 + number}-{round_ + 1:02d}": "1"}, "2026-10-01")
        except StorageError as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(known(database, "2026-10-01")) == 32


def test_a_mistake_in_our_own_code_is_not_dressed_up(database: Database) -> None:
    with pytest.raises(TypeError), database.session() as session:
        _break(session)


def _break(session: Session) -> None:
    raise TypeError(session)
