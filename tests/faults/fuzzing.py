"""Every reader fed with spoilt replies: `python -m tests.faults.fuzzing ROUNDS SEED FOLDER`, counts as JSON.

A process of its own, so that its memory can be bounded; an input that takes too long ends it. Rounds and not
seconds: a busy machine is fed as much as another.
"""

import json
import resource
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any

from tests.faults.fuzz_seeds import Seed, seeds
from tests.faults.mutating import mutated
from tests.shared_data import ROOT

# One input may take so long of the processor, and the process may hold so much; both are far above what any
# input needs (the slowest seen took 0.1 s).
SECONDS, BYTES = 10.0, 1_500_000_000


@dataclass
class Counts:
    """Inputs by reader, and what came of them."""

    inputs: dict[str, int] = field(default_factory=dict)
    read: int = 0
    refused: int = 0
    slowest: float = 0.0
    memory_grown: int = 0


def main() -> None:
    """Feed every reader in turn, so many rounds."""
    rounds, chance = int(sys.argv[1]), Random(int(sys.argv[2]))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    signal.signal(signal.SIGPROF, _too_slow)
    counts, folder = Counts(), Path(sys.argv[3])
    ready = list(seeds(folder))
    for seed in ready:
        seed.read(seed.body)
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _round in range(rounds):
        for seed in ready:
            # A file goes through the database as well, which takes a hundred times as long.
            for _ in range(2 if seed.name.startswith("file") else 40):
                _feed(seed, mutated(chance, seed.body), counts)
    counts.memory_grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - used) // 1024
    sys.stdout.write(json.dumps(asdict(counts)))


def _too_slow(number: int, frame: FrameType | None) -> None:
    raise TimeoutError(f"an input took longer than {SECONDS} s of processor time")


def _feed(seed: Seed, body: bytes, counts: Counts) -> None:
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    began = time.process_time()
    try:
        was_read = seed.read(body)
    except BaseException:
        sys.stderr.write(f"{seed.name} could not stand: {body!r}\n")
        raise
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    counts.slowest = max(counts.slowest, round(time.process_time() - began, 3))
    counts.inputs[seed.name] = counts.inputs.get(seed.name, 0) + 1
    counts.read += was_read
    counts.refused += not was_read


def run(rounds: int, seed: int, folder: Path) -> dict[str, Any]:
    """The same from a test: the counts, or an AssertionError with what went wrong."""
    command = [sys.executable, "-m", "tests.faults.fuzzing", str(rounds), str(seed), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr[-6000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    main()
