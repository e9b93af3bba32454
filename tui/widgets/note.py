"""Plain text on screen, repainted only when it changes, laid out only where its size may change."""

from textual.widgets import Static


class Note(Static):
    """`say()` it a text; what the text holds is shown as it is, never read as markup."""

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(text, id=id, classes=classes, markup=False)
        self._said = text

    def say(self, text: str) -> None:
        """Show `text`."""
        if text != self._said:
            self._said = text
            height = self.styles.height
            self.update(text, layout=height is None or height.is_auto)
