"""Captures on disk, as any WARC tool reads them; and the child that parses them."""

import io
import time
from datetime import UTC, datetime

import pytest
from fastwarc.warc import ArchiveIterator as Fast
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tasks import archive, isolate
from tasks.errors import ContractBroken, Rejected
from tasks.records import Page

MOMENT = datetime(2024, 5, 3, 12, 0, 0, 123456, tzinfo=UTC)


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


def test_other_tools_read_the_file(tmp_path, written):
    path = tmp_path / written[0].warc_file
    with path.open("rb") as file:
        assert sum(record.rec_type in ("response", "resource") for record in ArchiveIterator(file)) == 4
    with path.open("rb") as file:
        assert sum(record.headers["WARC-Type"] in ("response", "resource") for record in Fast(file)) == 4


def test_a_record_cut_short_by_a_kill_is_left_out(tmp_path, written):
    path = tmp_path / written[0].warc_file
    path.write_bytes(path.read_bytes()[: written[3].warc_offset + 150])
    assert [page.page_id for page in archive.scan(path)] == ["p1", "p2", "p3"]


def test_files_rotate_by_size(tmp_path):
    with archive.Writer(tmp_path, "r1", 600) as writer:
        assert len({writer.write(captured(n)).warc_file for n in range(1, 6)}) > 1


def test_a_file_of_another_tool_is_read(tmp_path):
    path = tmp_path / "other.warc.gz"
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        record = writer.create_warc_record(
            "http://example.org/x", "response", payload=io.BytesIO(b"<p>x</p>"), http_headers=http
        )
        writer.write_record(record)
    (page,) = archive.scan(path)
    assert (page.url, page.kind, page.body, page.http_status) == ("http://example.org/x", "page", b"<p>x</p>", 200)


def test_a_missing_capture_stops_the_run(tmp_path, written):
    with pytest.raises(ContractBroken, match="capture_missing"):
        archive.read(tmp_path, written[0].warc_file, 10_000_000)


def work(what):
    if what == "sleep":
        time.sleep(30)
    if what == "memory":
        return len(bytearray(3_000_000_000))
    if what == "reject":
        raise Rejected("too_deep", "as told")
    if what == "crash":
        import os

        os._exit(3)
    return what


@pytest.mark.parametrize(
    ("what", "code"),
    [("sleep", "extract_timeout"), ("memory", "extract_crashed"), ("reject", "too_deep"), ("crash", "extract_crashed")],
)
def test_a_child_that_fails_is_rejected_and_the_next_call_works(what, code):
    with isolate.Child(work, wall_s=1.5, cpu_s=9, memory_mb=500) as child:
        assert child.call("well") == "well"
        with pytest.raises(Rejected) as caught:
            child.call(what)
        assert caught.value.code == code
        assert child.call("well again") == "well again"
