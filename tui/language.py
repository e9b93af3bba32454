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

    from indicators.phrasebook import Phrasebook

ENGLISH, CHINESE = "en", "zh"
NAMES = {ENGLISH: "English", CHINESE: "中文"}
LOCALES = {ENGLISH: "en", CHINESE: "zh_CN"}  # whose numbers, dates and currencies are written
FOLDER = Path(__file__).with_name("locale")
DOMAIN, ERRORS = "realterms", "errors"  # the terminal's own texts; what errors of other rooms say
_APART = "\x04"  # what gettext puts between a text's context and the text


class _Spoken:
    """The language of this process, and its texts where it is not English."""

    language = ENGLISH
    texts: GNUTranslations | None = None
    errors: Phrasebook | None = None


def catalogue(language: str, domain: str = DOMAIN) -> Path:
    """The file that holds a language's texts, or what errors say in it."""
    return FOLDER / language / "LC_MESSAGES" / f"{domain}.po"


def speak(language: str) -> None:
    """Show every text in this language from now on."""
    if language != _Spoken.language:
        _Spoken.texts = None if language == ENGLISH else _read(language)
        _Spoken.errors = None
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


def told(text: str) -> str:
    """What an error of another room says, in the language that is shown.

    Those rooms speak English and know no language. Their sentences are finished when they come here, so they
    are known again by their patterns; what none fits (an office's or a file's own words) stays as it is.
    """
    if _Spoken.texts is None or not text:
        return text
    if _Spoken.errors is None:
        _Spoken.errors = _phrases(_Spoken.language)
    return _Spoken.errors.say(text)


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


def _phrases(language: str) -> Phrasebook:
    """What errors say; a word that is filled into one may also stand among the terminal's own texts."""
    from babel.messages.pofile import read_po

    from indicators.phrasebook import Phrasebook

    found: dict[str, str] = {}
    for domain in (DOMAIN, ERRORS):
        with catalogue(language, domain).open("rb") as source:
            texts = read_po(source, locale=LOCALES[language])
        for message in texts:
            match message.id, message.string:
                case str(english), str(other) if other and (domain == ERRORS or "{" not in english):
                    found[english] = other
    return Phrasebook(found)


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


ONE = {"months": N_("month"), "points": N_("point")}


def unit_of(unit: str, number: str) -> str:
    """A unit behind a number as it is written: `1 month`, `3 months`."""
    is_one = number.lstrip("−-+") == "1"
    return _(ONE.get(unit, unit) if is_one else unit)
