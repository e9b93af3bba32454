"""The recorded session: kept whole, loads nothing, shows the main job frame by frame, and repeats itself."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.jobs.browser import browse, needs_chromium
from tests.tui.frames import Film
from tests.tui.make_recording import RECORDING, SESSION, Act, Scene, middles, record

SVG = "{http://www.w3.org/2000/svg}"
SCENES = [scene for act in SESSION for scene in act.scenes]


def frames(svg: str) -> list[str]:
    """What each frame says, lines shared between frames included."""
    root = ElementTree.fromstring(svg)
    named = {f"#{part.get('id')}": part for part in root.iter() if part.get("id")}
    return [_said(part, named) for part in root.iter(f"{SVG}g") if part.get("class") == "f"]


def _said(frame: ElementTree.Element, named: dict[str, ElementTree.Element]) -> str:
    parts = (named[part.get("href", "")] if part.tag == f"{SVG}use" else part for part in frame.iter())
    return " ".join(text for part in parts for text in part.itertext()).replace("\xa0", " ")


def test_the_kept_recording_shows_the_main_job() -> None:
    said = frames(RECORDING.read_text(encoding="utf-8"))
    assert len(said) == len(SCENES)
    missing = [scene.shows for scene, text in zip(SCENES, said, strict=True) if scene.shows not in text]
    assert missing == []
    assert [scene.title for scene, text in zip(SCENES, said, strict=True) if scene.title not in text] == []


def test_the_kept_recording_is_small_and_loads_nothing() -> None:
    svg = RECORDING.read_text(encoding="utf-8")
    assert len(svg.encode()) < 600_000
    assert set(re.findall(r"https?://[^\s\"')<]+", svg)) == {"http://www.w3.org/2000/svg"}
    assert not re.search(r"<script|<image|@import|@font-face|url\(|/(tmp|home|root|work|Users)/", svg)
    assert all(reference.startswith("#") for reference in re.findall(r'href="([^"]*)"', svg))


async def test_a_session_is_recorded_the_same_each_time(sample: Path) -> None:
    acts = (Act("anna", (Scene(("slash", *"rpi"), "found", "uk-rpi"),)),)
    first, second = [await record(acts, sample, (80, 24)) for _ in range(2)]
    assert first == second
    assert all(scene.shows in text for scene, text in zip(acts[0].scenes, frames(first), strict=True))


def test_what_stands_in_two_frames_is_drawn_once() -> None:
    line = '<text class="terminal-1-r1" x="0" y="20" textLength="24.4" clip-path="x">{}</text>'
    film = Film(10, 2)
    for below in ("aa", "bb"):
        lower = line.replace('y="20"', 'y="44.4"')
        film.add(".terminal-1-r1 { fill: #fff }" + line.format("up") + lower.format(below), below, 1)
    assert film.svg().count(">up<") == 1
    assert [("up" in text, "aa" in text) for text in frames(film.svg())] == [(True, True), (True, False)]


@pytest.mark.prove
@needs_chromium
def test_a_browser_shows_one_frame_at_a_time_in_their_order(tmp_path: Path) -> None:
    """The animations are held at the middle of each scene, and the frames asked which of them is seen."""
    page = tmp_path / "page.html"
    script = f"""
      const seen = {json.dumps(middles())}.map(second => {{
        document.getAnimations().forEach(a => {{ a.pause(); a.currentTime = second * 1000; }});
        return [...document.querySelectorAll(".f")]
          .filter(f => getComputedStyle(f).visibility === "visible").map(f => f.id);
      }});
      document.body.innerHTML = "<pre>" + JSON.stringify(seen) + "</pre>";"""
    page.write_text(
        f'<meta charset="utf-8"><body>{RECORDING.read_text(encoding="utf-8")}<script>{script}</script>',
        "utf-8",
    )
    shown = browse(page, tmp_path, "--dump-dom").stdout.decode()
    found = re.search(r"<pre>(.*?)</pre>", shown)
    assert found is not None, shown[:2000]
    assert json.loads(found[1]) == [[f"f{number}"] for number in range(len(SCENES))]
