"""`realterms serve` as a process of its own, on a free port of loopback."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.cli.conftest import clean_environment, command


@dataclass(frozen=True)
class Served:
    """A running server: the address it printed, and its process."""

    address: str
    process: subprocess.Popen[str]

    @property
    def origin(self) -> str:
        """`http://127.0.0.1:41234`."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def token(self) -> str:
        """The token in the address."""
        return parse_qs(urlsplit(self.address).query)["token"][0]

    @property
    def tabs(self) -> set[int]:
        """The processes of its tabs."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return {int(pid) for pid in children.read_text().split()}


@contextmanager
def serving(home: Path, *words: str, user: str = "anna", **environ: str) -> Iterator[Served]:
    """A server that has said where it is; ended at the end, with all its tabs."""
    with subprocess.Popen(
        [*command(), "serve", "--home", str(home), "--port", "0", *words],
        env=clean_environment(home, REALTERMS_USER=user, **environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            assert address, process.communicate(timeout=30)[1]
            yield Served(address, process)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                process.communicate(timeout=30)


def alive(pid: int) -> bool:
    """Whether a process runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def until(condition: Callable[[], bool], what: str, seconds: float = 30) -> None:
    """Wait for something, and say what did not come."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s for {what}"
        time.sleep(0.05)
