"""The only network code: one polite, bounded HTTP client for feeds and pages.

async with Fetcher(settings) as fetcher:
    page = await fetcher.get("https://example.org/news.xml", kind="feed")
"""

from tasks.fetch.client import Fetcher
from tasks.fetch.resolver import Lookup

__all__ = ["Fetcher", "Lookup"]
