"""Comments for an appraisal, by role and tone, in both languages."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from indicators.errors import Problem
from plans.fields import Field, Place, choice, read_table, text
from plans.papers.reading import parsed, rows
from plans.scoring.bilingual import Bilingual
from plans.scoring.sheet_fields import BOTH


class Tone(StrEnum):
    """What a comment is to do."""

    PRAISE = "praise"
    ENCOURAGE = "encourage"
    CORRECT = "correct"


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment."""

    role: str
    tone: Tone
    text: Bilingual


@dataclass(frozen=True)
class Comments:
    """A library of comments; `roles` are in the order of the file."""

    name: str
    title: Bilingual
    comments: tuple[Comment, ...]

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
    Field("comments", text(), ""),
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
        head = read_table(values, _HEAD_KEYS, place)
        return None if place.problems else Comments(**head, comments=tuple(Comment(**row) for row in found))

    return parsed(content, file, read)
