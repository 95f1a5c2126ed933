"""Feed documents of every kind, well made and not; cases are numbered as in FAULTS.md."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks import feeds, warehouse
from tasks.errors import Rejected
from tasks.feeds import listing
from tasks.records import Feed
from tasks.settings import ROOT, Settings
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


LAUGHS = (
    "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY lol0 'lol'>"
    + "".join(f"<!ENTITY lol{n} '{f'&lol{n - 1};' * 10}'>" for n in range(1, 10))
    + "]><rss><channel><title>&lol9;</title></channel></rss>"
)
QUADRATIC = (
    f"<!DOCTYPE rss [<!ENTITY a '{'a' * 20_000}'>]><rss><channel><title>{'&a;' * 20_000}</title></channel></rss>"
)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty_feed"),
        (b"<!DOCTYPE html><html><form>Log in</form></html>", "not_a_feed"),
        (b"/etc/passwd", "not_a_feed"),
        (b"http://example.org/other.xml", "not_a_feed"),
        (b'{"items": []}', "not_a_feed"),
        (LAUGHS.encode(), "xml_entities"),
        (LAUGHS.encode("utf-16"), "xml_entities"),
        (LAUGHS.encode("utf-16-be"), "xml_entities"),
        (
            LAUGHS.replace("<?xml version='1.0'?>", "<?xml version='1.0' encoding='utf-7'?>").encode("utf-7"),
            "xml_entities",
        ),
        (QUADRATIC.encode(), "xml_entities"),
        (b"<!DOCTYPE r [<!ENTITY a '&b;'><!ENTITY b '&a;'>]><rss><channel>&a;</channel></rss>", "xml_entities"),
        (b"<!DOCTYPE r [<!ENTITY % p '<!ENTITY a \"ha\">'> %p;]><rss><channel>&a;</channel></rss>", "xml_entities"),
        (b"<!DOCTYPE r [<!ENTITY a '" + b"&x;" * 50_000 + b"'>]><rss><channel>&a;</channel></rss>", "xml_entities"),
        (b"<!DOCTYPE r [<!ENTITY a 'x'>" + b"<!--" * 50_000, "xml_entities"),
        (b"<rss><channel>" + b"<a>" * 100_000, "xml_depth"),
    ],
    ids=[
        "1 empty",
        "2 login page",
        "5 path",
        "6 address",
        "7 other JSON",
        "15 laughs",
        "16 in UTF-16",
        "16 without a mark",
        "15 in UTF-7",
        "17 quadratic",
        "holds itself",
        "declares others",
        "long declaration",
        "endless declaration",
        "20 nesting",
    ],
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


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "mailto:news@example.org",
        "tel:+994",
        "file:///etc/passwd",
        "#top",
        "",
        "about:blank",
    ],
)
def test_what_is_no_web_address_is_no_link(link):
    parsed = parse(rss(item(1, link) + item(2)))
    assert [entry.title for entry in parsed.entries] == ["Title 2"] and codes(parsed) == ["item_no_link"]


def test_a_script_for_a_link_gives_way_to_the_guid():
    body = rss("<item><title>T</title><link>javascript:void(0)</link><guid>https://example.org/7</guid></item>")
    assert parse(body).entries[0].url == "https://example.org/7"


@pytest.mark.parametrize(
    ("body", "url"),
    [
        (rss(item(link="news/{}"), "<link>https://www.example.net/en/</link>"), "https://www.example.net/en/news/1"),
        (rss(item(link="/news/{}"), "<link>javascript:x</link>"), "https://example.org/news/1"),
        (rss(item(link="//cdn.example.net/{}")), "https://cdn.example.net/1"),
        (rss(item(link="\n https://example.org/a\n  b/{} ")), "https://example.org/ab/1"),
        (rss(item()).replace(b"<rss ", b"<rss xml:base='https://base.example.org/x/' ").replace(b"https://example.org/1", b"y/1"), "https://base.example.org/x/y/1"),
        (ATOM.replace("<entry>", "<entry xml:base='/deep/'>").replace("https://example.org/1", "1").encode(), "https://example.org/deep/1"),
    ],
    ids=["channel link", "a script for a channel link", "no scheme", "white space", "xml:base", "xml:base of an entry"],
)  # fmt: skip
def test_13_relative_links_are_resolved(body, url):
    assert parse(body).entries[0].url == url


@pytest.mark.parametrize(
    ("doctype", "description", "expected"),
    [
        ('<!DOCTYPE rss [<!ENTITY nbsp "&#160;">]>', "one&nbsp;two", "one\u00a0two"),
        ("<!DOCTYPE rss [<!ENTITY who 'A &amp; B'>]>", "&who;", "A & B"),
        ("<!DOCTYPE rss [<!ENTITY a '&#38;b;'><!ENTITY b 'c'>]>", "&b;", "c"),
        ('<!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "http://127.0.0.1:9/rss.dtd">', "a &eacute; b", "a \u00e9 b"),
        ('<!DOCTYPE rss [<!ENTITY % latin SYSTEM "http://127.0.0.1:9/l.ent"> %latin;]>', "a", "a"),
        ("<!DOCTYPE rss [<!-- <!ENTITY a '&a;'> it's -->]>", "a", "a"),
        ("<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>", "a&x;b", "ab"),
        ("", "<![CDATA[about <!ENTITY a 'b'> &lt;!ENTITY]]>", "about <!ENTITY a 'b'> &lt;!ENTITY"),
        ("", "AT&T and &unknown; &#xD800; 5 &amp;lt; 6", "AT&T and &unknown; \ufffd 5 &lt; 6"),
    ],
    ids=["nbsp", "markup in one", "reference spelt out", "19 external DTD", "external parameter entity", "in a comment",
         "18 file", "the word in CDATA", "stray ampersands"],
)  # fmt: skip
def test_harmless_declarations_are_read(doctype, description, expected):
    body = rss(item(more=f"<description>{description}</description>")).replace(b"<rss", doctype.encode() + b"<rss", 1)
    parsed = parse(body)
    assert (parsed.entries[0].summary, codes(parsed)) == (expected, [])


CONTENT = "<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'><![CDATA[{}]]></content:encoded>"
WORDS = "The ministers met in Baku. " * 40


@pytest.mark.parametrize(
    ("content", "is_full"),
    [
        (f"<p>{WORDS}</p>", True),
        (f"<p>{WORDS}</p><p>The post Ministers meet appeared first on Example.</p>", True),
        (f"<p>{WORDS}</p><p>He said &quot;no more&quot;.</p>", True),
        ("<p>The ministers met in Baku.</p>", False),
        (f"<p>{WORDS} …</p>", False),
        (f"<p>{WORDS} [...]</p>", False),
        (f"<p>{WORDS}</p><a href=x>Read more</a>", False),
        (f"<p>{WORDS}</p><a href=x>Continue reading Ministers meet &rarr;</a>", False),
        (f"<p>{WORDS}</p><a href=x>Lire la suite</a>", False),
        (f"<p>{WORDS}</p><a href=x>Читать далее</a>", False),
        (f"<p>{WORDS} [&hellip;]</p><p>The post Ministers meet appeared first on Example.</p>", False),
        (f"<p>Short.</p><ul><li><a href=x>{WORDS}</a></li></ul>", False),
        (f"<p>Short.</p><script>{WORDS}</script><figure>{WORDS}</figure>", False),
    ],
    ids=["whole", "with a blog's footer", "ends in a quotation", "short", "ellipsis", "bracketed", "read more", "continue",
         "French", "Russian", "excerpt with a footer", "links only", "script and picture"],
)  # fmt: skip
def test_only_a_whole_article_is_full_content(content, is_full):
    (entry,) = parse(rss(item(more=CONTENT.format(content)))).entries
    assert ("full_content" in entry.flags) == is_full


CYRILLIC = "Переговоры в Баку"


@pytest.mark.parametrize(
    ("declared", "charset", "is_guessed"),
    [("utf-8", "utf-8", False), ("windows-1251", "windows-1251", False), ("utf-8", "windows-1251", True),
     ("iso-8859-1", "utf-8", True), ("nonsense", "utf-8", True), ("utf-16", "utf-8", True), ("utf-8", "utf-16", False),
     ("utf-8", "utf-16-le", False), ("koi8-r", "koi8-r", False)],
)  # fmt: skip
def test_65_the_charset_that_is_used_counts(declared, charset, is_guessed):
    text = rss("".join(item(n, more=f"<description>{CYRILLIC} {n}</description>") for n in range(20))).decode()
    body = text.replace("version='1.0'?>", f"version='1.0' encoding='{declared}'?>").encode(charset)
    entry = parse(body).entries[3]
    assert (entry.summary, "charset_guessed" in entry.flags) == (f"{CYRILLIC} 3", is_guessed)


def test_66_a_lone_surrogate_becomes_the_replacement_character():
    body = JSON.replace("Title 1", "Title \\ud800").encode()
    assert parse(body).entries[0].title == "Title \ufffd"
    assert parse(rss(item()).replace(b"Title", b"Ti\xed\xa0\x80tle")).entries[0].title.startswith("Ti\ufffd")


def test_json_feed_in_full():
    body = """{"version": "http://jsonfeed.org/version/1", "home_page_url": "https://example.org/", "author": {"name": "Desk"},
      "language": "en-GB", "items": [
        {"id": "https://example.org/1", "content_text": "One & two.\\n\\nThree <four>.", "date_modified": "2024-05-03T10:00:00Z"},
        {"id": 2, "url": "/2", "authors": [{"name": "A"}, {"name": "B"}, "C"], "attachments": [{"url": "https://x/y.mp3"}]},
        {"id": "3", "attachments": [{"url": "/3.html", "mime_type": "text/html"}, 5]},
        {"id": "4", "url": "javascript:x"}]}"""
    parsed = parse(body.encode())
    assert [entry.url for entry in parsed.entries] == [
        "https://example.org/1",
        "https://example.org/2",
        "https://example.org/3.html",
    ]
    assert [entry.authors for entry in parsed.entries] == [("Desk",), ("A", "B", "C"), ("Desk",)]
    one = parsed.entries[0]
    assert one.content == "<p>One & two.</p><p>Three <four>.</p>".replace("<four>", "&lt;four&gt;").replace(
        " & ", " &amp; "
    )
    assert (one.published_at, one.updated_at, one.language) == (NOW.replace(hour=10), NOW.replace(hour=10), "en")
    assert codes(parsed) == ["item_no_link"]


def test_a_sitemap_index_names_its_maps():
    body = (
        "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap><loc>https://example.org/pages.xml</loc></sitemap>"
        "<sitemap><loc>https://example.org/news.xml</loc></sitemap></sitemapindex>"
    )
    with pytest.raises(Rejected, match="sitemap_index.*https://example.org/news.xml, https://example.org/pages.xml"):
        parse(body.encode())


def test_a_sitemap_gives_its_newest_first():
    urls = "".join(f"<url><loc>https://example.org/{n}</loc><lastmod>2024-05-0{n}</lastmod></url>" for n in (1, 3, 2))
    entries = parse(f"<urlset xmlns='http://www.google.com/schemas/sitemap/0.84'>{urls}</urlset>".encode()).entries
    assert [entry.url[-1] for entry in entries] == ["3", "2", "1"]


@pytest.mark.parametrize(
    "body",
    [
        rss(item(1) + item(2) + "<item><title>Title 3</title><link>https://example.org/3</link>")[:-20],
        rss(item(1) + item(2))[:-16],
        rss(item(1) + item(2) + "<item><title>Title 3</title><description><![CDATA[half")[:-16],
    ],
    ids=["in an item", "after an item", "in CDATA"],
)
def test_3_half_an_item_is_none(body):
    parsed = parse(body)
    assert [entry.title for entry in parsed.entries] == ["Title 1", "Title 2"] and codes(parsed) == ["feed_truncated"]


@pytest.mark.parametrize(
    "body",
    [
        b"\n\n" + rss(item()),
        b"<br />\n<b>Warning</b>: something in line 5<br />\n" + rss(item()),
        rss(item()) + b"<!-- cached --><script>x</script>",
        rss(item(more="<description>a <br> b <img src='x'> c <p> d</description>") * 150),
        rss(item(more="<enclosure url='x>y' type='a/b'/>") * 250),
        rss(item()).replace(b"<title>T", b"<image><url>https://example.org/i.png</url></image><title>T"),
    ],
    ids=["blank lines", "a warning of the server", "a script behind", "open HTML tags", "> in attributes", "an image"],
)
def test_feeds_with_small_faults_are_read(body):
    parsed = parse(body, limit=500)
    assert parsed.entries[0].title == "Title 1" and codes(parsed) == []


@pytest.mark.parametrize(
    ("code", "language"), [("en-us", "en"), ("eng", "en"), ("pt_BR", "pt"), ("English", None), ("", None)]
)
def test_language_tags(code, language):
    assert parse(rss(item(), f"<language>{code}</language>")).entries[0].language == language


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


def test_a_list_under_another_name_is_not_taken_for_an_empty_one(tmp_path):
    path = tmp_path / "f.toml"
    path.write_text('[[feeds]]\nurl = "http://x.org/f"\n')
    with pytest.raises(Rejected, match=r"'feeds' is not known; each feed begins with \[\[feed\]\]"):
        listing.read(path)


def offer(feed, text="old", number=1):
    return parse(rss(item(number, more=f"<description>{text}</description>")), feed).entries[0]


def test_a_link_of_two_feeds_is_one_article(tmp_path):
    world, africa = (Feed(f"https://example.org/{name}.xml", name, "example.org") for name in ("world", "africa"))
    with warehouse.writer(Settings(data_dir=tmp_path), "r1") as store:
        store.sync_feeds([world, africa])
        both = [offer(world), offer(africa, "told otherwise"), offer(africa, number=2)]
        first = feeds.once(both)
        assert [(entry.feed_url, entry.title) for entry in first] == [
            (world.feed_url, "Title 1"),
            (africa.feed_url, "Title 2"),
        ]
        store.record_polls([], [], first, [], [])
        elsewhere = [offer(africa), offer(africa, "later"), offer(world, "new text"), offer(world, number=3)]
        assert store.offered_elsewhere(elsewhere) == {elsewhere[0].entry_id, elsewhere[1].entry_id}


def test_14_an_update_is_for_the_feed_that_brought_the_article(tmp_path):
    world, africa = (Feed(f"https://example.org/{name}.xml", name, "example.org") for name in ("world", "africa"))
    with warehouse.writer(Settings(data_dir=tmp_path), "r1") as store:
        store.record_polls([], [], [offer(world), offer(africa)], [], [])
        assert store.offered_elsewhere([offer(world, "new"), offer(africa, "new")]) == set()


def test_whole_articles_go_before_excerpts():
    whole = parse(rss(item(more=CONTENT.format(f"<p>{WORDS}</p>"))), Feed("https://b.org/f", "b", "b")).entries[0]
    assert feeds.once([offer(FEED), whole]) == [whole]
