"""The languages on screen: which is spoken, that every text is translated, and how a screen looks in it."""

import re
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from indicators.series import Frequency, Period
from jobs import propose
from tests.shared_data import ROOT
from tests.tui.conftest import workspace
from tests.tui.looking import compare, settle
from tui import language, messages, words
from tui.app import RealtermsApp
from tui.language import CHINESE, ENGLISH, N_, NP_, _, ngettext, preferred, speak
from tui.widgets.grid import Grid

FIELD = re.compile(r"(?<!\{)\{(\w+)[^{}]*\}(?!\})")


@pytest.mark.parametrize(
    ("setting", "environ", "expected"),
    [
        ("zh", {"LANG": "en_GB.UTF-8"}, CHINESE),
        ("en", {"LANG": "zh_CN.UTF-8"}, ENGLISH),
        ("", {"LANG": "zh_CN.UTF-8"}, CHINESE),
        ("", {"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, ENGLISH),
        ("", {"LC_ALL": "", "LC_MESSAGES": "zh_TW", "LANG": "en"}, CHINESE),
        ("", {}, ENGLISH),
    ],
)
def test_the_setting_wins_over_the_locale_of_the_system(
    setting: str, environ: dict[str, str], expected: str
) -> None:
    assert preferred(setting, environ) == expected


def test_a_text_without_a_translation_stays_as_it_is() -> None:
    speak(CHINESE)
    assert _("") == ""
    assert _("no text of ours") == "no text of ours"
    assert _(N_("Indicator")) == "指标"


def test_a_measures_maximum_has_a_word_of_its_own() -> None:
    """PLANS.md's words: 最大值 of a band, 挑战值 of a measure."""
    assert words.figure_name("measures", "maximum") == words.figure_name("bands", "maximum") == "maximum"
    speak(CHINESE)
    named = [words.figure_name(section, "Maximum") for section in ("bands", "measures", "components")]
    assert named == ["最大值", "挑战值", "最大值"]
    assert _(NP_("nowhere", "no text of ours")) == "no text of ours"


def test_english_has_two_forms_and_chinese_one() -> None:
    assert [ngettext("{count} day", "{count} days", n) for n in (1, 2)] == ["{count} day", "{count} days"]
    speak(CHINESE)
    assert {ngettext("{count} day", "{count} days", n) for n in (1, 2)} == {"{count} 天"}


def test_days_months_and_ages_read_as_each_language_writes_them() -> None:
    def read() -> list[str]:
        periods = (
            Period.month(2026, 9),
            Period(Frequency.QUARTERLY, 2026, 3),
            Period(Frequency.ANNUAL, 2026, 1),
        )
        return [words.day(date(2026, 9, 3)), *map(words.period, periods), words.age(12)]

    assert read() == ["3 Sep 2026", "Sep 2026", "Q3 2026", "2026", "12 days"]
    speak(CHINESE)
    assert read() == ["2026年9月3日", "2026年9月", "2026年3季度", "2026年", "12 天"]
    assert words.figure(Decimal("-1234567.50")) == "−1,234,567.50"


def test_english_loads_neither_babel_nor_a_catalogue() -> None:
    code = "import tui.app, tui.screens.home, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT)
    assert not {"babel", "gettext"} & {name.partition(".")[0] for name in done.stdout.split()}


@pytest.mark.parametrize("domain", messages.DOMAINS)
def test_the_catalogue_holds_every_text_and_no_other(domain: str) -> None:
    """`make messages` brings it up to date."""
    there, wanted = (
        {m.id for m in texts if m.id}
        for texts in (messages.kept(CHINESE, domain), messages.extracted(domain))
    )
    assert there == wanted


@pytest.mark.parametrize("domain", messages.DOMAINS)
def test_every_text_has_a_chinese_translation(domain: str) -> None:
    assert messages.untranslated(messages.kept(CHINESE, domain)) == []


@pytest.mark.parametrize("domain", messages.DOMAINS)
def test_a_translation_is_filled_with_what_its_english_is_filled_with(domain: str) -> None:
    for message in messages.kept(CHINESE, domain):
        if message.id:
            english = message.id if isinstance(message.id, str) else message.id[-1]
            forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
            assert [set(FIELD.findall(f)) for f in forms] == [set(FIELD.findall(english))] * len(forms), (
                english
            )


@pytest.mark.parametrize("domain", messages.DOMAINS)
def test_the_catalogue_is_written_as_the_tool_writes_it(domain: str) -> None:
    written = messages.written(messages.updated(CHINESE, domain))
    assert language.catalogue(CHINESE, domain).read_bytes() == written


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_look_in_chinese(sample: Path, size: tuple[int, int]) -> None:
    app = RealtermsApp(lambda: workspace(sample), language=CHINESE)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        compare(app, f"home-zh-{size[0]}x{size[1]}")


@pytest.mark.parametrize("sought", ["最终需求", "final demand", "美国 生产者"])
async def test_a_series_is_found_by_its_title_in_either_language(sample: Path, sought: str) -> None:
    app = RealtermsApp(lambda: workspace(sample), language=CHINESE)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("slash", *sought)
        await settle(pilot)
        found = {row.key: row.cells for row in app.room.query_one("#indicators", Grid).rows}
        assert "us-ppi-final-demand" in found
        assert "uk-rpi" not in found


SIZES = [(80, 24), (120, 40), pytest.param((200, 60), marks=pytest.mark.prove)]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("room", ["trend", "plans", "adjust", "review", "runs", "settings"])
async def test_look_of_each_room_in_chinese(
    sample: Path, room: str, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(sample)  # the settings show where the database is
    with workspace(sample) as opened:
        propose.propose(opened, "sales-manager", on=date(2026, 10, 1), note="年度复核")
    app = RealtermsApp(lambda: workspace(Path(), "ben"), language=CHINESE)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        app.action_go(room)
        await settle(pilot)
        compare(app, f"{room}-zh-{size[0]}x{size[1]}")


async def test_a_chart_is_saved_in_the_readers_language(sample: Path) -> None:
    app = RealtermsApp(lambda: workspace(sample), language=CHINESE)
    app.state.choose(("us-cpi", "us-ppi-commodities"))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        for look in ("i", "y", "tab", "w"):
            await pilot.press(look)
            await settle(pilot)
            if look != "tab":
                await pilot.press("e")
                await settle(pilot)
                await pilot.press("f3", "enter")
                await settle(pilot)
    pictures = [p.read_text(encoding="utf-8") for p in sorted((sample / "exports").glob("*.svg"))]
    assert len(pictures) == 3
    for picture in pictures:
        said = re.findall(r"<(?:text|title)[^>]*>([^<]*)<", picture)
        english = {w for text in said for w in re.findall(r"[A-Za-z]{3,}", re.sub(r"us-[a-z-]+", "", text))}
        assert english <= {"CPI", "PPI"}, said
