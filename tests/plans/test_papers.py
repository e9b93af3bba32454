"""Work plans, outlines, goals and comments: what each must hold, and how it reads."""

import re
import tomllib
from dataclasses import replace

import pytest

from indicators.errors import Problem, UnknownName
from plans import templates
from plans.papers.comments import Tone, comments_text, parse_comments
from plans.papers.goals import matrix, parse_goals, tree
from plans.papers.library import outlines, paper_names, paper_source
from plans.papers.outline import PartKind, parse_outline, parse_paper
from plans.papers.outline_text import blank_text, paper_text
from plans.papers.work_plan import PRINCIPLES, parse_work_plan
from plans.papers.work_plan_text import work_plan_text
from plans.parse import parse_plan
from plans.plan import IncentivePlan
from plans.scoring import library as scorecards
from plans.scoring.bilingual import Language
from plans.scoring.sheet_text import sheet_page
from tests.plans.scoring import desk

WORK_PLAN = paper_source("work-plan")
CAR_PLAN = paper_source("car-sales-plan")
GOALS = paper_source("goals")
SIGNED = '\n[review]\nmeeting = 2026-12-10\nleader = "Director"\nsigned_on = 2026-12-11\n'


def keys(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    """Each problem's key and message."""
    return [(p.key, p.message) for p in problems]


def changed(text: str, old: str, new: str) -> str:
    """The text with one thing changed that is surely in it."""
    assert old in text
    return text.replace(old, new)


# --- work plans -------------------------------------------------------------------------------------------


def test_a_title_is_made_of_unit_period_subject_and_kind() -> None:
    plan, problems = parse_work_plan(WORK_PLAN, file="w.toml")
    assert plan is not None, problems
    assert plan.title(Language.EN) == "Sales department, 2027, Repeat business, work plan (discussion draft)"


def test_a_chinese_title_runs_on_and_names_its_label() -> None:
    text = changed(WORK_PLAN, '"Sales department"', '"销售部"')
    text = changed(changed(text, '"2027"', '"2027年度"'), '"Repeat business"', '"老客户再购"')
    text = changed(changed(text, '"work plan"', '"工作计划"'), '"discussion-draft"', '"first-draft"')
    plan, problems = parse_work_plan(text, file="w.toml")
    assert plan is not None, problems
    assert plan.title(Language.ZH) == "销售部2027年度老客户再购工作计划（初稿）"


def test_one_persons_plan_names_the_author_at_its_end_and_not_in_its_title() -> None:
    text = changed(WORK_PLAN, 'unit = "Sales department"', "personal = true")
    plan, problems = parse_work_plan(text, file="w.toml")
    assert plan is not None, problems
    assert plan.title(Language.EN) == "2027, Repeat business, work plan (discussion draft)"
    assert work_plan_text(plan, Language.EN).endswith("Sales manager  \n2026-12-01\n")


def test_a_final_plan_was_discussed_and_signed() -> None:
    final = changed(WORK_PLAN, 'label = "discussion-draft"\n', "")
    assert keys(parse_work_plan(final, file="w.toml")[1]) == [("review", "missing")]
    plan, problems = parse_work_plan(final + SIGNED, file="w.toml")
    assert plan is not None, problems
    assert "Signed by: Director, 2026-12-11" in work_plan_text(plan, Language.EN)
    assert "讨论日期：2026-12-10" in work_plan_text(plan, Language.ZH)


@pytest.mark.parametrize("language", Language)
def test_a_work_plan_shows_tasks_risks_and_the_check_list(language: Language) -> None:
    plan, problems = parse_work_plan(WORK_PLAN, file="w.toml")
    assert plan is not None, problems
    page = work_plan_text(plan, language)
    assert page.count("- [x]") == 4
    assert f"- [ ] {PRINCIPLES['others-were-asked'].within(language)}" in page
    assert "| Call every customer 30 days after the sale |" in page
    assert "- The two people for calls are not free in March: Call every second customer" in page


@pytest.mark.parametrize(
    ("old", "new", "key", "message"),
    [
        ('who = "Service desk"\n', "", "lines.1.who", "missing"),
        ("by = 2027-03-31", 'by = "soon"', "lines.1.by", "not a date"),
        ('unit = "Sales department"\n', "", "unit", "whose plan is it?"),
        ("can-be-done = true\n", "", "principles.can-be-done", "missing"),
        ("prepared = true", "prepard = true", "principles.prepard", "unknown key"),
        ("contingency = ", "contingencies = ", "risks.1.contingencies", "unknown key"),
        ("[[lines]]", "[[tasks]]", "lines", "missing"),
        ('label = "discussion-draft"', 'label = "draught"', "label", "not a known word"),
    ],
)
def test_what_a_work_plan_lacks_is_told(old: str, new: str, key: str, message: str) -> None:
    plan, problems = parse_work_plan(changed(WORK_PLAN, old, new), file="w.toml")
    assert plan is None
    assert (key, message) in keys(problems)


# --- outlines ---------------------------------------------------------------------------------------------


def test_the_car_sales_outline_has_its_six_parts() -> None:
    outline = outlines()["car-sales"]
    assert [p.name for p in outline.parts] == ["market", "method", "customers", "volume", "dates", "summary"]
    assert [p.name for p in outline.parts[2].parts] == ["existing", "potential"]
    assert [p.kind for p in outline.parts[3:]] == [PartKind.TASK, PartKind.DATES, PartKind.CLOSING]
    blank = blank_text(outline.parts, Language.ZH)
    assert "### 潜在客户" in blank


def test_a_paper_fills_its_outline_and_speaks_of_the_plans_target() -> None:
    paper, problems = parse_paper(CAR_PLAN, file="c.toml", outlines=outlines())
    assert paper is not None, problems
    page = paper_text(paper, Language.EN, desk())
    assert "- Sales: threshold 800000.00 USD, target 1000000.00 USD, maximum 1200000.00 USD" in page
    assert "- quarters: 2027-04-09, 2027-07-09, 2027-10-08, 2027-12-17" in page
    assert "## Summary\n\nDue when the period is over." in page
    assert "- 每月：5 日" in paper_text(paper, Language.ZH)


@pytest.mark.parametrize(
    ("old", "new", "key", "message"),
    [
        ("closed = false", "closed = true", "parts.summary", "missing"),
        ("potential = ", "potentials = ", "parts.customers.potentials", "no such part"),
        ("method = ", "# ", "parts.method", "missing"),
        ('measure = "sales"', "", "parts.volume.measure", "missing"),
        ("2027-04-09, ", "", "parts.dates.quarters", "not four days in order"),
        ("month_day = 5", "month_day = 31", "parts.dates.month_day", "not a whole number in range"),
        ('outline = "car-sales"', 'outline = "car-sale"', "outline", "unknown outline"),
        ('title = "Yearly plan 2027 of the car sales manager"\n', "", "title", "missing"),
    ],
)
def test_what_a_paper_lacks_is_told(old: str, new: str, key: str, message: str) -> None:
    paper, problems = parse_paper(changed(CAR_PLAN, old, new), file="c.toml", outlines=outlines())
    assert paper is None
    assert (key, message) in keys(problems)


def test_an_outline_has_parts_and_only_a_group_has_parts_of_its_own() -> None:
    text = changed(paper_source("car-sales-outline"), 'kind = "group"', 'kind = "text"')
    assert keys(parse_outline(text, file="o.toml")[1]) == [
        ("parts.3", "a group has parts, and nothing else has")
    ]
    head = 'name = "x"\ntitle = { en = "X", zh = "某" }\n'
    assert keys(parse_outline(head, file="o.toml")[1]) == [("parts", "no parts")]


# --- goals ------------------------------------------------------------------------------------------------


def test_goals_stand_as_a_tree() -> None:
    cascade, problems = parse_goals(GOALS, file="g.toml")
    assert cascade is not None, problems
    assert tree(cascade).splitlines()[:4] == [
        "Goals 2027",
        "- Revenue grows faster than prices [Company]",
        "  - Real sales 3 % above last year [North]",
        "    - A third of sales from hybrids [Sales manager north]",
    ]


def test_goals_stand_as_a_matrix_of_goal_and_unit() -> None:
    cascade, problems = parse_goals(GOALS, file="g.toml")
    assert cascade is not None, problems
    columns, rows = matrix(cascade)
    assert columns == ("goal", "North", "South", "Service", "Sales manager north", "Service lead")
    assert rows[1] == (
        "Customers come back", "", "", "Nine of ten calls answered within a minute", "",
        "A rota that covers the evening calls",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "key", "message"),
    [
        ('parent = "grow-north"', 'parent = "grow"', "goals.6.parent", "the wrong level"),
        ('parent = "grow-north"', 'parent = "grow-nort"', "goals.6.parent", "no such goal"),
        ('unit = "South"\nparent = "grow"', 'unit = "South"', "goals.4.parent", "a goal of level group"),
        ('name = "keep"', 'name = "grow"', "goals.1.name", "a goal's name stands twice"),
        ('level = "organisation"', 'level = "company"', "goals.1.level", "not a known word"),
    ],
)
def test_a_goal_that_serves_nothing_is_told(old: str, new: str, key: str, message: str) -> None:
    cascade, problems = parse_goals(changed(GOALS, old, new), file="g.toml")
    assert cascade is None
    assert (key, message) in keys(problems)


# --- comments, and everything that ships ------------------------------------------------------------------


def test_comments_are_chosen_by_role_and_tone() -> None:
    library, problems = parse_comments(paper_source("security-comments"), file="s.toml")
    assert library is not None, problems
    assert library.roles == ("security-manager", "shift-leader", "guard")
    for role in library.roles:
        for tone in Tone:
            assert len(library.of(role=role, tone=tone)) == 2
    assert len(library.of()) == 18
    assert all(c.text.en.isascii() and not c.text.zh.isascii() for c in library.comments)


def test_comments_are_wholly_chinese_in_chinese() -> None:
    library, problems = parse_comments(paper_source("security-comments"), file="s.toml")
    assert library is not None, problems
    assert tuple(role.name for role in library.named) == library.roles
    told = comments_text(library, library.of(), Language.ZH)
    assert not re.search("[A-Za-z]", told)
    assert told.startswith("- 安保经理，表扬：")
    assert comments_text(library, library.of(role="guard"), Language.EN).startswith("- guard, praise: ")


def test_a_title_for_a_role_that_no_comment_has_is_a_problem() -> None:
    text = paper_source("security-comments").replace('name = "guard"', 'name = "gaurd"')
    library, problems = parse_comments(text, file="s.toml")
    assert library is None
    assert keys(problems) == [("roles.3.name", "no comment has this role")]


def test_an_unknown_paper_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownName) as refused:
        paper_source("work-pln")
    assert "work-plan" in refused.value.hint
    assert len(paper_names()) == 5


@pytest.mark.parametrize("name", scorecards.sheet_names())
@pytest.mark.parametrize("language", Language)
def test_a_scorecard_prints_as_a_page_to_fill_in(name: str, language: Language) -> None:
    card = scorecards.sheet(name)
    page = sheet_page(card, language)
    room = "first score: ____" if language is Language.EN else "初核得分: ____"
    assert page.count(room) == sum(item.rated for item in card.items())
    assert all(item.title.within(language) in page for item in card.items())


def test_what_is_our_own_suggestion_says_so() -> None:
    page = sheet_page(scorecards.sheet("appraisal"), Language.EN)
    assert "### Working with others of 5 (default)" in page
    assert "### Attendance of 10\n" in page
    assert "- day away without leave: -5" in page
    assert "Coefficients (default): >= 0: 0, >= 60: 0.6" in page
    assert "(默认值)" in sheet_page(scorecards.sheet("appraisal"), Language.ZH)


FILLED = ("car-sales-plan", "goals", "work-plan")


@pytest.mark.parametrize("name", FILLED)
def test_what_is_filled_in_comes_in_chinese_too_with_the_same_days_and_names(name: str) -> None:
    english, chinese = (tomllib.loads(paper_source(name, language)) for language in ("en", "zh"))
    assert _shape(english) == _shape(chinese)
    words = [text for text in _texts(chinese) if re.search(r"[A-Za-z]{3}", text)]
    assert set(words) <= set(_texts(english))  # only names that are the same in both
    assert any(re.search(r"[\u4e00-\u9fff]", text) for text in _texts(chinese))


def test_the_plan_template_has_the_same_figures_in_both_languages() -> None:
    """Titles and texts are Chinese; every figure, clause, curve and measure is the same."""
    plans = []
    for language in ("en", "zh"):
        plan, problems = parse_plan(templates.text("sales-manager", language), file=language)
        assert plan is not None, problems
        plans.append(plan)
    english, chinese = plans
    assert figures_only(english) == figures_only(chinese)
    assert [m.title for m in chinese.measures][:2] == ["销售额", "客户满意度，百分制"]
    assert all(re.search(r"[\u4e00-\u9fff]", b.title) for b in chinese.bands)


@pytest.mark.parametrize(("language", "word"), [("en", "default"), ("zh", "默认值")])
def test_the_plan_template_marks_what_is_our_own_suggestion(language: str, word: str) -> None:
    heads = [line for line in templates.text("sales-manager", language).splitlines() if "# ----" in line]
    assert len(heads) == 5
    assert [word in line for line in heads] == [
        True,
        False,
        True,
        True,
        True,
    ]  # bands: made up


def figures_only(plan: IncentivePlan) -> tuple[object, ...]:
    """A plan without its words."""
    clauses = {n: replace(c, title="", text="") for n, c in plan.clauses.items()}
    bands = [(b.grade, [m for _, m in b.amounts()], b.clause) for b in plan.bands]
    measures = [replace(m, title="") for m in plan.measures]
    return clauses, bands, measures, dict(plan.curves), [replace(c, title="") for c in plan.components]


def _shape(values: object) -> object:
    """A document without its words: what is no text stays."""
    if isinstance(values, dict):
        return {key: _shape(value) for key, value in values.items()}
    if isinstance(values, list):
        return [_shape(value) for value in values]
    return "" if isinstance(values, str) else values


def _texts(values: object) -> list[str]:
    if isinstance(values, dict):
        return [text for value in values.values() for text in _texts(value)]
    if isinstance(values, list):
        return [text for value in values for text in _texts(value)]
    return [values] if isinstance(values, str) else []
