"""Results filled in as people do it, in a real terminal that is killed in the middle."""

from pathlib import Path

import pytest

from tests.cli.conftest import typed
from tests.tui.tmux import needs_tmux, opened

pytestmark = [pytest.mark.prove, needs_tmux, pytest.mark.timeout(900)]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_results_outlive_a_kill_and_are_saved_as_the_command_line_scores_them(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    home = tmp_path / "home"
    with opened(home, size, "anna") as anna:
        anna.until("1 of 4")
        anna.press("Escape", until="There are no figures here yet.")
        anna.press("s", until="sample plan are loaded")
        anna.press("3", until="r Results")
        anna.press("r", until="no results of this plan yet")
        anna.press("n", until="Fill in somebody's results")
        anna.type("0007")
        anna.press("Enter", until="cells to fill")
        for figure in ("1030000", "94", "110"):
            anna.type(figure)
            anna.press("Enter", until=f"✎ {figure}")
        anna.kill()
    with opened(home, size, "anna") as anna:  # on the screen that the session before left
        anna.until("edited, not saved", "0007")
        anna.press("Enter", until=("✎ 1030000", "✎ 94", "✎ 110"))
        anna.press("Down", "Down", "Down")
        for figure in ("5", "100"):
            anna.type(figure)
            anna.press("Enter", until=f"✎ {figure}")
        anna.press("Up", "Up")
        anna.press("Right")
        anna.type("Li Na")
        anna.press("Enter", until="pays 117.72 %")
        anna.press("C-s", until="✓ saved:")
        anna.press("q")
        anna.gone()
    (written,) = sorted((home / "results").glob("*.toml"))
    assert written.stat().st_mode & 0o777 == 0o600
    scored = typed("--home", str(home), "score", "sales-manager", str(written), "--json")
    assert '"payout": "117.72' in scored.out
