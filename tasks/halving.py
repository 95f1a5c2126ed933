"""A batch that cannot be loaded cut in two, until the article with the bad row stands alone."""

from dataclasses import replace

from tasks.records import Article, Reject, stable_id
from tasks.tables import Batch


def halves(batch: Batch) -> tuple[Batch, Batch]:
    """Return the two halves of a batch of several articles; what belongs to no article goes with the first."""
    middle = len(batch.articles) // 2
    first = {article.article_id for article in batch.articles[:middle]}
    second = {article.article_id for article in batch.articles[middle:]}
    return _part(batch, first, second), _part(batch, second, None)


def joined(one: Batch, other: Batch) -> Batch:
    """Return two halves as one batch again."""
    return replace(
        one,
        articles=one.articles + other.articles,
        codings=one.codings + other.codings,
        stories=one.stories + other.stories,
        happenings=one.happenings + other.happenings,
        outcomes=one.outcomes + other.outcomes,
        rejects=one.rejects + other.rejects,
        pages=one.pages + other.pages,
    )


def without_articles(batch: Batch, error: Exception) -> Batch:
    """Return the batch of one article without it: its entries rejected, with the error as the reason."""
    bad = {article.article_id: article for article in batch.articles}
    outcomes = tuple(
        replace(each, state="rejected", article_id=None) if each.article_id in bad else each for each in batch.outcomes
    )
    why = tuple(
        _reject(batch.run_id, bad[each.article_id], each.entry_id, error)
        for each in batch.outcomes
        if each.article_id in bad
    )
    rejects = tuple(each for each in batch.rejects if each.article_id not in bad)
    kept = replace(batch, articles=(), codings=(), stories=(), happenings=())
    return replace(kept, outcomes=outcomes, rejects=(*rejects, *why))


def _reject(run_id: str, article: Article, entry_id: str, error: Exception) -> Reject:
    detail = f"the warehouse cannot hold it: {str(error).splitlines()[0][:500]}"
    reject_id = stable_id("reject", run_id, "warehouse", "bad_row", entry_id)
    return Reject(reject_id, run_id, "warehouse", "bad_row", detail, article.feed_url, article.canonical_url, entry_id)


def _part(batch: Batch, chosen: set[str], others: set[str] | None) -> Batch:
    """Return the rows of the articles `chosen`, and of no article unless `others` is None."""
    codings = tuple(each for each in batch.codings if each.article_id in chosen)
    reports = {report.report_id for coding in codings for report in coding.reports}
    outcomes = tuple(each for each in batch.outcomes if _belongs(each.article_id, chosen, others))
    pages = {article.page_id for article in batch.articles if article.article_id in chosen}
    elsewhere = {article.page_id for article in batch.articles} - pages
    happenings = (
        replace(each, report_ids=tuple(report for report in each.report_ids if report in reports))
        for each in batch.happenings
    )
    return replace(
        batch,
        articles=tuple(each for each in batch.articles if each.article_id in chosen),
        codings=codings,
        stories=tuple(each for each in batch.stories if each[0].article_id in chosen),
        happenings=tuple(each for each in happenings if each.report_ids),
        outcomes=outcomes,
        rejects=batch.rejects if others is not None else (),
        pages=tuple(
            p for p in batch.pages if p.page_id in pages or (others is not None and p.page_id not in elsewhere)
        ),
    )


def _belongs(article_id: str | None, chosen: set[str], others: set[str] | None) -> bool:
    return article_id in chosen or (others is not None and article_id not in others)
