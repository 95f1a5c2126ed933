"""robots.txt: asked once per host and run, and kept to as RFC 9309 and Google's published rules have it."""

import asyncio
from collections.abc import Awaitable, Callable

from protego import Protego
from yarl import URL

from tasks.errors import Rejected, SitrepError, Transient
from tasks.fetch.answers import PASSING, Answer, retry_after_s

AGENT = "sitrep"
MAX_BYTES = 500_000
"""What lies beyond is not read (Google: 500 KiB)."""

UNREACHABLE = "robots_unreachable"
Ask = Callable[[str], Awaitable[Answer]]


class Robots:
    """The rules of the hosts of one run. `ask` gets a robots.txt, redirects followed; `slow_down` hears Crawl-delay."""

    def __init__(self, ask: Ask, slow_down: Callable[[URL, float], None]) -> None:
        self._ask = ask
        self._slow_down = slow_down
        self._rules: dict[URL, asyncio.Task[Protego]] = {}

    async def obey(self, url: URL) -> None:
        """Return when `url` may be asked for.

        Raises `Rejected` (`robots`) when it may not, and `Transient` when that cannot be known now: what kept
        robots.txt from being had, or `robots_unreachable` when the server has trouble giving it.
        """
        root = url.origin()
        if root not in self._rules:
            self._rules[root] = asyncio.create_task(self._load(root))
        task = self._rules[root]
        try:
            rules = task.result() if task.done() else await asyncio.shield(task)
        except SitrepError as error:
            if error.code != UNREACHABLE and self._rules.get(root) is task:
                del self._rules[root]  # a fault of the network may have passed by the next try
            raise
        if not rules.can_fetch(str(url), AGENT):
            raise Rejected("robots", f"{root}/robots.txt does not allow {url.with_user(None)}")

    async def _load(self, root: URL) -> Protego:
        try:
            answer = await self._ask(f"{root}/robots.txt")
        except Rejected:
            return Protego.parse("")  # it cannot be had, which forbids nothing; the page itself will tell
        if answer.status >= 500 or answer.status in PASSING:
            detail = f"{root}/robots.txt answered {answer.status}, so its pages wait"
            raise Transient(UNREACHABLE, detail, retry_after_s(answer))
        rules = Protego.parse(answer.body.decode("utf-8-sig", "replace") if answer.status == 200 else "")
        delay_s = rules.crawl_delay(AGENT)
        if delay_s:
            self._slow_down(root, float(delay_s))
        return rules

    async def close(self) -> None:
        """Give up what is still being asked."""
        for task in self._rules.values():
            task.cancel()
        await asyncio.gather(*self._rules.values(), return_exceptions=True)
