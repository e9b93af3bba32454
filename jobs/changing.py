"""Change a setting in settings.toml: everything else of the file stays as it is, comments too."""

import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from indicators.errors import SettingsError, UnknownName
from jobs.private import write_private
from jobs.settings import FIELDS, KEYED, SOURCES, Effective, Field, read_settings
from jobs.workspace import Workspace

_MAIL = re.compile(r"[^@\s]+@[^@\s]+")


def change_setting(workspace: Workspace, name: str, value: str) -> Path:
    """Write a setting, or take it out where the value is empty; the file.

    The file is for its owner alone from then on. SettingsError where the file or the value is unusable;
    nothing is written then.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    file, field = _file(workspace), _field(name)
    try:
        document = tomlkit.parse(_text(file))
    except TOMLKitError as error:
        raise SettingsError(f"cannot read the settings: {error}", where=str(file)) from None
    if value:
        _require_usable(field, value, workspace)
        document[field.name] = value
    else:
        document.pop(field.name, None)
    text = tomlkit.dumps(document)
    _check(text, file)
    write_private(file, text)
    return file


def _require_usable(field: Field, value: str, workspace: Workspace) -> None:
    """SettingsError for what no fetch or start could use, where that can be told from the value alone."""
    from indicators.sources.address import office_url, user_agent
    from storage.location import read_location

    source = field.name.removesuffix("_url")
    if source in SOURCES:
        key = workspace.settings[f"{source}_key"] if source in KEYED else None
        office_url(source, "", "", base_url=value, key=key)
    elif field.name == "database_url":
        read_location(value)
    elif field.name == "webhook_url" and not value.startswith(("https://", "http://")):
        raise SettingsError("not an address", where="setting webhook_url", expected="https://host/path")
    elif field.name == "contact":
        user_agent(value)
        if not _MAIL.fullmatch(value):
            raise SettingsError(
                "not an e-mail address", where="setting contact", expected="name@host", got=value
            )


def wins_over_file(effective: Effective, environ: Mapping[str, str] = os.environ) -> str:
    """What outside settings.toml decides this setting: a flag or a variable; empty where nothing does."""
    field = effective.field
    if effective.origin == "flag":
        return "flag"
    pointer = f"{field.variable}_FILE"
    if environ.get(field.variable):
        return field.variable
    return pointer if field.secret and environ.get(pointer) else ""


def _file(workspace: Workspace) -> Path:
    if workspace.settings.file is None:
        raise SettingsError(
            "this workspace has no settings file", hint="start realterms without a test's own"
        )
    return workspace.settings.file


def _field(name: str) -> Field:
    found = next((f for f in FIELDS if f.name == name), None)
    if found is None:
        raise UnknownName.among("setting", name, [f.name for f in FIELDS])
    return found


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"cannot read the settings: {error}", where=str(file)) from None


def _check(text: str, file: Path) -> None:
    """Read the new text as the next start will, before it replaces the old."""
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder) / file.name
        write_private(trial, text)
        try:
            read_settings(trial, {}, {})
        except SettingsError as error:
            raise SettingsError(
                error.message, expected=error.expected, got=error.got, where=str(file), hint=error.hint
            ) from None
