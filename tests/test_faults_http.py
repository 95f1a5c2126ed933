"""Cases 21 to 59 of FAULTS.md, against real servers that misbehave, each with three good neighbours in its batch."""

import asyncio
import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest

from tasks import acquire, feeds
from tasks.archive import Writer
from tasks.articles import read
from tasks.fetch import Fetcher
from tasks.fetch.resolver import system_lookup
from tasks.isolate import Child
from tasks.records import Feed, FeedEntry, FeedState, stable_id
from tasks.settings import ROOT, Settings
from tests.fault_server import PAGE, faults

PUBLIC = "93.184.215.14"
LIMITS = {
    "host_delay_s": 0, "connect_timeout_s": 0.6, "read_timeout_s": 0.5, "total_timeout_s": 1.2, "retries": 0,
    "max_per_host": 8,
}  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with faults(tmp_path_factory.mktemp("faults")) as found:
        yield found


@pytest.fixture(scope="module")
def parser():
    with Child(feeds.parse, wall_s=20, cpu_s=20, memory_mb=1024) as child:
        yield child


@pytest.fixture(autouse=True)
def untouched(server):
    """Whatever the case: nobody reaches the canary."""
    server.hits.clear()
    before = server.canary
    yield
    assert server.canary == before


def entry(url, summary="Short."):
    return FeedEntry(
        stable_id(url), "http://f.example/", None, url, url, "Talks", summary, None, (), None, None, None, None, (), "h"
    )


async def local(host):
    """Give names under .example to the fault server; every other name is looked up as always."""
    return ["127.0.0.1"] if host.endswith(".example") else await system_lookup(host)


async def public(host):
    return [PUBLIC] if host.endswith(".example") else await system_lookup(host)


def captured(entries, folder, settings, lookup=local):
    async def run():
        async with Fetcher(settings, lookup=lookup) as fetcher:
            with Writer(folder, "r", 10**9) as archive:
                made = (acquire.capture(each, fetcher, archive, "r", settings.retries) for each in entries)
                return await asyncio.gather(*made)

    return asyncio.run(run())


def open_settings(**more):
    return Settings(**(LIMITS | {"allow_loopback": True} | more))


def with_neighbours(bad, server, folder, settings, lookup=local):
    """Return what became of `bad`, after making sure that three good pages in its batch are as without it."""
    good = [entry(f"http://good-{n}.example:{server.port}/good/{n}") for n in range(3)]
    result, *others = captured([bad, *good], folder, settings, lookup)
    assert [each.page.body for each in others] == [PAGE] * 3
    assert [each.reject for each in others] == [None] * 3
    return result


def at(server, path, host="bad.example"):
    return f"http://{host}:{server.port}{path}"


def placed(url, server, host="bad.example"):
    """Return a case's address with the servers' ports, a path as that of `host`."""
    ports = {"{closed}": server.closed_port, "{tls}": server.tls_port, "{port}": server.port}
    asked = url if url.startswith("http") else at(server, url, host)
    return re.sub(r"\{\w+\}", lambda found: str(ports[found[0]]), asked)


PAGES = [
    ("21-dns", "http://nosuchname.invalid/", "dns"),
    ("22-refused", "http://bad.example:{closed}/", "connect"),
    ("23-bad-tls", "https://bad.example:{tls}/", "tls"),
    ("24-headers-stall", "/24-stall", "timeout"),
    ("25-slow-drip", "/25-drip", "total_timeout"),
    ("26-short-body", "/26-short", "truncated"),
    ("26-short-gzip", "/26-gzip", "truncated"),
    ("26-short-chunked", "/26-chunked", "truncated"),
    ("28-missing", "/28-missing", "gone"),
    ("28-gone", "/28-gone", "gone"),
    ("29-retry-after", "/29-seconds", "http_429"),
    ("29-retry-after-date", "/29-date", "http_503"),
    ("29-no-retry-after", "/29-nothing", "http_429"),
    ("30-ten-years", "/30-ten-years", "http_503"),
    ("30-ten-years-date", "/30-date", "http_429"),
    ("31-error", "/31-error", "http_500"),
    ("32-huge-header", "/32-header", "bad_response"),
    ("32-not-http", "/32-no-http", "bad_response"),
    ("33-pdf", "/33-pdf", "unsupported_type"),
    ("34-no-content", "/34-no-content", "empty_page"),
    ("34-blank", "/34-blank", "empty_page"),
    ("35-robots", "http://robots-deny.example:{port}/x", "robots"),
    ("35-robots-for-us", "http://robots-us.example:{port}/x", "robots"),
    ("35-robots-moved", "http://robots-moved.example:{port}/x", "robots"),
    ("35-robots-down", "http://robots-down.example:{port}/x", "robots_unreachable"),
    ("forbidden", "/forbidden", "http_403"),
    ("51-redirect-to-private", "/to?http://10.0.0.1/", "private_address"),
    ("51-redirect-to-metadata", "/to?http://169.254.169.254/latest/", "private_address"),
    ("51-second-redirect", "/to?/to%3Fhttp://[fec0::1]/", "private_address"),
    ("52-redirect-to-file", "/52-file", "bad_scheme"),
    ("53-loop", "/53-loop", "too_many_redirects"),
    ("56-gzip", "/56-gzip", "too_large"),
    ("56-deflate", "/56-deflate", "too_large"),
    ("56-many-members", "/56-members", "bad_encoding"),
    ("57-brotli", "/57-brotli", "too_large"),
    ("58-stacked", "/58-stacked", "bad_encoding"),
    ("58-two-headers", "/58-two-headers", "bad_encoding"),
    ("58-unknown", "/58-unknown", "bad_encoding"),
    ("58-not-what-it-says", "/58-not-so", "bad_encoding"),
    ("59-large", "/59-large", "too_large"),
]


@pytest.mark.parametrize(("name", "url", "code"), PAGES, ids=[name for name, _, _ in PAGES])
def test_page(name, url, code, server, tmp_path):
    result = with_neighbours(entry(placed(url, server)), server, tmp_path, open_settings())
    assert (result.reject.code, result.page) == (code, None), result.reject.detail
    if code == "robots":
        assert server.paths("/x") == 0


WELL = [
    ("31-once", "/31-once"),
    ("35-robots-forbidden-allows", "http://robots-forbidden.example:{port}/x"),
    ("35-robots-beyond-its-cap", "http://robots-long.example:{port}/x"),
    ("36-soft-paywall", "/36-paywall"),
    ("51-redirect-within", "/to?/fine"),
]


@pytest.mark.parametrize("url", [url for _, url in WELL], ids=[name for name, _ in WELL])
def test_page_is_had(url, server, tmp_path):
    result = with_neighbours(entry(placed(url, server)), server, tmp_path, open_settings(retries=1))
    assert result.reject is None and result.page.http_status == 200


def test_23_bad_tls_is_never_retried_insecurely(server, tmp_path):
    captured([entry(f"https://bad.example:{server.tls_port}/")], tmp_path, open_settings(retries=3))
    assert server.hits == []


def test_29_a_host_that_asks_for_patience_gets_it(server, tmp_path):
    settings = open_settings()

    async def run():
        async with Fetcher(settings, lookup=local) as fetcher:
            with Writer(tmp_path, "r", 10**9) as archive:
                paths = ("/29-seconds", "/other", "/another")
                return [await acquire.capture(entry(at(server, path)), fetcher, archive, "r", 2) for path in paths]

    first, *others = asyncio.run(run())
    wait = first.next_try_at - datetime.now(UTC)
    assert timedelta(seconds=7190) < wait < timedelta(seconds=7260) and first.attempts == 1
    assert [each.reject.code for each in others] == ["host_busy"] * 2
    assert [each.attempts for each in others] == [0, 0]  # they were not asked for
    assert all(each.next_try_at >= first.next_try_at - timedelta(seconds=5) for each in others)
    assert [path for _, path in server.hits] == ["/robots.txt", "/29-seconds"]


def test_30_patience_has_an_end(server, tmp_path):
    for path in ("/30-ten-years", "/30-date"):
        (result,) = captured([entry(at(server, path))], tmp_path, open_settings())
        assert timedelta(hours=23) < result.next_try_at - datetime.now(UTC) <= timedelta(hours=24)


def test_31_an_error_is_retried_in_the_run_and_later_and_then_given_up(server, tmp_path):
    asked, waits = entry(at(server, "/31-error")), []
    for attempt in range(1, 6):
        (result,) = captured([asked], tmp_path, open_settings(retries=attempt == 1))
        assert result.attempts == attempt and result.reject.code == "http_500"
        waits.append(result.next_try_at and round((result.next_try_at - datetime.now(UTC)).total_seconds() / 60))
        asked = replace(asked, attempts=result.attempts)
    assert server.paths("/31-error") == 6
    assert waits == [15, 60, 240, 960, None]


def test_35_crawl_delay_is_kept_to(server, tmp_path):
    urls = [f"http://robots-slow.example:{server.port}/{n}" for n in range(3)]
    before = datetime.now(UTC)
    results = captured([entry(url) for url in urls], tmp_path, open_settings())
    assert all(each.page for each in results)
    assert datetime.now(UTC) - before > timedelta(seconds=0.8)
    assert server.paths("/robots.txt") == 1


def test_36_a_soft_paywall_is_flagged(server, tmp_path):
    (result,) = captured([entry(at(server, "/36-paywall"))], tmp_path, open_settings())
    assert read(result.page, result.entry, None).is_paywalled


@pytest.mark.parametrize("path", ["/forbidden", "/28-gone", "/33-pdf", "/robots"])
def test_what_cannot_be_had_becomes_an_article_of_what_the_feed_gives(path, server, tmp_path):
    url = at(server, path, "robots-deny.example" if path == "/robots" else "bad.example")
    summary = "The ministers met in the capital on Friday and agreed to open the border crossing next month."
    (result,) = captured([entry(url, summary)], tmp_path, open_settings())
    assert result.page.kind == "entry" and summary.encode() in result.page.body
    assert result.reject.code and result.next_try_at is None


def test_waiting_for_a_turn_does_not_count_against_a_page(server, tmp_path):
    urls = [at(server, f"/turn/{n}") for n in range(6)]
    settings = open_settings(host_delay_s=0.15, max_per_host=1, total_timeout_s=0.5)
    results = captured([entry(url) for url in urls], tmp_path, settings)
    assert [each.reject for each in results] == [None] * 6


HOSTS = {
    "37-loopback": "127.0.0.1", "38-localhost": "localhost", "39-decimal": "2130706433", "40-hex": "0x7f.1",
    "41-octal": "017700000001", "42-short": "127.1", "43-zero": "0", "44-ipv6": "[::1]", "45-mapped": "[::ffff:127.0.0.1]",
    "46-metadata": "169.254.169.254", "47-nat64": "[64:ff9b::7f00:1]", "47-6to4": "[2002:7f00:1::]", "48-shared": "100.64.0.1",
    "48-multicast": "224.0.0.1", "48-site-local": "[fec0::1]", "digits": "\uff11\uff12\uff17.0.0.1", "55-credentials": "user:secret@127.0.0.1",
}  # fmt: skip


@pytest.mark.parametrize("way", ["straight", "redirected", "by proxy"])
@pytest.mark.parametrize("host", HOSTS.values(), ids=HOSTS)
def test_private_address(host, way, server, tmp_path):
    """By proxy the good neighbours and the redirects have public addresses, so that loopback need not be allowed."""
    private = f"http://{host}:{server.canary_port}/"
    if way == "straight":
        (result,) = captured([entry(private)], tmp_path, Settings(**LIMITS))
    else:
        settings = Settings(**(LIMITS | {"proxy": f"http://127.0.0.1:{server.port}"}))
        asked = at(server, f"/to?{quote(private)}") if way == "redirected" else private
        result = with_neighbours(entry(asked), server, tmp_path, settings, public)
    assert (result.reject.code, result.page) == ("private_address", None)
    assert "secret" not in repr(result.reject.detail)


NAMES = {
    "49-rebinding": [[PUBLIC], ["127.0.0.1"]],
    "50-mixed": [[PUBLIC, "127.0.0.1"]],
    "50-mixed-ipv6": [["2606:2800:21f::1", "fd00::1"]],
}


@pytest.mark.parametrize("answers", NAMES.values(), ids=NAMES)
def test_name_of_a_private_address(answers, server, tmp_path):
    left = list(answers)

    async def lookup(host):
        return left.pop(0) if len(left) > 1 else left[0]

    asked = [entry(f"http://rebind.example:{server.canary_port}/{n}") for n in range(len(answers))]
    results = [captured([each], tmp_path, Settings(**LIMITS), lookup)[0] for each in asked]
    assert [each.page for each in results] == [None] * len(answers)
    assert results[-1].reject.code == "private_address"


def test_49_the_address_connected_to_is_the_one_checked(server, tmp_path):
    """Even where a name's answer is swapped after the check, the socket is not made."""
    from tasks.errors import Rejected
    from tasks.fetch.resolver import guarded_socket

    make = guarded_socket(allow_loopback=False)
    with pytest.raises(Rejected, match="private_address"):
        make((2, 1, 6, "", ("127.0.0.1", server.canary_port)))


def test_54_proxy_of_the_environment_is_ignored(server, tmp_path, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{server.canary_port}")
    result = with_neighbours(entry(at(server, "/fine")), server, tmp_path, open_settings())
    assert result.page.body == PAGE


def test_54_a_configured_proxy_is_used(server, tmp_path):
    settings = Settings(**(LIMITS | {"proxy": f"http://127.0.0.1:{server.port}"}))
    assert with_neighbours(entry("http://bad.example/fine"), server, tmp_path, settings, public).page.body == PAGE
    assert ("bad.example", "/fine") in server.hits


def test_55_credentials_are_in_no_row_and_no_archive(server, tmp_path):
    asked = [
        entry(f"http://user:secret@bad.example:{server.port}{path}") for path in ("/fine", "/28-missing", "/25-drip")
    ]
    results = captured(asked, tmp_path, open_settings())
    assert results[0].page.url == f"http://bad.example:{server.port}/fine"
    assert all("secret" not in repr(each.reject) for each in results)
    import gzip

    assert b"secret" not in b"".join(gzip.decompress(path.read_bytes()) for path in tmp_path.glob("*.warc.gz"))


# --- feeds -------------------------------------------------------------------------------------------------------------


def polled(paths, server, folder, parser, states=None):
    async def run():
        async with Fetcher(open_settings(), lookup=local) as fetcher:
            with Writer(folder, "r", 10**9) as archive:
                urls = [
                    path if path.startswith("http") else at(server, path, f"good-{n}.example" if n else "bad.example")
                    for n, path in enumerate(paths)
                ]
                known = states or {}
                made = (
                    acquire.poll(
                        Feed(url, "T", "s"), known.get(url, FeedState(url)), fetcher, archive, parser, "r", 100
                    )
                    for url in urls
                )
                return await asyncio.gather(*made)

    return asyncio.run(run())


FEEDS = [
    ("21-dns", "http://nosuchname.invalid/", "failed", "dns"),
    ("24-headers-stall", "/24-stall", "failed", "timeout"),
    ("25-slow-drip", "/25-drip", "failed", "total_timeout"),
    ("26-short-body", "/26-short", "failed", "truncated"),
    ("28-missing", "/28-missing", "failed", "gone"),
    ("28-gone", "/28-gone", "retired", "gone"),
    ("29-retry-after", "/29-seconds", "deferred", "http_429"),
    ("30-ten-years", "/30-ten-years", "deferred", "http_503"),
    ("31-error", "/31-error", "failed", "http_500"),
    ("32-huge-header", "/32-header", "failed", "bad_response"),
    ("34-no-content", "/34-no-content", "failed", "empty_page"),
    ("51-redirect-to-private", "/to?http://10.0.0.1/", "failed", "private_address"),
    ("52-redirect-to-file", "/52-file", "failed", "bad_scheme"),
    ("53-loop", "/53-loop", "failed", "too_many_redirects"),
    ("56-gzip", "/56-gzip", "failed", "feed_too_large"),
    ("57-brotli", "/57-brotli", "failed", "feed_too_large"),
    ("58-stacked", "/58-stacked", "failed", "bad_encoding"),
    ("59-large", "/59-large", "failed", "feed_too_large"),
]


@pytest.mark.parametrize(("path", "outcome", "code"), [row[1:] for row in FEEDS], ids=[row[0] for row in FEEDS])
def test_feed(path, outcome, code, server, tmp_path, parser):
    bad, *good = polled([path, "/feed/1", "/feed/2", "/feed/3"], server, tmp_path, parser)
    assert (bad.poll.outcome, bad.poll.code) == (outcome, code)
    assert [(each.poll.outcome, each.poll.n_entries) for each in good] == [("ok", 1)] * 3
    assert bad.state.next_poll_at > datetime.now(UTC) + timedelta(minutes=14)


def test_27_unchanged(server, tmp_path, parser):
    first = polled(["/feed/0", "/feed/1"], server, tmp_path, parser)
    states = {each.state.feed_url: each.state for each in first}
    second = polled(["/feed/0", "/feed/1"], server, tmp_path, parser, states)
    assert [(each.poll.outcome, each.poll.http_status) for each in second] == [("unchanged", 304)] * 2
    assert [each.state.etag for each in second] == ['"v1"'] * 2


def test_55_a_feed_is_asked_with_credentials_that_are_in_no_row(server, tmp_path, parser):
    url = at(server, "/feed/secret")
    named = url.replace("//", "//user:secret@")

    async def run():
        async with Fetcher(open_settings(), lookup=local) as fetcher:
            with Writer(tmp_path, "r", 10**9) as archive:
                made = Feed(url, "T", "s"), FeedState(url), fetcher, archive, parser, "r", 100
                return await acquire.poll(*made, named), await acquire.poll(*made)

    good, refused = asyncio.run(run())
    assert (good.poll.outcome, refused.poll.code) == ("ok", "http_401")
    assert "user:secret" not in repr((good.poll, good.state, good.entries, good.page, refused.rejects))


def test_a_feed_moves_after_three_good_polls(server, tmp_path, parser):
    """And on from there, once it has: by then nobody need answer at its own address."""
    new, newer = at(server, "/feed/new", "new.example"), at(server, "/feed/newer", "newer.example")
    state = FeedState(at(server, "/feed/old"))
    for path, target in (("/feed/old", new), ("/feed/new", newer)):
        server.moved[path] = target
        for _ in range(3):
            (result,) = polled(["/feed/old"], server, tmp_path, parser, {state.feed_url: state})
            state = result.state
        assert (state.asked_at, state.moved_to, state.moved_seen) == (target, None, 0)
    server.hits.clear()
    (result,) = polled(["/feed/old"], server, tmp_path, parser, {state.feed_url: state})
    assert (result.poll.outcome, server.hits) == ("unchanged", [("newer.example", "/feed/newer")])


def test_65_the_charset_that_the_response_declares_is_used(server, tmp_path, parser):
    (result,) = polled(["/feed-in-latin-2"], server, tmp_path, parser)
    assert [entry.title for entry in result.entries] == ["Łódź i Kraków"]


def test_21_to_59_stay_under_300_mb(server):
    """All cases at once, as page and as feed, with the size limits of every day, in a process of their own."""
    listed = [(url, code) for _, url, code in PAGES] + [(url, None) for name, url in WELL if name != "31-once"]
    urls = [placed(url, server, f"host-{n}.example") for n, (url, _) in enumerate(listed)]
    private = [f"http://{host}:{server.canary_port}/" for host in HOSTS.values()]
    rebinding = [(f"http://rebind.example:{server.canary_port}/", answers) for answers in NAMES.values()]
    unchanged = at(server, "/feed/1")
    command = [sys.executable, "-c", MEASURE, json.dumps([urls, private, rebinding, unchanged])]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100)
    pages, of_feeds, refused, rebound, again, peak_kb = json.loads(done.stdout or "[[], [], [], [], 0, 0]")
    assert [code if isinstance(code, str) else None for code in pages] == [code for _, code in listed], done.stderr
    assert [each for each in of_feeds if "too_large" in str(each)] == ["feed_too_large"] * 4
    assert refused == ["private_address"] * len(private)
    assert [codes[-1] for codes in rebound] == ["private_address"] * len(NAMES)
    assert again == 304
    assert peak_kb < 300_000


MEASURE = """
import asyncio, json, sys
from tasks.errors import SitrepError
from tasks.fetch import Fetcher
from tasks.settings import Settings

LIMITS = {"host_delay_s": 0, "connect_timeout_s": 2, "read_timeout_s": 4, "total_timeout_s": 6}

async def local(host):
    if host.endswith(".invalid"):
        raise OSError("no such name")
    return ["127.0.0.1"]

async def code(fetcher, url, kind):
    try:
        return len((await fetcher.get(url, kind=kind)).body)
    except SitrepError as error:
        return error.code

async def codes(urls, kind, lookup=None, **more):
    async with Fetcher(Settings(**(LIMITS | more)), **({"lookup": lookup} if lookup else {})) as fetcher:
        return await asyncio.gather(*(code(fetcher, url, kind) for url in urls))

async def rebound(url, answers):
    async def answer(host):
        return answers.pop(0) if len(answers) > 1 else answers[0]
    return [(await codes([url], "page", answer))[0] for _ in list(answers)]

async def status(url):
    async with Fetcher(Settings(**LIMITS, allow_loopback=True), lookup=local) as fetcher:
        return (await fetcher.get(url, kind="feed", etag='"v1"')).http_status

async def main(urls, private, rebinding, unchanged):
    pages = await codes(urls, "page", local, allow_loopback=True)
    feeds = await codes(urls, "feed", local, allow_loopback=True)
    refused = await codes(private, "page")
    return [pages, feeds, refused, [await rebound(*each) for each in rebinding], await status(unchanged)]

found = asyncio.run(main(*json.loads(sys.argv[1])))
peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))  # since its start
print(json.dumps([*found, int(peak)]))
"""
