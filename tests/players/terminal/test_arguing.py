"""A matrix argument put together at a terminal: every part asked for, every slip told with what would be right."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.orders import Argue, ArguedEffect, Point
from fourthseat.engine.core.terms import Outcome, Seat
from fourthseat.players.terminal.arguing import asked_for, effect_in

TUTORIAL = scenarios.find("tutorial")
FIRST, SECOND = TUTORIAL.players[:2]
RAID = TUTORIAL.incidents[0].id


def typed(lines: Sequence[str], rulings: tuple[str, ...] = ()) -> tuple[Argue | None, list[str]]:
    """What comes of those lines, and what was said in between."""
    left, said = list(lines), list[str]()
    return asked_for(TUTORIAL, rulings, lambda _: left.pop(0), said.append), said


def test_every_part_is_asked_for() -> None:
    """A vote about a ruling, with reasons, addressees and effects; slips are told and asked again."""
    lines = [
        "A pilot goes aboard",
        "she turns back",
        "rade",
        RAID,
        f"{FIRST}: it is our law",
        "no colon",
        "",
        "",
        "votes",
        "vote",
    ]
    lines += ["y" if seat == FIRST else "n" if seat == SECOND else "" for seat in TUTORIAL.players]
    lines += [
        "NOWHERE",
        f"{FIRST}, {SECOND}",
        "?",
        "trust seat=NOBODY amount=0.1",
        f"trust seat={FIRST} amount=0.1",
        "severity amount=-0.2 in_part=yes",
        "",
    ]
    order, said = typed(lines, (RAID,))

    assert order == Argue(
        "A pilot goes aboard", "she turns back", "vote", (FIRST, SECOND), RAID, (Point(str(FIRST), "it is our law"),),
        votes=((str(FIRST), True), (str(SECOND), False)),
        effects=(ArguedEffect("trust", 0.1, seat=FIRST), ArguedEffect("severity", -0.2, in_part=True)),
    )  # fmt: skip
    told = "\n".join(said)
    assert f"did you mean '{RAID}'" in told or RAID in told
    for words in ("write who gives it", "no seat 'NOWHERE'", "no such seat", "kinds: "):
        assert words in told


def test_it_can_be_given_up_and_needs_little() -> None:
    """Enter at the first question; and dice about a fact of its own, told to everybody."""
    assert typed([""]) == (None, [])
    order, _ = typed(["It rains", "nobody sails", "", "", "", "", ""])
    assert order == Argue("It rains", "nobody sails", "2d6", TUTORIAL.players)
    by_word, _ = typed(["It rains", "nobody sails", "", "", "umpire", "success", "", ""])
    assert by_word is not None
    assert by_word.verdict is Outcome.SUCCESS


@pytest.mark.parametrize(
    ("line", "effect"),
    [
        ("message seats=NORTH,SOUTH text=The port = closed", ArguedEffect("message", text="The port = closed", seats=(Seat("NORTH"), Seat("SOUTH")))),
        ("legal seat=NORTH category=war off=yes", ArguedEffect("legal", seat=Seat("NORTH"), category="war", off=True)),
        ("indicator indicator=stocks amount=−5 when=rung >= 2", ArguedEffect("indicator", -5, indicator="stocks", when="rung >= 2")),
        ("rule rule=quorum:2", ArguedEffect("rule", rule="quorum:2")),
    ],
)  # fmt: skip
def test_an_effect_is_one_line(line: str, effect: ArguedEffect) -> None:
    """Its kind, then keys and values."""
    assert effect_in(line) == effect


@pytest.mark.parametrize(
    ("line", "says"),
    [("trst seat=A", "did you mean 'trust'"), ("trust seet=A", "did you mean 'seat'"), ("trust amount=much", "a number is wanted"), ("legal off=maybe", "yes or no"), ("deploy", "no such kind"), ("trust NORTH", "'NORTH'")],
)  # fmt: skip
def test_a_slip_in_it_is_told(line: str, says: str) -> None:
    """With what would be right."""
    assert says in str(effect_in(line))
