"""Pages with the mess of real ones, to title, authors, instant, language and body."""

import json
from dataclasses import fields
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sample_site.server import render
from sample_site.stories import stories
from tasks import articles
from tasks.acquire import from_feed
from tasks.articles.dateline import dateline
from tasks.articles.evidence import GIVERS, origins
from tasks.articles.lines import clean
from tasks.articles.names import people
from tasks.errors import Rejected
from tasks.records import Article, Feed, FeedEntry
from tasks.text import folded
from tests.pages import page

FROM = sorted(field.name for field in fields(Article) if field.name.endswith("_from"))
FIELDS = ("title", "authors", "published", "modified", "language", "section", "tags", "image", "canonical", "paywall")
BODY = "".join(
    f"<p>The council of ministers met in the capital on day {n} and agreed on nothing at all.</p>" for n in range(8)
)


def read(head="", body=BODY, attributes="lang=en", feed=None, **more):
    return articles.read(page(f"<html {attributes}><head>{head}</head><body>{body}</body></html>", **more), None, feed)


@pytest.mark.parametrize("story", stories(), ids=lambda story: story.slug)
def test_sample_page(story):
    feed = Feed("http://x/f", "x", "x", timezone="Asia/Beirut") if story.outlet == "levant-daily" else None
    made = render(story.path, "http://127.0.0.1:1", False)
    article = articles.read(page(made[1].decode(), f"http://127.0.0.1:1{story.path}"), None, feed)
    assert article.title == story.title
    assert article.authors == story.authors
    assert article.published_at == story.published
    assert article.language == story.language
    for text in story.paragraphs:
        assert text in article.text
    for junk in ("cookies", "Follow us", "You may also like", "newsletter", "donate today", "Read more:"):
        assert junk not in article.text


def test_json_ld_with_broken_commas_and_graph():
    data = '{"@graph":[{"@type":"NewsArticle","headline":"H one two three","datePublished":"2024-05-03T10:00:00+04:00",},]}'
    article = read(f'<script type="application/ld+json">{data}</script>')
    assert (article.title, article.published_at.isoformat()) == ("H one two three", "2024-05-03T10:00:00+04:00")


def test_title_loses_the_site_name_and_kicker():
    head = "<title>Ministers meet again in Baku | The Post</title><meta property=og:site_name content='The Post'>"
    assert read(head, f"<h1>Ministers meet again in Baku</h1>{BODY}").title == "Ministers meet again in Baku"


def test_a_short_headline_about_the_outlet_is_kept():
    assert (
        read("<meta property=og:site_name content=BBC><meta property=og:title content='BBC apologises'>").title
        == "BBC apologises"
    )


def test_a_naive_time_is_read_in_the_outlets_zone():
    feed = Feed("http://x/f", "x", "x", timezone="Asia/Baku")
    article = read("<meta name=date content='2024-05-03 10:00:00'>", feed=feed)
    assert article.published_at.isoformat() == "2024-05-03T10:00:00+04:00"


def provenance(article):
    return {name: getattr(article, name) for name in FROM if getattr(article, name)}


def test_each_field_says_where_it_was_found():
    data = json.dumps({"@type": "NewsArticle", "headline": "Ministers meet again", "dateModified": "2024-05-03T11:00:00Z",
                       "author": [{"name": "Ann Lee"}, {"name": "Reuters"}], "articleSection": "World",
                       "isAccessibleForFree": False})  # fmt: skip
    head = (
        f'<script type="application/ld+json">{data}</script><meta name=keywords content="talks, ministers">'
        "<meta property=article:published_time content=2024-05-03T10:00:00Z><meta property=og:image content=/a.jpg>"
        '<meta property=og:url content="https://www.example.org/news/1">'
    )
    assert provenance(read(head)) == {
        "title_from": "json_ld", "authors_from": "json_ld", "agency_from": "json_ld", "published_from": "meta",
        "modified_from": "json_ld", "language_from": "text", "section_from": "json_ld", "tags_from": "meta",
        "image_from": "og", "canonical_from": "og", "paywall_from": "json_ld", "text_from": "trafilatura",
    }  # fmt: skip


def test_what_only_the_feed_gives_is_said_to_be_from_it():
    entry = FeedEntry("e1", "http://x/f", None, "http://x/1", "http://x/1", "Ministers meet again", BODY, None, ("Ann Lee",),
                      datetime(2024, 5, 3, tzinfo=UTC), None, None, "en", ("talks",), "h")  # fmt: skip
    article = articles.read(from_feed(entry, "r1"), entry, None)
    assert set(provenance(article).values()) == {"feed", "text", "url"}
    assert (article.title_from, article.authors_from, article.published_from, article.tags_from) == ("feed",) * 4
    assert (article.text_from, article.language_from, article.canonical_from) == ("feed", "text", "url")


def test_every_source_in_the_table_of_evidence_is_read():
    listed = {origin.source for field in FIELDS for origin in origins(field)}
    assert listed == {*GIVERS, "dateline", "printed", "url"}
    assert all(origins(field) for field in FIELDS)


def test_no_zone_anywhere_is_flagged():
    assert "date_no_zone" in read("<meta name=date content='2024-05-03 10:00:00'>").flags


@pytest.mark.parametrize(
    ("byline", "authors", "agencies"),
    [
        ("By Ann Lee", ("Ann Lee",), ()),
        ("Ann Lee and Bo Chen", ("Ann Lee", "Bo Chen"), ()),
        ("Von Anna Groß, Karl Maier und Eva Lenz", ("Anna Groß", "Karl Maier", "Eva Lenz"), ()),
        ("Par Luc Petit et Zoé Roux", ("Luc Petit", "Zoé Roux"), ()),
        ("Reuters", (), ("Reuters",)),
        ("Ann Lee, dpa", ("Ann Lee",), ("dpa",)),
        ("Ann Lee (ann.lee@example.org)", ("Ann Lee",), ()),
        ("https://example.org/ann", (), ()),
        ("The Post newsroom", (), ("The Post newsroom",)),
        ("Lee, Ann", ("Ann Lee",), ()),
        ("Ann Lee, Political Editor", ("Ann Lee",), ()),
        ("Ann Lee (AFP)", ("Ann Lee",), ("AFP",)),
        ("Por Ana Gil y Luis Mora, corresponsal en Lima", ("Ana Gil", "Luis Mora"), ()),
        ("Анна Серова и Пётр Лисин", ("Анна Серова", "Пётр Лисин"), ()),
        ("责编：王晓、李明远", ("王晓", "李明远"), ()),
        ("thepost.com", (), ("thepost.com",)),
        ("admin", (), ()),
    ],
)
def test_bylines(byline, authors, agencies):
    assert people([byline], ["The Post"]) == (authors, agencies)


@pytest.mark.parametrize(
    ("text", "language", "place", "day", "agency"),
    [
        ("KYIV, May 24 (Reuters) - Shells fell.", "en", "Kyiv", "2024-05-24", "Reuters"),
        ("BAKU (AFP) — Talks began.", "en", "Baku", "None", "AFP"),
        ("PARIS - Talks began.", "en", "Paris", "None", None),
        ("WASHINGTON, Sept. 3 (UPI) -- Talks began.", "en", "Washington", "2024-09-03", "UPI"),
        ("JERUSALEM, Oct 7, 2023 (AFP) - Sirens.", "en", "Jerusalem", "2023-10-07", "AFP"),
        ("PORT-AU-PRINCE, Haiti (AP) — Gangs.", "en", "Port-Au-Prince, Haiti", "None", "AP"),
        ("BAKU, Azerbaijan, May 24. Talks began.", "en", "Baku, Azerbaijan", "2024-05-24", None),
        ("16 September 2022 11:40 (UTC+04:00)\nTalks began.", "en", None, "2022-09-16", None),
        ("16 сентября 2022, 11:40 (UTC+04:00)\nВойска отошли.", "ru", None, "2022-09-16", None),
        ("Berlin (dpa) - Der Kanzler kam.", "de", "Berlin", "None", "dpa"),
        ("PARIS, 24 mai (Reuters) - Le ministre.", "fr", "Paris", "2024-05-24", "Reuters"),
        ("Madrid, 24 may (EFE).- El ministro.", "es", "Madrid", "2024-05-24", "EFE"),
        ("Lisboa, 24 mai 2022 (Lusa) - O ministro.", "pt", "Lisboa", "2022-05-24", "Lusa"),
        ("(ANSA) - ROMA, 24 MAG - Il premier.", "it", "Roma", "2024-05-24", "ANSA"),
        ("ANKARA (AA) - Bakan konuştu.", "tr", "Ankara", "None", "AA"),
        ("Warszawa (PAP) – Premier przyjechał.", "pl", "Warszawa", "None", "PAP"),
        ("МОСКВА, 24 мая - РИА Новости. Глава.", "ru", "Москва", "2024-05-24", None),
        ("КИЕВ, 24 мая (Рейтер) - Войска.", "ru", "Киев", "2024-05-24", "Рейтер"),
        ("بيروت 24 مايو (رويترز) - قال الوزير.", "ar", "بيروت", "2024-05-24", "رويترز"),
        ("新华社北京5月24日电 外交部发言人说。", "zh", "北京", "2024-05-24", "新华社"),
        ("नई दिल्ली, 24 मई (भाषा) मंत्री ने कहा।", "hi", "नई दिल्ली", "2024-05-24", "भाषा"),
        ("Talks began in Kyiv on May 24.", "en", None, "None", None),
        ("On May 24. The army left.", "en", None, "None", None),
        ("BREAKING - Talks began.", "en", None, "None", None),
        ("Prime Minister Smith (Labour) - who left.", "en", None, "None", None),
        ("KYIV, May 42 (Reuters) - Shells fell.", "en", None, "None", None),
    ],
)
def test_datelines(text, language, place, day, agency):
    found = dateline(text, 2024, language)
    assert (found.place, str(found.day), found.agency) == (place, day, agency)


@given(st.text(max_size=300))
def test_any_text_has_a_dateline_or_none(text):
    found = dateline(text, 2024, "en")
    assert found.place is None or folded(found.place.split(",")[0]) in folded(text)


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        (["A headline", "The council met.", "Read more: Another story"], ["The council met."]),
        (["The council met.", "Lesen Sie auch", "Ein ganz anderer Bericht"], ["The council met."]),
        (["Kort fortalt", "- En sak.", "- To saker.", "The council met."], ["The council met."]),
        (["The council met.", "Foto: A. Lee", "Follow us on Telegram"], ["The council met."]),
        (["The council will follow us, he said."], ["The council will follow us, he said."]),
        (["The council met in the old hall again, he said.", "met in the old hall again"], ["The council met in the old hall again, he said."]),
    ],
    ids=["title and tail", "label with teaser", "summary box", "credit and call", "words of the text", "pull quote"],
)  # fmt: skip
def test_lines(lines, kept):
    assert clean("\n".join(lines), ["A Headline"]).split("\n") == kept


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ("", "empty_page"),
        ("<html><body></body></html>", "empty_page"),
        ("<html><body>" + "<div>" * 400 + "x" * 500 + "</div>" * 400 + "</body></html>", "too_deep"),
    ],
    ids=["nothing", "no text", "60 nested 400 deep"],
)
def test_pages_that_hold_no_article(html, code):
    with pytest.raises(Rejected, match=code):
        articles.read(page(html), None, None)


def test_33_a_pdf_is_no_page():
    with pytest.raises(Rejected, match="unsupported_type"):
        articles.read(page("%PDF", content_type="application/pdf"), None, None)


def test_65_wrong_charset_is_seen_through():
    words = "Çağrı yapıldı, görüşmeler sürüyor ve bakanlar yarın yine toplanacak. " * 20
    html = f"<html lang=tr><head><meta charset=iso-8859-9></head><body><p>{words}</p></body></html>"
    assert "Çağrı yapıldı" in articles.read(page(html, charset="iso-8859-1"), None, None).text


def test_right_to_left_text_is_kept_whole():
    words = "قال وزير الخارجية إن المحادثات ستستأنف الأسبوع المقبل في القاهرة. "
    article = articles.read(
        page(f"<html lang=ar><body><article><p>{words * 12}</p></article></body></html>"), None, None
    )
    assert article.language == "ar" and words.strip() in article.text


def test_64_absurd_colspan():
    assert read(body=f"<table><tr><td colspan=9000000000000000>x</td></tr></table>{BODY}").word_count > 50


def test_paywall_is_flagged():
    data = json.dumps({"@type": "NewsArticle", "isAccessibleForFree": False})
    assert read(f'<script type="application/ld+json">{data}</script>').is_paywalled


def test_clean_row_tells_of_a_missing_file(tmp_path):
    row = articles.clean_row({"file": "missing.html", "url": "http://x/1"}, tmp_path)
    assert row["url"] == "http://x/1" and "missing.html" in row["error"] and row["text"] == ""
