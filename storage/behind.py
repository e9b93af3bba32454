"""Rows on their way to a server in a thread of their own, while the next ones are read.

A connection does one thing at a time, so whoever uses it next waits until they are there, and an error of
theirs is his: see `watch`. A transaction cannot end before.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

from sqlalchemy import Connection, Engine, event

_UNDER_WAY = "realterms_under_way"
# So many jobs may be under way: enough for the server never to wait, few enough to be held at once.
_MOST = 3


def send(connection: Connection, job: Callable[[], None]) -> None:
    """Do `job`, which uses the driver of `connection` and nothing else of it, behind the caller's back.

    Jobs are done one after another, in the order they were sent; after one that failed, none. Waits where
    many are under way, and raises what one of them raised.
    """
    jobs: list[Future[None]] = connection.info.setdefault(_UNDER_WAY, [])
    while len(jobs) >= _MOST:
        wait(jobs[:1])
        if jobs[0].exception() is not None:
            finish(connection)
        del jobs[0]
    before = jobs[-1] if jobs else None

    def in_turn() -> None:
        if before is not None:
            before.result()
        job()

    worker = ThreadPoolExecutor(1, thread_name_prefix="copy")
    jobs.append(worker.submit(in_turn))
    worker.shutdown(wait=False)


def finish(connection: Connection) -> None:
    """Wait for what is under way; raises what it raised."""
    jobs: list[Future[None]] | None = connection.info.get(_UNDER_WAY)
    if jobs:
        # Whoever is interrupted while he waits has to wait again before he may take anything back.
        wait(jobs)
        del connection.info[_UNDER_WAY]
        jobs[-1].result()


def watch(engine: Engine) -> None:
    """Let every statement and the end of every transaction wait for what is under way."""

    @event.listens_for(engine, "before_cursor_execute")
    def before(connection: Connection, *_: Any) -> None:
        finish(connection)

    @event.listens_for(engine, "commit")
    def commit(connection: Connection) -> None:
        try:
            finish(connection)
        except BaseException:
            # SQLAlchemy takes a transaction whose end was begun for ended, and would not take it back.
            driver = connection.connection.driver_connection
            if driver is not None:
                driver.rollback()
            raise

    @event.listens_for(engine, "rollback")
    def rollback(connection: Connection) -> None:
        if connection.invalidated:  # lost, and with it what was under way
            return
        wait(connection.info.pop(_UNDER_WAY, []))
