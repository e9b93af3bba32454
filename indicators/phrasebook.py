"""Phrasebook: finished English sentences said in another language, by the patterns they were made from."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, zip_longest

_FIELD = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")
_WORD = re.compile(r"[^\W\d_]{2,}")
_ENDS = re.compile(r"(?<=[.?!])\s+")


@dataclass(frozen=True, slots=True)
class _Pattern:
    """An English text with fields as an expression, its longest fixed piece, and what it becomes."""

    expression: re.Pattern[str]
    piece: str
    told: str


@dataclass(frozen=True)
class Phrasebook:
    """English texts, with `{fields}` where something was filled in, and what each becomes.

    A field's own words are looked up in turn. Between sentences of the other language stands no space.
    """

    texts: Mapping[str, str]

    def say(self, text: str) -> str:
        """The text in the other language; what no pattern knows stays as it is, sentence by sentence."""
        if text in self.texts:
            return self.texts[text]
        sentences = _ENDS.split(text)
        told = [self._sentence(sentence) for sentence in sentences]
        if None in told:  # a field may hold a full stop: then the whole is one sentence
            whole = self._pattern(text)
            if whole is not None:
                return whole
        if not any(told):
            return self._after_colon(text)
        return "".join(known or f"{left} " for known, left in zip(told, sentences, strict=True)).rstrip()

    def _after_colon(self, text: str) -> str:
        """A known text with something put behind it, as what a driver or a system adds."""
        head, colon, more = text.partition(": ")
        known = self._sentence(head) if colon else None
        return text if known is None else f"{known}: {self.say(more)}"

    def _sentence(self, text: str) -> str | None:
        return self.texts[text] if text in self.texts else self._pattern(text)

    def _pattern(self, text: str) -> str | None:
        for pattern in self._patterns:
            if pattern.piece in text and (match := pattern.expression.fullmatch(text)):
                return pattern.told.format_map({k: self.say(v) for k, v in match.groupdict().items()})
        return None

    @cached_property
    def _patterns(self) -> tuple[_Pattern, ...]:
        """The patterns, those with the most words of their own first: they leave the least to chance."""
        made = sorted(self._made(), key=lambda found: -found[0])
        return tuple(pattern for _length, pattern in made)

    def _made(self) -> Iterator[tuple[int, _Pattern]]:
        for text, told in self.texts.items():
            pieces = _FIELD.split(text)
            fixed = [_single(piece) for piece in pieces[::2]]
            if len(pieces) > 1 and any(_WORD.search(piece) for piece in fixed):
                fields = [f"(?P<{name}>.+?)" for name in pieces[1::2]]
                parts = zip_longest(map(re.escape, fixed), fields, fillvalue="")
                expression = re.compile("".join(chain.from_iterable(parts)), re.DOTALL)
                yield sum(map(len, fixed)), _Pattern(expression, max(fixed, key=len), told)


def _single(piece: str) -> str:
    """Braces stand doubled in a text with fields."""
    return piece.replace("{{", "{").replace("}}", "}")
