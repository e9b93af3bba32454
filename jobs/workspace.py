"""The workspace: paths, settings, clock, user, database and HTTP client, built once and handed in."""

import getpass
import os
import platform
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Self
from urllib.parse import unquote, urlsplit

from indicators.errors import DatabaseReadOnly, SettingsError
from jobs.settings import Settings, mask_password, read_settings

if TYPE_CHECKING:
    from sqlmodel import Session

    from indicators.sources.http import Client
    from indicators.sources.pacing import Limits
    from storage.database import Database

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The time now, in UTC: the only place in realterms that reads a clock."""
    return datetime.now(UTC)


@dataclass
class Workspace:
    """Everything a job needs from outside, opened lazily; close it when done (or use `with`).

    `limits` bounds what one request may take, where the usual bounds will not do.
    """

    home: Path
    settings: Settings
    clock: Clock = system_clock
    limits: "Limits | None" = None
    _database: "Database | None" = field(default=None, repr=False)
    _client: "Client | None" = field(default=None, repr=False)
    _opening: Lock = field(default_factory=Lock, repr=False)

    @classmethod
    def open(
        cls,
        home: Path | None = None,
        database_url: str | None = None,
        *,
        environ: Mapping[str, str] | None = None,
        clock: Clock = system_clock,
        user: str | None = None,
    ) -> "Workspace":
        """Settings read, nothing else touched; SettingsError where a setting is unusable."""
        from platformdirs import user_config_path, user_data_path

        env = os.environ if environ is None else environ
        flags = {"home": str(home) if home else None, "database_url": database_url, "user": user}
        chosen = flags["home"] or env.get("REALTERMS_HOME")
        config = Path(chosen) if chosen else user_config_path("realterms")
        settings = read_settings(config / "settings.toml", env, flags)
        folder = Path(settings["home"]) if settings["home"] else user_data_path("realterms")
        return cls(folder.expanduser(), settings, clock)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close what was opened; the workspace may be used again."""
        with self._opening:
            if self._database is not None:
                self._database.close()
                self._database = None
            if self._client is not None:
                self._client.close()
                self._client = None

    @property
    def now(self) -> datetime:
        """The time now, aware, in UTC."""
        return self.clock()

    @property
    def today(self) -> date:
        """Today's date where the user is."""
        return self.clock().astimezone().date()

    @property
    def user(self) -> str:
        """Who acts: the setting `user`, else the operating system's user."""
        if self.settings["user"].strip():
            return self.settings["user"].strip()
        try:
            return getpass.getuser()
        except (OSError, KeyError):
            raise SettingsError(
                "the operating system does not say who you are",
                where="setting user",
                expected="a name",
                hint="set REALTERMS_USER, or user in settings.toml",
            ) from None

    @property
    def runner(self) -> str:
        """Who runs here, for the run record and for whoever finds the database in use."""
        try:
            who = self.user
        except SettingsError:
            who = "someone"
        return f"{who}@{platform.node()}, process {os.getpid()}"

    def setting(self, name: str) -> str | None:
        """A setting's value, or None where it is empty or there is none of that name."""
        effective = self.settings.values.get(name)
        return effective.value or None if effective else None

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every secret in force, to be blotted out of what is written: keys, and the database's password."""
        keys = [e.value for e in self.settings.values.values() if e.field.secret and e.value]
        password = unquote(urlsplit(self.database_url).password or "")
        return tuple(filter(None, [*keys, password]))

    @property
    def database_url(self) -> str:
        """Where the database is; may hold a password, so never print it."""
        return self.settings["database_url"] or f"sqlite:///{self.home / 'realterms.db'}"

    @property
    def database_shown(self) -> str:
        """Where the database is, fit for a screen."""
        return mask_password(self.database_url)

    @property
    def database_is_gone(self) -> bool:
        """Whether the database is a file that is not there; SettingsError where the setting names none."""
        from storage.location import read_location

        path = read_location(self.database_url).path
        return path is not None and not path.exists()

    @property
    def database(self) -> "Database":
        """The database, opened (and made, and brought up to date) on first use."""
        with self._opening:
            if self._database is None:
                from storage.database import open_database

                if not self.settings["database_url"]:
                    make_private_folder(self.home)
                self._database = open_database(self.database_url)
            return self._database

    @property
    def exports(self) -> Path:
        """The folder that exports go into unless another is named; made by `ready_for`."""
        return self.home / "exports"

    def ready_for(self, path: Path) -> Path:
        """`path`, its folder made where it is the one for exports: any other has to be there."""
        if path.parent == self.exports:
            make_private_folder(path.parent)
        return path

    def session(self) -> "AbstractContextManager[Session]":
        """A unit of work: committed when the block ends well, rolled back otherwise."""
        return self.database.session()

    @property
    def client(self) -> "Client":
        """The HTTP client, made on first use."""
        with self._opening:
            if self._client is None:
                from indicators.sources.http import Client

                self._client = Client(clock=self.clock, contact=self.settings["contact"], limits=self.limits)
            return self._client


def make_private_folder(folder: Path) -> None:
    """Make `folder`, readable by its owner alone; DatabaseReadOnly where that is not allowed."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise DatabaseReadOnly(
            f"cannot make the folder: {error.strerror}",
            where=str(folder),
            hint="choose another with --home or REALTERMS_HOME",
        ) from None
