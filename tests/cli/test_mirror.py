"""A plan that follows a mirror's old copy, as a person types it: looked at, and refused for a proposal."""

from pathlib import Path

from tests.cli.conftest import refused, typed
from tests.jobs.test_mirrors import PLAN

FIGURES = """indicator,period,value,published_on
cn-ppi-dbnomics,2026-01,99.1,2026-03-12
cn-ppi-dbnomics,2026-02,99.6,2026-03-12
"""


def test_an_old_copy_is_looked_at_and_refused_for_a_proposal(empty_home: Path, tmp_path: Path) -> None:
    figures, plan = tmp_path / "figures.csv", tmp_path / "factory.toml"
    figures.write_text(FIGURES, encoding="utf-8")
    plan.write_text(PLAN, encoding="utf-8")
    assert typed("import", figures).code == 0
    assert typed("plan", "import", plan).code == 0

    looked_at = typed("adjust", "factory", "--on", "2026-05-01", "--as-of", "2026-05-01")
    assert looked_at.code == 0
    assert "never for pay" in looked_at.out + looked_at.err

    asked = typed("adjust", "factory", "--on", "2026-05-01", "--as-of", "2026-05-01", "--propose")
    refused(asked, 1, "old copy", "its office published 2026-03", "cn-ppi-dbnomics")
    assert typed("review", "list", "--json").json["proposals"] == []

    in_time = typed("adjust", "factory", "--on", "2026-05-01", "--as-of", "2026-04-10", "--propose")
    assert in_time.code == 0, in_time.err
