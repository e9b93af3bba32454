"""The bundled figures and the sample plan, loaded into a workspace, adjusted and exported."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from indicators import snapshot
from jobs import export as exporting
from jobs import planning, propose
from jobs.progress import OnProgress, Progress, silent
from jobs.workspace import Workspace, make_private_folder
from plans.adjust import Adjustment

SAMPLE = "sales-manager"
ORIGIN = "snapshot"


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What loading the bundled figures did: series in the file, figures new to the database."""

    series: int
    new: int
    as_of: date


@dataclass(frozen=True, slots=True)
class DemoReport:
    """Everything the demonstration made."""

    loaded: LoadReport
    proposal: int
    adjustment: Adjustment
    files: tuple[Path, ...]


def load_snapshot(workspace: Workspace, *, on_progress: OnProgress = silent) -> LoadReport:
    """Put the bundled official figures into the database, as their own vintages; twice changes nothing.

    They count as fetched on the day they stand for, not today: that is their age.
    """
    from storage import vintages

    bundled = snapshot.load()
    new = 0
    with workspace.session() as session:
        vintages.register([s.indicator for s in bundled.series], session=session)
        for done, series in enumerate(bundled.series, 1):
            for vintage in series.vintages:
                saved = vintages.save(
                    series.indicator.key,
                    vintage.observations,
                    published_on=vintage.published_on,
                    fetched_at=datetime.combine(vintage.published_on, time(), UTC),
                    origin=ORIGIN,
                    url=vintage.url,
                    session=session,
                )
                new += saved.new + saved.revised
            on_progress(Progress("snapshot", done, len(bundled.series), series.indicator.title))
    return LoadReport(len(bundled.series), new, bundled.as_of)


def load_sample(workspace: Workspace, *, on_progress: OnProgress = silent) -> LoadReport:
    """The bundled figures and the sample plan, ready to be looked at; what a first start offers."""
    loaded = load_snapshot(workspace, on_progress=on_progress)
    planning.import_template(workspace, SAMPLE)
    return loaded


def demo(workspace: Workspace, *, on_progress: OnProgress = silent) -> DemoReport:
    """Load, adjust, propose and export; a second run finds everything there and proposes nothing anew."""
    loaded = load_sample(workspace, on_progress=on_progress)
    on = planning.show(workspace, SAMPLE).plan.effective_from
    number, adjustment = _proposal(workspace, on)
    folder = workspace.home / "exports"
    make_private_folder(folder)
    name = f"{SAMPLE}-{on.isoformat()}"
    for step, kind in enumerate(("csv", "xlsx"), 1):
        on_progress(Progress("export", step, 2, kind))
        path = folder / f"{name}.{kind}"
        if not _stands(workspace, number, path):
            exporting.export(workspace, number, format=kind, path=path, overwrite=True)
    return DemoReport(loaded, number, adjustment, tuple(sorted(folder.glob(f"{name}*"))))


def _stands(workspace: Workspace, number: int, path: Path) -> bool:
    """Whether the file is the proposal's last export to that place, made since the last decision."""
    from storage import plans as stored

    if not path.is_file():
        return False
    with workspace.session() as session:
        decision = stored.proposal(number, session=session).decision
        made = [e for e in stored.exports(number, session=session) if e.path == str(path.absolute())]
    if not made or (decision is not None and made[-1].exported_at <= decision.decided_at):
        return False
    return made[-1].sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def _proposal(workspace: Workspace, on: date) -> tuple[int, Adjustment]:
    """The proposal that already holds the same figures, else a new one."""
    from jobs.decide import listing
    from plans import record

    current = propose.preview(workspace, SAMPLE, on=on)
    version = planning.show(workspace, SAMPLE).version
    for earlier in listing(workspace):
        same = (earlier.plan, earlier.version, earlier.effective_on) == (SAMPLE, version, on)
        if same and not record.differences(earlier.document, current):
            return earlier.id, current
    made = propose.propose(workspace, SAMPLE, on=on, note="made by realterms demo, from a sample plan")
    return made.id, made.adjustment
