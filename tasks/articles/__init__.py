"""Articles: from a captured page and its feed entry to title, authors, instant, language and clean text."""

from tasks.articles.read import clean_row, read
from tasks.articles.repeated import without

__all__ = ["clean_row", "read", "without"]
