"""Replies spoilt at random: in their bytes, in their cells, in the values of their JSON."""

import json
from collections.abc import Callable
from random import Random
from typing import Any

# What a byte or two rarely becomes by chance.
TOKENS = (
    *(b"NaN", b"Infinity", b"-1", b"0", b"1e999999999", b"1e308", b"9" * 400, b"-", b".", b"null", b"true"),
    *(b'"', b"'", b",", b"\t", b"\r\n", b"\n\n", b"{", b"}", b"[", b"]", b":", b"\x00", b"\xff\xfe"),
    *(b"\xef\xbb\xbf", "１０２".encode(), "٣".encode(), b"\xed\xa0\x80", b"2026-13", b"0000-00", b"99999"),
    *(b"M13", b"M99", b"Q5", b"<html>", b"<?xml", b"#", b"\\u0000", b"\\ud800", b"=1+1", b"%s", b"../"),
    *(b"2026-08-32", b"9999-12-31"),
)
VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 10**30, 1.5, -0.0, 1e308, "", "NaN", "1e400", "-", "2026-08", "202608MM"),
    *("M08", [], {}, [[]], [{}], {"value": {}}, "１", "\ud800", "0" * 50, ["x"] * 3, {"": ""}),
    *("9999-12-31", "x" * 5000),
)
Mutation = Callable[[Random, bytes], bytes]


def mutated(chance: Random, body: bytes) -> bytes:
    """One to four changes of one body, each of a kind chosen at random."""
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        body = chance.choice(_MUTATIONS)(chance, body)
    return body


def _flip(chance: Random, body: bytes) -> bytes:
    at = chance.randrange(len(body) + 1)
    return body[:at] + bytes([chance.randrange(256)]) + body[at + 1 :]


def _drop(chance: Random, body: bytes) -> bytes:
    at = chance.randrange(len(body) + 1)
    return body[:at] + body[at + chance.choice((1, 1, 2, 8, 64)) :]


def _cut(chance: Random, body: bytes) -> bytes:
    return body[: chance.randrange(len(body) + 1)]


def _insert(chance: Random, body: bytes) -> bytes:
    at = chance.randrange(len(body) + 1)
    return body[:at] + chance.choice(TOKENS) + body[at:]


def _replace(chance: Random, body: bytes) -> bytes:
    """A token in the place of a stretch between two marks: mostly a whole cell or value."""
    marks = [i for i, byte in enumerate(body) if byte in b'",\t:\n']
    if len(marks) < 2:
        return _insert(chance, body)
    at = chance.randrange(len(marks) - 1)
    return body[: marks[at] + 1] + chance.choice(TOKENS) + body[marks[at + 1] :]


def _again(chance: Random, body: bytes) -> bytes:
    start = chance.randrange(len(body) + 1)
    end = start + chance.choice((1, 8, 64, 512))
    at = chance.randrange(len(body) + 1)
    return body[:at] + body[start:end] + body[at:]


def _lines(chance: Random, body: bytes) -> bytes:
    """Lines exchanged, doubled or left out."""
    lines = body.splitlines(keepends=True) or [b""]
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(3):
        case 0:
            lines[one], lines[other] = lines[other], lines[one]
        case 1:
            lines.insert(other, lines[one])
        case _:
            del lines[one]
    return b"".join(lines)


def _value(chance: Random, body: bytes) -> bytes:
    """Another value, a lost name or a value doubled somewhere in a JSON document."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return _replace(chance, body)
    inside = document
    for _ in range(chance.randrange(1, 8)):
        names = _names(inside)
        if not names:
            break
        name = chance.choice(names)
        if chance.random() < 0.3 or not _names(inside[name]):
            _change(chance, inside, name)
            break
        inside = inside[name]
    return json.dumps(document).encode("utf-8", "surrogatepass")


def _names(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value)
    return list(range(len(value))) if isinstance(value, list) else []


def _change(chance: Random, inside: Any, name: Any) -> None:
    match chance.randrange(4):
        case 0:
            del inside[name]
        case 1 if isinstance(inside, list):
            inside.append(inside[name])
        case 2:
            inside[name] = [inside[name]]
        case _:
            inside[name] = chance.choice(VALUES)


_MUTATIONS: tuple[Mutation, ...] = (
    *(_flip, _drop, _cut, _insert, _again, _lines),
    *(_replace, _replace, _value, _value),
)
