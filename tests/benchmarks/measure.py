"""How the benchmarks measure: the same things side by side in one run, as ratios, on a noisy machine."""

import resource
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from indicators.series import Indicator, Kind, Measure, Observation, Period
from jobs.workspace import Workspace

MONTHS = 1360  # January 1913 to April 2026, as long as the longest official series
PLAIN_SECONDS = 0.0067  # of `plain_work` on the machine of docs/performance.md, quiet
MOMENT = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)


def median_seconds(runs: int, *jobs: Callable[[], object]) -> list[float]:
    """The median time of each job, taken in turns so that a busy moment hits all of them."""
    times: list[list[float]] = [[] for _ in jobs]
    for _ in range(runs):
        for job, taken in zip(jobs, times, strict=True):
            start = time.perf_counter()
            job()
            taken.append(time.perf_counter() - start)
    return [statistics.median(taken) for taken in times]


def processor_seconds(runs: int, *jobs: Callable[[], object], bound: float = float("inf")) -> list[float]:
    """The least processor time of each job, taken in turns: what the machine does besides does not count.

    Two threads of one core slow each other in this time too. More turns only make the least of each truer, so
    while the first job seems to cost `bound` times the second or more, up to twice as many more are taken.
    """
    best = [float("inf")] * len(jobs)
    for turn in range(3 * runs):
        if turn >= runs and best[0] < bound * best[-1]:
            break
        for n, job in enumerate(jobs):
            start = time.process_time()
            job()
            best[n] = min(best[n], time.process_time() - start)
    return best


def peak_megabytes() -> int:
    """The most memory that this process itself held so far.

    Its resource usage does not do: Linux counts in it what the parent held when it started this one.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    (line,) = (n for n in status.read_text(encoding="ascii").splitlines() if n.startswith("VmHWM"))
    return int(line.split()[1]) // 1024


def plain_work() -> object:
    """A piece of what our own code is made of, without any of it: exact divisions, small values, a dict."""
    found: dict[int, tuple[Decimal, str]] = {}
    for n in range(1, 20_000):
        ratio = Decimal(n + 7) / Decimal(n)
        found[n % 997] = (ratio, f"{n}")
    return found


def comparable_seconds(runs: int, job: Callable[[], object]) -> float:
    """What a job costs, in seconds of the machine on which `plain_work` costs PLAIN_SECONDS of its processor.

    A bound in these holds on any machine: a slower one, or one that is busy, is slower at both.
    """
    ours, plain = processor_seconds(runs, job, plain_work)
    return ours / plain * PLAIN_SECONDS


def process(command: Sequence[str | Path], environ: Mapping[str, str]) -> Callable[[], object]:
    """A job that runs a command to its end; its failure fails the benchmark."""

    def run() -> object:
        return subprocess.run(
            [str(c) for c in command], env=dict(environ), check=True, capture_output=True, timeout=120
        )

    return run


def fill(workspace: Workspace, series: int) -> int:
    """Put `series` made-up monthly series in the database, for measuring alone; returns how many rows."""
    from storage import vintages

    months = [Period.month(1913, 1).shift(n) for n in range(MONTHS)]
    observations = [Observation(m, Decimal(10_000 + 7 * n) / 1000) for n, m in enumerate(months)]
    with workspace.session() as session:
        for number in range(series):
            indicator = Indicator(
                key=f"own:MADE-UP-{number:04d}",
                name=f"made-up-{number:04d}",
                title=f"Made-up series {number}, for measuring",
                country="XX",
                kind=Kind.CPI,
                measure=Measure.INDEX,
                base_period="2000=100",
            )
            vintages.register([indicator], session=session)
            vintages.save(
                indicator.key,
                observations,
                published_on=date(2026, 5, 1),
                fetched_at=MOMENT,
                origin="own",
                session=session,
            )
    return series * MONTHS


def tell(name: str, **figures: float | str) -> None:
    """Print one benchmark's figures on a line, for docs/performance.md."""
    shown = "  ".join(f"{k}={v:.3f}" if isinstance(v, float) else f"{k}={v}" for k, v in figures.items())
    print(f"\nbenchmark {name}: {shown}")
