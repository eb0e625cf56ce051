"""Tables of what was measured, as figures in one file and as Markdown in the documents.

Each benchmark writes its tables into a JSON file (``--json FILE``), where those of the others stay. ``python -m benchmarks.tables``
fills the documents from ``docs/speed.json``: what stands between ``<!-- speed: NAME -->`` and ``<!-- end -->`` is table NAME. No
speed is typed by hand, and a test compares.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.timing import Spread, surroundings

__all__ = [
    "DOCUMENTS",
    "FIGURES",
    "Cell",
    "Table",
    "Wanted",
    "filled",
    "markdown",
    "publish",
    "read",
    "save",
    "wanted_parts",
]

ROOT = Path(__file__).parent.parent
FIGURES = ROOT / "docs/speed.json"
DOCUMENTS = (ROOT / "README.md", ROOT / "docs/speed.md")
PLACE = re.compile(r"(<!-- speed: (?P<name>[a-z-]+) -->\n)(?P<held>.*?)(<!-- end -->)", re.DOTALL)

Cell = str | int | float | Spread | None
"""None where there is nothing to say. A spread is a median with its quartiles."""


class Table(NamedTuple):
    """What was measured, ready to be shown."""

    name: str
    title: str
    """What is compared, of how many, in which unit."""
    columns: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]
    on: dict[str, str] = {}  # noqa: RUF012 - a tuple's default, never changed
    """What it was measured on: see :func:`~benchmarks.timing.surroundings`."""


def figure(cell: Cell) -> str:
    """A cell as it is read: three figures, thousands parted, a spread as ``median (low–high)``."""
    if cell is None:
        return "–"
    if isinstance(cell, str):
        return cell
    if isinstance(cell, Spread):
        if cell.low == cell.high:
            return figure(cell.median)  # measured once
        return f"{figure(cell.median)} ({figure(cell.low)}–{figure(cell.high)})"
    if isinstance(cell, int) or abs(cell) >= 100:
        return f"{cell:,.0f}"
    return f"{cell:.1f}" if abs(cell) >= 10 else f"{cell:.2f}" if abs(cell) >= 0.1 else f"{cell:.2g}"


def markdown(table: Table) -> str:
    """The title, the table, and what it was measured on."""
    lines = [f"{table.title}", "", _line(table.columns), "|" + "---|" * len(table.columns)]
    lines += [_line(map(figure, row)) for row in table.rows]
    if table.on:
        lines += ["", f"{table.on['python']}; {table.on['processor']}; load {table.on['load']} when it ended."]
    return "\n".join(lines) + "\n"


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def save(path: Path, tables: Sequence[Table]) -> None:
    """Write *tables* into *path* in place of those of the same names; the others stay."""
    held: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    for table in tables:
        held[table.name] = {
            "title": table.title,
            "on": table.on,
            "columns": table.columns,
            "rows": [[cell._asdict() if isinstance(cell, Spread) else cell for cell in row] for row in table.rows],
        }
    path.write_text("{\n" + ",\n".join(_written(name, table) for name, table in held.items()) + "\n}\n", "utf-8")


def _written(name: str, held: dict[str, Any]) -> str:
    """One table as JSON, a row a line, so that a difference can be read."""
    head = json.dumps(held | {"rows": []}, ensure_ascii=False)
    rows = ",\n  ".join(json.dumps(row, ensure_ascii=False) for row in held["rows"])
    return f"{json.dumps(name)}: {head.removesuffix(']}')}\n  {rows}]}}"


def read(path: Path) -> dict[str, Table]:
    """The tables of a file, by name."""
    return {
        name: Table(
            name,
            held["title"],
            tuple(held["columns"]),
            [tuple(Spread(**cell) if isinstance(cell, dict) else cell for cell in row) for row in held["rows"]],
            held["on"],
        )
        for name, held in json.loads(path.read_text("utf-8")).items()
    }


def publish(tables: Sequence[Table], path: Path | None) -> None:
    """Print *tables* with what they were measured on, and write them into *path* if there is one."""
    told = [table._replace(on=surroundings()) for table in tables]
    for table in told:
        print(markdown(table), flush=True)
    if path is not None:
        save(path, told)


class Wanted(NamedTuple):
    """What somebody asked a benchmark of several parts for."""

    parts: Sequence[Callable[[bool], Table]]
    """Each makes its table, and is told whether it is to be quick."""
    quick: bool
    path: Path | None

    def measure(self) -> None:
        """Measure part by part, print each, and keep the figures if there is a path."""
        for part in self.parts:
            publish([part(self.quick)], self.path)


def wanted_parts(about: str | None, parts: Mapping[str, Callable[[bool], Table]], quick: str) -> Wanted:
    """Read the command line of a benchmark that is *about* something and has *parts*; *quick* says what its ``--quick`` does."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(parts)}; all by default")
    parser.add_argument("--quick", action="store_true", help=quick)
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="write the figures there, beside those of other benchmarks"
    )
    given = parser.parse_args()
    if unknown := set(given.parts) - parts.keys():
        parser.error(f"no part {min(unknown)!r}; there are {', '.join(parts)}")
    return Wanted([parts[name] for name in given.parts or parts], given.quick, given.json)


def filled(text: str, tables: dict[str, Table]) -> str:
    """A document with its tables; :exc:`KeyError` for one that was never measured."""
    return PLACE.sub(lambda found: f"{found[1]}\n{markdown(tables[found['name']])}\n{found[4]}", text)


def main() -> None:
    """Fill the documents."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--json", type=Path, default=FIGURES, metavar="FILE", help="the figures; docs/speed.json by default"
    )
    tables = read(parser.parse_args().json)
    for document in DOCUMENTS:
        document.write_text(filled(document.read_text("utf-8"), tables), "utf-8")
        print(f"{document.relative_to(ROOT)}: filled")


if __name__ == "__main__":
    main()
