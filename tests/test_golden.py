"""Golden games: every shipped scenario and variant at seed 7. ``--regold`` rewrites; review the difference like code.

Facts and words are kept apart. ``golden/entries/`` holds one file a game, one line an entry, without a word of prose: it changes when
a rule, a constant or a draw changes. ``golden/wording.txt`` holds every kind of sentence once: it alone changes when a sentence
is reworded.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from fourthseat import scenarios
from fourthseat.engine.core import talk as t
from fourthseat.engine.core.chance import draw
from fourthseat.engine.core.entries.kinds import KINDS, Entry, as_line
from fourthseat.engine.core.orders import (
    Act,
    Amend,
    ArguedEffect,
    Decision,
    Intervene,
    Introduce,
    Overrule,
    Realign,
    Recall,
    Reschedule,
    Settle,
    Withhold,
)
from fourthseat.engine.core.terms import CONTROL, Outcome, Seat
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.log import read
from fourthseat.engine.record.measures import MEASURES, measure
from fourthseat.engine.record.narration import narrate
from fourthseat.engine.rules.fold import apply
from fourthseat.engine.rules.state import State, start
from fourthseat.engine.scenario.added import completed_row
from fourthseat.engine.scenario.handouts import Handout
from fourthseat.engine.scenario.plain import as_read
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.cast import cast_for, cast_names
from tests.engine.game.test_cancel import until

FOLDER = Path(__file__).parent / "golden"
ENTRIES = FOLDER / "entries"
WORDING = FOLDER / "wording.txt"
SEMINARS = Path(__file__).parent / "data/seminar_format_1"
"""Logs of an exercise with people in it: arguments, messages, a variant changed by control."""

CASES = [(name, coalition.id) for name in scenarios.names() for coalition in scenarios.find(name).coalitions]

PROSE = frozenset({"reason", "reasons", "text", "intent", "expected", "why"})
"""Fields of entries, and of what stands in them, that hold sentences."""

OFFICES = frozenset({"sender", "source"})
"""Fields that name an office or an incident of the scenario by its title: more than one word, but not ours."""

TURNS_ON = (
    "choice",
    "outcome",
    "success",
    "concur",
    "late",
    "joint",
    "route",
    "by",
    "cause",
    "sort",
    "method",
    "does",
    "came",
    "grants",
    "matter",
)
"""Facts of an entry on which the form of its sentence may turn: each combination has its sentence in ``wording.txt``."""


@cache
def played(name: str, coalition: str) -> Game:
    """The golden game: doctrines in every seat, seed 7."""
    scenario = scenarios.find(name)
    return play(Game(scenario, coalition, 7), cast_for(scenario, cast_names(scenario, {})))


# ---------------------------------------------------------------- facts


def facts(value: object) -> Any:
    """*value* as JSON can hold it, without the fields that are prose."""
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value):
        return {field.name: facts(getattr(value, field.name)) for field in fields(value) if field.name not in PROSE}
    return [facts(item) for item in value] if isinstance(value, tuple) else value


def record(game: Game) -> Iterator[str]:
    """The game without prose: one JSON line an entry, to the last digit, and a line with the measures."""
    for entry in game.entries:
        body = as_line(type(entry), facts(entry))
        yield json.dumps({"kind": type(entry).__name__, **body}, separators=(",", ":"))
    yield json.dumps({"measures": measure(game.scenario, game.entries, game.state)}, separators=(",", ":"))


@pytest.mark.parametrize(("name", "coalition"), CASES, ids=[f"{name}-{coalition}" for name, coalition in CASES])
def test_the_golden_game_is_played_again(name: str, coalition: str, request: pytest.FixtureRequest) -> None:
    """Not a fact, number or draw of the game has changed since it was last looked at."""
    path = ENTRIES / f"{name}.{coalition}.jsonl"
    now = list(record(played(name, coalition)))
    if request.config.getoption("--regold"):
        path.write_text("\n".join(now) + "\n", "utf-8")

    assert path.exists(), "no golden game yet: pytest tests/test_golden.py --regold"
    before = path.read_text("utf-8").splitlines()
    line = next((n for n, (old, new) in enumerate(zip(before, now, strict=False)) if old != new), None)
    assert line is None, f"line {line + 1} was {before[line]} and is {now[line]}"
    assert len(before) == len(now)


PAIR = re.compile(r"[a-z][a-z0-9-]* [a-z][a-z0-9-]*").fullmatch
"""A force and the place it moves to: two names of rows, no prose."""


@pytest.mark.parametrize(("name", "coalition"), CASES, ids=[f"{name}-{coalition}" for name, coalition in CASES])
def test_the_facts_hold_no_prose(name: str, coalition: str) -> None:
    """A field with a sentence in it belongs in PROSE, or rewording it would change every golden game."""

    def sentences(key: str, value: object) -> Iterator[str]:
        if isinstance(value, dict):
            for inner, part in value.items():
                yield from sentences(inner, part)
        elif isinstance(value, list):
            for part in value:
                yield from sentences(key, part)
        elif isinstance(value, str) and " " in value and key not in OFFICES and not (key == "option" and PAIR(value)):
            yield f"{key}: {value}"

    assert [] == [text for entry in played(name, coalition).entries for text in sentences("", facts(entry))]


def test_no_golden_game_is_left_over() -> None:
    """Every file in the folder belongs to a shipped scenario and variant."""
    assert {f"{name}.{coalition}.jsonl" for name, coalition in CASES} == {path.name for path in ENTRIES.iterdir()}
    assert {"entries", "wording.txt"} == {path.name for path in FOLDER.iterdir()}


# ---------------------------------------------------------------- words


@pytest.fixture(scope="session")
def directed(table: Any, drill: Any) -> Sequence[tuple[State, Sequence[Entry]]]:
    """Drills in which control does what no doctrine asks of it, with an exchange of fire, a host's consent, a hand-out, every kind of effect."""
    storm = Intervene("the season", (ArguedEffect("message", text="A storm comes up."),))
    open_1 = (
        Withhold("inj-01"),
        Amend("inj-02", "A second ship, further out."),
        Realign("pact-jpn"),
        storm,
    )
    ruled = {"open:1": open_1, "close:1": (Overrule("raid", Outcome.PARTIAL, "the tanker ran dry"),)}
    by_control = table({"turns": 1}, choice="press", control=ruled, USA="patrl@raid")
    later = table({"turns": 1}, control={"open:1": (Reschedule("inj-01", 30),)})
    row, like = completed_row(scenarios.find("tutorial"), {"id": "second", "like": "survey", "title": "A second ship"})
    more = Game(scenarios.find("tutorial"), "aukus-jpn", 5)
    more.interject(CONTROL, Decision((Introduce(row, like, "it is too quiet"),)))
    by_word = (
        Settle(Seat("GBR"), 1, "licence", grants=True, reason="Waived by hand.", told=True),
        Settle(Seat("AUS"), 1, "order", grants=False, reason="out of play"),
    )
    granted = table({"turns": 1}, control={"close:1": by_word}, AUS="radar", GBR="radar")
    fifth = {"turns": 1, "ladder.start": 4, "incident.raid.rung": 4, "option.strike.rung": 4}
    seed = next(seed for seed in range(500) if draw(seed, "escalate", "raid") < 0.05)
    fire = table(fifth, choice="press", seed=seed, USA="patrol@raid")
    host = {"turns": 1, "option.patrol.consent_of": ["PHL"]}
    asked = [table(host, refuses=said, USA="patrol@raid") for said in ((), ("PHL",))]
    picture = Handout(id="chart", file="chart.png", title="Chart of the strait", move=1, source="drill")
    sixty = {"low": 60.0, "mode": 60.0, "high": 60.0}
    late = table({"turns": 1, "incident.raid.window_hours": sixty})  # the window outlasts the last move
    hurt = table({"turns": 1, "assumptions.models.accidents_per_day": 100.0}, choice="press", USA="patrol@raid")
    drills = [
        (drill.game.start, drill.game.entries) for drill in (by_control, later, granted, fire, *asked, late, hurt)
    ]
    given = Game(as_read(drills[0][0].scenario).model_copy(update={"handouts": (picture,)}))
    given.submit({CONTROL: Decision()})
    week = scenarios.load(Path(__file__).parent / "data/library_week.toml")
    full = play(Game(week, seed=3), cast_for(week, cast_names(week, {})))
    talks, turned = talked(), called_back(drill)
    return [
        *drills,
        (talks.start, talks.entries),
        (turned.start, turned.entries),
        (more.start, more.entries),
        (given.start, given.entries),
        (full.start, full.entries),
    ]


def called_back(scenario: Scenario) -> Game:
    """The drill, in which a ship is called back before it has left."""
    none: dict[Seat, tuple[Act, ...]] = dict.fromkeys(scenario.players, ())
    orders = {Seat("USA"): (Act("patrol", "raid"),), Seat("AUS"): (Act("joint-protest", "raid"),)}
    game = until(Game(scenario), "concur", none | orders)
    force = next(name for name, _ in game.state.voyages.items())
    game.interject(Seat("USA"), Decision((Recall(force),)))
    return until(game, "close", none)


def talked() -> Game:
    """An exercise in which people talk in every way there is: questions, proposals, a channel."""
    game = Game(scenarios.find("tutorial"), "aukus-jpn", 5)
    first, second, third = (seat for seat in game.scenario.capitals[:3])
    for seat, order in (
        (first, t.Ask("How many hulls lie at the quay?")),
        (CONTROL, t.Assign(f"{first}-1", "the intelligence desk")),
        (CONTROL, t.Answer(f"{first}-1", "Seven, two under way.", (second,))),
        (first, t.Table("A joint note, today.", (second, third))),
        (second, t.Sponsor(f"{first}-1")),
        (third, t.Vote(f"{first}-1", "against")),
        (CONTROL, t.CloseMotion(f"{first}-1")),
        (CONTROL, t.OpenChannel("liaison", "Liaison officers", (first, second))),
        (second, t.Post("liaison", "Who drafts?")),
        (CONTROL, t.CloseChannel("liaison")),
    ):
        game.interject(seat, Decision((order,)))
    return game


def sources(directed: Sequence[tuple[State, Sequence[Entry]]]) -> Iterator[tuple[State, Sequence[Entry]]]:
    """Every game whose sentences are looked at, with its first state: golden games, seminars, directed drills."""
    for name, coalition in CASES:
        yield played(name, coalition).start, played(name, coalition).entries
    for path in sorted(SEMINARS.glob("*.jsonl")):
        if path.stem != "room":
            log = read(path)
            yield start(log.header.scenario, log.header.coalition), log.entries
    yield from directed


def form(entry: Entry) -> str:
    """The kind of sentence: the kind of entry and the facts its wording turns on."""
    values = {name: facts(getattr(entry, name)) for name in TURNS_ON if hasattr(entry, name)}
    turning = [f"{name}={value['kind'] if isinstance(value, dict) else value}" for name, value in values.items()]
    orders = getattr(getattr(entry, "decision", None), "orders", ())
    turning += sorted({f"orders={order.kind}" for order in orders})[:1]
    if hasattr(entry, "order"):
        turning.append(f"order={entry.order.kind}")
    return " ".join([type(entry).__name__, *turning])


def pattern(text: str, titles: Sequence[str]) -> str:
    """*text* without numbers, seats and the scenario's *titles*: reasons that differ in these alone are one wording."""
    for title in titles:
        text = text.replace(title, "@")
    return re.sub(r"\b[A-Z]{3}\b(, )?", "@", re.sub(r"-?\d+(\.\d+)?", "#", text.replace("@ and @", "@")))


def wording(games: Iterator[tuple[State, Sequence[Entry]]]) -> Iterator[str]:
    """Every kind of sentence and of reason once, in the words of the first game that has it; then the measures."""
    first: dict[str, list[str]] = {}
    reasons: dict[str, str] = {}
    for begin, entries in games:
        state = begin
        titles = [incident.title for incident in begin.scenario.incidents]
        for entry in entries:
            state = apply(state, entry)
            line = narrate(entry, state)
            if line is None:
                continue
            name = form(entry)
            if name not in first:
                first[name] = [f"{name}", f"\tH+{line.hour} [{line.style}] {line.text}"]
                first[name] += [f"\t  {reason}" for reason in line.detail]
            for reason in line.detail:
                for part in reason.removeprefix("because: ").split("; "):
                    reasons.setdefault(f"{type(entry).__name__}: {pattern(part, titles)}", part)
    for name in sorted(first):
        yield from first[name]
    yield ""
    yield "REASONS"
    for name in sorted(reasons):
        yield f"\t{name.partition(':')[0]}: {reasons[name]}"
    yield ""
    yield "MEASURES"
    for known in MEASURES.values():
        yield f"\t{known.name} [{known.unit}, {known.better or 'neither'} is better]: {known.text}"


def test_no_sentence_was_reworded_unseen(
    directed: Sequence[tuple[State, Sequence[Entry]]], request: pytest.FixtureRequest
) -> None:
    """The one file that changes with a sentence."""
    now = list(wording(sources(directed)))
    if request.config.getoption("--regold"):
        WORDING.write_text("\n".join(now) + "\n", "utf-8")

    assert WORDING.read_text("utf-8").splitlines() == now


def test_every_kind_of_entry_stands_in_the_wording(directed: Sequence[tuple[State, Sequence[Entry]]]) -> None:
    """The games that are looked at write every kind there is; a new kind needs a game that shows it."""
    assert set(KINDS) == {type(entry).__name__ for _, entries in sources(directed) for entry in entries}
