"""`letter`: a proposal told to the people of one grade, or to each employee of a file."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.call import Call, Verb, pass_call
from cli.pay_choices import pay_choices, pay_options

if TYPE_CHECKING:
    from jobs.people_letters import Wishes


@click.command(
    cls=Verb,
    example="""
        realterms letter 1 --grade S1
        realterms letter 1 --grade S1 --language zh -o letter-s1.md
        realterms letter 1 --people employees.csv -o letters.html""",
)
@click.argument("number", metavar="ID", type=click.IntRange(min=1))
@click.option("--grade", help="A letter for everyone in this grade.")
@click.option(
    "--people",
    "source",
    metavar="EMPLOYEES",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A letter for each employee of this file, as `people` adjusts them.",
)
@click.option("--language", type=click.Choice(("en", "zh")), default="en", show_default=True)
@click.option("--name", default="", help="With --grade: to whom; else everyone in the grade.")
@click.option(
    "--template",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="A text of your own with $grade, $minimum_after, $steps and so on.",
)
@click.option(
    "--output",
    "-o",
    "path",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="With --people: .md, .html or .pdf for all letters in one, or a new folder for a file each.",
)
@click.option(
    "--form",
    type=click.Choice(("md", "html", "pdf")),
    default="md",
    show_default=True,
    help="Of the files in a folder.",
)
@click.option("--everybody", is_flag=True, help="Also to those who do not take part, saying so and why.")
@click.option("--force", is_flag=True, help="Overwrite FILE where it exists.")
@pay_options
@pass_call
def letter(
    call: Call,
    /,
    number: int,
    grade: str | None,
    source: Path | None,
    language: str,
    name: str,
    template: Path | None,
    path: Path | None,
    form: str,
    everybody: bool,
    force: bool,
    **chosen: Any,
) -> None:
    """Write a letter: what pay is before and after, each step, and the published figures behind it.

    For a grade it is Markdown that reads as plain text; for each employee a file or pages of their own. A
    proposal that nobody has accepted is marked in it. People who do not take part get a letter only with
    --everybody, and it says so.
    """
    if (grade is None) == (source is None):
        raise click.UsageError("a letter is for a grade or for people: give --grade or --people")
    if source is None:
        _for_grade(call, number, str(grade), language, name, template, path, force=force)
        return
    if path is None:
        raise click.UsageError("letters to people are written to a file or folder: give -o")
    from jobs.people_letters import LetterForm, Wishes

    wishes = Wishes(language, template, LetterForm(form), everybody)
    _for_people(call, number, source, path, wishes, chosen, force=force)


def _for_grade(
    call: Call,
    number: int,
    grade: str,
    language: str,
    name: str,
    template: Path | None,
    path: Path | None,
    *,
    force: bool,
) -> None:
    from jobs import letter as letters

    with call.workspace() as workspace:
        report = letters.letter(
            workspace,
            number,
            grade=grade,
            language=language,
            name=name,
            template=template,
            path=path,
            overwrite=force,
        )
    if call.as_json:
        call.json({"proposal": number, "state": report.state, "path": report.path, "text": report.text})
    else:
        call.data(str(report.path) if report.path is not None else report.text.rstrip("\n"))
    _unsent(call, report.state)


def _for_people(
    call: Call,
    number: int,
    source: Path,
    path: Path,
    wishes: "Wishes",
    chosen: dict[str, Any],
    *,
    force: bool,
) -> None:
    from jobs.people_letters import write_letters

    with call.workspace() as workspace:
        report = write_letters(
            workspace,
            number,
            source,
            path,
            choices=pay_choices(**chosen),
            wishes=wishes,
            overwrite=force,
            on_progress=call.narrator.progress,
        )
    if call.as_json:
        call.json(
            {
                "proposal": number,
                "state": report.state,
                "path": report.path,
                "letters": report.letters,
                "without": dict(report.without),
                "mark": report.mark,
            }
        )
    else:
        call.data(str(report.path))
    call.say(f"wrote {report.letters} letters: pay by person, readable by you alone")
    for why, count in sorted(report.without.items()):
        call.say(f"no letter for {count} who do not take part: {why}")
    if report.mark:
        call.say(f"note: the file says of itself: {report.mark}")
    _unsent(call, report.state)


def _unsent(call: Call, state: str) -> None:
    if state != "accepted":
        call.say(f"not to be sent: the proposal is {state}")
