"""A plan looked at past what is published: marked, with its range, and never to be decided."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from indicators.errors import BadInput, DecisionRefused, NotPublished, UnknownName
from indicators.series import Observation, Period, Status
from jobs import decide, forecast, propose
from jobs.forecast import Outlook
from jobs.published import require_published
from jobs.workspace import Workspace
from plans import record
from storage import proposals, vintages
from tests.jobs.conftest import NOON, Open

PLAN = "sales-manager"
OUT = date(2026, 10, 1)  # every figure for this day is among the bundled ones
AHEAD = date(2027, 4, 1)  # reads us-cpi of January 2027; the bundled figures end with August 2026
ACROSS_THE_HOLE = date(2027, 1, 1)  # compares with October 2025, which was never published
TOO_FAR = date(2028, 4, 1)


@pytest.fixture
def outlook(ann: Workspace) -> Outlook:
    """The sample plan, half a year ahead."""
    return forecast.preview(ann, PLAN, on=AHEAD)


def test_a_plan_whose_figures_are_not_out_blocks_unless_they_are_projected(ann: Workspace) -> None:
    with pytest.raises(NotPublished, match="2027-01"):
        propose.preview(ann, PLAN, on=AHEAD)
    assert forecast.preview(ann, PLAN, on=AHEAD).adjustment.provisional


def test_projected_inputs_are_marked_as_such_with_their_interval(outlook: Outlook) -> None:
    found = {(i.indicator, str(i.period)): i for i in outlook.adjustment.inputs if i.projected}
    january = found["us-cpi", "2027-01"]
    (point,) = next(p for p in outlook.projections if p.indicator.name == "us-cpi").points

    assert (january.origin, january.status) == ("forecast", Status.PROVISIONAL)
    assert (january.value, january.note) == (point.value, point.interval)
    assert (january.published_on, january.url) == (NOON.date(), "")
    assert {name for name, _ in found} == {"us-cpi", "uk-rpi", "us-ppi-finished-goods"}
    # A mean of twelve months to November 2026 needs the six that are not out.
    assert sum(1 for name, _ in found if name == "us-ppi-finished-goods") == 6


def test_steps_and_warnings_name_what_was_projected(outlook: Outlook) -> None:
    uprating = outlook.adjustment.upratings["bands-cpi"]
    (step,) = [s for s in uprating.steps if s.form == "projected"]
    assert [str(i.period) for i in step.inputs] == ["2027-01"]
    assert "not out yet" in step.text
    assert "80 %: " in step.text
    assert any("us-cpi 2027-01" in text and "not decided" in text for text in outlook.adjustment.warnings)
    official = [i for s in uprating.steps if s.form == "figures" for i in s.inputs]
    assert [str(i.period) for i in official] == ["2025-07"]


def test_the_range_holds_the_projection_and_follows_the_interval(outlook: Outlook) -> None:
    """S1's minimum is 38,000 x CPI / 323.048 (July 2025), to 10 dollars: at both ends of the interval."""
    (point,) = next(p for p in outlook.projections if p.indicator.name == "us-cpi").points
    ends = [round(38_000 * v / Decimal("323.048"), -1) for v in (point.low, point.value, point.high)]
    line = next(x for x in outlook.adjustment.lines if x.path == "band/S1/minimum")
    found = outlook.ranges[line.path]

    assert [found.low.amount, line.after.amount, found.high.amount] == ends
    assert all(
        outlook.ranges[x.path].low <= x.after <= outlook.ranges[x.path].high for x in outlook.adjustment.lines
    )
    low, high = outlook.rates["bands-cpi"]
    assert low < outlook.adjustment.upratings["bands-cpi"].percent < high


def test_two_projected_months_compared_are_not_thought_surer_than_one(ann: Workspace) -> None:
    """January 2027 over October 2026: with both at the same end most of the doubt would cancel out."""
    changes = {"extras-cpi": {"base_months": 3}}
    found = forecast.preview(ann, PLAN, on=AHEAD, overrides=changes)
    october, january = next(p for p in found.projections if p.indicator.name == "us-cpi").points
    both_high = 100 * (january.high / october.high - 1)
    newest_high = 100 * (january.high / october.value - 1)
    assert found.rates["extras-cpi"][1] == pytest.approx(max(both_high, newest_high))
    assert newest_high > both_high


def test_where_every_figure_is_out_nothing_is_projected(ann: Workspace) -> None:
    found = forecast.preview(ann, PLAN, on=OUT)
    plain = propose.preview(ann, PLAN, on=OUT)
    assert (found.projections, dict(found.ranges), dict(found.rates)) == ((), {}, {})
    assert found.adjustment == plain
    require_published(found.adjustment)


def test_clauses_that_are_not_blocked_keep_to_published_figures(ann: Workspace) -> None:
    """November reads August: US consumer prices are out, UK retail prices and the producer prices are not."""
    found = forecast.preview(ann, PLAN, on=date(2026, 11, 1))
    assert {p.indicator.name for p in found.projections} == {"us-ppi-finished-goods", "uk-rpi"}
    assert not found.adjustment.upratings["bands-cpi"].provisional
    low, high = found.rates["bands-cpi"]
    assert low == high == found.adjustment.upratings["bands-cpi"].percent


def test_a_hole_is_not_filled_by_a_projection(ann: Workspace) -> None:
    with pytest.raises(NotPublished, match="2025-10 was not published") as refused:
        forecast.preview(ann, PLAN, on=ACROSS_THE_HOLE)
    assert "fallback" in refused.value.hint
    assert refused.value.where.startswith(f"plan {PLAN}, effective 2027-01-01, clause ")


def test_a_month_more_than_a_year_ahead_is_refused_with_how_far_it_reaches(ann: Workspace) -> None:
    with pytest.raises(NotPublished, match="further ahead") as refused:
        forecast.preview(ann, PLAN, on=TOO_FAR)
    assert "us-cpi up to 2027-08" in refused.value.expected
    assert "realterms fetch us-cpi" in refused.value.hint


def test_only_what_was_known_is_projected_from(ann: Workspace) -> None:
    with ann.session() as session:
        vintages.save(
            "bls:CUUR0000SA0",
            [Observation(Period.parse("2026-09"), Decimal("336.100"))],
            published_on=date(2026, 10, 14),
            fetched_at=datetime(2026, 10, 14, 14, tzinfo=UTC),
            origin="bls",
            session=session,
        )
    before, after = (forecast.project(ann, "us-cpi", 1, as_of=day) for day in (date(2026, 10, 13), None))
    assert [(p.last.value, str(p.points[0].period)) for p in (before, after)] == [
        (Decimal("334.980"), "2026-09"),
        (Decimal("336.100"), "2026-10"),
    ]


def test_a_clause_that_asks_for_final_figures_says_what_stands_in(ann: Workspace) -> None:
    found = forecast.preview(ann, PLAN, on=AHEAD, overrides={"bands-cpi": {"vintage": "final"}})
    assert any("bands-cpi: asks for final figures" in text for text in found.adjustment.warnings)


def test_the_record_of_a_projected_adjustment_gives_the_same_again(outlook: Outlook) -> None:
    document = json.loads(json.dumps(record.to_document(outlook.adjustment, outlook.report.text)))
    again = record.recompute(document)
    assert record.differences(document, again) == []
    assert [s.text for s in again.upratings["bands-cpi"].steps] == [
        s.text for s in outlook.adjustment.upratings["bands-cpi"].steps
    ]


# --- never to be decided ----------------------------------------------------------------------------------


def test_a_projected_adjustment_is_refused_with_what_to_wait_for(outlook: Outlook) -> None:
    with pytest.raises(DecisionRefused, match="us-cpi 2027-01") as refused:
        require_published(outlook.adjustment)
    assert refused.value.hint.startswith("wait for the release, then: realterms fetch us-cpi")
    assert "published" in refused.value.expected


def test_a_projection_that_got_among_the_figures_is_not_proposed(ann: Workspace) -> None:
    with ann.session() as session:
        vintages.save(
            "bls:CUUR0000SA0",
            [Observation(Period.parse("2026-07"), Decimal("334.000"), Status.PROVISIONAL)],
            published_on=date(2026, 11, 1),
            fetched_at=NOON,
            origin="forecast",
            session=session,
        )
    latest = {"bands-cpi": {"vintage": "latest"}}
    with pytest.raises(DecisionRefused, match="us-cpi 2026-07"):
        propose.propose(ann, PLAN, on=OUT, overrides=latest)
    assert decide.waiting(ann) == ()


def test_a_proposal_that_rests_on_projections_cannot_be_accepted_but_rejected(
    ann: Workspace, outlook: Outlook, open_workspace: Open
) -> None:
    document = record.to_document(outlook.adjustment, outlook.report.text)
    with ann.session() as session:
        number = proposals.save_proposal(
            plan=PLAN,
            version=outlook.report.version,
            effective_on=AHEAD,
            as_of=outlook.adjustment.as_of,
            proposed_by="ann",
            proposed_at=NOON,
            note="made by other means",
            document=json.dumps(document),
            steps=[],
            session=session,
        )
    ben = open_workspace("ben")
    with pytest.raises(DecisionRefused, match="projections"):
        decide.accept(ben, number, "looks right")
    assert [p.id for p in decide.waiting(ben)] == [number]
    assert decide.reject(ben, number, "rests on projections").state == "rejected"


# --- the two methods ---------------------------------------------------------------------------------------


def test_a_series_is_projected_by_either_method(ann: Workspace) -> None:
    own = forecast.project(ann, "uk-cpi-rate", 3)
    ets = forecast.project(ann, "uk-cpi-rate", 3, method="ets")
    assert [str(p.period) for p in own.points] == [str(p.period) for p in ets.points]
    assert [m.method.value for m in (own, ets)] == ["drift-seasonal", "ets"]


def test_unknown_methods_and_series_are_named(ann: Workspace) -> None:
    with pytest.raises(UnknownName, match="etts"):
        forecast.preview(ann, PLAN, on=AHEAD, method="etts")
    with pytest.raises(UnknownName, match="us-cip"):
        forecast.project(ann, "us-cip", 3)
    with pytest.raises(BadInput, match="day to come"):
        forecast.project(ann, "us-cpi", 3, as_of=date(2027, 1, 1))
