"""What the tests share."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sample_site import feeds, serve
from tasks.feeds import listing
from tasks.records import Article
from tasks.settings import ROOT, Settings
from tasks.text import digest
from tests.servers import free_port, prefect_server

os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
SHARED = ROOT.parent / "shared"
SITREP = Path(sys.executable).with_name("sitrep")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = pytest.mark.skip(reason="the reference data is not beside the checkout")
    for item in items:
        if "shared" in item.keywords and not SHARED.exists():
            item.add_marker(missing)


@pytest.fixture(scope="session")
def pipeline() -> Iterator[object]:
    from tasks import nlp

    yield nlp.load()


@pytest.fixture(scope="session")
def demo(pipeline: object, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The published database of the sample site, as `make demo` makes it."""
    from tests.demo import build

    return build(tmp_path_factory.mktemp("demo"), pipeline)


@pytest.fixture(scope="session")
def prefect_env(tmp_path_factory) -> Iterator[dict[str, str]]:
    """The environment in which flows use a real Prefect server that runs as long as the tests."""
    with prefect_server(tmp_path_factory.mktemp("prefect"), free_port()) as env:
        yield env


@pytest.fixture(scope="session")
def ingested(tmp_path_factory, prefect_env) -> tuple[Settings, list[subprocess.CompletedProcess]]:
    """A database of the sample site, ingested twice by the command line, with an article updated in between."""
    folder = tmp_path_factory.mktemp("ingest")
    command = [SITREP, "ingest", "--feeds", folder / "feeds.toml", "--db", folder / "sitrep.duckdb"]
    with serve(0) as base:
        listing.write(folder / "feeds.toml", feeds(base))
        done = [subprocess.run(command, env=prefect_env, capture_output=True, text=True, timeout=300)]
    with serve(int(base.rsplit(":", 1)[1]), updated=True):
        done.append(subprocess.run(command, env=prefect_env, capture_output=True, text=True, timeout=300))
    return Settings(data_dir=folder), done


def article(
    text: str, published: str = "2024-05-03T12:00:00+00:00", title: str = "", article_id: str = "a1"
) -> Article:
    """Return an article of that text, published then."""
    moment = datetime.fromisoformat(published)
    return Article(
        article_id=article_id, version=1, url=f"http://example.org/{article_id}", canonical_url=f"http://example.org/{article_id}",
        source="example.org", feed_url=None, entry_id=None, page_id=None, title=title, title_from=None, authors=(),
        authors_from=None, agency=None, published_at=moment, published_raw=None, published_from=None, modified_at=None,
        fetched_at=datetime.now(UTC), language="en", language_from=None, dateline_place=None, dateline_date=None,
        dateline_agency=None, section=None, tags=(), image_url=None, is_paywalled=False, is_from_feed=False, flags=(),
        text=text, word_count=len(text.split()), content_sha256=digest(title, text),
    )  # fmt: skip
