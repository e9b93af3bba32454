"""What all rooms share: the line at the top, the banner, the running job, and how their jobs are started."""

from __future__ import annotations

from asyncio import Event
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import Worker, WorkerState

from tui import words, work
from tui.language import N_, _
from tui.widgets.activity import Activity
from tui.widgets.banner import Banner, Tone
from tui.widgets.choices import Choices
from tui.widgets.grid import Grid
from tui.widgets.keys import Keys
from tui.widgets.nav import Nav

if TYPE_CHECKING:
    from jobs.workspace import Workspace
    from tui.app import RealtermsApp
    from tui.screens.export import SaveFileDialogue
    from tui.state import State


class Room(Screen[None]):
    """A screen of the app. Subclasses name their `ROOM`, compose a `body` and `reload` when shown."""

    ROOM: ClassVar[str] = ""
    NAV: ClassVar[str] = ""  # the room in the line at the top that leads to it, where that is another
    TITLED: ClassVar[str] = ""  # its name, to be translated
    HELP: ClassVar[str] = ""  # what it is for, to be translated
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", N_("Back"), show=False, id="leave"),
        Binding("ctrl+r", "reload", N_("Reload"), show=False, id="reload"),
    ]
    _job: work.Job | None = None
    _refused = False
    _reading = False

    def __init__(self) -> None:
        super().__init__()
        self.first_read = Event()

    @property
    def terms(self) -> RealtermsApp:
        """The app, with its type."""
        return cast("RealtermsApp", self.app)

    @property
    def state(self) -> State:
        """What the screens share."""
        return self.terms.state

    @property
    def workspace(self) -> Workspace | None:
        """The workspace, once it is open."""
        return self.state.workspace

    @property
    def at_work(self) -> bool:
        """A job that was asked for is running."""
        return self._job is not None

    @property
    def unread(self) -> bool:
        """Nothing has been shown yet of what a key could be meant for; `first_read` tells when it is."""
        if self.first_read.is_set():
            return False
        return self._reading if self.workspace else not self.terms.refused

    def compose(self) -> ComposeResult:
        """The frame around `body`."""
        yield Nav(self.NAV or self.ROOM)
        yield Banner()
        with Vertical(id="body"):
            yield from self.body()
        yield Activity()
        yield Keys()

    def body(self) -> Iterator[Widget]:
        """The widgets of this room."""
        yield from ()

    def reload(self) -> None:
        """Ask the jobs for what this room shows; called whenever it is shown and the workspace is open."""

    def leave(self) -> None:
        """What Escape does when there is nothing to stop or close."""
        if self.ROOM != "home":
            self.terms.action_go("home")

    # -- jobs

    def start(
        self,
        title: str,
        job: Callable[[Workspace, work.Reporter], Message],
        *,
        group: str = "read",
        visible: bool = False,
        wait: float = 0.0,
    ) -> None:
        """Run a job with the workspace in a thread; what it returns is posted to this screen."""
        workspace = self.workspace
        if workspace is not None:
            self._reading = True
            started = work.start(
                self, title, lambda r: job(workspace, r), group=group, visible=visible, wait=wait
            )
            if visible:
                self._job = started

    def write_file(
        self,
        dialogue: type[SaveFileDialogue],
        stem: str,
        title: str,
        job: Callable[[Workspace, str, Path], Message],
        *,
        visible: bool = False,
    ) -> None:
        """Ask for form and file, then write it in a thread.

        `stem` is proposed as the file's name; `job` gets the form, and the place made ready.
        """
        workspace = self.workspace
        if workspace is None:
            return

        def answered(answer: tuple[str, Path] | None) -> None:
            if answer is not None:
                form, path = answer
                self.start(
                    title, lambda w, _reporter: job(w, form, w.ready_for(path)), group="file", visible=visible
                )

        self.app.push_screen(dialogue(workspace.exports, stem), answered)

    @on(work.JobBegan)
    def _job_began(self, event: work.JobBegan) -> None:
        self.query_one(Activity).begin(event.title)

    @on(work.JobAdvanced)
    def _job_advanced(self, event: work.JobAdvanced) -> None:
        progress = event.progress
        self.query_one(Activity).advance(words.where(progress), progress.done, progress.total)

    @on(work.JobEnded)
    def _job_ended(self, event: work.JobEnded) -> None:
        self.query_one(Activity).end()
        self._job = None

    @on(work.JobFailed)
    def _job_failed(self, event: work.JobFailed) -> None:
        from indicators.errors import DatabaseUnusable

        if isinstance(event.error, DatabaseUnusable):
            self.terms.lose(words.explain(event.error))
        else:
            self.query_one(Banner).say(words.explain(event.error), "error")

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A job that broke in a way nobody foresaw still ends in a message, not in a traceback."""
        if all(job.is_finished for job in self.workers if job.node is self):
            self.first_read.set()
        if event.state is WorkerState.ERROR:
            broken = event.worker.error
            told = _("{job}: realterms made a mistake ({mistake})").format(
                job=event.worker.name, mistake=f"{type(broken).__name__}: {broken}"
            )
            then = words.next_step(_("nothing was half-saved; please report this line"))
            self.query_one(Banner).say(told + then, "error")

    # -- what every room can do

    def on_screen_resume(self) -> None:
        """Shown again: say who works here, and read what may have changed."""
        if self.workspace is not None:
            self.opened()
        if self.terms.refused:
            self.refuse(self.terms.refused)

    def refuse(self, text: str) -> None:
        """The database cannot be used: say so, and that nothing is being waited for."""
        self._refused = True
        self.first_read.set()
        self.tell(text, "error")
        for grid in self.query(Grid):
            grid.note = ""

    def on_screen_suspend(self) -> None:
        """What was done is told once; what went wrong stays until it is closed."""
        if not self.first_read.is_set():  # whoever waits for it waits no longer
            self.first_read.set()
            self.first_read = Event()
        banner = self.query_one(Banner)
        if banner.tone == "done":
            banner.close()

    def opened(self) -> None:
        """The workspace is open and this room is on screen."""
        if self._refused and not self.terms.refused:
            self._refused = False
            self.query_one(Banner).close()
        self.query_one(Nav).show_who(*self.terms.who)
        self.read_again()

    def read_again(self) -> None:
        """Read what may have changed while another screen was shown."""
        self.reload()

    def action_reload(self) -> None:
        """Read everything again; open the database again where that failed."""
        if self.terms.refused:
            self.terms.reopen()
        elif self.workspace is not None:
            self.reload()

    def action_leave(self) -> None:
        """Stop the running job, else close the banner, else leave."""
        if self._job is not None:
            self._job.stop()
            self.query_one(Activity).stopping = True
        elif not self.query_one(Banner).close():
            self.leave()

    def say(self, text: str) -> None:
        """Tell the reader what was done."""
        self.tell(text, "done")

    def tell(self, text: str, tone: Tone) -> None:
        """Tell the reader something across the top of the screen, once that stands."""
        if self.is_mounted:
            self.query_one(Banner).say(text, tone)
        else:
            self.call_later(self.tell, text, tone)

    @on(work.JobDone)
    def _job_done(self, event: work.JobDone) -> None:
        self.say(event.told)

    @on(Choices.Chosen, "#rooms")
    def _room_clicked(self, event: Choices.Chosen) -> None:
        event.stop()
        self.terms.action_go(event.value)
