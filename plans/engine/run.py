"""Run: what one determination gathers while it goes through its operations."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from plans.clause import IndexationClause
from plans.engine.figures import Figures
from plans.state import Moment, State
from plans.steps import Fact, Input, Notice, Step


@dataclass(frozen=True, slots=True)
class Change:
    """What one leg says: the change in percent (or in index points), and between which moments."""

    percent: Decimal
    current: Moment
    base: Moment | None
    points: Decimal | None = None


@dataclass(slots=True)
class Run:
    """The clause, what it may see, and the steps, inputs and notices gathered so far."""

    clause: IndexationClause
    figures: Figures
    effective_on: date
    previous: State | None
    steps: list[Step] = field(default_factory=list)
    inputs: list[Input] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

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
