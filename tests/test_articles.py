"""Pages with the mess of real ones, to title, authors, instant, language and body."""

import json

import pytest

from sample_site.server import render
from sample_site.stories import stories
from tasks import articles
from tasks.articles.dateline import dateline
from tasks.articles.names import people
from tasks.errors import Rejected
from tasks.records import Feed
from tests.pages import page

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


def test_a_naive_time_is_read_in_the_outlets_zone():
    feed = Feed("http://x/f", "x", "x", timezone="Asia/Baku")
    article = read("<meta name=date content='2024-05-03 10:00:00'>", feed=feed)
    assert article.published_at.isoformat() == "2024-05-03T10:00:00+04:00"


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
    ],
)
def test_bylines(byline, authors, agencies):
    assert people([byline], ["The Post"]) == (authors, agencies)


@pytest.mark.parametrize(
    ("text", "place", "day", "agency"),
    [
        ("KYIV, May 24 (Reuters) - Shells fell.", "Kyiv", "2024-05-24", "Reuters"),
        ("BAKU (AFP) — Talks began.", "Baku", "None", "AFP"),
        ("PARIS - Talks began.", "Paris", "None", None),
        ("16 September 2022 11:40 (UTC+04:00)\nTalks began.", None, "2022-09-16", None),
        ("Talks began in Kyiv on May 24.", None, "None", None),
    ],
)
def test_datelines(text, place, day, agency):
    found = dateline(text, 2024)
    assert (found.place, str(found.day), found.agency) == (place, day, agency)


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
