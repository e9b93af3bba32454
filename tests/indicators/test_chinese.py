"""The catalogue in Chinese: every row, nothing left over, and nothing that others named."""

import re
from dataclasses import replace

import pytest

from indicators.catalog import catalog
from indicators.chinese import in_chinese, sentence, texts, title
from indicators.phrasebook import Phrasebook
from indicators.series import Indicator
from indicators.stopped import stopped

ROWS = list(catalog().values())
# Names, keys and the marks of offices and indices stay Latin.
MOVED = "since 2026-01-01 it goes on as b (c); link the two, and never divide across them"
ENGLISH = re.compile(r"(?<![\w-])[a-z]{2,}(?![\w-])|[A-Za-z]{2,} [a-z]{2,}")


@pytest.mark.parametrize("row", ROWS, ids=lambda r: r.name)
def test_every_row_is_wholly_chinese(row: Indicator) -> None:
    told = in_chinese(row)
    for text in (told.title, told.caution, told.publisher, told.base_period, told.units):
        assert not ENGLISH.search(text), text
    assert told.title != row.title
    assert bool(told.caution) == bool(row.caution)


def test_no_text_is_left_over() -> None:
    """Every title's name is a row's, and every text is needed by a row or by what jobs add to one."""
    assert list(texts()["titles"]) == [row.name for row in ROWS]
    added = [
        "Its office stopped A at 2025; it goes on as B",
        "Its office stopped A at 2025; nothing goes on in its place",
        f"its office put a on another base: {MOVED}.",
        f"its office put a on another base: {MOVED}",
        "The office labels it 2005=100; its figures are 100 in 2010.",
        "nothing is held",
        "its office was never asked",
        "2026-08 is new: a second look",
        "2026-08 is expected",
        "2026-08 is overdue since 2026-09-30",
        "2026-08 is overdue since 2026-09-30: its office stopped A at 2025; it goes on as B",
        "2026-08 is overdue since 2026-09-30: its office stopped A at 2025; nothing goes on in its place",
    ]
    said = {
        "sentences": [row.caution for row in ROWS] + added,
        "publishers": [row.publisher for row in ROWS],
        "bases": [text for row in ROWS for text in (row.base_period, row.units)],
    }
    for part, english in said.items():
        whole = [Phrasebook(texts()[part]).say(text) for text in english]
        for key in texts()[part]:
            without = Phrasebook({k: v for k, v in texts()[part].items() if k != key})
            assert [without.say(text) for text in english] != whole, key


def test_what_a_user_named_stays_as_named() -> None:
    own = replace(catalog()["us-cpi"], key="own:wages", name="wages", title="Our wages", caution="Ask Ann.")
    assert (in_chinese(own).title, in_chinese(own).caution) == ("Our wages", "Ask Ann.")
    # A user's own row under a name of ours, or ours under a title that the user gave it.
    assert in_chinese(replace(catalog()["us-cpi"], title="Our prices")).title == "Our prices"
    assert in_chinese(replace(catalog()["us-cpi"], key="own:us-cpi")).title == catalog()["us-cpi"].title


def test_a_title_is_known_by_its_english() -> None:
    assert title(catalog()["uk-rpi"].title) == "英国 RPI，全部项目，指数"
    assert title("Our wages") == ""


def test_what_is_added_to_a_caution_is_told_beside_it() -> None:
    ours = catalog()["uk-rpi"].caution
    assert sentence(f"{ours} Ask Ann.") == f"{sentence(ours)}Ask Ann."
    old = stopped("oecd:DSD_PRICES@DF_PRICES_ALL/JPN.M").capitalize()
    assert sentence(old).startswith("发布机构已于 2021-06 停止发布")


# ---- The phrasebook ---------------------------------------------------------------------------------------


def test_a_pattern_with_more_words_of_its_own_wins() -> None:
    book = Phrasebook({"one {it}": "一个{it}", "one {it} of {whole}": "{whole}的一个{it}", "cup": "杯子"})
    assert book.say("one cup") == "一个杯子"
    assert book.say("one cup of tea") == "tea的一个杯子"
    assert book.say("the cup") == "the cup"


def test_a_sentence_is_known_by_itself_and_a_field_may_hold_a_full_stop() -> None:
    book = Phrasebook({"One of {it}.": "其一：{it}。", "Done.": "完。", "write to {whom}": "写给{whom}"})
    assert book.say("One of tea. Done.") == "其一：tea。完。"
    assert book.say("write to Dr. Ann") == "写给Dr. Ann"
    assert book.say("Odd. Done.") == "Odd. 完。"


def test_what_stands_behind_a_colon_is_kept() -> None:
    book = Phrasebook({"no way in": "无法进入", "door {number} is shut": "门 {number} 关着", "dark": "黑"})
    assert book.say("no way in: it's odd") == "无法进入: it's odd"
    assert book.say("door 3 is shut: dark") == "门 3 关着: 黑"
    assert book.say("who knows: dark") == "who knows: dark"


def test_a_field_alone_is_no_pattern() -> None:
    assert Phrasebook({"{a}: {b}": "{a}：{b}"}).say("one: two") == "one: two"


def test_braces_of_a_text_are_braces() -> None:
    book = Phrasebook({"write {{x}} or {{ y }} for {name}": "以 {{x}} 或 {{ y }} 表示 {name}"})
    assert book.say("write {x} or { y } for z") == "以 {x} 或 { y } 表示 z"
