"""Changing a setting in its file: the rest stays, nothing unusable is written, nobody else can read it."""

import stat
from pathlib import Path

import pytest

from indicators.errors import SettingsError, StorageError, UnknownName
from jobs.changing import change_setting, wins_over_file
from jobs.private import write_private
from jobs.workspace import Workspace


def opened(home: Path, **environ: str) -> Workspace:
    return Workspace.open(home, environ=environ)


def test_comments_order_and_the_other_settings_stay(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('# ours\nuser = "ann" # payroll\n\n# last\ncontact = "a@b.example"\n', encoding="utf-8")
    file.chmod(0o644)
    assert change_setting(opened(tmp_path), "user", 'O"Neil \\ 王') == file
    assert file.read_text(encoding="utf-8").startswith("# ours\nuser = ")
    assert "# payroll" in file.read_text(encoding="utf-8")
    assert opened(tmp_path).settings["user"] == 'O"Neil \\ 王'
    assert opened(tmp_path).settings["contact"] == "a@b.example"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_an_empty_value_takes_it_out(tmp_path: Path) -> None:
    change_setting(opened(tmp_path), "user", "ann")
    change_setting(opened(tmp_path), "user", "")
    change_setting(opened(tmp_path), "contact", "")
    assert opened(tmp_path).settings.values["user"].origin == "default"


def test_what_cannot_be_used_is_not_written(tmp_path: Path) -> None:
    workspace = opened(tmp_path)
    with pytest.raises(SettingsError, match="no such value") as refused:
        change_setting(workspace, "language", "klingon")
    assert str(tmp_path / "settings.toml") in refused.value.explain()
    with pytest.raises(UnknownName):
        change_setting(workspace, "langauge", "zh")
    assert not (tmp_path / "settings.toml").exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ecb_url", "not a url"),
        ("ecb_url", "https://ann:s3cret@host.example"),
        ("ons_url", "ftp://host.example"),
        ("fred_url", "http://fred.example"),  # would carry the key below
        ("database_url", "realterms.db"),
        ("database_url", "mysql://host/db"),
        ("webhook_url", "host.example/hook"),
        ("contact", "nobody"),
        ("contact", "王@host.example"),
    ],
)
def test_a_value_that_nothing_could_use_is_refused(tmp_path: Path, name: str, value: str) -> None:
    workspace = opened(tmp_path, REALTERMS_FRED_KEY="s3cret")
    with pytest.raises(SettingsError) as refused:
        change_setting(workspace, name, value)
    assert "s3cret" not in refused.value.explain()
    assert not (tmp_path / "settings.toml").exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ecb_url", "http://127.0.0.1:8000/mirror"),
        ("ons_url", "https://mirror.example"),
        ("database_url", "postgresql://ann:s3cret@db.example/pay"),
        ("database_url", "sqlite:////var/pay.db"),
        ("webhook_url", "https://hook.example/x"),
        ("contact", "pay@example.org"),
    ],
)
def test_a_value_that_can_be_used_is_written(tmp_path: Path, name: str, value: str) -> None:
    change_setting(opened(tmp_path), name, value)
    assert opened(tmp_path).settings[name] == value


def test_a_file_that_was_broken_meanwhile_is_left_alone(tmp_path: Path) -> None:
    workspace = opened(tmp_path)
    (tmp_path / "settings.toml").write_text("user = ", encoding="utf-8")
    with pytest.raises(SettingsError, match="cannot read"):
        change_setting(workspace, "user", "ann")
    assert (tmp_path / "settings.toml").read_text(encoding="utf-8") == "user = "


def test_a_variable_or_a_flag_wins_over_the_file(tmp_path: Path) -> None:
    environ = {"REALTERMS_USER": "ben", "REALTERMS_BLS_KEY_FILE": str(tmp_path / "key")}
    (tmp_path / "key").write_text("s3cret", encoding="utf-8")
    values = opened(tmp_path, **environ).settings.values
    won = {name: wins_over_file(values[name], environ) for name in ("home", "user", "bls_key", "contact")}
    assert won == {
        "home": "flag",
        "user": "REALTERMS_USER",
        "bls_key": "REALTERMS_BLS_KEY_FILE",
        "contact": "",
    }


def test_a_folder_that_is_a_file_is_refused_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StorageError) as refused:
        write_private(tmp_path / "file" / "settings.toml", "")
    assert "settings.toml" in refused.value.explain()
