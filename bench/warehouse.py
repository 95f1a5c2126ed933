"""`python -m bench.warehouse [ARTICLES] [FOLDER]`: the warehouse at size, filled with invented articles.

A FOLDER given is kept, and what lies filled in it is used again.
Five mentions and three events an article go straight into the schema; then batches through the real loader, a publish,
every view and macro. Times are of the processor, over two threads; of views and macros by the clock too,
the least of five, since the machine may be busy with something else. Writes bench/results/warehouse.json.
"""

import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from bench.shared import tell
from tasks import warehouse
from tasks.records import (
    Article,
    Coding,
    Entity,
    Happening,
    Mention,
    Participant,
    Report,
    Span,
    StoryArticle,
    stable_id,
)
from tasks.settings import ROOT, Settings
from tasks.tables import Batch
from tasks.warehouse.database import SCHEMA_VERSION

SQL = ROOT / "bench" / "sql"
CHUNK = 122_880  # a row group of DuckDB's: whole ones are written once
BATCHES = 20
THREADS = 2
GROWING = {
    "articles", "pages", "entries", "article_versions", "story_articles", "mentions", "reports", "participants",
    "report_places", "tolls", "rejects", "events", "stories", "role_mentions", "roles",
}  # fmt: skip
MACROS = {
    # Words of 14 articles in a million, of 628, and of one in fourteen (each stands within many longer words).
    "search_articles (rare)": "FROM search_articles('galdravergalkha dragalververver ververkhadraver', newest := 100)",
    "search_articles": "FROM search_articles('galdravergalkha dragalververver', newest := 100)",
    "search_articles (common)": "FROM search_articles('baverdra koter', newest := 100)",
    "search_events": "FROM search_events('galdravergalkha') LIMIT 100",
    "search_events (common)": "FROM search_events('baverdra koter') LIMIT 100",
    "events_near": "FROM events_near(10.0, 20.0, 300)",
}
TEXT = "Rebels killed 14 soldiers in Goma on Thursday, the army said. " * 40


def main() -> None:
    """Measure and tell."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(sys.argv[2] if len(sys.argv) > 2 else folder))
        figures = _measured(settings, count)
    rows = [(name, value) for name, value in figures.items() if not isinstance(value, dict)]
    rows += [
        (f"{group}: {name}", value)
        for group in ("checks_cpu_s", "views_cpu_s", "views_wall_s")
        for name, value in figures[group].items()
    ]
    tell("warehouse", figures, rows, ("what", "value"))


def _measured(settings: Settings, count: int) -> dict[str, Any]:
    filled = None if settings.live_database.exists() else _seconds(lambda: fill(settings.live_database, count))
    with warehouse.writer(settings, "bench") as store:
        sizes = _sizes(settings.live_database)
        load_s = _seconds(lambda: [store.load(_batch(number, store)) for number in range(BATCHES)]) / BATCHES
    checks = {path.stem: _seconds(partial(_check, settings, path)) for path in _checks()}
    with warehouse.writer(settings, "bench") as store:
        publish_s = _seconds(lambda: warehouse.publish(store))
    size = settings.snapshot.stat().st_size
    return {
        "articles": count,
        "bulk_articles_per_cpu_s": round(count / filled) if filled else None,
        "load_batch_articles": store.settings.batch_size,
        "load_batch_cpu_s": round(load_s, 3),
        "load_articles_per_cpu_s": round(store.settings.batch_size / load_s, 1),
        "snapshot_bytes": size,
        "bytes_per_article": round(size / count),
        "publish_cpu_s": round(publish_s, 1),
        "rows": sizes,
        "checks_cpu_s": checks,
        **_views(settings),
    }


def fill(path: Path, count: int) -> None:
    """Make a live database at `path` that holds `count` articles with all that hangs on them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".filling")
    partial.unlink(missing_ok=True)
    con = duckdb.connect(str(partial), config={"threads": THREADS, "memory_limit": "6GiB"})
    keys = _schema(con)
    n_entities = max(count // 5, 1000)
    _run(con, 1, 2, 20, 21, 22, 25, n_entities=n_entities)
    for first in range(0, count, CHUNK):
        _run(con, *range(3, 20), first=first, last=min(first + CHUNK, count), n_entities=n_entities)
        print(f"{min(first + CHUNK, count):,} articles", file=sys.stderr, flush=True)
    _run(con, 23, 24)
    for statement in keys:
        con.execute(statement)
    con.execute("CHECKPOINT")
    con.close()
    partial.rename(path)


def _schema(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Make the tables; return what gives the large ones their primary keys, which is quicker once they are filled."""
    keys = []
    for file in sorted((ROOT / "sql" / "schema").glob("*.sql")):
        sql = file.read_text(encoding="utf-8")
        name, key = file.stem[3:], re.search(r",\n    (PRIMARY KEY \([^)]+\))", sql)
        if key and name in GROWING:
            sql = sql.replace(key[0], "", 1)
            keys.append(f"ALTER TABLE {name} ADD {key[1]}")
        con.execute(sql)
    for name in ("event_types", "event_modes"):
        con.execute(
            f"INSERT INTO {name} BY NAME SELECT * FROM read_csv(?, header = true, comment = '#', all_varchar = true)",
            [str(ROOT / "codebook" / f"{name}.csv")],
        )
    con.execute("INSERT INTO schema_version VALUES (?, now()::TIMESTAMP)", [SCHEMA_VERSION])
    con.execute("INSERT INTO ledger VALUES (0)")
    return keys


def _run(con: duckdb.DuckDBPyConnection, *numbers: int, **parameters: int) -> None:
    for number in numbers:
        (path,) = SQL.glob(f"{number:02}_*.sql")
        sql = path.read_text(encoding="utf-8")
        con.execute(sql, {name: value for name, value in parameters.items() if f"${name}" in sql})


def _sizes(path: Path) -> dict[str, int]:
    with duckdb.connect(str(path)) as con:
        names = con.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()
        return {name: con.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0] for (name,) in names}


def _checks() -> list[Path]:
    return sorted((ROOT / "sql" / "checks").glob("*.sql"))


def _check(settings: Settings, path: Path) -> None:
    with duckdb.connect(str(settings.live_database), config={"threads": THREADS}) as con:
        con.execute("CREATE TEMP VIEW checked_texts AS SELECT article_id, text FROM articles")
        con.execute(path.read_text(encoding="utf-8")).fetchall()


def _views(settings: Settings) -> dict[str, dict[str, float]]:
    con = duckdb.connect(str(settings.snapshot), read_only=True, config={"threads": THREADS})
    names = [name for (name,) in con.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()]
    asked = {name: f"FROM {name} LIMIT 100" for name in sorted(names)} | MACROS
    cpu_s, wall_s = {}, {}
    for name, sql in asked.items():
        cpu, wall = zip(*[_both(partial(_asked, con, sql)) for _ in range(5)], strict=True)
        cpu_s[name], wall_s[name] = statistics.median(cpu), min(wall)
        print(name, cpu, wall, file=sys.stderr, flush=True)
    con.close()
    return {"views_cpu_s": cpu_s, "views_wall_s": wall_s}


def _asked(con: duckdb.DuckDBPyConnection, sql: str) -> list[Any]:
    return con.execute(sql).fetchall()


def _both(work: Callable[[], Any]) -> tuple[float, float]:
    """Return the seconds of the processor and by the clock that work takes."""
    start = time.perf_counter()
    return _seconds(work), round(time.perf_counter() - start, 3)


def _seconds(work: Callable[[], Any]) -> float:
    """Return the processor time that work takes: the machine may be busy with something else."""
    start = time.process_time()
    work()
    return round(time.process_time() - start, 3)


def _batch(number: int, store: warehouse.Warehouse) -> Batch:
    """A batch of articles that a run would load: the versions asked for first, as the flow does."""
    size = store.settings.batch_size
    made = [_article(f"bench-{number}-{at}") for at in range(size)]
    store.rows("article_versions", article_ids=[article.article_id for article in made])
    codings = [_coding(article) for article in made]
    reports = [report for coding in codings for report in coding.reports]
    return Batch(
        "bench", tuple(made), tuple(codings),
        tuple((StoryArticle(a.article_id, a.article_id, "original", 1.0, "bench"), bytes(512)) for a in made),
        tuple(Happening(stable_id("event", r.report_id), (r.report_id,)) for r in reports), (), (), (),
    )  # fmt: skip


def _article(name: str) -> Article:
    article_id, now = stable_id(name), datetime(2024, 12, 30, 12, tzinfo=UTC)
    return Article(
        article_id=article_id, version=1, url=f"http://bench.example/{name}", canonical_url=f"http://bench.example/{name}",
        source="bench.example", feed_url=None, entry_id=None, page_id=None, title=name, title_from=None, authors=(),
        authors_from=None, agency=None, published_at=now, published_raw=None, published_from=None, modified_at=None,
        fetched_at=now, language="en", language_from=None, dateline_place=None, dateline_date=None,
        dateline_agency=None, section=None, tags=(), image_url=None, is_paywalled=False, is_from_feed=False, flags=(),
        text=TEXT, word_count=400, content_sha256="x",
    )  # fmt: skip


def _coding(article: Article) -> Coding:
    entity = Entity(stable_id(article.article_id, "rebels"), "GROUP", "Rebels", "COD", "REB")
    mentions = tuple(
        Mention(
            stable_id(article.article_id, at),
            article.article_id,
            entity.entity_id,
            62 * at,
            62 * at + 6,
            "Rebels",
            "group",
        )
        for at in range(5)
    )
    reports = tuple(replace(_report(article, at), position=at) for at in range(3))
    return Coding(article.article_id, "coded", "bench", (entity,), mentions, reports, ())


def _report(article: Article, at: int) -> Report:
    party = Participant("actor", stable_id(article.article_id, "rebels"), "Rebels", "COD", "REB", None, None, "named")
    span = Span(62 * at, 62 * at + 61)
    return Report(
        stable_id(article.article_id, "report", at), article.article_id, at, "ASSAULT", ("firearms",), (), "actual",
        "killed", 62 * at + 7, 62 * at + 13, (span,), date(2024, 12, 28), "day", None, None, None, (), (party,), (),
        None, None, None, None, None, 0.8, "bench",
    )  # fmt: skip


if __name__ == "__main__":
    main()
