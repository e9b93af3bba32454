"""Settings: their names, meanings and defaults, and where each effective value came from.

Later wins: default, settings.toml in the user's configuration directory, REALTERMS_* variables, flags.
A key may also stand in a file named by REALTERMS_<SOURCE>_KEY_FILE.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from indicators.errors import SettingsError, did_you_mean

SOURCES = (
    "bls",
    "ons",
    "fred",
    "nbs",
    "eurostat",
    "ecb",
    "oecd",
    "imf",
    "worldbank",
    "dbnomics",
    "bls_flat",
)
KEYED = ("bls", "fred")
LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Field:
    """One setting: its name in settings.toml, what it means, its default, whether it is secret.

    `choices`: the only values that it takes, where it takes no others; empty is always allowed.
    """

    name: str
    meaning: str
    default: str = ""
    secret: bool = False
    choices: tuple[str, ...] = ()

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return f"REALTERMS_{self.name.upper()}"


FIELDS = (
    Field("home", "folder of the database and the exports"),
    Field("database_url", "sqlite:///FILE or postgresql://USER@HOST/NAME; empty: realterms.db in home"),
    Field("user", "who you are in proposals and decisions; empty: the operating system's user"),
    Field("contact", "e-mail address told to the offices with each request, so that they can reach you"),
    Field("language", "en or zh, on screen; empty: that of the system", choices=LANGUAGES),
    Field(
        "webhook_url",
        "address that is told of failures, stale series, suspect figures and revisions of figures in use",
        secret=True,
    ),
    *(
        Field(f"{s}_url", f"another address for {s.upper()}: a mirror, or a local office in tests")
        for s in SOURCES
    ),
    *(Field(f"{s}_key", f"API key for {s.upper()}", secret=True) for s in KEYED),
)


@dataclass(frozen=True, slots=True)
class Effective:
    """A setting as it applies: its value and where that came from."""

    field: Field
    value: str
    origin: str

    @property
    def shown(self) -> str:
        """The value, fit for a screen: secrets and passwords masked."""
        if self.field.secret and self.value:
            return "********"
        return mask_password(self.value)


@dataclass(frozen=True)
class Settings:
    """Every setting's effective value; `file` is the settings.toml that was looked into."""

    values: Mapping[str, Effective] = field(default_factory=dict)
    file: Path | None = None

    def __getitem__(self, name: str) -> str:
        return self.values[name].value


def mask_password(url: str) -> str:
    """A URL without its password: postgresql://ann:***@host/db."""
    scheme, mark, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    user, at, host = authority.rpartition("@")
    if not (mark and at and ":" in user):
        return url
    return f"{scheme}://{user.partition(':')[0]}:***@{host}{slash}{path}"


def read_settings(file: Path, environ: Mapping[str, str], flags: Mapping[str, str | None]) -> Settings:
    """Every effective setting; SettingsError for an unknown name or an unusable value, naming its place."""
    stored = _stored(file)
    found = Settings({f.name: _effective(f, file, stored, environ, flags) for f in FIELDS}, file)
    for effective in found.values.values():
        _check(effective)
    return found


def _check(effective: Effective) -> None:
    wanted = effective.field
    if wanted.choices and effective.value and effective.value not in wanted.choices:
        near = did_you_mean(effective.value, wanted.choices)
        raise SettingsError(
            f"setting {wanted.name!r} has no such value",
            where=effective.origin,
            expected=" or ".join(wanted.choices),
            got=effective.value,
            hint=f"did you mean {near!r}?" if near else "",
        )


def _effective(
    wanted: Field,
    file: Path,
    stored: Mapping[str, str],
    environ: Mapping[str, str],
    flags: Mapping[str, str | None],
) -> Effective:
    flag = flags.get(wanted.name)
    if flag is not None:
        return Effective(wanted, flag, "flag")
    if environ.get(wanted.variable):
        return Effective(wanted, environ[wanted.variable], wanted.variable)
    pointer = f"{wanted.variable}_FILE"
    if wanted.secret and environ.get(pointer):
        return Effective(wanted, _key_file(Path(environ[pointer]), pointer), pointer)
    if wanted.name in stored:
        return Effective(wanted, stored[wanted.name], str(file))
    return Effective(wanted, wanted.default, "default")


def _key_file(path: Path, variable: str) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingsError(
            f"cannot read the key file: {error.strerror}",
            where=variable,
            expected="a readable file that holds the key",
            got=str(path),
        ) from None


def _stored(file: Path) -> dict[str, str]:
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"cannot read the settings: {error}", where=str(file)) from None
    names = [f.name for f in FIELDS]
    for name, value in table.items():
        if name not in names:
            near = did_you_mean(name, names)
            raise SettingsError(
                f"unknown setting {name!r}",
                where=str(file),
                expected=", ".join(names),
                hint=f"did you mean {near!r}?" if near else "remove it",
            )
        if not isinstance(value, str):
            raise SettingsError(
                f"setting {name!r} must be text", where=str(file), expected="a quoted string", got=value
            )
    return dict(table)
