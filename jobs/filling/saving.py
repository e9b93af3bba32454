"""What was filled in, saved whole for its owner alone, or not at all."""

from indicators.errors import BadInput, InvalidFile
from jobs.filling.files import ResultsText, checksum
from jobs.filling.trial import Edits, edited
from jobs.planning import PlanReport, read_text
from jobs.private import write_private
from jobs.score import ScoreReport, score
from jobs.workspace import Workspace


def save(workspace: Workspace, report: PlanReport, held: ResultsText, edits: Edits) -> ScoreReport:
    """Write the file with the edits in it, mode 0600, where everybody in it can be scored; else nothing.

    InvalidFile with every problem, as `realterms score` has them; BadInput where somebody has changed the
    file since it was read, which is not overwritten.
    """
    text, problems = edited(report.plan, held, edits)
    if problems:
        raise InvalidFile(problems.values())
    now = checksum(read_text(held.path)) if held.path.exists() else ""
    if now != held.disk:
        raise BadInput(
            "the file was changed by somebody else in the meantime",
            where=str(held.path),
            expected="the file as it was read",
            hint="drop these edits and look at it as it is now",
        )
    scored = score(workspace, report.plan.name, held.path, text=text)
    write_private(held.path, text)
    return scored
