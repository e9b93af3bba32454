"""A maintainer's command: `python -m tui.messages` takes every text into the catalogues.

The texts of tui/ are marked there; what errors of other rooms can say is read from their source. What is new
stands in a catalogue untranslated, what is gone is dropped. No line numbers, no dates, sorted by text: two
people's additions merge.
"""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from tui import error_texts
from tui.language import DOMAIN, ENGLISH, ERRORS, LOCALES, catalogue

DOMAINS = (DOMAIN, ERRORS)
_MARKS = {"_": None, "N_": None, "NP_": ((1, "c"), 2), "ngettext": (1, 2)}


def extracted(domain: str = DOMAIN) -> Catalog:
    """Every text that tui/ marks for translation, or that errors of the other rooms can say."""
    found = Catalog(domain=domain, charset="utf-8")
    room = Path(__file__).parent
    if domain == ERRORS:
        for said in error_texts.texts(room.parent):
            found.add(said)
        return found
    for _file, _line, text, _comments, context in extract_from_dir(
        room, method_map=[("**.py", "python")], keywords=_MARKS
    ):
        found.add(text, context=context)
    return found


def kept(language: str, domain: str = DOMAIN) -> Catalog:
    """The texts of a language's catalogue."""
    with catalogue(language, domain).open("rb") as file:
        return read_po(file, locale=LOCALES[language], domain=domain, charset="utf-8")


def updated(language: str, domain: str = DOMAIN) -> Catalog:
    """A language's catalogue brought up to date with the source."""
    texts = kept(language, domain)
    texts.update(extracted(domain), no_fuzzy_matching=True)
    texts.obsolete.clear()
    return texts


def written(texts: Catalog) -> bytes:
    """The catalogue as its file holds it."""
    file = io.BytesIO()
    write_po(file, texts, no_location=True, omit_header=True, sort_output=True, width=0)
    return file.getvalue()


def untranslated(texts: Catalog) -> list[str]:
    """The English of what has no translation."""
    return [str(message.id) for message in texts if message.id and not _forms(message)]


def _forms(message: Message) -> list[str]:
    """What a message reads in the other language, in each of its forms; empty where one is missing."""
    forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
    return forms if all(forms) else []


def main() -> int:
    """Update every catalogue; 1 where a text waits for its translation."""
    waiting = []
    for language in (name for name in LOCALES if name != ENGLISH):
        for domain in DOMAINS:
            texts = updated(language, domain)
            catalogue(language, domain).write_bytes(written(texts))
            waiting += [f"{language}: {text}" for text in untranslated(texts)]
    sys.stderr.write("".join(f"no translation yet: {line}\n" for line in waiting))
    return 1 if waiting else 0


if __name__ == "__main__":
    sys.exit(main())
