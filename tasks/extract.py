"""What `sitrep extract` makes of texts: the rows of their entities and events."""

from collections.abc import Sequence
from typing import Any

from tasks import entities, events, interchange, nlp
from tasks.records import Article


def rows(articles: Sequence[Article]) -> list[dict[str, Any]]:
    """Return the output row of each article, in order, as `interchange.row` gives it."""
    readings = entities.find(articles, nlp.kept())
    return [interchange.row(*pair) for pair in zip(readings, events.code(readings), strict=True)]
