"""Politeness: how many requests run at once, in all and per host, and how far apart those to one host are."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tasks.errors import Transient
from tasks.fetch.answers import Answer
from tasks.settings import Settings


@dataclass(slots=True)
class _Host:
    places: asyncio.Semaphore
    delay_s: float
    free_at: float = 0.0
    silent_until: float = 0.0


class Turns:
    """The turns of one run, by host (name and port)."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._places = asyncio.Semaphore(settings.max_connections)
        self._hosts: dict[str, _Host] = {}

    def _host(self, host: str) -> _Host:
        if host not in self._hosts:
            self._hosts[host] = _Host(asyncio.Semaphore(self._settings.max_per_host), self._settings.host_delay_s)
        return self._hosts[host]

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for a turn at `host` and hold it; raise `Transient` (`host_busy`) while the host asks for patience."""
        found = self._host(host)
        async with found.places:
            _refuse_silent(host, found)
            now = time.monotonic()
            at = max(now, found.free_at)
            found.free_at = at + found.delay_s
            if at > now:
                await asyncio.sleep(at - now)
                _refuse_silent(host, found)
            async with self._places:
                yield

    def slow_down(self, host: str, delay_s: float) -> None:
        """Keep at least `delay_s` seconds, as far as the settings allow, between requests to `host`."""
        found = self._host(host)
        found.delay_s = max(found.delay_s, min(delay_s, self._settings.max_crawl_delay_s))

    def silence(self, host: str, seconds: float) -> None:
        """Ask `host` nothing for so many seconds."""
        found = self._host(host)
        found.silent_until = max(found.silent_until, time.monotonic() + seconds)


def _refuse_silent(host: str, found: _Host) -> None:
    left = found.silent_until - time.monotonic()
    if left > 0:
        raise Transient("host_busy", f"{host} asked for patience; it is not asked for another {left:.0f} s", left)


class Budget:
    """The time that one page may take on the network, its redirects included, its waits for turns left out."""

    def __init__(self, seconds: float) -> None:
        self._left = seconds

    async def spend(self, work: Awaitable[Answer]) -> Answer:
        """Return what `work` does, its time counted; raise `TimeoutError` when no more is left."""
        began = time.monotonic()
        try:
            async with asyncio.timeout(self._left):
                return await work
        finally:
            self._left -= time.monotonic() - began
