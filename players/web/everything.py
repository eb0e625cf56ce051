"""Everything an exercise leaves behind in one ZIP, for control: reports, workbook, replays, papers, hand-outs and logs."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.documents.docx import EPOCH, as_docx
from fourthseat.engine.documents.html import as_html
from fourthseat.engine.documents.markdown import as_markdown
from fourthseat.engine.exercise.aar import report as aar
from fourthseat.engine.exercise.aar.evidence import Record
from fourthseat.engine.exercise.aar.workbook import parquet, sheets, workbook
from fourthseat.engine.record.log import EventLog, lines
from fourthseat.engine.record.perspective import WALL
from fourthseat.players.web.replay_page import theatre

__all__ = ["README", "everything"]

README = """{title}
{handling}

Everything this exercise left behind. It is control's: most of it holds every seat's secrets.

  report/aar-control        the after-action report with everything, as DOCX, HTML and Markdown
  report/aar-releasable     the version that may be given to every cell and outside the room
  workbook.xlsx             a sheet for every kind of thing that happened; parquet/ holds the same tables for programs
  replay/control.html       the replay with every seat's eyes; opens in any browser, fetches nothing
  replay/public.html        the replay with what the wall showed, for anybody
  papers/                   the packets of the cells, the facilitator's guide, the events list
  handouts/                 the files of the pack
  logs/                     a log a line of play; fourthseat replay FILE --verify proves one

What is not in it: room.jsonl, which holds the key that the seats' links are made from. It stays in the exercise's folder, with
which the room is opened again. {missing}

Conditional on the scenario's assumptions and models; not a forecast.
"""


def everything(record: Record, logs: Mapping[str, EventLog], papers: Iterable[tuple[str, bytes]]) -> bytes:
    """The ZIP of an exercise: of the line of play *record* is about, and the *logs* of all of them by name.

    *papers* are those that the room prints and hands out, by their names in the ZIP. What a library is missing for is left out, and the README says so.
    """
    scenario = record.log.header.scenario
    lacking: list[str] = []
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:

        def add(name: str, content: bytes) -> None:
            packed.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED)

        def tried(name: str, make: Callable[[], bytes]) -> None:
            try:
                add(name, make())
            except ScenarioError as wrong:
                lacking.append(f"{name}: {wrong}.")

        for version in ("control", "releasable"):
            document = aar.report(record, releasable=version == "releasable")
            add(f"report/aar-{version}.html", as_html(document).encode())
            add(f"report/aar-{version}.md", as_markdown(document).encode())
            tried(f"report/aar-{version}.docx", lambda document=document: as_docx(document))  # type: ignore[misc]
        tables = sheets(record)
        tried("workbook.xlsx", lambda: workbook(tables, scenario.handling))
        for name, content in parquet(tables):
            add(f"parquet/{name}", content)
        if record.log.entries:
            add("replay/control.html", theatre([(record.name, record.log)]).encode())
            add("replay/public.html", theatre([(record.name, record.log)], WALL).encode())
        for name, content in papers:
            add(name, content)
        for name, log in logs.items():
            add(f"logs/{name}.jsonl", "".join(lines(log)).encode())
        missing = f"Left out for want of a library: {' '.join(lacking)}" if lacking else ""
        add("README.txt", README.format(title=scenario.title, handling=scenario.handling, missing=missing).encode())
    return file.getvalue()
