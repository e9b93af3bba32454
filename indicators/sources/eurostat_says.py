"""What Eurostat says in place of figures: too large, later, or wrong, in JSON or in an older XML message."""

import re
from collections.abc import Mapping
from typing import Any

from indicators.errors import Refused, SourceError, Unreachable
from indicators.sources.base import Answer, Call
from indicators.sources.figures import unexpected, where
from indicators.sources.redact import snippet

# What is answered at once, and what is answered at all: more than the first is prepared for later.
CELLS_AT_ONCE, CELLS_AT_ALL = 500_000, 5_000_000
# Sentences only, by pattern: no XML is ever parsed, so none can swell.
_SENTENCE = re.compile(r"<(?:\w{1,20}:)?(?:Text|faultstring)\b[^<>]{0,200}>([^<]{1,2000})<")
_NARROW = f"name more dimensions in the indicator's code: at most {CELLS_AT_ALL:,} figures are answered"
_LATER = f"try again in some minutes; up to {CELLS_AT_ONCE:,} figures are answered at once"
_QUOTED = 300
_READ = 64 * 1024


def told_in_xml(answer: Answer, call: Call) -> SourceError:
    """The error that an XML message stands for."""
    text = " ".join(_SENTENCE.findall(answer.content[:_READ].decode("utf-8", "replace")))
    said = snippet(text or answer.content, call.request.secrets, _QUOTED)
    if "EXTRACTION_TOO_BIG" in text:
        return Refused("Eurostat finds the request too large", where=where(call), got=said, hint=_NARROW)
    if "large query" in text or "asynchronous" in text.casefold():
        return Unreachable("Eurostat prepares the answer for later", where=where(call), got=said, hint=_LATER)
    return Refused("Eurostat answered with a message instead of figures", where=where(call), got=said)


def told_in_json(document: Any, answer: Answer, call: Call) -> SourceError | None:
    """The error or warning in a document, or None; a status other than 200 is an error whatever it says."""
    if not isinstance(document, Mapping):
        unexpected(call, "not an object", got=document)
    secrets = call.request.secrets
    if document.get("warning"):
        said = snippet(repr(document["warning"]), secrets, _QUOTED)
        return Unreachable("Eurostat prepares the answer for later", where=where(call), got=said, hint=_LATER)
    error = document.get("error")
    if not error and answer.status == 200:
        return None
    said = snippet(repr(error or document), secrets, _QUOTED)
    if answer.status == 413:
        return Refused("Eurostat finds the request too large", where=where(call), got=said, hint=_NARROW)
    hint = "check the indicator's code"
    return Refused("Eurostat refused the request", where=where(call), got=said, hint=hint)
