"""`python -m bench.throughput [PAGES]`: the time each stage takes over 500 pages, and the whole flow under Prefect."""

import asyncio
import html
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

from bench.shared import documents, present, tell
from flows.environment import prepare
from tasks import entities, events, happenings, nlp, stories
from tasks.articles import read
from tasks.feeds import listing
from tasks.records import Feed, Page
from tasks.settings import Settings


class Handler(BaseHTTPRequestHandler):
    """Serves the documents as pages under one feed."""

    protocol_version = "HTTP/1.1"
    pages: ClassVar[list[bytes]] = []

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer with the feed or a page."""
        name = self.path.strip("/")
        body = self.pages[int(name)] if name.isdigit() else self._feed() if name == "feed" else b""
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _feed(self) -> bytes:
        base = f"http://{self.headers['Host']}"
        items = "".join(f"<item><title>{n}</title><link>{base}/{n}</link></item>" for n in range(len(self.pages)))
        return f"<rss version='2.0'><channel><title>bench</title>{items}</channel></rss>".encode()


def main() -> None:
    """Measure and tell."""
    if not present():
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    texts = documents("train") + documents("bench/dev")
    pages = [_page(texts[at % len(texts)], at) for at in range(count)]
    stages = _stages(pages)
    with _serving(pages) as base, tempfile.TemporaryDirectory() as folder:
        seconds, state = _flow(base, Path(folder), count)
    rows = [(name, round(took, 2), round(took * 1000 / count, 1)) for name, took in stages.items()]
    rows.append(
        (
            "whole flow under Prefect (ephemeral server's start left out)",
            round(seconds, 2),
            round(seconds * 1000 / count, 1),
        )
    )
    figures = {
        "pages": count,
        "stages_s": stages,
        "flow_s": seconds,
        "flow_pages_per_s": round(count / seconds, 2),
        "state": state,
    }
    tell("throughput", figures, rows, ("stage", "seconds", "ms a page"))


def _page(document: dict[str, Any], at: int) -> bytes:
    paragraphs = "".join(f"<p>{html.escape(line)}</p>" for line in document["text"].split("\n") if line.strip())
    published = (document.get("published") or "2020-01-01")[:10]
    title = html.escape(f"{document.get('title') or 'Untitled'} {at}")
    return (
        f"<html lang=en><head><title>{title}</title>"
        f"<meta property='article:published_time' content='{published}T08:00:00Z'>"
        f"</head><body><nav><a href=/>Home</a></nav><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    ).encode()


def _capture(url: str, body: bytes, now: datetime) -> Page:
    return Page(url, url, url, "page", now, 200, "text/html", "utf-8", (), body)


def _stages(pages: list[bytes]) -> dict[str, float]:
    now = datetime.now(UTC)
    captures = [_capture(f"http://bench.example/{at}", body, now) for at, body in enumerate(pages)]
    took: dict[str, float] = {}

    def timed(name: str, work: Any) -> Any:
        start = time.perf_counter()
        done = work()
        took[name] = time.perf_counter() - start
        return done

    pipeline = timed("load the language model", nlp.load)
    found = timed("read pages", lambda: [read(page, None, None) for page in captures])
    timed("parse (spaCy alone)", lambda: list(pipeline.pipe([article.text for article in found])))
    readings = timed("parse and find entities", lambda: entities.find(found, pipeline))
    codings = timed("code events", lambda: events.code(readings))
    timed("stories", lambda: stories.assign([stories.key(article) for article in found], []))
    keys = [happenings.key(r, a) for a, c in zip(found, codings, strict=True) for r in c.reports]
    timed("happenings", lambda: happenings.join(keys, []))
    return {name: round(value, 2) for name, value in took.items()}


@contextmanager
def _serving(pages: list[bytes]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Serving", (Handler,), {"pages": pages}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def _flow(base: str, folder: Path, count: int) -> tuple[float, str]:
    prepare()
    from flows.ingest import ingest
    from flows.stages import new_run_id

    listing.write(folder / "feeds.toml", [Feed(f"{base}/feed", "bench", "bench")])
    settings = Settings(
        data_dir=folder / "data", feeds_file=folder / "feeds.toml", allow_loopback=True, host_delay_s=0,
        max_per_host=16, max_feed_items=count,
    )  # fmt: skip
    state: Any = asyncio.run(ingest(new_run_id(), settings, False, return_state=True))  # type: ignore[arg-type]
    run = asyncio.run(state.aresult())
    return round((run.ended_at - run.started_at).total_seconds(), 2), state.message


if __name__ == "__main__":
    main()
