"""How values read on screen: numbers, months, ages, money; plain words, safe to print."""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from rich.cells import cell_len

from tui import language
from tui.language import N_, NP_, _, ngettext, told

if TYPE_CHECKING:
    from indicators.errors import Problem, RealtermsError
    from indicators.series import Indicator, Period
    from jobs.progress import Progress
    from plans.money import Money
    from plans.steps import Input

NONE = "–"
SNAPSHOT = "snapshot"  # the origin of figures that came with realterms
_KINDS = {
    "ppi": N_("producer prices (PPI)"),
    "cpi": N_("consumer prices (CPI)"),
    "rpi": N_("retail prices (RPI)"),
}
_COUNTRIES = {
    "US": N_("United States"),
    "GB": N_("United Kingdom"),
    "CN": N_("China"),
    "EA": N_("Euro area"),
}
_OF_MEASURES = {  # beyond a band's greatest pay there is another word for it
    "maximum": NP_("measure", "maximum"),
    "Maximum": NP_("measure", "Maximum"),
}
# Words of other rooms that come to the screen as they are.
_FROM_ELSEWHERE = (
    N_("published by the office"),
    N_("computed from the index"),
    *(N_("preparation"), N_("communication"), N_("formation"), N_("active"), N_("closed")),
    *(N_("percent"), N_("count"), N_("score")),
    *(N_("minimum"), N_("midpoint"), N_("maximum"), N_("threshold"), N_("target"), N_("amount")),
    *(N_("Minimum"), N_("Midpoint"), N_("Maximum"), N_("Threshold"), N_("Target"), N_("Amount")),
    *(N_("final"), N_("provisional"), N_("corrected"), N_("missing")),
    *(N_("linear"), N_("step"), N_("marginal")),
    *(N_("user"), N_("scheduled"), N_("days"), N_("months")),
)


def plain(text: str) -> str:
    """`text` on one line, without characters that would drive the terminal."""
    if text.isprintable():
        return text
    return "".join(
        " " if c in "\r\n\t" else c for c in text if c in "\r\n\t" or unicodedata.category(c) != "Cc"
    )


def explain(error: "RealtermsError") -> str:
    """What went wrong with its details, one a line: the labels are in the language on screen."""
    from indicators.errors import InvalidFile

    if isinstance(error, InvalidFile):
        return "\n".join([told(error.message), *(f"  {problem(p)}" for p in error.problems)])
    details = (
        (_("where:"), told(error.where)),
        (_("expected:"), told(error.expected)),
        (_("got:"), "" if error.got is None else repr(error.got)),
        (_("next:"), told(error.hint)),
    )
    return told(error.message) + "".join(detail(label, text) for label, text in details if text)


def reported(message: str) -> str:
    """What a fetch says of a series, its parts each by itself."""
    return "; ".join(told(part) for part in message.split("; "))


def problem(found: "Problem") -> str:
    """A problem of a file on one line: where it is, what is wrong, what was expected, what stands there."""
    if language.spoken() == language.ENGLISH:
        return str(found)
    said = [problem_of_cell(found)]
    said += [_labelled(_("got:"), found.got)] if found.got else []
    where = f"{found.file}:{found.line}" if found.line else found.file
    return ": ".join(filter(None, (where, told(found.key), _("; ").join(said))))


def problem_of_cell(found: "Problem") -> str:
    """What is wrong and what was expected, where the place and what stands there are seen."""
    said = [told(found.message)]
    said += [_labelled(_("expected:"), told(found.expected))] if found.expected else []
    return _("; ").join(said)


def _labelled(label: str, text: str) -> str:
    """A full-width colon has its room in itself."""
    return label + text if label.endswith("：") else f"{label} {text}"


def detail(label: str, text: str) -> str:
    """A line of details below what was said: `  next:     e exports it`."""
    return f"\n  {label}{' ' * max(10 - cell_len(label), 1)}{text}"


def next_step(text: str) -> str:
    """The line that says what to do next, below what was done."""
    return detail(_("next:"), text)


def group(country: str, kind: str) -> str:
    """`United Kingdom · consumer prices (CPI)`."""
    return f"{_(_COUNTRIES.get(country, country))} · {_(_KINDS.get(kind, kind.upper()))}"


def described(indicator: "Indicator") -> "Indicator":
    """The indicator with title, caution, base and publisher as the reader's language has them."""
    if language.spoken() == language.ENGLISH:
        return indicator
    from indicators.chinese import in_chinese

    return in_chinese(indicator)


def remark(text: str) -> str:
    """What else is said of a series (why no figures come), in the reader's language."""
    if language.spoken() == language.ENGLISH:
        return text
    from indicators.chinese import sentence

    return sentence(text)


def where(progress: "Progress") -> str:
    """Where a job is, in the reader's language: what it is at, else its stage; a series by its title."""
    text = progress.message or progress.stage
    if language.spoken() == language.ENGLISH:
        return text
    from indicators.chinese import title

    return title(text) or told(text)


def found_by(indicator: "Indicator", sought: Sequence[str]) -> bool:
    """Whether every word stands in its name, key, group, or in its title in English or as it is shown."""
    titles = {indicator.title, described(indicator).title}
    place = group(indicator.country, indicator.kind)
    text = " ".join((indicator.name, indicator.key, indicator.country, place, *titles)).casefold()
    return all(word in text for word in sought)


def figure_name(section: str, field: str) -> str:
    """The name of a figure of bands, measures or components: `midpoint`, `Midpoint`."""
    names = _OF_MEASURES if section == "measures" else {}
    return _(names.get(field, field))


def percent(value: Decimal | None, digits: int = 1) -> str:
    """`+2.9`, rounded for the eye; a dash where there is none."""
    if value is None:
        return NONE
    from jobs import format

    return format.percent(value, digits).replace("-", "−")


def moved(value: Decimal | None, digits: int = 1) -> str:
    """`▲ +2.9`: a change by glyph and sign, so that it reads without colour."""
    if value is None:
        return NONE
    shown = value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return f"{glyph(shown)} {percent(value, digits)}"


def tone(value: Decimal | int | None) -> str:
    """The tone that goes with a change."""
    return "" if value is None or not value else "up" if value > 0 else "down"


def figure(value: Decimal | None) -> str:
    """A figure with the digits it was published with."""
    return NONE if value is None else _local(f"{value:,f}").replace("-", "−")


def money(amount: "Money") -> str:
    """`48,500` or `48,500.50`: minor digits only where there are some; the currency stands in the heading."""
    from jobs import format

    text = format.amount(amount.amount)
    whole = "." in text and not text.partition(".")[2].strip("0")
    return _local(text[: text.index(".")] if whole else text)


def glyph(change: int | Decimal) -> str:
    """▲, ▼ or =: the direction of a change, readable without colour."""
    return "▲" if change > 0 else "▼" if change < 0 else "="


def month(year: int, number: int) -> str:
    """`Aug 2026`, `2026年8月`."""
    return _month(language.spoken(), year, number)


@cache
def _month(_spoken: str, year: int, number: int) -> str:
    from babel.dates import format_skeleton

    return format_skeleton("yMMM", date(year, number, 1), locale=language.locale())


DAY, WIDER_DAY = 11, 14  # cells that any day takes: `24 Nov 2026`, `2026年11月24日`


def month_width() -> int:
    """The cells that any month takes, as `Aug 2026` or `2026年12月` does."""
    return 8 if language.spoken() == language.ENGLISH else 10


def month_name(number: int) -> str:
    """`Aug`, `8月`."""
    return _month_name(language.spoken(), number)


@cache
def _month_name(_spoken: str, number: int) -> str:
    from babel.dates import format_skeleton

    return format_skeleton("MMM", date(2000, number, 1), locale=language.locale())


def period(at: "Period") -> str:
    """`Aug 2026`, `Q3 2026` or `2026`; in Chinese `2026年8月`, `2026年3季度`, `2026年`."""
    letter = at.frequency.value
    if letter == "M":
        return month(at.year, at.number)
    if letter == "A":
        return _("{year}").format(year=at.year)
    forms = {"Q": _("Q{number} {year}"), "S": _("H{number} {year}")}
    return forms.get(letter, letter + "{number} {year}").format(number=at.number, year=at.year)


def day(on: date) -> str:
    """`3 Nov 2026`, `2026年11月3日`."""
    return _day(language.spoken(), on)


def day_of(moment: str) -> str:
    """The day of a moment as it is kept, `2026-11-03T12:00:00+00:00`."""
    return day(date.fromisoformat(moment[:10]))


@cache
def _day(spoken: str, on: date) -> str:
    from babel.dates import format_date, format_skeleton

    if spoken == language.ENGLISH:  # the day first, as Europe writes it, and no doubt which is the month
        return format_date(on, "d MMM y", locale=language.locale())
    return format_skeleton("yMMMd", on, locale=language.locale())


def age(days: int) -> str:
    """`today`, `12 days`, `5 weeks`, `8 months`, `3 years`."""
    count, unit = _age(days)
    forms = {
        "day": ngettext("{count} day", "{count} days", count),
        "week": ngettext("{count} week", "{count} weeks", count),
        "month": ngettext("{count} month", "{count} months", count),
        "year": ngettext("{count} year", "{count} years", count),
    }
    return forms[unit].format(count=count) if count else _("today")


def short_age(days: int) -> str:
    """`today`, `12 d`, `5 wk`, `8 mo`, `3 yr`."""
    count, unit = _age(days)
    forms = {
        "day": _("{count} d"),
        "week": _("{count} wk"),
        "month": _("{count} mo"),
        "year": _("{count} yr"),
    }
    return forms[unit].format(count=count) if count else _("today")


def written(file: Path) -> str:
    """Says where a file is now."""
    return _("written: {file}").format(file=plain(str(file)))


def bundled(inputs: "Iterable[Input]", on: date) -> str:
    """Says that figures came with realterms and how old the oldest are on a day; empty where none did."""
    days = [(on - used.published_on).days for used in inputs if used.origin == SNAPSHOT]
    return _("bundled figures, up to {age} old").format(age=age(max(days))) if days else ""


def _age(days: int) -> tuple[int, str]:
    if days >= 730:
        return days // 365, "year"
    if days >= 61:
        return days // 30, "month"
    return (days // 7, "week") if days >= 28 else (max(days, 0), "day")


def _local(text: str) -> str:
    """A number written in English, with the marks of the locale."""
    return text.translate(_marks(language.spoken()))


@cache
def _marks(_spoken: str) -> dict[int, str]:
    from babel.numbers import get_decimal_symbol, get_group_symbol

    return {ord(","): get_group_symbol(language.locale()), ord("."): get_decimal_symbol(language.locale())}
