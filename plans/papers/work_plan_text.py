"""A work plan as a page of text, in either language."""

from plans.papers.work_plan import PRINCIPLES, WorkPlan
from plans.scoring.bilingual import Bilingual, Language

_SITUATION = Bilingual("Situation", "现状")
_TASKS = Bilingual("Tasks", "任务")
_COLUMNS = tuple(
    Bilingual(en, zh)
    for en, zh in (("What", "做什么"), ("How", "怎么做"), ("Who", "谁来做"), ("By", "完成日期"))
)
_RISKS = Bilingual("If something goes wrong", "应急安排")
_CHECKS = Bilingual("Principles", "自查")
_MEETING = Bilingual("Discussed on", "讨论日期")
_SIGNED = Bilingual("Signed by", "签字")


def work_plan_text(plan: WorkPlan, language: Language) -> str:
    """The plan in Markdown: title, situation, tasks, risks, check list, signatures."""
    header = " | ".join(c.within(language) for c in _COLUMNS)
    tasks = [f"| {header} |", "|" + " --- |" * len(_COLUMNS)]
    tasks += [f"| {_cell(t.what)} | {_cell(t.how)} | {_cell(t.who)} | {t.by} |" for t in plan.lines]
    risks = [f"- {r.risk}: {r.contingency}" for r in plan.risks]
    checks = [f"- [{'x' if plan.principles[n] else ' '}] {t.within(language)}" for n, t in PRINCIPLES.items()]
    blocks = [
        f"# {plan.title(language)}",
        f"## {_SITUATION.within(language)}\n\n{plan.situation.strip()}",
        f"## {_TASKS.within(language)}\n\n" + "\n".join(tasks),
        f"## {_RISKS.within(language)}\n\n" + "\n".join(risks),
        f"## {_CHECKS.within(language)}\n\n" + "\n".join(checks),
        _end(plan, language),
    ]
    return "\n\n".join(blocks) + "\n"


def _end(plan: WorkPlan, language: Language) -> str:
    """Who agreed, then the author above the date."""
    lines = []
    if plan.review is not None:
        colon = "：" if language is Language.ZH else ": "
        lines.append(f"{_MEETING.within(language)}{colon}{plan.review.meeting}")
        lines.append(f"{_SIGNED.within(language)}{colon}{plan.review.leader}, {plan.review.signed_on}")
    return "  \n".join([*lines, plan.author, plan.written_on.isoformat()])


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
