"""Finding the feeds of a site, on sites served here; and what is said of feeds just asked."""

import asyncio
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from typer.testing import CliRunner

from sitrep import app
from tasks import inspect, isolate
from tasks.errors import Rejected
from tasks.feeds import discover, listing
from tasks.fetch import Fetcher
from tasks.records import Feed
from tasks.settings import Settings
from tests.test_feeds import JSON, item, rss

RSS = rss(item(1) + item(2))
PAGE = "<html><head>{}</head><body><a href='/about'>About</a></body></html>"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
SITEMAP = (
    f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:n='{NEWS}'><url><loc>https://example.org/1</loc>"
    "<n:news><n:title>Title 1</n:title><n:publication_date>2024-05-03</n:publication_date></n:news></url></urlset>"
)
INDEX = (
    "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap><loc>BASE/pages.xml</loc></sitemap>"
    "<sitemap><loc>BASE/news-map.xml</loc></sitemap></sitemapindex>"
)


@contextmanager
def served(paths):
    """Serve these bodies by path, BASE in them replaced by the site's address, which is yielded."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format, *args):
            pass

        def do_GET(self):
            body = paths.get(self.path)
            self.send_response(404 if body is None else 200)
            made = body if isinstance(body, bytes) else (body or "").replace("BASE", base).encode()
            self.send_header("Content-Length", str(len(made)))
            self.end_headers()
            self.wfile.write(made)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield base
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="module")
def looker():
    with isolate.Child(discover.look, wall_s=30, cpu_s=30, memory_mb=1024) as child:
        yield child


def found_at(paths, looker, start="/"):
    async def ask(url):
        async with Fetcher(Settings(allow_loopback=True, host_delay_s=0)) as fetcher:
            return await discover.find(url, fetcher, looker)

    with served(paths) as base:
        return [each.feed_url.removeprefix(base) for each in asyncio.run(ask(base + start))]


LINK = "<link rel='alternate' type='application/rss+xml' href='{}'>"


@pytest.mark.parametrize(
    ("paths", "found"),
    [
        ({"/": RSS}, ["/"]),
        ({"/": PAGE.format(LINK.format("/x.php?feed=1")), "/x.php?feed=1": RSS}, ["/x.php?feed=1"]),
        ({"/": PAGE.format("<LINK REL=Alternate TYPE='Application/Atom+XML' HREF=x>"), "/x": RSS}, ["/x"]),
        ({"/": PAGE.format("<link rel='feed alternate' href='BASE/x'>"), "/x": RSS}, ["/x"]),
        ({"/": PAGE.format("<link rel=alternate type='application/feed+json' href=x>"), "/x": JSON}, ["/x"]),
        ({"/": PAGE.format(f"<base href='/deep/'>{LINK.format('x')}"), "/deep/x": RSS}, ["/deep/x"]),
        ({"/": PAGE.format(LINK.format("/comments/x") + LINK.format("/x")), "/x": RSS, "/comments/x": RSS}, ["/x", "/comments/x"]),
        ({"/": PAGE.format(LINK.format("/gone") + LINK.format("/page") + LINK.format("/x")), "/page": PAGE, "/x": RSS}, ["/x"]),
        ({"/": PAGE.format("<link rel=alternate hreflang=fr href=/fr>"), "/fr": PAGE, "/rss.xml": RSS}, ["/rss.xml"]),
        ({"/": PAGE.replace("/about", "/news/rss"), "/news/rss": RSS}, ["/news/rss"]),
        ({"/": PAGE.format(""), "/feed/": rss(""), "/atom.xml": RSS, "/index.rdf": RSS}, ["/atom.xml"]),
        ({"/": PAGE, "/robots.txt": "User-agent: *\nSitemap: BASE/map.xml", "/map.xml": SITEMAP}, ["/map.xml"]),
        ({"/": PAGE, "/robots.txt": "sitemap: /all.xml", "/all.xml": INDEX, "/news-map.xml": SITEMAP}, ["/news-map.xml"]),
        ({"/": PAGE, "/robots.txt": "Sitemap: /map.xml", "/map.xml": SITEMAP.replace("n:title", "n:x")}, []),
        ({"/": PAGE}, []),
    ],
    ids=["a feed itself", "link", "capitals", "rel feed", "JSON", "base", "comments last", "dead links", "other languages",
         "link in the body", "common path", "news sitemap", "index of sitemaps", "sitemap without titles", "nothing"],
)  # fmt: skip
def test_the_feeds_of_a_site(paths, found, looker):
    assert found_at(paths, looker) == found


def test_common_paths_are_those_of_the_site_not_of_the_page(looker):
    assert found_at({"/news/today.html": PAGE, "/rss.xml": RSS}, looker, "/news/today.html") == ["/rss.xml"]


def test_a_site_without_feeds_is_told_so():
    with served({"/": PAGE}) as base, pytest.raises(Rejected, match=r"no_feed_found.*give its own address"):
        asyncio.run(inspect.feeds_at(Settings(allow_loopback=True, host_delay_s=0), base))


def test_credentials_are_kept_in_the_list_and_shown_nowhere(tmp_path, monkeypatch):
    monkeypatch.setenv("SITREP_ALLOW_LOOPBACK", "true")
    monkeypatch.setenv("SITREP_HOST_DELAY_S", "0")
    mine = tmp_path / "mine.toml"
    told = []

    def sitrep(*arguments):
        done = CliRunner().invoke(app, ["feeds", *arguments, "--feeds", str(mine)])
        told.append(f"{done.output} {done.exception}")
        return done

    with served({"/a": RSS, "/b": RSS}) as base:
        named = {path: base.replace("//", "//user:secret@") + path for path in ("/a", "/b", "/none")}
        for address in (named["/a"], named["/a"], named["/none"]):
            sitrep("add", address)
        assert [feed.feed_url for feed in listing.read(mine)] == [named["/a"]]
        listing.write(mine, [*listing.read(mine), Feed(named["/b"], "b", "b")])
        sitrep("list")
        sitrep("check", "--live")
        sitrep("remove", named["/none"])
        sitrep("remove", f"{base}/a")
    assert [feed.feed_url for feed in listing.read(mine)] == [named["/b"]]
    assert "duplicates" in told[4] and not any("secret" in each for each in told)


def test_what_is_said_of_feeds_asked_now(tmp_path):
    today = f"<pubDate>{datetime.now(UTC) - timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}</pubDate>"
    fresh = rss(item(1, more=today) + item(2, more=today))
    old = rss(item(7, more="<pubDate>Fri, 03 May 2024 10:00:00 GMT</pubDate>"))
    with served({"/a": fresh, "/b": fresh, "/old": old, "/empty": rss(""), "/page": PAGE}) as base:
        paths = ("/a", "/b", "/old", "/empty", "/page", "/none")
        listing.write(tmp_path / "f.toml", [Feed(base + path, path, path) for path in paths])
        settings = Settings(allow_loopback=True, host_delay_s=0, feeds_file=tmp_path / "f.toml")
        said = {source: verdict.replace(base, "") for source, verdict, _ in asyncio.run(inspect.ask_feeds(settings))}
    assert said.pop("/page").startswith("failing: not_a_feed") and said.pop("/none").startswith("failing: gone")
    assert said == {
        "/a": "well",
        "/b": "duplicates /a",
        "/old": "stale: newest entry of 2024-05-03",
        "/empty": "empty: it answers, but offers nothing",
    }
