"""What the steps of a game share: the record so far, the questions that are open, and who waits for what.

The state is the fold of what was written; nothing here decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from typing import Any, Self

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.chance import draw
from fourthseat.engine.core.orders import Choice, Decision, QuestionKind
from fourthseat.engine.core.terms import Estimate, Seat
from fourthseat.engine.game.agenda import (
    Announced,
    AtWork,
    FlashAsked,
    Priority,
    QuestionStep,
    Step,
    TeamBack,
    Teams,
    Topic,
    UnderWay,
)
from fourthseat.engine.game.clock import Clock
from fourthseat.engine.rules import legality
from fourthseat.engine.rules.fold import apply
from fourthseat.engine.rules.state import State, start, under
from fourthseat.engine.rules.view import View
from fourthseat.engine.rules.view_parts import Question
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["LICENCE_DESK", "Table", "in_order"]

LICENCE_DESK = Seat("licence desk")
"""The case officers who decide on export licences, among the staffs of the seats."""


class Table(Clock):
    """A clock with a record, open questions, and teams at work.

    It is a value: a copy shares nothing with it that changes, and tells nobody what it writes.
    """

    def __init__(
        self, scenario: Scenario, coalition: str, seed: int, on_entry: Callable[[e.Entry], None] | None = None
    ) -> None:
        """At hour 0, with nothing written; *seed* is any integer of at most 128 bits."""
        super().__init__()
        self.seed = seed
        self.start: State = start(scenario, coalition)
        self.state = self.start
        self.scenario = self.state.scenario
        self.entries: list[e.Entry] = []
        self._on_entry = on_entry
        self._asked: dict[Seat, dict[str, tuple[Question, QuestionStep]]] = {}
        self._views: dict[Seat, View] | None = None
        self._known: set[Topic] = set()
        """What has been announced."""
        self._waiting: dict[Topic, tuple[Step, ...]] = {}
        """Who waits for an announcement."""
        self._teams = {s.id: Teams(s.staff_teams) for s in self.scenario.seats}
        self._teams[LICENCE_DESK] = Teams(scenario.desk.case_officers)
        self.flashes: dict[Seat, tuple[str, ...]] = {}
        """Seats that are to be asked for orders at the end of this hour, and what each is asked about, in words."""
        self.at_work: dict[tuple[Seat, str], AtWork] = {}
        """Staff teams at work on a position, by seat and incident."""
        self.chosen: dict[str, dict[Seat, Choice]] = {}
        """What opponents have chosen who share an incident, until all have."""
        self.begun = 0
        """Orders taken so far."""
        self.under_way: dict[int, UnderWay] = {}
        """Orders taken that have no end yet, by number, each at the stage it has come to; what is not here goes on no more."""
        self.drafting: set[int] = set()
        """Of those, the ones a team of the crisis staff is drawing up."""

    # ------------------------------------------------------------ a value

    def __copy__(self) -> Self:
        """The same game, to be gone on with apart from this one; nobody is told what it writes."""
        copied = object.__new__(type(self))
        copied.__setstate__(self.__getstate__())
        return copied

    def __deepcopy__(self, _: object) -> Self:
        """As :meth:`__copy__`: what the two share never changes."""
        return self.__copy__()

    def __getstate__(self) -> dict[str, Any]:
        """Everything but SimPy, which is told the agenda again, and who is told of entries."""
        parts = {name: value.copy() if isinstance(value, _CHANGING) else value for name, value in vars(self).items()}
        parts["_asked"] = {seat: asked.copy() for seat, asked in self._asked.items()}
        parts["_now"] = tuple([steps.copy() for steps in self._now])
        parts["_ahead"] = {hour: ahead.copy() for hour, ahead in self._ahead.items()}
        parts["_env"] = parts["_on_entry"] = None
        return parts

    def __setstate__(self, parts: dict[str, Any]) -> None:
        """Take the parts."""
        vars(self).update(parts)

    def under(self, scenario: Scenario) -> Self:
        """A copy gone on with under *scenario*, which differs from the game's own in nothing that was read so far."""
        copied = self.__copy__()
        copied.state, copied.start, copied._views = under(self.state, scenario), under(self.start, scenario), None
        copied.scenario = copied.state.scenario
        return copied

    # ------------------------------------------------------------ the record

    def write(self, entry: e.Entry) -> None:
        """Append *entry*; the state is the fold."""
        self.changes += 1
        self.state = apply(self.state, entry)
        self.entries.append(entry)
        if self._on_entry is not None:
            self._on_entry(entry)

    def write_all(self, entries: Iterable[e.Entry]) -> None:
        """Append them in order."""
        for entry in entries:
            self.write(entry)

    def end_as(self, entries: Sequence[e.Entry]) -> None:
        """Take over *entries*, a whole game that other rules played: it is over, and nothing is to come."""
        self.state, self.entries, self._asked, self._views = reduce(apply, entries, self.start), list(entries), {}, None
        self.scenario = self.state.scenario
        self.clear()

    def listen(self, on_entry: Callable[[e.Entry], None]) -> None:
        """Tell *on_entry* every entry from now on."""
        self._on_entry = on_entry

    def move_rung(self, to: int, source: str) -> None:
        """An overt act, *source*, moves the ladder towards *to*, one rung up at most and never by itself to where the exercise ends."""
        to = max(0, min(self.scenario.ladder.end_rung - 1, to, self.state.rung + 1))
        if to != self.state.rung:
            self.write(e.RungMoved(self.hour, to, source, "", 1.0, 0.0))

    # ------------------------------------------------------------ waiting

    def known(self, topic: Topic) -> bool:
        """Whether it has been announced."""
        return topic in self._known

    def when(self, topic: Topic, step: Step) -> None:
        """*step* comes when *topic* is announced, in the order of those who wait for it."""
        self.changes += 1
        self._waiting[topic] = (*self._waiting.get(topic, ()), step)

    def announce(self, topic: Topic) -> None:
        """Tell everybody who waits for *topic*, once what comes before in this hour is done."""
        self.due(0, Announced(topic))

    def announced(self, topic: Topic) -> tuple[Step, ...]:
        """The steps of those who waited for *topic*, which is known from now on."""
        self.changes += 1
        self._known.add(topic)
        return self._waiting.pop(topic, ())

    def take_team(self, desk: Seat, step: Step) -> None:
        """*step* comes when a team of *desk* is free for it, first come, first served."""
        free, queue = self._teams[desk]
        self._teams[desk] = Teams(free, (*queue, step))
        self.changes += 1
        self.assign_team(desk)

    def return_team(self, desk: Seat) -> None:
        """A team of *desk* is free again."""
        free, queue = self._teams[desk]
        self._teams[desk] = Teams(free + 1, queue)
        self.changes += 1
        if queue:
            self.due(0, TeamBack(desk))

    def leave_queue(self, desk: Seat, which: Callable[[Step], bool]) -> None:
        """Whatever *which* is true of waits for a team of *desk* no more."""
        free, queue = self._teams[desk]
        self._teams[desk] = Teams(free, tuple([step for step in queue if not which(step)]))
        self.changes += 1

    def assign_team(self, desk: Seat) -> None:
        """Give a free team of *desk*, if there is one, to whoever waits longest."""
        free, queue = self._teams[desk]
        if free and queue:
            self._teams[desk] = Teams(free - 1, queue[1:])
            self.due(0, queue[0])

    # ------------------------------------------------------------ questions

    def luck(self, seat: Seat, question: str) -> float:
        """The seat's own uniform in [0, 1) for a question, by the question's name."""
        return draw(self.seed, "luck", seat, question)

    def ask(
        self,
        seat: Seat,
        name: str,
        kind: QuestionKind,
        then: QuestionStep,
        *,
        about: str = "",
        text: str = "",
        estimate: Estimate | None = None,
        courses: tuple[tuple[Choice, float], ...] = (),
        rule: str = "",
    ) -> None:
        """Put a question to *seat*; *then* is the step its answer makes."""
        self.changes += 1
        question = Question(name, kind, about, text, estimate, self.luck(seat, name), courses, rule)
        self._asked.setdefault(seat, {})[name] = (question, then)
        self._views = None

    def flash(self, seats: Iterable[Seat], about: str) -> None:
        """Have *seats* asked for orders over *about* once this hour is done, if the scenario has flash orders."""
        if not self.scenario.flash_orders:
            return
        if not self.flashes:
            self.due(0, FlashAsked(), Priority.TURN_CLOSES)
        self.flashes |= {seat: (*self.flashes.get(seat, ()), about) for seat in seats}

    def answered(self, seat: Seat) -> tuple[e.AnsweredQuestion, ...]:
        """What *seat* is asked now, in the order of the questions' names, as its decision will record it."""
        asked = self._asked[seat]
        return tuple([e.AnsweredQuestion(asked[name][0].kind, name) for name in in_order(asked)])

    def answer(self, seat: Seat, decision: Decision, kind: str, about: str) -> Any:
        """The order of *decision* that answers one question, refusals logged; None if there is none."""
        for order in decision.orders:
            if order.kind == kind and about in (getattr(order, "incident", None), getattr(order, "request", None)):
                refusal = legality.refuse(self.state, seat, order)
                if refusal is None:
                    return order
                self.write(e.Refused(self.hour, seat, order, *refusal))
        return None


def in_order(asked: Mapping[str, object]) -> Iterable[str]:
    """The names of what a seat is asked, in order; mostly there is one."""
    return asked if len(asked) == 1 else sorted(asked)


_CHANGING = (dict, list, set)
"""What a game changes in place; everything else it holds is replaced, never changed."""
