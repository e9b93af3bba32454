"""How FRED says no, and what becomes of it."""

import pytest

from indicators.errors import Refused, UnexpectedAnswer
from tests.replay.server import Replay
from tests.sources.asking import KEY, answer, fetch_all, indicator, months, parse
from tests.sources.test_fred import CPI, page, row, sentence


@pytest.mark.parametrize(
    ("text", "status", "says"),
    [
        ("The series does not exist.", 400, "status 400"),
        ("Variable api_key is not set.", 400, "key"),
        ("Variable realtime_end can not be after today's date (2026-09-18).", 400, "status 400"),
        ("Anything.", 401, "key"),
        ("Anything.", 423, "status 423"),
    ],
)
def test_error_sentences_are_refusals(text: str, status: int, says: str) -> None:
    with pytest.raises(Refused, match=says) as caught:
        parse(CPI, sentence(text), key=KEY, status=status)
    assert caught.value.got == f"Bad Request. {text}"  # the two blanks made one


def test_the_second_version_says_message() -> None:
    with pytest.raises(Refused, match="key"):
        parse(CPI, {"message": "Unauthorized"}, key=KEY, status=401)


@pytest.mark.parametrize("body", [{}, [], {"error_message": 1}, "<html>Bad Gateway</html>"])
def test_an_error_without_a_sentence_is_unexpected(body: object) -> None:
    with pytest.raises(UnexpectedAnswer):
        parse(CPI, body, key=KEY, status=400)


def test_what_the_office_refuses_with_a_sentence_is_not_asked_again(replay: Replay) -> None:
    (fetched,) = fetch_all(replay, [indicator("fred:NOSUCH")], key=replay.keys["fred"])
    assert isinstance(fetched.error, Refused)
    assert len(replay.requests) == 1


DISOWNED = "The value for variable api_key is not registered."


def test_a_good_key_that_is_disowned_for_a_moment_is_shown_once_more(replay: Replay) -> None:
    """Seen under load: mortada/fredapi#45."""
    replay.serve(answer(sentence(DISOWNED), status=400).content, source="fred", status=400)
    (fetched,) = fetch_all(replay, [CPI], key=replay.keys["fred"])
    assert fetched.error is None
    assert fetched.observations
    assert len(replay.requests) == 2


def test_a_key_that_is_disowned_twice_is_a_refusal(replay: Replay) -> None:
    for _ in range(2):
        replay.serve(answer(sentence(DISOWNED), status=400).content, source="fred", status=400)
    (fetched,) = fetch_all(replay, [CPI], key=replay.keys["fred"])
    assert isinstance(fetched.error, Refused)
    assert "does not accept the key" in fetched.error.message
    assert len(replay.requests) == 2


def test_a_key_disowned_on_a_further_page_does_not_lose_the_count(replay: Replay) -> None:
    first = page(row("2026-02", "326.785"), count=2)
    second = page(row("2026-03", "330.213"), count=2, offset=1)
    replay.serve(answer(first).content, source="fred")
    replay.serve(answer(sentence(DISOWNED), status=400).content, source="fred", status=400)
    replay.serve(answer(second).content, source="fred")
    (fetched,) = fetch_all(replay, [CPI], key=replay.keys["fred"])
    assert months(fetched.observations) == {"2026-02": "326.785", "2026-03": "330.213"}


def test_the_local_office_refuses_a_key_it_does_not_know(replay: Replay) -> None:
    (fetched,) = fetch_all(replay, [CPI], key=KEY)
    assert isinstance(fetched.error, Refused)
    assert KEY not in fetched.error.explain()
    (fetched,) = fetch_all(replay, [indicator("fred:NOSUCH")], key=replay.keys["fred"])
    assert "does not exist" in str(fetched.error and fetched.error.got)
