"""Small files for their owner alone, written whole or not at all."""

import os
from contextlib import suppress
from pathlib import Path

from indicators.errors import StorageError


def write_private(path: Path, text: str) -> None:
    """Put `text` in place of the file, mode 0600; a reader sees the old or the new one, never half of it.

    StorageError where the folder cannot be written to.
    """
    whole = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        whole.unlink(missing_ok=True)
        with os.fdopen(
            os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
        ) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        whole.replace(path)
    except OSError as error:
        with suppress(OSError):
            whole.unlink(missing_ok=True)
        raise StorageError(
            f"cannot write the file: {error.strerror}",
            where=str(path),
            hint="give this user the right to write there, or choose another folder with --home",
        ) from None
