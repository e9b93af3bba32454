"""People: a file of employees adjusted as a proposal says, and what that does to them and costs."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indicators.arithmetic import RoundingMode
from indicators.errors import BadInput, Cancelled, CheckFailed, DecisionRefused
from indicators.series import History
from jobs import decide, progress
from jobs.employees.checking import check_people
from jobs.employees.checksum import Checksum, checksum, fingerprint, others_hash
from jobs.employees.clusters.address import shown
from jobs.employees.connection import connected
from jobs.employees.engines import DEFAULT, engine
from jobs.employees.layout import DEPARTMENT, Kind, Layout, kind_of, raw_column
from jobs.employees.moving import Moving
from jobs.employees.reading import open_people, parquet_files
from jobs.employees.synthetic import write_synthetic
from jobs.employees.terms import Terms, band_indicators, terms
from jobs.employees.writing import Form, make_private, others, seal, write_csv, write_xlsx
from jobs.exports.files import cannot_write
from jobs.progress import OnProgress, Progress
from jobs.propose import histories
from jobs.workspace import Workspace
from plans import record
from plans.adjust import Adjustment
from plans.money import Rounding
from plans.part_year import PartYear, part_year
from plans.pay_terms import Policy, pay_terms
from plans.people import Group, groups

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

EVENT = "people.adjusted"
_OUT, _ADJUSTED = "out", "adjusted.parquet"
_PAGE = 10_000


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be chosen: what moves pay and how it is rounded, who moves besides, engine, columns.

    `cluster` is the address of the engine's cluster, which may hold a secret. `columns` maps our names
    (employee, grade, currency, pay or pay_minor, department) to the file's headings.
    """

    policy: Policy = Policy.CLAUSE
    rounding: Rounding | None = None
    lift_to_minimum: bool = False
    hold_red_circles: bool = False
    engine: str = DEFAULT
    cluster: str = field(default="", repr=False)
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PeopleReport:
    """What an adjustment does to the people of a file; amounts are minor units of `currency`.

    `path` is None where nothing was written; else `others` names the columns that `others_hash` covers
    (`writing.others`). `mark` is what the file says of itself (synthetic people).
    `checksum` is the same whatever the engine. `terms` say by which rules, and which payrolls were missed;
    `until` how much of a year's cost falls into the plan's own.
    """

    proposal: int
    state: str
    source: Path
    path: Path | None
    choices: Choices
    currency: str
    mark: str
    total: Group
    by_grade: tuple[Group, ...]
    by_department: tuple[Group, ...]
    by_eligibility: tuple[Group, ...]
    checksum: Checksum
    warnings: tuple[str, ...]
    terms: Terms
    until: PartYear
    layout: Layout
    others: tuple[str, ...] = ()
    others_hash: str = ""


@dataclass(frozen=True)
class _Task:
    """One file on its way through a proposal."""

    proposal: decide.ProposalReport
    adjustment: Adjustment
    histories: Mapping[str, History]
    today: date
    source: Path
    choices: Choices
    tell: OnProgress
    cancelled: progress.Cancelled
    accepted: date | None = None

    @property
    def accepted_on(self) -> date:
        """The day of acceptance, by the calendar here unless said; today while nobody has decided."""
        if self.accepted is not None:
            return self.accepted
        decided = self.proposal.decided_at
        return datetime.fromisoformat(decided).astimezone().date() if decided else self.today

    def stage(self, number: int, what: str) -> None:
        if self.cancelled():
            raise Cancelled("stopped; no file was written")
        self.tell(Progress("people", number, 4, what))


def report(
    workspace: Workspace,
    number: int,
    source: Path,
    *,
    choices: Choices | None = None,
    on_progress: OnProgress = progress.silent,
    cancelled: progress.Cancelled = progress.never,
) -> PeopleReport:
    """What proposal `number` would do to the people in `source`; writes nothing and needs no decision.

    InvalidFile lists what is wrong in the file; UnknownName where there is no such proposal or engine.
    """
    task = _task(workspace, number, source, choices, on_progress, cancelled)
    with tempfile.TemporaryDirectory(prefix="realterms-") as folder:
        return _run(task, Path(folder), None)


def adjust(
    workspace: Workspace,
    number: int,
    source: Path,
    target: Path,
    *,
    choices: Choices | None = None,
    overwrite: bool = False,
    on_progress: OnProgress = progress.silent,
    cancelled: progress.Cancelled = progress.never,
) -> PeopleReport:
    """Write the people of `source`, adjusted by the accepted proposal `number`, to `target`.

    The form follows the ending: CSV, Parquet or XLSX. The file appears under its name only when it is
    whole, readable by its owner alone; its checksum goes into the audit chain. DecisionRefused where the
    proposal has not been accepted; BadInput for a place that cannot be written, or exists unless
    `overwrite`; CheckFailed where rows were lost.
    """
    from storage import audit

    task = _task(workspace, number, source, choices, on_progress, cancelled)
    if task.proposal.state != "accepted":
        raise DecisionRefused(
            f"proposal {number} is {task.proposal.state}; pay moves by an accepted one",
            hint="someone else than its proposer accepts it; without an output file its effects show before",
        )
    _check_place(target, source, overwrite=overwrite)
    held = fingerprint(source, parquet_files(source) if source.is_dir() else [])
    try:
        with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as folder:
            done = replace(_run(task, Path(folder), target), path=target)
            whole = Path(folder) / _OUT / target.name
            make_private(whole)
            with workspace.session() as session:
                entry = _entry(done, task.accepted_on, held)
                audit.append(EVENT, entry, at=workspace.now, by=workspace.user, session=session)
                whole.replace(target)
    except OSError as error:
        raise cannot_write(target, error) from None
    return done


@contextmanager
def adjusted(
    workspace: Workspace,
    number: int,
    source: Path,
    *,
    choices: Choices | None = None,
    on_progress: OnProgress = progress.silent,
    cancelled: progress.Cancelled = progress.never,
) -> Iterator[tuple[PeopleReport, Iterator[Mapping[str, Any]]]]:
    """The people of `source` as proposal `number` adjusts them, row by row, while the block lasts.

    A row has `plans.people`'s columns, and the file's name, place, fte and status where it has them.
    """
    task = _task(workspace, number, source, choices, on_progress, cancelled)
    with tempfile.TemporaryDirectory(prefix="realterms-") as name:
        folder = Path(name)
        done = _run(task, folder, None)
        with connected(folder, shown=str(source)) as connection:
            found = connection.execute("SELECT * FROM read_parquet(?)", [str(folder / _ADJUSTED)])
            places = done.layout.positions.items()
            given = {raw_column(p): n for n, p in places if n not in done.layout.own}
            columns = [given.get(str(column[0]), str(column[0])) for column in found.description or ()]
            yield done, (dict(zip(columns, row, strict=True)) for row in _rows(found))


def make_up(
    workspace: Workspace, number: int, target: Path, *, count: int, seed: int = 1, overwrite: bool = False
) -> None:
    """Write `count` made-up employees in the grades of proposal `number` to a CSV or Parquet file.

    BadInput for a place that cannot be written or, unless `overwrite`, exists.
    """
    adjustment = record.recompute(decide.show(workspace, number).document)
    bands, on = adjustment.plan.bands, adjustment.effective_on
    _check_place(target, None, overwrite=overwrite)
    try:
        write_synthetic(target, bands, on=on, count=count, seed=seed)
    except OSError as error:
        raise cannot_write(target, error) from None


def _task(
    workspace: Workspace,
    number: int,
    source: Path,
    choices: Choices | None,
    tell: OnProgress,
    cancelled: progress.Cancelled,
) -> _Task:
    proposal = decide.show(workspace, number)
    if not source.exists():
        expected = "a file of employees: csv, parquet or xlsx, or a folder of parquet"
        raise BadInput("no such file", where=str(source), expected=expected)
    adjustment = record.recompute(proposal.document)
    held = histories(workspace, band_indicators(adjustment.plan))
    return _Task(proposal, adjustment, held, workspace.today, source, choices or Choices(), tell, cancelled)


def _run(task: _Task, folder: Path, target: Path | None) -> PeopleReport:
    """Read, adjust and count in `folder`; with `target`, leave a file of its name and form there."""
    kind = kind_of(target) if target else Kind.PARQUET
    currency = task.adjustment.plan.currency
    chosen = engine(task.choices.engine, task.choices.cluster)
    with connected(folder, shown=str(task.source)) as connection:
        task.stage(0, "reading")
        layout = open_people(connection, task.source, folder, currency=currency, columns=task.choices.columns)
        found_terms, rows = _terms(connection, task, layout)
        form = Form(layout, currency, layout.mark, found_terms.extras)
        form.check(str(task.source))
        task.stage(1, f"adjusting {rows} people")
        out = folder / _OUT
        out.mkdir()
        kept = out / target.name if target and not kind.written else folder / _ADJUSTED
        moving = Moving(chosen, task.choices.cluster, folder)
        own = moving.move(connection, found_terms, form, kept, headings=bool(target and not kind.written))
        task.stage(2, "adding up")
        found = _counted(connection, task, layout, found_terms)
        if found.total.people != rows or found.checksum.rows != rows:
            raise CheckFailed("rows were lost on the way", expected=f"{rows} people", got=found.total.people)
        if own is not None and own != found.checksum:
            what = f"{chosen.name} and the embedded engine add up differently; nothing was written"
            raise CheckFailed(what, expected=str(found.checksum), got=str(own))
        task.stage(3, "writing")
        if target:
            cells = others(form, headings=not kind.written)
            summed = others_hash(connection, "done", list(cells.values()))
            found = replace(found, others=tuple(cells), others_hash=summed)
        if target and kind is Kind.FOLDER:
            seal(out / target.name, form, task.proposal.id, found.checksum)
        elif target and kind.written:
            write = write_csv if kind is Kind.CSV else write_xlsx
            write(connection, form, out / target.name)
    return found


def _terms(connection: "DuckDBPyConnection", task: _Task, layout: Layout) -> tuple[Terms, int]:
    """The terms for the highest pay in the file, and how many people there are; InvalidFile."""
    choices, plan = task.choices, task.adjustment.plan
    pay = pay_terms(
        task.adjustment,
        choices.policy,
        rounding=choices.rounding,
        lift_to_minimum=choices.lift_to_minimum,
        hold_red_circles=choices.hold_red_circles,
    )
    found = check_people(
        connection,
        task.source,
        layout,
        grades=[t.grade for t in pay],
        currency=plan.currency,
        needed=plan.people.needed,
    )
    made = terms(
        connection,
        task.adjustment,
        pay,
        highest=found.highest,
        accepted_on=task.accepted_on,
        histories=task.histories,
    )
    return made, found.rows


def _counted(connection: "DuckDBPyConnection", task: _Task, layout: Layout, made: Terms) -> PeopleReport:
    done = connection.view("done")
    (total,) = groups(done, [])
    departments = groups(done, [DEPARTMENT]) if DEPARTMENT in layout.positions else ()
    currency = task.adjustment.plan.currency
    return PeopleReport(
        task.proposal.id,
        task.proposal.state,
        task.source,
        None,
        task.choices,
        currency,
        layout.mark,
        total,
        groups(done, ["grade"]),
        departments,
        groups(done, ["eligibility"]) if made.rules is not None else (),
        checksum(connection, "done"),
        tuple(_warnings(task, layout, total, made)),
        made,
        part_year(task.adjustment.plan, task.adjustment.effective_on),
        layout,
    )


def _warnings(task: _Task, layout: Layout, total: Group, made: Terms) -> list[str]:
    unknown = made.prices.unknown if made.prices is not None else ()
    said = {
        f"the file says of itself: {layout.mark}": bool(layout.mark),
        "the plan is a sample: its bands are made up": task.adjustment.plan.sample,
        "a figure behind the proposal may still be revised by its office": task.adjustment.provisional,
        f"pay of {total.falls} people goes down": total.falls > 0,
        f"{total.green_after} people stay below the minimum of their grade": total.green_after > 0,
        f"no real change since {_months(unknown)}: the clause's index does not say": bool(unknown),
        "nobody's working time is known: arrears are those of full time": bool(
            made.late is not None and total.arrears_minor and not made.timed
        ),
    }
    return [text for text, applies in said.items() if applies]


def _months(numbers: Sequence[int]) -> str:
    """Months by name, the first few of them."""
    shown = [f"{(n - 1) // 12}-{(n - 1) % 12 + 1:02d}" for n in numbers[:3]]
    more = f" and {len(numbers) - 3} more months" if len(numbers) > 3 else ""
    return ", ".join(shown) + more


def _rows(found: "DuckDBPyConnection") -> Iterator[tuple[Any, ...]]:
    """The rows of a result, page by page."""
    while page := found.fetchmany(_PAGE):
        yield from page


def _check_place(target: Path, source: Path | None, *, overwrite: bool) -> None:
    kind_of(target)
    if target.is_dir():
        hint = "choose another name: a folder is never overwritten"
        raise BadInput("the folder exists already", where=str(target), hint=hint)
    if not target.parent.is_dir():
        raise BadInput(
            "not a place for a file", where=str(target), expected="a file name in a folder that exists"
        )
    if source is not None and target.exists() and target.samefile(source):
        raise BadInput("the output would replace the input", where=str(target), hint="choose another name")
    if target.exists() and not overwrite:
        raise BadInput(
            "the file exists already", where=str(target), hint="choose another name; --force overwrites"
        )


def _rounding_row(rule: Rounding | None) -> dict[str, str | None] | None:
    if rule is None:
        return None
    first = None if rule.first is None else str(rule.first)
    return {"to": str(rule.multiple), "mode": rule.mode.value, "first": first}


def choices_in(detail: Mapping[str, Any]) -> Choices:
    """The choices by which a file was made, as its audit entry has them."""
    rule = detail["rounding"]
    rounding = None
    if rule is not None:
        first = None if rule["first"] is None else Decimal(rule["first"])
        rounding = Rounding(Decimal(rule["to"]), RoundingMode(rule["mode"]), first)
    return Choices(
        Policy(detail["policy"]),
        rounding,
        detail["lift_to_minimum"],
        detail["hold_red_circles"],
        columns=detail["columns"],
    )


def terms_again(
    workspace: Workspace,
    connection: "DuckDBPyConnection",
    layout: Layout,
    path: Path,
    *,
    number: int,
    choices: Choices,
    accepted_on: date,
) -> Terms:
    """The terms by which a file of adjusted people was made, for its view `people`; InvalidFile."""
    task = replace(
        _task(workspace, number, path, choices, progress.silent, progress.never), accepted=accepted_on
    )
    return _terms(connection, task, layout)[0]


def _entry(done: PeopleReport, accepted_on: date, held: str) -> dict[str, object]:
    """What the audit chain keeps: the proof that this file came of this proposal, and of which people."""
    return {
        "proposal": done.proposal,
        "source": done.source.name,
        "source_sha256": held,
        "path": str(done.path),
        "currency": done.currency,
        "columns": dict(done.choices.columns),
        "policy": done.choices.policy.value,
        "lift_to_minimum": done.choices.lift_to_minimum,
        "hold_red_circles": done.choices.hold_red_circles,
        "rounding": _rounding_row(done.choices.rounding),
        "accepted_on": accepted_on.isoformat(),
        "mark": done.mark,
        "others": {"columns": list(done.others), "hash": done.others_hash},
        "engine": done.choices.engine,
        **({"cluster": shown(done.choices.cluster)} if done.choices.cluster else {}),
        "rows": done.checksum.rows,
        "pay_minor": done.checksum.pay_minor,
        "adjusted_minor": done.checksum.adjusted_minor,
        "hash": f"{done.checksum.hash:x}",
        "arrears_minor": done.total.arrears_minor,
    }
