"""The demonstration: the whole main job at once, and nothing twice."""

from jobs import audit, decide, demo, trends
from jobs.verify import verify
from tests.jobs.conftest import Open


def test_a_first_run_loads_adjusts_and_exports(open_workspace: Open) -> None:
    workspace = open_workspace("ann")
    report = demo.demo(workspace)
    main = [f for f in report.files if f.suffix in (".csv", ".xlsx") and f.stem.endswith("-10-01")]
    assert report.loaded.new > 9_000
    assert len(report.adjustment.plan.bands) == 8
    assert len(report.adjustment.plan.measures) == 5
    assert {f.stat().st_mode & 0o777 for f in report.files} == {0o600}
    assert len(main) == 2
    assert all(verify(workspace, f).ok for f in main)
    assert trends.overview(workspace).rows[0].is_snapshot


def test_a_second_run_does_nothing_twice(open_workspace: Open) -> None:
    workspace = open_workspace("ann")
    first = demo.demo(workspace)
    entries = audit.verify(workspace).entries
    stamps = {f: f.stat().st_mtime_ns for f in first.files}

    second = demo.demo(workspace)

    assert (second.loaded.new, second.proposal) == (0, first.proposal)
    assert audit.verify(workspace).entries == entries
    assert {f: f.stat().st_mtime_ns for f in second.files} == stamps


def test_an_altered_or_outdated_export_is_written_anew(open_workspace: Open) -> None:
    workspace = open_workspace("ann")
    first = demo.demo(workspace)
    csv = next(f for f in first.files if f.name.endswith("-10-01.csv"))
    csv.write_text("altered", encoding="utf-8")
    demo.demo(workspace)
    assert verify(workspace, csv).ok

    decide.accept(open_workspace("ben"), first.proposal, "agrees with the clause")
    demo.demo(workspace)
    assert "DRAFT" not in csv.read_text(encoding="utf-8")
