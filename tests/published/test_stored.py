"""A determination once stored comes out the same for ever: same numbers, same words, byte for byte."""

import json
from hashlib import sha256
from pathlib import Path

from plans.record import differences, recompute, to_document

STORED = Path(__file__).parent / "stored" / "adjustment.json"
CONTENT = "1024068596f0c255d306bc7a1ee0c0c3488b91961112130ecb5fd83c3023b629"


def test_the_stored_record_is_the_one_that_was_stored() -> None:
    assert sha256(STORED.read_bytes()).hexdigest() == CONTENT


def test_the_stored_record_recomputes_byte_for_byte() -> None:
    document = json.loads(STORED.read_text(encoding="utf-8"))
    again = recompute(document)
    assert differences(document, again) == []
    written = json.dumps(to_document(again, document["plan_text"]), indent=1, ensure_ascii=False)
    assert (written + "\n").encode() == STORED.read_bytes()
