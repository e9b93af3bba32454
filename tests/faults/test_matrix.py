"""Every kind of bad answer at every office, over real HTTP through the real fetch command: nothing is kept.

In each run half of the offices misbehave in one way and the others are well. What is looked at afterwards: no
wrong row, nothing lost, a clear error, the exit code, the offices that were well, and that no key is told.
"""

import sys
from collections.abc import Iterator, Sequence

import pytest

from tests.faults.bad_answers import KINDS, Kind
from tests.faults.bad_server import bad_offices
from tests.faults.bad_sources import OFFICES, Office
from tests.faults.matrix import Matrix, Run

Pair = tuple[str, str, bool]
# One kind of each layer, and those that once got through.
SAMPLE = (
    *(
        "truncated",
        "gzip-bomb",
        "captive portal",
        "cut in half",
        "missing columns",
        "NaN as a figure",
        "tenfold",
    ),
    *("all tenfold", "two figures for one period", "no rows", "another series", "an echoed key"),
)


@pytest.fixture(scope="module")
def matrix(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matrix]:
    """The offices, and a database that holds their last release."""
    with pytest.MonkeyPatch.context() as patch, bad_offices() as offices:
        patch.setenv("NO_PROXY", "127.0.0.1")
        yield Matrix(tmp_path_factory.mktemp("matrix"), offices)


def tried(
    matrix: Matrix, kind: Kind, offices: Sequence[Office], *, held: bool
) -> tuple[list[Pair], list[str]]:
    """One run with a kind of bad answer at some offices: the pairs tried, and what is wrong."""
    bad = {o.name: kind for o in offices if kind.fits(o) and (held or kind.shows(o))}
    if not bad:
        return [], []
    run = matrix.run(bad, held=held)
    found = [(o.name, matrix.wrong(o, kind, run, held=held)) for o in offices if o.name in bad]
    wrong = [f"{kind.name}, {name}, {'with' if held else 'without'} history: {w}" for name, w in found if w]
    wrong += [f"{kind.name}: {w}" for w in matrix.wrong_elsewhere(run, bad, held=held)]
    return [(kind.name, name, held) for name in bad], wrong


HALVES = (OFFICES[::2], OFFICES[1::2])


@pytest.mark.parametrize("name", SAMPLE)
def test_some_kinds_at_half_of_the_offices(matrix: Matrix, name: str) -> None:
    kind = next(k for k in KINDS if k.name == name)
    half = HALVES[SAMPLE.index(name) % 2]
    pairs, wrong = tried(matrix, kind, half, held=True)
    assert wrong == []
    assert pairs


@pytest.mark.prove
@pytest.mark.timeout(900)
def test_every_kind_at_every_office(matrix: Matrix, capsys: pytest.CaptureFixture[str]) -> None:
    pairs: list[Pair] = []
    wrong: list[str] = []
    for kind in KINDS:
        # What is wrong with the line or the status does not depend on what is held.
        for held in (True, False) if kind.layer in ("content", "meaning") else (True,):
            for half in HALVES:
                more, found = tried(matrix, kind, half, held=held)
                pairs, wrong = pairs + more, wrong + found
    kinds, offices = {name for name, _, _ in pairs}, {name for _, name, _ in pairs}
    with capsys.disabled():
        sys.stdout.write(
            f"\n{len(kinds)} kinds of bad answer, {len(offices)} offices, "
            f"{len({p[:2] for p in pairs})} pairs, {len(pairs)} answers: {len(wrong)} wrong\n"
        )
    assert wrong == []
    assert len(kinds) >= 40
    assert len(offices) == 11


def test_the_harness_sees_what_is_wrong(matrix: Matrix) -> None:
    """A run in which a bad answer was kept, a good office failed and a key was told is called that."""
    good = matrix.run({})
    kind = next(k for k in KINDS if k.name == "no rows")
    bls = OFFICES[0]
    assert matrix.wrong(bls, kind, good, held=True).startswith("kept 1 rows of a bad answer")
    key = bls.indicator.key
    lost = Run(0, good.results, good.out, f"key {bls.key}", {**good.held, key: []}, b"")
    assert matrix.wrong(bls, kind, lost, held=True).startswith("lost a figure")
    assert len(matrix.wrong_elsewhere(lost, [], held=True)) == 2
    forged = [(*good.held[key][0][:1], "999", *good.held[key][0][2:])]
    wrong = Run(0, good.results, "", "", {**good.held, key: good.held[key] + forged}, b"")
    assert matrix.wrong(bls, kind, wrong, held=True).startswith("a wrong row")
