"""What the tests share."""

import os
import signal
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tasks.records import Article
from tasks.settings import ROOT, Settings
from tasks.text import digest
from tests.ahead import Ahead

os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
SHARED = ROOT.parent / "shared"
SERVED = {"prefect_env", "ingested"}
AHEAD = pytest.StashKey[Ahead]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = pytest.mark.skip(reason="the reference data is not beside the checkout")
    for item in items:
        if "shared" in item.keywords and not SHARED.exists():
            item.add_marker(missing)
    items.sort(key=lambda item: SERVED.isdisjoint(item.fixturenames), reverse=True)  # those that wait longest come last


def pytest_collection_finish(session: pytest.Session) -> None:
    wanted = {name for item in session.items for name in item.fixturenames} & SERVED
    if wanted and not session.config.option.collectonly:
        session.config.stash[AHEAD] = Ahead(ingest="ingested" in wanted)


def pytest_sessionstart() -> None:
    """Let Ctrl-C reach the processes that tests start, also where the tests run as a job in the background."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if ahead := session.config.stash.get(AHEAD, None):
        ahead.close()


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
def prefect_env(pytestconfig: pytest.Config) -> dict[str, str]:
    """The environment in which flows use a real Prefect server that runs as long as the tests."""
    return pytestconfig.stash[AHEAD].server()


@pytest.fixture(scope="session")
def ingested(pytestconfig: pytest.Config) -> tuple[Settings, list[subprocess.CompletedProcess[str]]]:
    """A database of the sample site, ingested twice by the command line, with an article updated in between."""
    ahead = pytestconfig.stash[AHEAD]
    return Settings(data_dir=ahead.folder), ahead.ingested()


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
