"""The local offices in a process of their own, at both releases: `python -m tests.faults.offices`.

A process that is forked and killed must not hold their threads.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.replay.server import Replay
from tests.shared_data import ROOT


@dataclass(frozen=True)
class Offices:
    """The variables that lead to the offices at the earlier release, and at the later one."""

    earlier: dict[str, str]
    later: dict[str, str]


@contextmanager
def offices() -> Iterator[Offices]:
    """The offices for the length of a block."""
    command = [sys.executable, "-m", "tests.faults.offices"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Offices(*json.loads(process.stdout.readline()))
        process.stdin.close()
        said = process.stdout.read()
        assert process.wait(timeout=30) == 0, said


def main() -> None:
    """Answer until stdin ends; fail where an office frowned on anything."""
    earlier, later = Replay(), Replay()
    later.later_release()
    sys.stdout.write(json.dumps([r.environment(keyed=True) for r in (earlier, later)]) + "\n")
    sys.stdout.flush()
    sys.stdin.read()
    earlier.close()
    later.close()
    complaints = earlier.complaints + later.complaints
    sys.stdout.write("\n".join(complaints))
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
