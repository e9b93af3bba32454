"""`plan`: plans as TOML files and as versions in the database."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.call import Call, Verb, VerbGroup, pass_call
from cli.changes import changes_json, changes_table, words_json, words_table
from cli.commands.plan_bands import import_bands, make_bands
from cli.commands.plan_stages import sign, stage
from cli.plan_view import plan_json, plan_tables
from cli.render import cut, heads, one_line, problem_json, right, table
from cli.types import DAY
from indicators.errors import InvalidFile

if TYPE_CHECKING:
    from jobs.planning import PlanReport
    from plans.plan import IncentivePlan

_FILE = click.Path(dir_okay=False, path_type=Path)
_LANGUAGE = click.option(
    "--language",
    type=click.Choice(("en", "zh")),
    help="Of titles and comments; without it the setting `language`, else en.",
)


@click.group(cls=VerbGroup)
def plan() -> None:
    """Incentive plans: TOML files to edit, versions that are kept."""


@plan.command(
    cls=Verb,
    example="""
        realterms plan templates
        realterms plan templates --language zh""",
)
@_LANGUAGE
@pass_call
def templates(call: Call, language: str | None) -> None:
    """List the templates to start a plan from."""
    from jobs.templates import rows as all_templates

    rows = all_templates(_language(call, language))
    if call.as_json:
        call.json(
            {"templates": [{"template": r.name, "title": r.title, "currency": r.currency} for r in rows]}
        )
    else:
        call.data(
            table(heads("template", cut("title"), "currency"), [[r.name, r.title, r.currency] for r in rows])
        )
    call.say("`realterms plan new TEMPLATE FILE` writes one to edit")


@plan.command(cls=Verb, table=False, example="realterms plan new sales-manager my-plan.toml")
@click.argument("template")
@click.argument("file", type=_FILE)
@_LANGUAGE
@pass_call
def new(call: Call, template: str, file: Path, language: str | None) -> None:
    """Write a template to FILE, to edit; an existing file is never overwritten."""
    from jobs.templates import write

    write(template, file, _language(call, language))
    call.say(f"wrote {file}; edit it, then `realterms plan check {file}`")


def _language(call: Call, asked: str | None) -> str:
    if asked is not None:
        return asked
    with call.workspace() as workspace:
        return workspace.setting("language") or "en"


@plan.command(cls=Verb, example="realterms plan check my-plan.toml")
@click.argument("file", type=_FILE)
@pass_call
def check(call: Call, file: Path) -> None:
    """Check FILE. Each problem is named with its key, what was expected, what stands there; exit code 2."""
    from jobs import planning

    with call.workspace() as workspace:
        found, problems = planning.check(workspace, file)
    if call.as_json:
        call.json({"file": file, "ok": found is not None, "problems": [problem_json(p) for p in problems]})
    if found is None:
        raise InvalidFile(problems)
    call.say(f"{file}: no problems; {_counts(found)}")


@plan.command("import", cls=Verb, example="realterms plan import my-plan.toml")
@click.argument("file", type=_FILE)
@pass_call
def import_plan(call: Call, file: Path) -> None:
    """Save the plan in FILE as a new version; the same text again changes nothing."""
    from jobs import planning

    with call.workspace() as workspace:
        report = planning.import_plan(workspace, file)
    if call.as_json:
        call.json(_head_json(report) | {"is_new": report.is_new})
    state = "saved as" if report.is_new else "unchanged, still"
    call.say(f"{report.plan.name}: {state} version {report.version}; {_counts(report.plan)}")


@plan.command("list", cls=Verb, example="realterms plan list")
@pass_call
def list_plans(call: Call) -> None:
    """List the plans at their newest version."""
    from jobs import planning

    with call.workspace() as workspace:
        rows = planning.plans(workspace)
    if call.as_json:
        names = ("name", "title", "currency", "version", "sample", "saved_at", "saved_by")
        call.json({"plans": [{n: getattr(r, n) for n in names} for r in rows]})
    elif rows:
        call.data(
            table(
                heads("plan", cut("title"), "currency", right("version"), "saved", "by"),
                [
                    [
                        r.name,
                        r.title + (" (sample)" if r.sample else ""),
                        r.currency,
                        str(r.version),
                        r.saved_at[:16],
                        r.saved_by,
                    ]
                    for r in rows
                ],
            )
        )
    if not rows:
        call.say("no plans yet: `realterms plan import FILE`, or `realterms demo` for a sample")


@plan.command(
    cls=Verb,
    example="""
        realterms plan show sales-manager
        realterms plan show sales-manager --version 1 --text > plan.toml""",
)
@click.argument("name", metavar="PLAN")
@click.option("--version", type=click.IntRange(min=1), help="An earlier version than the newest.")
@click.option("--on", type=DAY, help="The newest version in effect on this day.")
@click.option("--text", is_flag=True, help="Print the plan's TOML text as it was imported.")
@pass_call
def show(call: Call, name: str, version: int | None, on: date | None, text: bool) -> None:
    """Show a plan: bands, measures, components and clauses of the newest version, or of an earlier one."""
    from jobs import planning, stages

    if version is not None and on is not None:
        raise click.UsageError("--version and --on each choose a version: give one")
    with call.workspace() as workspace:
        found = planning.show(workspace, name, version) if on is None else None
        report = found or planning.in_force(workspace, name, on or workspace.today)
        now = stages.standing(workspace, name).now
    if call.as_json:
        stage = {"stage": {"stage": now.stage, "version": now.version}}
        call.json(_head_json(report) | stage | plan_json(report.plan) | {"text": report.text})
    elif text:
        call.data(report.text)
    else:
        call.say(
            f"{report.plan.title}, version {report.version}" + (" (a sample)" if report.plan.sample else "")
        )
        call.data("\n\n".join(plan_tables(report.plan)))
        call.say(f"version {now.version} is in {now.stage}")


@plan.command(
    cls=Verb,
    example="""
        realterms plan diff sales-manager 1 2
        realterms plan diff sales-manager 1 2 --text""",
)
@click.argument("name", metavar="PLAN")
@click.argument("old", type=click.IntRange(min=1))
@click.argument("new", type=click.IntRange(min=1), required=False)
@click.option("--text", is_flag=True, help="Show the lines of the files that differ instead.")
@pass_call
def diff(call: Call, name: str, old: int, new: int | None, text: bool) -> None:
    """Show which figures and clauses differ between two versions of a plan (NEW: the newest)."""
    from jobs import planning

    with call.workspace() as workspace:
        found = planning.compare(workspace, name, old, new)
    if call.as_json:
        call.json(
            {"name": name, "old": found.old, "new": found.new}
            | {"figures": changes_json(found.figures), "rest": words_json(found.rest)}
            | ({"lines": found.lines} if text else {})
        )
    elif text and found.lines:
        call.data("\n".join(one_line(line) for line in found.lines))
    elif found.figures or found.rest:
        parts = [changes_table(found.figures)] if found.figures else []
        call.data("\n\n".join([*parts, *([words_table(found.rest)] if found.rest else [])]))
    if not found.lines:
        call.say("the two versions have the same text")
    elif not (found.figures or found.rest or text):
        call.say("only comments or the order of things differ; --text shows the lines")


plan.add_command(import_bands)
plan.add_command(make_bands)
plan.add_command(stage)
plan.add_command(sign)


def _counts(found: "IncentivePlan") -> str:
    return f"{len(found.bands)} bands, {len(found.measures)} measures, {len(found.clauses)} clauses"


def _head_json(report: "PlanReport") -> dict[str, Any]:
    return {
        "name": report.plan.name,
        "title": report.plan.title,
        "currency": report.plan.currency,
        "sample": report.plan.sample,
        "version": report.version,
        "sha256": report.sha256,
        "saved_at": report.saved_at,
        "saved_by": report.saved_by,
    }
