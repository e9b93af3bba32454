"""What a database URL means, and how it is shown without its password."""

from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from indicators.errors import SettingsError

_EXPECTED = "sqlite:///FILE or postgresql://USER:PASSWORD@HOST:PORT/DATABASE"
_SECRET_OPTIONS = ("password", "sslpassword")


@dataclass(frozen=True)
class Location:
    """A database: a SQLite file (`path`) or a PostgreSQL server (`url`, with the driver we use)."""

    display: str
    path: Path | None = None
    url: URL | None = field(default=None, repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)

    def redact(self, text: str) -> str:
        """`text` without any password of this location."""
        for secret in self.secrets:
            text = text.replace(secret, "***")
        return text


def read_location(text: str) -> Location:
    """The database that a URL names; SettingsError, which never quotes a password, where it names none."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise SettingsError(
            "not a database URL",
            expected=_EXPECTED,
            hint="percent-encode / ? # @ and : inside a password, as in %40 for @",
        ) from None
    scheme = url.drivername.partition("+")[0]
    if scheme == "sqlite":
        return _file(url)
    if scheme in ("postgresql", "postgres"):
        return _server(url)
    raise SettingsError(f"no such kind of database: {scheme}", expected=_EXPECTED)


def _file(url: URL) -> Location:
    if not url.database or url.database == ":memory:" or url.host or url.query:
        raise SettingsError(
            "a SQLite URL names a file and nothing else",
            expected="sqlite:///FILE, with a fourth / before an absolute path",
            got=url.render_as_string(),
        )
    path = Path(url.database).expanduser()
    return Location(display=f"sqlite:///{path}", path=path)


def _server(url: URL) -> Location:
    if "@" in (url.host or ""):
        raise SettingsError(
            "the password holds an @, which ends a password in a URL",
            expected=_EXPECTED,
            hint="write %40 for it",
        )
    options = {name: str(url.query[name]) for name in _SECRET_OPTIONS if name in url.query}
    shown = url.update_query_dict(dict.fromkeys(options, "***")).set(drivername="postgresql")
    secrets = {str(url.password or ""), *options.values()} - {""}
    return Location(
        display=shown.render_as_string(hide_password=True),
        url=url.set(drivername="postgresql+psycopg"),
        secrets=tuple(sorted(secrets, key=len, reverse=True)),
    )
