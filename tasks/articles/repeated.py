"""What an outlet repeats from article to article, taken out of an article's text."""

from collections.abc import Collection
from dataclasses import replace

from tasks.records import Article
from tasks.text import digest


def without(article: Article, repeated: Collection[str]) -> Article:
    """Return the article without those of its lines that are `repeated`, flagged `boilerplate` where one was.

    An article of which nothing would be left is returned as it is.
    """
    lines = article.text.split("\n")
    text = "\n".join(line for line in lines if line not in repeated)
    if not text or text == article.text:
        return article
    return replace(
        article,
        text=text,
        word_count=len(text.split()),
        content_sha256=digest(article.title, text),
        flags=(*article.flags, "boilerplate"),
    )
