"""What templates are given: one frozen, typed context for each kind of page, so that nothing reaches a page by accident.

A :class:`SeatPage` and a :class:`PublicPage` are made from a view and from what everybody at the table may know; only a
:class:`ControlPage` holds the record and the scenario.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from markupsafe import Markup

from fourthseat.engine.core.talk import Attachment
from fourthseat.engine.core.terms import Hour, Seat, Turn
from fourthseat.engine.exercise.collection import Collected
from fourthseat.engine.exercise.lookahead import Bounds, RolloutSummary
from fourthseat.engine.record.perspective import StoryItem
from fourthseat.engine.rules.ruling import Carried
from fourthseat.engine.rules.state import Talk
from fourthseat.engine.rules.view import View
from fourthseat.engine.scenario.cells import OwnCell
from fourthseat.engine.scenario.option_rows import Option
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.web.argued import EffectChoices
from fourthseat.players.web.cell_facts import CellRecord, CellSaid, CellVoteAsked
from fourthseat.players.web.facts import SessionRecord
from fourthseat.players.web.fragments import BaseMap
from fourthseat.players.web.granting import Settleable
from fourthseat.players.web.halted import Halt
from fourthseat.players.web.hands import Proposal
from fourthseat.players.web.incident_form import IncidentChoices
from fourthseat.players.web.notices import Notice
from fourthseat.players.web.now import Digest, Now
from fourthseat.players.web.script import MselRow, Timeline
from fourthseat.players.web.talk_page import TalkShown
from fourthseat.players.web.undo import Waiting

__all__ = [
    "BranchRow",
    "ComparedBranch",
    "Comparison",
    "ControlPage",
    "CourseShown",
    "MenuGroup",
    "PageFrame",
    "PublicPage",
    "SealedAnswer",
    "SeatPage",
    "ShownHandout",
    "TalkNames",
    "WatchPage",
    "files_of",
    "values",
]


class ShownHandout(NamedTuple):
    """A hand-out as a page shows it."""

    id: str
    title: str
    hour: Hour
    credit: str
    """Where it is from and on what terms."""
    is_picture: bool
    is_video: bool


@dataclass(frozen=True, slots=True)
class PublicPage:
    """What the public board shows, and the head of every other page."""

    role: str
    exercise: str
    """The scenario's title."""
    handling: str
    v: View
    rungs: tuple[str, ...]
    stage: str
    move: Turn
    """The move the stage belongs to; 0 before the first."""
    branch: str
    """The name of the branch that is being played."""
    asked: tuple[Seat, ...]
    """Who has been asked, while everybody may know."""
    waits: tuple[Seat, ...]
    """Who of them has not answered."""
    halted: str
    """What everybody is told while the engine has stopped; empty while it has not."""
    talk: TalkShown
    """Questions to control, proposals, channels, and what reached whoever looks."""
    handouts: tuple[ShownHandout, ...]
    """What whoever looks was given of the pack, the newest first."""
    cells: Mapping[Seat, OwnCell]
    """The cell of each seat, for its colour; in the order of the cells."""
    seated: tuple[tuple[OwnCell, tuple[Seat, ...]], ...]
    """Every cell with its seats."""
    files: str
    """Before the name of a hand-out or an attached file: where whoever looks may open it."""


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """The options of a seat's menu about one incident, or about none."""

    id: str
    """The incident; "any" for what is about none."""
    title: str
    options: tuple[tuple[str, Option], ...]
    """The form's value, and the option."""
    open: bool
    """Whether they stand unfolded before anybody unfolds them."""


class CourseShown(NamedTuple):
    """One of an opponent's courses as its form shows it."""

    choice: str
    title: str
    chance: float
    """That an opponent like it chooses so, as its own staff puts it."""
    told: str
    """What it means."""


@dataclass(frozen=True, slots=True)
class FilledForm:
    """What stands in a cell's form as it is drawn: nothing, or the answer that was recalled."""

    acts: frozenset[str] = frozenset()
    """As the boxes of the menu are called."""
    free: str = ""
    choices: tuple[str, ...] = ()
    """By question; empty for one that is not a choice."""
    intent: str = ""
    reason: str = ""
    expected: str = ""
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class SealedAnswer:
    """A cell's own answer that waits for the round to close, its orders in words."""

    by: str
    at: str
    orders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TalkNames:
    """Titles of what the messages a page shows are about, by id; and whether a promise was kept, on control's page alone."""

    numbers: Mapping[int, int]
    """As the page counts them, by the message's number in the game."""
    options: Mapping[str, str]
    incidents: Mapping[str, str]
    kept: Mapping[int, bool]
    """By the message's number; without those still open or not binding."""


@dataclass(frozen=True, slots=True)
class SeatPage(PublicPage):
    """What a cell sees: its view, its form, its talk. Made from the view and from what everybody may know."""

    turns: Turn
    players: tuple[Seat, ...]
    key: str
    sealed: SealedAnswer | None
    filled: FilledForm
    courses: Mapping[str, tuple[CourseShown, ...]]
    """What it may do at the end of a window, by incident, where its courses are listed."""
    menu: tuple[MenuGroup, ...]
    calls: tuple[Talk, ...]
    """Offers and requests to this seat that it has not answered."""
    talks: tuple[Talk, ...]
    """The last it said and was told, newest first."""
    earlier: int
    """How many messages went before those."""
    names: TalkNames
    known: Mapping[str, str]
    """Titles of the options it may speak of, by id."""
    closes: bool
    """Whether a round closes when its time is up."""
    grace: float
    """And how many minutes after."""
    washing: bool
    own: CellRecord
    """The people of the cell: what each is, who seals."""
    here: tuple[str, ...]
    """Names of those whose screens are open."""
    everybody: tuple[str, ...]
    """And of everybody who has come in."""
    sayings: tuple[CellSaid, ...]
    """What they said to each other last, newest first."""
    shows: tuple[tuple[int, CellVoteAsked, Mapping[str, tuple[str, ...]]], ...]
    """The last shows of hands, newest first: the question's number, the question, and who votes how."""
    now: Now
    notices: tuple[Notice, ...]
    digest: Digest | None
    """What the last move that has closed brought the cell."""
    refers: Mapping[str, tuple[str, ...]]
    """Names of the proposals about what a request for concurrence asks for, by the request."""
    alone: bool
    """Whether one person plays and the exercise runs itself: nobody is control, and the moves open when that person says so."""
    by_doctrine: bool
    """Whether doctrine plays the seat now."""
    closing: int
    """By which number the page knows how long this round can still be recalled; 0 if not all answers are in."""


@dataclass(frozen=True, slots=True)
class WatchPage(PublicPage):
    """What somebody sees who watches a game of doctrines."""

    running: bool
    """Whether it goes on by itself."""
    pace: str
    paces: tuple[str, ...]
    told: tuple[int, int]
    """How many of how many moments have been told."""
    over: bool


@dataclass(frozen=True, slots=True)
class ControlPage(PublicPage):
    """What control sees, and evaluators with its eyes: everything."""

    s: Scenario
    record: SessionRecord
    now: Now
    notices: tuple[Notice, ...]
    note_moves: tuple[Turn, ...]
    """Of each note, the move it is about."""
    roles: tuple[str, ...]
    present: Mapping[str, int]
    """Screens that are open, by role."""
    people: Mapping[str, tuple[str, ...]]
    """Names of the people at them."""
    key: str
    modes: Mapping[str, str]
    """What an ad-hoc inject may look like, by mode, in words."""
    shelf: tuple[Attachment, ...]
    """Files that may go with it."""
    acts: Sequence[Waiting]
    """What was asked for and can still be taken back."""
    sealed_by_people: tuple[Seat, ...]
    """Seats whose people have sealed in this round."""
    all_in: bool
    running: bool
    """Whether the stage's clock runs."""
    step: str
    """By how much the stage is given more or less time."""
    warning: str
    halt: Halt | None
    """What the engine stopped at, until it has gone on."""
    again: Sequence[Seat]
    """Seats whose sealed answer control may give back."""
    back: Turn
    """The move to whose opening one may go back at once."""
    coalition: str
    """The id of the variant that is played."""
    ended: str
    washing: bool
    calls: tuple[Talk, ...]
    talks: tuple[Talk, ...]
    """What the cells said last, newest first."""
    earlier: int
    names: TalkNames
    bounds: Mapping[str, Bounds]
    effects: EffectChoices
    """What an argument may bring."""
    effect_rows: int
    carried: Mapping[str, Carried]
    """Rulings that arguments have settled, by incident."""
    proposal: Proposal | None
    """A change of the world that control looks at, or what it grants or refuses."""
    pending: tuple[Settleable, ...]
    """Orders of the cells on their way, which it may grant or refuse."""
    settled: tuple[str, ...]
    """What it has granted and refused so far, in words, the latest first."""
    incidents: IncidentChoices | None
    """What the form for a new incident lists; None on a page that is not control's."""
    added: tuple[str, ...]
    """Titles of the incidents it has added."""
    interventions: tuple[str, ...]
    """The changes it has made, in words, the latest first."""
    proposals: tuple[tuple[Seat, str], ...]
    """Orders in the cells' own words, of this move."""
    told: Mapping[str, str]
    """The condition of each inject that waits for one, as a sentence."""
    plan: tuple[Collected, ...]
    """The data-collection plan with what there is for each question."""
    advice: tuple[str, ...]
    """What to look at before the exercise goes on."""
    does: Mapping[str, str]
    """What each inject that does more than tell changes, in words."""
    rows: tuple[MselRow, ...]
    line: Timeline
    ahead: Sequence[RolloutSummary]
    ahead_note: str
    ahead_at: Hour
    """The hour from which it was looked ahead."""
    odds: tuple[tuple[int, float], ...]
    needed: int
    minutes: tuple[str, ...]
    """The stages that are given minutes."""


@dataclass(frozen=True, slots=True)
class PageFrame:
    """What a whole page has beside its role's context."""

    live: Mapping[str, Markup]
    """Its pieces as they stand."""
    drawing: BaseMap | None
    """What the map lies on; None if nothing in the scenario has a place."""
    has_board: bool
    token: str
    name: str
    ghost: bool
    """Whether control looks through a seat's eyes: nothing can be sent."""
    said: str


@dataclass(frozen=True, slots=True)
class BranchRow:
    """A branch as the page of branches lists it."""

    name: str
    parent: str
    turn: Turn
    reason: str
    played: str
    coalition: str
    hour: Hour
    ended: bool


@dataclass(frozen=True, slots=True)
class ComparedBranch:
    """One of two branches side by side."""

    name: str
    coalition: str
    track: list[tuple[Hour, int]]
    """(hour, rung) wherever the crisis stood."""
    story: list[StoryItem]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two branches side by side."""

    rows: list[tuple[str, str, str]]
    first: str | None
    """Where they first tell something different, and what each tells there, in words."""
    warning: str
    """Why some of the rows cannot be set beside each other yet; empty if they can."""
    longest: Hour
    sides: list[ComparedBranch]


def values(page: Any) -> dict[str, Any]:
    """The fields of a context, which stay what they are."""
    return {field.name: getattr(page, field.name) for field in fields(page)}


def files_of(role: str) -> str:
    """Where *role* opens hand-outs and attached files, before their names."""
    return f"/at/{role}/handout/"
