"""What a person at a terminal sees: colour and tables where there is a terminal, plain text where there is none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from fourthseat.engine.record.measures import MEASURES
from fourthseat.engine.record.narration import DISCLAIMER, NarrativeLine
from fourthseat.engine.scenario.overrides import numbers
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["Screen"]

STYLES = {"turn": "bold reverse", "good": "green", "bad": "bold red", "warn": "yellow", "quiet": "dim"}


class Screen:
    """A console that knows the lines of a story."""

    def __init__(self, *, full: bool = False, drawn: bool = False) -> None:
        """*full* also shows quiet lines: staff work, trust, orders as given. *drawn* keeps a picture and prints nothing."""
        if drawn:
            self.console = Console(
                highlight=False, record=True, width=118, force_terminal=True, color_system="truecolor", file=StringIO()
            )
        else:
            self.console = Console(highlight=False, soft_wrap=False)
        self.full = full

    @property
    def terminal(self) -> bool:
        """Whether a person is looking."""
        return self.console.is_terminal

    def picture(self, title: str) -> str:
        """What was shown so far, as SVG. The fonts are the reader's own: the picture fetches nothing."""
        svg = self.console.export_svg(title=title)
        return re.sub(r"@font-face \{.*?\}\s*|\s*<!-- .*? -->", "", svg, flags=re.DOTALL)

    def show(self, lines: Iterable[NarrativeLine]) -> None:
        """Print *lines*: the hour, the sentence, its reasons below."""
        for line in lines:
            self.line(line)

    def line(self, line: NarrativeLine) -> None:
        """Print one line; a quiet one only if asked for."""
        if line.style == "quiet" and not self.full:
            return
        hour = "        " if line.hour is None else f"H+{line.hour:<6d}"
        style = STYLES.get(line.style, "")
        if line.style == "turn":
            self.console.print()
        text = escape(line.text)
        self._print(hour, f"[{style}]{text}[/{style}]" if style else text)
        for reason in line.detail:
            self._print(" " * 8, f"[dim]· {escape(reason)}[/dim]")

    def _print(self, head: str, text: str) -> None:
        if self.terminal:
            grid = Table.grid(padding=(0, 0))
            grid.add_column(width=8, no_wrap=True, style="dim")
            grid.add_column(ratio=1)
            grid.add_row(head, text)
            self.console.print(grid)
        else:
            self.console.print(f"{head}{text}", soft_wrap=True)

    def text(self, text: str, style: str = "") -> None:
        """Print a plain sentence."""
        self.console.print(f"[{style}]{escape(text)}[/{style}]" if style else escape(text), soft_wrap=not self.terminal)

    def disclaimer(self) -> None:
        """What every screen and report says."""
        self.text(DISCLAIMER, "italic dim" if self.terminal else "")

    def table(
        self, title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], right: Sequence[int] = ()
    ) -> None:
        """A table; tab-separated where no person is looking, so that a program can cut it."""
        if not self.terminal:
            self.console.print(f"\n{title}", soft_wrap=True, markup=False)
            for row in (columns, *rows):
                self.console.print("\t".join(str(cell) for cell in row), soft_wrap=True, markup=False)
            return
        table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold")
        for n, column in enumerate(columns):
            table.add_column(column, justify="right" if n in right else "left")
        for row in rows:
            table.add_row(*(escape(str(cell)) for cell in row))
        self.console.print(table)

    def scenario(self, s: Scenario) -> None:
        """A situation on one page."""
        self.text(s.title, "bold")
        self.text(f"{s.name} — {s.turns} moves of {s.turn_hours} h — {s.handling}", "dim")
        self.console.print()
        self.text(s.summary)
        self.console.print(Padding(escape(s.background.strip()), (1, 2)))
        self.table(
            "Seats",
            ("seat", "cell", "who", "objectives"),
            ((seat.id, seat.cell, seat.name, "; ".join(o.text for o in seat.objectives)) for seat in s.seats),
        )
        self.table(
            "Coalition variants",
            ("name", "rule", "members", "allies beside it", "what it is"),
            (
                (
                    c.id,
                    c.rule,
                    " ".join(m.seat if m.consent else f"{m.seat}*" for m in c.members),
                    " ".join(a.seat for a in c.allies) or "–",
                    c.title,
                )
                for c in s.coalitions
            ),
        )
        self.text("* belongs without a say in concurrence", "dim")
        self.table(
            "Incidents",
            ("name", "opens", "window, h", "where", "what"),
            (
                (
                    i.id,
                    "by inject" if i.hour is None else f"H+{i.hour}",
                    f"{i.window_hours.low:g}–{i.window_hours.high:g}",
                    i.place,
                    i.title,
                )
                for i in s.incidents
            ),
        )
        self.table(
            "Forces",
            ("force", "seat", "domain", "home", "strength", "speed, kn"),
            ((f.name, f.seat, f.domain, f.home, f"{f.strength:g}", f"{f.speed_kn:g}") for f in s.forces),
            right=(4, 5),
        )
        self.table(
            "Options",
            ("name", "kind", "rung", "joint", "licence", "seats", "what"),
            (
                (o.id, o.kind, o.rung, "yes" if o.joint else "", "yes" if o.licence else "", " ".join(o.seats), o.title)
                for o in s.options
            ),
        )
        self.table(
            "MSEL",
            ("number", "hour", "type", "from", "to", "message"),
            (
                (j.id, "–" if j.hour is None else f"H+{j.hour}", j.kind, j.sender, " ".join(j.to), j.text)
                for j in s.msel
            ),
        )
        self.table(
            "Measures of interest", ("measure", "better", "why"), ((i.name, i.better, i.why) for i in s.interests)
        )
        self.disclaimer()

    def provenance(self, s: Scenario) -> None:
        """Every number with where it comes from."""
        self.table(
            f"Numbers of {s.name}",
            ("path", "value", "basis"),
            ((path, f"{q:g}", q.basis()) for path, q in numbers(s)),
            right=(1,),
        )

    def measures(self, scenario: Scenario, numbers: Mapping[str, float | None]) -> None:
        """The measures the scenario is about, of one game."""
        rows = []
        for interest in scenario.interests:
            value = numbers[interest.name]
            shown = "–" if value is None else f"{value:.2f}"
            rows.append((interest.name, shown, MEASURES[interest.name].unit, interest.why))
        self.table("Measures of interest", ("measure", "value", "unit", "why"), rows, right=(1,))
