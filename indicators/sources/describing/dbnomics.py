"""What the code of a DBnomics series says: of the Chinese office's everything, of others nothing."""

from indicators.sources.describing import Description, nbs
from indicators.sources.nbs_series import SERIES


def by_code(code: str) -> Description:
    """The Chinese series of the same row, where the mirror's provider is that office."""
    provider, _, series = code.partition("/")
    row = series.rpartition("/")[2]
    ours = next((name for name, s in SERIES.items() if row in {old.row for old in s.old}), None)
    return nbs.by_code(ours) if provider == "NBS" and ours else Description()
