"""Files written whole or not at all: to a temporary name beside the place, synced, renamed; mode 0600."""

import errno
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from indicators.errors import BadInput, DatabaseFull, RealtermsError


@contextmanager
def written(contents: Mapping[Path, bytes], *, overwrite: bool) -> Iterator[None]:
    """Write every file under a temporary name; when the block ends well, give all of them their names.

    Where the block or a write fails, nothing is left. BadInput for a place that cannot be written or, unless
    `overwrite`, exists; DatabaseFull where there is no space.
    """
    for path in contents:
        _check_place(path, overwrite=overwrite)
    waiting: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            waiting[path] = _write(path, content)
        yield
        for path in list(waiting):
            with _explained(path):
                waiting[path].replace(path)
            del waiting[path]
    finally:
        for temporary in waiting.values():
            temporary.unlink(missing_ok=True)


def write_files(contents: Mapping[Path, bytes], *, overwrite: bool) -> None:
    """The same with nothing to be done before the files get their names."""
    with written(contents, overwrite=overwrite):
        pass


def _check_place(path: Path, *, overwrite: bool) -> None:
    if path.is_dir():
        raise BadInput("the place is a folder", where=str(path), expected="the name of a file")
    if path.exists() and not overwrite:
        raise BadInput(
            "the file exists already", where=str(path), hint="choose another name; --force overwrites"
        )


def _write(path: Path, content: bytes) -> Path:
    with _explained(path):
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
        return temporary


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise cannot_write(path, error) from None


def cannot_write(path: Path, error: OSError) -> RealtermsError:
    """The error that tells a person why `path` could not be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DatabaseFull(
            "no space left; nothing was written",
            where=str(path),
            hint="free some space or choose another place, then repeat",
        )
    return BadInput(
        f"cannot write the file: {error.strerror}",
        where=str(path),
        hint="choose a folder that exists and that you may write to",
    )
