"""Settings: which value wins, what is refused, what is never shown."""

from pathlib import Path

import pytest

from indicators.errors import SettingsError
from jobs.settings import mask_password, read_settings


def test_a_flag_beats_the_environment_which_beats_the_file(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('user = "from-file"\ncontact = "file@example.org"\n', encoding="utf-8")
    environ = {"REALTERMS_USER": "from-environment"}

    from_flag = read_settings(file, environ, {"user": "from-flag"})
    from_environment = read_settings(file, environ, {})
    from_file = read_settings(file, {}, {})

    assert from_flag["user"] == "from-flag"
    assert from_environment["user"] == "from-environment"
    assert from_file["user"] == "from-file"
    assert from_flag["contact"] == "file@example.org"
    assert from_environment.values["user"].origin == "REALTERMS_USER"
    assert from_file.values["user"].origin == str(file)


def test_a_missing_file_gives_the_defaults(tmp_path: Path) -> None:
    settings = read_settings(tmp_path / "none.toml", {}, {})
    assert settings["user"] == ""
    assert settings.values["user"].origin == "default"


def test_a_misspelt_setting_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('datebase_url = "sqlite:///x.db"\n', encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        read_settings(file, {}, {})
    assert "database_url" in refused.value.hint
    assert str(file) in refused.value.explain()


@pytest.mark.parametrize("text", ["user = 7\n", "user = [\n", "\x00"])
def test_an_unusable_file_is_refused_and_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        read_settings(file, {}, {})
    assert str(file) in refused.value.explain()


def test_a_key_comes_from_a_file_that_a_variable_names(tmp_path: Path) -> None:
    key = tmp_path / "bls.key"
    key.write_text("s3cret\n", encoding="utf-8")
    settings = read_settings(tmp_path / "none.toml", {"REALTERMS_BLS_KEY_FILE": str(key)}, {})
    assert settings["bls_key"] == "s3cret"
    assert "s3cret" not in settings.values["bls_key"].shown


def test_a_key_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    environ = {"REALTERMS_FRED_KEY_FILE": str(tmp_path / "gone")}
    with pytest.raises(SettingsError, match="key file"):
        read_settings(tmp_path / "none.toml", environ, {})


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://ann:pw@db.example/pay", "postgresql://ann:***@db.example/pay"),
        ("postgresql://ann:p:w@db.example", "postgresql://ann:***@db.example"),
        ("postgresql://ann@db.example/pay", "postgresql://ann@db.example/pay"),
        ("sqlite:////home/ann/realterms.db", "sqlite:////home/ann/realterms.db"),
        ("", ""),
    ],
)
def test_a_password_in_a_url_is_masked(url: str, shown: str) -> None:
    assert mask_password(url) == shown


def test_a_language_that_there_is_not_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings(tmp_path / "none.toml", {"REALTERMS_LANGUAGE": "fr"}, {})
    assert "en or zh" in refused.value.explain()
    assert read_settings(tmp_path / "none.toml", {"REALTERMS_LANGUAGE": "zh"}, {})["language"] == "zh"
