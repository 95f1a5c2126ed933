"""Captures on disk as any WARC tool reads them, and the files of other tools, whole or damaged."""

import gzip
import io
import os
import shutil
import subprocess
import threading
import zlib
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from fastwarc.warc import ArchiveIterator as Fast
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from commands import run
from tasks import archive
from tasks.archive import Unusable
from tasks.errors import ContractBroken, Rejected
from tasks.records import Page

MOMENT = datetime(2024, 5, 3, 12, 0, 0, 123456, tzinfo=UTC)
HTML = [("Content-Type", "text/html; charset=iso-8859-1")]


def captured(number, kind="page"):
    headers = (("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip"))
    url = f"http://example.org/{number}"
    return Page(
        f"p{number}", f"{url}?asked", url, kind, MOMENT, 200, "text/html; charset=utf-8", "utf-8",
        headers if kind != "entry" else (), f"<p>{number} \u00e9 \x00</p>".encode() * number, "http://f", f"e{number}", "r1",
    )  # fmt: skip


@pytest.fixture
def written(tmp_path):
    with archive.Writer(tmp_path, "r1", 1_000_000) as writer:
        return [writer.write(captured(n, kind)) for n, kind in enumerate(("page", "feed", "entry", "page"), 1)]


# --- ours ---------------------------------------------------------------------------------------


def test_what_is_written_is_read_back_at_its_place(tmp_path, written):
    for page in written:
        again = archive.read(tmp_path, page.warc_file, page.warc_offset)
        assert (again.page_id, again.url, again.final_url, again.kind, again.fetched_at, again.body, again.entry_id) == (
            page.page_id, page.url, page.final_url, page.kind, page.fetched_at, page.body, page.entry_id,
        )  # fmt: skip


def test_a_scan_from_the_middle_gives_true_offsets(tmp_path, written):
    found = list(archive.scan(tmp_path / written[0].warc_file, written[1].warc_offset))
    assert [(p.page_id, p.warc_offset, p.warc_length) for p in found] == [
        (p.page_id, p.warc_offset, p.warc_length) for p in written[1:]
    ]


def test_warcio_and_fastwarc_read_what_is_written(tmp_path, written):
    path = tmp_path / written[0].warc_file
    bodies = [page.body for page in written]
    with path.open("rb") as file:
        found = [(r, r.content_stream().read()) for r in ArchiveIterator(file, check_digests=True)]
    assert [body for record, body in found if record.rec_type != "warcinfo"] == bodies
    assert all(record.digest_checker.passed for record, _ in found)
    with path.open("rb") as file:
        assert [r.reader.read() for r in Fast(file) if r.headers["WARC-Type"] != "warcinfo"] == bodies
    with path.open("rb") as file:
        assert all(record.verify_block_digest() for record in Fast(file, parse_http=False))


def test_a_record_cut_short_by_a_kill_is_left_out(tmp_path, written):
    path = tmp_path / written[0].warc_file
    path.write_bytes(path.read_bytes()[: written[3].warc_offset + 150])
    assert [page.page_id for page in archive.scan(path)] == ["p1", "p2", "p3"]


def test_files_rotate_by_size(tmp_path):
    with archive.Writer(tmp_path, "r1", 600) as writer:
        written = [writer.write(captured(n)) for n in range(1, 6)]
        writer.sync()
    assert len({page.warc_file for page in written}) > 1
    assert [archive.read(tmp_path, p.warc_file, p.warc_offset).page_id for p in written] == [
        "p1",
        "p2",
        "p3",
        "p4",
        "p5",
    ]


def test_captures_written_together_share_one_wait_for_the_disk(tmp_path, monkeypatch):
    waits = []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda file: waits.append(file) or real(file))
    with archive.Writer(tmp_path, "r1", 1_000_000) as writer:
        writer.write(captured(1))
        before = len(waits)
        for number in range(2, 50):
            writer.write(captured(number))
        for _ in range(10):
            writer.sync()
        assert len(waits) == before + 1


def test_81_a_full_disk_stops_the_run_and_leaves_no_half_capture(tmp_path):
    script = (
        "import resource, sys; from pathlib import Path; from tasks import archive; from tests.test_archive import captured\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))\n"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "with archive.Writer(Path(sys.argv[1]), 'r1', 10**9) as writer:\n"
        "    for number in range(1, 1000): writer.write(captured(number)); writer.sync()\n"
    )
    done = subprocess.run([os.sys.executable, "-c", script, tmp_path], capture_output=True, text=True, timeout=60)
    assert "disk: cannot write" in done.stderr and "free some disk and run again" in done.stderr
    (path,) = tmp_path.glob("*.gz")
    found = list(archive.records(path))
    assert len(found) > 3 and all(isinstance(each, Page) for each in found)
    assert found[-1].warc_offset + found[-1].warc_length == path.stat().st_size


@pytest.mark.parametrize("where", ["beyond the end", "within a record", "no file"])
def test_a_missing_capture_stops_the_run(tmp_path, written, where):
    file, offset = written[0].warc_file, written[1].warc_offset
    place = {"beyond the end": (file, 10**7), "within a record": (file, offset + 7), "no file": ("gone.warc.gz", 0)}
    with pytest.raises(ContractBroken, match="capture_missing"):
        archive.read(tmp_path, *place[where])


# --- those of other tools -----------------------------------------------------------------------


def foreign(path, *records, compressed=True):
    """Write a WARC file as another tool would; return the offset at which each record begins."""
    offsets = []
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=compressed, warc_version="1.0")
        for record in records:
            offsets.append(file.tell())
            writer.write_record(record(writer))
    return offsets


def response(body=b"<p>x</p>", status="200 OK", headers=HTML, url="http://example.org/x", kind="response", date=None):
    def make(writer):
        http = StatusAndHeaders(status, [*headers], protocol="HTTP/1.1") if kind != "resource" else None
        more = {"WARC-Date": date} if date is not None else {}
        return writer.create_warc_record(url, kind, payload=io.BytesIO(body), http_headers=http, warc_headers_dict=more)

    return make


def outcome(found):
    return found.error.code if isinstance(found, Unusable) else found.body


def deflated(data):
    return zlib.compress(data)


def chunked(data):
    return b"5\r\n" + data[:5] + b"\r\n%x\r\n" % len(data[5:]) + data[5:] + b"\r\n0\r\n\r\n"


BODY = b"<p>Word after word.</p>" * 20
GZIPPED = gzip.compress(BODY)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (response(BODY), BODY),
        (response(GZIPPED, headers=[("Content-Encoding", "gzip")]), BODY),
        (response(deflated(BODY), headers=[("Content-Encoding", "deflate")]), BODY),
        (response(deflated(BODY)[2:-4], headers=[("Content-Encoding", "Deflate")]), BODY),
        (response(chunked(BODY), headers=[("Transfer-Encoding", "chunked")]), BODY),
        (response(chunked(GZIPPED), headers=[("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")]), BODY),
        (response(gzip.compress(GZIPPED), headers=[("Content-Encoding", "gzip, gzip")]), BODY),
        (response(BODY, headers=[("Content-Encoding", "gzip")]), BODY),
        (response(BODY, headers=[("Transfer-Encoding", "chunked")]), BODY),
        (response(BODY, headers=[("Content-Encoding", "br")]), BODY),
        (response(BODY, kind="resource"), BODY),
        (response(b"\x8b\x0a\x80", headers=[("Content-Encoding", "br")]), "bad_encoding"),
        (response(b"\x1f\x8bno", headers=[("Content-Encoding", "gzip")]), "bad_encoding"),
        (response(BODY, headers=[("Content-Encoding", "gzip, gzip, gzip")]), "bad_encoding"),
        (response(GZIPPED[:-9], headers=[("Content-Encoding", "gzip")]), "truncated"),
        (response(b"<p>" + b"x" * 200_000), "too_large"),
        (response(gzip.compress(b"x" * 50_000_000), headers=[("Content-Encoding", "gzip")]), "too_large"),
        (response(BODY, status="OK fine"), "bad_record"),
        (response(BODY, date="yesterday"), "bad_record"),
        (response(BODY, date="yesterday", headers=[("Date", "Fri, 03 May 2024 12:00:00 GMT")]), BODY),
        (response(BODY, kind="revisit"), "revisit"),
    ],
    ids=[
        "plain", "gzip", "zlib", "raw deflate", "chunked", "chunked gzip", "gzip twice", "gzip undone already",
        "chunks undone already", "brotli undone already", "resource", "brotli", "gzip of nonsense", "stacked encodings",
        "gzip cut short", "large", "bomb", "status no number", "no date", "date of the server", "revisit",
    ],
)  # fmt: skip
def test_a_response_as_other_tools_keep_it(tmp_path, made, expected):
    foreign(tmp_path / "f.warc.gz", made, response())
    first, second = archive.records(tmp_path / "f.warc.gz", max_bytes=100_000)
    assert outcome(first) == expected
    assert outcome(second) == b"<p>x</p>"


def test_what_a_foreign_capture_says_of_itself(tmp_path):
    foreign(tmp_path / "f.warc.gz", response(date="2024-05-03T12:00:00.123456789Z"))
    (page,) = archive.scan(tmp_path / "f.warc.gz")
    assert (page.url, page.kind, page.charset, page.fetched_at, page.http_status, page.entry_id) == (
        "http://example.org/x", "page", "iso-8859-1", MOMENT, 200, None,
    )  # fmt: skip


@pytest.mark.parametrize("compressed", [True, False], ids=["gzip", "plain"])
@pytest.mark.parametrize("damage", ["nonsense", "header", "length", "zeros"])
def test_damage_costs_the_record_that_it_is_in(tmp_path, compressed, damage):
    path = tmp_path / "f.warc"
    made = [response(f"<p>{n}</p>".encode() * 50, url=f"http://example.org/{n}") for n in range(5)]
    _, second, third, *_ = foreign(path, *made, compressed=compressed)
    data = path.read_bytes()
    record = data[second:third]
    bad = {
        "nonsense": b"\x00nonsense\xff" * 20,
        "header": b"XX" + record[2:],
        "length": gzip.compress(_lying(record)) if compressed else _lying(record),
        "zeros": record[:40] + bytes(len(record) - 40),
    }[damage]
    path.write_bytes(data[:second] + bad + data[third:])
    found = list(archive.records(path))
    assert [each.url for each in found if isinstance(each, Page)] == [f"http://example.org/{n}" for n in (0, 2, 3, 4)]
    assert any(isinstance(each, Unusable) for each in found)


def _lying(record):
    plain = gzip.decompress(record) if record.startswith(b"\x1f\x8b") else record
    return plain.replace(b"Content-Length: ", b"Content-Length: 9", 1)


@pytest.fixture(scope="module")
def five(tmp_path_factory):
    path = tmp_path_factory.mktemp("five") / "f.warc.gz"
    return path, foreign(path, *(response(url=f"http://example.org/{n}") for n in range(5)))


@given(at=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_one_changed_byte_leaves_the_other_records(five, tmp_path, at, byte):
    path, offsets = five
    data = bytearray(path.read_bytes())
    place = int(at * len(data))
    data[place] = byte
    (tmp_path / "g.warc.gz").write_bytes(data)
    hit = sum(offset <= place for offset in offsets) - 1
    urls = {each.url for each in archive.records(tmp_path / "g.warc.gz") if isinstance(each, Page)}
    assert urls >= {f"http://example.org/{n}" for n in range(5) if n != hit}


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("gone.warc.gz", None, "no_file"),
        ("empty.warc.gz", b"", "not_a_warc"),
        ("page.html", b"<html>", "not_a_warc"),
        ("other.gz", gzip.compress(b"text"), "not_a_warc"),
        ("cut.warc.gz", gzip.compress(os.urandom(500))[:100], "truncated"),
        ("whole.warc.gz", gzip.compress(b"WARC/1.0\r\nContent-Length: 2\r\n\r\nab\r\n\r\n" * 2), "not_a_warc"),
    ],
)
def test_a_file_that_is_no_warc_is_named_with_its_remedy(tmp_path, name, data, code):
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(Rejected, match=f"{code}: .*{name}"):
        archive.check(path)


def test_only_our_files_are_ours(tmp_path, written):
    foreign(tmp_path / "f.warc.gz", response())
    archive.check(tmp_path / "f.warc.gz")
    assert archive.is_ours(tmp_path / written[0].warc_file) and not archive.is_ours(tmp_path / "f.warc.gz")


def by_wget(folder, pages):
    """Return the WARC file that wget makes of a site of these pages, its index and a link to nothing."""
    site = folder / "site"
    site.mkdir()
    for name, body in pages.items():
        (site / name).write_bytes(body)
    (site / "index.html").write_text("".join(f"<a href={name}></a>" for name in (*pages, "gone.html")))
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        command = ["wget", "--quiet", "--no-proxy", "--recursive", "--warc-file=w", address]
        subprocess.run(command, cwd=folder, timeout=60, check=False)
        server.shutdown()
    return folder / "w.warc.gz"


@pytest.mark.skipif(not shutil.which("wget"), reason="wget is not installed (Debian package wget)")
def test_a_file_written_by_wget_is_read(tmp_path):
    path = by_wget(tmp_path, {f"{n}.html": f"<html><title>{n}</title><p>Page {n}</p>".encode() for n in range(3)})
    pages = {page.url.split("/", 3)[3]: page for page in archive.scan(path)}
    assert {url: page.http_status for url, page in pages.items()} == {
        "": 200, "0.html": 200, "1.html": 200, "2.html": 200, "gone.html": 404, "robots.txt": 404,
    }  # fmt: skip
    assert b"Page 2" in pages["2.html"].body


@pytest.mark.parametrize(("name", "code"), [("missing.warc.gz", "no_file"), ("feeds.toml", "not_a_warc")])
def test_what_is_no_warc_is_told_before_anything_is_started(tmp_path, monkeypatch, name, code):
    (tmp_path / "feeds.toml").write_text("[[feed]]")
    monkeypatch.setattr(run, "_start_prefect", lambda: pytest.fail("Prefect was started"))
    with pytest.raises(Rejected, match=code):
        run.backfill([tmp_path / name])
