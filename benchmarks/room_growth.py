"""What a message and a page cost a room as messages pile up: the processor time of its own process. A part of ``benchmarks.growth``."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import httpx

from benchmarks.room import answering, held, seated, served, worked
from benchmarks.tables import Cell, Table

__all__ = ["room"]

BLOCK = 100
"""Requests in a measurement: the system counts a process's time in hundredths of a second."""


async def _rows(
    pid: int, port: int, links: dict[str, str], counts: Sequence[int], block: int
) -> list[tuple[int, float, float, float]]:
    """Messages before, milliseconds a message, milliseconds a page, megabytes held."""
    rows: list[tuple[int, float, float, float]] = []
    await answering(port)
    async with httpx.AsyncClient(timeout=60, trust_env=False) as http:
        cookies, do, key = await seated(http, port, links)
        (await do(verb="seal", key=key)).raise_for_status()
        cells = [role for role in cookies if role not in ("CONTROL", "EVALUATOR")]
        said = 0

        async def say(times: int) -> None:
            nonlocal said
            for _ in range(times):
                said += 1
                (await do(verb="adhoc", to=cells, text=f"message number {said}")).raise_for_status()

        async def look(role: str) -> None:
            for _ in range(block):
                page = await http.get(f"http://127.0.0.1:{port}/at/{role}/", headers={"Cookie": cookies[role]})
                page.raise_for_status()

        for count in counts:
            await say(count - said)
            began = worked(pid)
            await look(cells[0])
            looked = worked(pid)
            await say(block)
            rows.append((count, 1000 * (worked(pid) - looked) / block, 1000 * (looked - began) / block, held(pid)))
    return rows


def room(name: str, counts: Sequence[int], block: int = BLOCK) -> Table:
    """Milliseconds a message of control to all cells and a page of a cell, when so many messages have been sent."""
    with served(name) as (pid, port, links):
        found = asyncio.run(_rows(pid, port, links, counts, block))
    first = found[0]
    rows: list[tuple[Cell, ...]] = [
        (count, said, said / first[1], shown, shown / first[2], memory) for count, said, shown, memory in found
    ]
    title = (
        f"A room of {name} that nobody watches, as messages pile up: processor time of its process, log writing included, for a message "
        f"from control to all cells and for a cell's page, the mean of {block} each; against the first row."
    )
    columns = (
        "messages before",
        "a message, ms",
        "message against the first",
        "a page, ms",
        "page against the first",
        "memory, MB",
    )
    return Table("growth-room", title, columns, rows)
