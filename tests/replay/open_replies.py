"""Small replies in the shape of the offices that need no key, around figures that a test hands in."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

Months = Mapping[str, str]
IMF_DIMENSIONS = {
    "CPI": ("COUNTRY", "INDEX_TYPE", "COICOP_1999", "TYPE_OF_TRANSFORMATION", "FREQUENCY"),
    "PPI": ("COUNTRY", "INDICATOR", "TYPE_OF_TRANSFORMATION", "FREQUENCY"),
}


def number_of(text: str) -> Any:
    """The JSON number written as `text`, as the office would send it."""
    return json.loads(text)


def nbs_new(
    months: Months, *, row: str, table: str, label: str, place: str = "000000000000"
) -> dict[str, Any]:
    """The Chinese office's new site: newest month first; an empty text is a month with no values."""
    data = [
        {
            "code": f"{month.replace('-', '')}MM",
            "name": f"{month[:4]}年{int(month[5:])}月",
            "values": [
                {
                    "_id": row,
                    "i_showname": label.replace("(", " (") + " ",
                    "du_name": "%",
                    "catalogid": table,
                    "value": value,
                    "da": place,
                    "da_name": "全国",
                }
            ]
            if value
            else [],
        }
        for month, value in sorted(months.items(), reverse=True)
    ]
    return {"data": data, "success": True, "state": 20000, "message": "成功"}


def nbs_old(months: Months, *, row: str, label: str, others: Sequence[str] = ()) -> dict[str, Any]:
    """The Chinese office's old site: an empty text is a month without data, and the number 0."""
    nodes = [
        {
            "code": f"zb.{code}_sj.{month.replace('-', '')}",
            "data": {
                "data": number_of(f"{value}01") if "." in value else number_of(value or "0"),
                "dotcount": 1,
                "hasdata": bool(value),
                "strdata": value,
            },
            "wds": [
                {"valuecode": code, "wdcode": "zb"},
                {"valuecode": month.replace("-", ""), "wdcode": "sj"},
            ],
        }
        for code in (row, *others)
        for month, value in sorted(months.items(), reverse=True)
    ]
    names = [{"code": row, "cname": label}, *({"code": code, "cname": code} for code in others)]
    times = [{"code": month.replace("-", ""), "cname": month} for month in months]
    return {
        "returncode": 200,
        "returndata": {
            "datanodes": nodes,
            "freshsort": 0,
            "hasdatacount": sum(bool(v) for v in months.values()),
            "wdnodes": [{"nodes": names, "wdcode": "zb"}, {"nodes": times, "wdcode": "sj"}],
        },
    }


def json_stat(
    months: Months,
    pinned: Mapping[str, str],
    *,
    dataset: str = "prc_hicp_minr",
    flags: Mapping[str, str] | None = None,
    updated: str | None = "2026-11-18T11:00:00+0100",
) -> dict[str, Any]:
    """Eurostat's JSON-stat: an empty text is a position that is not there."""
    times = sorted(months)
    dimension = {
        name: {"label": name, "category": {"index": {code: 0}, "label": {code: f"label of {code}"}}}
        for name, code in pinned.items()
    }
    places = {time: place for place, time in enumerate(times)}
    dimension["time"] = {"label": "Time", "category": {"index": places, "label": {t: t for t in times}}}
    document = {
        "version": "2.0",
        "class": "dataset",
        "label": "HICP",
        "source": "ESTAT",
        "value": {str(places[t]): number_of(months[t]) for t in times if months[t]},
        "id": [*pinned, "time"],
        "size": [*(1 for _ in pinned), len(times)],
        "dimension": dimension,
        "extension": {"id": dataset.upper()},
    }
    if updated:
        document["updated"] = updated
    if flags:
        document["status"] = {str(places[t]): flag for t, flag in flags.items()}
    return document


def sdmx_csv(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Comma-separated text with CR LF, cells quoted where they must be."""

    def cell(text: str) -> str:
        return f'"{text}"' if "," in text or "\n" in text else text

    return "".join(",".join(map(cell, row)) + "\r\n" for row in (header, *rows))


def eurostat_csv(
    months: Months,
    pinned: Mapping[str, str],
    *,
    dataset: str = "PRC_HICP_MINR",
    flags: Mapping[str, str] | None = None,
    updated: str = "18/11/26 11:00:00",
) -> str:
    """Eurostat's SDMX-CSV: an empty text is an empty cell."""
    header = ["DATAFLOW", "LAST UPDATE", *pinned, "TIME_PERIOD", "OBS_VALUE", "OBS_FLAG", "CONF_STATUS"]
    rows = [
        [f"ESTAT:{dataset}(1.0)", updated, *pinned.values(), month, value, (flags or {}).get(month, ""), ""]
        for month, value in months.items()
    ]
    return sdmx_csv(header, rows)


def ecb(months: Months, key: str, *, flow: str = "HICP", status: str = "A") -> str:
    """The ECB's CSV of a price index."""
    dimensions = ["FREQ", "REF_AREA", "ADJUSTMENT", "ICP_ITEM", "DATA_PROVIDER", "ICP_SUFFIX"]
    header = ["KEY", *dimensions, "TIME_PERIOD", "OBS_VALUE", "TITLE", "OBS_STATUS"]
    rows = [
        [f"{flow}.{key}", *key.split("."), month, value, "HICP, all items", status]
        for month, value in months.items()
    ]
    return sdmx_csv(header, rows)


def oecd(months: Months, key: str, *, flow: str = "DSD_PRICES@DF_PRICES_ALL", base: str = "2015") -> str:
    """The OECD's CSV with labels, newest first."""
    names = [
        "REF_AREA",
        "FREQ",
        "METHODOLOGY",
        "MEASURE",
        "UNIT_MEASURE",
        "EXPENDITURE",
        "ADJUSTMENT",
        "TRANSFORMATION",
    ]
    header = ["STRUCTURE", "STRUCTURE_ID", "ACTION", *(f"{n}: {n.capitalize()}" for n in names)]
    header += [
        "TIME_PERIOD: Time period",
        "OBS_VALUE",
        "OBS_STATUS: Observation status",
        "BASE_PER: Base period",
    ]
    codes = [f"{code}: Label, of {code}" for code in key.split(".")]
    rows = [
        ["DATAFLOW", f"OECD.SDD.TPS:{flow}(1.0)", "I", *codes, month, value, "A: Normal value", base]
        for month, value in sorted(months.items(), reverse=True)
    ]
    return sdmx_csv(header, rows)


def imf(months: Months, key: str, *, flow: str = "CPI", base: str = "") -> str:
    """The IMF's CSV: a row that describes the flow, months as 2026-M08, a description of two lines."""
    names = IMF_DIMENSIONS[flow]
    tail = ["TIME_PERIOD", "OBS_VALUE", "SCALE", "COMMON_REFERENCE_PERIOD", "FULL_DESCRIPTION"]
    header = ["DATAFLOW", *names, *tail]
    named = f"IMF.STA:{flow}(5.0.0)"
    rows = [[named, *[""] * (len(header) - 1)]]
    for month, value in months.items():
        time = month if "Q" in month else month.replace("-", "-M")
        rows.append([named, *key.split("."), time, value, "0", base, "two\nlines"])
    return sdmx_csv(header, rows)


def world_bank(
    years: Mapping[str, Months], *, code: str, page: int = 1, pages: int = 1, total: int | None = None
) -> list[Any]:
    """The World Bank's array of page and rows; an empty text is a null."""
    rows = [
        {
            "indicator": {"id": code, "value": "Inflation"},
            "country": {"id": country[:2], "value": f"name of {country}"},
            "countryiso3code": country,
            "date": year,
            "value": number_of(value) if value else None,
            "unit": "",
            "obs_status": "",
            "decimal": 1,
        }
        for country, figures in years.items()
        for year, value in sorted(figures.items(), reverse=True)
    ]
    head = {
        "page": page,
        "pages": pages,
        "per_page": "1000",
        "total": len(rows) if total is None else total,
        "sourceid": "2",
        "lastupdated": "2026-10-13",
    }
    return [head, rows]


def dbnomics(months: Months, code: str, *, frequency: str = "monthly") -> dict[str, Any]:
    """DBnomics' record of one series; an empty text is NA."""
    provider, dataset, series = code.split("/")
    doc = {
        "@frequency": frequency,
        "provider_code": provider,
        "dataset_code": dataset,
        "dataset_name": "a data set",
        "series_code": series,
        "dimensions": {},
        "indexed_at": "2026-03-25T23:30:00.000Z",
        "period": list(months),
        "period_start_day": [f"{month}-01" for month in months],
        "value": [number_of(v) if v else "NA" for v in months.values()],
    }
    return {
        "_meta": {"args": {}, "version": "22.1.17"},
        "series": {"docs": [doc], "limit": 1000, "num_found": 1, "offset": 0},
    }


def bls_series(series: Mapping[str, tuple[str, str]]) -> str:
    """A BLS series file: title and base by id, the adjustment from the id."""
    lines = ["series_id        \tseasonal\tbase_period\tseries_title"]
    lines += [f"{code:<17}\t{code[2]}\t{base}\t{title}" for code, (title, base) in series.items()]
    return "\r\n".join([*lines, ""])


def bls_flat(series: Mapping[str, Mapping[str, str]]) -> str:
    """A BLS data file: `{"CUUR0000SA0": {"2025-M10": "- X"}}`, the footnote after the value."""
    lines = ["series_id        \tyear\tperiod\t       value\tfootnote_codes"]
    for code, rows in series.items():
        for time, figure in rows.items():
            year, period = time.split("-")
            value, _, note = figure.partition(" ")
            lines.append(f"{code:<17}\t{year}\t{period}\t{value:>12}\t{note}")
    return "\r\n".join([*lines, ""])
