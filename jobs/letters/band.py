"""What a letter says of a band: its figures before and after, how they came about, and where that stands."""

from collections.abc import Mapping

from indicators.errors import UnknownName
from jobs.decide import ProposalReport
from jobs.format import amount, percent
from jobs.letters.filling import as_text, items
from plans.adjust import Adjustment
from plans.explain import Language, sentences
from plans.pay_terms import band_key
from plans.plan import BAND_FIELDS, PayBand, figure_clauses
from plans.steps import Input
from plans.uprate import distinct

WORDS: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {
        "handling": "Confidential: pay data",
        "proposed": "**DRAFT: proposed, not decided. Do not send.**",
        "rejected": "**REJECTED: not to be paid. Do not send.**",
        "accepted": "",
        "decision": "Accepted by {by} on {on}.",
        "everyone": "everyone in grade {grade}",
        "minimum": "Minimum",
        "midpoint": "Midpoint",
        "maximum": "Maximum",
        "and": ", ",
        "unmoved": "No clause moves this band: its figures stay as they are.",
        "still": "No clause moves this: it stays as it is.",
    },
    Language.CHINESE: {
        "handling": "机密：薪酬数据",
        "proposed": "**草案：已提出，尚未决定。请勿发送。**",
        "rejected": "**已否决：不得支付。请勿发送。**",
        "accepted": "",
        "decision": "由 {by} 于 {on} 批准。",
        "everyone": "{grade} 薪等全体员工",
        "minimum": "最小值",
        "midpoint": "中位值",
        "maximum": "最大值",
        "and": "、",
        "unmoved": "没有条款调整此薪带，金额保持不变。",
        "still": "没有条款调整此项，金额保持不变。",
    },
}


def spoken(language: str) -> Language:
    """The language of that name; UnknownName where letters do not speak it."""
    if language not in list(Language):
        raise UnknownName.among("language", language, [str(one) for one in Language])
    return Language(language)


def proposal_fields(proposal: ProposalReport, adjustment: Adjustment, language: Language) -> dict[str, str]:
    """The fields of every letter of a proposal, ready to stand in Markdown."""
    words = WORDS[language]
    decision = words["decision"].format(by=proposal.decided_by, on=proposal.decided_at[:10])
    told = {
        "currency": adjustment.plan.currency,
        "effective_on": str(adjustment.effective_on),
        "plan_title": adjustment.plan.title,
        "proposal": str(proposal.id),
        "proposed_by": proposal.proposed_by,
        "decision": decision if proposal.state == "accepted" else "",
    }
    marked = {"mark": words[proposal.state], "handling": words["handling"]}
    return marked | {key: as_text(text) for key, text in told.items()}


def band_fields(
    adjustment: Adjustment, band: PayBand, language: Language, *, place: str = ""
) -> dict[str, str]:
    """The fields of a band, at one of the plan's places or not, and the grounds of its adjustment."""
    named = {"grade": band.grade, "title": band.title or band.grade}
    texts = {key: as_text(text) for key, text in named.items()}
    return {**texts, **_amounts(adjustment, band, place), **_grounds(adjustment, band, language)}


def _amounts(adjustment: Adjustment, band: PayBand, place: str) -> dict[str, str]:
    start = f"{'place' if place else 'band'}/{band_key(band.grade, place)}/"
    lines = {line.field: line for line in adjustment.lines if line.path.startswith(start)}
    found: dict[str, str] = {}
    for field in BAND_FIELDS:
        line = lines[field]
        found[f"{field}_before"] = amount(line.before.amount)
        found[f"{field}_after"] = amount(line.after.amount)
        found[f"{field}_percent"] = percent(line.percent, 2)
    return found


def _grounds(adjustment: Adjustment, band: PayBand, language: Language) -> dict[str, str]:
    words, fields = WORDS[language], dict[str | None, list[str]]()
    for field, clause in figure_clauses(band).items():
        fields.setdefault(clause, []).append(words[field])
    parts, inputs = [], list[Input]()
    for clause, names in fields.items():
        head = f"**{words['and'].join(names)}**\n\n" if len(fields) > 1 else ""
        if clause is None:
            parts.append(f"{head}{words['unmoved' if not head else 'still']}")
            continue
        uprating = adjustment.upratings[clause]
        parts.append(head + items(sentences(uprating, None, language)))
        inputs += uprating.inputs
    used = [f"{i.indicator} {i.period}: {i.value:f} ({i.published_on}, {i.url})" for i in distinct(inputs)]
    return {"steps": "\n\n".join(parts), "figures": items(used) if used else "–"}
