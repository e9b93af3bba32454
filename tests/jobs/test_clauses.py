"""Clauses by themselves: found by file or name, run once, run over years."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from indicators.errors import BadInput, InvalidFile, UnknownName
from indicators.series import Frequency, Kind, Measure
from jobs import clauses
from jobs.adding import Told, add_described
from jobs.importing import import_file
from jobs.workspace import Workspace
from plans import presets

FIRST, LAST = date(2013, 1, 1), date(2020, 12, 31)


def test_uk_jobseekers_allowance_is_determined_year_by_year(ann: Workspace) -> None:
    """The rate of 71.70 of April 2013, as the rule alone would move it (the freeze of 2016 to 2019 left out).

    The published CPI rates of September: 2.2, 2.7, 1.2, -0.1, 1.0, 3.0, 2.4, 1.7 percent; 5 pence, half up.
    """
    found = clauses.history(ann, "uk-benefits", first=FIRST, last=LAST, amount=Decimal("71.70"))
    assert [d.effective_on.year for d in found] == list(range(2013, 2021))
    assert [str(d.after) for d in found] == [
        "73.30",
        "75.30",
        "76.20",
        "76.20",
        "76.95",
        "79.25",
        "81.15",
        "82.55",
    ]


def test_dates_of_one_s_own_step_through_month_ends(ann: Workspace) -> None:
    found = clauses.history(
        ann, "us-tips", first=date(2025, 1, 31), last=date(2025, 7, 30), amount=Decimal(1000), every=1
    )
    assert [d.effective_on.day for d in found] == [31, 28, 31, 30, 31, 30]


def test_a_span_without_a_date_is_refused(ann: Workspace) -> None:
    day = date(2020, 5, 1)
    with pytest.raises(BadInput, match="takes no effect between"):
        clauses.history(ann, "uk-benefits", first=day, last=day, amount=Decimal(1))
    with pytest.raises(BadInput, match="does not say when") as refused:
        clauses.history(ann, "us-tips", first=day, last=day, amount=Decimal(1))
    assert "--every" in refused.value.hint


def test_a_clause_is_a_file_or_a_preset(ann: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(presets.text("uk-benefits"), encoding="utf-8")
    assert clauses.find(ann, str(path)) == clauses.find(ann, "uk-benefits")
    with pytest.raises(UnknownName, match="uk-benefit"):
        clauses.find(ann, "uk-benefit")
    with pytest.raises(BadInput, match="cannot read"):
        clauses.find(ann, str(tmp_path / "gone.toml"))
    path.write_text('name = "mine"\nindex = "us-cpi"\nlagg = 3\n', encoding="utf-8")
    with pytest.raises(InvalidFile) as refused:
        clauses.find(ann, str(path))
    assert "'lag'" in refused.value.explain()


def test_nothing_is_known_on_a_day_to_come(ann: Workspace) -> None:
    with pytest.raises(BadInput, match="day to come"):
        clauses.run(ann, "uk-benefits", on=date(2016, 4, 1), as_of=date(2099, 1, 1))


def test_a_rule_lacks_its_index_until_figures_of_it_are_imported(ann: Workspace, tmp_path: Path) -> None:
    """A rule may cite an index by its key, which has another short name."""

    def lacked() -> tuple[str, ...]:
        return next(rule.missing for rule in clauses.rules(ann) if rule.clause.name == "rent-75")

    assert lacked() == ("own:it-foi",)
    told = Told("", "Families of workers", "IT", Kind.CPI, Measure.INDEX, Frequency.MONTHLY, "2015=100")
    add_described(ann, "own:it-foi", told)
    assert lacked() == ("own:it-foi",)  # known, but no figure is held
    file = tmp_path / "foi.csv"
    file.write_text("indicator,period,value\nown:it-foi,2025-09,121.7\n", encoding="utf-8")
    import_file(ann, file, published_on=date(2025, 10, 16))
    assert lacked() == ()
