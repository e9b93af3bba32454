"""What the readers of files with many series share."""

from collections.abc import Iterator, Sequence

from indicators.sources.fetch import Fetched


def good(found: Sequence[Fetched]) -> Iterator[Fetched]:
    """The indicators with figures; the first error, unless the same series is good under another key.

    A series that went on on another base is kept under two keys, and only one of them is on the file's base.
    """
    fine = {f.indicator.code for f in found if f.error is None}
    for fetched in found:
        if fetched.error is None:
            yield fetched
        elif fetched.indicator.code not in fine:
            raise fetched.error
