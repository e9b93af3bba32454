"""Comments for an appraisal, by role and tone, in both languages."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from indicators.errors import Problem
from plans.fields import Field, Place, choice, read_table, text
from plans.papers.reading import parsed, rows
from plans.scoring.bilingual import Bilingual, Language
from plans.scoring.sheet_fields import BOTH


class Tone(StrEnum):
    """What a comment is to do."""

    PRAISE = "praise"
    ENCOURAGE = "encourage"
    CORRECT = "correct"


_TONES = {Tone.PRAISE: "表扬", Tone.ENCOURAGE: "鼓励", Tone.CORRECT: "改进"}


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment."""

    role: str
    tone: Tone
    text: Bilingual


@dataclass(frozen=True, slots=True)
class Role:
    """What a role is called in both languages."""

    name: str
    title: Bilingual


@dataclass(frozen=True)
class Comments:
    """A library of comments; `roles` are in the order of the file, `named` those that have a title."""

    name: str
    title: Bilingual
    comments: tuple[Comment, ...]
    named: tuple[Role, ...] = ()

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles there are comments for."""
        return tuple(dict.fromkeys(c.role for c in self.comments))

    def of(self, *, role: str | None = None, tone: Tone | None = None) -> tuple[Comment, ...]:
        """The comments for a role and of a tone; of all where none is named."""
        return tuple(
            c for c in self.comments if (role is None or c.role == role) and (tone is None or c.tone is tone)
        )


_HEAD_KEYS = (
    Field("name", text("a short name"), "the library's short name", required=True),
    Field("title", BOTH, "the title in both languages", required=True),
    Field("roles", text(), ""),
    Field("comments", text(), ""),
)
_ROLE_KEYS = (
    Field("name", text("a role"), "the role as the comments write it", required=True),
    Field("title", BOTH, "what it is called in both languages", required=True),
)
_COMMENT_KEYS = (
    Field("role", text("a role"), "for whom", required=True),
    Field("tone", choice(Tone), "what it is to do", required=True),
    Field("text", BOTH, "the comment in both languages", required=True),
)


def parse_comments(content: str, *, file: str) -> tuple[Comments | None, tuple[Problem, ...]]:
    """The comments of a TOML text, or None with every problem in it."""

    def read(values: dict[str, Any], place: Place) -> Comments | None:
        found = rows({"comments": values.pop("comments", [])}, "comments", place, _COMMENT_KEYS, least=1)
        titles = rows({"roles": values.pop("roles", [])}, "roles", place, _ROLE_KEYS)
        _refuse_strangers(titles, {row.get("role") for row in found}, place)
        head = read_table(values, _HEAD_KEYS, place)
        if place.problems:
            return None
        named = tuple(Role(**row) for row in titles)
        return Comments(**head, comments=tuple(Comment(**row) for row in found), named=named)

    return parsed(content, file, read)


def _refuse_strangers(titles: Iterable[dict[str, Any]], roles: set[Any], place: Place) -> None:
    for n, row in enumerate(titles, start=1):
        if "name" in row and row["name"] not in roles:
            expected = ", ".join(sorted(role for role in roles if role))
            place.at("roles").at(n).at("name").refuse(
                "no comment has this role", expected=expected, got=row["name"]
            )


def comments_text(library: Comments, found: Iterable[Comment], language: Language) -> str:
    """Comments as a list; in Chinese a role by its title, in English as it is asked for by its name."""
    if language is Language.EN:
        return "".join(f"- {c.role}, {c.tone}: {c.text.en}\n" for c in found)
    titles = {role.name: role.title.zh for role in library.named}
    return "".join(f"- {titles.get(c.role, c.role)}，{_TONES[c.tone]}：{c.text.zh}\n" for c in found)
