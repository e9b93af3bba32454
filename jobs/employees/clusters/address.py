"""A cluster's address: which engine it belongs to, and what of it may be shown."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from indicators.errors import BadInput

# What an address of each engine begins with, and how one looks.
SCHEMES: Mapping[str, tuple[str, ...]] = {"spark": ("spark", "sc"), "dask": ("tcp", "tls")}
EXAMPLES = {
    "spark": "spark://host:7077 (a standalone cluster), sc://host:15002 (Spark Connect) or local[2]",
    "dask": "tcp://host:8786, or tls://host:8786 with the keys that Dask's own settings name",
}
_LOCAL = re.compile(r"local(\[(\d+|\*)\])?")
_CONNECT = "sc"


def check_address(engine: str, url: str) -> None:
    """BadInput unless `url` is an address that `engine` understands; what is secret in it is not repeated."""
    if engine == "spark" and _LOCAL.fullmatch(url):
        return
    try:
        parts = urlsplit(url)
        plain = parts.hostname is not None and parts.port is not None and parts.username is None
        bare = not (parts.path or parts.query or parts.fragment) or parts.scheme == _CONNECT
        fits = plain and bare and parts.scheme in SCHEMES[engine]
    except ValueError:
        fits = False
    if not fits:
        raise BadInput(
            f"{engine} works on a cluster, and needs its address",
            where="--cluster",
            expected=EXAMPLES[engine],
            got=shown(url) if url else "nothing",
        )


def is_connect(url: str) -> bool:
    """Whether it is the address of a Spark Connect server, which is spoken to without Java."""
    return url.startswith(f"{_CONNECT}://")


def shown(url: str) -> str:
    """The scheme, the host and the port alone: a token or a password may stand anywhere else."""
    scheme, mark, rest = url.partition("://")
    if not mark:
        return url if _LOCAL.fullmatch(url) else "an address of another form"
    authority = re.split(r"[/?#;]", rest, maxsplit=1)[0]
    return f"{scheme}://{authority.rpartition('@')[2]}"


def secrets(url: str) -> tuple[str, ...]:
    """What must not be repeated of an address: everything before the host and after the port."""
    _, mark, rest = url.partition("://")
    if not mark:
        return ()
    authority, *more = re.split(r"[/?#;]", rest, maxsplit=1)
    user = authority.rpartition("@")[0]
    parts = [*user.split(":"), *re.split(r"[;&/?#]", more[0] if more else "")]
    values = [value for part in parts for value in (part, part.partition("=")[2]) if len(value) > 3]
    return (url, *values)
