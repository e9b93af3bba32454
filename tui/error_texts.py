"""What errors can say, read from the source: the texts that Chinese needs, without a mark on any of them.

A message and its details are strings and f-strings in the rooms that raise them. Here each becomes a text
with `{fields}`; a choice between two becomes two. `make messages` and tests ask for them, the app never does.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TypeGuard

from indicators import errors

_ERRORS = {
    name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)
}
# Which arguments are said: those at these places and of these names; others are the user's own words.
_PLACES = {
    "Problem": (2, 3),
    "InvalidFile": (),
    "IndicatorResult": (),
    "Progress": (0, 3),
    "refuse": (0,),
    "among": (0,),
    "cls": (0,),
}
_DETAILS = {"expected", "where", "hint"}
_NAMED = {"message", "expected", "where", "hint", "reason", "why"}
ROOMS = ("indicators", "plans", "storage", "jobs")
# What the command line alone does, so that no screen can meet its errors: a test holds that none leads there.
ELSEWHERE = (
    *("indicators/forecast", "indicators/snapshot/build.py", "indicators/snapshot/recipes.py"),
    *("indicators/sources/describing", "jobs/adding.py", "jobs/forecast.py"),
    *("jobs/employees/synthetic.py", "jobs/bands", "plans/sheets.py"),
    *("jobs/letters", "jobs/letter.py", "jobs/people_letters.py", "jobs/papers.py", "plans/papers"),
    *("jobs/verify", "jobs/verified.py"),
    *("jobs/exports/check.py", "jobs/exports/compare.py", "plans/schema.py", "plans/structure.py"),
    *("jobs/schedule.py", "jobs/status.py", "jobs/notify.py", "jobs/roles.py", "storage/roles.py"),
    *("jobs/templates.py", "storage/mappings.py"),
)
# Functions whose sentences come to the screen as an error's do: notes on an adjustment, what a fetch reports.
_TELLERS = {"basis", "period_notes", "_warnings", "_told", "_put_on", "_older_copy", "_with_its_state"} | {
    *("_no_prices", "_of_sample"),
}
# What is filled into errors and stands in no error: words of enumerations, and what systems say.
WORDS = (
    *("as known on {day}", "first published", "first published, known by {day}"),
    *("monthly", "quarterly", "half yearly", "annual", "index", "points", "proposes", "decides"),
    *("month", "quarter", "year", "months", "quarters", "years", "accepted", "rejected", "proposed"),
    *("minimum", "midpoint", "maximum", "threshold", "target", "band", "measure", "component"),
    *("Permission denied", "No such file or directory", "Is a directory", "Not a directory"),
    *("{agreeing} of", "nearly so for", " and {count} more"),
    *("another address for {office}: a mirror, or a local office in tests", "API key for {office}"),
    *("line {number}", "HTTP status {status} ({phrase})", "HTTP status {status}", "of no stated type"),
    *("Connection refused", "Connection reset by peer", "Network is unreachable", "No route to host"),
    *("No space left on device", "Read-only file system", "File name too long"),
    # A table in storage/failures.py says what a driver's error means.
    *("the database is in use by someone else: {detail}", "wait for the other to end, then repeat"),
    "the database may not be written: {detail}",
    "ask for write permission, or name another database with --database",
    *("no space is left for the database; nothing of this step was kept: {detail}",),
    *("free some space, then repeat", "the database cannot be used: {detail}"),
    "check the name given with --database; restore the file from a copy if it is damaged",
    "see that its server runs and can be reached, and check the name given with --database",
    "the database refused the change; nothing of this step was kept: {detail}",
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_DEEP, _MANY = 5, 32  # how far a name is followed, and how many alternatives one text may have

Pieces = tuple["str | Field", ...]
Scope = tuple[ast.FunctionDef, ...]
Telling = ast.Call | ast.Return | ast.Yield | ast.Assign | ast.Tuple | ast.Dict | ast.Raise
Passed = dict[tuple[str, str], set[tuple[int, str]]]  # by module and function: place and name of parameters


@dataclass(frozen=True, slots=True)
class Field:
    """A place in a text where a value is filled in."""

    name: str


def files(root: Path) -> Iterator[Path]:
    """The modules whose errors a screen can meet."""
    for room in ROOMS:
        for file in sorted((root / room).rglob("*.py")):
            if not file.relative_to(root).as_posix().startswith(ELSEWHERE):
                yield file


def texts(root: Path) -> set[str]:
    """Every text that an error raised in those modules below `root` can say."""
    modules = [_Module(file.relative_to(root), file.read_text(encoding="utf-8")) for file in files(root)]
    passed: Passed = {}
    count = -1
    while count != (count := sum(map(len, passed.values()))):  # a function may hand on what it was handed
        for module in modules:
            for function, place in list(module.handed_on(passed)):
                passed.setdefault(function, set()).add(place)
    return {*WORDS, *(text for module in modules for text in module.texts(passed))}


class _Module:
    """One module's tree, and what its names stand for."""

    def __init__(self, path: Path, source: str) -> None:
        self.tree = ast.parse(source)
        self.name = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
        self.telling = [(n, scope) for n, scope in _walk(self.tree, ()) if _may_tell(n, scope)]
        self.constants = dict(_assigned(self.tree.body))
        self.functions = {n.name: n for n in ast.walk(self.tree) if isinstance(n, ast.FunctionDef)}
        self.homes = dict.fromkeys(self.functions, self.name)
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                self.homes |= {alias.asname or alias.name: node.module for alias in node.names}

    def texts(self, passed: Passed) -> Iterator[str]:
        """The texts of every error, of what is passed on to one, and of what is filled into one."""
        for node, scope in self._said(passed):
            for pieces in self._alternatives(node, scope, _DEEP):
                if _is_said(pieces):
                    yield _written(pieces)

    def handed_on(self, passed: Passed) -> Iterator[tuple[tuple[str, str], tuple[int, str]]]:
        """The parameters of functions here that an error says, alone or within a text."""
        for node, scope in self._said(passed):
            named = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
            for function in scope:
                for place, name in enumerate(_parameters(function)):
                    if name in named:
                        yield (self.name, function.name), (place, name)

    def _said(self, passed: Passed) -> Iterator[tuple[ast.expr, Scope]]:
        for node, scope in self.telling:
            if isinstance(node, ast.Call):
                yield from ((argument, scope) for argument in self._arguments(node, passed))
            elif isinstance(node, ast.Raise):  # an exception of a module's own: an error takes its text
                if isinstance(node.exc, ast.Call) and _name(node.exc.func) not in _ERRORS:
                    yield from ((argument, scope) for argument in node.exc.args[:1])
            elif isinstance(node, ast.Tuple):
                yield from ((element, scope) for element in node.elts[1:])
            elif isinstance(node, ast.Dict):  # sentences beside whether they apply
                yield from (
                    (key, scope) for key in node.keys if isinstance(key, (ast.Constant, ast.JoinedStr))
                )
            elif node.value is not None:
                yield node.value, scope

    def _arguments(self, call: ast.Call, passed: Passed) -> Iterator[ast.expr]:
        """The arguments of a call that an error says: the error's own, or those handed on to one."""
        name = _name(call.func)
        if name in _ERRORS or name in _PLACES or _is_parents(call):
            yield from (call.args[at] for at in _PLACES.get(name, (0,)) if at < len(call.args))
            yield from (k.value for k in call.keywords if k.arg in _NAMED)
            return
        if call.args and _name(call.args[0]) in _ERRORS:  # an error to be made later
            yield from call.args[1:2]
        if any(k.arg in _DETAILS for k in call.keywords):  # a class that was chosen before, or what hands on
            yield from (k.value for k in call.keywords if k.arg in _DETAILS)
            yield from call.args[:1] if isinstance(call.func, ast.Name) and name not in self.homes else ()
        for place, parameter in passed.get((self.homes.get(name, ""), name), ()):
            given = [k.value for k in call.keywords if k.arg == parameter] or call.args[place : place + 1]
            yield from (value for value in given if _is_text(value))

    def _alternatives(self, node: ast.expr, scope: Scope, deep: int) -> list[Pieces]:
        """The texts that an expression can be; a field where that is not to be seen from here."""
        found = self._found(node, scope, deep) if deep else []
        return found if 0 < len(found) <= _MANY else [(Field(_called(node)),)]

    def _found(self, node: ast.expr, scope: Scope, deep: int) -> list[Pieces]:
        follow = [node]
        match node:
            case ast.Constant(value=str(text)):
                return [(text,)]
            case ast.JoinedStr(values=values):
                return _joined(self._filled(v, scope, deep) for v in values)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return _joined(self._alternatives(side, scope, deep) for side in (left, right))
            case ast.IfExp(body=body, orelse=orelse):
                follow = [body, orelse]
            case ast.BoolOp(op=ast.Or(), values=values):
                follow = values
            case ast.Name(id=name):
                follow = self._held(name, scope)
            case ast.Subscript(value=ast.Name(id=name)):
                follow = [e for held in self._held(name, scope) for e in _members(held)]
            case ast.Call(func=ast.Name(id=name)) if name in self.functions:
                function = self.functions[name]
                returned = (n.value for n in ast.walk(function) if isinstance(n, ast.Return) and n.value)
                return [p for e in returned for p in self._alternatives(e, (*scope, function), deep - 1)]
            case ast.Call(func=ast.Attribute(value=ast.Constant(value=str()), attr="join"), args=[parts]):
                follow = [
                    n for n in ast.walk(parts) if isinstance(n, (ast.JoinedStr, ast.Constant, ast.Name))
                ]
                return [p for e in follow for p in self._found(e, scope, deep - 1) if _is_said(p)]
        if follow == [node]:
            return []
        return [pieces for e in follow for pieces in self._alternatives(e, scope, deep - 1)]

    def _filled(self, value: ast.expr, scope: Scope, deep: int) -> list[Pieces]:
        """One part of an f-string: what is filled in is followed only where it is a choice of plain words."""
        if not isinstance(value, ast.FormattedValue):
            return self._alternatives(value, scope, deep)
        found = self._alternatives(value.value, scope, deep - 1)
        if value.conversion == -1 and all(len(p) == 1 and isinstance(p[0], str) for p in found):
            return found
        return [(Field(_called(value.value)),)]

    def _held(self, name: str, scope: Scope) -> list[ast.expr]:
        for function in reversed(scope):
            found = [value for held, value in _assigned(ast.walk(function)) if held == name]
            if found:
                return found
        return [self.constants[name]] if name in self.constants else []


def _may_tell(node: ast.AST, scope: Scope) -> TypeGuard[Telling]:
    """Whether a node can hold what an error says: a call, a teller's sentence, a detail put in later."""
    if isinstance(node, (ast.Return, ast.Yield, ast.Dict)):
        return bool(scope) and scope[-1].name in _TELLERS
    if isinstance(node, ast.Assign):
        return any(isinstance(t, ast.Attribute) and t.attr in _NAMED for t in node.targets)
    if isinstance(node, ast.Tuple):  # an error to be made later: its class and its texts
        return bool(node.elts) and isinstance(node.elts[0], ast.Name) and node.elts[0].id in _ERRORS
    return isinstance(node, (ast.Call, ast.Raise))


def _walk(node: ast.AST, scope: Scope) -> Iterator[tuple[ast.AST, Scope]]:
    for child in ast.iter_child_nodes(node):
        yield child, scope
        yield from _walk(child, (*scope, child) if isinstance(child, ast.FunctionDef) else scope)


def _assigned(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, ast.expr]]:
    for node in nodes:
        if isinstance(node, ast.Assign):
            yield from ((t.id, node.value) for t in node.targets if isinstance(t, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            yield node.target.id, node.value


def _members(node: ast.expr) -> Sequence[ast.expr]:
    return node.values if isinstance(node, ast.Dict) else node.elts if isinstance(node, ast.Tuple) else ()


def _parameters(function: ast.FunctionDef) -> list[str]:
    given = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return [a.arg for a in given if a.arg not in ("self", "cls")]


def _is_parents(call: ast.Call) -> bool:
    """Whether an error's own class hands its message on."""
    function = call.func
    return (
        isinstance(function, ast.Attribute)
        and function.attr == "__init__"
        and isinstance(function.value, ast.Call)
        and _name(function.value.func) == "super"
    )


def _is_text(node: ast.expr) -> bool:
    """Whether what is passed on is a text of ours, and not a name or a key."""
    return not isinstance(node, ast.Constant) or (isinstance(node.value, str) and " " in node.value)


def _is_said(pieces: Pieces) -> bool:
    """Whether there are words in it: an option, an ending of a file or a mark is the same in any language."""
    fixed = "".join(p for p in pieces if isinstance(p, str))
    return bool(_WORD.search(fixed)) and (" " in fixed or (fixed.isalpha() and fixed.islower()))


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _called(node: ast.expr) -> str:
    """What a field is called: the last name in its expression."""
    names = [
        n.id if isinstance(n, ast.Name) else n.attr
        for n in ast.walk(node)
        if isinstance(n, (ast.Name, ast.Attribute))
    ]
    return (names[0].strip("_") if names else "") or "value"


def _joined(parts: Iterable[list[Pieces]]) -> list[Pieces]:
    found: list[Pieces] = [()]
    for part in parts:
        found = [(*before, *after) for before, after in product(found, part)]
        if len(found) > _MANY:
            return []
    return found


def _written(pieces: Pieces) -> str:
    """The text as the catalogue holds it: fields in braces, each by a name of its own."""
    if all(isinstance(p, str) for p in pieces):
        return "".join(p for p in pieces if isinstance(p, str))
    used: list[str] = []
    told = ""
    for piece in pieces:
        if isinstance(piece, str):
            told += piece.replace("{", "{{").replace("}", "}}")
            continue
        name, count = piece.name, 1
        while name in used:
            count += 1
            name = f"{piece.name}{count}"
        used.append(name)
        told += f"{{{name}}}"
    return told
