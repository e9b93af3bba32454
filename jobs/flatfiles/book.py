"""Which indicator a series of a flat file is: the one known however it came, or a new one as described."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from indicators.errors import InvalidFile, Problem
from indicators.series import Frequency, Indicator
from jobs.catalogue import known
from jobs.workspace import Workspace

if TYPE_CHECKING:
    from indicators.sources.bls_lines import FlatSeries
    from indicators.sources.bls_series import Described
    from storage.many import Statement

Descriptions = Mapping[str, "Described"]

# One series, whether it was asked for at the office's other service or comes from a file.
READERS = ("bls", "bls_flat")
_LISTED = 12


class Book:
    """The series of a file and their indicators; `only`: ids, names or keys of those wanted, or empty.

    What is wrong with the file gathers in it until `refuse_problems`.
    """

    def __init__(
        self, workspace: Workspace, path: Path, described: Descriptions, only: Collection[str]
    ) -> None:
        self.described = described
        self.problems: list[Problem] = []
        self._path = path
        self._wanted = {name.casefold(): name for name in only}
        self._unseen = dict(self._wanted)
        self._known: dict[tuple[str, Frequency], list[Indicator]] = {}
        for indicator in known(workspace):
            if indicator.source in READERS:
                self._known.setdefault((indicator.code, indicator.frequency), []).append(indicator)

    @property
    def is_hopeless(self) -> bool:
        """Whether so much is wrong that more of the same would help nobody."""
        return len(self.problems) >= _LISTED

    def statements(self, series: "Iterable[FlatSeries]") -> "Iterator[Statement]":
        """What the file states of the series that are wanted."""
        from storage.many import Statement

        for one in series:
            for indicator in self.indicators(one.code, list(one.figures)):
                yield Statement(indicator, one.figures[indicator.frequency])
            if self.is_hopeless:
                return

    def indicators(self, code: str, frequencies: Collection[Frequency]) -> list[Indicator]:
        """The indicators that a series is, the finest frequency first: those of them that are wanted."""
        found: list[Indicator] = []
        main: Indicator | None = None
        for frequency in frequencies:
            indicator = self._find(code, frequency) or self._new(code, frequency, main)
            main = main or indicator
            if indicator is not None and self._is_wanted(indicator):
                found.append(indicator)
        return found

    def refuse_problems(self) -> None:
        """InvalidFile where anything was wrong, or something named is not in the file."""
        for name in self._unseen.values():
            self._note(name, "not in the file", "an id, name or key of one of its series")
        if self.problems:
            raise InvalidFile(self.problems)

    def _find(self, code: str, frequency: Frequency) -> Indicator | None:
        """The indicator known for a series; of several, the one on the base that the office states."""
        candidates = self._known.get((code, frequency), [])
        said = self.described.get(code)
        base = said.base if said is not None else ""
        on_base = [i for i in candidates if not base or i.base_period == base]
        if candidates and not on_base and self._names(code):
            expected = candidates[0].base_period
            self._note(code, f"on another base than {candidates[0].name} has", expected, base)
        return on_base[0] if on_base else None

    def _new(self, code: str, frequency: Frequency, main: Indicator | None) -> Indicator | None:
        from indicators.sources.bls_series import averages_of, indicator_for, is_of_prices

        if not self._names(code, *((main.name, main.key) if main else ())):
            return None
        if main is not None:
            return averages_of(main, frequency)
        said = self.described.get(code)
        if not is_of_prices(code):
            self._note(code, "of no survey of prices")
        elif said is None:
            self._note(code, "not known, and no series file says what it is", "give its series file as well")
        elif (code, frequency) not in self._known:
            return indicator_for(said, frequency)
        return None

    def _names(self, *names: str) -> bool:
        return not self._wanted or any(name.casefold() in self._wanted for name in names)

    def _is_wanted(self, indicator: Indicator) -> bool:
        names = {n.casefold() for n in (indicator.code, indicator.name, indicator.key)}
        for name in names:
            self._unseen.pop(name, None)
        return not self._wanted or not names.isdisjoint(self._wanted)

    def _note(self, key: str, message: str, expected: str = "", got: str = "") -> None:
        self.problems.append(Problem(str(self._path), key, message, expected, got))
