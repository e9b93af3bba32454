"""Results filled in on screen: live payouts, problems at their cells, drafts, the command line's own file."""

import json
import os
import signal
import stat
from decimal import Decimal
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from indicators.arithmetic import round_digits
from jobs import score
from tests.jobs.test_score import RESULTS, SHEET
from tests.tui.conftest import workspace
from tests.tui.looking import compare, screen_text, settle
from tui.app import RealtermsApp
from tui.drafts import Drafts
from tui.language import CHINESE
from tui.screens.score import ScoreScreen
from tui.screens.score_edit import ResultsDraft

SIZES = [(80, 24), (120, 40), (200, 60)]


def screen(app: RealtermsApp) -> ScoreScreen:
    room = app.room
    assert isinstance(room, ScoreScreen)
    return room


def results(sample: Path, text: str = RESULTS + SHEET, name: str = "autumn") -> Path:
    """A results file where the screen looks for it."""
    folder = sample / "results"
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


async def go(pilot: Pilot[int], *keys: str) -> None:
    """Open the results of the sample plan, then press keys."""
    await settle(pilot)
    await pilot.press("3")
    await settle(pilot)
    await pilot.press("r")
    await settle(pilot)
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


async def put(pilot: Pilot[int], cell: str, text: str) -> None:
    """Type into a cell by its path, and take it."""
    room = pilot.app.screen
    assert isinstance(room, ScoreScreen)
    room.sheet.go_to(*cell.rsplit("/", 1))
    await pilot.press("enter")
    await settle(pilot)
    field = room.sheet.query_one("#cell", Input)
    assert field.display, f"{cell} does not open"
    field.value = text
    await pilot.press("enter")
    await settle(pilot)


async def begin(
    pilot: Pilot[int], person: str = "0007", sheet: str = "appraisal", on: str = "2026-10-01"
) -> None:
    """Begin with a person."""
    await pilot.press("n")
    await settle(pilot)
    for name, text in {"person": person, "sheet": sheet, "on": on}.items():
        pilot.app.screen.query_one(f"#{name}", Input).value = text
    await pilot.press("enter")
    await settle(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_look_of_the_sheet(app: RealtermsApp, sample: Path, size: tuple[int, int]) -> None:
    results(sample)
    async with app.run_test(size=size) as pilot:
        await go(pilot, "enter")
        compare(app, f"score-{size[0]}x{size[1]}")


async def test_look_of_everybody(app: RealtermsApp, sample: Path) -> None:
    results(sample)
    results(sample, RESULTS.replace("sales = 1030000", "sales = -1"), "broken")
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "down")
        compare(app, "score-people-120x40")


async def test_look_in_chinese(sample: Path) -> None:
    results(sample)
    app = RealtermsApp(lambda: workspace(sample), language=CHINESE)
    async with app.run_test(size=(80, 24)) as pilot:
        await go(pilot, "enter")
        compare(app, "score-zh-80x24")


async def test_results_are_filled_in_from_nothing_and_saved_as_the_command_line_reads_them(
    app: RealtermsApp, sample: Path
) -> None:
    """The file of docs/scoring.md, typed; only Enter and what is typed."""
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot)
        assert "no results of this plan yet" in screen_text(app)
        await begin(pilot)
        assert "14 cells to fill" in screen_text(app)
        await pilot.press(*"1030000", "enter")
        await settle(pilot)
        assert "pays 43 % (real 41.35 %)" in " ".join(screen_text(app).split())
        for typed in ("94", "110", "4", "100"):
            await pilot.press(*typed, "enter")
            await settle(pilot)
        cells = {
            "pay/base_pay/first": "66000",
            "results/teamwork/first_by": "Li Na",
            "results/teamwork/review": "5",
            "results/teamwork/review_by": "Ben Fox",
            "sheet/raters/first_by": "Li Na",
            "sheet/raters/review_by": "Ben Fox",
            "marks/attendance/late/first": "2",
            "marks/attendance/leave/first": "1",
            "marks/attendance/late/review": "1",
            "marks/attendance/leave/review": "1",
            "marks/conduct/error/first": "1",
            "marks/responsibility/first": "2",
            "marks/responsibility/review": "4",
        }
        marks = {
            "sociability": "4",
            "initiative": "4",
            "principle": "5",
            "coordination": "3",
            "discipline": "4",
        }
        for cell, text in {**cells, **{f"marks/{k}/first": v for k, v in marks.items()}}.items():
            await put(pilot, cell, text)
        shown = " ".join(screen_text(app).split())
        assert "pays 117.72 % (real 116.07 %) · 51,797.78 USD (real 51,071.28 USD) · score 86 of 100" in shown
        assert "so far" not in shown
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "✓ saved:" in screen_text(app)
        assert "51,797.78" in screen_text(app)
    path = sample / "results" / "sales-manager-2026.toml"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    by_hand = results(sample)
    with workspace(sample) as opened:
        both = [score.score(opened, "sales-manager", p).people for p in (path, by_hand)]
    assert both[0] == both[1]
    assert Drafts(sample / "drafts").names("") == ()


@pytest.mark.parametrize(
    ("cell", "text", "told"),
    [
        ("results/sales/first", "much", "not a number"),
        ("results/teamwork/review_by", "li na", "nobody reviews their own score"),
        ("results/teamwork/first", "1", "a reason, because the scores differ by more than 2 of 5"),
        ("sheet/raters/review_by", "LI NA", "nobody reviews their own marks"),
        ("marks/initiative/first", "9", "no anchor describes these points"),
        ("marks/attendance/late/first", "-2", "not a count"),
        ("sheet/name/first", "apraisal", "did you mean 'appraisal'?"),
        ("pay/first_day/first", "soon", "not a day"),
    ],
)
async def test_a_problem_is_told_at_its_cell_and_nothing_is_saved(
    app: RealtermsApp, sample: Path, cell: str, text: str, told: str
) -> None:
    path = results(sample)
    before = path.read_text(encoding="utf-8")
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "enter")
        await put(pilot, cell, text)
        await pilot.press("ctrl+s")
        await settle(pilot)
        shown = screen_text(app)
        assert "nothing is saved while something is wrong or missing" in " ".join(shown.split())
        assert told in " ".join(shown.split())
        assert "✗" in shown
    assert path.read_text(encoding="utf-8") == before


RULES = """
[scoring]
cap = 150
affirmative_cap = 5

[[scoring.gates]]
name = "sales-gate"
title = "Sales reach 70 %"
measure = "sales"
at_least = 70

[[scoring.gates]]
name = "trained"
title = "Training done"
otherwise = 50

[[scoring.vetoes]]
name = "complaint"
title = "Upheld complaint"
effect = "cap"
by = 90

[[scoring.vetoes]]
name = "fraud"
title = "Fraud"
effect = "fail"

[[scoring.affirmatives]]
name = "idea"
title = "Idea taken up"
points = 2
"""


async def test_gates_vetoes_and_affirmative_points_count_as_they_are_typed(sample: Path) -> None:
    """117.72 %; three ideas add 5 at most; a complaint caps at 90; a shut gate at 50; fraud pays nothing."""
    from jobs import planning

    with workspace(sample) as opened:
        text = planning.show(opened, "sales-manager").text
        planning.save_text(opened, text + RULES, file="edited")
    results(sample, RESULTS)
    app = RealtermsApp(lambda: workspace(sample))
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "enter")
        assert "1 cell to fill" in screen_text(app)
        steps = (
            ("gates/trained/first", "yes", "pays 117.72 %"),
            ("counts/idea/first", "3", "pays 122.72 %"),
            ("counts/complaint/first", "1", "pays 90 %"),
            ("gates/trained/first", "no", "pays 50 %"),
            ("counts/fraud/first", "1", "pays 0 %"),
        )
        for cell, typed, told in steps:
            await put(pilot, cell, typed)
            assert told in screen_text(app), cell
        await pilot.press("w")
        await settle(pilot)
        shown = " ".join(screen_text(app).split())
        assert "affirmative points are capped at 5" in shown
        assert "Fraud: the period fails, pays 0" in shown
        await pilot.press("w")
        await settle(pilot)
        await put(pilot, "gates/trained/first", "perhaps")
        assert "✗ perhaps" in screen_text(app)


async def test_undo_and_redo_find_the_person_whose_edit_it_was(app: RealtermsApp, sample: Path) -> None:
    plain = RESULTS.split("\n\n", 1)[1]
    people = [
        f'[[people]]\nperson = "{n}"\n\n' + plain.replace("[results]", "[people.results]") for n in "12"
    ]
    results(sample, "\n".join(people))
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "enter")
        await put(pilot, "results/sales/first", "900000")
        await pilot.press("escape")
        await settle(pilot)
        assert "the edits are kept unsaved" in screen_text(app)
        await pilot.press("escape", "end", "enter")
        await settle(pilot)
        assert screen(app).person == 1
        await put(pilot, "results/sales/first", "800000")
        assert "✎ 800000" in screen_text(app)
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert "✎" not in screen_text(app)
        await pilot.press("ctrl+y")
        await settle(pilot)
        assert "✎ 800000" in screen_text(app)
        await pilot.press("ctrl+x")
        await settle(pilot)
        assert "✎" not in screen_text(app)
        draft = screen(app).draft
        assert draft is not None
        assert draft.edits == {}


async def test_a_terminal_killed_while_results_are_typed_loses_nothing(sample: Path) -> None:
    child = os.fork()
    if child == 0:  # the app in a process of its own, killed by itself as soon as the edit is kept
        import asyncio

        async def typing() -> None:
            app = RealtermsApp(lambda: workspace(sample))
            async with app.run_test(size=(120, 40)) as pilot:
                await go(pilot)
                await begin(pilot)
                await pilot.press(*"1030000", "enter")
                await settle(pilot)
                os.kill(os.getpid(), signal.SIGKILL)

        asyncio.new_event_loop().run_until_complete(typing())
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    app = RealtermsApp(lambda: workspace(sample))
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot)
        assert "sales-manager-2026.toml · ✎ edited, not saved" in screen_text(app)
        await pilot.press("enter")
        await settle(pilot)
        assert "✎ 1030000" in screen_text(app)
        assert "these edits were kept unsaved" in screen_text(app)


async def test_edits_of_a_file_that_somebody_changed_are_not_saved_over_it(
    app: RealtermsApp, sample: Path
) -> None:
    path = results(sample)
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "enter")
        await put(pilot, "results/sales/first", "900000")
        path.write_text(RESULTS + SHEET + "# looked over\n", encoding="utf-8")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "changed by somebody else" in screen_text(app)
        await pilot.press("escape", "escape")
        await settle(pilot)
        await pilot.press("escape", "enter")
        await settle(pilot)
        assert "the file was changed after these edits" in screen_text(app)
        await pilot.press("ctrl+x")
        await settle(pilot)
        assert "✎" not in screen_text(app)
    assert path.read_text(encoding="utf-8").endswith("# looked over\n")


async def test_what_is_saved_is_exported_as_the_command_line_prints_it(
    app: RealtermsApp, sample: Path
) -> None:
    results(sample)
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "e")
        await pilot.press("enter")
        await settle(pilot)
        assert "written:" in screen_text(app)
        await pilot.press("escape", "enter")
        await settle(pilot)
        await put(pilot, "results/sales/first", "900000")
        await pilot.press("e")
        await settle(pilot)
        assert "only what is saved is exported" in screen_text(app)
    path = sample / "exports" / "autumn.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    person = json.loads(path.read_text(encoding="utf-8"))["people"][0]
    assert person["paid"] == {"amount": "51797.78", "currency": "USD"}
    assert round_digits(Decimal(person["payout"]), 2) == Decimal("117.72")


@pytest.mark.parametrize(
    "typed", [{"person": ""}, {"on": "tomorrow"}, {"path": "/nowhere/results.csv"}, {"sheet": "nonsense"}]
)
async def test_rubbish_in_the_dialogue_is_told(app: RealtermsApp, typed: dict[str, str]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await go(pilot, "n")
        for name, text in {"person": "1", **typed}.items():
            app.screen.query_one(f"#{name}", Input).value = text
        await pilot.press("enter")
        await settle(pilot)
        if "sheet" in typed:  # told at its cell, like everything of the sheet
            assert "unknown scorecard 'nonsense'" in str(screen(app).trial)
        else:
            assert app.screen.is_modal


async def test_files_from_elsewhere_are_opened_and_bad_ones_told(
    app: RealtermsApp, sample: Path, tmp_path: Path
) -> None:
    good, bad = tmp_path / "elsewhere.toml", tmp_path / "bad.toml"
    good.write_text(RESULTS, encoding="utf-8")
    bad.write_bytes(b"\xff\xfe")
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "o")
        app.screen.query_one("#path", Input).value = str(tmp_path / "none.toml")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "choose a file first" in screen_text(app)
        app.screen.query_one("#path", Input).value = str(bad)
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "not UTF-8" in screen_text(app)
        await pilot.press("escape", "o")
        await settle(pilot)
        app.screen.query_one("#path", Input).value = str(good)
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "elsewhere.toml" in screen_text(app)
        assert "1030000" in screen_text(app)


async def test_letters_typed_on_a_name_open_it_and_on_a_figure_do_what_they_are_bound_to(
    app: RealtermsApp, sample: Path
) -> None:
    results(sample)
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "enter")
        screen(app).sheet.go_to("sheet/raters", "first_by")
        for key in "qwen":  # q quits, w explains, e exports elsewhere
            app.post_message(events.Key(key, key))
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "✎ qwen" in screen_text(app)
        screen(app).sheet.go_to("results/sales", "first")
        await pilot.press("w")
        await settle(pilot)
        assert app.screen.is_modal


def test_a_draft_that_is_none_of_ours_is_passed_over() -> None:
    for kept in (None, {}, {"plan": "p", "text": "", "disk": "", "edits": [1]}, {"plan": 1, "edits": {}}):
        assert ResultsDraft.recalled("results:/r.toml", kept) is None
