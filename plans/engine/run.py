"""Run: what one determination gathers while it goes through its operations."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from plans.clause import IndexationClause
from plans.engine.figures import Figures
from plans.phrases import Fact
from plans.state import Moment, State
from plans.steps import Input, Notice, Step


@dataclass(frozen=True, slots=True)
class Change:
    """What one leg says: the change in percent, between which moments and which levels.

    A constant has no moments; a published change has no levels; points are those of the index.
    """

    percent: Decimal
    current: Moment | None = None
    base: Moment | None = None
    level: Decimal | None = None
    base_level: Decimal | None = None


@dataclass(slots=True)
class Run:
    """The clause, what it may see, and the steps, inputs and notices gathered so far.

    `read` holds what each leaf of the clause said, by its position; a leg that does not count on this
    date is absent.
    """

    clause: IndexationClause
    figures: Figures
    effective_on: date
    previous: State | None
    steps: list[Step] = field(default_factory=list)
    inputs: list[Input] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    read: dict[int, Change] = field(default_factory=dict)

    def step(
        self,
        number: int,
        form: str,
        value: Decimal | None = None,
        unit: str = "",
        /,
        *,
        inputs: tuple[Input, ...] = (),
        **facts: Fact,
    ) -> None:
        """Record one step, with the facts its sentence needs and its inputs."""
        self.steps.append(Step(number, form, value, unit, facts, inputs))
        self.inputs.extend(inputs)

    @property
    def first(self) -> Change:
        """What the first leg with moments said; an empty change where all are constants."""
        return next((c for c in self.read.values() if c.current is not None), Change(Decimal(0)))
