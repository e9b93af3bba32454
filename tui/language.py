"""The language on screen: texts stand in the code in English, and other languages have a catalogue of them.

`_` and `ngettext` translate now; `N_` only marks a text of a class or a module, which is translated where it
is shown, and `NP_` one that means something else elsewhere. English needs no catalogue and loads none;
another language is read from its .po file, by Babel.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gettext import GNUTranslations

ENGLISH, CHINESE = "en", "zh"
NAMES = {ENGLISH: "English", CHINESE: "中文"}
LOCALES = {ENGLISH: "en", CHINESE: "zh_CN"}  # whose numbers, dates and currencies are written
FOLDER = Path(__file__).with_name("locale")
DOMAIN = "realterms"
_APART = "\x04"  # what gettext puts between a text's context and the text


class _Spoken:
    """The language of this process, and its texts where it is not English."""

    language = ENGLISH
    texts: GNUTranslations | None = None


def catalogue(language: str) -> Path:
    """The file that holds a language's texts."""
    return FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def speak(language: str) -> None:
    """Show every text in this language from now on."""
    if language != _Spoken.language:
        _Spoken.texts = None if language == ENGLISH else _read(language)
        _Spoken.language = language


def spoken() -> str:
    """The language that is shown: en or zh."""
    return _Spoken.language


def locale() -> str:
    """Babel's name of the locale whose numbers and dates are shown."""
    return LOCALES[_Spoken.language]


def preferred(setting: str, environ: Mapping[str, str]) -> str:
    """The language that is set, else that of the environment's locale, else English."""
    if setting:
        return setting
    said = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    return CHINESE if said.lower().startswith("zh") else ENGLISH


def _(text: str) -> str:
    """This text in the language that is shown."""
    told = _Spoken.texts.gettext(text) if _Spoken.texts is not None and text else text
    return told.rpartition(_APART)[2]


def ngettext(one: str, many: str, count: int) -> str:
    """The form for this count, in the language that is shown."""
    if _Spoken.texts is not None:
        return _Spoken.texts.ngettext(one, many, count)
    return one if count == 1 else many


def N_(text: str) -> str:  # noqa: N802  gettext's own name for it
    """Marks a text for the catalogue and leaves it as it is."""
    return text


def NP_(context: str, text: str) -> str:  # noqa: N802  as N_
    """Marks a text that needs another translation in this context; `_` gives it."""
    return f"{context}{_APART}{text}"


def _read(language: str) -> GNUTranslations:
    """The catalogue, compiled in memory: no compiled file that could be older than its source."""
    from gettext import GNUTranslations

    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with catalogue(language).open("rb") as source:
        write_mo(compiled, read_po(source, locale=LOCALES[language], domain=DOMAIN, charset="utf-8"))
    compiled.seek(0)
    return GNUTranslations(compiled)
