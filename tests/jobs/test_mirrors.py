"""A copy by a third party is good for looking; for pay only while its office has published nothing since."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from indicators.catalog import catalog
from indicators.errors import DecisionRefused
from indicators.releases import rule_for
from indicators.series import Observation, Period
from jobs import planning, propose
from jobs.workspace import Workspace
from storage import vintages
from tests.jobs.conftest import Open

MIRROR, OWN = catalog()["cn-ppi-dbnomics"], catalog()["cn-ppi"]
ON = date(2026, 5, 1)
FIGURES = {"2026-01": "99.1", "2026-02": "99.6"}
PLAN = """
name = "factory"
title = "Factory staff in Suzhou"
role = "Shift lead"
currency = "CNY"
country = "CN"
period = "year"
effective_from = 2026-01-01
effective_to = 2026-12-31
stage = "preparation"

[clauses.ppi]
title = "Bands follow producer prices"
text = "The change of the PPI on the same month of the year before, three months before effect."
index = "cn-ppi-dbnomics"
measure = "yoy-100"
lag = 3
missing = "block"
on_fall = "apply"

[[bands]]
grade = "F1"
minimum = 8000
midpoint = 9000
maximum = 10000
clause = "ppi"
"""


def hold(
    workspace: Workspace, key: str, copied_on: date, figures: Mapping[str, str] = FIGURES, *, origin: str
) -> None:
    """Figures of an indicator, as they came on a day."""
    with workspace.session() as session:
        vintages.register([next(i for i in catalog().values() if i.key == key)], session=session)
        vintages.save(
            key,
            [Observation(Period.parse(p), Decimal(v)) for p, v in figures.items()],
            published_on=copied_on,
            fetched_at=datetime(2026, 11, 20, 9, tzinfo=UTC),
            origin=origin,
            session=session,
        )


@pytest.fixture
def ann(open_workspace: Open) -> Workspace:
    """Ann, with a plan that follows a mirror's copy, made on 12 March 2026."""
    workspace = open_workspace("ann")
    planning.save_text(workspace, PLAN, file="factory.toml")
    hold(workspace, MIRROR.key, date(2026, 3, 12), origin="dbnomics")
    return workspace


def proposed(workspace: Workspace, as_of: date) -> Decimal:
    return propose.propose(workspace, "factory", on=ON, as_of=as_of).adjustment.upratings["ppi"].percent


def test_a_copy_made_since_the_offices_last_release_is_used(ann: Workspace) -> None:
    """The office publishes a month by the 15th of the next, four days of grace: March is due on 20 April."""
    assert proposed(ann, date(2026, 4, 19)) == Decimal("-0.4")


def test_a_copy_older_than_the_offices_last_release_is_looked_at_and_never_proposed(ann: Workspace) -> None:
    day = date(2026, 4, 20)
    assert propose.preview(ann, "factory", on=ON, as_of=day).upratings["ppi"].percent == Decimal("-0.4")
    with pytest.raises(DecisionRefused) as refused:
        proposed(ann, day)
    assert "cn-ppi-dbnomics was copied on 2026-03-12 and ends at 2026-02" in refused.value.message
    assert "its office published 2026-03" in refused.value.message
    assert "name that one in the clause" in refused.value.hint


def test_a_copy_is_refused_as_soon_as_newer_figures_of_the_office_itself_are_held(ann: Workspace) -> None:
    hold(ann, OWN.key, date(2026, 4, 10), FIGURES | {"2026-03": "100.5"}, origin="nbs")
    assert proposed(ann, date(2026, 4, 9)) == Decimal("-0.4")
    with pytest.raises(DecisionRefused, match="own cn-ppi of 2026-04-10 is held"):
        proposed(ann, date(2026, 4, 10))


def test_a_copy_older_than_a_revision_held_of_the_office_itself_is_refused(ann: Workspace) -> None:
    hold(ann, OWN.key, date(2026, 3, 20), FIGURES | {"2026-02": "99.7"}, origin="nbs")
    with pytest.raises(DecisionRefused, match="own cn-ppi of 2026-03-20 is held"):
        proposed(ann, date(2026, 4, 1))


def test_a_mirrors_series_follows_the_calendar_of_its_office() -> None:
    assert rule_for(MIRROR).name == rule_for(OWN).name == "cn-prices"


def test_figures_of_the_office_itself_are_never_held_to_a_mirrors_rule(ann: Workspace) -> None:
    own = PLAN.replace("cn-ppi-dbnomics", "cn-ppi").replace('"factory"', '"own"')
    planning.save_text(ann, own, file="own.toml")
    hold(ann, OWN.key, date(2026, 3, 10), origin="nbs")
    draft = propose.propose(ann, "own", on=ON, as_of=date(2026, 11, 20))
    assert draft.adjustment.upratings["ppi"].percent == Decimal("-0.4")
