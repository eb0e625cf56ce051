"""Pieces of a page that the live pages and the replay share: the map, the ladder, the race, the situation, the story.

Every template gets a typed context with what it shows and nothing else; those here are made from a
:class:`~fourthseat.engine.rules.view.View` and from what everybody at the table may know.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from fourthseat.engine.core.entries.kinds import Entry
from fourthseat.engine.core.terms import CONSENT, CONTROL, Hour, Seat
from fourthseat.engine.core.wording import BECAME, CHOICE_MEANS, as_sentence, rule_told, window_left
from fourthseat.engine.exercise.collection import STANDS
from fourthseat.engine.exercise.lookahead import ENDINGS, MIN_FUTURES, MIN_PAIRS
from fourthseat.engine.exercise.map.board import as_html, board, has_board, leads
from fourthseat.engine.exercise.map.coast import drawn
from fourthseat.engine.exercise.map.markers import EVERY_LAYER, Layer, ending, overlay
from fourthseat.engine.exercise.map.projection import Frame, frame
from fourthseat.engine.exercise.stages import IN_DAYS, STAGES
from fourthseat.engine.record.causes import says
from fourthseat.engine.record.narration import DISCLAIMER
from fourthseat.engine.record.order_words import comes_of_recall, order_lines, why_barred
from fourthseat.engine.record.perspective import StoryItem
from fourthseat.engine.rules.reach import Reach, reach
from fourthseat.engine.rules.view import View
from fourthseat.engine.scenario.cells import OwnCell
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.web.typed import LONGEST, LONGEST_NAME

__all__ = [
    "FRAGMENTS",
    "OVERVIEW",
    "TOKEN",
    "BaseMap",
    "Drawing",
    "Picture",
    "Race",
    "draw",
    "fragments",
    "measure_name",
    "picture",
    "rendered",
]

BANNER = "EXERCISE EXERCISE EXERCISE"
OVERVIEW = (
    "Exercise Name", "Exercise Dates", "Scope", "Mission Area(s)", "Core Capabilities", "Objectives", "Threat or Hazard",
    "Scenario", "Sponsor", "Participating Organizations", "Point of Contact",
)  # fmt: skip
"""Rows of the exercise overview, as HSEEP names them."""

TOKEN = f"form-{secrets.token_hex(16)}"
"""Stands in every drawn form for the session's own token, which is put in as the form is sent; nobody can type it, for
it is another whenever the room is opened."""
TITLES = {"p_press": "chance that the opponent presses", "spent_musd": "spent", "trust_end": "trust at the end"}
"""Measures whose names say too little on a page."""


def measure_name(name: str) -> str:
    """A measure's name as a page has it."""
    return TITLES.get(name, name.replace("_", " "))


def _environment() -> Environment:
    """Templates that escape everything and fail on a variable they were not given."""
    env = Environment(
        loader=PackageLoader("fourthseat.players.web"),
        auto_reload=False,  # a theatre asks for a template some ten thousand times; none changes while a program runs
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals |= {
        "became": BECAME,
        "choice_means": CHOICE_MEANS,
        "banner": BANNER,
        "disclaimer": DISCLAIMER,
        "ending": ending,
        "stages": STAGES,
        "stands": STANDS,
        "endings": ENDINGS,
        "blank": TOKEN,
        "min_futures": MIN_FUTURES,
        "min_pairs": MIN_PAIRS,
        "longest": LONGEST,
        "longest_name": LONGEST_NAME,
        "window_left": window_left,
        "in_days": IN_DAYS,
    }
    env.filters["percent"] = lambda p: f"{100 * p:.0f} %"
    env.filters["plain"] = _figure
    env.filters["measure"] = measure_name
    env.filters["rule"] = rule_told
    env.filters["zip"] = zip
    env.filters["sentence"] = as_sentence
    env.filters["orders"] = order_lines
    env.filters["comes_of_recall"] = comes_of_recall
    env.filters["why_barred"] = why_barred
    return env


def _figure(x: float) -> str:
    """A number as people write it: three figures, and all of those before the point.

    >>> [_figure(x) for x in (0.123456, 12.5, 1500, 12345.6)]
    ['0.123', '12.5', '1,500', '12,346']
    """
    return f"{x:,.0f}" if abs(x) >= 1000 else f"{x:.3g}"


_ENVIRONMENT = _environment()


def rendered(template: str, page: Any) -> str:
    """*template* with the fields of *page*, a context made for it, and nothing else."""
    return draw(template, **{field.name: getattr(page, field.name) for field in fields(page)})


def draw(template: str, **given: Any) -> str:
    """*template* with what is *given*."""
    return _ENVIRONMENT.get_template(template).render(given)


ON_THE_MAP = (
    "hour",
    "over",
    "rung",
    "incidents",
    "forces",
    "access",
    "raised",
    "indicators",
    "leaks",
    "legal",
    "startex_at",
)
"""Parts of a view that a map is drawn from."""


@dataclass(frozen=True, slots=True)
class BaseMap:
    """What every map of a scenario lies on."""

    height: float
    land: Markup
    lakes: Markup
    rivers: Markup
    bar: tuple[float, int] | None
    """A scale: units of the drawing, and the nautical miles they stand for; None where no one scale is true."""


class Drawing:
    """The map of one scenario, drawn once and laid over many times, and its board; without a place there is no map."""

    def __init__(self, scenario: Scenario) -> None:
        """Find the frame and cut the coast to it."""
        self.scenario = scenario
        """What is drawn; the frame stays that of the one it was made for."""
        self.frame: Frame | None = frame(scenario)
        self.base = None if self.frame is None else _base(self.frame)
        self.has_board = has_board(scenario)
        self._over: dict[tuple[Any, ...], tuple[tuple[Any, ...], Markup]] = {}
        """The last overlay of each kind, with what of the view it was drawn from."""

    def over(
        self, shown: View, symbols: str, layers: Collection[Layer] = EVERY_LAYER, raised: Collection[Seat] | None = None
    ) -> Markup:
        """What lies on it for *shown*, in those *symbols*: the *layers* alone, *raised* the seats at raised posture."""
        if self.frame is None:
            return Markup("")
        whose = shown.seat, symbols, tuple(layers), None if raised is None else tuple(raised)
        parts = tuple(getattr(shown, name) for name in ON_THE_MAP)
        before = self._over.get(whose)
        if before is None or before[0] != parts:  # most of what happens at a table moves nothing on the map
            before = self._over[whose] = (
                parts,
                Markup(overlay(shown, self.scenario, self.frame, symbols, layers, raised)),
            )
        return before[1]

    def board(self, shown: View, entries: Iterable[Entry]) -> Markup:
        """The board for *shown* from the log's *entries* so far; empty if the scenario has nothing for one."""
        if not self.has_board:
            return Markup("")
        table = as_html(board(shown, self.scenario, entries), self.scenario, shown.hour)
        leading = " leads" if leads(shown, self.scenario) else ""
        return Markup(f'<div class="board-body{leading}">{table}</div>')


def _base(around: Frame) -> BaseMap:
    earth = drawn(around)
    return BaseMap(around.height, Markup(earth.land), Markup(earth.lakes), Markup(earth.rivers), around.bar)


@dataclass(frozen=True, slots=True)
class Race:
    """The coalition's clock against the window's, for one request for concurrence. Hours since STARTEX; shares in percent."""

    what: str
    where: str
    by: Seat
    hour: Hour
    opened: Hour
    closes: Hour
    asked: float
    """How much of the window had gone when it was asked."""
    now: float
    left: Hour
    needed: tuple[Seat, ...]
    replies: Mapping[Seat, bool]
    says: Mapping[Seat, str]
    """What each has done that has answered: *concurs*, *breaks the silence*."""
    verdict: bool | None
    national: bool
    """Whether owners or hosts are asked about a national measure, and no coalition."""
    open: bool
    settled: bool
    """Whether control has ended it."""
    by_control: bool
    """Whether whoever looks knows that."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What the shared pieces show of one view."""

    v: View
    cells: Mapping[Seat, OwnCell]
    """The cell of each seat, for its colour."""
    rungs: tuple[str, ...]
    owners: Mapping[str, Seat]
    """Whose each of the view's forces is."""
    goals: Mapping[str, str]
    """Titles of the view's incidents."""
    homes: Mapping[str, str]
    """Names of the places the view's own forces belong to."""
    story: Sequence[StoryItem]
    """The sentences so far, oldest first."""
    numbers: bool
    """Whether sentences carry the line of the log they come from."""
    reach: Sequence[Reach]
    races: Sequence[Race]
    takes_back: bool = False
    """Whether whoever looks may take orders and forces back here: the cell itself, on its live page, or control for one on paper."""
    begun: bool = True
    """Whether what the move opens with may be read: a cell reads it once control has opened the move."""
    entered: str = ""
    """The cell that control enters for; empty on any other page."""


FRAGMENTS = ("orders", "ladder", "race", "situation", "forces", "feed")
"""The shared pieces beside the map."""


def picture(
    shown: View, scenario: Scenario, story: Sequence[StoryItem], *, numbers: bool = False, takes_back: bool = False
) -> Picture:
    """The context of the shared pieces for *shown*, with the sentences of the *story* so far."""
    return Picture(
        v=shown,
        cells=scenario.cell_shown,
        rungs=scenario.ladder.rungs,
        owners={force.id: scenario.force_by_id[force.id].seat for force in shown.forces},
        goals={incident.id: incident.title for incident in shown.incidents},
        homes={place.id: place.name for place in scenario.places if place.id in {f.home for f in shown.forces}},
        story=story,
        numbers=numbers,
        reach=reach(shown, scenario),
        races=_races(shown, scenario),
        takes_back=takes_back,
    )


def fragments(
    page: Picture,
    drawing: Drawing,
    entries: Iterable[Entry] | None,
    symbols: str = "military",
    layers: Collection[Layer] = EVERY_LAYER,
    raised: Collection[Seat] | None = None,
) -> dict[str, str]:
    """The picture as one seat has it: map, board, ladder, race to concurrence, situation, forces, the story so far.

    *entries* are the log's up to the moment of the picture; what of them may be told, the board asks. Without them there
    is no board among the pieces.
    """
    pieces = {"map": str(drawing.over(page.v, symbols, layers, raised))}
    if entries is not None:
        pieces["board"] = str(drawing.board(page.v, entries))
    return pieces | {name: rendered(f"piece_{name}.html", page) for name in FRAGMENTS}


def _races(shown: View, scenario: Scenario) -> tuple[Race, ...]:
    """A row for every request for concurrence on an incident, the last six of them."""
    seen = {incident.id: incident for incident in shown.incidents}
    rows = []
    for request in shown.asked:
        incident = seen.get(request.incident)
        if incident is None:
            continue
        opened, closes = incident.opened, incident.expected_to_close
        span = max(closes - opened, 1)
        rows.append(
            Race(
                what=scenario.option_by_id[request.option].title,
                where=incident.title,
                by=request.seat,
                hour=request.hour,
                opened=opened,
                closes=closes,
                asked=100 * min(max(request.hour - opened, 0) / span, 1),
                now=100 * min(max(shown.hour - opened, 0) / span, 1),
                left=closes - shown.hour,
                needed=request.needed,
                replies=dict(request.replies),
                says={seat: says(request.rule, yes) for seat, yes in request.replies},
                verdict=request.verdict,
                national=request.rule == CONSENT,
                open=incident.choice is None and request.verdict is None,
                settled=request.settled,
                by_control=request.by_control or (request.settled and shown.seat == CONTROL),
            )
        )
    return tuple(rows[-6:])
