"""A determination once stored comes out the same for ever: same numbers, same words, byte for byte."""

import json
import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from plans import presets
from plans.phrases import Fact, Phrase
from plans.record import differences, recompute, to_document
from plans.uprate import Uprating, evaluate
from tests.plans.test_every_value import AMOUNTS, CASES, determined
from tests.property.test_preset_properties import AS_OF, DAY, figures

STORED = Path(__file__).parent / "stored" / "adjustment.json"
HASHES = STORED.with_name("determinations.json")
CONTENT = "1024068596f0c255d306bc7a1ee0c0c3488b91961112130ecb5fd83c3023b629"


def test_the_stored_record_is_the_one_that_was_stored() -> None:
    assert sha256(STORED.read_bytes()).hexdigest() == CONTENT


def test_the_stored_record_recomputes_byte_for_byte() -> None:
    document = json.loads(STORED.read_text(encoding="utf-8"))
    again = recompute(document)
    assert differences(document, again) == []
    written = json.dumps(to_document(again, document["plan_text"]), indent=1, ensure_ascii=False)
    assert (written + "\n").encode() == STORED.read_bytes()


# ---- Every value of a clause, and every preset, by content hash -------------------------------------------


def written(found: Uprating) -> str:
    """The determination as canonical text: numbers with all their digits, steps by what they say, inputs."""
    return json.dumps(
        {
            "ratio": str(found.ratio),
            "percent": str(found.percent),
            "increment": str(found.increment),
            "steps": [[s.number, s.form, _said(s.facts), str(s.value), s.unit] for s in found.steps],
            "inputs": [[i.indicator, str(i.period), str(i.value), str(i.published_on)] for i in found.inputs],
        },
        ensure_ascii=False,
        sort_keys=True,
    )


def _said(facts: Mapping[str, Fact]) -> dict[str, object]:
    return {n: [f.form, _said(f.facts)] if isinstance(f, Phrase) else str(f) for n, f in facts.items()}


def of_preset(name: str) -> Uprating:
    """A preset on figures of ours that rise by the month and fall in every fifth year."""
    clause = presets.load(name)
    changes = [(-150, 320, 210, 480, 90)[year % 5] for year in range(54)]
    return evaluate(clause, figures(clause, changes), effective_on=DAY, as_of=AS_OF)


def every_determination() -> dict[str, str]:
    """The SHA-256 of each, by name."""
    found = {f"value: {name}": determined(text) for name, (text, _) in {**CASES, **AMOUNTS}.items()}
    found |= {f"preset: {name}": of_preset(name) for name in presets.names()}
    return {name: sha256(written(uprating).encode()).hexdigest() for name, uprating in found.items()}


def test_every_stored_determination_comes_out_the_same_for_ever() -> None:
    """`REALTERMS_STORED=write` adds the hash of what is new; a hash that is there is never written again."""
    held = json.loads(HASHES.read_text(encoding="utf-8")) if HASHES.exists() else {}
    made = every_determination()
    if os.environ.get("REALTERMS_STORED") == "write":
        held = {**made, **held}
        HASHES.write_text(json.dumps(held, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert made == held
