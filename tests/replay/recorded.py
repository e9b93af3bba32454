"""Recorded replies of the real offices, from the folder beside the checkout, where it is there."""

from tests.shared_data import SHARED

PAYLOADS = SHARED / "payloads"

# Series the local offices have no figures of their own for.
_ONS = {
    "jvz7/mm22": "ons/cms_data_jvz7_2014_alpha_shape.json",
    "k646/mm22": "ons/cms_data_k646_2014_alpha_shape.json",
    "l55o/mm23": "ons/cms_data_l55o_2014_alpha_shape.json",
    "ihyq/pn2": "ons/cms_data_ihyq_pn2_20241115_modern_shape.json",
    "ihyq/qna": "ons/cms_data_ihyq_qna_20240930_modern_shape.json",
}
_FRED = {"GDP": "fred/vintages_GDP_all_releases_output_type1_20241103T1433Z.json"}


def payload(name: str) -> bytes:
    """The recorded reply called `name`, as `bls/v2_post_error_invalid_key.json`."""
    return (PAYLOADS / name).read_bytes()


def recorded_ons(page: str) -> bytes | None:
    """The recorded JSON of an ONS page, or None."""
    return _kept(_ONS.get(page.partition("/timeseries/")[2]))


def recorded_fred(series: str) -> bytes | None:
    """The recorded vintages of a FRED series, or None."""
    return _kept(_FRED.get(series))


def _kept(name: str | None) -> bytes | None:
    return payload(name) if name and (PAYLOADS / name).is_file() else None
