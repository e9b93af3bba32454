"""The digest of letters that the audit trail keeps: a file's own, or one of all files in a folder."""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from indicators.errors import BadInput

# A letter in a folder: its position, then its employee (`people_letters`).
_LETTER = re.compile(r"(\d{6,})-.*\.(?:md|html|pdf)")


def of_folder(files: Iterable[tuple[str, bytes]]) -> str:
    """The digest of a folder's letters, each a name and the SHA-256 of its content, in their order."""
    digest = hashlib.sha256()
    for name, content in files:
        digest.update(name.encode() + b"\0" + content)
    return digest.hexdigest()


def is_folder_of_letters(path: Path) -> bool:
    """Whether there are letters in the folder, by their names."""
    return path.is_dir() and any(_LETTER.fullmatch(file.name) for file in path.iterdir())


def digest_of(path: Path) -> str:
    """The digest of a file or folder as it is now; BadInput where it cannot be read."""
    try:
        if not path.is_dir():
            return hashlib.sha256(path.read_bytes()).hexdigest()
        files = sorted(path.iterdir(), key=_place)
        return of_folder([(file.name, hashlib.sha256(file.read_bytes()).digest()) for file in files])
    except OSError as error:
        raise BadInput(f"cannot read it: {error.strerror}", where=str(error.filename or path)) from None


def _place(file: Path) -> tuple[int, str]:
    found = _LETTER.fullmatch(file.name)
    return (int(found[1]) if found else 0, file.name)
