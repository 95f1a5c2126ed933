"""Pages made for tests."""

from datetime import UTC, datetime

from tasks.records import Page


def page(html: str, url: str = "https://www.example.org/news/1.html", **more: object) -> Page:
    """Return a captured page of that HTML."""
    facts = {"http_status": 200, "content_type": "text/html", "charset": "utf-8", "headers": ()}
    return Page(
        "p1",
        url,
        url,
        "page",
        **({"fetched_at": datetime(2026, 1, 4, tzinfo=UTC), "body": html.encode()} | facts | more),
    )


def seed_page(text: str) -> Page:
    """Return a plain text article (date line, byline, paragraphs, tail) dressed as the page it came from."""
    paragraphs = [part for part in text.split("\n\n")[2:] if part.strip() and part.strip() != "---"]
    body = "".join(f"<p>{part}</p>" for part in paragraphs)
    title = "Azerbaijan, US defense officials discuss flare-up on border"
    return page(
        f"<html lang=en><head><title>{title} | News.Az</title></head><body>"
        f"<ul><li><a href=/>Home</a></li></ul><h1>{title}</h1>"
        f"<div>16 September 2022 11:40 (UTC+04:00)</div><div class=author>By Vugar Khalilov</div>{body}"
        "<div class=related><a href=/2>Another story</a></div><footer>All rights reserved</footer></body></html>",
        "https://www.news.az/nation/199000.html",
    )
