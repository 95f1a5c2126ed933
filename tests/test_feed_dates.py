"""Dates as feeds and pages write them; cases are numbered as in FAULTS.md."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.feeds.dates import read_date
from tasks.records import Feed
from tests.test_feeds import item, parse, rss

NOW = datetime(2024, 5, 3, 12, tzinfo=UTC)
MORNING = "2024-05-03T10:00:00"


def read(raw, country=None, language=None, zone=None):
    return read_date(raw, Feed("http://x/f", "x", "x", country=country, language=language, timezone=zone), NOW)


@pytest.mark.parametrize(
    ("raw", "country", "language", "expected"),
    [
        ("Fri, 03 May 2024 10:00:00 IST", "IND", "en", f"{MORNING}+05:30"),
        ("Fri, 03 May 2024 10:00:00 IST", "ISR", "en", f"{MORNING}+02:00"),
        ("Fri, 03 May 2024 10:00:00 IST", "IRL", "en", f"{MORNING}+01:00"),
        ("Fri, 03 May 2024 10:00:00 CST", "CHN", "en", f"{MORNING}+08:00"),
        ("Fri, 03 May 2024 10:00:00 CST", "USA", "en", f"{MORNING}-06:00"),
        ("Fri, 03 May 2024 10:00:00 BST", "BGD", "en", f"{MORNING}+06:00"),
        ("Fri, 03 May 2024 10:00:00 BST", "GBR", "en", f"{MORNING}+01:00"),
        ("Fri May  3 10:00:00 IST 2024", "IND", "en", f"{MORNING}+05:30"),
        ("Fri May 03 2024 10:00:00 GMT+0400 (AZT)", None, "en", f"{MORNING}+04:00"),
        ("3 Mei 2024 10:00 WIB", "IDN", "id", f"{MORNING}+07:00"),
        ("2024-05-03T10:00:00Z", None, None, f"{MORNING}+00:00"),
        ("2024-05-03T10:00:00.000+0400", None, None, f"{MORNING}+04:00"),
        ("2024-05-03 10:00:00 +0400", None, None, f"{MORNING}+04:00"),
        ("2024-05-03T10:00:00+02:00[Europe/Paris]", None, None, f"{MORNING}+02:00"),
        ("3 May 2024 10:00 (UTC+04:00)", None, "en", f"{MORNING}+04:00"),
        ("Fri, 3 May 24 10:00 GMT", None, None, f"{MORNING}+00:00"),
        ("1714730400", None, None, f"{MORNING}+00:00"),
        ("1714730400000", None, None, f"{MORNING}+00:00"),
        ("May 2, 2024 10:00 PM EST", "USA", "en", "2024-05-02T22:00:00-05:00"),
        ("Пт, 03 Май 2024 10:00:00 +0300", "RUS", "ru", f"{MORNING}+03:00"),
        ("ven., 03 mai 2024 10:00:00 +0200", "FRA", "fr", f"{MORNING}+02:00"),
    ],
)
def test_dates_with_a_zone(raw, country, language, expected):
    found = read(raw, country, language)
    assert (found.moment.isoformat(), found.flags) == (expected, ())


@pytest.mark.parametrize(
    ("raw", "country", "language", "day"),
    [
        ("03/05/2024 10:00", "FRA", "fr", "2024-05-03"),
        ("03/05/2024 10:00", "USA", "en", "2024-03-05"),
        ("03/05/2024 10:00", "PHL", "en", "2024-03-05"),
        ("03/05/2024 10:00", "GBR", "en", "2024-05-03"),
        ("03/05/2024 10:00", "ZAF", "en", "2024-05-03"),
        ("03/05/2024 10:00", "IND", "en", "2024-05-03"),
        ("03/05/2024 10:00", None, None, "2024-03-05"),
        ("03/05/2024 10:00", None, "es", "2024-05-03"),
        ("25/04/2024 10:00", "USA", "en", "2024-04-25"),
        ("04/25/2024 10:00", "FRA", "fr", "2024-04-25"),
        ("05/09/2024 10:00", None, "de", "2024-05-03"),
        ("05/06/2023 10:00", "FRA", "fr", "2023-06-05"),
        ("12/04/2024 10:00", "USA", "en", "2024-04-12"),
        ("03.05.2024, 10:00", "AZE", "en", "2024-05-03"),
        ("2024/5/3 10:00", None, None, "2024-05-03"),
        ("3 мая 2024 10:00", "RUS", "ru", "2024-05-03"),
        ("3 de mayo de 2024", "ARG", "es", "2024-05-03"),
        ("3 de maio de 2024 às 10h15", "BRA", "pt", "2024-05-03"),
        ("2024年5月3日 10:00", "CHN", "zh", "2024-05-03"),
        ("2024년 5월 3일 10:00", "KOR", "ko", "2024-05-03"),
        ("٣ مايو ٢٠٢٤", "EGY", "ar", "2024-05-03"),
        ("3 พ.ค. 2567 10:00", "THA", "th", "2024-05-03"),
        ("3 MAY 2024 10:00", "XXX", "xx", "2024-05-03"),
    ],
)
def test_days_without_a_zone(raw, country, language, day):
    found = read(raw, country, language)
    assert (found.moment.date().isoformat(), "date_no_zone" in found.flags) == (day, True)


@pytest.mark.parametrize(
    ("raw", "zone", "expected"),
    [
        ("2024-05-03 10:00:00", "Asia/Baku", f"{MORNING}+04:00"),
        ("2024-05-03 10:00:00", None, f"{MORNING}+00:00"),
        ("2024-05-03 10:00:00", "Mars/Olympus", f"{MORNING}+00:00"),
        ("Fri, 03 May 2024 10:00:00 XYZ", "Asia/Baku", f"{MORNING}+04:00"),
    ],
)
def test_71_no_zone_is_that_of_the_source_else_utc(raw, zone, expected):
    found = read(raw, zone=zone)
    assert (found.moment.isoformat(), found.flags) == (expected, ("date_no_zone",))


def test_an_abbreviation_of_the_sources_own_zone_is_meant_by_it():
    assert read("Fri, 03 May 2024 10:00:00 CST", zone="Asia/Shanghai").moment.isoformat() == f"{MORNING}+08:00"


@pytest.mark.parametrize(
    ("raw", "flag"),
    [
        ("2024-02-30T10:00:00Z", "bad_date"), ("Fri, 30 Feb 2024 10:00:00 GMT", "bad_date"), ("2024-05-03T10:00:00+99:00", "bad_date"),
        ("0001-01-01T00:00:00Z", "bad_date"), ("-0001-11-30T00:00:00+00:00", "bad_date"), ("0000-00-00 00:00:00", "bad_date"),
        ("10000-01-01T00:00:00Z", "bad_date"), ("soon", "bad_date"), ("yesterday", "bad_date"), ("13/13/2024", "bad_date"),
        ("2031-01-01T00:00:00Z", "date_future"), ("4102444800000", "date_future"),
    ],
)  # fmt: skip
def test_68_to_70_a_date_that_cannot_be_is_flagged_and_the_fetch_time_used(raw, flag):
    assert read(raw) == read_date(raw, Feed("", "", ""), NOW)
    assert (read(raw).moment, read(raw).flags) == (NOW, (flag,))


def test_no_date_is_not_a_bad_one():
    assert read("").moment is None and read(None).flags == ()


def test_the_raw_date_is_kept_beside_the_clamped_one():
    (entry,) = parse(rss(item(more="<pubDate>Fri, 03 May 2090 10:00:00 GMT</pubDate>"))).entries
    assert (entry.published_at, entry.published_raw) == (NOW, "Fri, 03 May 2090 10:00:00 GMT")
    assert entry.flags == ("date_future",)


@settings(max_examples=50, deadline=None)
@given(st.text("0123456789 :/-+.,TZaMp年мая", max_size=24), st.sampled_from([None, "USA", "FRA", "THA", "XXX"]))
def test_any_text_is_read_or_flagged(raw, country):
    found = read(raw, country)
    assert found.moment is None or 1970 <= found.moment.year <= 2025
