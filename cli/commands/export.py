"""`export` and `verify`: a proposal out of the house with its evidence, and an export checked again."""

from pathlib import Path

import click

from cli.call import Call, Verb, pass_call

_MOST = 30
FORMATS = ("csv", "xlsx", "json", "parquet", "html", "pdf")


@click.command(
    cls=Verb,
    example="""
        realterms export 1 -o bands.xlsx
        realterms export 1 -o bands.html
        realterms export 1 -o bands.pdf --language en --language zh
        realterms export 1 --format csv -o bands.csv""",
)
@click.argument("number", metavar="ID", type=click.IntRange(min=1))
@click.option("--format", "form", type=click.Choice(FORMATS), help="Default: by FILE's ending, else xlsx.")
@click.option(
    "--output",
    "-o",
    "path",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Default: PLAN-DATE-proposal-ID.FORMAT in this folder.",
)
@click.option("--force", is_flag=True, help="Overwrite FILE where it exists.")
@click.option(
    "--language",
    "languages",
    type=click.Choice(["en", "zh"]),
    multiple=True,
    default=("en",),
    help="What explains it in HTML, PDF, XLSX and JSON; repeat it for both.  [default: en]",
)
@pass_call
def export(
    call: Call, number: int, form: str | None, path: Path | None, force: bool, languages: tuple[str, ...]
) -> None:
    """Write adjusted pay bands and thresholds with every step and figure they rest on.

    HTML and PDF are reports with charts, to read and print; XLSX computes; CSV is a row a figure for other
    systems, with steps, evidence and plan beside it; Parquet is the same in exact types; JSON is the whole
    record. A proposal that nobody has decided is marked DRAFT in each. PDF needs the extra `report`.

    In CSV a text that a spreadsheet would run as a formula has an apostrophe in front.
    """
    from jobs import export as exporting

    with call.workspace() as workspace:
        report = exporting.export(
            workspace, number, format=form, path=path, overwrite=force, languages=languages
        )
    if call.as_json:
        call.json(
            {
                "proposal": number,
                "path": report.path,
                "files": list(report.files),
                "sha256": report.sha256,
                "format": report.format,
                "state": report.state,
                "draft": report.draft,
            }
        )
    else:
        call.data("\n".join(str(f) for f in report.files))
    if report.draft:
        call.say("marked DRAFT: nobody has decided this proposal yet")
    elif report.state == "rejected":
        call.say("marked REJECTED")


@click.command(
    cls=Verb,
    example="""
        realterms verify bands.xlsx
        realterms verify bands.csv --file-only
        realterms verify adjusted.parquet""",
)
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--file-only", is_flag=True, help="Do not look into the database.")
@click.option(
    "--people",
    metavar="EMPLOYEES",
    type=click.Path(path_type=Path),
    help="The file adjusted people were made of: each changed cell is then named.",
)
@pass_call
def verify(call: Call, path: Path, file_only: bool, people: Path | None) -> int:
    """Recompute an export from its own evidence and compare it with the database it came from.

    A file or folder of adjusted people (`people -o`) is compared with the checksum in the audit chain and
    computed again; neither its name nor the order of its rows matters. Letters are compared byte for byte.

    Exit code 0 where all is the same, 1 with a list of what differs.
    """
    from jobs import verify as verifying

    with call.workspace() as workspace:
        report = verifying.verify(workspace, path, file_only=file_only, people=people)
    if call.as_json:
        call.json(
            {
                "file": path,
                "same": report.ok,
                "checked": report.checked,
                "proposal": report.proposal,
                "in_database": report.in_database,
                "differences": list(report.differences),
                "notes": list(report.notes),
            }
        )
    elif report.ok:
        beside = ", and as the database has them" if report.in_database else ""
        evidence = f"{report.checked} values recomputed from the file's own evidence{beside}"
        call.data(f"same: {report.told or evidence}")
    else:
        shown = report.differences[:_MOST]
        count = "1 place" if len(shown) == 1 else f"{len(report.differences)} places"
        call.data("\n".join([f"differs in {count}:", *(f"  {d}" for d in shown)]))
        if len(report.differences) > len(shown):
            call.data(f"  and {len(report.differences) - len(shown)} more; --json lists all")
    for note in report.notes:
        call.say(f"note: {note}")
    return 0 if report.ok else 1
