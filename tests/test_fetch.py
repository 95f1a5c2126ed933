"""Fetching from a real server that misbehaves; cases are numbered as in FAULTS.md."""

import asyncio
import gzip
import threading
import time
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import brotli
import pytest

from tasks.errors import Rejected, SitrepError, Transient
from tasks.fetch import Fetcher
from tasks.settings import Settings

PAGE = b"<html><body>hello</body></html>"
HTML = {"Content-Type": "text/html; charset=utf-8"}


def bare_deflate(data):
    made = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return made.compress(data) + made.flush()


ANSWERS = {
    "/ok": (200, PAGE, HTML),
    "/gzip": (200, gzip.compress(PAGE), HTML | {"Content-Encoding": "gzip"}),
    "/bomb": (200, gzip.compress(b"x" * 30_000_000), HTML | {"Content-Encoding": "gzip"}),
    "/brotli": (200, brotli.compress(PAGE), HTML | {"Content-Encoding": "br"}),
    "/brotli-bomb": (200, brotli.compress(b"x" * 30_000_000, quality=5), HTML | {"Content-Encoding": "br"}),
    "/two-members": (200, gzip.compress(PAGE[:9]) + gzip.compress(PAGE[9:]), HTML | {"Content-Encoding": "gzip"}),
    "/deflate": (200, zlib.compress(PAGE), HTML | {"Content-Encoding": "deflate"}),
    "/bare-deflate": (200, bare_deflate(PAGE), HTML | {"Content-Encoding": "deflate"}),
    "/stacked": (200, gzip.compress(gzip.compress(PAGE)), HTML | {"Content-Encoding": "gzip, gzip"}),
    "/not-gzip": (200, PAGE, HTML | {"Content-Encoding": "gzip"}),
    "/half-gzip": (200, gzip.compress(PAGE * 99)[:-30], HTML | {"Content-Encoding": "gzip"}),
    "/large": (200, b"x" * 3_000_000, HTML),
    "/unchanged": (304, b"", {}),
    "/missing": (404, b"", {}),
    "/gone": (410, b"", {}),
    "/later": (429, b"", {"Retry-After": "120"}),
    "/in-ten-years": (503, b"", {"Retry-After": "315360000"}),
    "/broken": (500, b"", {}),
    "/forbidden": (403, b"", {}),
    "/huge-header": (200, PAGE, {"X-Long": "x" * 100_000}),
    "/pdf": (200, b"%PDF-1.7", {"Content-Type": "application/pdf"}),
    "/empty": (204, b"", {}),
    "/blank": (200, b"  ", HTML),
    "/robots.txt": (200, b"User-agent: *\nDisallow: /private\n", {"Content-Type": "text/plain"}),
    "/private/x": (200, PAGE, HTML),
    "/moved": (302, b"", {"Location": "/ok"}),
    "/loop": (302, b"", {"Location": "/loop"}),
    "/to-file": (302, b"", {"Location": "file:///etc/passwd"}),
    "/to-nowhere": (302, b"", {"Location": "http://["}),
    "/to-metadata": (302, b"", {"Location": "http://169.254.169.254/latest/"}),
}
LIMITS = {"host_delay_s": 0, "read_timeout_s": 0.4, "total_timeout_s": 1.5, "max_page_bytes": 2_000_000}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hits = 0

    def log_message(self, format, *args):
        pass

    def do_GET(self):
        type(self).hits += 1
        path = urlsplit(self.path).path
        if path == "/stall":
            time.sleep(1.2)
            return
        if path == "/drip":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            for _ in range(12):
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.2)
            return
        status, body, headers = ANSWERS.get(path, (404, b"", {}))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        short = path == "/short"
        self.send_header("Content-Length", str(len(body) + (100 if short else 0)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="module")
def server():
    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.handle_error = lambda *_: None
    threading.Thread(target=made.serve_forever, args=(0.01,), daemon=True).start()
    yield made.server_port
    made.shutdown()


def get(url, kind="page", etag=None, **settings):
    async def run():
        async with Fetcher(Settings(**(LIMITS | settings))) as fetcher:
            return await fetcher.get(url, kind=kind, etag=etag)

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("path", "code", "error"),
    [
        ("/stall", "timeout", Transient),
        ("/drip", "total_timeout", Transient),
        ("/missing", "gone", Rejected),
        ("/gone", "gone", Rejected),
        ("/later", "http_429", Transient),
        ("/broken", "http_500", Transient),
        ("/forbidden", "http_403", Rejected),
        ("/huge-header", "bad_response", Rejected),
        ("/pdf", "unsupported_type", Rejected),
        ("/empty", "empty_page", Rejected),
        ("/blank", "empty_page", Rejected),
        ("/private/x", "robots", Rejected),
        ("/to-metadata", "private_address", Rejected),
        ("/to-file", "bad_scheme", Rejected),
        ("/to-nowhere", "bad_response", Rejected),
        ("/loop", "too_many_redirects", Rejected),
        ("/bomb", "too_large", Rejected),
        ("/brotli-bomb", "too_large", Rejected),
        ("/stacked", "bad_encoding", Rejected),
        ("/not-gzip", "bad_encoding", Rejected),
        ("/half-gzip", "truncated", Transient),
        ("/large", "too_large", Rejected),
    ],
    ids=["24 stall", "25 drip", "28 missing", "28 gone", "29 later", "31 broken", "forbidden", "32 huge header", "33 pdf",
         "34 no content", "blank", "35 robots", "51 to private", "52 to file", "to no address", "53 loop", "56 bomb", "57 brotli", "58 stacked",
         "no gzip at all", "26 cut short", "59 large"],
)  # fmt: skip
def test_fault(server, path, code, error):
    with pytest.raises(error) as caught:
        get(f"http://127.0.0.1:{server}{path}", allow_loopback=True)
    assert caught.value.code == code


def test_22_refused():
    with pytest.raises(Transient, match="connect"):
        get("http://127.0.0.1:9/", allow_loopback=True)


def test_21_no_such_name():
    with pytest.raises(Transient, match="dns"):
        get("http://nosuchname.invalid/")


def test_30_retry_after_is_capped(server):
    with pytest.raises(Transient) as caught:
        get(f"http://127.0.0.1:{server}/in-ten-years", allow_loopback=True)
    assert caught.value.retry_after_s == 24 * 3600


@pytest.mark.parametrize("path", ["/ok", "/gzip", "/two-members", "/deflate", "/bare-deflate", "/brotli", "/moved"])
def test_well(server, path):
    page = get(f"http://127.0.0.1:{server}{path}", allow_loopback=True)
    assert (page.http_status, page.body) == (200, PAGE)


def test_27_unchanged(server):
    page = get(f"http://127.0.0.1:{server}/unchanged", kind="feed", etag='"x"', allow_loopback=True)
    assert (page.http_status, page.body) == (304, b"")


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "017700000001", "127.1", "0", "[::1]", "[::ffff:127.0.0.1]",
     "169.254.169.254", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "100.64.0.1", "224.0.0.1", "10.0.0.1", "192.168.1.1",
     "user:secret@127.0.0.1"],
)  # fmt: skip
def test_37_to_49_private_addresses_are_never_talked_to(server, host):
    before = Handler.hits
    with pytest.raises(SitrepError) as caught:
        get(f"http://{host}:{server}/ok", kind="feed")
    assert caught.value.code == "private_address"
    assert "secret" not in str(caught.value)
    assert Handler.hits == before


def test_54_proxy_of_the_environment_is_ignored(server, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert get(f"http://127.0.0.1:{server}/ok", allow_loopback=True).http_status == 200
