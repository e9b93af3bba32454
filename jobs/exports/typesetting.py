"""Typst, by which pages are laid out: offline, from data that is never evaluated, in fonts at hand."""

from typing import Any

from indicators.errors import BadInput

_BUNDLED = "Libertinus Serif"
_OTHERS = ("Noto Serif CJK SC", "Noto Sans CJK SC", "Noto Sans", "DejaVu Sans")


def typesetter(what: str, instead: str) -> Any:
    """The typesetter; BadInput where it is not installed, saying what needs it and what does without it."""
    try:
        import typst
    except ImportError:
        raise BadInput(
            f"{what} need typst, which is not installed",
            hint=f"install realterms with its extra `report`, or {instead}",
        ) from None
    return typst


def bundled_suffices(text: str) -> bool:
    """Whether the fonts that typst brings along have all letters: Latin, Greek, Cyrillic, common signs."""
    return not any("\u0530" <= letter < "\u1e00" or letter >= "\u2c60" for letter in text)


def fonts(*, bundled: bool) -> list[str]:
    """The fonts to use, best first."""
    return [_BUNDLED] if bundled else [_BUNDLED, *_OTHERS]
