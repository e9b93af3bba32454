"""What a fetch did, indicator by indicator: the values that its callers and the run record get."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from indicators.errors import RealtermsError

if TYPE_CHECKING:
    from storage.runs import Cost


@dataclass(frozen=True, slots=True)
class IndicatorResult:
    """What a fetch did to one indicator; `outcome` is new, revised, unchanged, suspect, rebased, failed or
    cancelled.

    A rebased one stays as it is: its office's answer is kept as the series on the new base, and the counts
    are of that. `suspect` counts the figures held aside, whatever else the answer brought. `cost` is what
    the answers took, None where nothing was asked.
    """

    name: str
    key: str
    outcome: str
    new: int = 0
    revised: int = 0
    unchanged: int = 0
    message: str = ""
    error: RealtermsError | None = None
    suspect: int = 0
    cost: "Cost | None" = None


@dataclass(frozen=True, slots=True)
class RefreshReport:
    """One run over several indicators; without results, and numbered 0, where nothing was due."""

    run_id: int
    started_at: datetime
    finished_at: datetime
    results: tuple[IndicatorResult, ...]
    cancelled: bool

    @property
    def failed(self) -> int:
        """How many indicators got nothing."""
        return sum(r.outcome in ("failed", "cancelled") for r in self.results)

    @property
    def suspect(self) -> int:
        """How many figures were held aside."""
        return sum(r.suspect for r in self.results)

    @property
    def kept(self) -> int:
        """Of how many indicators the office's answer is kept."""
        return sum(r.outcome not in ("failed", "cancelled") for r in self.results)
