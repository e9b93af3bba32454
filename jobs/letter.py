"""A letter to the people of a grade: their band before and after, and how it came about, from a template."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from string import Template

from indicators.errors import BadInput, UnknownName
from jobs import decide
from jobs.decide import ProposalReport
from jobs.exports.files import written
from jobs.format import amount, percent
from jobs.workspace import Workspace
from plans.adjust import Adjustment
from plans.explain import Language, sentences
from plans.plan import BAND_FIELDS, PayBand

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")
_WORDS: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {
        "handling": "Confidential: pay data",
        "proposed": "**DRAFT: proposed, not decided. Do not send.**",
        "rejected": "**REJECTED: not to be paid. Do not send.**",
        "accepted": "",
        "decision": "Accepted by {by} on {on}.",
        "everyone": "everyone in grade {grade}",
        "unmoved": "No clause moves this band: its figures stay as they are.",
    },
    Language.CHINESE: {
        "handling": "机密：薪酬数据",
        "proposed": "**草案：已提出，尚未决定。请勿发送。**",
        "rejected": "**已否决：不得支付。请勿发送。**",
        "accepted": "",
        "decision": "由 {by} 于 {on} 批准。",
        "everyone": "{grade} 薪等全体员工",
        "unmoved": "没有条款调整此薪带，金额保持不变。",
    },
}


@dataclass(frozen=True, slots=True)
class LetterReport:
    """A letter as Markdown that also reads as plain text; `path` is set where it was written to a file."""

    text: str
    state: str
    path: Path | None = None


def letter(
    workspace: Workspace,
    number: int,
    *,
    grade: str,
    language: str = "en",
    name: str = "",
    template: Path | None = None,
    path: Path | None = None,
    overwrite: bool = False,
) -> LetterReport:
    """The letter of a proposal for one grade; written to `path` (0600, in the audit trail) if one is given.

    `template` is a text with `$grade`, `$minimum_after` and so on, instead of ours. UnknownName for a grade
    or a language that does not exist; BadInput where the template cannot be read or names something else.
    """
    proposal = decide.show(workspace, number)
    if language not in list(Language):
        raise UnknownName.among("language", language, [str(one) for one in Language])
    spoken = Language(language)
    adjustment = decide.adjustment(proposal)
    fields = _fields(proposal, adjustment, _band(adjustment, grade), spoken, name)
    text = _filled(_template(template, spoken), fields, str(template or f"{spoken}.md"))
    if path is not None:
        _write(workspace, number, path, text.encode("utf-8"), overwrite=overwrite)
    return LetterReport(text, proposal.state, path)


def _write(workspace: Workspace, number: int, path: Path, content: bytes, *, overwrite: bool) -> None:
    import hashlib

    from storage import plans as stored

    with written({path: content}, overwrite=overwrite), workspace.session() as session:
        stored.record_export(
            number,
            path=str(path.absolute()),
            format="letter",
            sha256=hashlib.sha256(content).hexdigest(),
            exported_at=workspace.now,
            exported_by=workspace.user,
            session=session,
        )


def _band(adjustment: Adjustment, grade: str) -> PayBand:
    bands = {band.grade: band for band in adjustment.plan.bands}
    if grade not in bands:
        raise UnknownName.among("grade", grade, bands, hint=f"the plan has {', '.join(bands)}")
    return bands[grade]


def _template(path: Path | None, language: Language) -> str:
    if path is None:
        return files("jobs.letters").joinpath(f"{language}.md").read_text(encoding="utf-8")
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise BadInput(f"cannot read the template: {why}", where=str(path)) from None


def _filled(template: str, fields: Mapping[str, str], shown: str) -> str:
    try:
        return Template(template).substitute(fields).strip() + "\n"
    except KeyError as unknown:
        raise UnknownName.among("field", str(unknown.args[0]), fields, where=shown) from None
    except ValueError as error:
        hint = "write $$ where a dollar sign is meant"
        raise BadInput(f"the template cannot be filled in: {error}", where=shown, hint=hint) from None


def _fields(
    proposal: ProposalReport, adjustment: Adjustment, band: PayBand, language: Language, name: str
) -> dict[str, str]:
    words = _WORDS[language]
    decision = words["decision"].format(by=proposal.decided_by, on=proposal.decided_at[:10])
    found = {
        "mark": words[proposal.state],
        "handling": words["handling"],
        "grade": band.grade,
        "title": band.title or band.grade,
        "name": name or words["everyone"].format(grade=band.grade),
        "currency": adjustment.plan.currency,
        "effective_on": str(adjustment.effective_on),
        "plan_title": adjustment.plan.title,
        "proposal": str(proposal.id),
        "proposed_by": proposal.proposed_by,
        "decision": decision if proposal.state == "accepted" else "",
    }
    plain = {key: text if key in ("mark", "handling") else _text(text) for key, text in found.items()}
    return {**plain, **_amounts(adjustment, band), **_grounds(adjustment, band, language)}


def _amounts(adjustment: Adjustment, band: PayBand) -> dict[str, str]:
    lines = {line.field: line for line in adjustment.lines if line.path.startswith(f"band/{band.grade}/")}
    found: dict[str, str] = {}
    for field in BAND_FIELDS:
        line = lines[field]
        found[f"{field}_before"] = amount(line.before.amount)
        found[f"{field}_after"] = amount(line.after.amount)
        found[f"{field}_percent"] = percent(line.percent, 2)
    return found


def _grounds(adjustment: Adjustment, band: PayBand, language: Language) -> dict[str, str]:
    if band.clause is None:
        return {"steps": _WORDS[language]["unmoved"], "figures": "–"}
    uprating = adjustment.upratings[band.clause]
    used = [f"{i.indicator} {i.period}: {i.value:f} ({i.published_on}, {i.url})" for i in uprating.inputs]
    return {"steps": _items(sentences(uprating, None, language)), "figures": _items(used)}


def _items(texts: tuple[str, ...] | list[str]) -> str:
    return "\n".join(f"- {_text(text)}" for text in texts) or "–"


def _text(words: str) -> str:
    """Words as Markdown shows them, on one line: nothing in them is taken for markup."""
    return _SPECIAL.sub(r"\\\1", " ".join(words.split()))
