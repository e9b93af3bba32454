"""A true-up leaves the house as any proposal does: every form says what it puts right, and verifies."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from indicators.series import Observation, Period
from jobs import decide, demo, export, propose, revisions, verify
from jobs.exports.forms import FORMATS
from jobs.workspace import Workspace
from storage import vintages
from tests.jobs.conftest import NOON


@pytest.fixture(scope="module")
def trued(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, int, Path]]:
    """A true-up of an accepted proposal, after the office has revised a month, exported in every form."""
    folder = tmp_path_factory.mktemp("trued")
    with Workspace.open(folder, environ={}, clock=lambda: NOON, user="ann") as ann:
        demo.load_sample(ann)
        number = propose.propose(ann, "sales-manager", on=date(2026, 10, 1)).id
    with Workspace.open(folder, environ={}, clock=lambda: NOON, user="ben") as ben:
        decide.accept(ben, number, "agrees with the clause")
        with ben.session() as session:
            vintages.save(
                "bls:WPUFD49207",
                [Observation(Period.parse("2026-05"), Decimal("287.000"))],
                published_on=ben.today,
                fetched_at=datetime(2026, 11, 20, 14, tzinfo=UTC),
                origin="bls",
                session=session,
            )
        made = revisions.propose_true_up(ben, number).id
        for form in FORMATS:
            export.export(ben, made, path=folder / f"trued.{form}")
        yield ben, made, folder


@pytest.mark.parametrize("form", FORMATS)
def test_every_form_of_a_true_up_verifies(trued: tuple[Workspace, int, Path], form: str) -> None:
    for alone in (True, False):
        assert verify.verify(trued[0], trued[2] / f"trued.{form}", file_only=alone).differences == ()


def test_the_report_says_what_it_puts_right(trued: tuple[Workspace, int, Path]) -> None:
    page = (trued[2] / "trued.html").read_text(encoding="utf-8").partition("<script")[0]
    assert "True-up of proposal 1" in page
    assert "measure/sales/target" in page


def test_what_it_puts_right_cannot_be_changed(trued: tuple[Workspace, int, Path], tmp_path: Path) -> None:
    stated = json.loads((trued[2] / "trued.json").read_text(encoding="utf-8"))
    stated["document"]["true_up"]["lines"][0]["difference"] = "0"
    (tmp_path / "changed.json").write_text(json.dumps(stated), encoding="utf-8")
    report = verify.verify(trued[0], tmp_path / "changed.json", file_only=True)
    assert any("true_up" in d for d in report.differences)
