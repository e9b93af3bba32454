"""The first screen's facts: every indicator, when its next figure is due, and what is new since a moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from indicators.releases import Outlook, State
from jobs.decide import ProposalReport, waiting
from jobs.due import outlooks
from jobs.trends import Overview, OverviewRow, overview
from jobs.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Arrival:
    """An indicator of which figures came in: `new` of periods not held before, `revised` of others."""

    row: OverviewRow
    new: int
    revised: int


@dataclass(frozen=True, slots=True)
class News:
    """What is new since `since` (nothing came in where that is None), and what waits whenever one looks.

    `waiting`: proposals that this user may decide. `suspects`: figures held aside. `frozen`: series whose
    office goes on answering without anything new.
    """

    since: datetime | None
    arrivals: tuple[Arrival, ...]
    waiting: tuple[ProposalReport, ...]
    suspects: int
    frozen: tuple[OverviewRow, ...]

    def __bool__(self) -> bool:
        return bool(self.arrivals or self.waiting or self.suspects or self.frozen)


@dataclass(frozen=True, slots=True)
class Prices:
    """Every indicator with its newest numbers; by key, what is expected of it; the news."""

    overview: Overview
    outlooks: Mapping[str, Outlook]
    news: News
    now: datetime


def prices(workspace: Workspace, *, since: datetime | None = None) -> Prices:
    """All of it, in a bounded number of statements."""
    from storage import news, suspects

    seen = overview(workspace)
    with workspace.session() as session:
        expected = {s.indicator.key: s.outlook for s in outlooks(workspace, session)}
        came = news.arrived(since, session=session) if since is not None else []
        held_aside = len(suspects.suspects(session=session, open_only=True))
    rows = {row.indicator.key: row for row in seen.rows}
    told = News(
        since,
        tuple(Arrival(rows[a.indicator_key], a.new, a.revised) for a in came if a.indicator_key in rows),
        tuple(p for p in waiting(workspace) if p.may_decide),
        held_aside,
        tuple(rows[k] for k, o in expected.items() if o.state is State.FROZEN and k in rows),
    )
    return Prices(seen, expected, told, workspace.now)
