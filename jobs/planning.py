"""Plans in a workspace: imported from TOML, kept as versions, shown."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indicators.errors import BadInput, InvalidFile, Problem, UnknownName
from jobs.catalogue import known
from jobs.workspace import Workspace
from plans import templates
from plans.changes import FigureChange, WordChange, plan_changes, word_changes
from plans.parse import parse_plan
from plans.plan import IncentivePlan

if TYPE_CHECKING:
    from storage.plans import PlanVersion

ClauseChanges = Mapping[str, Mapping[str, Any]]

_LARGEST_FILE = 2_000_000


@dataclass(frozen=True, slots=True)
class PlanReport:
    """A plan at one of its versions: its value and the exact text it was read from."""

    plan: IncentivePlan
    version: int
    sha256: str
    text: str
    saved_at: str
    saved_by: str
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class PlanDifference:
    """Two versions of a plan, what differs in figures and in the rest, and the lines of their texts."""

    old: int
    new: int
    figures: tuple[FigureChange, ...]
    rest: tuple[WordChange, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan in a list."""

    name: str
    title: str
    currency: str
    version: int
    sample: bool
    saved_at: str
    saved_by: str


def check(workspace: Workspace, path: Path) -> tuple[IncentivePlan | None, tuple[Problem, ...]]:
    """The plan in the file, or every problem in it; BadInput where the file cannot be read."""
    return parse_plan(read_text(path), file=str(path), known=known(workspace))


def stated(workspace: Workspace, text: str, *, file: str) -> IncentivePlan:
    """The plan of a text; InvalidFile with every problem in it."""
    plan, problems = parse_plan(text, file=file, known=known(workspace))
    if plan is None:
        raise InvalidFile(problems)
    return plan


def read_text(path: Path) -> str:
    """The text of a user's file; BadInput where it is missing, too large or not UTF-8."""
    try:
        raw = path.read_bytes()[: _LARGEST_FILE + 1]
        if len(raw) > _LARGEST_FILE:
            raise BadInput(
                "the file is too large for a plan", where=str(path), expected=f"at most {_LARGEST_FILE} bytes"
            )
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        raise BadInput(f"cannot read the file: {error.strerror}", where=str(path)) from None
    except UnicodeDecodeError as error:
        raise BadInput(
            "the file is not UTF-8 text", where=f"{path}, byte {error.start}", expected="UTF-8"
        ) from None


def import_plan(workspace: Workspace, path: Path) -> PlanReport:
    """Save the plan in `path` as a new version; InvalidFile with all its problems otherwise."""
    return save_text(workspace, read_text(path), file=str(path))


def write_text(workspace: Workspace, name: str, version: int, path: Path) -> None:
    """Write a version's text as it was imported, for its owner only; BadInput where `path` is taken."""
    from jobs.exports.files import write_files

    write_files({path: show(workspace, name, version).text.encode("utf-8")}, overwrite=False)


def import_template(workspace: Workspace, name: str) -> PlanReport:
    """Save a bundled template as a plan of the workspace."""
    return save_text(workspace, templates.text(name), file=f"template {name}")


def save_text(workspace: Workspace, text: str, *, file: str) -> PlanReport:
    """Save a plan's text as a new version; the same text again changes nothing."""
    from storage import plans as stored
    from storage import rows

    plan = stated(workspace, text, file=file)
    with workspace.session() as session:
        versions = {p.plan: p.version for p in stored.plans(session=session)}
        saved = stored.save_plan(
            plan.name,
            title=plan.title,
            currency=plan.currency,
            text=text,
            sample=plan.sample,
            bands=rows.band_rows(plan),
            measures=rows.measure_rows(plan),
            saved_at=workspace.now,
            saved_by=workspace.user,
            session=session,
        )
    return _report(plan, saved, is_new=versions.get(plan.name) != saved.version)


def change_clauses(text: str, changes: ClauseChanges) -> str:
    """A plan's text with some clause keys set, or removed where the value is None; all else stays as written.

    `changes` maps a clause's name to keys as the plan file has them, and values: Decimals, whole numbers,
    dates, or text as it would stand in the file (`4.5`, `ratchet`, `{ to = 10 }`). UnknownName for a
    clause that the plan has not.
    """
    import tomlkit

    document = tomlkit.parse(text)
    clauses = document.get("clauses", {})
    for name, keys in changes.items():
        if name not in clauses:
            raise UnknownName.among("clause", name, clauses)
        for key, value in keys.items():
            if value is None or (isinstance(value, str) and not value.strip()):
                clauses[name].pop(key, None)
            else:
                clauses[name][key] = _as_toml(value)
    return tomlkit.dumps(document)


def _as_toml(value: Any) -> Any:
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    if isinstance(value, Decimal):
        return tomlkit.value(f"{value:f}")
    if not isinstance(value, str):
        return value
    try:
        return tomlkit.value(value)
    except TOMLKitError:
        return value.strip()


def plans(workspace: Workspace) -> tuple[PlanRow, ...]:
    """Every plan at its newest version."""
    from storage import plans as stored

    with workspace.session() as session:
        return tuple(_listed(p) for p in stored.plans(session=session))


def versions(workspace: Workspace) -> tuple[PlanRow, ...]:
    """Every version of every plan, by name, the newest first."""
    from storage import plans as stored

    with workspace.session() as session:
        return tuple(_listed(p) for p in stored.every_version(session=session))


def _listed(saved: "PlanVersion") -> PlanRow:
    p = saved
    return PlanRow(p.plan, p.title, p.currency, p.version, p.sample, p.saved_at.isoformat(), p.saved_by)


def show(workspace: Workspace, name: str, version: int | None = None) -> PlanReport:
    """One plan at its newest or a given version; UnknownName with a suggestion otherwise."""
    from storage import plans as stored

    with workspace.session() as session:
        names = [p.plan for p in stored.plans(session=session)]
        if name not in names:
            raise UnknownName.among("plan", name, names, hint="`realterms plan list` shows the plans")
        saved = stored.plan_version(name, version=version, session=session)
    return _report(stated(workspace, saved.text, file=f"{name} version {saved.version}"), saved)


def in_force(workspace: Workspace, name: str, on: date) -> PlanReport:
    """The newest version whose own dates include the day `on`; UnknownName where there is none."""
    from storage import plans as stored

    newest = show(workspace, name)
    with workspace.session() as session:
        numbers = [p.version for p in stored.every_version(session=session) if p.plan == name]
    reports = (newest if n == newest.version else show(workspace, name, n) for n in numbers)
    found = next((r for r in reports if _includes(r.plan, on)), None)
    if found is None:
        span = f"from {newest.plan.effective_from}" + (
            f" to {newest.plan.effective_to}" if newest.plan.effective_to else ""
        )
        raise UnknownName(f"no version of {name} is in effect on {on}", got=on, hint=f"the newest is: {span}")
    return found


def _includes(plan: IncentivePlan, on: date) -> bool:
    return plan.effective_from <= on and (plan.effective_to is None or on <= plan.effective_to)


def diff(workspace: Workspace, name: str, old: int, new: int | None = None) -> tuple[str, ...]:
    """The lines that differ between two versions of a plan, as a unified diff; empty where none do."""
    return compare(workspace, name, old, new).lines


def compare(workspace: Workspace, name: str, old: int, new: int | None = None) -> PlanDifference:
    """What differs between two versions of a plan, `new` being the newest by default."""
    before, after = show(workspace, name, old), show(workspace, name, new)
    figures, rest = plan_changes(before.plan, after.plan), word_changes(before.plan, after.plan)
    return PlanDifference(before.version, after.version, figures, rest, _diff_lines(name, before, after))


def _diff_lines(name: str, before: PlanReport, after: PlanReport) -> tuple[str, ...]:
    return tuple(
        difflib.unified_diff(
            before.text.splitlines(),
            after.text.splitlines(),
            f"{name} version {before.version}",
            f"{name} version {after.version}",
            lineterm="",
        )
    )


def _report(plan: IncentivePlan, saved: "PlanVersion", *, is_new: bool = False) -> PlanReport:
    return PlanReport(
        plan, saved.version, saved.sha256, saved.text, saved.saved_at.isoformat(), saved.saved_by, is_new
    )
