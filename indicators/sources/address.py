"""Where an office is asked, whom it is told is asking, and where it may send us on to."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version
from ipaddress import ip_address
from urllib.parse import urljoin, urlsplit

from indicators.errors import SettingsError
from indicators.sources.base import Request
from indicators.sources.redact import safe_url


def office_url(source: str, own: str, path: str, *, base_url: str | None, key: str | None) -> str:
    """`path` at the office's `own` address, or at `base_url` where one is set.

    SettingsError where `base_url` is no http(s) address, holds a user name, or would carry a key
    unencrypted to another machine.
    """
    if not base_url:
        return own + path
    setting = f"setting {source}_url"
    shown = safe_url(base_url, (key,) if key else ())
    try:
        parts = urlsplit(base_url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise SettingsError(f"not an address: {error}", where=setting, got=shown) from None
    if parts.scheme not in ("http", "https") or not host or parts.query or parts.fragment:
        raise SettingsError(
            "not the address of an office", where=setting, expected="https://host[/path]", got=shown
        )
    if parts.username is not None:
        raise SettingsError(
            "an address must not hold a user name", where=setting, expected="https://host[/path]", got=shown
        )
    if key and parts.scheme == "http" and not _is_this_machine(host):
        raise SettingsError(
            "a key is not sent unencrypted to another machine",
            where=setting,
            expected="an https address",
            got=shown,
            hint=f"use https, or unset {source}_key",
        )
    return base_url.rstrip("/") + path


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def user_agent(contact: str) -> str:
    """Who asks, honestly: `realterms/1.2 (+contact)`; SettingsError where `contact` cannot be sent."""
    if not (contact.isascii() and contact.isprintable()):
        raise SettingsError(
            "cannot be told to the offices", where="setting contact", expected="printable ASCII", got=contact
        )
    told = contact.strip()
    return f"realterms/{_version()} (+{told})" if told else f"realterms/{_version()}"


@cache
def _version() -> str:
    try:
        return version("realterms")
    except PackageNotFoundError:
        return "unknown"


def redirect_target(request: Request, here: str, location: str) -> str | None:
    """Where a redirect may be followed to, or None.

    Followed is a GET without a key, to the same scheme, host and port, or from http to https there.
    """
    try:
        target = urljoin(here, location)
        old, new = urlsplit(request.url), urlsplit(target)
        same_place = (old.scheme, old.hostname, old.port) == (new.scheme, new.hostname, new.port)
    except ValueError:
        return None
    upgraded = (old.scheme, new.scheme) == ("http", "https") and old.hostname == new.hostname
    plain = request.method == "GET" and request.follow_redirects and not any(request.secrets)
    return target if plain and (same_place or upgraded) else None
