"""Questions in SQL to a finished study: its tables, and views over them.

A results folder may come from anybody, and a question may ask for too much: nothing in the folder is run, the database
neither reads nor writes a file nor asks a network, and it answers in a process of its own, whose memory and time are bounded.
"""

from __future__ import annotations

from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.study.contrasts import CONTRASTS, contrast_table, verdict_table
from fourthseat.engine.study.database import MEMORY, MOST_BYTES, MOST_ROWS, answer_into, shown, tables_in
from fourthseat.engine.study.final_tables import NAMES
from fourthseat.engine.study.findings import reread
from fourthseat.engine.study.manifest import held_in
from fourthseat.engine.study.plan import Plan
from fourthseat.engine.study.results import digest_of_file

__all__ = ["MOST_BYTES", "MOST_ROWS", "SECONDS", "VERDICTS", "Answer", "corners_of", "query"]

SECONDS = 60.0
"""Longest time a question may take, unless it is said otherwise."""
VERDICTS = "verdicts"
"""The table of what the report says of every contrast."""
REQUIRED = ("runs", "measures")
"""Tables that studies of every version have."""
START_SECONDS = 120.0
"""Longest time until the database is there to be asked."""


MADE = {VERDICTS: verdict_table, CONTRASTS: contrast_table}
"""Tables that are reckoned from the study's games when a question asks for them."""


class Answer(NamedTuple):
    """What a question found."""

    headings: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    cut: bool
    """Whether there is more than may be answered at once."""


def query(folder: Path, sql: str, seconds: float = SECONDS) -> Answer:
    """The answer to *sql*, one statement that only reads, over a finished study; :exc:`ScenarioError` says what is wrong.

    It may take so many *seconds*. ``verdicts`` and ``contrasts`` are what the study's report says; the other tables are those of :mod:`fourthseat.engine.study.final_tables`, the views those of
    :mod:`fourthseat.engine.study.views`; a study of an older version has some of them only.
    """
    held = held_in(folder)
    files = {name: folder / f"{name}.parquet" for name in NAMES}
    for name, file in list(files.items()):
        if not file.is_file():
            if name not in REQUIRED and file.name not in held.manifest.written:
                del files[name]  # an older version made none
                continue
            raise ScenarioError(f"{folder}: has no {file.name} yet; run the study to its end first")
        known = held.manifest.written.get(file.name)
        if known and digest_of_file(file) not in known:
            raise ScenarioError(
                f"{file}: is damaged or was changed; the `fourthseat batch` that made the folder makes it again from its games"
            )
    ours, theirs = get_context("spawn").Pipe(duplex=False)
    asked = get_context("spawn").Process(
        target=answer_into,
        args=(
            theirs,
            {name: str(file) for name, file in files.items()},
            held.plan.baseline,
            corners_of(held.plan),
            sql,
            _made(folder, sql),
        ),
        daemon=True,
    )
    try:
        asked.start()
        theirs.close()
        if not ours.poll(START_SECONDS):
            raise ScenarioError(f"{shown(sql)}: the database did not start within {START_SECONDS:g} s")
        try:
            answer = ours.recv()
            if answer is None:  # it is there, and now the question's own time runs
                if not ours.poll(seconds):
                    raise ScenarioError(
                        f"{shown(sql)}: no answer within {seconds:g} s; ask for less, or give it longer with --seconds"
                    )
                answer = ours.recv()
        except EOFError:
            answer = (
                f"the question needs more memory than the {MEMORY // 2**20:,} MB it may use; ask for less at a time"
            )
    finally:
        asked.kill()
        asked.join()
        ours.close()
    if isinstance(answer, str):
        raise ScenarioError(f"{shown(sql)}: {answer}")
    return Answer(*answer)


def _made(folder: Path, sql: str) -> list[tuple[str, Any]]:
    """What the study says, where *sql* asks for it: reckoned anew, as its report reckons it, and in no file of the folder."""
    wanted = [name for name in MADE if name in tables_in(sql)]
    if not wanted:
        return []
    results, findings, _ = reread(folder)
    return [(name, MADE[name](results.plan, findings)) for name in wanted]


def corners_of(plan: Plan) -> list[int]:
    """Numbers of the futures that nobody drew from a range: they are in no mean."""
    return list(range(plan.sampled.start))
