"""Feeds: the list, the documents, and when to ask again."""

from tasks.feeds import schedule
from tasks.feeds.parse import ParsedFeed, parse

__all__ = ["ParsedFeed", "parse", "schedule"]
