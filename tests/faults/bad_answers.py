"""Every kind of bad answer we could think of, made out of each office's good one.

A kind that is `harmless` may also be read, as what it truly says; any other keeps nothing of its answer.
"""

import csv
import gzip
import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from tests.faults.bad_sources import Office, as_json
from tests.replay import bls_office
from tests.replay.faults import Fault
from tests.replay.replies import Reply, Seen, json_reply, text_reply

Bad = Reply | Fault
Make = Callable[[Office, Seen, Reply], Bad]
_PAGE = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>Welcome to our network</body></html>"
_ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
_XML_BOMB = f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY l0 "lol">{_ENTITIES}]><l>&l9;</l>'.encode()


@dataclass(frozen=True)
class Kind:
    """One kind of bad answer. `slow`: it ends only by our own limits. `fits`: for which offices it is one.

    `shows`: for which offices it can be seen where nothing is held to compare with.
    """

    name: str
    layer: str
    make: Make
    harmless: bool = False
    slow: bool = False
    fits: Callable[[Office], bool] = lambda office: True
    shows: Callable[[Office], bool] = lambda office: True


def _body(good: Reply, body: bytes) -> Reply:
    return replace(good, body=body)


def _edited(edit: Callable[[bytes], bytes]) -> Make:
    return lambda office, asked, good: _body(good, edit(good.body))


def _always(body: bytes) -> Make:
    return _edited(lambda _: body)


# --- the network and HTTP -----------------------------------------------------------------------------


def _fault(kind: str, **options: Any) -> Make:
    return lambda office, asked, good: Fault(kind, options=options)


def _status(code: int, **headers: str) -> Make:
    return lambda office, asked, good: Reply(b"no", code, "text/plain", headers)


def _circle(office: Office, asked: Seen, good: Reply) -> Bad:
    return Fault("redirect", options={"to": f"/{office.name}{asked.path}?again=1"})


def _zipped_twice(office: Office, asked: Seen, good: Reply) -> Bad:
    body = gzip.compress(gzip.compress(good.body))
    return Reply(body, 200, good.content_type, {"Content-Encoding": "gzip"})


NETWORK = (
    *(Kind(k, "network", _fault(k)) for k in ("reset", "drop", "truncated", "wrong-length")),
    *(
        Kind(k, "network", _fault(k))
        for k in ("unfinished-chunks", "unfinished-gzip", "gzip-bomb", "endless")
    ),
    *(Kind(k, "network", _fault(k), slow=True) for k in ("silence", "drip", "drip-head")),
)
HTTP = (
    *(
        Kind(f"status {code}", "HTTP", _status(code))
        for code in (400, 401, 403, 404, 410, 451, 500, 502, 503)
    ),
    Kind("no content", "HTTP", lambda office, asked, good: Reply(b"", 204, "")),
    Kind("429 until tomorrow", "HTTP", _status(429, **{"Retry-After": "86400"})),
    Kind("redirect to a login", "HTTP", _fault("redirect", to="https://login.example/?next=1")),
    Kind("redirect in a circle", "HTTP", _circle),
    Kind("login page", "HTTP", _fault("html")),
    Kind("captive portal", "HTTP", _always(_PAGE)),
    Kind("image", "HTTP", _fault("wrong-type")),
    Kind(
        "unknown compression",
        "HTTP",
        lambda office, asked, good: replace(good, zipped=False, headers={"Content-Encoding": "br"}),
    ),
    Kind("zipped twice", "HTTP", _zipped_twice),
)

# --- the content --------------------------------------------------------------------------------------


def _cells(good: Reply, change: Callable[[list[list[str]]], list[list[str]]]) -> Reply:
    """Rows of cells changed; a tab or a comma between them, as the office has it."""
    text = good.body.decode()
    mark = "\t" if "\t" in text else ","
    rows = change(list(csv.reader(io.StringIO(text, newline=""), delimiter=mark)))
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=mark, lineterminator="\r\n").writerows(rows)
    return _body(good, out.getvalue().encode())


def _walked(value: Any, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Any:
    """A document with every object in it changed, inside out."""
    if isinstance(value, dict):
        return change({name: _walked(inner, change) for name, inner in value.items()})
    return [_walked(inner, change) for inner in value] if isinstance(value, list) else value


def _both(
    objects: Callable[[Office, dict[str, Any]], dict[str, Any]],
    cells: Callable[[Office, list[list[str]]], list[list[str]]],
) -> Make:
    """One change of names and columns, said for JSON and for text in rows."""

    def make(office: Office, asked: Seen, good: Reply) -> Bad:
        if office.speaks_json:
            document = _walked(as_json(good), lambda found: objects(office, found))
            return _body(good, json.dumps(document, ensure_ascii=False).encode())
        return _cells(good, lambda rows: cells(office, rows))

    return make


def _without_figures(office: Office, found: dict[str, Any]) -> dict[str, Any]:
    return {n: v for n, v in found.items() if n not in ("value", "strdata")}


def _without_column(office: Office, rows: list[list[str]]) -> list[list[str]]:
    at = next(row.index(cell) for row in rows for cell in row if cell.strip() == office.figure)
    return [row[:at] + row[at + 1 :] for row in rows]


CONTENT = (
    Kind("empty", "content", _always(b"")),
    Kind("blank", "content", _always(b" \r\n ")),
    Kind("null", "content", _always(b"null")),
    Kind("an empty object", "content", _always(b"{}")),
    Kind("an empty array", "content", _always(b"[]")),
    Kind("a sentence", "content", _always(b'"The service is down for maintenance"')),
    Kind("an error object", "content", _always(b'{"error":{"code":500,"text":"internal"}}')),
    Kind("other columns", "content", _always(b"a,b\r\n2026-08,102.731\r\n")),
    Kind("cut in half", "content", _edited(lambda body: body[: len(body) // 2]), harmless=True),
    Kind("the end cut off", "content", _edited(lambda body: body[:-9]), harmless=True),
    Kind("UTF-16", "content", _edited(lambda body: body.decode().encode("utf-16"))),
    Kind("wrong charset", "content", _edited(lambda body: body.replace(b"2026", b"\xb2\xb0\xb2\xb6"))),
    Kind("byte order mark", "content", _edited(lambda body: b"\xef\xbb\xbf" + body), harmless=True),
    Kind("NUL bytes", "content", _edited(lambda body: body.replace(b"2", b"2\x00"))),
    Kind("XML bomb", "content", _always(_XML_BOMB)),
    Kind("nesting without end", "content", _always(b"[" * 100_000)),
    Kind("twice the same", "content", _edited(lambda body: body + body), harmless=True),
    Kind(
        "changed order of columns",
        "content",
        _both(lambda _, found: dict(reversed(found.items())), lambda _, rows: [r[::-1] for r in rows]),
        harmless=True,
    ),
    Kind(
        "added columns",
        "content",
        _both(lambda _, found: {"NEW": "1", **found}, lambda _, rows: [["NEW", *r] for r in rows]),
        harmless=True,
    ),
    Kind("missing columns", "content", _both(_without_figures, _without_column)),
)

# --- what it says -------------------------------------------------------------------------------------


def _token(token: str) -> Make:
    """Something else in the newest figure's place: a text where figures are texts, else as JSON has it."""

    def make(office: Office, asked: Seen, good: Reply) -> Bad:
        return _body(good, good.body.decode().replace(office.figure, token).encode())

    return make


_DATES = {
    "future": (
        *(("2026-08", "2027-08"), ("2026-M08", "2027-M08"), ("202608", "202708"), ("2026 AUG", "2027 AUG")),
        *(
            ('"2026","period":"M08"', '"2027","period":"M08"'),
            ("2026\tM08", "2027\tM08"),
            ('"2025"', '"2031"'),
        ),
    ),
    "month 13": (
        *(("2026-08", "2026-13"), ("2026-M08", "2026-M14"), ("202608", "202613"), ("2026 AUG", "2026 SOL")),
        *(('"M08"', '"M14"'), ("2026\tM08", "2026\tM14"), ('"date":"2025"', '"date":"2025M13"')),
    ),
    "year 0": (("2026", "0000"), ('"2025"', '"0000"')),
}


def _date(name: str) -> Make:
    def make(office: Office, asked: Seen, good: Reply) -> Bad:
        text = good.body.decode()
        for before, after in _DATES[name]:
            text = text.replace(before, after)
        return _body(good, text.encode())

    return make


def _scaled(office: Office, asked: Seen, good: Reply, factor: Decimal) -> Bad:
    figures = {m: str(Decimal(v) * factor) for m, v in office.figures(newest=True).items()}
    return office.say(asked, figures)


def _duplicate(office: Office, asked: Seen, good: Reply) -> Bad:
    """The newest period once more, with another figure."""
    other = office.figure.replace("731", "999")
    text = good.body.decode()
    if office.name == "eurostat":  # a place can stand twice only as a name that is repeated
        at = text.index(office.figure) + len(office.figure)
        place = text[: text.index(office.figure)].rpartition(',"')[2].partition('"')[0]
        return _body(good, f'{text[:at]},"{place}":{other}{text[at:]}'.encode())
    if office.rows is None:
        row = next(line for line in text.splitlines(keepends=True) if office.figure in line)
        return _body(good, (text + row.replace(office.figure, other)).encode())
    document = as_json(good)
    rows = office.rows(document)
    newest = next(r for r in rows if office.figure in json.dumps(r))
    rows.append(json.loads(json.dumps(newest).replace(office.figure, other)))
    return json_reply(_recounted(document))


def _recounted(document: Any) -> Any:
    """A document that counts its rows says the new count."""
    if isinstance(document, dict) and "observations" in document:
        document["count"] = len(document["observations"])
    if isinstance(document, list) and "total" in document[0]:
        document[0]["total"] = len(document[1])
    return document


def _unsorted(office: Office, asked: Seen, good: Reply) -> Bad:
    if office.name == "eurostat":
        return good  # places have no order of their own
    if office.rows is None:
        head = 8 if office.name == "ons" else 2 if office.name == "imf" else 1
        lines = good.body.decode().splitlines(keepends=True)
        if office.name == "imf":  # a record there has two lines
            return _body(good, good.body)
        return _body(good, "".join([*lines[:head], *_mixed(lines[head:])]).encode())
    document = as_json(good)
    rows = office.rows(document)
    if office.name == "dbnomics":
        for name in ("period", "period_start_day", "value"):
            rows[0][name] = _mixed(rows[0][name])
    else:
        rows[:] = _mixed(rows)
    return json_reply(document)


def _mixed(rows: Iterable[Any]) -> list[Any]:
    listed = list(rows)
    return listed[1::2] + listed[::2]


def _no_rows(office: Office, asked: Seen, good: Reply) -> Bad:
    return office.say(asked, {})


def _wrong_series(office: Office, asked: Seen, good: Reply) -> Bad:
    if not office.own_code:  # the reply does not name its series: only the figures can tell
        return _scaled(office, asked, good, Decimal("2.137"))
    code = office.own_code
    other = code[:-1] + ("B" if code[-1] == "A" else chr(ord(code[-1]) - 1 if code[-1] > "0" else ord("9")))
    return _body(good, good.body.decode().replace(code, other).encode())


def _other_country(office: Office, asked: Seen, good: Reply) -> Bad:
    other = {"000000000000": "110000000000", "DE": "AT", "U2": "I8", "KOR": "JPN", "MEX": "BRA", "JPN": "DEU"}
    return _body(good, good.body.decode().replace(office.place, other[office.place]).encode())


def _both_countries(office: Office, asked: Seen, good: Reply) -> Bad:
    """The rows asked for, and those of another country among them."""
    foreign = _other_country(office, asked, good)
    assert isinstance(foreign, Reply)
    lines = foreign.body.decode().splitlines(keepends=True)
    return _body(good, good.body + "".join(lines[1:]).encode())


def _quota(office: Office, asked: Seen, good: Reply) -> Bad:
    if office.name == "bls":
        return bls_office.quota_reply(office.key)
    said = "Quota exceeded: too many requests today"
    return json_reply({"error": said}) if office.speaks_json else text_reply(said, 200, good.content_type)


def _echo(office: Office, asked: Seen, good: Reply) -> Bad:
    """A refusal that quotes the request, key and all."""
    said = f"The key:{office.key} is invalid; asked: {asked.path} {dict(asked.query)} {asked.body.decode()}"
    if office.name == "bls":
        answer = {"status": "REQUEST_NOT_PROCESSED", "responseTime": 0, "message": [said], "Results": {}}
        return json_reply(answer)
    if office.name == "fred":
        return json_reply({"error_code": 400, "error_message": said}, 400)
    return text_reply(said, 400)


def _echo_in_rows(office: Office, asked: Seen, good: Reply) -> Bad:
    """The key in place of the newest figure, as a proxy that fills in forms might do."""
    shown = office.key or "f00dfeedf00dfeed"
    token = shown if office.text_figures else json.dumps(shown)
    return _body(good, good.body.decode().replace(office.figure, token).encode())


def _tenfold(office: Office, asked: Seen, good: Reply) -> Bad:
    figure = str(Decimal(office.figure) * 10)
    return _body(good, good.body.decode().replace(office.figure, figure).encode())


_TOKENS = {
    "NaN": "NaN",
    "Infinity": "Infinity",
    "minus infinity": "-Infinity",
    "1e308": "1e308",
    "an exponent without end": "1e99999999999999999999",
    "full-width digits": "１０２.７",
    "a decimal comma": "102,7",
    "two points": "102.7.1",
    "an underscore": "1_02",
    "words": "n/a",
    "forty digits": "9" * 40,
    "a boolean": "true",
    "a list": "[102.7]",
    "a formula": "=102.7",
}
SEMANTICS = (
    *(Kind(f"{name} as a figure", "meaning", _token(token)) for name, token in _TOKENS.items()),
    Kind("a negative index", "meaning", _token("-102.7"), fits=lambda office: not office.is_rate),
    # The Chinese office writes 0 where there is no figure.
    Kind("zero", "meaning", _token("0"), fits=lambda office: not office.is_rate and office.name != "nbs"),
    Kind("tenfold", "meaning", _tenfold),
    Kind(
        "all tenfold",
        "meaning",
        lambda office, asked, good: _scaled(office, asked, good, Decimal(10)),
        shows=lambda office: False,
    ),
    Kind("two figures for one period", "meaning", _duplicate),
    Kind("unsorted", "meaning", _unsorted, harmless=True),
    # Of a series of which nothing is held there may well be nothing.
    Kind("no rows", "meaning", _no_rows, shows=lambda office: False),
    Kind("another series", "meaning", _wrong_series, shows=lambda office: bool(office.own_code)),
    Kind("another country", "meaning", _other_country, fits=lambda office: bool(office.place)),
    Kind(
        "another country's rows as well",
        "meaning",
        _both_countries,
        fits=lambda office: office.name in ("ecb", "oecd", "imf"),
    ),
    *(Kind(name, "meaning", _date(name)) for name in _DATES),
    Kind("quota", "meaning", _quota),
    Kind("an echoed key", "meaning", _echo),
    Kind("a key in place of a figure", "meaning", _echo_in_rows),
)
KINDS = (*NETWORK, *HTTP, *CONTENT, *SEMANTICS)
