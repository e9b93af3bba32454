"""A clause in plain words, for readers who do not know its fields."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from tui import determination, words
from tui.language import N_, _, ngettext

if TYPE_CHECKING:
    from plans.clause import IndexationClause, Leg
    from plans.money import Rounding
    from plans.terms import Piece

_FALL = {
    "zero": N_("A fall of the index counts as no change."),
    "apply": N_("Amounts fall when the index falls."),
    "base-stays": N_("After a fall nothing is paid until the index has regained it."),
    "ratchet": N_("Amounts never fall: the highest change so far holds."),
}
_MISSING = {
    "block": N_("Where a month was not published, nothing is computed."),
    "carry-forward": N_("A month that was not published takes the figure before it."),
    "geometric-12m": N_(
        "A month that was not published goes on from the last, by a twelfth of a year's change."
    ),
    "same-month-swap": N_(
        "A month that was not published takes last year's, moved by the last yearly change."
    ),
    "geometric-between": N_("A month that was not published lies between its neighbours."),
    "successor": N_("A month that was not published is taken from the named successor."),
}
_VINTAGE = {
    "first-published": N_("Figures count as first published."),
    "final": N_("Only figures that are no longer open to revision count."),
    "as-known": N_("Figures count as known on the day of decision."),
    "latest": N_("The latest figures count; a later revision makes a true-up."),
}
_MEASURED = {
    "rate-12m": N_("the published 12-month rate of {index}"),
    "yoy-100": N_("the published 12-month change of {index} (same month of last year = 100)"),
    "mom-100": N_("the published monthly changes of {index}, compounded"),
    "ytd-100": N_("the published change since January of {index}"),
    "points": N_("the change of {index} in index points"),
}
_ALIGNED = {
    "month": "",
    "quarter": N_(", up to a whole quarter"),
    "year": N_(", up to a whole calendar year"),
}
_AMOUNT_BASE = {
    "last-unrounded": N_("The next change starts from the amount before rounding."),
    "fixed": N_("Every change starts from the original amount."),
}


def sentences(clause: IndexationClause) -> Iterator[str]:
    """The clause, sentence by sentence, in the order in which it is applied."""
    follows = clause.chain is not None or clause.per_points is not None
    yield (_("Follows {what}.") if follows else _("Moves by {what}.")).format(what=_moved(clause))
    yield from _transformed(clause)
    yield from _shared(clause)
    yield _(_FALL[clause.on_fall.value])
    yield from _limited(clause)
    yield from _rounded(clause)
    if clause.base_amount.value in _AMOUNT_BASE:
        yield _(_AMOUNT_BASE[clause.base_amount.value])
    for override in clause.overrides:
        told = _("For {day} a decision replaces the outcome ({reason}).")
        yield told.format(day=words.day(override.on), reason=words.plain(override.reason))
    if clause.proration.value != "none":
        yield _("A part of a period counts by {unit}.").format(unit=_(clause.proration.value))
    yield from dict.fromkeys(_(_MISSING[leaf.missing.value]) for leaf in clause.leaves if leaf.index)
    yield _(_VINTAGE[clause.vintage.value])


def _moved(leg: Leg) -> str:
    """What one leg, or the blend of several, measures."""
    if not leg.legs:
        if leg.constant is None:
            return _read(leg)
        return _("a fixed {percent} %").format(percent=_number(leg.constant)) + _dated(leg)
    parts = [_moved(part) for part in leg.legs]
    if all(part.since or part.until for part in leg.legs):
        return _and(parts)
    if leg.blend.value == "weighted":
        total = sum(part.weight for part in leg.legs) or Decimal(1)
        weights = (_number(round(part.weight / total * 100, 1)) for part in leg.legs)
        return _and([_share_of(w, p) for w, p in zip(weights, parts, strict=True)])
    of = {
        "max": _("the greatest of {parts}"),
        "min": _("the smallest of {parts}"),
        "sum": _("the sum of {parts}"),
    }
    return of[leg.blend.value].format(parts=_and(parts)) + _dated(leg)


def _share_of(percent: str, what: str) -> str:
    return _("{percent} % of {what}").format(percent=percent, what=what)


def _read(leg: Leg) -> str:
    """What is read off one index, from which months."""
    told = _measured(leg)
    if leg.share != 1:
        told = _share_of(_number(leg.share * 100), told)
    after = "".join(
        _(", from then on {index} after {period}").format(
            index=words.plain(x.index), period=words.period(x.at)
        )
        for x in leg.links
    )
    return f"{told}{after}{_dated(leg)}"


def _measured(leg: Leg) -> str:
    index, when = words.plain(leg.index or ""), _when(leg)
    if leg.measure.value in _MEASURED:
        what = _(_MEASURED[leg.measure.value]).format(index=index)
        return _("{what}, {when}").format(what=what, when=when)
    if leg.window > 1:
        index = _("the mean of {count} months of {index}").format(count=leg.window, index=index)
    daily = _(", day by day") if leg.interpolation.value == "daily" else ""
    told = _("the change of {index}{aligned} {base}, read {when}{daily}")
    return told.format(
        index=index, aligned=_(_ALIGNED[leg.align.value]), base=_base(leg), when=when, daily=daily
    )


def _when(leg: Leg) -> str:
    """The month that is read."""
    before = ngettext(
        "{count} month before it takes effect", "{count} months before it takes effect", leg.lag
    )
    when = before.format(count=leg.lag) if leg.lag else _("when it takes effect")
    if leg.latest_available:
        when = _("the latest published, at the latest {when}").format(when=when)
    if leg.month is not None or leg.quarter is not None:
        quarter = _("quarter {number}").format(number=leg.quarter)
        named = words.month_name(leg.month) if leg.month else quarter
        when = _("for the last {named} up to {when}").format(named=named, when=when)
    return when


def _base(leg: Leg) -> str:
    fixed = words.period(leg.base_period) if leg.base_period else leg.base_date or leg.base_value
    return {
        "earlier": _("over {count} months").format(count=leg.base_months),
        "last-used": _("since the month used last"),
        "last-paid": _("since the last month that paid"),
        "fixed": _("since {when}").format(when=fixed),
    }[leg.base.value]


def _dated(leg: Leg) -> str:
    since = _("from {day}").format(day=words.day(leg.since)) if leg.since else ""
    until = _("until {day}").format(day=words.day(leg.until)) if leg.until else ""
    return f" ({' '.join(filter(None, (since, until)))})" if since or until else ""


def _transformed(clause: IndexationClause) -> Iterator[str]:
    if clause.pieces:
        told = _("The change goes through a table: {pieces}.")
        yield told.format(pieces="; ".join(_piece(p) for p in clause.pieces))
    if clause.per_points is not None:
        p = clause.per_points
        beyond = _(", beyond {percent} % of the base").format(percent=_number(p.above)) if p.above else ""
        told = _("{amount} is added for every {points} index points{beyond}.")
        yield told.format(amount=_number(p.amount), points=_number(p.points), beyond=beyond)
    if clause.chain is not None:
        c = clause.chain
        told = _(
            "Amounts move by {step} % whenever the index reaches a threshold: the first is {threshold}, "
            "each next one is {factor} times the one before."
        )
        yield told.format(step=_number(c.step), threshold=_number(c.threshold), factor=_number(c.factor))


def _piece(piece: Piece) -> str:
    if not piece.share:
        result = f"{_number(piece.add)} %"
    else:
        share = "" if piece.share == 1 else _("{percent} % of it").format(percent=_number(piece.share * 100))
        more = _("{points} points more") if piece.add > 0 else _("{points} points less")
        add = more.format(points=_number(abs(piece.add))) if piece.add else ""
        result = _(" and ").join(filter(None, (share, add))) or _("as it is")
    if piece.up_to is None:
        return _("above {result}").format(result=result)
    return _("up to {limit} % {result}").format(limit=_number(piece.up_to), result=result)


def _shared(clause: IndexationClause) -> Iterator[str]:
    if clause.pass_through != 1:
        told = _("{percent} % of the change is passed on.")
        yield told.format(percent=_number(clause.pass_through * 100))
    if clause.margin:
        told = (
            _("{points} percentage points are added, after floor and cap.")
            if clause.margin_after_cap
            else _("{points} percentage points are added.")
        )
        yield told.format(points=_number(clause.margin))
    if clause.corridor is not None:
        yield _("Nothing moves until the change reaches {percent} %.").format(
            percent=_number(clause.corridor)
        )


def _limited(clause: IndexationClause) -> Iterator[str]:
    limits = ((_("at least {percent} %"), clause.floor), (_("at most {percent} %"), clause.cap))
    held = [told.format(percent=_number(limit)) for told, limit in limits if limit is not None]
    if held:
        yield _("The change is {limits}, {over}.").format(limits=_and(held), over=_over(clause))
    if clause.bank is not None:
        kept = _("What is cut off by the cap is kept for later years.")
        given = _("What is given by the floor is kept for later years.")
        yield kept if clause.bank.of.value == "excess" else given
    for bracket in clause.brackets:
        up_to = _("The part of an amount up to {limit} receives {percent} % of the change.")
        above = _("The part of an amount above that receives {percent} % of the change.")
        told = up_to if bracket.up_to is not None else above
        yield told.format(limit=_number(bracket.up_to), percent=_number(bracket.share * 100))


def _over(clause: IndexationClause) -> str:
    """The time that a floor and a cap are for."""
    if clause.limit_scope.value != "each":
        return _("a year over the whole span")
    return (
        _("over {count} years").format(count=clause.limit_over) if clause.limit_over > 1 else _("each time")
    )


def _rounded(clause: IndexationClause) -> Iterator[str]:
    if clause.round_rate is not None:
        yield _("The rate is rounded ({how}).").format(how=_rounding(clause.round_rate))
    if clause.smallest_step is not None:
        yield _("An amount moves by {step} or not at all.").format(step=_number(clause.smallest_step))
    if clause.round_increment is not None:
        yield _("What is added is rounded ({how}).").format(how=_rounding(clause.round_increment))
    if clause.round_amount is not None:
        yield _("Amounts are rounded ({how}).").format(how=_rounding(clause.round_amount))
    if clause.floor_amount is not None:
        yield _("Amounts are at least {amount}.").format(amount=_number(clause.floor_amount))
    if clause.cap_amount is not None:
        yield _("Amounts are at most {amount}.").format(amount=_number(clause.cap_amount))


def _rounding(rounding: Rounding) -> str:
    plain = rounding.mode.value == "half-up" and rounding.first is None
    if plain:
        return _("to the nearest {multiple}").format(multiple=_number(rounding.multiple))
    return determination.rounding(rounding)


def _number(value: Decimal | None) -> str:
    text = f"{value or Decimal(0):f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")


def _and(parts: Sequence[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    mark = _("; ") if any(len(part) > 40 for part in parts) else _(", ")
    return _("{most} and {last}").format(most=mark.join(parts[:-1]), last=parts[-1])
