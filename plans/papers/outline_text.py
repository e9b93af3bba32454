"""A paper as a page of text, with the figures of the bonus plan that it speaks of."""

from collections.abc import Iterator

from plans.money import Money
from plans.papers.outline import Dates, Filled, Paper, Part, PartKind, Task
from plans.plan import MEASURE_FIELDS, IncentivePlan
from plans.scoring.bilingual import Bilingual, Language

_FIGURES = {
    "threshold": Bilingual("threshold", "门槛值"),
    "target": Bilingual("target", "目标值"),
    "maximum": Bilingual("maximum", "挑战值"),
}
_YEAR = Bilingual("year", "年度")
_QUARTERS = Bilingual("quarters", "季度")
_MONTHS = Bilingual("months: day {}", "每月：{} 日")
_OPEN = Bilingual("Due when the period is over.", "期末填写。")


def paper_text(paper: Paper, language: Language, plan: IncentivePlan | None = None) -> str:
    """The paper in Markdown; a task shows the figures of its measure where `plan` has it."""
    blocks = [f"# {paper.title}", *_blocks(paper, paper.outline.parts, language, plan, "", 2), paper.author]
    return "\n\n".join(blocks) + "\n"


def blank_text(parts: tuple[Part, ...], language: Language, level: int = 2) -> str:
    """The outline's parts with the questions they answer."""
    blocks = []
    for part in parts:
        inner = f"\n\n{blank_text(part.parts, language, level + 1)}" if part.parts else ""
        blocks.append(f"{'#' * level} {part.title.within(language)}\n\n{part.guide.within(language)}{inner}")
    return "\n\n".join(blocks)


def _blocks(
    paper: Paper,
    parts: tuple[Part, ...],
    language: Language,
    plan: IncentivePlan | None,
    path: str,
    level: int,
) -> Iterator[str]:
    for part in parts:
        heading, here = f"{'#' * level} {part.title.within(language)}", f"{path}{part.name}"
        if part.kind is PartKind.GROUP:
            yield heading
            yield from _blocks(paper, part.parts, language, plan, f"{here}.", level + 1)
        else:
            value = paper.filled.get(here, _OPEN.within(language))
            yield f"{heading}\n\n{_shown(value, language, plan)}"


def _shown(value: Filled, language: Language, plan: IncentivePlan | None) -> str:
    if isinstance(value, Dates):
        quarters = ", ".join(day.isoformat() for day in value.quarters)
        return (
            f"- {_YEAR.within(language)}: {value.year}\n- {_QUARTERS.within(language)}: {quarters}\n"
            f"- {_MONTHS.within(language).format(value.month_day)}"
        )
    if isinstance(value, Task):
        figures = _figures(value.measure, language, plan)
        return f"{value.text.strip()}\n\n{figures}" if figures else value.text.strip()
    return value.strip()


def _figures(name: str, language: Language, plan: IncentivePlan | None) -> str:
    measure = next((m for m in plan.measures if m.name == name), None) if plan else None
    if measure is None:
        return f"- {name}"
    shown = []
    for field in MEASURE_FIELDS:
        value = getattr(measure, field)
        amount = str(value) if isinstance(value, Money) else f"{value:f}"
        shown.append(f"{_FIGURES[field].within(language)} {amount}")
    return f"- {measure.title}: " + ", ".join(shown)
