"""Control's page, and an evaluator's: everything the room and the game hold, and what control looks at before it decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from fourthseat.engine.core.terms import CONTROL, Hour, Turn
from fourthseat.engine.exercise.aar.evidence import move_of_note
from fourthseat.engine.exercise.collection import Collected, collected, planned
from fourthseat.engine.exercise.lookahead import RolloutSummary, bounds
from fourthseat.engine.exercise.stages import MINUTES
from fourthseat.engine.models.argument import NEEDED, odds
from fourthseat.engine.record.causes import why_ended
from fourthseat.engine.record.described import describe_order
from fourthseat.engine.record.perspective import StoryItem
from fourthseat.engine.rules.state import State
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.web.advice import advice
from fourthseat.players.web.argued import ROWS, choices
from fourthseat.players.web.contexts import ControlPage, PublicPage, values
from fourthseat.players.web.facts import SessionRecord
from fourthseat.players.web.followed import Followed
from fourthseat.players.web.granting import pending, settled
from fourthseat.players.web.hands import Proposal
from fourthseat.players.web.incident_form import incident_choices
from fourthseat.players.web.notices import notices
from fourthseat.players.web.now import now_for_control
from fourthseat.players.web.script import conditions, consequences, events, timeline
from fourthseat.players.web.session import Room
from fourthseat.players.web.shelf import shelf
from fourthseat.players.web.talk_lists import last_talks, own_numbers, talk_names, unanswered
from fourthseat.players.web.talk_page import MODES

__all__ = ["Considered", "control_page"]

_CONTROL_IS_ASKED = {
    "brief": "Turn zero: open move 1 when everybody is seated.",
    "outbrief": "The move has closed. Call the plenary, or open the next move.",
    "plenary": "Plenary: open the next move when it is over.",
    "adjudicate": "The move closes: rule on what came of it.",
}
"""What is announced to control as it is asked, by stage."""


@dataclass
class Considered:
    """What control looks at before it decides."""

    proposal: Proposal | None = None
    """A change of the world that it has not made yet."""
    ahead: list[RolloutSummary] = field(default_factory=list)
    ahead_note: str = ""
    ahead_at: Hour = 0
    """The hour from which it was looked ahead."""


def control_page(
    room: Room,
    role: str,
    head: PublicPage,
    story: Sequence[StoryItem],
    followed: Followed,
    considered: Considered,
    *,
    present: Counter[str],
    here: Callable[[str], tuple[str, ...]],
) -> ControlPage:
    """What control sees, or with the role of an evaluator what control lets it see: no list, no arguments, no form.

    *present* counts the screens of each role, and *here* tells the names of the people before them.
    """
    state = room.state
    control = role == str(CONTROL)
    rows = events(state, followed) if control else ()
    return ControlPage(
        **values(head),
        s=room.scenario,
        record=room.record,
        now=now_for_control(
            head.stage,
            head.waits,
            len(head.v.proposals),
            len(head.v.rulings),
            state.turn or 1,
            all_in=not room.waiting() and bool(room.round.asked),
            halted=room.halt is not None,
        ),
        notices=notices(CONTROL, story, room.game.entries, room.active, _for_control(room, head)) if control else (),
        note_moves=tuple(_note_moves(room)),
        roles=room.roles,
        present=present,
        people={role: here(role) for role in room.roles},
        key=room.round_key(CONTROL) if control else "",
        modes=MODES,
        shelf=shelf(room.record, room.scenario) if control else (),
        acts=tuple(room.waits.all) if control else (),
        sealed_by_people=tuple(room.round.sealed),
        all_in=not room.waiting() and bool(room.round.asked),
        running=room.clock.running,
        step=room.stage_clock.step[1],
        warning=room.warning,
        halt=room.halt if control else None,
        again=tuple(room.round.sealed) if control and room.halt is not None else (),
        back=max(1, state.turn),
        coalition=state.coalition.id,
        ended=why_ended(state.ended, state.end_reason) if state.ended else "",
        washing=room.record.washing,
        calls=(calls := unanswered(head.v)),
        talks=(talks := last_talks(head.v)),
        earlier=len(head.v.talks) - len(talks),
        names=talk_names((*talks, *calls), room.scenario, own_numbers(head.v), state if control else None),
        bounds={name: bounds(state, name, estimate.p) for name, _, estimate in head.v.rulings},
        effects=choices(room.scenario),
        effect_rows=ROWS,
        carried=dict(room.game.carried) if control else {},
        proposal=considered.proposal if control else None,
        pending=pending(replace(state, hour=room.game.hour)) if control else (),
        settled=settled(state) if control else (),
        incidents=incident_choices(room.scenario) if control else None,
        added=_added(room) if control else (),
        interventions=_interventions(state) if control else (),
        proposals=tuple(followed.proposals) if control else (),
        told=conditions(room.scenario) if control else {},
        does=consequences(room.scenario) if control else {},
        plan=_plan(room.scenario, room.record, state, room.active),
        advice=advice(state, room.stage, [seat for seat, _ in followed.proposals], rows) if control else (),
        rows=rows,
        line=timeline(state, rows),
        ahead=considered.ahead,
        ahead_note=considered.ahead_note,
        ahead_at=considered.ahead_at,
        odds=_odds_table(),
        needed=NEEDED,
        minutes=tuple(MINUTES),
    )


def _for_control(room: Room, head: PublicPage) -> list[tuple[str, str]]:
    """What waits for control, named so that it is announced once."""
    key = room.round_key(CONTROL)
    if room.halt is not None:
        return [(f"halt:{len(room.game.entries)}", "The engine has stopped.")]
    if key:
        said = _CONTROL_IS_ASKED.get(head.stage, "You are asked.")
        nothing = head.stage == "adjudicate" and not head.v.rulings
        return [(f"asked:{key}:{head.stage}", "The move closes: nothing is up for a ruling." if nothing else said)]
    if room.round.asked and not room.waiting():
        return [(f"in:{len(room.game.entries)}", "Every answer is in.")]
    return []


def _note_moves(room: Room) -> Iterator[Turn]:
    """The move that each note is about, in the order they were taken."""
    for note in room.record.notes:
        yield move_of_note(note.entry, note.turn, room.branches[note.line].game.entries)


def _plan(scenario: Scenario, record: SessionRecord, state: State, branch: str) -> tuple[Collected, ...]:
    """The data-collection plan with what there is for each question in *branch*."""
    notes = Counter(note.objective for note in record.notes if note.line == branch)
    ratings = {name: rated.rating for name, rated in record.ratings.items()}
    plan = planned(scenario, [(one.text, one.answered_by) for one in record.questions])
    return collected(plan, state.injected, notes, ratings)


def _added(room: Room) -> tuple[str, ...]:
    """Titles of the incidents that control has added, the latest first."""
    began = room.game.start.scenario.incident_by_id
    return tuple(one.title for one in reversed(room.scenario.incidents) if one.id not in began)


def _interventions(state: State) -> tuple[str, ...]:
    """How control has changed the world, in words, the latest first."""
    return tuple(describe_order(order, state) for order in reversed(state.interventions))


def _odds_table() -> tuple[tuple[int, float], ...]:
    return tuple((net, odds(max(net, 0), max(-net, 0)).p) for net in range(-4, 5))
