"""Feeds: the list, the documents, and when to ask again."""

from tasks.feeds import schedule
from tasks.feeds.parse import ParsedFeed, once, parse

__all__ = ["ParsedFeed", "once", "parse", "schedule"]
