"""Taking a response body apart: decompressed within a limit, and known to be whole."""

import zlib
from collections.abc import Callable, Iterable, Iterator

_GZIP = 31  # zlib's window bits for a gzip container
_PIECE = 64 * 1024
# No file of rows has longer ones; without a bound, a line without end would be copied again with each piece.
_LONGEST_LINE = 256 * 1024


class BodyTooLarge(Exception):
    """More bytes than the limit allows, compressed or not."""


class BodyBroken(Exception):
    """The body ended before its end, or is not what its encoding says."""


class EncodingUnknown(Exception):
    """Compressed in a way that was not asked for."""


def read_body(chunks: Iterable[bytes], encoding: str, limit: int) -> bytes:
    """The whole body, decompressed, at most `limit` bytes; at most one piece more is ever held.

    Raises as `body_pieces` does.
    """
    return b"".join(body_pieces(chunks, encoding, limit))


def read_lines(
    chunks: Iterable[bytes],
    encoding: str,
    limit: int,
    choose: Callable[[bytes], Callable[[bytes], bool]],
    kept_limit: int,
) -> bytes:
    """The first line of a body of at most `limit` bytes, and those chosen of the others: `kept_limit` bytes.

    Raises as `body_pieces` does, and BodyTooLarge for a line without end.
    """
    chosen = _chosen(_lines(body_pieces(chunks, encoding, limit), min(kept_limit, _LONGEST_LINE)), choose)
    return b"".join(_bounded(chosen, kept_limit))


def body_pieces(chunks: Iterable[bytes], encoding: str, limit: int) -> Iterator[bytes]:
    """The body, decompressed, piece by piece, at most `limit` bytes in all.

    Raises BodyTooLarge, BodyBroken or EncodingUnknown. The end of a gzip stream is checked: a proxy
    that cuts one and states the shorter length leaves no other trace.
    """
    name = encoding.strip().lower()
    if name in ("", "identity"):
        pieces = _bounded(chunks, limit)
    elif name in ("gzip", "x-gzip"):
        pieces = _bounded(_gunzip(_bounded(chunks, limit)), limit)
    else:
        raise EncodingUnknown(name)
    return pieces


def _lines(pieces: Iterable[bytes], longest: int) -> Iterator[bytes]:
    begun = b""
    for piece in pieces:
        *whole, begun = (begun + piece).split(b"\n")
        if len(begun) > longest:
            raise BodyTooLarge
        yield from (line + b"\n" for line in whole)
    if begun:
        yield begun


def _chosen(lines: Iterator[bytes], choose: Callable[[bytes], Callable[[bytes], bool]]) -> Iterator[bytes]:
    first = next(lines, b"")
    yield first
    yield from filter(choose(first), lines)


def _bounded(pieces: Iterable[bytes], limit: int) -> Iterator[bytes]:
    total = 0
    for piece in pieces:
        total += len(piece)
        if total > limit:
            raise BodyTooLarge
        yield piece


def _gunzip(chunks: Iterable[bytes]) -> Iterator[bytes]:
    stream = zlib.decompressobj(_GZIP)
    for chunk in chunks:
        waiting = chunk
        while waiting:
            if stream.eof:
                stream = zlib.decompressobj(_GZIP)  # gzip allows one member after another
            yield _inflate(stream, waiting)
            waiting = stream.unconsumed_tail or stream.unused_data
    if not stream.eof:
        raise BodyBroken("the compressed body ends early")


def _inflate(stream: "zlib._Decompress", data: bytes) -> bytes:
    try:
        return stream.decompress(data, _PIECE)
    except zlib.error:
        raise BodyBroken("the compressed body is damaged") from None
