"""Whether a room that is used for long stays as it was: its memory, its open files, and how soon what control releases is on every screen.

Sixty screens look on; control releases something every few seconds; screens come and go all the while, and strangers hold lines
on which they ask nothing. The first minute is set beside the last: what grows with time alone would show.

Run: ``python -m benchmarks.soak`` from the top of the checkout; ten minutes.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

import httpx

from benchmarks.room import Screen, answering, held, released, seated, served, worked
from benchmarks.tables import Cell, Table, publish

STRANGERS = 40
"""Lines that say nothing, opened anew with every release."""


def files(pid: int) -> int:
    """Files and lines a process has open."""
    return len(os.listdir(f"/proc/{pid}/fd"))


async def soaked(given: argparse.Namespace, pid: int, port: int, links: dict[str, str]) -> list[tuple[float, ...]]:
    """A row a minute: median and longest time to the last screen (ms), memory (MB), open files, share of a core."""
    await answering(port)
    rows: list[tuple[float, ...]] = []
    async with httpx.AsyncClient(timeout=60, trust_env=False) as http:
        cookies, do, key = await seated(http, port, links)
        roles = list(cookies)
        cells = [role for role in roles if role not in ("CONTROL", "EVALUATOR")]
        screens = [Screen(roles[n % len(roles)]) for n in range(given.clients)]

        def opened(screen: Screen) -> asyncio.Task[None]:
            return asyncio.create_task(screen.watch(port, f"/at/{screen.role}/stream", cookies[screen.role]))

        tasks = [opened(screen) for screen in screens]
        await asyncio.gather(*(screen.there.wait() for screen in screens))
        (await do(verb="seal", key=key)).raise_for_status()
        number = 0
        for _ in range(given.minutes):
            took: list[float] = []
            begun, spent = time.monotonic(), worked(pid)
            while time.monotonic() - begun < 60:
                number += 1
                words = f"release number {number} of the soak"
                took.append(await released(screens, words, lambda words=words: do(verb="adhoc", to=cells, text=words)))
                gone = number % len(screens)  # one goes, and comes back as another
                tasks[gone].cancel()
                await asyncio.gather(tasks[gone], return_exceptions=True)
                screens[gone] = Screen(screens[gone].role)
                tasks[gone] = opened(screens[gone])
                await screens[gone].there.wait()
                idle: list[Any] = [await asyncio.open_connection("127.0.0.1", port) for _ in range(STRANGERS)]
                await asyncio.sleep(given.every)
                for _, writer in idle:
                    writer.close()
            core = (worked(pid) - spent) / (time.monotonic() - begun)
            await asyncio.sleep(1)
            rows.append((1000 * median(took), 1000 * max(took), held(pid), files(pid), 100 * core))
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return rows


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", default="second-thomas")
    parser.add_argument("--clients", type=int, default=60)
    parser.add_argument("--minutes", type=int, default=10)
    parser.add_argument("--every", type=float, default=3, help="seconds between two releases")
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="write the figures there, beside those of other benchmarks"
    )
    given = parser.parse_args(arguments)
    with served(given.scenario) as (pid, port, links):
        rows = asyncio.run(soaked(given, pid, port, links))
    shown: list[tuple[Cell, ...]] = [(f"minute {n}", *row) for n, row in enumerate(rows, 1)]
    title = (
        f"A room of {given.scenario} for {given.minutes} minutes: {given.clients} screens, something released every {given.every:g} s, a screen "
        f"that goes and comes and {STRANGERS} lines that ask nothing with each. Time on the clock from the form to the last screen."
    )
    columns = ("", "to the last screen, ms", "the longest, ms", "memory, MB", "files open", "% of a core")
    publish([Table("soak", title, columns, shown)], given.json)


if __name__ == "__main__":
    main()
