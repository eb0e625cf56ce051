"""How soon what control releases is on sixty screens, and what a room costs while nothing happens.

The room is served by a process of its own, with eight roles at sixty streams; every release is an ad-hoc inject to all
cells, so every role's page is drawn anew. The yard is a bare Starlette application that knows nothing: it is handed the
very bytes the room sent and passes them on to sixty streams of its own. Both are asked in turn.

Run: ``python -m benchmarks.room`` from the top of the checkout. Ratios, not digits, carry from machine to machine.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx

from benchmarks.tables import Cell, Table, publish
from benchmarks.timing import Spread, ratios

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


class Screen:
    """One stream, and what came over it last."""

    def __init__(self, role: str) -> None:
        """Not connected yet."""
        self.role = role
        self.last = b""
        self.at = 0.0
        self.awaited = b"data:"
        self.there = asyncio.Event()

    async def watch(self, port: int, path: str, cookie: str) -> None:
        """Read until the stream ends."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 22)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        assert b" 200 " in head.split(b"\r\n", 1)[0], head
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while size := int(await reader.readuntil(b"\r\n"), 16):
                data = await reader.readexactly(size + 2)
                if self.awaited in data:
                    self.at, self.last = time.monotonic(), data[:-2]
                    self.there.set()
        writer.close()

    def expect(self, words: str) -> None:
        """From now on only a message with *words* counts."""
        self.awaited = words.encode()
        self.there.clear()


async def released(screens: list[Screen], words: str, post: Any) -> float:
    """Seconds from the form to the last screen."""
    for screen in screens:
        screen.expect(words)
    began = time.monotonic()
    answer = await post()
    answer.raise_for_status()
    await asyncio.wait_for(asyncio.gather(*(screen.there.wait() for screen in screens)), 30)
    return max(screen.at for screen in screens) - began


def free_port() -> int:
    """A port nobody has now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def worked(pid: int) -> float:
    """Seconds of processor time a process has used."""
    cells = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(cells[11]) + int(cells[12])) / TICKS


def held(pid: int) -> float:
    """Megabytes of memory it holds."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE / 1e6


async def answering(port: int) -> None:
    """Wait for somebody to listen."""
    for _ in range(300):
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        await asyncio.sleep(0.1)
    raise SystemExit(f"nobody listens on {port}")


Doing = Callable[..., Awaitable[httpx.Response]]
"""Control's form, sent with these fields."""


async def seated(http: httpx.AsyncClient, port: int, links: dict[str, str]) -> tuple[dict[str, str], Doing, str]:
    """Everybody comes in: the cookie of every role, control's form, and the key of what control is asked first."""
    cookies = {}
    for role in [role for role in links if role not in ("BOARD", "OBSERVER")]:
        came = await http.post(links[role], data={"name": "x"})
        cookies[role] = came.headers["set-cookie"].partition(";")[0]
        http.cookies.clear()
    desk = await http.get(f"http://127.0.0.1:{port}/at/CONTROL/", headers={"Cookie": cookies["CONTROL"]})
    token = re.search(r'name="token" value="(\w+)"', desk.text)
    key = re.search(r'name="key" value="([^"]+)"', desk.text)
    assert token is not None
    assert key is not None

    async def do(**fields: Any) -> httpx.Response:
        return await http.post(
            f"http://127.0.0.1:{port}/at/CONTROL/do",
            data={"token": token[1], **fields},
            headers={"Cookie": cookies["CONTROL"], "Accept": "application/json"},
        )

    return cookies, do, key[1]


@contextlib.contextmanager
def served(scenario: str) -> Iterator[tuple[int, int, dict[str, str]]]:
    """A room in a process of its own until the block ends: its process, its port, and the link of every role."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        command = [
            "-m",
            "fourthseat",
            "seminar",
            scenario,
            "--folder",
            f"{folder}/room",
            "--port",
            str(port),
            "--undo",
            "0",
        ]
        server = subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            links: dict[str, str] = {}
            assert server.stdout is not None
            assert server.stderr is not None
            while "EVALUATOR" not in links:
                line = server.stdout.readline()
                if not line:
                    raise RuntimeError(f"the room was not opened: {server.stderr.read().strip()}")
                if found := re.match(r"([A-Z]+) +(http://\S+)", line):
                    links[found[1]] = found[2]
            yield server.pid, port, links
        finally:
            server.terminate()
            server.wait()


# ---------------------------------------------------------------- the yard


def bare(port: int) -> None:
    """Serve the application that knows nothing."""
    import uvicorn
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response, StreamingResponse
    from starlette.routing import Route

    queues: list[tuple[str, asyncio.Queue[bytes]]] = []
    loaded: dict[str, bytes] = {}

    async def stream(request: Request) -> StreamingResponse:
        queue: asyncio.Queue[bytes] = asyncio.Queue()
        queues.append((request.query_params["role"], queue))

        async def news() -> AsyncIterator[bytes]:
            while True:
                yield await queue.get()

        return StreamingResponse(news(), media_type="text/event-stream")

    async def load(request: Request) -> Response:
        loaded[request.query_params["role"]] = await request.body()
        return Response()

    async def say(_: Request) -> Response:
        for role, queue in queues:
            queue.put_nowait(loaded[role])
        return Response()

    app = Starlette(routes=[Route("/stream", stream), Route("/load", load, methods=["POST"]), Route("/say", say, methods=["POST"])])  # fmt: skip
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False, timeout_graceful_shutdown=1)


# ---------------------------------------------------------------- both


async def measured(
    given: argparse.Namespace, room: tuple[int, dict[str, str]], yard: int
) -> tuple[list[float], list[float], int]:
    """Seconds of every release, the room's and the yard's, and the bytes of one."""
    port, links = room
    await asyncio.gather(answering(port), answering(yard))
    async with httpx.AsyncClient(timeout=60, trust_env=False) as http:
        cookies, do, key = await seated(http, port, links)
        roles = list(cookies)

        ours = [Screen(roles[n % len(roles)]) for n in range(given.clients)]
        theirs = [Screen(screen.role) for screen in ours]
        tasks = [asyncio.create_task(s.watch(port, f"/at/{s.role}/stream", cookies[s.role])) for s in ours]
        tasks += [asyncio.create_task(s.watch(yard, f"/stream?role={s.role}", "")) for s in theirs]
        await asyncio.gather(*(screen.there.wait() for screen in ours))
        await do(verb="seal", key=key)
        cells = [role for role in roles if role not in ("CONTROL", "EVALUATOR")]
        times: tuple[list[float], list[float]] = ([], [])
        for n in range(given.releases + 1):
            words = f"release number {n} of the benchmark"
            room_took = await released(ours, words, lambda words=words: do(verb="adhoc", to=cells, text=words))
            for role in roles:
                said = next(screen.last for screen in ours if screen.role == role)
                await http.post(f"http://127.0.0.1:{yard}/load?role={role}", content=said)
            yard_took = await released(theirs, words, lambda: http.post(f"http://127.0.0.1:{yard}/say"))
            if n:  # the first warms both
                times[0].append(room_took)
                times[1].append(yard_took)
        size = sum(len(screen.last) for screen in ours)
        await asyncio.sleep(2)
        began = [worked(pid) for pid in given.pids]
        await asyncio.sleep(given.idle)
        given.idled = [(worked(pid) - was) / given.idle for pid, was in zip(given.pids, began, strict=True)]
        given.memory = [held(pid) for pid in given.pids]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return *times, size


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", default="second-thomas")
    parser.add_argument("--clients", type=int, default=60)
    parser.add_argument("--releases", type=int, default=20)
    parser.add_argument("--idle", type=float, default=20, help="seconds")
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="write the figures there, beside those of other benchmarks"
    )
    parser.add_argument(
        "--bare", type=int, help="serve the yard on this port; what this benchmark starts beside itself"
    )
    given = parser.parse_args()
    if given.bare:
        bare(given.bare)
        return
    yard_port = free_port()
    with served(given.scenario) as (pid, port, links):
        yard = subprocess.Popen([sys.executable, "-m", "benchmarks.room", "--bare", str(yard_port)])
        given.pids = [pid, yard.pid]
        try:
            ours, theirs, size = asyncio.run(measured(given, (port, links), yard_port))
        finally:
            yard.terminate()
            yard.wait()
    ms = [[1000 * seconds for seconds in took] for took in (ours, theirs)]
    rows: list[tuple[Cell, ...]] = [
        (name, Spread.of(ms[n]), ratios(ms[n], ms[1]) if n == 0 else 1, 100 * given.idled[n], given.memory[n])
        for n, name in enumerate(("Fourth Seat's room", "bare Starlette, same bytes"))
    ]
    title = (
        f"A room of {given.scenario}: {given.releases} releases of control's to {given.clients} streams, {size / 1e6:.2f} MB each, beside a "
        f"server that only passes the same bytes on, in turn: time on the clock from the form to the last screen, medians (quartiles); "
        f"processor time while nothing happens, over {given.idle:g} s."
    )
    columns = ("server", "form to last screen, ms", "over the bare one", "idle, % of a core", "memory, MB")
    publish([Table("room", title, columns, rows)], given.json)


if __name__ == "__main__":
    main()
