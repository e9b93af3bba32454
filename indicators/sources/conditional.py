"""Asking an office whether anything changed: what its last answer was known by, said back to it.

An office that supports it answers 304 with an empty body: one small request in place of a whole series
(RFC 9110, 13). Asked so is only a call that by itself answers for its indicators: of two calls one could
have changed and the other not.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version

from indicators.sources.base import Answer, Call, Request
from indicators.sources.redact import redact

NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True)
class Validators:
    """What an answer is known by.

    `asked` is the fingerprint of the request; `etag` and `last_modified` are the office's own words, empty
    where it said none; `sha256` and `size` are of the body as the reader got it.
    """

    asked: str
    etag: str
    last_modified: str
    sha256: str
    size: int


def validators(request: Request, answer: Answer) -> Validators:
    """What `answer` to `request` is known by."""
    return Validators(
        asked=fingerprint(request),
        etag=answer.headers.get("etag", ""),
        last_modified=answer.headers.get("last-modified", ""),
        sha256=hashlib.sha256(answer.content).hexdigest(),
        size=len(answer.content),
    )


def fingerprint(request: Request) -> str:
    """What makes two requests the same one, without its keys.

    A newer realterms may read more from the same bytes, so its version is part of it.
    """
    said = [
        version("realterms"),
        request.method,
        request.url,
        sorted(request.params.items()),
        request.json,
        request.accept,
    ]
    text = redact(json.dumps(said, sort_keys=True), request.secrets)
    return hashlib.sha256(text.encode()).hexdigest()


def conditional(request: Request, known: Validators) -> Request:
    """The request that says what we have; as it is where `known` says nothing the office could compare."""
    if not (known.etag or known.last_modified) or request.method != "GET":
        return request
    said = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    headers = {**request.headers, **{name: value for name, value in said.items() if value}}
    return replace(request, headers=headers, statuses=(*request.statuses, NOT_MODIFIED))


def known_for(calls: Sequence[Call], known: Mapping[str, Validators]) -> dict[int, Validators]:
    """For each call (by its position) that may be asked conditionally, what its last answer is known by.

    That is a call which answers alone for each of its indicators, all of which came with one last answer
    to the same request.
    """
    times: dict[str, int] = {}
    for call in calls:
        for indicator in call.indicators:
            times[indicator.key] = times.get(indicator.key, 0) + 1
    found = {}
    for at, call in enumerate(calls):
        held = {known.get(i.key) for i in call.indicators}
        (one, *others) = held or {None}
        alone = all(times[i.key] == 1 for i in call.indicators)
        if alone and one is not None and not others and one.asked == fingerprint(call.request):
            found[at] = one
    return found
