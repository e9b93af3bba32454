"""What no reader ever takes for a figure, each tried on every reader that needs no key."""

import json

import pytest

from indicators.errors import RealtermsError, UnexpectedAnswer
from tests.sources.asking import months
from tests.sources.open_cases import CASES, FIGURE, Case

every_reader = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@every_reader
def test_the_good_reply_is_read_whole(case: Case) -> None:
    (parsed,) = case.read(case.text)
    assert parsed.error is None
    assert list(months(parsed.observations).values()) == ["101.25", "101", FIGURE]
    assert [o.period for o in parsed.observations] == sorted(o.period for o in parsed.observations)


@every_reader
@pytest.mark.parametrize(
    "token",
    [
        "NaN",
        "Infinity",
        "-Infinity",
        "1e308",
        "1e99999999999999999999",
        "１０１.５",
        "1_015",
        "101,5",
        "101.5.5",
        "0x65",
        "+101.5",
        "١٠١",
        "--1",
        "true",
        "[101.5]",
        "{}",
        "101.5\x00",
        "9" * 40,
    ],
)
def test_what_is_no_plain_number_is_never_a_figure(case: Case, token: str) -> None:
    with pytest.raises(UnexpectedAnswer):
        case.read(case.spoilt(token))


@every_reader
@pytest.mark.parametrize("token", ["-101.5", "0", "0.0"])
def test_an_index_is_above_zero(case: Case, token: str) -> None:
    if case.name == "worldbank":
        return  # a rate may be zero or below
    try:
        (parsed,) = case.read(case.spoilt(token))
    except UnexpectedAnswer:
        return
    # The Chinese office writes 0 where there is no figure.
    assert case.name.startswith("nbs")
    assert token.startswith("0")
    assert len(parsed.observations) == 2


@every_reader
def test_a_figure_for_the_future_is_refused(case: Case) -> None:
    with pytest.raises(UnexpectedAnswer, match="has not begun"):
        case.read(case.make({case.future: FIGURE}))


@every_reader
def test_two_figures_for_one_period_are_refused_and_one_said_twice_is_said_once(case: Case) -> None:
    (parsed,) = case.read(_said_twice(case, FIGURE))
    assert len(parsed.observations) == 3
    if case.name != "eurostat":  # a position cannot stand twice
        with pytest.raises(UnexpectedAnswer, match="two figures"):
            case.read(_said_twice(case, "101.75"))


def _said_twice(case: Case, figure: str) -> str:
    """The good reply with the newest row once more, holding `figure`."""
    if case.text.lstrip()[:1] not in "[{":
        row = next(line for line in case.text.split("\r\n") if FIGURE in line)
        return case.text + row.replace(FIGURE, figure) + "\r\n"
    document = json.loads(case.text)
    if case.name == "nbs new":
        document["data"].append(json.loads(json.dumps(document["data"][0]).replace(FIGURE, figure)))
    elif case.name == "nbs old":
        nodes = document["returndata"]["datanodes"]
        nodes.append(json.loads(json.dumps(nodes[0]).replace(FIGURE, figure)))
    elif case.name == "worldbank":
        document[1].append({**document[1][0], "value": float(figure)})
    elif case.name == "dbnomics":
        doc = document["series"]["docs"][0]
        doc["period"].append(doc["period"][-1])
        doc["value"].append(float(figure))
    return json.dumps(document)


@every_reader
@pytest.mark.parametrize(
    "body",
    [
        "",
        " ",
        "null",
        "[]",
        "{}",
        "0",
        '"text"',
        "[[]]",
        "[{}, []]",
        "<html><title>Sign in</title></html>",
        "\x00",
        "{",
        "a,b\n1,2\n",
    ],
)
def test_nothing_is_made_of_another_document(case: Case, body: str) -> None:
    assert isinstance(_error_of(case, body), RealtermsError)


def _error_of(case: Case, body: str) -> RealtermsError | None:
    """The error a body ends in, raised or told of the indicator."""
    try:
        (parsed,) = case.read(body)
    except RealtermsError as error:
        return error
    return parsed.error


@every_reader
def test_a_reply_cut_anywhere_is_never_taken_for_more_than_it_is(case: Case) -> None:
    whole = months(case.read(case.text)[0].observations)
    for end in range(0, len(case.text), max(len(case.text) // 200, 1)):
        try:
            (parsed,) = case.read(case.text[:end])
        except RealtermsError:
            continue
        # A text ends somewhere between two rows: what it still says must be what the whole one said.
        assert months(parsed.observations).items() <= whole.items()
