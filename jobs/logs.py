"""Logs for machines: one JSON object a line on stderr, without any secret."""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from indicators.sources.redact import redact
from jobs.workspace import Clock, Workspace

# What every record has; the rest is what the caller said of it.
_USUAL = frozenset([*vars(logging.makeLogRecord({})), "message", "asctime", "taskName"])
_ROOMS = ("jobs", "storage", "indicators", "cli")


class JsonLines(logging.Formatter):
    """A record as one line: time (UTC), level, logger, message, and the facts given with it."""

    def __init__(self, clock: Clock, secrets: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._clock = clock
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        facts: dict[str, Any] = {
            "time": self._clock().isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        facts |= {name: value for name, value in vars(record).items() if name not in _USUAL}
        if record.exc_info:
            facts["traceback"] = self.formatException(record.exc_info)
        return json.dumps({name: self._clean(value) for name, value in facts.items()}, ensure_ascii=False)

    def _clean(self, value: Any) -> Any:
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, list | tuple):
            return [self._clean(v) for v in value]
        return redact(str(value), self._secrets)


@contextmanager
def json_lines(workspace: Workspace, level: int = logging.INFO) -> Iterator[None]:
    """For the length of a block, write what our rooms log as JSON lines to stderr, and nothing else of it."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(workspace.clock, workspace.secrets))
    loggers = [logging.getLogger(name) for name in _ROOMS]
    before = [(logger.level, logger.propagate) for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(level)
        logger.propagate = False
    try:
        yield
    finally:
        for logger, (old, propagate) in zip(loggers, before, strict=True):
            logger.removeHandler(handler)
            logger.setLevel(old)
            logger.propagate = propagate
