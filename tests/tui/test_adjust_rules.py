"""Adjust: published rules in a clause's place, and lag, pass-through and cap by sliders."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from jobs import clauses, planning, propose
from plans import presets
from plans.adjust import Adjustment
from plans.clause_fields import CLAUSE_FIELDS
from tests.tui.conftest import workspace
from tests.tui.looking import compare, screen_text, settle
from tui.app import RealtermsApp
from tui.screens.adjust import AdjustScreen
from tui.screens.preset import PresetDialogue
from tui.widgets.banner import Banner
from tui.widgets.clause_form import ClauseForm
from tui.widgets.grid import Grid
from tui.widgets.slider import Slider, Track
from tui.widgets.what_if import PARTS_BY_NAME, TRACKS, WhatIf

PLAN = "sales-manager"
ON = date(2026, 10, 1)


async def go(pilot: Pilot[Any], *keys: str) -> None:
    await settle(pilot)
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


def room(app: RealtermsApp) -> AdjustScreen:
    shown = app.room
    assert isinstance(shown, AdjustScreen)
    return shown


def midpoint(app: RealtermsApp) -> str:
    adjustment = room(app).adjustment
    assert adjustment is not None
    return str(next(line for line in adjustment.lines if line.path == "band/S1/midpoint").after)


# --- rules


@pytest.mark.parametrize("name", presets.names())
def test_a_rule_in_place_leaves_nothing_of_the_clause_before(sample: Path, name: str) -> None:
    """What is tried and what is saved are the same clause, and it is the rule."""
    with workspace(sample) as opened:
        changes = {"bands-cpi": clauses.in_place(name)}
        report = planning.show(opened, PLAN)
        tried = propose.amended(report.plan, changes).clauses["bands-cpi"]
        saved = planning.save_text(opened, planning.change_clauses(report.text, changes), file="changed")
        rule = presets.load(name)
        for field in (f.name for f in CLAUSE_FIELDS):
            assert getattr(tried, field) == getattr(rule, field), field
            assert getattr(saved.plan.clauses["bands-cpi"], field) == getattr(rule, field), field


async def test_a_rule_is_found_tried_changed_and_taken_back(sample: Path) -> None:
    app = RealtermsApp(lambda: workspace(sample))
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "4")
        own = midpoint(app)
        await go(pilot, "r")
        assert isinstance(app.screen, PresetDialogue)
        compare(app, "rules-120x40")
        await go(pilot, *"service contracts")
        assert [row.key for row in app.screen.query_one(Grid).rows] == ["cpi-plus"]
        await go(pilot, "enter")
        assert app.screen_stack[-1] is app.room
        assert "cpi-plus" in screen_text(app)
        ruled = midpoint(app)
        assert ruled != own
        compare(app, "adjust-rule-120x40")
        await go(pilot, "ctrl+e", "ctrl+u", "6")  # the rule's lag of three months, in the form
        assert midpoint(app) != ruled
        await go(pilot, "ctrl+r")
        assert midpoint(app) == own
        assert "cpi-plus" not in screen_text(app)


async def test_a_rule_is_proposed_as_a_new_version_of_the_plan(sample: Path) -> None:
    app = RealtermsApp(lambda: workspace(sample))
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "4", "r", *"cpi-plus", "enter")
        tried = midpoint(app)
        await go(pilot, "ctrl+s", "enter")
    with workspace(sample) as opened:
        report = planning.show(opened, PLAN)
        assert report.version == 2
        assert 'preset = "cpi-plus"' in report.text
        again = propose.preview(opened, PLAN, on=room_day(app))
        assert str(next(x for x in again.lines if x.path == "band/S1/midpoint").after) == tried


def room_day(app: RealtermsApp) -> date:
    day = app.state.effective_on or room(app).effective_on
    assert day is not None
    return day


async def test_a_rule_whose_index_is_not_held_says_what_to_do(sample: Path) -> None:
    app = RealtermsApp(lambda: workspace(sample))
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "4")
        own = midpoint(app)
        await go(pilot, "r", *"fr-smic-trigger")
        assert "No office of ours has own:fr-cpi-lowest-fifth" in screen_text(app)
        await go(pilot, "enter")
        assert app.room.query_one(Banner).tone == "error"
        said = app.room.query_one(Banner).text
        assert "own:fr-cpi" in said
        assert "`realterms indicators add`" in said
        assert "import a file of its figures (6 Runs)" in said
        assert midpoint(app) == own


async def test_what_a_rule_lacked_is_said_until_another_is_tried(sample: Path) -> None:
    app = RealtermsApp(lambda: workspace(sample))
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "4", "r", *"fr-smic-trigger", "enter")
        assert app.room.query_one(Banner).has_class("-open")
        await go(pilot, "r", *"cpi-plus", "enter")
        assert "by cpi-plus" in screen_text(app)
        assert not app.room.query_one(Banner).has_class("-open")


async def test_the_list_of_rules_says_when_nothing_fits_and_can_be_left(sample: Path) -> None:
    app = RealtermsApp(lambda: workspace(sample))
    async with app.run_test(size=(80, 24)) as pilot:
        await go(pilot, "4", "r", *"zzz")
        assert "no rule has all these words" in screen_text(app)
        await go(pilot, "enter")
        assert isinstance(app.screen, PresetDialogue)
        await go(pilot, "escape")
        assert app.screen_stack[-1] is app.room


async def test_what_is_tried_survives_a_dialogue_that_is_left(sample: Path) -> None:
    app = RealtermsApp(lambda: workspace(sample))
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "4", "w", "right")
        tried = room(app).overrides
        await go(pilot, "ctrl+s", "escape", "question_mark", "escape", "5", "4")
        assert room(app).overrides == tried != {}


# --- sliders


def test_a_track_has_a_place_for_each_step_and_one_beyond() -> None:
    track = Track(Decimal(0), Decimal(10), Decimal("0.5"), Decimal(2), open_end=True)
    assert [track.value(n) for n in (0, 1, 20, 21, 99, -3)] == [0, Decimal("0.5"), 10, None, None, 0]
    assert [track.place(v) for v in (Decimal(0), Decimal("4.6"), Decimal(50), None)] == [0, 9, 20, 21]


LAG, PASSED_ON, CAP = (TRACKS[field] for field in ("lag", "pass_through", "cap"))


@pytest.mark.parametrize(
    ("track", "value", "less", "more"),
    [
        (CAP, "4.6", "4.5", "5"),
        (CAP, "4.75", "4.5", "5"),
        (PASSED_ON, "62.5", "60", "65"),
        (PASSED_ON, "150", "100", "150"),
        (LAG, "30", "24", "30"),
        (LAG, "-3", "-3", "0"),
        (CAP, "12", "10", None),
    ],
)
def test_less_is_less_and_more_is_more_from_any_value(
    track: Track, value: str, less: str, more: str | None
) -> None:
    """A clause may hold a value between two places of the track, or beyond its ends."""
    before = Decimal(value)
    assert track.moved(before, -track.step) == Decimal(less)
    assert track.moved(before, track.step) == (None if more is None else Decimal(more))


def test_moving_takes_steps_and_leaps() -> None:
    assert [CAP.moved(Decimal(4), n) for n in (CAP.leap, -CAP.leap)] == [6, 2]
    assert [CAP.moved(None, n) for n in (-CAP.step, -CAP.leap, CAP.step)] == [10, Decimal("8.5"), None]
    assert LAG.moved(Decimal(23), LAG.leap) == 24
    assert LAG.moved(Decimal(24), LAG.step) == 24


def slider(app: RealtermsApp, field: str) -> Slider:
    return app.room.query_one(f"#slide-{field}", Slider)


async def test_sliders_change_form_and_figures_and_go_back(sample: Path) -> None:
    app = RealtermsApp(lambda: workspace(sample))
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "4")
        own = midpoint(app)
        lag = room(app).query_one(ClauseForm).value("lag")
        assert isinstance(lag, int)
        await go(pilot, "w", "right")
        assert room(app).query_one(ClauseForm).value("lag") == lag + 1
        assert room(app).overrides == {"bands-cpi": {"lag": lag + 1}}
        assert midpoint(app) != own
        await go(pilot, "shift+right")
        assert room(app).query_one(ClauseForm).value("lag") == lag + 4
        compare(app, "adjust-what-if-120x40")
        await go(pilot, "backspace")
        assert room(app).overrides == {}
        assert midpoint(app) == own
        await go(pilot, "tab", *["shift+left"] * 4)
        assert room(app).overrides == {"bands-cpi": {"pass_through": Decimal(0)}}
        await go(pilot, "backspace", "tab", *["shift+right"] * 6)
        assert room(app).overrides == {"bands-cpi": {"cap": None}}
        assert "no cap" in screen_text(app)
        await go(pilot, "left")
        assert room(app).overrides == {"bands-cpi": {"cap": Decimal(10)}}


async def test_what_is_typed_moves_the_slider(sample: Path) -> None:
    app = RealtermsApp(lambda: workspace(sample))
    async with app.run_test(size=(80, 24)) as pilot:
        await go(pilot, "4", "ctrl+e", "ctrl+u", "9")
        assert slider(app, "lag").value == 9
        await go(pilot, "ctrl+u", "x")
        assert slider(app, "lag").value == 9  # what cannot be read moves nothing
        compare(app, "adjust-what-if-80x24")


async def test_the_mouse_moves_a_slider(sample: Path) -> None:
    app = RealtermsApp(lambda: workspace(sample))
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "4")
        await pilot.mouse_down("#slide-pass_through", offset=(11, 0))
        await settle(pilot)
        assert slider(app, "pass_through").value == 0
        await pilot.hover("#slide-pass_through", offset=(21, 0))
        await pilot.mouse_up("#slide-pass_through", offset=(21, 0))
        await settle(pilot)
        assert slider(app, "pass_through").value == 100
        await pilot.hover("#slide-pass_through", offset=(13, 0))
        assert slider(app, "pass_through").value == 100  # let go of, it stays


async def test_a_click_beside_the_track_moves_nothing(sample: Path) -> None:
    app = RealtermsApp(lambda: workspace(sample))
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "4")
        for field in TRACKS:
            for column in (2, 29):  # on the label, on the value
                await pilot.click(f"#slide-{field}", offset=(column, 0))
                await settle(pilot)
                assert app.focused is slider(app, field)
                assert room(app).overrides == {}


class Sliders(App[None]):
    """Nothing but the three sliders."""

    def compose(self) -> ComposeResult:
        yield WhatIf()


@pytest.mark.parametrize(
    ("rule", "field", "why"),
    [
        ("composite-cpi-ppi", "lag", "each part has its own"),
        ("be-pivot", "cap", "it moves by steps"),
        ("us-escalator-points", "cap", "it moves by steps"),
    ],
)
async def test_a_slider_that_would_say_nothing_stands_still_and_says_why(
    rule: str, field: str, why: str
) -> None:
    clause = presets.load(rule)
    async with Sliders().run_test(size=(40, 10)) as pilot:
        sliders = pilot.app.query_one(WhatIf)
        sliders.show(clause, clause, {name: PARTS_BY_NAME[name].shown(clause) for name in TRACKS})
        one = pilot.app.query_one(f"#slide-{field}", Slider)
        assert why in one.render().plain
        before = one.value
        await pilot.click(one, offset=(15, 0))
        await pilot.pause()
        assert (one.value, one.has_focus) == (before, False)
        assert not pilot.app.query_one("#slide-pass_through", Slider).disabled


async def test_one_step_of_a_slider_is_computed_once(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The slider moves the form and the form the slider: it must end there."""
    computed: list[object] = []
    preview = propose.Desk.preview

    def counted(desk: propose.Desk, *, on: date, overrides: propose.Overrides | None = None) -> Adjustment:
        computed.append(overrides)
        return preview(desk, on=on, overrides=overrides)

    app = RealtermsApp(lambda: workspace(sample))
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "4", "w")
        monkeypatch.setattr(propose.Desk, "preview", counted)
        for keys in (["right"], ["shift+right"], ["tab", "left"], ["tab", "left"], ["backspace"]):
            computed.clear()
            await go(pilot, *keys)
            assert len(computed) == 1, keys
