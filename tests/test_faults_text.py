"""FAULTS.md 72-79: texts that are no plain English prose; each test bears the number of its fault."""

import re
import time
from dataclasses import replace

import pytest

from tasks import archive, articles, entities, events, isolate
from tasks.errors import Rejected
from tests.conftest import article
from tests.test_feed_faults import captured, html

SENTENCE = "Rebels killed 14 soldiers in Goma on Thursday, the army said."
ARABIC = "قال وزير الخارجية إن المحادثات ستستأنف الأسبوع المقبل في القاهرة."


def coded(pipeline, *texts, language="en"):
    found = [replace(article(text, article_id=f"a{at}"), language=language) for at, text in enumerate(texts)]
    return events.code(entities.find(found, pipeline))


@pytest.mark.parametrize("between", [ARABIC, "\u202eabc\u202c \u200f", "שלום עולם", "𝔊𝔬𝔪𝔞 🕊️ é"])
def test_72_offsets_are_exact_beside_right_to_left_text(pipeline, between):
    text = f"{between} {SENTENCE} {between}"
    (coding,) = coded(pipeline, text)
    assert coding.reports and coding.mentions
    assert all(text[each.start_char : each.end_char] == each.text for each in coding.mentions)
    assert all(text[each.trigger_start : each.trigger_end] == each.trigger for each in coding.reports)


@pytest.mark.parametrize("mark", ["\u200b", "\u200d", "\u202e", "\u2066", "\ufeff"], ids=ascii)
def test_73_invisible_characters_are_kept_in_the_capture_and_split_no_word(tmp_path, mark):
    body = html(
        f"<p>The ministers of both coun{mark}tries met in the capital and agreed to meet again.</p>" * 6
    ).encode()
    with archive.Writer(tmp_path, "r1", 10**9) as writer:
        written = writer.write(captured("73", body, "utf-8"))
    (kept,) = archive.scan(tmp_path / written.warc_file)
    assert kept.body == body and "both countries met" in articles.read(kept, None, None).text


@pytest.mark.parametrize(
    ("text", "status", "code"),
    [
        pytest.param("x" * 1_000_000, "unsplittable", "text_unsplittable", id="74-one-word"),
        pytest.param("(" * 100_000, "unsplittable", "text_unsplittable", id="75-brackets"),
        pytest.param(f"{SENTENCE} {'[' * 40}", "unsplittable", "text_unsplittable", id="75-brackets-after-words"),
        pytest.param("word " * 210_000, "too_long", "text_too_long", id="77-over-a-million"),
    ],
)
def test_a_text_that_the_parser_must_not_see_costs_itself_alone(pipeline, text, status, code):
    begin = time.process_time()
    bad, good = coded(pipeline, text, SENTENCE)
    assert (bad.status, bad.reports, [each.code for each in bad.rejects]) == (status, (), [code])
    assert good == coded(pipeline, "", SENTENCE)[1] and good.reports
    assert time.process_time() - begin < 20


@pytest.mark.parametrize("text", ["", " \n\n ", "!?", "14 2024 30%", "Contents Home About"])
def test_76_a_text_without_a_sentence_has_no_events_and_is_no_error(pipeline, text):
    (coding,) = coded(pipeline, text)
    assert (coding.status, coding.reports) == ("no_events", ())


def test_78_a_page_in_two_languages_has_the_one_of_most_of_its_text(pipeline):
    body = "".join(f"<p>{number} {ARABIC}</p>" for number in range(12)) + f"<p>{SENTENCE}</p>"
    page = captured("78", f"<html><body><article>{body}</article></body></html>".encode(), "utf-8")
    found = articles.read(page, None, None)
    assert found.language != "en" and SENTENCE in found.text
    (coding,) = coded(pipeline, found.text, language=found.language)
    assert (coding.status, coding.reports, coding.rejects[0].code) == ("language", (), "language")


def read_with_a_regex_that_blows_up(page, entry, feed):
    if b"aaaa" in page.body:
        re.match(rb"(a+)+$", page.body)  # years, within one call of C code
    return articles.read(page, entry, feed)


def test_79_a_regex_that_blows_up_costs_its_page_alone():
    good = captured("79-good", html().encode(), "utf-8")
    bad = replace(good, body=b"a" * 60 + good.body)
    with isolate.Child(read_with_a_regex_that_blows_up, wall_s=60, cpu_s=4, memory_mb=1024) as child:
        before = child.call(good, None, None)
        with pytest.raises(Rejected) as caught:
            child.call(bad, None, None)
        assert caught.value.code == "extract_timeout"
        assert child.call(good, None, None) == before


BLOW_UPS = [
    "a",
    "By ",
    "A. ",
    "2024-",
    "24/",
    "Foto: ",
    "KYIV, ",
    "(AP) ",
    "x@y.",
    "Ann Lee, ",
    "- ",
    "1.1.",
    "\u200b",
    "&amp;",
]


@pytest.mark.parametrize("piece", BLOW_UPS, ids=ascii)
def test_79_no_repetition_makes_reading_slow(piece):
    """What our own patterns look for, many thousand times over, in a line of the text, a byline and a date."""
    many = piece * (60_000 // len(piece))
    head = (
        f'<meta name=author content="{many}"><meta name=date content="{many}"><meta property=og:title content="{many}">'
    )
    body = f"<div class=byline>{many}</div><p class=date>{many}</p>" + html(
        f"<p>{many}</p>" + "<p>The ministers met.</p>" * 40
    )
    begin = time.process_time()
    articles.read(captured("79", f"<html><head>{head}</head><body>{body}</body></html>".encode()), None, None)
    assert time.process_time() - begin < 10
