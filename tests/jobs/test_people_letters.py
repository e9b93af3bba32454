"""Letters to employees: each their own pay, in any script, private; who does not take part is told so."""

import re
import stat
from pathlib import Path

import pytest

from indicators.errors import BadInput, UnknownName
from jobs.people import Choices
from jobs.people_letters import LetterForm, LettersReport, Wishes, write_letters
from plans.pay_terms import Policy
from storage import plans as stored
from tests.jobs.test_people_rules import Shops

STAFF = """employee,name,grade,currency,pay,status,hired_on,last_raise_on,fte
0007,Zoë 李,S1,USD,40000,active,2015-02-01,2025-10-01,1
0/8,محمد علي,S1,USD,40000,leave,2026-04-01,,0.5
9,"<script>alert(1)</script> *b* $name",S1,USD,40000,notice,2015-02-01,2025-10-01,1
10,,S1,USD,36000,active,2014-08-01,,1
"""


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> Shops:
    """The plan with its rules; proposal `accepted` is decided, `waiting` is not."""
    return Shops(tmp_path_factory.mktemp("shops"))


def written(
    shops: Shops,
    folder: Path,
    name: str,
    wishes: Wishes | None = None,
    *,
    number: int | None = None,
    choices: Choices | None = None,
) -> LettersReport:
    """The letters to STAFF, written under `name`."""
    source = folder / "staff.csv"
    source.write_text(STAFF, encoding="utf-8")
    of = shops.accepted if number is None else number
    return write_letters(shops.ann, of, source, folder / name, wishes=wishes, choices=choices)


def test_everybody_is_told_their_own_pay(shops: Shops, tmp_path: Path) -> None:
    """As `people` adjusts them: 41,350 in full; half of the increase after six months; below the minimum."""
    report = written(shops, tmp_path, "letters.md")
    zoe, amir, ten = report.path.read_text(encoding="utf-8").split("break-after: page")
    assert (report.letters, report.without) == (3, {"status": 1})
    assert "To: Zoë 李 (employee 0007)" in zoe
    assert "| Your base pay | 40,000.00 | 41,350.00 | +3.38 % |" in zoe
    assert "| Minimum of grade S1 | 38,000.00 | 39,280.00 | +3.37 % |" in zoe
    assert "225.00 USD are owed to you since 2026-10-01, paid with the payroll of 2026-12-25." in zoe
    assert "it now buys 0.01 % more than then" in zoe
    assert "To: محمد علي (employee 0/8)" in amir
    assert "your share of the increase is 50 %" in amir
    assert "At your own hours, 0.5 of full time, this is 335.00 USD a year more." in amir
    assert "To: 10 (employee 10)" in ten
    assert "2,070.00 USD below the minimum" in ten
    assert all("333.918 / 323.048" in text and "Accepted by ben" in text for text in (zoe, amir, ten))
    assert "DRAFT" not in zoe


def test_who_does_not_take_part_gets_a_letter_only_if_asked_and_it_says_so(
    shops: Shops, tmp_path: Path
) -> None:
    own = tmp_path / "own.md"
    own.write_text("$name: $pay_after", encoding="utf-8")
    written(shops, tmp_path, "some.md", Wishes(template=own))
    written(shops, tmp_path, "all.md", Wishes(template=own, everybody=True))
    some, everybody = (
        (tmp_path / n).read_text(encoding="utf-8").split("break-after: page") for n in ("some.md", "all.md")
    )
    assert some[0].startswith("Zoë 李: 41,350.00\n")
    assert [len(some), len(everybody)] == [3, 4]
    assert (
        "You do not take part in this adjustment: it moves the pay of people whose status is active, leave,"
        in (everybody[2])
    )
    assert "and yours is notice." in everybody[2]
    assert "| Your base pay | 40,000.00 | 40,000.00 | 0.00 % |" in everybody[2]


LEFT_OUT = """employee,grade,currency,pay,status,hired_on,last_raise_on,fte
1,S1,USD,40000,active,2026-08-01,,1
2,S1,USD,40000,active,2026-12-01,,1
3,S1,USD,40000,active,2015-02-01,2026-07-01,1
4,S1,USD,40000,active,2015-02-01,,0.2
"""


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            [
                "fewer than 3 months of service",
                "you join after it takes effect",
                "raised less than 6 months before 2026-10-01",
                "at least 0.25 of full time",
            ],
        ),
        ("zh", ["不足 3 个整月", "生效之后入职", "6 个月内已加薪", "不低于全时 0.25"]),
    ],
)
def test_each_reason_is_told_in_words(shops: Shops, tmp_path: Path, language: str, told: list[str]) -> None:
    source, target = tmp_path / "left.csv", tmp_path / "left.md"
    source.write_text(LEFT_OUT, encoding="utf-8")
    write_letters(shops.ann, shops.accepted, source, target, wishes=Wishes(language, everybody=True))
    letters = target.read_text(encoding="utf-8").split("break-after: page")
    assert [reason in text for reason, text in zip(told, letters, strict=True)] == [True] * 4


def test_nobody_to_write_to_is_no_empty_file(shops: Shops, tmp_path: Path) -> None:
    source = tmp_path / "left.csv"
    source.write_text(LEFT_OUT, encoding="utf-8")
    with pytest.raises(BadInput, match="nobody is to get a letter") as refused:
        write_letters(shops.ann, shops.accepted, source, tmp_path / "x.md")
    assert refused.value.got == "1 few-hours, 1 not-yet-hired, 1 recent-raise, 1 short-service"


def test_letters_follow_the_choices_that_pay_follows(shops: Shops, tmp_path: Path) -> None:
    written(shops, tmp_path, "m.md", choices=Choices(policy=Policy.MINIMUM))
    text = (tmp_path / "m.md").read_text(encoding="utf-8")
    assert "Your base pay stays as it is: this adjustment does not change it." in text
    assert "| Your base pay | 36,000.00 | 39,280.00 | +9.11 % |" in text


def test_a_page_shows_names_in_any_script_and_runs_none(shops: Shops, tmp_path: Path) -> None:
    written(shops, tmp_path, "letters.html", Wishes("zh", everybody=True))
    page = (tmp_path / "letters.html").read_text(encoding="utf-8")
    assert page.count("<section") == 4
    assert "致：Zoë 李（员工编号 0007）" in page
    assert "محمد علي" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; *b* $name" in page
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert re.search(r"<td[^>]*>41,350\.00</td>", page)


def test_pages_are_paged_and_the_same_every_time(shops: Shops, tmp_path: Path) -> None:
    pytest.importorskip("typst")
    written(shops, tmp_path, "a.pdf", Wishes(everybody=True))
    written(shops, tmp_path, "b.pdf", Wishes(everybody=True))
    content = (tmp_path / "a.pdf").read_bytes()
    assert content.startswith(b"%PDF-")
    assert content == (tmp_path / "b.pdf").read_bytes()
    assert b"/Type/Pages/Count 4/" in content


@pytest.mark.parametrize("form", [LetterForm.MARKDOWN, LetterForm.HTML])
def test_a_folder_holds_a_private_file_each(shops: Shops, tmp_path: Path, form: LetterForm) -> None:
    report = written(shops, tmp_path, "letters", Wishes(form=form))
    files = sorted(report.path.iterdir())
    assert [f.name for f in files] == [f"000001-0007.{form}", f"000002-0%2F8.{form}", f"000003-10.{form}"]
    assert {stat.S_IMODE(f.stat().st_mode) for f in files} == {0o600}
    assert stat.S_IMODE(report.path.stat().st_mode) == 0o700
    assert "41,350.00" in files[0].read_text(encoding="utf-8")
    assert "41,350.00" not in files[1].read_text(encoding="utf-8")
    with pytest.raises(BadInput, match="folder exists"):
        written(shops, tmp_path, "letters")


def test_a_file_is_private_recorded_and_not_overwritten(shops: Shops, tmp_path: Path) -> None:
    with shops.ann.session() as session:
        before = len(stored.exports(shops.accepted, session=session))
    path = written(shops, tmp_path, "letters.md").path
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with shops.ann.session() as session:
        kept = stored.exports(shops.accepted, session=session)
    assert len(kept) == before + 1
    assert kept[-1].format == kept[0].format == "letters"
    with pytest.raises(BadInput, match="exists"):
        written(shops, tmp_path, "letters.md")


def test_drafts_say_that_they_are_not_to_be_sent(shops: Shops, tmp_path: Path) -> None:
    report = written(shops, tmp_path, "drafts.md", number=shops.waiting)
    text = report.path.read_text(encoding="utf-8")
    assert report.state == "proposed"
    assert text.count("DRAFT: proposed, not decided. Do not send.") == report.letters == 3


def test_a_field_that_there_is_not_leaves_no_letter(shops: Shops, tmp_path: Path) -> None:
    own = tmp_path / "own.md"
    own.write_text("$nmae", encoding="utf-8")
    with pytest.raises(UnknownName, match="nmae"):
        written(shops, tmp_path, "letters.md", Wishes(template=own))
    assert not (tmp_path / "letters.md").exists()
