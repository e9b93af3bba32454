"""Facts and phrases: what a sentence is filled with, kept apart from the language it is said in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal

from indicators.series import Period
from plans.money import Rounding

_SHOWN = Context(prec=60, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A piece of a sentence that has words of its own: `form` names them, `facts` fill them."""

    form: str
    facts: Mapping[str, "Fact"]

    @classmethod
    def of(cls, form: str, **facts: "Fact") -> "Phrase":
        """The phrase of this form about these facts."""
        return cls(form, facts)


Fact = str | int | Decimal | Period | date | Rounding | Phrase


def show(value: Decimal, decimals: int = 12) -> str:
    """A number with at most so many decimals and no padding beyond what it was written with."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -decimals:
        value = value.quantize(Decimal(1).scaleb(-decimals), context=_SHOWN).normalize(_SHOWN)
    return f"{value:f}"


def plain(value: Decimal) -> str:
    """A number for a sentence: at most eight decimals, no closing zeros."""
    shown = show(value, 8)
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def filled(
    forms: Mapping[str, str], rounding: Mapping[str, str], form: str, facts: Mapping[str, Fact]
) -> str:
    """The sentence of this form in the language of `forms`; numbers show at most eight decimals, unpadded."""

    def said(fact: Fact) -> str:
        if isinstance(fact, Decimal):
            return plain(fact)
        if isinstance(fact, Rounding):
            return rounded_by(fact, rounding)
        return filled(forms, rounding, fact.form, fact.facts) if isinstance(fact, Phrase) else str(fact)

    return forms[form].format_map({name: said(fact) for name, fact in facts.items()})


def rounded_by(rule: Rounding, words: Mapping[str, str]) -> str:
    """A rounding rule in the words given for its parts."""
    cut = words["cut"].format(first=f"{rule.first:f}") if rule.first is not None else ""
    return cut + words[rule.mode.value].format(multiple=f"{rule.multiple:f}")
