"""What goes wrong by a reader's own doing is said in Chinese, with no English sentence left in it."""

import re
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from jobs import decide, propose
from tests.replay.server import Replay
from tests.tui.conftest import NOW, workspace
from tests.tui.looking import settle
from tests.tui.test_plan_edit import edit
from tui.app import RealtermsApp
from tui.language import CHINESE
from tui.widgets.banner import Banner
from tui.widgets.grid import Grid
from tui.widgets.note import Note
from tui.widgets.sheet import Sheet

pytestmark = pytest.mark.prove  # each opens the app and does something wrong in earnest

# Two words beside each other, after what is typed as it stands: commands, addresses, names, quoted text.
LITERAL = re.compile(r"`[^`]*`|'[^']*'|realterms [\w :.#/-]*|\S*[/\\=_]\S*|\[\[?\w+\]\]?|--\w+")
ENGLISH = re.compile(r"[A-Za-z]{2,}[,;:]? [a-z]+")


def spoken(home: Path, user: str = "ben", **environ: str) -> RealtermsApp:
    """The app in Chinese."""
    return RealtermsApp(lambda: workspace(home, user, **environ), language=CHINESE)


def chinese(text: str, *wanted: str) -> None:
    """The text is there, says what is wanted, and holds no English sentence."""
    for word in wanted:
        assert word in text
    left = ENGLISH.search(LITERAL.sub(" ", text))
    assert left is None, f"{left.group()!r} in {text!r}"


def banner(app: RealtermsApp) -> str:
    """What the line across the top says."""
    return app.room.query_one(Banner).text


@pytest.fixture
def proposed(sample: Path) -> Path:
    """A home with a proposal of anna's."""
    with workspace(sample, "anna") as opened:
        propose.propose(opened, "sales-manager", on=NOW.date().replace(month=10, day=1), note="x")
    return sample


async def at(pilot: Pilot[int], *keys: str) -> None:
    """Press keys, each after the screen has come to rest."""
    await settle(pilot)
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


async def test_a_wrong_cell_of_a_plan(sample: Path) -> None:
    app = spoken(sample)
    async with app.run_test(size=(120, 40)) as pilot:
        await edit(pilot, "right")
        for typed, wanted in (
            ("1x", "不是数；应为：如 48000 或 1250.50"),
            ("-5", "为负数；应为：0 至一万亿的金额"),
            ("99000", "高于中位值"),
            ("1.234", "至多 2 位小数"),
        ):
            await at(pilot, "enter", *["backspace"] * 8, *typed, "enter", "up")
            notes = (str(n.content) for sheet in app.room.query(Sheet) for n in sheet.query(Note))
            chinese("\n".join(notes), wanted)
            await at(pilot, "ctrl+s")
            chinese(banner(app), "有错误时不保存")


async def test_what_is_wrong_with_a_plan_as_a_whole(sample: Path) -> None:
    app = spoken(sample)
    async with app.run_test(size=(120, 40)) as pilot:
        await edit(pilot, "m", "right", *"41", "enter")
        notes = (str(n.content) for sheet in app.room.query(Sheet) for n in sheet.query(Note))
        chinese("\n".join(notes), "权重合计不为 100")


async def test_what_no_adjustment_can_be_computed_with(sample: Path) -> None:
    app = spoken(sample)
    async with app.run_test(size=(120, 40)) as pilot:
        await at(pilot, "4")
        for field, text, wanted in (
            ("effective", "2031-01-01", "请等待发布"),
            ("effective", "1900-01-01", "早于序列的开始"),
            ("effective", "someday", "不是日期"),
            ("lag", "abc", "不是数"),
            ("lag", "2.5", "整数"),
            ("floor", "50", "高于封顶"),
        ):
            shown = app.room.query_one(f"#{field}", Input)
            before, shown.value = shown.value, text
            await settle(pilot)
            chinese(str(app.room.query_one("#trouble", Note).content), wanted)
            shown.value = before
            await settle(pilot)


async def test_a_decision_made_elsewhere_in_the_meantime(proposed: Path) -> None:
    app = spoken(proposed)
    async with app.run_test(size=(120, 40)) as pilot:
        await at(pilot, "5")
        with workspace(proposed, "carla") as other:
            decide.reject(other, 1, "seen first")
        await pilot.press("a", *"ok", "enter")
        await settle(pilot)
        chinese(banner(app), "已由 carla 决定：已拒绝", "下一步")


async def test_a_proposer_who_would_decide(proposed: Path) -> None:
    app = spoken(proposed, "anna")
    async with app.run_test(size=(120, 40)) as pilot:
        await at(pilot, "5", "a")
        chinese(banner(app))


async def test_a_place_that_no_export_can_have(proposed: Path) -> None:
    with workspace(proposed, "ben") as opened:
        decide.accept(opened, 1, "seen")
    (proposed / "out.xlsx").write_bytes(b"mine")
    app = spoken(proposed)
    async with app.run_test(size=(120, 40)) as pilot:
        await at(pilot, "5")
        for path, wanted in (
            ("nowhere/out.xlsx", "文件夹"),
            ("out.docx", "看不出是哪种形式"),
            ("out.csv", "后缀与形式不一致"),
            ("out.xlsx", "已存在"),
            (".", "看不出是哪种形式"),
        ):
            await at(pilot, "e")
            app.screen.query_one("#path", Input).value = str(proposed / path)
            await at(pilot, "ctrl+s")
            chinese(banner(app), wanted)


async def test_a_place_that_no_chart_can_have(sample: Path) -> None:
    app = spoken(sample)
    app.state.choose(("us-cpi",))
    async with app.run_test(size=(120, 40)) as pilot:
        await at(pilot, "2")
        for path in ("nowhere/chart.png", "chart.gif", "chart"):
            await at(pilot, "e")
            app.screen.query_one("#path", Input).value = str(sample / path)
            await at(pilot, "ctrl+s")
            chinese(banner(app), "位置")


async def test_a_file_that_cannot_be_imported(sample: Path, tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    app = spoken(sample)
    async with app.run_test(size=(120, 40)) as pilot:
        await at(pilot, "6")
        for content, wanted in (
            (b"indicator,period,value\nuk-rpl,2026-08,421.0\nuk-rpi,August,x\n", "未采纳任何内容"),
            (b"indicator,period,value\nuk-rpi,2026-08\n", "单元格"),
            (b"indicator,period,value\nuk-rpi,2031-08,421.0\n", "期间在未来"),
            (b"indicator,period,value\nuk-rpi,2026-08,4210.0\n", ""),
            (b"", "应为"),
            (b"\xff\xfe\x00", "种类未知"),
            (b"hello world\n", "应为"),
            (b'{"months": 3}', "应为"),
            (b"DATE,UNKNOWN\n2026-08-01,3\n", "不是已知指标"),
        ):
            file.write_bytes(content)
            await at(pilot, "i")
            app.screen.query_one("#path", Input).value = str(file)
            await at(pilot, "ctrl+s")
            chinese(banner(app), wanted)


async def test_a_setting_that_cannot_be(tmp_path: Path) -> None:
    app = spoken(tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await at(pilot, "7")
        for name, value, wanted in (("language", "fr", "应为"), ("database_url", "mysql://here", "数据库")):
            app.room.query_one(Grid).go_to(name)
            await at(pilot, "enter")
            app.screen.query_one(Input).value = value
            await at(pilot, "enter")
            chinese(banner(app), wanted)


async def test_what_each_setting_means(tmp_path: Path) -> None:
    app = spoken(tmp_path)
    async with app.run_test(size=(160, 60)) as pilot:
        await at(pilot, "7")
        for row in app.room.query_one(Grid).rows:
            app.room.query_one(Grid).go_to(row.key)
            await pilot.pause()
            chinese(str(app.room.query_one("#about", Note).content))


async def test_an_office_that_gives_no_figures(sample: Path, replay: Replay) -> None:
    """Each fault is one that no second try mends."""
    app = spoken(sample, "anna", **replay.environment(keyed=True))
    async with app.run_test(size=(120, 60)) as pilot:
        await at(pilot, "6")
        app.room.query_one(Grid).go_to("us-cpi")
        replay.fault("quota", source="bls")
        for fault in ({}, {"kind": "status", "code": 404}, {"kind": "html"}, {"kind": "wrong-type"}):
            if fault:
                replay.fault(**fault, source="bls")
            await at(pilot, "o")
            chinese(str(app.room.query_one("#detail", Note).content), "位置：")


async def test_what_a_run_said_is_chinese_when_it_is_opened_again(sample: Path, replay: Replay) -> None:
    replay.fault("status", source="bls", times=9, code=404)
    app = spoken(sample, "anna", **replay.environment(keyed=True))
    async with app.run_test(size=(120, 60)) as pilot:
        await at(pilot, "6")
        app.room.query_one(Grid).go_to("us-cpi")
        await at(pilot, "o")
        app.room.query_one("#runs", Grid).focus()
        await at(pilot, "enter")
        app.room.query_one(Grid).go_to("us-cpi")
        await settle(pilot)
        chinese(str(app.room.query_one("#detail", Note).content), "发布机构应答 HTTP 状态 404")


async def test_a_database_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "realterms.db").write_bytes(b"this is no database" * 100)
    app = spoken(tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        chinese(banner(app).replace("file is not a database", ""), "数据库无法使用", "下一步")


async def test_a_series_that_is_unknown(sample: Path) -> None:
    app = spoken(sample)
    app.state.choose(("us-cpl",))
    async with app.run_test(size=(120, 40)) as pilot:
        await at(pilot, "2")
        chinese(banner(app), "未知的指标 'us-cpl'", "您是指 'us-cpi' 吗？")


def test_what_looks_for_english_finds_it() -> None:
    with pytest.raises(AssertionError, match="not a"):
        chinese("✗ not a number")
    chinese("未知 'not a number' `realterms plan list` realterms fetch us-cpi /tmp/a b")
