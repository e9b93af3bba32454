"""The HTML report: one page that fetches nothing, whose every text is text, and which verifies itself."""

import random
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from indicators.errors import InvalidFile
from jobs import export, planning, verify
from jobs.exports.drawing import Scale, clean, cut, ticks
from jobs.workspace import Workspace
from tests.jobs.browser import browse, needs_chromium, needs_pdftoppm, pages_of
from tests.jobs.conftest import Open
from tests.jobs.exporting import accepted, many_bands, of_currency, proposed, risky, titled

HOSTILE = "</script><script>document.body.remove()</script><img src=x onerror=alert(1)> 王小明 שלום & \u0001"


class Page(HTMLParser):
    """What a page consists of: its tags with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    @property
    def text(self) -> str:
        """All text of the page."""
        return " ".join(self.said)

    def named(self, *tags: str) -> list[dict[str, str | None]]:
        """The attributes of every tag of these names."""
        return [attributes for tag, attributes in self.tags if tag in tags]


def exported(workspace: Workspace, number: int, folder: Path) -> Path:
    return export.export(workspace, number, path=folder / "bands.html").path


def page_of(path: Path) -> Page:
    return Page(path.read_text(encoding="utf-8"))


def test_the_page_needs_nothing_from_anywhere(ann: Workspace, tmp_path: Path) -> None:
    path = exported(ann, proposed(ann), tmp_path)
    page = page_of(path)
    text = path.read_text(encoding="utf-8")
    assert not [a for _, a in page.tags if {"src", "href", "srcset", "action", "style", "onload"} & set(a)]
    assert not page.named("link", "img", "iframe", "object", "form", "a")
    assert [a.get("type") for a in page.named("script")] == ["application/json"]
    assert "url(" not in text.partition("</style>")[0]
    assert "@import" not in text
    (policy,) = [a["content"] for a in page.named("meta") if "http-equiv" in a]
    assert policy is not None
    assert policy.startswith("default-src 'none'")


def test_it_shows_figures_steps_and_evidence(ann: Workspace, tmp_path: Path) -> None:
    """CPI-U 323.048 to 333.918 moves 38,000 to 39,278.63, which to the nearest 10 is 39,280."""
    said = page_of(exported(ann, proposed(ann), tmp_path)).text
    for words in ("38,000.00", "39,280.00", "+3.37", "333.918 / 323.048", "us-cpi", "Confidential: pay data"):
        assert words in said
    assert "This is a sample plan" in said


def test_a_chart_that_leaves_bands_out_says_so(ann: Workspace, tmp_path: Path) -> None:
    planning.save_text(ann, many_bands(random.Random(5), 40), file="many.toml")
    path = exported(ann, proposed(ann), tmp_path)
    page = page_of(path)
    assert "The chart shows the first 36 of 40 bands." in page.said
    assert "G39" in page.said
    assert verify.verify(ann, path).ok


def test_tables_say_to_a_screen_reader_what_each_cell_belongs_to(ann: Workspace, tmp_path: Path) -> None:
    page = page_of(exported(ann, proposed(ann), tmp_path))
    heads = page.named("th")
    assert heads
    assert all(a.get("scope") in ("col", "row", "colgroup") for a in heads)
    assert len(page.named("caption")) == len(page.named("table"))
    drawings = page.named("svg")
    assert len(drawings) >= 4
    assert all(a.get("role") == "img" and a.get("aria-label") for a in drawings)


def test_a_draft_is_marked_on_the_screen_and_across_every_printed_page(
    ann: Workspace, open_workspace: Open, tmp_path: Path
) -> None:
    draft = page_of(exported(ann, proposed(ann), tmp_path))
    assert "DRAFT: proposed, not decided" in draft.said
    assert "DRAFT" in draft.said
    final = export.export(ann, accepted(ann, open_workspace("ben")), path=tmp_path / "final.html").path
    assert "DRAFT" not in page_of(final).text


def test_words_in_any_script_stay_words(ann: Workspace, tmp_path: Path) -> None:
    path = exported(ann, titled(ann, HOSTILE), tmp_path)
    page = page_of(path)
    shown = HOSTILE.replace("\u0001", "\u2401")
    assert [t for t in page.said if shown in t]
    assert len(page.named("script")) == 1
    assert not page.named("img")
    assert verify.verify(ann, path).ok


@pytest.mark.parametrize("currency", ["JPY", "KWD"])
def test_other_currencies_have_their_own_decimals(ann: Workspace, tmp_path: Path, currency: str) -> None:
    path = exported(ann, of_currency(ann, currency), tmp_path)
    shown = {"JPY": "39,280", "KWD": "39,280.000"}[currency]
    assert shown in page_of(path).said
    assert verify.verify(ann, path).ok


def test_an_untouched_page_is_the_same(ann: Workspace, tmp_path: Path) -> None:
    path = exported(ann, risky(ann), tmp_path)
    report = verify.verify(ann, path)
    assert (report.ok, report.differences, report.in_database) == (True, (), True)
    assert report.checked > 500
    assert verify.verify(ann, path, file_only=True).ok


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("39,280.00", "39,290.00", "its record says"),
        ("DRAFT: proposed", "Final: accepted", "its record says"),
        ('"after":"39280.00 USD"', '"after":"39290.00 USD"', "band/S1/minimum after: exported 39290.00"),
        ('"value":"333.918"', '"value":"333.919"', "exported 333.919, in the database 333.918"),
        ('"state":"proposed"', '"state":"accepted"', "State: exported accepted"),
        ("default-src", "script-src *; default-src", "its record says"),
        ("</main>", "<p>Approved</p></main>", "Approved"),
    ],
)
def test_what_was_changed_is_named(ann: Workspace, tmp_path: Path, old: str, new: str, named: str) -> None:
    path = exported(ann, proposed(ann), tmp_path)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = verify.verify(ann, path).differences
    assert any(named in line for line in found), found


@pytest.mark.parametrize("content", [b"", b"<html></html>", b"\xff"])
def test_a_page_without_a_record_is_no_export(ann: Workspace, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "odd.html").write_bytes(content)
    with pytest.raises(InvalidFile):
        verify.verify(ann, tmp_path / "odd.html")


@pytest.mark.parametrize(
    ("low", "high"), [(0.0, 1.0), (38_000.0, 154_680.0), (5.0, 5.0), (0.0, 0.0), (-3.0, 1e9)]
)
def test_a_scale_has_round_marks_around_every_value(low: float, high: float) -> None:
    marks = ticks(low, high)
    assert marks[0] <= low <= high <= marks[-1]
    assert len(marks) <= 12
    assert 0 <= Scale(marks[0], marks[-1], 0, 100)(low) <= 100


def test_a_long_name_is_cut_and_chinese_letters_count_twice() -> None:
    assert cut("representative", 6) == "repre…"
    assert cut("销售经理", 6) == "销售…"
    assert clean('<a b="c">&\u0000') == "&lt;a b=&quot;c&quot;&gt;&amp;\u2400"


@pytest.mark.prove
@needs_chromium
def test_a_browser_shows_the_page_and_runs_nothing_in_it(ann: Workspace, tmp_path: Path) -> None:
    path = exported(ann, titled(ann, HOSTILE), tmp_path)
    seen = browse(path, tmp_path, "--dump-dom").stdout.decode("utf-8")
    page = Page(seen)
    assert "39,280.00" in page.said
    assert len(page.named("script")) == 1
    assert not page.named("img")
    browse(path, tmp_path, "--window-size=1100,2200", f"--screenshot={tmp_path / 'screen.png'}")
    picture = (tmp_path / "screen.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) > 50_000  # an empty page is a few kilobytes


@pytest.mark.prove
@needs_chromium
@needs_pdftoppm
def test_a_browser_prints_it_on_a4_pages_that_are_not_empty(ann: Workspace, tmp_path: Path) -> None:
    path = exported(ann, proposed(ann), tmp_path)
    browse(path, tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={tmp_path / 'printed.pdf'}")
    printed = (tmp_path / "printed.pdf").read_bytes()
    width, height = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)[0]
    assert (round(float(width)), round(float(height))) == (595, 842)
    pages = pages_of(tmp_path / "printed.pdf", tmp_path)
    assert 4 <= len(pages) <= 20
    assert all(len(p.read_bytes()) > 5_000 for p in pages)
