"""Our themes, dark and light, each also with high contrast, and the colours of a chart's lines.

The lines follow the palette of Okabe and Ito, which readers with any common colour blindness can tell
apart; each line carries its letter too, so colour is never the only sign. In the themes of high contrast
every text has a contrast of at least 7 to 1 on its ground (WCAG 2.2, 1.4.6), which a test computes.
"""

from textual.theme import Theme

from tui.language import N_

DARK, LIGHT = "realterms-dark", "realterms-light"
CONTRAST_DARK, CONTRAST_LIGHT = "realterms-contrast-dark", "realterms-contrast-light"
NAMES = {
    DARK: N_("dark"),
    LIGHT: N_("light"),
    CONTRAST_DARK: N_("high contrast, dark"),
    CONTRAST_LIGHT: N_("high contrast, light"),
}
OTHER_SHADE = {DARK: LIGHT, LIGHT: DARK, CONTRAST_DARK: CONTRAST_LIGHT, CONTRAST_LIGHT: CONTRAST_DARK}
_SERIES_DARK = ("#56b4e9", "#e69f00", "#2fc49a", "#e08fc0", "#f0e442", "#f0875a")
_SERIES_LIGHT = ("#0072b2", "#b35c00", "#00795a", "#a3457f", "#6b6200", "#c0392b")
_SERIES_CONTRAST_DARK = ("#7cc8ff", "#ffb52e", "#4fe0b5", "#ffb0de", "#fff36b", "#ff9e75")
_SERIES_CONTRAST_LIGHT = ("#004a78", "#6e3600", "#004d38", "#6d1c50", "#454000", "#7d1b12")


def series_variables(colours: tuple[str, ...] = _SERIES_DARK) -> dict[str, str]:
    """The stylesheet variables `$series-1` to `$series-6`."""
    return {f"series-{n}": colour for n, colour in enumerate(colours, 1)}


def _variables(series: tuple[str, ...], cursor: tuple[str, str], key: str, selection: str) -> dict[str, str]:
    """The stylesheet's variables; the cursor's two colours are its ground and its text."""
    return series_variables(series) | {
        "block-cursor-background": cursor[0],
        "block-cursor-foreground": cursor[1],
        "block-cursor-text-style": "none",
        "footer-key-foreground": key,
        "input-selection-background": selection,
    }


THEMES = (
    Theme(
        name=DARK,
        primary="#6cb6ff",
        secondary="#8ea4b8",
        accent="#f0b450",
        warning="#f0b450",
        error="#ff8a80",
        success="#7cc8a0",
        foreground="#d5dbe1",
        background="#101418",
        surface="#161b21",
        panel="#202831",
        dark=True,
        variables=_variables(_SERIES_DARK, ("#24405c", "#ffffff"), "#f0b450", "#6cb6ff 35%"),
    ),
    Theme(
        name=LIGHT,
        primary="#0b5cad",
        secondary="#4f5d6b",
        accent="#8f5300",
        warning="#8f5300",
        error="#b3261e",
        success="#1b6e47",
        foreground="#24292f",
        background="#fbfaf7",
        surface="#ffffff",
        panel="#ebe8df",
        dark=False,
        variables=_variables(_SERIES_LIGHT, ("#cfe3f7", "#10151a"), "#8f5300", "#0b5cad 25%"),
    ),
    Theme(
        name=CONTRAST_DARK,
        primary="#8fcbff",
        secondary="#d0d8df",
        accent="#ffd24d",
        warning="#ffd24d",
        error="#ffb3ac",
        success="#8df0b8",
        foreground="#ffffff",
        background="#000000",
        surface="#000000",
        panel="#1c1c1c",
        dark=True,
        variables=_variables(_SERIES_CONTRAST_DARK, ("#ffffff", "#000000"), "#ffd24d", "#8fcbff 45%")
        | {"text-muted": "#e6e6e6"},
    ),
    Theme(
        name=CONTRAST_LIGHT,
        primary="#003c78",
        secondary="#2b333b",
        accent="#5c3200",
        warning="#5c3200",
        error="#7d0d08",
        success="#0a4527",
        foreground="#000000",
        background="#ffffff",
        surface="#ffffff",
        panel="#ececec",
        dark=False,
        variables=_variables(_SERIES_CONTRAST_LIGHT, ("#000000", "#ffffff"), "#5c3200", "#003c78 30%")
        | {"text-muted": "#1a1a1a"},
    ),
)
