"""Files larger than any answer is held: only the lines asked for are kept, within limits of their own."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from gzip import compress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from indicators.errors import UnexpectedAnswer
from indicators.sources.base import Request
from indicators.sources.bls_flat import lines_of
from indicators.sources.body import BodyTooLarge, read_lines
from indicators.sources.pacing import Limits
from tests.sources.asking import quick_client

HEADER = b"series_id\tyear\tperiod\tvalue\tfootnote_codes\r\n"
OURS = b"WPUFD4 \t2026\tM08\t151.2\tP\r\n"
OTHERS = b"WPU0111 \t2026\tM08\t99.9\t\r\n" * 40_000  # a megabyte
CHOOSE = lines_of({"WPUFD4"})
SMALL = Limits(connect=2, read=5, total=5, body=100_000, kept=100_000, attempts=1)


@contextmanager
def serving(content: bytes, encoding: str) -> Iterator[str]:
    """An office that has one large file."""

    class Office(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/plain")
            self.send_header("Content-Length", str(len(content)))
            if encoding:
                self.send_header("Content-Encoding", encoding)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Silence."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Office) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/wp.data.0.Current"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_of_a_large_file_only_the_lines_asked_for_are_kept(encoding: str) -> None:
    content = HEADER + OTHERS + OURS + OTHERS
    sent = compress(content, 1) if encoding else content
    with serving(sent, encoding) as url, quick_client(SMALL) as client:
        answer = client.send(Request(url, accept=("text/plain",), choose_lines=CHOOSE))
        assert answer.content == HEADER + OURS
        assert answer.received == len(sent)
        with pytest.raises(UnexpectedAnswer, match="larger than any figures"):
            client.send(Request(url, accept=("text/plain",)))


def test_more_of_it_than_is_kept_is_refused() -> None:
    with (
        serving(HEADER + OURS * 10_000, "") as url,
        quick_client(SMALL) as client,
        pytest.raises(UnexpectedAnswer) as refused,
    ):
        client.send(Request(url, accept=("text/plain",), choose_lines=CHOOSE))
    assert refused.value.expected == "at most 100,000 bytes"


@pytest.mark.parametrize("size", [1, 7, 64, 1000])
def test_lines_are_whole_however_the_pieces_fall(size: int) -> None:
    content = HEADER + b"WPU01\t2026\tM08\t1.0\t\r\n" + OURS + b"WPUFD4 \t2026\tM09\t151.3\t"
    pieces = [content[at : at + size] for at in range(0, len(content), size)]
    assert read_lines(pieces, "", 10_000, CHOOSE, 10_000) == HEADER + OURS + b"WPUFD4 \t2026\tM09\t151.3\t"


def test_the_id_is_found_where_the_first_line_puts_it() -> None:
    content = b"value\tseries_id\n1.0\tWPUFD4 \n2.0\tWPU01\n"
    assert read_lines([content], "", 1000, CHOOSE, 1000) == b"value\tseries_id\n1.0\tWPUFD4 \n"


def test_a_line_without_end_and_a_file_without_end_are_stopped() -> None:
    with pytest.raises(BodyTooLarge):
        read_lines((b"x" * 1000 for _ in range(100)), "", 1_000_000, CHOOSE, 5000)
    with pytest.raises(BodyTooLarge):
        read_lines((OTHERS for _ in iter(int, 1)), "", 3_000_000, CHOOSE, 5000)
