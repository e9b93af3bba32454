"""`paper`: scorecards, work plans, outlines, goals and comments: those that ship, and one's own."""

from pathlib import Path

import click

from cli.call import Call, Verb, VerbGroup, pass_call
from cli.render import cut, table

LANGUAGES = ("en", "zh")
TONES = ("praise", "encourage", "correct")


@click.group(cls=VerbGroup)
def paper() -> None:
    """Papers beside a plan: scorecards, work plans, outlines, goals, comments, in English and Chinese."""


@paper.command("list", cls=Verb, example="realterms paper list")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
@pass_call
def list_papers(call: Call, language: str) -> None:
    """List the papers that ship, with their kind."""
    from jobs import papers
    from plans.scoring.bilingual import Language

    rows = papers.rows(Language(language))
    if call.as_json:
        call.json({"papers": [{"name": r.name, "kind": r.kind, "title": r.title} for r in rows]})
    else:
        call.data(table(["paper", "kind", cut("title")], [[r.name, r.kind.value, r.title] for r in rows]))
    call.say("`realterms paper show NAME` shows one, `realterms paper new NAME FILE` writes it to edit")


@paper.command(cls=Verb, table=False, example="realterms paper new work-plan my-work-plan.toml")
@click.argument("name")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
@pass_call
def new(call: Call, name: str, file: Path, language: str) -> None:
    """Write the paper NAME to FILE, to edit; an existing file is never overwritten."""
    from jobs import papers
    from plans.scoring.bilingual import Language

    papers.write(name, file, Language(language))
    call.say(f"wrote {file}; edit it, then `realterms paper check {file}`")


@paper.command(cls=Verb, table=False, example="realterms paper check my-paper.toml")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@pass_call
def check(call: Call, file: Path) -> None:
    """Name every problem in FILE, whatever kind of paper it is. Exit code 2 if there is one."""
    from jobs import papers

    report = papers.read(str(file))
    call.say(f"{file}: a {report.kind.value} without problems")


@paper.command(
    cls=Verb,
    example="""
        realterms paper show appraisal --language zh
        realterms paper show car-sales-plan --plan sales-manager
        realterms paper show security-comments --role guard --tone praise
        realterms paper show goals --matrix""",
)
@click.argument("name", metavar="NAME|FILE")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
@click.option("--plan", metavar="PLAN", help="The saved plan whose targets a filled outline speaks of.")
@click.option("--role", help="Only comments for this role.")
@click.option("--tone", type=click.Choice(TONES), help="Only comments of this tone.")
@click.option("--matrix", is_flag=True, help="Show goals as a table of goal and unit, not as a tree.")
@pass_call
def show(
    call: Call, name: str, language: str, plan: str | None, role: str | None, tone: str | None, matrix: bool
) -> None:
    """Show a paper as text to read, print or fill in."""
    from jobs import papers, planning
    from plans.papers.comments import Tone
    from plans.papers.goals import Cascade
    from plans.papers.goals import matrix as by_unit
    from plans.scoring.bilingual import Language

    report = papers.read(name, Language(language))
    if matrix and isinstance(report.content, Cascade):
        columns, rows = by_unit(report.content, "目标" if language == "zh" else "goal")
        text = table([cut(c) for c in columns], rows)
    else:
        found = None
        if plan is not None:
            with call.workspace() as workspace:
                found = planning.show(workspace, plan).plan
        chosen = None if tone is None else Tone(tone)
        text = papers.page(report, Language(language), plan=found, role=role, tone=chosen)
    if call.as_json:
        call.json({"name": name, "kind": report.kind, "language": language, "text": text})
    else:
        call.data(text)
