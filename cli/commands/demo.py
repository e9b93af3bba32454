"""`demo`: the whole main job on bundled figures and a sample plan, without a network."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.call import Call, Verb, pass_call
from cli.document import document_text
from jobs.settings import mask_password

if TYPE_CHECKING:
    from jobs.demo import DemoReport
    from jobs.workspace import Workspace


@click.command(
    cls=Verb,
    example="""
        realterms demo
        realterms demo --home ./try-it""",
)
@pass_call
def demo(call: Call) -> None:
    """Load the bundled official figures and a sample plan, adjust it, and export the result.

    Needs no network. A second run finds everything there and does nothing twice.
    """
    from jobs import decide
    from jobs.demo import demo as run

    with call.workspace() as workspace:
        report = run(workspace, on_progress=call.narrator.progress)
        document = decide.show(workspace, report.proposal).document
        if call.as_json:
            call.json(
                {
                    "home": workspace.home,
                    "snapshot_as_of": report.loaded.as_of,
                    "figures_loaded": report.loaded.new,
                    "proposal": report.proposal,
                    "files": list(report.files),
                    "document": document,
                }
            )
            return
        call.say(_loaded(report, workspace))
        call.data(document_text(document, steps=True))
        call.say(_next_steps(call, report, workspace))


def _loaded(report: "DemoReport", workspace: "Workspace") -> str:
    age = (workspace.today - report.loaded.as_of).days
    new = f"{report.loaded.new} figures are new" if report.loaded.new else "all were there already"
    return (
        f"bundled snapshot of official figures: {report.loaded.series} series as of {report.loaded.as_of}, "
        f"{age} days old; {new}\nsample plan: sales manager. A sample: not anyone's pay."
    )


def _next_steps(call: Call, report: "DemoReport", workspace: "Workspace") -> str:
    flags = f" --home {_shown(call.home)}" if call.home else ""
    flags += f" --database {mask_password(call.database)}" if call.database else ""
    book = next((f for f in report.files if f.suffix == ".xlsx"), report.files[0])
    lines = ["", f"written, as drafts until someone else accepts proposal {report.proposal}:"]
    lines += [f"  {_shown(path)}" for path in report.files]
    lines += [
        "try next:",
        f"  realterms trend us-cpi us-ppi-finished-goods{flags}",
        f"  realterms verify {_shown(book)}{flags}",
        f"  REALTERMS_USER=second realterms review accept {report.proposal} --reason checked{flags}",
        f"  realterms fetch{flags}" + "    # newer figures, from the offices",
        f"  realterms{flags}" + "    # the full-screen terminal",
    ]
    return "\n".join(lines)


def _shown(path: Path) -> str:
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
