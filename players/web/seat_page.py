"""A cell's page: what it is asked and may order, what it has sent, its people, and what waits for its word."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from fourthseat.engine.core.orders import Decision
from fourthseat.engine.core.terms import Seat, Turn
from fourthseat.engine.core.wording import CHOICE_COMMAND
from fourthseat.engine.record.described import describe_order
from fourthseat.engine.record.perspective import StoryItem
from fourthseat.engine.record.said import course_told
from fourthseat.engine.rules.seen import options_known, spoken_of
from fourthseat.engine.rules.state import Talk
from fourthseat.engine.rules.view import View
from fourthseat.engine.scenario.option_rows import Option
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.web.cell_facts import NO_CELL
from fourthseat.players.web.contexts import (
    CourseShown,
    FilledForm,
    MenuGroup,
    PublicPage,
    SealedAnswer,
    SeatPage,
    values,
)
from fourthseat.players.web.notices import notices
from fourthseat.players.web.now import digest, now_for_cell
from fourthseat.players.web.session import Room
from fourthseat.players.web.talk_lists import last_talks, own_numbers, talk_names, unanswered

__all__ = ["seat_page"]

HANDS_SHOWN, SAID_SHOWN = 3, 60
"""Shows of hands, and sayings, of a cell on its page: the last of them."""
MENU_UNFOLDED = 8
"""Options of a form up to which it is all unfolded, on the smallest screen too."""


def seat_page(room: Room, seat: Seat, head: PublicPage, story: Sequence[StoryItem], here: tuple[str, ...]) -> SeatPage:
    """What the cell of *seat* sees beside its *head*: *story* is what it was told, *here* who of it looks at a screen."""
    scenario = room.scenario
    answer, recalled = room.round.sealed.get(seat), room.record.recalled.get(seat)
    closed = head.move if head.stage in ("outbrief", "plenary", "washup") else head.move - 1
    words = () if answer is None else tuple(describe_order(order, room.state) for order in answer.decision.orders)
    taken_back = None if recalled is None or recalled.key != room.round_key(seat) else recalled.decision
    filled = _filled(head.v, taken_back)
    return SeatPage(
        **values(head),
        turns=scenario.turns,
        players=tuple(scenario.players),
        key=room.round_key(seat),
        sealed=None if answer is None else SealedAnswer(answer.by, answer.at, words),
        filled=filled,
        courses=_courses(head.v, scenario),
        menu=_menu(head.v, filled.acts),
        calls=(calls := unanswered(head.v)),
        talks=(talks := last_talks(head.v)),
        earlier=len(head.v.talks) - len(talks),
        names=talk_names((*talks, *calls), scenario, own_numbers(head.v)),
        known={option.id: option.title for option in spoken_of(head.v, options_known(scenario, seat)).values()},
        closes=room.record.at_end == "close",
        grace=room.record.grace,
        washing=room.record.washing,
        **_cell(room, seat, here),
        now=now_for_cell(
            head.stage,
            head.v.questions,
            len(calls),
            sealed=answer is not None,
            by_doctrine=seat in room.record.doctrine,
            washing=(room.record.washing or head.stage == "washup") and room.driven is None,
            turn=head.v.turn,
            alone=room.driven is not None,
        ),
        notices=notices(
            seat,
            story,
            room.game.entries,
            room.active,
            _asked_of(room.round_key(seat), head.v, calls, sealed=answer is not None),
        ),
        digest=digest(head.v, story, room.game.entries, _move_title(scenario, closed), closed) if closed else None,
        refers=_refers(head.v),
        by_doctrine=seat in room.record.doctrine,
        alone=room.driven is not None,
        closing=0 if (waits := room.waits.of("round")) is None or seat not in room.round.asked else waits.number,
    )


def _cell(room: Room, seat: Seat, here: tuple[str, ...]) -> dict[str, Any]:
    """The people of *seat*'s cell, for that cell alone."""
    own = room.record.cells.get(seat, NO_CELL)
    shows = []
    for n, vote in list(enumerate(own.votes, 1))[-HANDS_SHOWN:][::-1]:
        hands = {
            word: tuple(name for (number, name), cast in own.hands.items() if number == n and cast == word)
            for word in ("yes", "no", "abstain")
        }
        shows.append((n, vote, hands))
    return {
        "own": own,
        "here": here,
        "everybody": tuple(dict.fromkeys((*here, *room.record.names.get(str(seat), ()), *own.sealers))),
        "sayings": own.said[: -SAID_SHOWN - 1 : -1],
        "shows": tuple(shows),
    }


def _asked_of(key: str, shown: View, calls: Sequence[Talk], *, sealed: bool) -> list[tuple[str, str]]:
    """What waits for a cell, named so that it is announced once: the round, and what others want an answer to."""
    numbers = own_numbers(shown)
    asked = [(f"call:{numbers[talk.number]}", f"{talk.seat} wants an answer: {talk.text}") for talk in calls]
    if key and not sealed:
        texts = [question.text for question in shown.questions if question.text]
        asked.append((f"asked:{key}", "; ".join(texts) or f"Your orders for move {shown.turn} are asked for"))
    return asked


def _move_title(scenario: Scenario, turn: Turn) -> str:
    """The move's own title; empty where it has none."""
    move = scenario.move_at(turn)
    return move.title if move else ""


def _refers(shown: View) -> dict[str, tuple[str, ...]]:
    """Names of the proposals about the same option and incident, or about the option alone, by the request."""
    return {
        request.id: tuple(
            motion.id
            for motion in shown.motions
            if motion.option == request.option and motion.incident in ("", request.incident)
        )
        for request in shown.asked
    }


def _filled(shown: View, recalled: Decision | None) -> FilledForm:
    """The form of *shown* with what a cell had *recalled*; empty if it had not."""
    if recalled is None:
        return FilledForm(choices=("",) * len(shown.questions))
    said = {order.request: "yes" if order.concur else "no" for order in recalled.orders if order.kind == "reply"}
    chosen = {order.incident: order.choice for order in recalled.orders if order.kind == "choose"}
    return FilledForm(
        acts=frozenset(f"{order.option}@{order.incident}" for order in recalled.orders if order.kind == "act"),
        free="".join(order.text for order in recalled.orders if order.kind == "propose"),
        choices=tuple(
            said.get(question.about, "") if question.kind == "concur" else chosen.get(question.about, "")
            for question in shown.questions
        ),
        intent=recalled.intent,
        reason=recalled.reason,
        expected=recalled.expected,
        confidence="" if recalled.confidence is None else str(recalled.confidence),
    )


def _courses(shown: View, scenario: Scenario) -> dict[str, tuple[CourseShown, ...]]:
    """What an opponent may do where its incident lists courses, in the order of the question."""
    return {
        question.about: tuple(
            CourseShown(
                choice, CHOICE_COMMAND[choice].capitalize(), chance, course_told(scenario, question.about, choice)
            )
            for choice, chance in question.courses
        )
        for question in shown.questions
        if question.courses
    }


def _menu(shown: View, ticked: AbstractSet[str]) -> tuple[MenuGroup, ...]:
    """The menu by incident, as a form shows it; of a long one only what holds something *ticked* is unfolded."""
    titles = {incident.id: incident.title for incident in shown.incidents}
    groups: dict[str, list[tuple[str, Option]]] = {}
    for act in shown.menu:
        groups.setdefault(act.incident, []).append((f"{act.option}@{act.incident}", shown.options[act.option]))
    short = len(shown.menu) <= MENU_UNFOLDED or len(groups) == 1
    return tuple(
        MenuGroup(
            name or "any",
            titles.get(name, "Not about one incident"),
            tuple(rows),
            short or any(value in ticked for value, _ in rows),
        )
        for name, rows in sorted(groups.items(), key=lambda pair: (pair[0] == "", pair[0]))
    )
