"""Where the official tables and recorded replies lie, for the tests that use them when they are there."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"

needs_shared = pytest.mark.skipif(
    not (SHARED / "series").is_dir(),
    reason="needs the folder of official series and recorded replies (shared/) beside the checkout",
)
