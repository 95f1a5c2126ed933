"""Chromium, without a window, driven over its debugging protocol."""

import asyncio
import shutil
import subprocess
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--remote-debugging-port=0",
)  # fmt: skip


class Tab:
    """One page: what it asked for, what it logged, and a way to run script in it."""

    def __init__(self, socket):
        self._socket = socket
        self._answers = {}
        self._last = 0
        self.requested = []
        self.complaints = []

    async def listen(self):
        async for message in self._socket:
            told = message.json()
            if told.get("method") == "Network.requestWillBeSent":
                self.requested.append(told["params"]["request"]["url"])
            if told.get("method") in ("Log.entryAdded", "Runtime.exceptionThrown"):
                self.complaints.append(str(told["params"]))
            if told.get("id") in self._answers:
                self._answers[told["id"]].set_result(told)

    async def do(self, method, **params):
        self._last += 1
        self._answers[self._last] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": self._last, "method": method, "params": params})
        return await asyncio.wait_for(self._answers[self._last], 20)

    async def run(self, script):
        answer = (await self.do("Runtime.evaluate", expression=script, returnByValue=True))["result"]
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    async def open(self, url):
        await self.do("Page.navigate", url=url)
        for _ in range(100):
            if await self.run("location.href + document.readyState") == f"{url}complete":
                return
            await asyncio.sleep(0.1)
        raise AssertionError(f"{url} did not load")


@asynccontextmanager
async def tab(folder: Path):
    """Yield a `Tab` of a fresh Chromium whose profile lies in `folder`."""
    process = subprocess.Popen(
        [CHROMIUM, *QUIET, f"--user-data-dir={folder}", "about:blank"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )  # fmt: skip
    try:
        port = await _port(folder / "DevToolsActivePort")
        async with aiohttp.ClientSession() as session:
            async with session.get(f"http://127.0.0.1:{port}/json/list") as answer:
                page = next(each for each in await answer.json() if each["type"] == "page")
            async with session.ws_connect(page["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                made = Tab(socket)
                listening = asyncio.create_task(made.listen())
                for domain in ("Network", "Log", "Runtime", "Page"):
                    await made.do(f"{domain}.enable")
                yield made
                listening.cancel()
    finally:
        process.terminate()
        process.wait(20)


async def _port(path):
    for _ in range(300):
        if path.exists() and path.read_text().count("\n"):
            return int(path.read_text().splitlines()[0])
        await asyncio.sleep(0.1)
    raise AssertionError("Chromium did not start")
