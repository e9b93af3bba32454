"""Templates of letters: ours or one's own, with fields that are filled in and never taken for markup."""

import re
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from string import Template

from indicators.errors import BadInput, UnknownName

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def template_text(own: Path | None, ours: str) -> str:
    """The template in the file `own`, else ours of that name; BadInput where it cannot be read."""
    if own is None:
        return files("jobs.letters").joinpath(ours).read_text(encoding="utf-8")
    try:
        return own.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise BadInput(f"cannot read the template: {why}", where=str(own)) from None


def filled(template: str, fields: Mapping[str, str], shown: str) -> str:
    """The letter; UnknownName for a field that there is not, BadInput for a `$` that names none."""
    try:
        return Template(template).substitute(fields).strip() + "\n"
    except KeyError as unknown:
        raise UnknownName.among("field", str(unknown.args[0]), fields, where=shown) from None
    except ValueError as error:
        hint = "write $$ where a dollar sign is meant"
        raise BadInput(f"the template cannot be filled in: {error}", where=shown, hint=hint) from None


def items(texts: Iterable[str]) -> str:
    """A list, an item a line."""
    return "\n".join(f"- {as_text(text)}" for text in texts) or "–"


def as_text(words: str) -> str:
    """Words as Markdown shows them, on one line: nothing in them is taken for markup."""
    return _SPECIAL.sub(r"\\\1", " ".join(words.split()))
