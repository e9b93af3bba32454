"""One line that says which job runs and how far it is; hidden while nothing runs."""

from rich.text import Text
from textual.reactive import reactive
from textual.widget import Widget

from tui.language import _

_BAR = 20


class Activity(Widget):
    """`begin`, `advance` and `end` it as a job does; Escape stops the job, and the line says so."""

    DEFAULT_CSS = """
    Activity { display: none; height: 1; width: 1fr; padding: 0 1; }
    Activity.-running { display: block; }
    """

    title: reactive[str] = reactive("")
    message: reactive[str] = reactive("")
    share: reactive[float | None] = reactive(None)
    stopping: reactive[bool] = reactive(False)

    def begin(self, title: str) -> None:
        """A job of this title runs now."""
        self.title, self.message, self.share, self.stopping = title, "", None, False
        self.add_class("-running")

    def advance(self, message: str, done: int, total: int | None) -> None:
        """The job is at `done` of `total`."""
        self.message = message
        self.share = min(done / total, 1.0) if total else None

    def end(self) -> None:
        """Nothing runs."""
        self.remove_class("-running")

    @property
    def running(self) -> bool:
        """Whether a job is shown."""
        return self.has_class("-running")

    def render(self) -> Text:
        """Title, bar, message, and the key that stops it."""
        text = Text(f"{self.title} ", no_wrap=True, end="", style="bold")
        if self.share is not None:
            filled = round(self.share * _BAR)
            text.append("━" * filled + "╌" * (_BAR - filled) + f" {self.share:4.0%} ")
        text.append(self.message, "not bold")
        told = _("stopping…") if self.stopping else _("Esc stops")
        text.append(f"   {told}", "dim not bold")
        return text
