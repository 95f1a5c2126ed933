"""The report of a day: what the published database tells of a period, as a web page, Markdown text or an RSS feed.

`gather` reads the database, `sections` puts together what the page shows side by side, `chart` draws, `write` fills
the templates. Nothing here trusts a title, a sentence or an address: they come from the web.
"""

from tasks.report.gather import gather
from tasks.report.records import Report
from tasks.report.write import as_html, as_markdown, as_rss

__all__ = ["Report", "as_html", "as_markdown", "as_rss", "gather"]
