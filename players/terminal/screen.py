"""What a person at a terminal sees: colour and tables where there is a terminal, plain text where there is none."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from typing import Any

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from fourthseat.engine.core.shown import visible
from fourthseat.engine.record.measures import measures_of
from fourthseat.engine.record.narration import DISCLAIMER
from fourthseat.engine.record.sentences import NarrativeLine
from fourthseat.engine.scenario.overrides import numbers, triangles
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.terminal.output import raw_stdout

__all__ = ["Screen"]

STYLES = {"turn": "bold reverse", "good": "green", "bad": "bold red", "warn": "yellow", "quiet": "dim"}
NARROWEST, PICTURE_WIDTH = 20, 118
"""Columns of the narrowest terminal that is drawn for, and of a picture."""
_CELL_BREAKS = re.compile(r"\r\n|[\t\n\r]")


class Screen:
    """A console that knows the lines of a story. Nothing it is given is obeyed: no markup, no emoji code, no control character."""

    def __init__(self, *, full: bool = False, drawn: bool = False) -> None:
        """*full* also shows quiet lines: staff work, trust, orders as given. *drawn* keeps a picture and prints nothing."""
        settings: dict[str, Any] = {"highlight": False, "markup": False, "emoji": False, "height": 25}
        if drawn:
            self.console = Console(
                record=True,
                width=PICTURE_WIDTH,
                force_terminal=True,
                color_system="truecolor",
                no_color=False,
                file=StringIO(),
                **settings,
            )
        else:
            self.console = Console(file=raw_stdout(), width=_columns(), **settings)
        self.terminal = drawn or sys.stdout.isatty()
        """Whether a person is looking. Colours can be forced on a program's reader too (FORCE_COLOR); tables are not drawn for it."""
        self.full = full

    def picture(self, title: str) -> str:
        """What was shown so far, as SVG. The fonts are the reader's own: the picture fetches nothing."""
        svg = self.console.export_svg(title=visible(title))
        return re.sub(r"@font-face \{.*?\}\s*|\s*<!-- .*? -->", "", svg, flags=re.DOTALL)

    def show(self, lines: Iterable[NarrativeLine]) -> None:
        """Print *lines*: the hour, the sentence, its reasons below."""
        for line in lines:
            self.line(line)

    def line(self, line: NarrativeLine) -> None:
        """Print one line; a quiet one only if asked for."""
        if line.style == "quiet" and not self.full:
            return
        hour = f"{line.when:<7s} "
        if line.style == "turn":
            self._put(Text())
        self._indented(hour, Text(visible(line.text), STYLES.get(line.style, "")))
        for reason in line.detail:
            self._indented(" " * 8, Text(f"· {visible(reason)}", "dim"))

    def _indented(self, head: str, text: Text) -> None:
        """Print *text* beside *head*, whose column it leaves free in every line on a terminal."""
        if self.terminal:
            grid = Table.grid(padding=(0, 0))
            grid.add_column(width=8, no_wrap=True, style="dim")
            grid.add_column(ratio=1, overflow="fold")
            grid.add_row(head, text)
            self.console.print(grid)
        else:
            self._put(Text.assemble(head, text))

    def _put(self, text: Text) -> None:
        """Print *text* by itself: wrapped for a person, as it is for a program."""
        if self.terminal:
            self.console.print(text, overflow="fold")
        else:
            self.console.print(text, soft_wrap=True)

    def text(self, text: str, style: str = "") -> None:
        """Print a plain sentence."""
        self._put(Text(visible(text), style))

    def _paragraph(self, text: str) -> None:
        """Print *text* a little in on a terminal, in one line for a program."""
        if self.terminal:
            self.console.print(Padding(Text(visible(text), overflow="fold"), (0, 2)))
        else:
            self._put(Text(visible(text)))

    def disclaimer(self) -> None:
        """What every screen and report says."""
        self.text(DISCLAIMER, "italic dim" if self.terminal else "")

    def table(
        self, title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], right: Sequence[int] = ()
    ) -> None:
        """A table; tab-separated where no person is looking, so that a program can cut it; a list where it is too wide."""
        if not self.terminal:
            cells = ([_CELL_BREAKS.sub(" ", str(cell)) for cell in row] for row in (columns, *rows))
            sys.stdout.writelines(f"{line}\n" for line in ("", _CELL_BREAKS.sub(" ", title), *map("\t".join, cells)))
            return
        kept = [[visible(str(cell)) for cell in row] for row in rows]
        heads = [visible(column) for column in columns]
        table = Table(title=Text(visible(title), "bold"), box=box.SIMPLE_HEAD, title_justify="left")
        for n, column in enumerate(zip(heads, *kept, strict=True)):
            longest = max(cell_len(word) for cell in column for word in [*cell.split(), ""])
            table.add_column(Text(column[0]), justify="right" if n in right else "left", min_width=longest)
        for row in kept:
            table.add_row(*map(Text, row))
        anywhere = self.console.options.update(max_width=10**6)
        if Measurement.get(self.console, anywhere, table).minimum > self.console.width:
            self._list(title, heads, kept)
        else:
            self.console.print(table)

    def _list(self, title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """The same rows one below the other, each cell behind the name of its column; empty cells are left out."""
        self.text(title, "bold")
        self._put(Text())
        for row in rows:
            for head, cell in zip(heads, row, strict=True):
                if cell:
                    line = Text.assemble((f"{head}: " if head else "", "dim"), cell, overflow="fold")
                    self.console.print(Padding(line, (0, 0, 0, 2), expand=False))
            self._put(Text())

    def _agreements(self, s: Scenario) -> None:
        """What was agreed beforehand, who may use whose places, and what the law lets a seat declare."""
        beforehand = [
            *((c.id, "all members", name) for c in s.coalitions for name in c.standing),
            *((c.id, str(m.seat), name) for c in s.coalitions for m in c.members for name in m.standing),
        ]
        if beforehand:
            self.table("Agreed beforehand: no new concurrence", ("variant", "who may order it", "option"), beforehand)
        if s.access:
            self.table(
                "Access",
                ("name", "host", "guest", "place", "saves, h", "host is asked"),
                ((r.id, r.host, r.guest, r.place, f"{r.hours:g}", "each time" if r.consent else "") for r in s.access),
                right=(4,),
            )
        if s.legal:
            self.table(
                "Legal categories",
                ("name", "seat", "hours", "only when", "opens", "what"),
                ((r.id, r.seat, f"{r.hours:g}", r.requires or "", " ".join(r.opens), r.title) for r in s.legal),
                right=(2,),
            )

    def scenario(self, s: Scenario) -> None:
        """A situation on one page."""
        self.text(s.title, "bold")
        self.text(f"{s.name} — {s.moves_told} — {s.handling}", "dim")
        if s.imprint:
            self.text(s.imprint, "dim")
        self._put(Text())
        for label, text in (
            ("", s.summary),
            ("Public: ", s.situation),
            ("Notes: ", s.notes),
            ("Question: ", s.question),
        ):
            if text:
                self.text(label + " ".join(text.split()))
        if s.startex:
            self.text(f"STARTEX: {s.told(0)}; the last move ends at {s.told(s.endex)}")
        # A file breaks its lines where its author did; here the terminal does.
        for paragraph in re.split(r"\n\s*\n", s.background.strip()):
            self._put(Text())
            self._paragraph(" ".join(paragraph.split()))
        if self.terminal:
            self._put(Text())
        self.table(
            "Seats",
            ("seat", "cell", "who", "objectives"),
            (
                (
                    seat.id,
                    seat.own_cell or seat.cell,
                    seat.name,
                    "; ".join(f"{o.text} (hidden)" if o.hidden else o.text for o in seat.objectives),
                )
                for seat in s.seats
            ),
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
                    "by inject" if i.hour is None else s.told(i.hour),
                    f"{i.window_hours.low:g}–{i.window_hours.high:g}",
                    ", ".join(filter(None, (i.place, *i.also_at))),
                    i.title,
                )
                for i in s.incidents
            ),
        )
        self.table(
            "Forces",
            ("force", "seat", "domain", "home", "strength", "speed, kn"),
            ((f.name, f.seat, f.domain, f.home or "", f"{f.strength:g}", f"{f.speed_kn:g}") for f in s.forces),
            right=(4, 5),
        )
        self.table(
            "Options",
            ("name", "kind", "rung", "joint", "licence", "seats", "what"),
            (
                (
                    o.id,
                    o.kind or o.use or ", ".join(sorted(o.does)),
                    o.rung,
                    "yes" if o.joint else "",
                    "yes" if o.licence else "",
                    " ".join(o.seats),
                    o.title,
                )
                for o in s.options
            ),
        )
        self._agreements(s)
        if s.indicators:
            self.table(
                "Indicators",
                ("name", "start", "unit", "low", "high", "a day", "seen by", "what"),
                (
                    (
                        i.id,
                        f"{i.start:g}",
                        i.unit,
                        f"{i.low:g}",
                        f"{i.high:g}",
                        f"{i.drift_per_day:+g}",
                        " ".join(i.seen_by) or "all",
                        i.title,
                    )
                    for i in s.indicators
                ),
                right=(1, 3, 4, 5),
            )
        self.table(
            "MSEL",
            ("number", "hour or condition", "type", "from", "to", "message"),
            (
                (
                    j.id,
                    j.condition or "–" if j.hour is None else s.told(j.hour),
                    j.kind,
                    j.sender,
                    " ".join(j.to),
                    j.text,
                )
                for j in s.msel
            ),
        )
        if any(option.requires for option in s.options):
            self.table(
                "What options require", ("option", "requires"), ((o.id, o.requires) for o in s.options if o.requires)
            )
        if s.ends:
            self.table("Ends of the exercise", ("when", "text"), ((end.when, end.text) for end in s.ends))
        if s.own_measures:
            self.table(
                "Measures of its own",
                ("measure", "of", "take", "unit", "better", "why"),
                ((m.name, m.of, m.take, m.unit, m.better or "neither", m.why) for m in s.own_measures),
            )
        self.table(
            "Measures of interest", ("measure", "better", "why"), ((i.name, i.better, i.why) for i in s.interests)
        )
        if s.changes:
            self.table("Changes", ("what changed, the newest first",), ((change,) for change in s.changes))
        self.disclaimer()

    def provenance(self, s: Scenario) -> None:
        """Every number with where it comes from."""
        self.table(
            f"Numbers of {s.name}",
            ("path", "value", "basis"),
            (
                *((path, f"{q:g}", q.basis()) for path, q in numbers(s)),
                *(
                    (path, f"{t.low:g}, {t.mode:g}, {t.high:g}", f"{t.source}; drawn in every game")
                    for path, t in triangles(s)
                ),
            ),
            right=(1,),
        )

    def measures(self, scenario: Scenario, numbers: Mapping[str, float | None]) -> None:
        """The measures the scenario is about, of one game."""
        rows = []
        for interest in scenario.interests:
            value = numbers[interest.name]
            shown = "–" if value is None else f"{value:.2f}"
            rows.append((interest.name, shown, measures_of(scenario)[interest.name].unit, interest.why))
        self.table("Measures of interest", ("measure", "value", "unit", "why"), rows, right=(1,))


def _columns() -> int:
    """How wide the terminal is: what COLUMNS says if it says a width, else what the terminal says, else 80."""
    return max(NARROWEST, shutil.get_terminal_size((80, 25)).columns)
