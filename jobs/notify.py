"""Telling someone: a webhook hears of new trouble, and of trouble that has ended, each once.

Trouble is an indicator that could not be fetched, a series that lacks what it should hold or was put on
another base, a figure that waits for a person's word, and a revised figure that an accepted proposal used.
"""

import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from indicators.errors import SourceError
from jobs.results import RefreshReport
from jobs.revisions import revisions
from jobs.status import status
from jobs.successions import successions, told
from jobs.suspects import listing
from jobs.workspace import Workspace

if TYPE_CHECKING:
    from storage.notices import Notice

FAILED, STALE, SUSPECT, REVISED, REBASED = "failed", "stale", "suspect", "revised", "rebased"
_CHANGED = ("new", "revised")
_LISTED = 20
_LOG = logging.getLogger("jobs.notify")


def notify(workspace: Workspace, report: RefreshReport) -> bool:
    """Tell the webhook what changed since it was last told; whether something was told.

    Nothing happens without the setting webhook_url. A webhook that does not take it is logged and told
    again after the next fetch; it never makes a fetch fail.
    """
    from storage import notices

    if workspace.setting("webhook_url") is None:
        return False
    with workspace.session() as session:
        before = notices.notices(session=session)
    now = list(_troubles(workspace, report, before))
    known, going_on = ({(n.kind, n.subject) for n in found} for found in (before, now))
    begun = [n for n in now if (n.kind, n.subject) not in known]
    ended = [n for n in before if (n.kind, n.subject) not in going_on]
    if not begun and not ended:
        return False
    try:
        _post(workspace, begun, ended)
    except SourceError as error:
        _LOG.error("the webhook was not told: %s", error.message, extra={"event": "notify.failed"})
        return False
    with workspace.session() as session:
        notices.replace_notices(now, sent_at=workspace.now, session=session)
    told = {"event": "notify", "begun": len(begun), "ended": len(ended)}
    _LOG.info("told the webhook of %d new and %d ended", len(begun), len(ended), extra=told)
    return True


def _troubles(workspace: Workspace, report: RefreshReport, before: "list[Notice]") -> "Iterator[Notice]":
    """Everything that is wrong now; what this run did not look into goes on as it was."""
    from storage.notices import Notice

    asked = {r.name for r in report.results if r.outcome != "cancelled"}
    yield from (Notice(FAILED, r.name, r.message) for r in report.results if r.outcome == "failed")
    yield from (n for n in before if n.kind == FAILED and n.subject not in asked)
    for series in status(workspace).series:
        if series.stale and series.was_asked:
            yield Notice(STALE, series.indicator.name, f"{series.state}: {series.why}")
    yield from (Notice(REBASED, r.name, told(r)) for r in successions(workspace).values())
    for suspect in listing(workspace).suspects:
        period, value = suspect.stated
        yield Notice(SUSPECT, f"{suspect.name} {period}", f"{value}: {suspect.reason}")
    if any(r.outcome in _CHANGED for r in report.results):
        yield from _revised(workspace)
    else:
        yield from (n for n in before if n.kind == REVISED)


def _revised(workspace: Workspace) -> "Iterator[Notice]":
    from storage.notices import Notice

    for proposal in revisions(workspace):
        for used in proposal.inputs:
            before = f"used {used.used}, published {used.used_vintage}"
            yield Notice(
                REVISED,
                f"proposal {proposal.proposal}: {used.indicator} {used.period}",
                f"{before}; since {used.now.vintage} it is {used.now.value}",
            )


def _post(workspace: Workspace, begun: "list[Notice]", ended: "list[Notice]") -> None:
    from indicators.sources.base import Request

    url = workspace.settings["webhook_url"]
    document = {
        "text": _text(begun, ended),
        "source": "realterms",
        "at": workspace.now.isoformat(timespec="seconds"),
        "database": workspace.database_shown,
        "begun": [_document(n) for n in begun],
        "ended": [_document(n) for n in ended],
    }
    request = Request(
        url,
        method="POST",
        json=document,
        secrets=_secrets(url),
        follow_redirects=False,
        accept=("application/json", "text/plain", "text/html"),
        statuses=(200, 201, 202, 204),
    )
    workspace.client.send(request)


def _secrets(url: str) -> tuple[str, ...]:
    """What must not be written anywhere: a webhook's path or query is its password."""
    inside = urlsplit(url)._replace(scheme="", netloc="").geturl()
    return (url, inside) if len(inside) > 1 else (url,)


def _document(notice: "Notice") -> dict[str, str]:
    return {"kind": notice.kind, "subject": notice.subject, "detail": notice.detail}


def _text(begun: "list[Notice]", ended: "list[Notice]") -> str:
    """The same in words, under the name that chat programs read."""
    lines = [f"{n.kind}: {n.subject}: {n.detail}" for n in begun]
    lines += [f"ended: {n.kind}: {n.subject}" for n in ended]
    more = [f"and {len(lines) - _LISTED} more"] if len(lines) > _LISTED else []
    return "\n".join(["realterms:", *lines[:_LISTED], *more])
