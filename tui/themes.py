"""Our two themes, dark and light, and the colours of a chart's lines.

The lines follow the palette of Okabe and Ito, which readers with any common colour blindness can tell
apart; each line carries its letter too, so colour is never the only sign.
"""

from textual.theme import Theme

DARK, LIGHT = "realterms-dark", "realterms-light"
_SERIES_DARK = ("#56b4e9", "#e69f00", "#2fc49a", "#e08fc0", "#f0e442", "#f0875a")
_SERIES_LIGHT = ("#0072b2", "#b35c00", "#00795a", "#a3457f", "#6b6200", "#c0392b")


def series_variables(colours: tuple[str, ...] = _SERIES_DARK) -> dict[str, str]:
    """The stylesheet variables `$series-1` to `$series-6`."""
    return {f"series-{n}": colour for n, colour in enumerate(colours, 1)}


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
        variables=series_variables()
        | {
            "block-cursor-background": "#24405c",
            "block-cursor-foreground": "#ffffff",
            "block-cursor-text-style": "none",
            "footer-key-foreground": "#f0b450",
            "input-selection-background": "#6cb6ff 35%",
        },
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
        variables=series_variables(_SERIES_LIGHT)
        | {
            "block-cursor-background": "#cfe3f7",
            "block-cursor-foreground": "#10151a",
            "block-cursor-text-style": "none",
            "footer-key-foreground": "#8f5300",
            "input-selection-background": "#0b5cad 25%",
        },
    ),
)
