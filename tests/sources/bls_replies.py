"""Small replies of the BLS interface, made by hand."""

import json
from typing import Any

from tests.sources.asking import named

CPI = named("us-cpi")[0]
GOODS = named("us-ppi-finished-goods")[0]
LAPSE = {"code": "X", "text": "Data unavailable due to the 2025 lapse in appropriations"}


def row(period: str, value: str, *footnotes: dict[str, str]) -> dict[str, Any]:
    year, code = period.split("-")
    return {
        "year": year,
        "period": code,
        "periodName": "",
        "value": value,
        "footnotes": list(footnotes) or [{}],
    }


def reply(*rows: dict[str, Any], code: str = CPI.code, messages: tuple[str, ...] = ()) -> dict[str, Any]:
    return succeeded({"seriesID": code, "data": list(rows)}, messages=messages)


def succeeded(*series: dict[str, Any], messages: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "status": "REQUEST_SUCCEEDED",
        "responseTime": 1,
        "message": list(messages),
        "Results": {"series": list(series)},
    }


def failed(message: str, status: str = "REQUEST_NOT_PROCESSED", results: object = None) -> dict[str, Any]:
    return {"status": status, "responseTime": 0, "message": [message], "Results": results or {}}


def as_bytes(body: dict[str, Any]) -> bytes:
    """The reply as it goes over the line."""
    return json.dumps(body).encode()
