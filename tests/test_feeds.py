"""Feed documents of every kind, well made and not; cases are numbered as in FAULTS.md."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks import feeds
from tasks.errors import Rejected
from tasks.feeds import listing
from tasks.feeds.dates import read_date
from tasks.records import Feed
from tasks.settings import ROOT
from tasks.text import clean_url
from tests.conftest import SHARED

NOW = datetime(2024, 5, 3, 12, tzinfo=UTC)
FEED = Feed("https://example.org/feed.xml", "Example", "example.org")


def rss(items, head=""):
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>T</title>{head}{items}</channel></rss>".encode()


def item(number=1, link="https://example.org/{}", more=""):
    return f"<item><title>Title {number}</title><link>{link.format(number)}</link><guid>g{number}</guid>{more}</item>"


def parse(body, feed=FEED, limit=100):
    return feeds.parse(body, feed, NOW, limit)


ATOM = (
    "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title><entry><title>Title 1</title><id>x</id>"
    "<link href='https://example.org/1'/><updated>2024-05-03T10:00:00Z</updated></entry></feed>"
)
RDF = (
    "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'><channel><title>T</title>"
    "</channel><item rdf:about='x'><title>Title 1</title><link>https://example.org/1</link></item></rdf:RDF>"
)
JSON = (
    '{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": '
    '[{"id": "1", "url": "https://example.org/1", "title": "Title 1"}]}'
)
SITEMAP = (
    "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'>"
    "<url><loc>https://example.org/1</loc><n:news><n:title>Title 1</n:title>"
    "<n:publication_date>2024-05-03</n:publication_date></n:news></url></urlset>"
)


@pytest.mark.parametrize(
    "body",
    [rss(item()), ATOM.encode(), RDF.encode(), JSON.encode(), SITEMAP.encode()],
    ids=["RSS", "Atom", "RDF", "JSON", "sitemap"],
)
def test_every_format_gives_the_same_entry(body):
    (entry,) = parse(body).entries
    assert (entry.title, entry.url) == ("Title 1", "https://example.org/1")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty_feed"),
        (b"<!DOCTYPE html><html><form>Log in</form></html>", "not_a_feed"),
        (b"/etc/passwd", "not_a_feed"),
        (b"http://example.org/other.xml", "not_a_feed"),
        (b'{"items": []}', "not_a_feed"),
        (b"<!DOCTYPE r [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><rss><channel>&b;</channel></rss>", "xml_entities"),
        ("<!DOCTYPE r [<!ENTITY a 'ha'>]><rss><channel>&a;</channel></rss>".encode("utf-16"), "xml_entities"),
        (b"<rss><channel>" + b"<a>" * 100_000, "xml_depth"),
    ],
    ids=["1 empty", "2 login page", "5 path", "6 address", "7 other JSON", "15 laughs", "16 in UTF-16", "20 nesting"],
)
def test_what_is_no_feed(body, code):
    with pytest.raises(Rejected) as caught:
        parse(body)
    assert caught.value.code == code


def codes(parsed):
    return [reject.code for reject in parsed.rejects]


def test_3_a_truncated_document_gives_its_whole_items():
    parsed = parse(rss(item(1) + item(2))[:-40])
    assert parsed.entries[0].title == "Title 1" and codes(parsed) == ["feed_truncated"]


def test_4_nul_bytes():
    assert parse(rss(item()).replace(b"Title", b"Ti\x00tle")).entries[0].title == "Title 1"


def test_8_too_many_items():
    parsed = parse(rss("".join(item(n) for n in range(30))), limit=10)
    assert len(parsed.entries) == 10 and codes(parsed) == ["feed_too_many_items"]


def test_10_one_guid_two_addresses():
    body = rss(item(1) + item(2).replace("g2", "g1"))
    assert len(parse(body).entries) == 2


def test_12_no_link():
    assert codes(parse(rss("<item><title>T</title></item>" + item()))) == ["item_no_link"]


def test_one_unreadable_link_costs_one_item():
    parsed = parse(rss(item(1, "http://[oops/{}") + item(2), "<ttl>\u00b2</ttl>"))
    assert [entry.title for entry in parsed.entries] == ["Title 2"] and codes(parsed) == ["item_bad_link"]


def test_json_feed_with_values_of_the_wrong_type():
    odd = '{"version": "https://jsonfeed.org/version/1", "items": [{"id": 7, "title": 5, "url": 3, "tags": 1, "authors": 2}, '
    body = odd + '{"id": "1", "url": "https://example.org/1", "title": "Title 1", "date_published": 1714730400}]}'
    assert "Title 1" in {entry.title for entry in parse(body.encode()).entries}


def test_13_relative_link():
    assert parse(rss(item(link="/news/{}"))).entries[0].url == "https://example.org/news/1"


def test_14_same_guid_new_text_is_a_new_entry():
    one, two = (parse(rss(item(more=f"<description>{text}</description>"))).entries[0] for text in ("old", "new"))
    assert one.guid == two.guid and one.entry_id != two.entry_id


def test_18_an_external_entity_leaks_nothing():
    body = (
        b"<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
        + rss(item(more="<description>&x;</description>"))[21:]
    )
    assert "root:" not in str(parse(body).entries)


def test_full_content_is_flagged():
    content = (
        "<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'>"
        + "word " * 200
        + "</content:encoded>"
    )
    assert "full_content" in parse(rss(item(more=content))).entries[0].flags


@pytest.mark.parametrize(
    ("raw", "country", "language", "expected"),
    [
        ("Fri, 03 May 2024 10:00:00 IST", "IND", "en", "2024-05-03T10:00:00+05:30"),
        ("Fri, 03 May 2024 10:00:00 IST", "ISR", "en", "2024-05-03T10:00:00+02:00"),
        ("2024-05-03T10:00:00Z", None, None, "2024-05-03T10:00:00+00:00"),
        ("1714730400", None, None, "2024-05-03T10:00:00+00:00"),
        ("3 мая 2024 10:00", "RUS", "ru", "2024-05-03T10:00:00+00:00"),
        ("03/05/2024 10:00", "FRA", "fr", "2024-05-03T10:00:00+00:00"),
    ],
    ids=["India", "Israel", "ISO", "epoch", "Russian month", "day first"],
)
def test_dates_as_feeds_write_them(raw, country, language, expected):
    feed = Feed("http://x/f", "x", "x", country=country, language=language)
    assert read_date(raw, feed, NOW).moment.isoformat() == expected


@pytest.mark.parametrize(
    ("raw", "flag"),
    [("2024-02-30T10:00:00Z", "bad_date"), ("2024-05-03T10:00:00+99:00", "bad_date"), ("0001-01-01T00:00:00Z", "bad_date"),
     ("2031-01-01T00:00:00Z", "date_future"), ("2024-05-03 10:00:00", "date_no_zone")],
)  # fmt: skip
def test_68_to_71_odd_dates_are_flagged(raw, flag):
    assert flag in read_date(raw, FEED, NOW).flags


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("https://Example.org/a?utm_source=rss&id=7", "https://example.org/a?id=7"),
        ("https://user:pw@example.org/a#part", "https://example.org/a"),
        ("https://example.org/a?fbclid=x", "https://example.org/a"),
    ],
)
def test_addresses_lose_what_only_tracks(raw, plain):
    assert clean_url(raw) == plain


@given(st.binary(max_size=400))
def test_any_bytes_are_a_feed_or_rejected(body):
    try:
        assert parse(body).entries is not None
    except Rejected as error:
        assert error.code


@pytest.mark.shared
def test_captured_feeds_parse_without_a_crash():
    files = sorted((SHARED / "samples" / "feeds").iterdir())
    assert len(files) == 63
    assert all(parse(file.read_bytes(), limit=1000).entries for file in files)


def test_the_bundled_list_is_sound():
    known = listing.read(ROOT / "feeds.toml")
    assert len(known) >= 40 and len({feed.feed_url for feed in known}) == len(known)
    assert {"caucasus", "middle-east", "africa", "asia", "latin-america", "europe", "official", "world"} <= {
        feed.category for feed in known
    }
    assert all(feed.language and feed.timezone for feed in known)


def test_opml_round_trip():
    known = listing.read(ROOT / "feeds.toml")
    again = listing.read_opml(listing.write_opml(known))
    assert {(f.feed_url, f.title, f.category) for f in again} == {(f.feed_url, f.title, f.category) for f in known}


def test_a_bad_list_names_the_line(tmp_path):
    path = tmp_path / "f.toml"
    path.write_text('[[feed]]\nurl = "http://x.org/f"\n[[feed]]\nurl = "http://y.org/f"\ncolour = "red"\n')
    with pytest.raises(Rejected, match="feed 2: unknown key 'colour'"):
        listing.read(path)
