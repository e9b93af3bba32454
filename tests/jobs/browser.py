"""A real Chromium and a real PDF reader, where the machine has them."""

import shutil
import subprocess
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_PDFTOPPM = shutil.which("pdftoppm")

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not on this machine")
needs_pdftoppm = pytest.mark.skipif(_PDFTOPPM is None, reason="pdftoppm (poppler) is not on this machine")

OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def browse(page: Path, folder: Path, *options: str) -> subprocess.CompletedProcess[bytes]:
    """Open a page without a window, with a profile of its own, and do what the options ask for."""
    assert CHROMIUM is not None
    profile = f"--user-data-dir={folder / 'profile'}"
    return subprocess.run(
        [CHROMIUM, *OPTIONS, profile, *options, page.as_uri()],
        check=True,
        capture_output=True,
        timeout=100,
    )


def pages_of(document: Path, folder: Path) -> list[Path]:
    """Each page of a PDF as a picture."""
    assert _PDFTOPPM is not None
    subprocess.run([_PDFTOPPM, "-r", "40", "-png", document, folder / "page"], check=True, timeout=100)
    return sorted(folder.glob("page-*.png"))
