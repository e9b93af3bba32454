"""Every error realterms raises on purpose, one class per remedy.

RealtermsError                 exit code, and what to do
├── BadInput              2    the user's words or files: correct them
│   ├── UnknownName       2    a name that does not exist: pick the one suggested
│   ├── InvalidFile       2    a file with problems: each one names key, expected, got
│   └── SettingsError     2    settings.toml or a REALTERMS_* variable
├── SourceError           1    an office did not give usable figures; nothing of that answer is kept
│   ├── Unreachable       1    network or server trouble that outlived the retries: try later
│   ├── QuotaReached      1    the office's allowance is used up: wait, or use a key
│   ├── Refused           1    the office says the request is wrong: fix code, key or dates
│   └── UnexpectedAnswer  1    an answer in a shape nobody has seen: report it
├── NotPublished          1    a figure the rule needs does not exist: name a fallback or wait
├── CheckFailed           1    a verification does not hold
├── DecisionRefused       1    the two-person rule, or a proposal in the wrong state
├── Cancelled             1    stopped by the user; what was saved stays saved
└── StorageError          3    the database
    ├── DatabaseBusy      3    locked by someone else: wait or find the owner
    ├── DatabaseReadOnly  3    no permission to write: fix it or choose another place
    ├── DatabaseFull      3    no space left: free some, then repeat; nothing is half-written
    ├── DatabaseTooNew    3    written by a newer realterms: upgrade
    └── DatabaseUnusable  3    missing, damaged or not ours
"""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile


class RealtermsError(Exception):
    """Something a person can act on.

    The message says what happened; `expected`, `got`, `where` and `hint` are shown on their own lines
    by `explain()`. Never put a key or password into any of them.
    """

    exit_code = 2

    def __init__(
        self, message: str, *, expected: str = "", got: object = None, where: str = "", hint: str = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.expected = expected
        self.got = got
        self.where = where
        self.hint = hint

    def explain(self) -> str:
        """The message with its details, one a line, for a person to read."""
        lines = [self.message]
        if self.where:
            lines.append(f"  where:    {self.where}")
        if self.expected:
            lines.append(f"  expected: {self.expected}")
        if self.got is not None:
            lines.append(f"  got:      {self.got!r}")
        if self.hint:
            lines.append(f"  next:     {self.hint}")
        return "\n".join(lines)

    def as_dict(self) -> dict[str, str]:
        """The same for `--json`: error, message and the details that are set."""
        details = {"where": self.where, "expected": self.expected, "hint": self.hint}
        if self.got is not None:
            details["got"] = repr(self.got)
        return {"error": type(self).__name__, "message": self.message} | {
            k: v for k, v in details.items() if v
        }


class BadInput(RealtermsError):
    """The user's words or files are not what the command needs."""


class UnknownName(BadInput):
    """A name that is not in the list; carries the nearest known one as its hint."""

    @classmethod
    def among(
        cls, what: str, name: str, known: Iterable[str], *, where: str = "", hint: str = ""
    ) -> "UnknownName":
        """Build the error for `name` of a thing called `what`, suggesting the nearest of `known`."""
        near = did_you_mean(name, known)
        parts = [p for p in (f"did you mean {near!r}?" if near else "", hint) if p]
        return cls(f"unknown {what} {name!r}", where=where, hint=" ".join(parts))


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a user's file: where it is, what was expected, what stands there.

    `line` is the line of the file, 0 where it is not known.
    """

    file: str
    key: str
    message: str
    expected: str = ""
    got: str = ""
    line: int = 0

    def __str__(self) -> str:
        tail = "".join(
            f"; {name} {text}" for name, text in (("expected", self.expected), ("got", self.got)) if text
        )
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.key}: {self.message}{tail}" if self.key else f"{where}: {self.message}{tail}"


class InvalidFile(BadInput):
    """A user's file with one or more problems, all of them listed."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        files = ", ".join(dict.fromkeys(p.file for p in self.problems))
        super().__init__(f"{files}: {count} problem{'s' if count != 1 else ''}; nothing was taken over")

    def explain(self) -> str:
        """The head line, then each problem on its own line."""
        return "\n".join([self.message, *(f"  {p}" for p in self.problems)])


class SettingsError(BadInput):
    """settings.toml or an environment variable holds something unusable."""


class SourceError(RealtermsError):
    """An office gave no usable figures; nothing of that answer is kept."""

    exit_code = 1


class Unreachable(SourceError):
    """Network or server trouble that outlived the retries."""


class QuotaReached(SourceError):
    """The office's allowance for today is used up; retrying today cannot help."""


class Refused(SourceError):
    """The office says that the request itself is wrong (series, dates, key)."""


class UnexpectedAnswer(SourceError):
    """An answer in an unknown shape; the shape is quoted so that it can be reported."""


class NotPublished(RealtermsError):
    """A figure the rule needs has not been published, or never was."""

    exit_code = 1


class CheckFailed(RealtermsError):
    """A verification does not hold."""

    exit_code = 1


class DecisionRefused(RealtermsError):
    """The two-person rule, or a proposal that is not waiting for this decision."""

    exit_code = 1


class Cancelled(RealtermsError):
    """Stopped by the user; what was saved before stays saved."""

    exit_code = 1


class StorageError(RealtermsError):
    """The database cannot do what was asked."""

    exit_code = 3


class DatabaseBusy(StorageError):
    """Locked by another process for longer than the wait."""


class DatabaseReadOnly(StorageError):
    """No permission to write."""


class DatabaseFull(StorageError):
    """No space left on the device; the transaction was rolled back."""


class DatabaseTooNew(StorageError):
    """Written by a newer realterms than this one."""


class DatabaseUnusable(StorageError):
    """Missing, damaged, or not a realterms database."""


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """The known name nearest to `name`, or None where nothing is near."""
    candidates = list(known)
    folded = {c.casefold(): c for c in candidates}
    wanted = name.casefold()
    # The right letters in the wrong order are what a hurried hand types: GPB is GBP, not GIP.
    swapped = next((c for c in folded if sorted(c) == sorted(wanted)), None)
    if swapped is not None:
        return folded[swapped]
    close = difflib.get_close_matches(wanted, folded, n=5, cutoff=0.6)
    if not close:
        return None
    # Among equally near names the one that begins alike is what was meant: USB is USD, not UZS.
    return folded[max(close, key=lambda c: _shared_start(wanted, c))]


def _shared_start(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
