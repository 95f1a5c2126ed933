"""The report in a real browser: filters, map and evidence links work, and nothing is asked of any network."""

import asyncio

import pytest

from tasks import report as reports
from tests.browser import CHROMIUM, tab
from tests.test_report import report, settings  # noqa: F401 (fixtures)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (apt install chromium)"),
]
SHOWN = "[...document.querySelectorAll('article')].filter((node) => node.checkVisibility()).map((node) => node.dataset.event).sort()"
CHOOSE = "(() => {{ const s = document.querySelector('[name={0}]'); s.value = '{1}'; s.dispatchEvent(new Event('input', {{bubbles: true}})); }})()"


def test_filters_map_and_evidence_links_work_without_a_network(report, tmp_path):  # noqa: F811
    page = tmp_path / "report.html"
    page.write_text(reports.as_html(report), encoding="utf-8")

    async def look():
        async with tab(tmp_path / "profile") as browser:
            await browser.open(page.as_uri())
            assert await browser.run(SHOWN) == ["ev4", "ev5", "fight"]

            await browser.run(CHOOSE.format("country", "PER"))
            assert await browser.run(SHOWN) == ["ev5"]
            assert await browser.run("document.querySelector('output').textContent") == "1 of 3 events"
            assert await browser.run("document.querySelector('#map a').checkVisibility()") is False
            assert await browser.run("document.querySelector('.toll').checkVisibility()") is False
            await browser.run(CHOOSE.format("type", "ASSAULT"))
            assert await browser.run(SHOWN) == []
            await browser.run("document.querySelector('button[type=reset]').click()")
            await asyncio.sleep(0.1)
            assert await browser.run(SHOWN) == ["ev4", "ev5", "fight"]

            await browser.run(
                "document.querySelector('[data-country=RWA]').dispatchEvent(new Event('click', {bubbles: true}))"
            )
            assert await browser.run(SHOWN) == ["fight"]
            world, near = (
                "document.querySelectorAll('[data-view]')[1]",
                "document.querySelector('#map svg').getAttribute('viewBox')",
            )
            before = await browser.run(near)
            await browser.run(f"{world}.click()")
            assert (await browser.run(near)).startswith("-180") and before != await browser.run(near)

            await browser.run("document.querySelector('.toll td a').click()")
            target = await browser.run("document.querySelector(':target').id")
            assert target.startswith("t-") and await browser.run("document.querySelector(':target').checkVisibility()")
            assert "killed 10 soldiers" in await browser.run("document.querySelector(':target').textContent")

            await browser.run("document.querySelector('#map').hidden = true; dispatchEvent(new Event('resize'))")
            await browser.run("document.querySelectorAll('article details').forEach((each) => { each.open = false; })")
            await browser.run("dispatchEvent(new Event('beforeprint'))")
            assert await browser.run("[...document.querySelectorAll('article details')].every((each) => each.open)")

            await browser.open(f"{page.as_uri()}?type=CONSULT")
            assert await browser.run(SHOWN) == ["ev5"]
            return browser.requested, browser.complaints

    requested, complaints = asyncio.run(look())
    assert {url.partition("?")[0].partition("#")[0] for url in requested} == {page.as_uri()}
    assert complaints == []
