"""How a long job says where it is, and how it is told to stop."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """One step of a long job: what it is doing, how far it is (`total` None where nobody knows)."""

    stage: str
    done: int
    total: int | None
    message: str = ""


OnProgress = Callable[[Progress], None]
Cancelled = Callable[[], bool]


def silent(_: Progress) -> None:
    """Nobody listens."""


def never() -> bool:
    """Nobody stops it."""
    return False
