"""A chart laid out in cells."""

from datetime import date

from tui.widgets.axis import month_number
from tui.widgets.canvas import NOBODY, Canvas
from tui.widgets.plot import GRID, Line, Plot, plot

START = month_number(date(2024, 1, 1))


def line(*values: float | None, name: str = "x", step: int = 1) -> Line:
    return Line(name, tuple((START + n * step, v) for n, v in enumerate(values)))


def area(laid: Plot) -> list[str]:
    return ["".join(c for c, _ in row[laid.gutter :]) for row in laid.rows[: laid.height]]


def drawn_columns(laid: Plot, owner: int = 0) -> set[int]:
    return {x for row in laid.rows[: laid.height] for x, (_, ink) in enumerate(row) if ink == owner}


def test_every_row_is_as_wide_as_the_chart() -> None:
    laid = plot([line(1.0, 2.0, 3.0, 2.0)], START, START + 3, 40, 12)
    assert len(laid.rows) == 12
    assert {len(row) for row in laid.rows} == {40}


def test_the_highest_value_stands_above_the_lowest() -> None:
    laid = plot([line(1.0, 9.0)], START, START + 1, 40, 12)
    assert laid.row(9.0) < laid.row(1.0)


def test_a_missing_month_leaves_a_gap() -> None:
    whole = plot([line(1.0, 1.5, 2.0, 2.5, 3.0)], START, START + 4, 40, 10)
    holed = plot([line(1.0, 1.5, None, 2.5, 3.0)], START, START + 4, 40, 10)
    middle = whole.column(START + 2)
    assert middle in drawn_columns(whole)
    assert middle not in drawn_columns(holed)


def test_a_quarterly_series_is_joined_from_quarter_to_quarter() -> None:
    laid = plot([line(1.0, 2.0, 3.0, step=3)], START, START + 6, 40, 10)
    between = laid.column(START + 4)
    assert between in drawn_columns(laid)


def test_a_month_absent_from_a_monthly_series_breaks_it() -> None:
    broken = Line("x", ((START, 1.0), (START + 1, 1.2), (START + 4, 1.8), (START + 5, 2.0)))
    laid = plot([broken], START, START + 5, 60, 10)
    assert laid.column(START + 2) not in drawn_columns(laid)


def test_each_line_ends_in_its_letter_and_letters_do_not_meet() -> None:
    laid = plot([line(1.0, 2.0), line(1.0, 2.0), line(1.0, 2.0)], START, START + 1, 40, 12)
    letters = {
        (y, c): ink
        for y, row in enumerate(laid.rows[: laid.height])
        for c, (char, ink) in enumerate(row)
        if char in "ABC" and ink >= 0
    }
    assert sorted(letters.values()) == [0, 1, 2]


def test_a_line_runs_on_to_the_edge_of_the_view() -> None:
    laid = plot([line(*(float(n) for n in range(24)))], START + 6, START + 12, 40, 12)
    assert min(drawn_columns(laid)) == laid.gutter


def test_no_lines_give_an_empty_scale() -> None:
    laid = plot([], START, START + 12, 40, 10)
    assert all(ink in (NOBODY, GRID, -4) for row in laid.rows[: laid.height] for _, ink in row[laid.gutter :])


def test_a_column_gives_back_the_month_that_stands_there() -> None:
    laid = plot([line(*(float(n) for n in range(36)))], START, START + 35, 100, 12)
    assert all(laid.month(laid.column(m)) in (m, m + 1, m - 1) for m in range(START, START + 36))
    assert laid.month(0) == START
    assert laid.month(99) == START + 35


def test_a_cell_belongs_to_the_line_drawn_last() -> None:
    canvas = Canvas(4, 1)
    canvas.polyline([(0, 0), (7, 0)], 0)
    canvas.polyline([(2, 3), (3, 3)], 1)
    assert [canvas.cell(x, 0)[1] for x in range(4)] == [0, 1, 0, 0]
    assert canvas.cell(0, 0)[0] == "⠉"


def test_dots_outside_the_raster_are_ignored() -> None:
    canvas = Canvas(2, 2)
    canvas.polyline([(-5, -5), (20, 20)], 0)
    assert canvas.cell(0, 0)[1] == 0


def test_a_dashed_line_has_gaps() -> None:
    canvas = Canvas(4, 1)
    canvas.polyline([(0, 0), (7, 0)], 0, (True, False))
    assert canvas.cell(0, 0)[0] == "⠁"
