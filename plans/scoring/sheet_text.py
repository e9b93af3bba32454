"""A scorecard as a page of text to fill in, in either language."""

from collections.abc import Iterator

from plans.scoring.bilingual import Bilingual, Language
from plans.scoring.scorecard import Item, ItemKind, Scorecard
from plans.scoring.texts import plain

_OF = Bilingual("{} of {}", "{}，共 {} 分")
_FIRST = Bilingual("first score", "初核得分")
_REVIEW = Bilingual("review score", "复核得分")
_START = Bilingual("starts at {}, at least {}, at most {}", "起始 {} 分，最低 {} 分，最高 {} 分")
_COMPUTED = Bilingual("{} x the payout in percent ({})", "{} × 兑现率（{}）")
_DEFAULT = Bilingual("default", "默认值")
_COEFFICIENTS = Bilingual("Coefficients", "系数")


def sheet_page(card: Scorecard, language: Language) -> str:
    """The card in Markdown: each item with its anchors or events and room for both scores.

    What is realterms' own suggestion says so.
    """
    blocks = [f"# {card.title.within(language)}"]
    if card.note is not None:
        blocks.append(card.note.within(language))
    for section in card.sections:
        mark = f" ({_DEFAULT.within(language)})" if section.default else ""
        title = _OF.within(language).format(section.title.within(language), plain(section.maximum))
        blocks.append(f"## {title}{mark}")
        blocks += ["\n".join(_item(item, language)) for item in section.items]
    if card.coefficients is not None:
        steps = ", ".join(f">= {plain(start)}: {plain(value)}" for start, value in card.coefficients.steps)
        blocks.append(f"{_COEFFICIENTS.within(language)} ({_DEFAULT.within(language)}): {steps}")
    return "\n\n".join(blocks) + "\n"


def _item(item: Item, language: Language) -> Iterator[str]:
    mark = f" ({_DEFAULT.within(language)})" if item.default else ""
    yield f"### {_OF.within(language).format(item.title.within(language), plain(item.maximum))}{mark}"
    yield ""
    if item.kind is ItemKind.COMPUTED:
        yield f"- {_COMPUTED.within(language).format(plain(item.factor), item.source)}"
        return
    for anchor in item.anchors:
        span = plain(anchor.low) if anchor.low == anchor.high else f"{plain(anchor.low)}-{plain(anchor.high)}"
        yield f"- {span}: {anchor.text.within(language)}"
    if item.kind is ItemKind.COUNTED:
        yield f"- {_START.within(language).format(*map(plain, (item.start, item.floor, item.maximum)))}"
        for event in item.events:
            yield f"- {event.title.within(language)}: {'+' if event.points > 0 else ''}{plain(event.points)}"
    yield f"- {_FIRST.within(language)}: ____  {_REVIEW.within(language)}: ____"
