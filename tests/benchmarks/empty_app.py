"""Textual's own empty app, with one word to see that it has painted."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class Empty(App[None]):
    """Nothing but a word."""

    def compose(self) -> ComposeResult:
        """The word."""
        yield Static("painted")


if __name__ == "__main__":
    Empty().run()
