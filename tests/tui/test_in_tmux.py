"""The main job as people do it, in a real terminal: by keys alone, and by mouse as far as words allow."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import openpyxl
import pytest

from indicators import snapshot
from indicators.series import Period
from tests.cli.conftest import typed
from tests.indicators.making import FETCHED
from tests.tui.tmux import Tmux, needs_tmux, opened

pytestmark = [pytest.mark.prove, needs_tmux, pytest.mark.timeout(900)]

SIZES = [(80, 24), (120, 40)]
Size = tuple[int, int]


@pytest.mark.parametrize("size", SIZES)
def test_the_main_job_by_keys_with_a_kill_in_the_middle(tmp_path: Path, size: Size) -> None:
    home = tmp_path / "home"
    with opened(home, size, "anna") as anna:
        anna.until("1 of 4")
        for step in (2, 3, 4):
            anna.press("Enter", until=f"{step} of 4")
        anna.press("Enter", until="There are no figures here yet.")
        anna.press("s", until="sample plan are loaded")
        anna.escape("Esc closes")
        anna.press("Space", "Down", "Space", "Enter", until="┤")  # the axis of the chart
        anna.press("y", until="percent on the same month a year before")
        anna.press("3", until=("44,650", "e Edit"))
        anna.press("e", until="^s Save")
        anna.press("Right", "Right", "Right")  # the maximum, however many columns there is room for
        anna.type("52000")
        anna.press("Enter", until=("✎ 52000", "edited, not s"))
        anna.kill()
    with opened(home, size, "anna") as anna:
        anna.until("1 edit of this plan was kept unsaved")
        anna.press("e", until="✎ 52000")
        anna.press("C-s", until="51,300 → 52,000")
        anna.press("Enter", until="saved as version 2")
        anna.press("4", until="fall, floor and cap")
        anna.press("C-e", until="As in the plan")
        anna.press("Up", until="1 change tried")
        anna.press("C-s", until="become a new version of the plan")
        anna.type("lag of four months")
        anna.press("Enter", until="proposal 1 is frozen")
        anna.escape("Esc closes")
        anna.escape("↑↓ Change")
        anna.press("5", until="Note: lag of four months")
        anna.press("a", until="a second person decides")
        anna.press("q")
        anna.gone()
    with opened(home, size, "ben") as ben:
        ben.until("version 3", "Note: lag of four months")  # on the screen that the session before left
        ben.press("a", until="Your reason")
        ben.type("agreed")
        ben.press("Enter", until="✓ accepted")
        ben.escape("Esc closes")
        ben.press("e", until="Export with steps and evidence")
        ben.press("F2", until=".xlsx")
        ben.press("Enter", until="written:")
        ben.press("q")
        ben.gone()
    check_what_is_left(home, maximum=52_000)


@pytest.mark.parametrize("size", SIZES)
def test_the_main_job_by_mouse_and_keys_for_words_alone(tmp_path: Path, size: Size) -> None:
    home = tmp_path / "home"
    with opened(home, size, "anna") as anna:
        anna.click("Leave the tour", until="There are no figures here yet.")
        anna.click("s Load the sample", until="sample plan are loaded")
        anna.click("Esc closes")
        anna.without("Esc closes")
        anna.click("us-cpi-core ", times=2, until="┤")
        anna.click("y 12-m", until="percent on the same month a year before")
        anna.click("3 Plans", until=("44,650", "⏎ Adjust"))
        anna.click("Clauses", until="since Jul 2025")
        anna.click("⏎ Adjust", until="fall, floor and cap")
        anna.click("Lag +3 ", until="As in the plan")
        anna.press("BSpace")
        anna.type("4")
        anna.until("1 change tried")
        anna.click("s Propose", until="become a new version of the plan")
        anna.type("lag of four months")
        anna.click("Propose(?= +Leave)", until="proposal 1 is frozen")
        anna.click("5 Review", until="Note: lag of four months")
        anna.click("a Accept", until="a second person decides")
        leave_by_mouse(anna)
    with opened(home, size, "ben") as ben:
        ben.until("version 2", "Note: lag of four months")
        ben.click("a Accept", until="Your reason")
        ben.type("agreed")
        ben.click("Accept(?= +Leave)", until="✓ accepted")
        ben.click("Esc closes")
        ben.without("Esc closes")
        ben.click("e Export", until="Export with steps and evidence")
        ben.click("F2 Excel", until=".xlsx")
        ben.click("Write(?= +Leave)", until="written:")
        leave_by_mouse(ben)
    check_what_is_left(home, maximum=51_300)


def leave_by_mouse(person: Tmux) -> None:
    """By the commands: a narrow foot has no room for Quit."""
    person.click("[\\^]p commands", until="🔎")
    person.type("quit")
    person.click("Leave realterms")
    person.gone()


def check_what_is_left(home: Path, *, maximum: int) -> None:
    """The workbook's bands against hand arithmetic on published figures, its evidence, the audit chain."""
    (written,) = (home / "exports").iterdir()
    book = openpyxl.load_workbook(written, data_only=True)
    facts = {str(name): str(said) for name, said in book["Summary"].iter_rows(values_only=True, max_col=2)}
    effect = Period.of(date.fromisoformat(facts["Takes effect on"]))
    published = snapshot.load()["us-cpi"].history(FETCHED).known_on(FETCHED.date())
    base, now = published.value(Period.month(2025, 7)), published.value(effect.shift(-4))
    assert base == Decimal("323.048")
    assert now is not None
    head, *rows = book["Bands"].iter_rows(values_only=True)
    assert len(rows) == 8
    for row in rows:
        figures = dict(zip(head, row, strict=True))
        for name in ("Minimum", "Midpoint", "Maximum"):
            raised = Decimal(str(figures[f"{name} before"])) * now / base
            tens = (raised / 10).quantize(Decimal(1), ROUND_HALF_UP)
            assert figures[f"{name} after"] == tens * 10, (row[0], name)
    assert dict(zip(head, rows[0], strict=True))["Maximum before"] == maximum
    assert typed("verify", written, "--home", home).code == 0
    assert typed("audit", "verify", "--home", home).code == 0
