"""`letter`: a proposal told to the people of one grade."""

from pathlib import Path

import click

from cli.call import Call, Verb, pass_call


@click.command(
    cls=Verb,
    example="""
        realterms letter 1 --grade S1
        realterms letter 1 --grade S1 --language zh -o letter-s1.md""",
)
@click.argument("number", metavar="ID", type=click.IntRange(min=1))
@click.option("--grade", required=True, help="Whose band.")
@click.option("--language", type=click.Choice(("en", "zh")), default="en", show_default=True)
@click.option("--name", default="", help="To whom; else everyone in the grade.")
@click.option(
    "--template",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="A text of your own with $grade, $minimum_after, $steps and so on.",
)
@click.option("--output", "-o", "path", metavar="FILE", type=click.Path(path_type=Path), help="Else printed.")
@click.option("--force", is_flag=True, help="Overwrite FILE where it exists.")
@pass_call
def letter(
    call: Call,
    number: int,
    grade: str,
    language: str,
    name: str,
    template: Path | None,
    path: Path | None,
    force: bool,
) -> None:
    """Write a letter: a grade's band before and after, each step, and the published figures behind it.

    Markdown that reads as plain text. A proposal that nobody has accepted is marked in it.
    """
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
    if report.state != "accepted":
        call.say(f"not to be sent: the proposal is {report.state}")
