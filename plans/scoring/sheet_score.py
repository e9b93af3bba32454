"""SheetScore: a filled-in scorecard added up, first and review and final, to a coefficient and to money."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from indicators.arithmetic import HUNDRED, PRECISION, total
from plans.money import Money, to_money
from plans.scoring.marks import ItemMarks, Mark, Marks, marked_points
from plans.scoring.payout import PlanPayout
from plans.scoring.rules import TOTAL, Facts, ruled
from plans.scoring.scorecard import Basis, Item, ItemKind, Scorecard
from plans.scoring.texts import plain

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class ItemScore:
    """One item's points: the first rater's, the reviewer's (None without a review), and what counts."""

    item: Item
    first: Decimal
    review: Decimal | None
    final: Decimal
    working: str


@dataclass(frozen=True, slots=True)
class SheetScore:
    """A sheet's result: scores out of 100, the coefficient, and the bonus it makes (None where not said).

    `weakest` are the rated items furthest from their maximum, as many as the sheet asks for.
    """

    card: Scorecard
    items: tuple[ItemScore, ...]
    first: Decimal
    review: Decimal | None
    final: Decimal
    coefficient: Decimal | None
    paid: Money | None
    weakest: tuple[ItemScore, ...]
    workings: tuple[str, ...]


def score_sheet(card: Scorecard, marks: Marks, payout: PlanPayout | None) -> SheetScore:
    """Add up sound marks (`mark_problems` finds none); `payout` feeds computed items and the bonus.

    Computed items count 0 where there is no payout.
    """
    items = tuple(_scored(card, item, marks, payout) for item in card.items())
    first, final = (card.out_of_100(total(getattr(i, which) for i in items)) for which in ("first", "final"))
    reviewed = any(i.review is not None for i in items)
    second = total(i.first if i.review is None else i.review for i in items)
    facts = Facts(marks.counts, marks.answers)
    attainments = {i.item.name: PRECISION.multiply(_share(i), HUNDRED) for i in items}
    after = ruled(card.rules, final, facts, attainments)
    coefficient = None if card.coefficients is None else card.coefficients.of(after.value)
    paid = _paid(card, coefficient, payout)
    said = [i.working for i in items] + _total_text(card, items, final) + list(after.workings)
    if coefficient is not None:
        said.append(f"score {plain(after.value)}: coefficient {plain(coefficient)}")
    return SheetScore(
        card,
        items,
        first,
        card.out_of_100(second) if reviewed else None,
        after.value,
        coefficient,
        paid,
        _weakest(card, items),
        tuple(said),
    )


def _scored(card: Scorecard, item: Item, marks: Marks, payout: PlanPayout | None) -> ItemScore:
    if item.kind is ItemKind.COMPUTED:
        return _computed(item, payout)
    given = marks.items[item.name]
    first = marked_points(item, given.first)
    review = None if given.review is None else marked_points(item, given.review)
    final = _final(card, first, review)
    return ItemScore(item, first, review, final, _working(item, given, first, review, final))


def _computed(item: Item, payout: PlanPayout | None) -> ItemScore:
    source = _ZERO
    if payout is not None and item.source == TOTAL:
        source = payout.nominal.value
    elif payout is not None:
        source = next((m.nominal.payout for m in payout.measures if m.measure.name == item.source), _ZERO)
    exact = PRECISION.multiply(source, item.factor)
    value = min(max(exact, _ZERO), item.maximum)
    capped = f", at most {plain(item.maximum)}" if exact > item.maximum else ""
    text = f"{item.title}: {plain(source)} x {plain(item.factor)} = {plain(exact)}{capped}"
    return ItemScore(item, value, None, value, text)


def _final(card: Scorecard, first: Decimal, review: Decimal | None) -> Decimal:
    if review is None:
        return first
    if card.final.blend is None:
        return review
    parts = zip((first, review), card.final.blend, strict=True)
    return PRECISION.divide(total(PRECISION.multiply(p, share) for p, share in parts), HUNDRED)


def _working(item: Item, given: ItemMarks, first: Decimal, review: Decimal | None, final: Decimal) -> str:
    shown = _mark_text(item, given.first, first)
    if review is not None and given.review is not None:
        shown += f"; reviewed {_mark_text(item, given.review, review)}; counts {plain(final)}"
    return f"{item.title}: {shown} of {plain(item.maximum)}"


def _mark_text(item: Item, mark: Mark, value: Decimal) -> str:
    """Points as they are, or counts with what each took or added, and the limit they ran into."""
    if not isinstance(mark, Mapping):
        return plain(value)
    parts, free = plain(item.start), item.start
    for event in (e for e in item.events if mark.get(e.name)):
        sign = "+" if event.points >= 0 else "-"
        parts += f" {sign} {plain(mark[event.name])} x {plain(event.points.copy_abs())} ({event.title})"
        free = PRECISION.add(free, PRECISION.multiply(mark[event.name], event.points))
    limit = f", but {'at most' if free > value else 'at least'} {plain(value)}" if free != value else ""
    return parts if free == item.start else f"{parts} = {plain(free)}{limit}"


def _total_text(card: Scorecard, items: tuple[ItemScore, ...], final: Decimal) -> list[str]:
    points_ = total(i.final for i in items)
    if card.maximum == HUNDRED:
        return [f"total {plain(points_)} of 100"]
    return [f"total {plain(points_)} of {plain(card.maximum)} = {plain(final)} of 100"]


def _share(score: ItemScore) -> Decimal:
    return PRECISION.divide(score.final, score.item.maximum)


def _weakest(card: Scorecard, items: tuple[ItemScore, ...]) -> tuple[ItemScore, ...]:
    """Lowest share first; among equals the order of the sheet."""
    rated = [i for i in items if i.item.rated]
    return tuple(sorted(rated, key=_share)[: card.weakest])


def _paid(card: Scorecard, coefficient: Decimal | None, payout: PlanPayout | None) -> Money | None:
    if coefficient is None or payout is None:
        return None
    base = payout.bonus if card.basis is Basis.TARGET else payout.paid
    if base is None:
        return None
    exact = PRECISION.multiply(base.amount, coefficient)
    if card.basis is Basis.TARGET and payout.cap is not None:
        exact = min(exact, payout.cap.amount)
    if card.basis is Basis.TARGET and payout.served is not None:  # what is paid is for that part already
        exact = payout.served.of(exact)
    return to_money(exact, base.currency)
