"""Database URLs: what they name, and that no password of theirs is ever shown."""

import pytest

from indicators.errors import (
    DatabaseUnusable,
    SettingsError,
)
from storage.database import open_database


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("realterms.db", "not a database URL"),
        ("mysql://user:secret@host/db", "no such kind of database: mysql"),
        ("sqlite://", "names a file"),
        ("sqlite:///:memory:", "names a file"),
        ("sqlite:///x.db?mode=ro", "names a file"),
        ("postgresql://user:se@cret@host/db", "holds an @"),
        ("postgresql://user:secret@host:port/db", "not a database URL"),
    ],
)
def test_a_url_that_names_no_database_is_refused_without_its_password(url: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message) as caught:
        open_database(url)
    assert "secret" not in caught.value.explain()
    assert "cret" not in caught.value.explain().replace("secret", "")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ann:hunter2@127.0.0.1:1/db?connect_timeout=2",
        "postgres://ann:hunter2@127.0.0.1:1/db",
        "postgresql://ann@127.0.0.1:1/db?password=hunter2",
        "postgresql+psycopg2://ann:hunter2@127.0.0.1:1/hunter2",
    ],
)
def test_a_server_that_cannot_be_reached_is_named_without_its_password(url: str) -> None:
    with pytest.raises(DatabaseUnusable) as caught:
        open_database(url)
    assert "127.0.0.1" in caught.value.where
    texts = (caught.value.explain(), str(caught.value), str(caught.value.as_dict()))
    assert all("hunter2" not in text for text in texts[:2] if not url.endswith("/hunter2"))
    assert "hunter2@" not in texts[0]


def test_the_shown_url_masks_the_password(postgres_url: str) -> None:
    with_password = postgres_url.replace("postgres:@", "postgres:hunter2@").replace(
        "postgres@", "postgres:hunter2@"
    )
    database = open_database(with_password)
    assert "hunter2" in with_password
    assert "hunter2" not in database.url_for_display
    assert "***" in database.url_for_display
    assert "hunter2" not in repr(database._location)
    database.close()
