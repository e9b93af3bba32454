"""The lines of a chart: looks proved by figures known from elsewhere, pictures by what stands in them."""

import csv
import io
import stat
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from indicators.errors import BadInput
from indicators.series import Period
from jobs import demo
from jobs.courses import files
from jobs.courses.looks import Course, Courses, Look, courses
from jobs.trends import real
from jobs.workspace import Workspace
from tests.tui.conftest import workspace

JAN = Period.month(2020, 1)


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace with the bundled figures, read alone."""
    with workspace(tmp_path_factory.mktemp("courses")) as opened:
        demo.load_sample(opened)
        yield opened


def values(course: Course) -> dict[str, Decimal | None]:
    return {str(p): v for p, v in course.points}


def test_the_uk_cpi_rate_and_the_ratio_of_its_index_differ_in_187_of_446_months(bundled: Workspace) -> None:
    drawn = courses(bundled, ["uk-cpi"], Look.RATES)
    assert drawn.differences is not None
    assert (drawn.differences.differ, drawn.differences.of) == (187, 446)
    assert drawn.differences.most == Decimal("0.2")
    assert [c.basis for c in drawn.courses] == ["published by the office", "computed from the index"]
    # July 2025: 3.8 published, 3.9 computed (ONS, D7G7 and D7BT).
    published, computed = map(values, drawn.courses)
    assert published["2025-07"] == Decimal("3.8")
    assert round(computed["2025-07"] or 0, 1) == Decimal("3.9")


def test_the_uk_rpi_rate_is_the_ratio_of_its_index_in_every_month(bundled: Workspace) -> None:
    for name in ("uk-rpi", "uk-rpi-rate"):
        found = courses(bundled, [name], Look.RATES).differences
        assert found is not None
        assert (found.differ, found.of) == (0, 88)


def test_a_series_without_a_published_rate_has_no_look_at_rates(bundled: Workspace) -> None:
    with pytest.raises(BadInput, match="no index with a published 12-month rate"):
        courses(bundled, ["us-cpi"], Look.RATES)


def test_vintages_of_a_producer_price_show_each_value_that_was_published(bundled: Workspace) -> None:
    # US PPI, all commodities, February 2026: 267.848, 269.296, 269.909, 269.553 in turn.
    drawn = courses(bundled, ["us-ppi-commodities"], Look.VINTAGES)
    told = {c.label: values(c).get("2026-02") for c in drawn.courses}
    assert told["latest"] == Decimal("269.553")
    assert told["first published"] == Decimal("267.848")
    assert {Decimal("269.296"), Decimal("269.909")} <= set(told.values())
    assert len(drawn.courses) <= 6
    assert drawn.differences is not None
    assert drawn.differences.differ > 0


def test_vintages_end_at_the_day_asked_for(bundled: Workspace) -> None:
    day = date(2026, 4, 10)
    drawn = courses(bundled, ["us-ppi-commodities"], Look.VINTAGES, as_of=day)
    assert {values(c).get("2026-02") for c in drawn.courses} <= {Decimal("267.848"), None}
    assert "2026-03" not in values(drawn.courses[0])


def test_a_real_value_is_what_the_command_real_says(bundled: Workspace) -> None:
    drawn = courses(bundled, ["us-cpi", "uk-rpi"], Look.REAL, base=JAN, amount=Decimal(50_000))
    assert drawn.base == JAN
    for course in drawn.courses:
        assert values(course)["2020-01"] == 50_000
        said = real(bundled, Decimal(50_000), start=JAN, end=Period.month(2025, 1), by=course.label)
        assert round(values(course)["2025-01"] or 0, 10) == round(said.value, 10)


def test_a_month_never_published_is_a_hole_and_a_series_without_the_look_is_empty(bundled: Workspace) -> None:
    drawn = courses(bundled, ["us-cpi", "uk-cpi-rate"], Look.MONTH)
    cpi, rate = drawn.courses
    assert values(cpi)["2025-10"] is None
    assert values(cpi)["2025-11"] is None
    assert rate.points == ()


def test_the_base_is_a_month_that_all_series_have(bundled: Workspace) -> None:
    drawn = courses(bundled, ["us-cpi", "uk-cpi"], Look.REBASED, base=Period.month(2025, 10))
    assert drawn.base == Period.month(2025, 11)  # October 2025 of US CPI was never published
    assert {values(c)["2025-11"] for c in drawn.courses} == {Decimal(100)}


@pytest.mark.parametrize("names", [[], ["us-cpi"] * 7])
def test_a_chart_holds_one_to_six_series(bundled: Workspace, names: list[str]) -> None:
    with pytest.raises(BadInput, match="one to six"):
        courses(bundled, names, Look.INDEX)


# --- files ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def drawn(bundled: Workspace) -> Courses:
    return courses(bundled, ["us-cpi", "uk-rpi", "cn-cpi"], Look.INDEX)


def test_a_picture_is_whole_svg_with_every_line_title_and_office_and_fetches_nothing(
    drawn: Courses, tmp_path: Path
) -> None:
    path = files.write(drawn, tmp_path / "prices.svg", first=Period.month(2015, 1))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    text = path.read_text(encoding="utf-8")
    shapes = ET.fromstring(text)
    told = " ".join("".join(e.itertext()) for e in shapes.iter("{http://www.w3.org/2000/svg}text"))
    for said in ("us-cpi", "uk-rpi", "cn-cpi", "US Bureau of Labor Statistics", "as known on 2026-11-03"):
        assert said in told
    assert "href" not in text
    assert "url(" not in text


def test_the_missing_month_breaks_the_line(bundled: Workspace) -> None:
    whole = courses(bundled, ["us-cpi"], Look.INDEX)
    from jobs.courses.drawing import chart

    lines = ET.fromstring(chart(whole, Period.month(2025, 1), Period.month(2026, 8))).iter(
        "{http://www.w3.org/2000/svg}polyline"
    )
    runs = [e.attrib["points"].split() for e in lines if e.attrib["class"] == "drawn-line1"]
    assert [len(run) for run in runs if len(run) != 2] == [9, 10]  # to September; from November


def test_png_is_the_same_picture(drawn: Courses, tmp_path: Path) -> None:
    pytest.importorskip("typst")
    path = files.write(drawn, tmp_path / "prices.png")
    content = path.read_bytes()
    assert content.startswith(b"\x89PNG\r\n")
    assert int.from_bytes(content[16:20]) == 2 * 960


def test_figures_keep_the_digits_of_the_office_and_holes_stay_empty(drawn: Courses, tmp_path: Path) -> None:
    path = files.write(
        drawn, tmp_path / "prices.csv", first=Period.month(2025, 9), last=Period.month(2025, 11)
    )
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    assert [row[0] for row in rows[1:]] == ["2025-09", "2025-10", "2025-11"]
    assert rows[0][1] == "us-cpi (figures as published)"
    assert rows[2][1] == ""
    assert rows[1][1] == "324.800"


def test_text_for_the_clipboard_has_the_same_cells(drawn: Courses) -> None:
    at = Period.month(2025, 9)
    assert files.as_text(drawn, at, at).splitlines()[1].split("\t")[:2] == ["2025-09", "324.800"]


def test_another_ending_or_a_file_that_is_there_is_refused(drawn: Courses, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="picture or as a table") as refused:
        files.write(drawn, tmp_path / "prices.jpg")
    assert refused.value.got == ".jpg"
    (tmp_path / "mine.svg").write_text("mine")
    with pytest.raises(BadInput, match="exists already"):
        files.write(drawn, tmp_path / "mine.svg")
    assert (tmp_path / "mine.svg").read_text() == "mine"
