"""The board: what it says, to whom, and that its strips say nothing its words do not."""

from __future__ import annotations

import re
from functools import cache
from xml.etree import ElementTree

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.entries.acts import Acted, LicenceSought, Licensed
from fourthseat.engine.core.entries.incidents import RungMoved
from fourthseat.engine.core.entries.kinds import AUDIENCES, Audience, Entry
from fourthseat.engine.core.records import replace
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.exercise.map.board import Group, as_html, board, has_board, leads
from fourthseat.engine.game.game import Game
from fourthseat.engine.rules.state import State, start
from fourthseat.engine.rules.view import View
from fourthseat.engine.rules.viewers import public, view
from fourthseat.players.cast import cast_for, cast_names
from tests.engine.exercise.map.spots import CASES, case

SCENARIO = scenarios.find("pillar-two")
WALL = Seat("")


@cache
def game() -> tuple[State, tuple[Entry, ...]]:
    """A whole game without an exemption for one member, so that licences wait: its end, and its log."""
    made = Game(SCENARIO, "aukus-jpn", 7)
    cast = cast_for(SCENARIO, cast_names(SCENARIO, {}))
    while made.pending:
        made.submit({seat: cast[seat].decide(asked) for seat, asked in made.pending.items()})
    return made.state, tuple(made.entries)


def groups(seat: Seat) -> tuple[Group, ...]:
    """The board of *seat* at the end."""
    state, entries = game()
    return board(public(state) if seat == WALL else view(state, seat), SCENARIO, entries)


def words(of: tuple[Group, ...]) -> str:
    """Everything a board says."""
    return "\n".join(f"{group.title} | {row.name} | {row.told}" for group in of for row in group.rows)


def test_control_sees_every_partner_of_every_line_and_each_licence_with_its_day() -> None:
    """Each line has a row for each seat that may receive it; what the log says of licences and flows stands there."""
    _, entries = game()
    told = words(groups(CONTROL))

    for line in SCENARIO.programmes:
        partners = {s for o in SCENARIO.options if o.programme == line.id for s in o.seats} - {line.donor}
        title = f"{line.title}, from {line.donor}"
        assert {row.name.split()[0] for g in groups(CONTROL) if g.title == title for row in g.rows} == partners
    granted = [e for e in entries if isinstance(e, Licensed)]
    assert len({e.route for e in granted}) > 1
    assert all(f"allowed at H+{e.hour}: {e.route.replace('+', ' and ')}" in told for e in granted)
    flows = [c for e in entries if isinstance(e, Acted) for c in e.changes if c.what == "programme"]
    assert flows
    assert all(f"flows since H+{c.to:.0f}" in told for c in flows)


@pytest.mark.parametrize("seat", [*SCENARIO.players, WALL])
def test_nobody_is_told_what_the_log_does_not_let_them(seat: Seat) -> None:
    """A board is the same without every entry that is another's or control's alone."""
    state, entries = game()
    kept = [
        entry
        for entry in entries
        if AUDIENCES[type(entry)] is Audience.EVERYBODY
        or (AUDIENCES[type(entry)] is Audience.SEAT and seat != WALL and getattr(entry, "seat", None) == seat)
    ]
    shown = public(state) if seat == WALL else view(state, seat)

    assert len(kept) < len(entries)
    assert board(shown, SCENARIO, kept) == board(shown, SCENARIO, entries)


def test_a_seat_reads_of_itself_and_the_wall_of_nobody() -> None:
    """Rows of technology are the seat's own; the wall has the crisis and the ports agreed on, and the opponent no technology."""
    jpn = [g for g in groups(Seat("JPN")) if ", from " in g.title]

    assert jpn
    assert {"JPN Japan"} == {row.name for g in jpn for row in g.rows}
    assert ["The crisis", "Access"] == [g.title for g in groups(WALL)], "who may use whose ports is public"
    assert not any(", from " in g.title for g in groups(Seat("PRC")))


def test_leaks_are_for_those_who_share_the_secrets() -> None:
    """As in the view: the members and control."""
    state = replace(game()[0], leaks=((100, Seat("AUS"), "leak"), (300, Seat("AUS"), "intrusion")))

    def told(shown: View) -> str:
        return words(board(shown, SCENARIO, ()))

    assert "Secrets | Leak at AUS | 2, at H+100, H+300" in told(view(state, CONTROL))
    assert "Leak at AUS" in told(view(state, Seat("USA")))
    assert "Leak" not in told(public(state)) + told(view(state, Seat("PRC")))


def test_the_ladder_is_told_step_by_step() -> None:
    """Each step of the log is in the row's track, and the latest in its words."""
    _, entries = game()
    row = groups(WALL)[0].rows[0]
    steps = [(e.hour, float(e.to)) for e in entries if isinstance(e, RungMoved)]

    assert steps
    assert row.track is not None
    assert set(steps) <= set(row.track.points)
    assert f"{steps[-1][1]:.0f} at H+{steps[-1][0]}" in row.told


def test_two_steps_of_one_hour_are_both_told() -> None:
    """Up and down again as a move closes and the next one opens: the highest rung is not passed over."""
    state, _ = game()
    last, end = state.rung, state.hour
    entries = [
        RungMoved(0, 2, "-", "", 1.0, 0.0),
        RungMoved(end, 4, "-", "", 1.0, 0.0),
        RungMoved(end, last, "-", "", 1.0, 0.0),
    ]
    [row] = [
        row
        for group in board(public(state), SCENARIO, entries)
        for row in group.rows
        if row.track and "Rung" in row.name
    ]

    assert row.told.endswith(f": {SCENARIO.ladder.start} at STARTEX, 2 at H+0, 4 at H+{end}, {last} at H+{end}")


def test_a_licence_at_the_desk_counts_its_days() -> None:
    """Before it is granted the row says since when it waits."""
    _, entries = game()
    sought = next(e for e in entries if isinstance(e, LicenceSought) and e.seat == "JPN")
    at = next(n for n, e in enumerate(entries) if e is sought)
    shown = view(start(SCENARIO, "aukus-jpn"), Seat("JPN")).at(sought.hour + 49)

    assert f"asked for at H+{sought.hour}, day 3 at the licence desk" in words(
        board(shown, SCENARIO, entries[: at + 1])
    )


def test_the_table_is_well_formed_and_its_strips_are_for_the_eye_alone() -> None:
    """It parses; each row has three cells, the last in words; strips are hidden from who listens; nothing lies outside a strip."""
    state, _ = game()
    for seat in (CONTROL, *SCENARIO.players, WALL):
        table = ElementTree.fromstring(as_html(groups(seat), SCENARIO, state.hour))
        rows = [row for row in table.iter("tr") if row.find("td") is not None]
        assert len(rows) == sum(len(g.rows) for g in groups(seat))
        for row in rows:
            assert [cell.tag for cell in row] == ["th", "td", "td"]
            assert row[2].text
            strip = row[1][0]
            assert strip.get("aria-hidden") == "true"
            wide = float(strip.get("viewBox", "").split()[2])
            assert all(
                0 <= float(r.get("x", -1)) <= float(r.get("x", 0)) + float(r.get("width", 0)) <= wide + 2.1
                for r in strip.iter("rect")
            )
            assert all(
                0 <= float(x) <= wide
                for p in strip.iter("path")
                for x in re.findall(r"[MH](\d+\.?\d*)", p.get("d", ""))
            )


def test_which_exercises_have_a_board_and_where_it_leads() -> None:
    """Technology or licences make one; it leads where there is no place, or where technology is what it is about and all is quiet."""
    assert {name for name in scenarios.names() if not has_board(case(name))} == {
        "tutorial",
        "taiwan-strait-seminar",
    }
    assert not any(has_board(case(name)) for name in CASES if name != "far-pacific")

    def led(name: str) -> bool:
        scenario = case(name)
        return leads(view(start(scenario, scenario.coalitions[0].id), CONTROL), scenario)

    assert led("pillar-two")
    assert not led("senkaku")
    homeless = SCENARIO.model_copy(update={"places": ()})
    assert has_board(homeless)
    assert leads(public(game()[0]), homeless)
