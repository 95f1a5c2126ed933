"""The sample site's web server: pages and feeds rendered at their real address, validators and robots.txt included."""

import email.utils
import gzip
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

from jinja2 import Environment, FileSystemLoader, select_autoescape

from sample_site.stories import HERE, OUTLETS, Outlet, Story, stories
from tasks.records import Feed

PORT = 8477
TYPES = {
    "rss.xml": "application/rss+xml",
    "full.xml": "application/rss+xml",
    "atom.xml": "application/atom+xml",
    "index.rdf": "application/rdf+xml",
    "feed.json": "application/feed+json",
}


@contextmanager
def serve(port: int = PORT, *, updated: bool = False) -> Iterator[str]:
    """Serve the sample site on the loopback interface and yield its address.

    A port that is taken is replaced by a free one. With `updated`, articles that have one show their second version.
    """
    server = _bound(port, updated)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="sample-site", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _bound(port: int, updated: bool) -> ThreadingHTTPServer:
    handler = type("Handler", (Handler,), {"updated": updated})
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError:
        return ThreadingHTTPServer(("127.0.0.1", 0), handler)


def feeds(base: str) -> list[Feed]:
    """Return the feed list of the site served at `base`."""
    return [
        Feed(
            f"{base}/{o.name}/{o.feed}",
            o.title,
            o.name,
            f"{base}/{o.name}/",
            o.country,
            o.language,
            o.timezone,
            "sample",
        )
        for o in OUTLETS
    ]


class Handler(BaseHTTPRequestHandler):
    """Answers with what `render` makes of a path."""

    protocol_version = "HTTP/1.1"
    updated: ClassVar[bool] = False

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the run that asks tells what it got."""

    def do_GET(self) -> None:
        """Answer with the page, 304 when the client has it, or 404."""
        host = self.headers.get("Host", "127.0.0.1")
        made = render(self.path.split("?")[0], f"http://{host}", self.updated)
        if made is None:
            self._send(404, "text/plain", b"not found")
            return
        kind, body = made
        tag = f'"{hashlib.blake2b(body, digest_size=8).hexdigest()}"'
        if self.headers.get("If-None-Match") == tag:
            self._send(304, kind, b"", tag)
        else:
            self._send(200, kind, body, tag)

    def _send(self, status: int, kind: str, body: bytes, tag: str | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if tag:
            self.send_header("ETag", tag)
            self.send_header("Last-Modified", email.utils.format_datetime(stories()[0].published))
        if "gzip" in self.headers.get("Accept-Encoding", "") and len(body) > 500:
            body = gzip.compress(body, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def render(path: str, base: str, updated: bool) -> tuple[str, bytes] | None:
    """Return content type and body of a path of the site, None when there is no such page."""
    if path == "/robots.txt":
        return "text/plain", b"User-agent: *\nDisallow: /private/\n"
    found = next((story for story in stories() if story.path == path), None)
    if found:
        return "text/html; charset=utf-8", _page(found, base, updated).encode()
    for outlet in OUTLETS:
        if path == f"/{outlet.name}/{outlet.feed}":
            return TYPES[outlet.feed], _feed(outlet, base, updated).encode()
    return None


@cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=select_autoescape(["html", "xml", "rdf"])
    )
    made.filters["rfc822"] = email.utils.format_datetime
    made.filters["tojson_text"] = lambda value: json.dumps(value, ensure_ascii=False)
    return made


def _page(story: Story, base: str, updated: bool) -> str:
    outlet = next(each for each in OUTLETS if each.name == story.outlet)
    others = [each for each in stories() if each.outlet == story.outlet and each.slug != story.slug]
    return (
        _templates()
        .get_template(f"{story.outlet}.html")
        .render(
            story=story, outlet=outlet, base=base, others=others[:4], title=_title(story, updated), naive=_naive(story)
        )
    )


def _feed(outlet: Outlet, base: str, updated: bool) -> str:
    own = [story for story in stories() if story.outlet == outlet.name]
    if outlet.name == "levant-daily":  # one article in two feeds: its readers get the wire's grain story too
        own += [story for story in stories() if story.slug == "grain-deal"]
    if outlet.feed == "feed.json":
        return _json_feed(outlet, own, base)
    titled = [(story, _title(story, updated)) for story in own]
    return _templates().get_template(outlet.feed).render(outlet=outlet, stories=titled, base=base)


def _json_feed(outlet: Outlet, own: list[Story], base: str) -> str:
    items = [
        {
            "id": story.slug,
            "url": base + story.path,
            "title": story.title,
            "summary": story.paragraphs[0],
            "date_published": story.published.isoformat(),
            "authors": [{"name": story.byline}],
        }
        for story in own
    ]
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.title,
        "home_page_url": f"{base}/{outlet.name}/",
    }
    return json.dumps(head | {"items": items}, ensure_ascii=False)


def _title(story: Story, updated: bool) -> str:
    return story.update if updated and story.update else story.title


def _naive(story: Story) -> datetime:
    """Return the instant as an outlet without a sense of zones prints it."""
    return story.published.replace(tzinfo=None)
