"""Feeds that are broken or made to hurt, and the pages behind them, each polled or read the real way.

Cases are numbered as in FAULTS.md: a server on loopback, the real client, the real archive, the real killable child.
In each, three good feeds (or pages) of the same batch give exactly what they give alone.
"""

import asyncio
import gzip
import re
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import active_children
from pathlib import Path
from typing import ClassVar

import pytest

from tasks import acquire, archive, articles, feeds
from tasks.articles.page import MAX_TAGS
from tasks.errors import Rejected
from tasks.fetch import Fetcher
from tasks.isolate import Child
from tasks.records import Feed, FeedState, Page
from tasks.settings import Settings
from tests.test_feeds import ATOM, JSON, LAUGHS, QUADRATIC, item, rss

pytestmark = pytest.mark.timeout(300)
RUN = "run"
PEAK_MB = 300
NOW = datetime(2026, 1, 4, tzinfo=UTC)
DTD = '<!DOCTYPE rss SYSTEM "CANARY/rss.dtd" [<!ENTITY % more SYSTEM "CANARY/more.ent"> %more;]>'
XXE = "<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/passwd'><!ENTITY y SYSTEM 'CANARY/x'>]>"
GOOD_FEEDS = {"/good-1": rss(item(1) + item(2)), "/good-2": ATOM.encode(), "/good-3": JSON.encode()}


def declared(doctype, more=""):
    return rss(item(more=more)).replace(b"<rss", doctype.encode() + b"<rss", 1)


# name: (body, codes of the rejects, titles of the entries; None where it does not matter which)
FEEDS = {
    "1-empty": (b"", ["empty_feed"], []),
    "2-login-page": (b"<!DOCTYPE html><html><body><form>Log in</form></body></html>", ["not_a_feed"], []),
    "3-truncated": (rss(item(1) + item(2))[:-60], ["feed_truncated"], ["Title 1"]),
    "4-nul-bytes": (rss(item()).replace(b"Title", b"Ti\x00tle"), [], ["Title 1"]),
    "5-file-path": (b"/etc/passwd", ["not_a_feed"], []),
    "6-url": (b"CANARY/other.xml", ["not_a_feed"], []),
    "7-unknown-json": (b'{"posts": [{"title": "x"}]}', ["not_a_feed"], []),
    "8-100k-items": (rss("<item><title>T</title><link>/a</link></item>" * 100_000), ["feed_too_many_items"], None),
    "9-20-mb-description": (rss(item(more=f"<description>{'word ' * 4_000_000}</description>")), ["feed_too_large"], []),
    "10-one-guid-two-urls": (rss(item(1) + item(2).replace("g2", "g1")), [], ["Title 1", "Title 2"]),
    "11-no-guid": (rss(item().replace("<guid>g1</guid>", "")), [], ["Title 1"]),
    "12-no-link": (rss("<item><title>T</title></item>" + item()), ["item_no_link"], ["Title 1"]),
    "13-relative-link": (rss(item(link="/news/{}")), [], ["Title 1"]),
    "14-guid-reused-with-new-text": (
        rss(item(more="<description>old</description>") + item(more="<description>new</description>")), [], ["Title 1"] * 2),
    "15-billion-laughs": (LAUGHS.encode(), ["xml_entities"], []),
    "16-laughs-in-utf-16": (LAUGHS.encode("utf-16"), ["xml_entities"], []),
    "17-quadratic-entities": (QUADRATIC.encode(), ["xml_entities"], []),
    "18-file-entity": (declared(XXE, "<description>a&x;b&y;c</description>"), [], ["Title 1"]),
    "19-external-dtd": (declared(DTD), [], ["Title 1"]),
    "20-100k-nesting": (b"<rss><channel>" + b"<a>" * 100_000, ["xml_depth"], []),
}  # fmt: skip


class Server(BaseHTTPRequestHandler):
    hits: ClassVar[list[str]] = []

    def log_message(self, format, *args):
        pass

    def do_GET(self):
        self.hits.append(self.path)
        case = FEEDS.get(self.path.removeprefix("/"))
        body = GOOD_FEEDS.get(self.path, case[0] if case else b"")
        body = body.replace(b"CANARY", f"http://127.0.0.1:{self.server.server_port}/canary".encode())
        packed = gzip.compress(body)
        self.send_response(200)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(packed)))
        self.end_headers()
        self.wfile.write(packed)


@pytest.fixture(scope="module")
def base():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def feed_parser():
    with Child(feeds.parse, wall_s=60, cpu_s=60, memory_mb=1024) as child:
        yield child


@pytest.fixture(scope="module")
def page_reader():
    with Child(articles.read, wall_s=20, cpu_s=20, memory_mb=1024) as child:
        yield child


def peak_mb():
    """Return the most memory that any parsing child has held, in MiB."""
    peaks = [re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{child.pid}/status").read_text()) for child in active_children()]
    return max(int(peak[1]) / 1024 for peak in peaks)


def polled(base, paths, parser, folder):
    """Return what polling each path brought, in one batch, by path."""
    settings = Settings(allow_loopback=True, host_delay_s=0, data_dir=folder)

    async def all_of_them():
        async with Fetcher(settings) as fetcher:
            with archive.Writer(folder, RUN, 500_000_000) as writer:
                asked = [Feed(base + path, path, "example.org") for path in paths]
                return await asyncio.gather(
                    *(acquire.poll(f, FeedState(f.feed_url), fetcher, writer, parser, RUN, 1_000) for f in asked)
                )

    return dict(zip(paths, asyncio.run(all_of_them()), strict=True))


@pytest.fixture(scope="module")
def good_alone(base, feed_parser, tmp_path_factory):
    found = polled(base, list(GOOD_FEEDS), feed_parser, tmp_path_factory.mktemp("alone"))
    assert all(each.entries for each in found.values())
    return {path: each.entries for path, each in found.items()}


@pytest.mark.parametrize("case", FEEDS)
def test_feed(case, base, feed_parser, good_alone, tmp_path):
    _, codes, titles = FEEDS[case]
    Server.hits.clear()
    found = polled(base, [f"/{case}", *GOOD_FEEDS], feed_parser, tmp_path)
    assert {path: found[path].entries for path in GOOD_FEEDS} == good_alone
    bad = found[f"/{case}"]
    assert [reject.code for reject in bad.rejects] == codes
    assert titles is None or [entry.title for entry in bad.entries] == titles
    assert not any("canary" in hit for hit in Server.hits)
    assert "root:" not in str(bad.entries)
    assert peak_mb() < PEAK_MB


# --- pages -----------------------------------------------------------------------------------------------------------

PARAGRAPHS = (
    "<p>The ministers of both countries met in Baku on Friday and agreed to meet again in a month from now.</p>" * 6
)
OTHER_ZONE = Feed("https://example.org/f", "Example", "example.org", timezone="Asia/Baku")


def html(body=PARAGRAPHS, date="2026-01-03T10:00:00Z", head=""):
    stamp = f'<meta property="article:published_time" content="{date}">' if date else ""
    return f"<html lang=en><head><title>They met again in Baku</title>{stamp}{head}</head><body><h1>They met again in Baku</h1>{body}</body></html>"


def cyrillic(charset):
    text = "<p>Министры обеих стран встретились в Баку в пятницу и договорились встретиться снова через месяц.</p>" * 6
    return html(text).encode(charset)


TAGS = "<b>x</b>" * 1_000_000
MOST_TAGS = PARAGRAPHS + "<a href=x>y</a> " * (MAX_TAGS // 2 - 100)  # the costliest of tags, in memory
GOOD_PAGES = {
    f"good-{n}": html(PARAGRAPHS.replace("Baku", city)).encode() for n, city in enumerate(("Rome", "Oslo", "Lima"))
}

# name: (body, code or what must hold of the article)
PAGES = {
    "60-nested-300-deep": (html("<div>" * 300 + PARAGRAPHS + "</div>" * 300).encode(), "too_deep"),
    "61-1m-tags": (html(TAGS).encode(), "extract_timeout"),
    "61-as-many-tags-as-are-read": (html(MOST_TAGS).encode(), {}),
    "62-100k-links": (html(f"{PARAGRAPHS}{'<a href=x>y</a> ' * 100_000}").encode(), "extract_timeout"),
    "62-200k-paragraphs": (html("<p>Some words.</p>" * 200_000).encode(), "extract_timeout"),
    "63-text-node-over-10-mb": (html(f"{PARAGRAPHS}<p>{'word ' * 2_100_000}</p>").encode(), {"flag": "text_truncated"}),
    "64-colspan": (html(f"{PARAGRAPHS}<table><tr><td colspan=9000000000000000 rowspan=9e15>x</td></tr></table>").encode(), {}),
    "65-wrong-charset": (cyrillic("windows-1251"), {"flag": "charset_guessed", "text": "Министры"}),
    "65-declared-latin-1": (cyrillic("utf-8"), {"flag": "charset_guessed", "text": "Министры", "charset": "iso-8859-1"}),
    "66-lone-surrogate": (html(PARAGRAPHS.replace("both", "b\ud800th")).encode("utf-8", "surrogatepass"), {"text": "b\ufffd"}),
    "67-mojibake": (html(PARAGRAPHS.replace("both", "LÃ©vy")).encode(), {"text": "LÃ©vy"}),
    "68-30-february": (html(date="2024-02-30T10:00:00Z").encode(), {"flag": "bad_date", "at": NOW}),
    "68-zone-of-99-hours": (html(date="2024-05-03T10:00:00+99:00").encode(), {"flag": "bad_date", "at": NOW}),
    "69-year-minus-1": (html(date="-0001-05-03T10:00:00Z").encode(), {"flag": "bad_date", "at": NOW}),
    "69-year-10000": (html(date="10000-05-03T10:00:00Z").encode(), {"flag": "bad_date", "at": NOW}),
    "70-far-future": (html(date="2099-05-03T10:00:00Z").encode(), {"flag": "date_future", "at": NOW}),
    "71-no-zone": (html(date="2026-01-03T10:00:00").encode(), {"flag": "date_no_zone", "at": datetime(2026, 1, 3, 10, tzinfo=UTC)}),
}  # fmt: skip


def captured(name, body, charset="utf-8"):
    url = f"https://example.org/news/{name}.html"
    return Page(name, url, url, "page", NOW, 200, "text/html", charset, (), body)


def read(reader, name, body, charset="utf-8"):
    try:
        return reader.call(captured(name, body, charset), None, None)
    except Rejected as error:
        return error.code


@pytest.fixture(scope="module")
def good_pages_alone(page_reader):
    return {name: read(page_reader, name, body) for name, body in GOOD_PAGES.items()}


@pytest.mark.parametrize("case", PAGES)
def test_page(case, page_reader, good_pages_alone):
    body, expected = PAGES[case]
    wanted = expected if isinstance(expected, dict) else {}
    found = read(page_reader, case, body, wanted.get("charset", "utf-8"))
    peak = peak_mb()
    assert {name: read(page_reader, name, good) for name, good in GOOD_PAGES.items()} == good_pages_alone
    assert peak < PEAK_MB
    if isinstance(expected, str):
        assert found == expected
        return
    assert wanted.get("flag") in (*found.flags, None) and wanted.get("text", "") in found.text
    assert found.published_at == wanted.get("at", datetime(2026, 1, 3, 10, tzinfo=UTC))
    assert ("bad_date" in found.flags or "date_future" in found.flags) == (found.published_from == "fetch")


def test_71_the_sources_zone_is_used(page_reader):
    article = page_reader.call(captured("71", html(date="2026-01-03T10:00:00").encode()), None, OTHER_ZONE)
    assert article.published_at.isoformat() == "2026-01-03T10:00:00+04:00"
