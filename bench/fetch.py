"""`python -m bench.fetch [PAGES]`: fetching from 50 hosts beside a bare aiohttp loop, and polling unchanged feeds.

The server is a process of its own on the loopback interface and answers after 20 ms, so that CPU time is the client's.
"""

import asyncio
import gzip
import json
import multiprocessing
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import Any

import aiohttp

from bench.shared import rounded, tell
from tasks import acquire, feeds
from tasks.archive import Writer
from tasks.fetch import Fetcher
from tasks.isolate import Child
from tasks.records import Feed, FeedEntry, FeedState
from tasks.settings import Settings

HOSTS = 50
FEEDS = 1_000
ROUNDS = 3
LATENCY_S = 0.02
TOGETHER = 100  # feeds polled at once, as the ingest flow does
WORDS = "The ministers met in the capital on Friday and agreed to open the border crossing again next month. "
PAGE = gzip.compress(
    f"<html><head><title>Talks</title></head><body>{f'<p>{WORDS * 4}</p>' * 60}</body></html>".encode()
)
SETTINGS = Settings(allow_loopback=True, host_delay_s=0)
Work = Callable[[Sequence[str]], Coroutine[Any, Any, int]]


# --- the server ------------------------------------------------------------------------------------------------------


def _serve(pipe: Connection) -> None:
    asyncio.run(_listen(pipe))


async def _listen(pipe: Connection) -> None:
    asked: Counter[str] = Counter()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                path = head.split(b" ", 2)[1].decode()
                asked[path.split("/")[1]] += 1
                await asyncio.sleep(LATENCY_S)
                writer.write(_page(path, head, asked))
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(serve, [f"127.0.1.{n + 1}" for n in range(HOSTS)], 0, backlog=1000)
    pipe.send([each.getsockname()[:2] for each in server.sockets])
    await asyncio.Event().wait()


def _page(path: str, head: bytes, asked: Counter[str]) -> bytes:
    more = ""
    if path == "/asked":
        body = json.dumps(asked).encode()
    elif path == "/robots.txt":
        body, more = b"User-agent: *\nDisallow: /private/\n", "Content-Type: text/plain\r\n"
    elif path.startswith("/feed/"):
        if b'"v1"' in head:
            return b'HTTP/1.1 304 Not Modified\r\nETag: "v1"\r\n\r\n'
        items = "".join(f"<item><title>Talks {n}</title><link>{path}/{n}</link></item>" for n in range(10))
        body, more = f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>".encode(), 'ETag: "v1"\r\n'
    else:
        body, more = PAGE, "Content-Encoding: gzip\r\nContent-Type: text/html; charset=utf-8\r\n"
    return f"HTTP/1.1 200 OK\r\n{more}Content-Length: {len(body)}\r\n\r\n".encode() + body


@contextmanager
def serving() -> Iterator[list[str]]:
    """Run the server; yield the base address of each host."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    try:
        yield [f"http://{host}:{port}" for host, port in ours.recv()]
    finally:
        process.kill()
        process.join()


# --- what is measured ------------------------------------------------------------------------------------------------


async def bare(urls: Sequence[str]) -> int:
    """Get every page with aiohttp alone, under the same limits; return the bytes of all."""
    connector = aiohttp.TCPConnector(limit=SETTINGS.max_connections, limit_per_host=SETTINGS.max_per_host)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def one(url: str) -> int:
            async with session.get(url) as response:
                return len(await response.read())

        return sum(await asyncio.gather(*map(one, urls)))


async def ours(urls: Sequence[str]) -> int:
    """Get every page with the fetcher, robots.txt asked; return the bytes of all."""
    async with Fetcher(SETTINGS) as fetcher:
        pages = await asyncio.gather(*(fetcher.get(url, kind="page") for url in urls))
        return sum(len(page.body) for page in pages)


async def captured(urls: Sequence[str]) -> int:
    """Do the same and have every page in a WARC file, synced; return the bytes of all."""
    with tempfile.TemporaryDirectory() as folder, Writer(Path(folder), "bench", 10**9) as archive:
        async with Fetcher(SETTINGS) as fetcher:
            made = (acquire.capture(_entry(url), fetcher, archive, "bench", 0) for url in urls)
            return sum(len(each.page.body) for each in await asyncio.gather(*made) if each.page)


def _entry(url: str) -> FeedEntry:
    return FeedEntry(url, "bench", None, url, url, "Talks", "", None, (), None, None, None, None, (), "")


def timed(work: Work, urls: Sequence[str]) -> tuple[float, float, int]:
    """Return the wall-clock and CPU seconds of `work`, and its bytes."""
    wall, cpu = time.perf_counter(), time.process_time()
    size = asyncio.run(work(urls))
    return time.perf_counter() - wall, time.process_time() - cpu, size


def fetching(bases: Sequence[str], count: int) -> dict[str, Any]:
    """Return the figures of fetching, each the median of rounds in which every way has its turn."""
    urls = [f"{bases[n % len(bases)]}/page/{n}" for n in range(count)]
    ways: dict[str, Work] = {"bare": bare, "ours": ours, "captured": captured}
    rounds = [{name: timed(work, urls) for name, work in ways.items()} for _ in range(ROUNDS)]
    assert len({size for each in rounds for _, _, size in each.values()}) == 1, "not all got the same pages"
    figures: dict[str, Any] = {"pages": count, "hosts": len(bases), "latency_ms": LATENCY_S * 1000, "rounds": ROUNDS}
    for name in ways:
        wall, cpu = (median(each[name][at] for each in rounds) for at in (0, 1))
        figures[name] = {"wall_s": wall, "pages_per_s": count / wall, "cpu_ms_per_page": cpu * 1000 / count}
    for name in ("ours", "captured"):
        figures[name]["wall_to_bare"] = median(each[name][0] / each["bare"][0] for each in rounds)
        figures[name]["cpu_to_bare"] = median(each[name][1] / each["bare"][1] for each in rounds)
    return figures


async def _poll(listed: Sequence[tuple[Feed, FeedState]], folder: Path, parser: Child) -> list[acquire.Polled]:
    polled: list[acquire.Polled] = []
    with Writer(folder, "bench", 10**9) as archive:
        async with Fetcher(SETTINGS) as fetcher:
            for at in range(0, len(listed), TOGETHER):
                group = listed[at : at + TOGETHER]
                made = (acquire.poll(f, state, fetcher, archive, parser, "bench", 1000) for f, state in group)
                polled += await asyncio.gather(*made)
    return polled


def polling(bases: Sequence[str]) -> dict[str, Any]:
    """Return the figures of polling feeds twice, the second time unchanged."""
    listed = [Feed(f"{bases[n % len(bases)]}/feed/{n}", "T", "s") for n in range(FEEDS)]
    with (
        tempfile.TemporaryDirectory() as folder,
        Child(feeds.parse, wall_s=20, cpu_s=15, memory_mb=1024) as parser,
    ):
        first = asyncio.run(_poll([(feed, FeedState(feed.feed_url)) for feed in listed], Path(folder), parser))
        assert {each.poll.outcome for each in first} == {"ok"}, "the first poll went wrong"
        again = [(feed, each.state) for feed, each in zip(listed, first, strict=True)]
        before, wall, cpu = asked(bases[0]), time.perf_counter(), time.process_time()
        second = asyncio.run(_poll(again, Path(folder), parser))
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    requests = asked(bases[0]) - before
    return {
        "feeds": FEEDS,
        "unchanged": sum(each.poll.http_status == 304 for each in second),
        "pages_fetched": requests["page"],
        "requests": requests["feed"],
        "wall_ms_per_feed": wall * 1000 / FEEDS,
        "cpu_ms_per_feed": cpu * 1000 / FEEDS,
    }


def asked(base: str) -> Counter[str]:
    """Return how often the server was asked for each kind of address."""

    async def ask() -> Counter[str]:
        async with aiohttp.ClientSession() as session, session.get(f"{base}/asked") as response:
            return Counter(json.loads(await response.read()))

    return asyncio.run(ask())


def main() -> None:
    """Measure and tell."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    with serving() as bases:
        figures = fetching(bases, count) | {"second_poll": polling(bases)}
    told = json.loads(json.dumps(figures), parse_float=lambda text: rounded(float(text)))
    names = ("wall_s", "pages_per_s", "cpu_ms_per_page", "wall_to_bare", "cpu_to_bare")
    rows = [(way, *(told[way].get(name, 1.0) for name in names)) for way in ("bare", "ours", "captured")]
    poll = told["second_poll"]
    what = f"second poll of {poll['feeds']} feeds: {poll['unchanged']} unchanged, {poll['pages_fetched']} pages fetched"
    wall_s = round(poll["wall_ms_per_feed"] * FEEDS / 1000, 3)
    rows.append((what, wall_s, round(FEEDS / wall_s, 1), poll["cpu_ms_per_feed"], "", ""))
    tell("fetch", told, rows, ("what", "wall s", "a second", "CPU ms each", "wall to bare", "CPU to bare"))


if __name__ == "__main__":
    main()
