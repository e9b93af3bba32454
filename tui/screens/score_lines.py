"""The lines of a score's arithmetic in the reader's language: they are known again by their patterns."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from tui import language
from tui.language import N_, _

if TYPE_CHECKING:
    from indicators.phrasebook import Phrasebook

PATTERNS = (
    N_("in real terms"),
    N_("{result} is below the threshold of {threshold}: pays 0 %"),
    N_("{result} is above the threshold of {threshold}: pays 0 %"),
    N_("counts as the maximum, {most}"),
    N_("pays {percent}"),
    N_("{curve}: {at} is before the curve begins at {start}: pays 0 %"),
    N_("{curve}: {at} lies between {low} (pays {less}) and {high} (pays {more}): pays {percent}"),
    N_("{curve}: {at} lies beyond {end}: pays {percent}"),
    N_("{line}, capped at {most}"),
    N_("{product}, at most {most} x {some} of {whole} days = {paid}"),
    N_("{product}, at most {most} x {some} of {whole} months = {paid}"),
    N_("{product}, at most {most} = {paid}"),
    N_("{product} x {some} of {whole} days = {paid}"),
    N_("{product} x {some} of {whole} months = {paid}"),
    N_("{title}: the period fails, pays 0"),
    N_("{title}: {count} x {each} = {sum} points"),
    N_("affirmative points are capped at {most}"),
    N_("{title}: {count} x {each} points less"),
    N_("the total: capped at {most}"),
    N_("{title}: capped at {most}"),
    N_("gate {title}: met"),
    N_("gate {title}: met ({reached} of {needed} needed)"),
    N_("gate {title}: not met, pays at most {most}"),
    N_("gate {title}: not met ({reached} of {needed} needed), pays at most {most}"),
    N_("score {score}: coefficient {coefficient}"),
    N_("{sum}, at most {most}"),
    N_("{sum}, but at most {limit}"),
    N_("{sum}, but at least {limit}"),
    N_("total {points} of 100"),
    N_("total {points} of {most} = {score} of 100"),
    N_("{title}: {marks} of {most}"),
    N_("{first}; reviewed {review}; counts {mark}"),
)


def said(line: str) -> str:
    """A line as the reader's language has it; titles and what no pattern knows stay as they are."""
    return line if language.spoken() == language.ENGLISH else _book(language.spoken()).say(line)


@cache
def _book(_spoken: str) -> Phrasebook:
    from indicators.phrasebook import Phrasebook

    return Phrasebook({text: _(text) for text in PATTERNS})
