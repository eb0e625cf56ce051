"""Writes docs/taiwan-game.md: what doctrines order in the published Taiwan Strait game, beside its expert teams.

``python docs/taiwan.py`` plays and writes the page. ``python docs/taiwan.py LOG…`` prints it instead, with one more column: the games of these
logs, such as those of a team of people (``fourthseat play taiwan-strait-seminar --seat USA=human --log LOG``) or of a room.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from fourthseat import scenarios
from fourthseat.engine.core import entries as e
from fourthseat.engine.core.terms import Seat
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.log import read
from fourthseat.engine.scenario.doctrine_sets import following
from fourthseat.engine.scenario.overrides import vary
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.study.statistics import wilson
from fourthseat.players.cast import cast_for, cast_names

NAME, TEAM = "taiwan-strait-seminar", Seat("USA")
PAGE = Path(__file__).parent / "taiwan-game.md"
FIRST = "group-crowded"
"""The incident of the first move."""
GAMES = 200
RANDOM = "anything"

MILITARY = ("deter", "attack", "defend")


class Row(NamedTuple):
    """A line of the published table: what it counts, and how many of the 21 public teams ticked it."""

    label: str
    options: tuple[str, ...]
    """Ticked if any of these was ordered."""
    teams: int
    beside: tuple[str, ...] = ()
    """… and any of these as well."""


TEAMS = 21
PUBLISHED = (
    Row("move 1: hold fire unless fired upon", ("hold-unless-fired-upon",), 12),
    Row("move 2: any military action", MILITARY, 20),
    Row("of it: deter or preserve the status quo", ("deter",), 19),
    Row("of it: attack", ("attack",), 0),
    Row("move 2: diplomacy (allies included)", ("diplomacy",), 20),
    Row("move 2: information operations", ("information-operations",), 18),
    Row("move 2: economic punishment", ("economic-punishment",), 8),
)
"""The shares that were given to us, of the 21 public teams; the others of the same table were not looked at."""

Orders = frozenset[str]
"""The options that the team ordered in one game."""


def ordered(entries: Iterable[e.Entry]) -> Orders:
    """What the team ordered in a game, refused orders left out."""
    return frozenset(entry.option for entry in entries if isinstance(entry, e.Ordered) and entry.seat == TEAM)


def played(scenario: Scenario, games: int, doctrine: str) -> list[Orders]:
    """What a team that follows *doctrine* ordered in each of *games* games; :data:`RANDOM` orders whatever it may."""
    if doctrine == RANDOM:
        varied, seated = scenario, {str(TEAM): "uniform"}
    else:
        varied, seated = vary(scenario, following(scenario, [f"{TEAM}={doctrine}"])), {}
    cast = cast_for(varied, cast_names(varied, seated))
    variant = varied.coalitions[0].id
    return [ordered(play(Game(varied, variant, seed), cast).entries) for seed in range(games)]


def ticked(games: Sequence[Orders], row: Row) -> int:
    """In how many of *games* the box of *row* was ticked."""
    return sum(bool(one & set(row.options)) and (not row.beside or bool(one & set(row.beside))) for one in games)


def share(count: int, of: int) -> str:
    """A share with its Wilson 95 % interval, as the published table writes it."""
    s = wilson(count, of, 0.05)
    return f"{s.estimate:.2f} [{max(0.0, s.low):.2f}, {min(1.0, s.high):.2f}]"


def verdict(count: int, of: int, row: Row) -> str:
    """A mark where the interval of a share has nothing in common with that of the expert teams: ▲ above, ▼ below, else nothing."""
    experts, here = wilson(row.teams, TEAMS, 0.05), wilson(count, of, 0.05)
    return " ▲" if here.low > experts.high else " ▼" if here.high < experts.low else ""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = ["| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows)]
    return "\n".join(lines)


def comparison(found: Mapping[str, Sequence[Orders]]) -> str:
    """The published rows, the expert teams first."""
    head = ["option", f"expert teams ({TEAMS})", *(f"{name} ({len(games)})" for name, games in found.items())]
    return table(
        head,
        (
            [
                row.label,
                f"{row.teams}: {share(row.teams, TEAMS)}",
                *(
                    share(count := ticked(games, row), len(games)) + verdict(count, len(games), row)
                    for games in found.values()
                ),
            ]
            for row in PUBLISHED
        ),
    )


def every_option(scenario: Scenario, found: Mapping[str, Sequence[Orders]]) -> str:
    """Every option of the published lists, without intervals: what doctrines ordered."""
    rows = []
    for option in scenario.options:
        if TEAM in option.seats:
            counts = [(ticked(games, Row("", (option.id,), 0)), len(games)) for games in found.values()]
            rows.append(
                [
                    f"move {1 if FIRST in option.incidents else 2}: {option.title}",
                    *(f"{count / of:.2f}" for count, of in counts),
                ]
            )
    return table(["option", *found], rows)


def summary(found: Mapping[str, Sequence[Orders]]) -> str:
    """For each doctrine: in how many of the rows it lies in the teams' interval, and how far it is from their shares."""
    both = Row("", ("diplomacy",), 0, MILITARY)
    rows = []
    for name, games in found.items():
        shares = [(ticked(games, row) / len(games), row) for row in PUBLISHED]
        inside = sum(not verdict(ticked(games, row), len(games), row) for row in PUBLISHED)
        apart = sum(abs(value - row.teams / TEAMS) for value, row in shares) / len(shares)
        boxes = sum(len(one) for one in games) / len(games)
        rows.append(
            [
                name,
                f"{inside} of {len(PUBLISHED)}",
                f"{apart:.2f}",
                share(ticked(games, both), len(games)),
                f"{boxes:.1f}",
            ]
        )
    return table(
        [
            "who",
            "rows without a mark",
            "mean distance from their share",
            "diplomacy and military action both",
            "boxes ticked, both moves",
        ],
        rows,
    )


def page(scenario: Scenario, found: Mapping[str, Sequence[Orders]]) -> str:
    """The page of the manual."""
    return TEXT.format(
        comparison=comparison(found),
        summary=summary(found),
        every=every_option(scenario, found),
        games=GAMES,
    )


def of_doctrines(scenario: Scenario, games: int) -> dict[str, list[Orders]]:
    """The games of every doctrine of a capital, and of a team that orders whatever it may."""
    names = [one.id for one in scenario.doctrines if one.side == "capital"]
    return {name: played(scenario, games, name) for name in (*names, RANDOM)}


TEXT = """# Beside 21 expert teams

<!-- Made by `python docs/taiwan.py`, which plays the games; edit the text there. -->

`taiwan-strait-seminar` is a game that others have published: a team of American deputies advises in a crisis in the Taiwan Strait, first on rules of
engagement and the use of an automated defence, then, after fishermen have been killed, on a national response. 48 teams of experts have played it
[Lamparth2024]; the answers of 21 of them, 107 people, are public. The scenario has the published texts and every option of the published lists, so what
doctrines, people or programs order can be set beside what these teams ordered.

**What is compared** is whether a box was ticked: the share of teams, or of games, in which an option was ordered at least once, with its Wilson 95 % interval.
▲ and ▼ mark shares whose interval lies wholly above or below that of the expert teams. {games} games a column; *anything* is a team that orders at random
whatever it may.

{comparison}

{summary}

## How to read it

- A doctrine is a rule. What it sees at STARTEX is much the same in every game, so its share is mostly 0 or 1, and its narrow interval says that the rule is
  certain, not that experts agree. Where 12 of 21 teams ticked a box, reasonable people differed; no single doctrine can show that, a mixture could.
- These seven shares were known *before* the doctrines were written. That the standard one should talk and move at once was asked for because of them, and its breadth
  (orders in a move) was chosen with them in mind: its agreement on diplomacy beside military action is no test of it. The other shares of the experiment were not
  looked at; they are for a test.
- **Where they differ.** The bold doctrine attacks, and no team did: it goes a rung above the act, and a rung is all that an attack is to it; `tit-for-tat` attacks where the
  opponent has pressed in the first move. Most doctrines punish economically whenever it is worth its price, in every game; a good third of the teams did. The cautious one
  orders no information operations, which most teams did, and holds fire at all costs. None surges production at home: it counts for too little within a
  week. `consensus-first` has nobody to agree with at a table with one seat.
- Which rung an option stands on decides which doctrine orders it. The rungs are ours. Two codings were changed after the games had first been looked at: an attack had stood a rung
  lower, as a makeshift that kept it on the menu, and the standard doctrine ordered it in every game; and deterring and defending had been one deployment
  under two names, between which a doctrine chose by the alphabet.
- Doctrines weigh what an option changes, one by one. Nothing tells them that two boxes of one list contradict each other: the bold one fires at whatever comes close *and* holds fire
  unless fired upon. The published form allows that ("select all that apply"); how often teams did is not known here.
- A doctrine orders at most as many boxes in a move as its `orders` says and counts what they cost; a box whose effect has no worth to it stays empty. A team is not bound so.
- The conditions of the experiment (a status-quo or a revisionist opponent, the accuracy of the system, the training of the crew) are confounded in the public part: 9 of
  the 11 teams that met a revisionist opponent had the less accurate system. Only pooled shares are shown; a difference between conditions would be a direction at most.
- The players were experts who advised, not governments that decided. Nobody played the opponent, and nothing was adjudicated; here an opponent's doctrine
  plays, which changes what follows from an order and hardly whether it is given.

## Every option of the published lists

Shares of games. What expert teams ordered of these is known here only for the seven rows above.

{every}

## To set a team beside it

1. `fourthseat play taiwan-strait-seminar --seat USA=human --log team-1.jsonl`, or a room: `fourthseat seminar taiwan-strait-seminar`. The team reads situation and brief,
   ticks what it orders, and writes its end state into the intent.
2. `python docs/taiwan.py team-1.jsonl team-2.jsonl` prints this page with a column of these games.
3. In studies each box is a measure: `fourthseat batch taiwan-strait-seminar --doctrine cautious --doctrine bold`.

The texts stand under the MIT licence, copyright (c) 2023 Anthony Corso; it is at the head of the scenario file.
"""


def main(logs: Sequence[str]) -> int:
    """Write the page, or print it with the games of *logs* in a column of their own."""
    scenario = scenarios.find(NAME)
    found = of_doctrines(scenario, GAMES)
    if not logs:
        PAGE.write_text(page(scenario, found), "utf-8")
        print(f"docs/{PAGE.name}")
        return 0
    theirs = [ordered(read(Path(log)).entries) for log in logs]
    print(page(scenario, {"these logs": theirs} | found))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
