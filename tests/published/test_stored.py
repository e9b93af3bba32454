"""A determination once stored comes out the same for ever: same numbers, same words, byte for byte."""

import json
from hashlib import sha256
from pathlib import Path

from plans.record import differences, recompute, to_document

STORED = Path(__file__).parent / "stored" / "adjustment.json"
CONTENT = "9e3b0634dfe92e34c15fde8a5bdc81fe00f7420e2ab0d1a3bea0977bf7ff09b9"


def test_the_stored_record_is_the_one_that_was_stored() -> None:
    assert sha256(STORED.read_bytes()).hexdigest() == CONTENT


def test_the_stored_record_recomputes_byte_for_byte() -> None:
    document = json.loads(STORED.read_text(encoding="utf-8"))
    again = recompute(document)
    assert differences(document, again) == []
    written = json.dumps(to_document(again, document["plan_text"]), indent=1, ensure_ascii=False)
    assert (written + "\n").encode() == STORED.read_bytes()
