"""WorkPlan: what is to be done, how, by whom and when, with what may go wrong and who agreed.

The title is made of unit, period, subject and kind; a plan of one person has no name in its title, but at
its end, above the date. A draft says so after the title; a plan without a label is final, and final needs a
review meeting and the leader's signature.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from indicators.errors import Problem
from plans.fields import Field, Place, boolean, choice, day, read_table, text
from plans.papers.reading import parsed, rows
from plans.scoring.bilingual import Bilingual, Language


class Label(StrEnum):
    """How far a plan is."""

    DRAFT = "draft"
    FIRST_DRAFT = "first-draft"
    DISCUSSION_DRAFT = "discussion-draft"


LABELS: Mapping[Label, Bilingual] = MappingProxyType(
    {
        Label.DRAFT: Bilingual("draft", "草案"),
        Label.FIRST_DRAFT: Bilingual("first draft", "初稿"),
        Label.DISCUSSION_DRAFT: Bilingual("discussion draft", "讨论稿"),
    }
)
PRINCIPLES: Mapping[str, Bilingual] = MappingProxyType(
    {
        "serves-goals-above": Bilingual("It serves a goal that was decided above.", "承接了上级已定的目标。"),
        "can-be-done": Bilingual(
            "It can be done with the people and money at hand.", "以现有人手和经费做得到。"
        ),
        "others-were-asked": Bilingual("Those who carry it out were asked.", "征求过执行者的意见。"),
        "first-things-first": Bilingual("What matters most stands first.", "要紧的事排在前面。"),
        "prepared": Bilingual("What may go wrong is provided for.", "可能出的问题备有对策。"),
    }
)
_ANY = text()
_HEAD_KEYS = (
    Field("unit", _ANY, "whose plan it is; left out for one person's plan"),
    Field("period", _ANY, "the span of time, as in 2027 or second quarter of 2027", required=True),
    Field("subject", _ANY, "what it is about", required=True),
    Field("kind", _ANY, "what it is called, as in work plan", required=True),
    Field("label", choice(Label), "how far it is; left out when final"),
    Field("author", _ANY, "who wrote it", required=True),
    Field("written_on", day(), "when", required=True),
    Field("situation", _ANY, "where things stand: what the plan rests on", required=True),
    Field("personal", boolean(), "true for one person's plan"),
)
_LINE_KEYS = (
    Field("what", _ANY, "the task", required=True),
    Field("how", _ANY, "the way", required=True),
    Field("who", _ANY, "the person in charge", required=True),
    Field("by", day(), "when it is done", required=True),
)
_RISK_KEYS = (
    Field("risk", _ANY, "what may go wrong", required=True),
    Field("contingency", _ANY, "what is done then", required=True),
)
_REVIEW_KEYS = (
    Field("meeting", day(), "when the plan was discussed", required=True),
    Field("leader", _ANY, "who signs", required=True),
    Field("signed_on", day(), "when it was signed", required=True),
)
_PARTS = ("lines", "risks", "principles", "review")


@dataclass(frozen=True, slots=True)
class Line:
    """One task: what, how, who, and by when."""

    what: str
    how: str
    who: str
    by: date


@dataclass(frozen=True, slots=True)
class Risk:
    """What may go wrong, and what is done then."""

    risk: str
    contingency: str


@dataclass(frozen=True, slots=True)
class Review:
    """The meeting that discussed the plan, and the signature under it."""

    meeting: date
    leader: str
    signed_on: date


@dataclass(frozen=True)
class WorkPlan:
    """A whole work plan; `principles` says of each of PRINCIPLES whether it is kept."""

    period: str
    subject: str
    kind: str
    author: str
    written_on: date
    situation: str
    lines: tuple[Line, ...]
    risks: tuple[Risk, ...]
    principles: Mapping[str, bool]
    unit: str = ""
    label: Label | None = None
    personal: bool = False
    review: Review | None = None

    def title(self, language: Language) -> str:
        """Unit, period, subject and kind; the label in brackets after it."""
        parts = [p for p in (self.unit, self.period, self.subject, self.kind) if p]
        chinese = language is Language.ZH
        named = "".join(parts) if chinese else ", ".join(parts)
        if self.label is None:
            return named
        label = LABELS[self.label].within(language)
        return f"{named}（{label}）" if chinese else f"{named} ({label})"


def parse_work_plan(content: str, *, file: str) -> tuple[WorkPlan | None, tuple[Problem, ...]]:
    """The work plan of a TOML text, or None with every problem in it."""
    return parsed(content, file, _read)


def _read(values: dict[str, Any], place: Place) -> WorkPlan | None:
    parts = {key: values.pop(key) for key in _PARTS if key in values}
    head = read_table(values, (*_HEAD_KEYS, *(Field(name, _ANY, "") for name in _PARTS)), place)
    if bool(head.get("unit")) == bool(head.get("personal")):
        place.at("unit").refuse("whose plan is it?", expected="unit, or personal = true")
    lines = rows(parts, "lines", place, _LINE_KEYS, least=1)
    risks = rows(parts, "risks", place, _RISK_KEYS, least=1)
    principles = _principles(parts.get("principles", {}), place.at("principles"))
    review = _review(parts.get("review"), head.get("label"), place.at("review"))
    if place.problems:
        return None
    return WorkPlan(
        **head,
        lines=tuple(Line(**row) for row in lines),
        risks=tuple(Risk(**row) for row in risks),
        principles=principles,
        review=review,
    )


def _principles(values: Any, place: Place) -> dict[str, bool]:
    keys = [Field(name, boolean(), title.en, required=True) for name, title in PRINCIPLES.items()]
    if not isinstance(values, dict):
        place.refuse("not a check list", expected="[principles] with true or false for each", got=values)
        return {}
    return read_table(values, keys, place)


def _review(values: Any, label: Label | None, place: Place) -> Review | None:
    if values is None:
        if label is None:
            place.refuse(
                "missing", expected="a final plan was discussed and signed; or a label such as draft"
            )
        return None
    if not isinstance(values, dict):
        place.refuse("not a table", expected="meeting, leader, signed_on", got=values)
        return None
    found = read_table(values, _REVIEW_KEYS, place)
    return Review(**found) if len(found) == len(_REVIEW_KEYS) else None
