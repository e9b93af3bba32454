"""What errors say, read from the source, and said in Chinese."""

import ast
import re
from pathlib import Path

import pytest

from indicators.errors import BadInput, InvalidFile, Problem, UnknownName
from indicators.series import Period
from tests.shared_data import ROOT
from tui import error_texts, messages, words
from tui.language import CHINESE, ERRORS, speak, told

FIELD = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")
SOURCE = '''
from plans.other import wanted

_WORDS = {"a": "first word", "b": "second word"}

def fail(name, count, reason=""):
    """A docstring is no text."""
    if count:
        raise BadInput(f"{name} has {count} row{'s' if count != 1 else ''}", expected="two rows", got="it")
    told = "a plain text" if name else "another text"
    raise NotPublished(told, where=f"plan {name.title}, {_WORDS[name]}", hint=reason or "try again")

def helper(what):
    raise BadInput(f"{what} is missing")

def uses():
    helper("the first thing")
    helper("key")
    place.refuse("not a thing", expected=wanted("of another room"), got="nothing said here")
    error.hint = "look there"
    yield Problem("file.toml", "some key", "wrong here", "right { there }")
    print("no error at all")
'''
FOUND = {
    "{name} has {count} row",
    "{name} has {count} rows",
    "two rows",
    "a plain text",
    "another text",
    "plan {title}, first word",
    "plan {title}, second word",
    "try again",
    "{what} is missing",
    "the first thing",
    "not a thing",
    "look there",
    "wrong here",
    "right { there }",
}


def test_texts_are_read_from_what_raises_them(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "one.py").write_text(SOURCE, encoding="utf-8")
    assert error_texts.texts(tmp_path) - set(error_texts.WORDS) == FOUND


def test_a_text_handed_to_a_function_of_another_room_is_read(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "one.py").write_text(SOURCE, encoding="utf-8")
    other = "def wanted(expected):\n    place.refuse('not wanted', expected=expected)\n"
    (tmp_path / "plans" / "other.py").write_text(other, encoding="utf-8")
    found = error_texts.texts(tmp_path) - set(error_texts.WORDS)
    assert found == FOUND | {"not wanted", "of another room"}


def led_to() -> set[str]:
    """Every module that the screens import, themselves or by others, at once or when needed."""
    found: set[str] = set()
    waiting = [p.relative_to(ROOT).as_posix() for p in (ROOT / "tui").rglob("*.py") if "web" not in p.parts]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += [p for name in imported(ROOT / path) for p in (f"{name}.py", f"{name}/__init__.py")]
            waiting = [p for p in waiting if (ROOT / p).is_file()]
    return found


def imported(file: Path) -> set[str]:
    """What a module imports when it runs, as paths without their ending."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    checked = [n for n in ast.walk(tree) if isinstance(n, ast.If) and isinstance(n.test, ast.Name)]
    typed = {n for i in checked if ast.unparse(i.test) == "TYPE_CHECKING" for n in i.body}
    found = set()
    for node in (n for n in ast.walk(tree) if n not in typed):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {name.replace(".", "/") for name in found}


def test_no_screen_leads_to_a_module_whose_errors_have_no_chinese() -> None:
    """Where one does, its path goes from ELSEWHERE and `make messages` lists what is to be translated."""
    wanted = {path for path in led_to() if path.startswith(error_texts.ROOMS)}
    reached = {path.relative_to(ROOT).as_posix() for path in error_texts.files(ROOT)}
    assert wanted - reached == set()


def test_every_text_is_known_again_when_it_has_been_filled() -> None:
    """No pattern takes what belongs to another: each fits its own sentences and gives its own words."""
    speak(CHINESE)
    for message in messages.kept(CHINESE, ERRORS):
        if not isinstance(message.id, str) or not message.id:
            continue
        english, chinese = message.id, str(message.string)
        names = FIELD.findall(english)
        if names:
            values = {name: f"X{at}" for at, name in enumerate(names)}
            english, chinese = english.format_map(values), chinese.format_map(values)
        assert told(english) == chinese


def test_an_error_is_told_with_its_details_in_chinese() -> None:
    speak(CHINESE)
    said = words.explain(
        UnknownName.among(
            "indicator", "us-cpy", ["us-cpi"], hint="`realterms indicators list` shows them all"
        )
    )
    assert said == "未知的指标 'us-cpy'\n  下一步：  您是指 'us-cpi' 吗？`realterms indicators list` 列出全部"
    with pytest.raises(BadInput) as refused:
        Period.parse("2026-13")
    assert words.explain(refused.value).splitlines()[0] == "不是期间"


def test_the_problems_of_a_file_are_told_in_chinese() -> None:
    speak(CHINESE)
    problem = Problem(
        "plan.toml", "bands.S1.midpoint", "not a number", "as 48000 or 1250.50", "'abc'", line=3
    )
    assert words.explain(InvalidFile([problem])).splitlines() == [
        "plan.toml：1 个问题；未采纳任何内容",
        "  plan.toml:3: bands.S1.midpoint: 不是数；应为：如 48000 或 1250.50；实为：'abc'",
    ]


def test_english_is_left_as_it_is() -> None:
    problem = Problem("plan.toml", "name", "missing")
    assert words.explain(InvalidFile([problem])) == InvalidFile([problem]).explain()
    assert told("not a number") == "not a number"
