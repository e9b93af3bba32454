"""Bilingual: a text in English and Chinese."""

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """The languages of the sheets that ship."""

    EN = "en"
    ZH = "zh"


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One text in both languages."""

    en: str
    zh: str

    def within(self, language: Language) -> str:
        """The text in one language."""
        return self.zh if language is Language.ZH else self.en

    def __str__(self) -> str:
        return self.en
