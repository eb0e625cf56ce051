"""What a form does, role by role. Refusals come back as sentences."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable
from typing import Any, get_args

from fourthseat.engine.core.entries.control import Argued
from fourthseat.engine.core.orders import (
    Amend,
    Argue,
    Cancel,
    End,
    Recall,
    Release,
    Reschedule,
    Send,
    Withhold,
    entered_for,
)
from fourthseat.engine.core.records import replace
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.core.wording import ARGUED
from fourthseat.engine.exercise.lookahead import RolloutSummary
from fourthseat.engine.record.effect_words import foreseen
from fourthseat.engine.rules.legality import refuse
from fourthseat.engine.rules.state import Talk
from fourthseat.engine.rules.view import View
from fourthseat.players.web.branches import RefusalError
from fourthseat.players.web.cell_forms import CellForms
from fourthseat.players.web.clock_facts import HoldSet, HomeworkSet, MinutesSet, RulesSet
from fourthseat.players.web.door_facts import LinkRestored, LinkRevoked
from fourthseat.players.web.evaluation_facts import (
    ForecastJudged,
    Met,
    NoteTaken,
    ObjectiveRated,
    Outlook,
    OverviewFilled,
    QuestionPlanned,
    Rating,
    WashOpened,
    WashReleased,
    WashWritten,
)
from fourthseat.players.web.facts import BranchOpened, Fact, PlayedBy, SymbolsChosen
from fourthseat.players.web.forms import Form, argument, control_answer, exercise, seat_answer, words
from fourthseat.players.web.fragments import OVERVIEW
from fourthseat.players.web.interventions import foresee, intervene
from fourthseat.players.web.lookahead_worker import RolloutWorker
from fourthseat.players.web.pace import Pace
from fourthseat.players.web.roles import AUDIENCE, EVALUATOR
from fourthseat.players.web.session import Room, timestamp
from fourthseat.players.web.talk_forms import TalkForms, later
from fourthseat.players.web.talk_lists import own_numbers
from fourthseat.players.web.undo import Waiting
from fourthseat.players.web.views import Pages

__all__ = ["Actions"]

MOST_WASHES = 500
"""Hot-wash forms of one exercise: five times as many as there are seats at a large one."""


class Actions:
    """Every form of every role."""

    def __init__(self, room: Room, pages: Pages, rollouts: RolloutWorker) -> None:
        """For *room*."""
        self.room, self.pages, self.rollouts = room, pages, rollouts
        self.pace = Pace(room.now)
        self.talk = TalkForms(room)
        self.cell = CellForms(room)
        self._looking: asyncio.Task[None] | None = None

    # ------------------------------------------------------------ forms

    def perform(self, role: str, form: Form, name: str) -> str:
        """Do what *form* says in the name of *role*; a sentence about it, or :exc:`RefusalError`."""
        verb = form.one("verb")
        table: dict[str, Callable[[str, Form, str], str]]
        if role == str(CONTROL):
            table = self._control()
        elif role == EVALUATOR:
            table = {"note": self._note, "rate": self._rate, "wash": self._wash}
            if self.room.watching is not None:
                table = {"pace": self._pace}
        elif role in AUDIENCE:
            table = {}
        else:
            table = {
                "seal": self._seal,
                "recall": self._recall,
                "cancel": self._cancel,
                "call-back": self._call_back,
                "send": self._send,
                "answer": self._answer,
                "wash": self._wash,
                **self.talk.of_cell(),
                **self.cell.of_cell(),
            }
            if self.room.driven == role:
                table["next"] = self._next
        if verb not in table:
            raise RefusalError(f"{role} cannot do that.")
        if role != str(CONTROL):
            (self.cell.pace if verb == "draft" else self.pace).take(role, form.size)
        return table[verb](role, form, name)

    def _seal(self, role: str, form: Form, name: str) -> str:
        seat, key = Seat(role), form.one("key")
        if name != entered_for(seat):
            self.cell.may_seal(role, name)
        self.room.seal(seat, key, seat_answer(form, self.room.asked(seat, key)), name)
        return "Sealed. It is on disk."

    def _next(self, *_: Any) -> str:
        self.room.go_on()
        return "The move is open." if self.room.state.ended is None else "The exercise is over."

    def _pace(self, _: str, form: Form, __: str) -> str:
        assert self.room.watching is not None
        said = self.room.watching.do(form.one("do"))
        self.room.changed()
        return said

    def _recall(self, role: str, form: Form, _: str) -> str:
        self.room.unseal(Seat(role), form.one("key"))
        return "Recalled; change it and seal it again."

    def _cancel(self, role: str, form: Form, _: str) -> str:
        """An order that has not been carried out, taken back."""
        option, _, incident = form.one("order").partition("@")
        self.room.say(self._cell(role, form), Cancel(option, incident))
        return "Taken back."

    def _call_back(self, role: str, form: Form, _: str) -> str:
        """A force that is under way or on station, called back."""
        self.room.say(self._cell(role, form), Recall(form.one("force")))
        return "Called back."

    def _cell(self, role: str, form: Form) -> Seat:
        """The cell a form is about: whoever sends it, or the one that control enters for."""
        if role != str(CONTROL):
            return Seat(role)
        if form.one("seat") not in self.room.scenario.players:
            raise RefusalError(f"There is no cell {form.one('seat')!r}.")
        return Seat(form.one("seat"))

    def _send(self, role: str, form: Form, _: str) -> str:
        about = _talk_of(self.room.sight.shown(role), form)
        if about is None and form.number("about", 0, 1e9):
            raise RefusalError("There is no such offer.")
        self.room.say(Seat(role), replace(words(form), about=0 if about is None else about.number))
        return "Sent."

    def _answer(self, role: str, form: Form, _: str) -> str:
        offer = _talk_of(self.room.sight.shown(role), form)
        if offer is None:
            raise RefusalError("There is no such offer.")
        if any(who == role for who, _ in offer.answers):
            raise RefusalError("Your cell has answered that already.")
        answer = words(form)
        said = answer.text or ("Agreed." if answer.sort == "accept" else "Declined.")
        self.room.say(Seat(role), Send((offer.seat,), said, answer.sort, offer.number))
        return "Answered."

    def _wash(self, role: str, form: Form, _: str) -> str:
        well, badly, change = (form.one(key) for key in ("well", "badly", "change"))
        if not (well or badly or change):
            raise RefusalError("Write something in one of the three.")
        if len(self.room.record.wash) >= MOST_WASHES:
            raise RefusalError("The hot wash is full; tell control what you wanted to write.")
        handed = WashWritten("" if form.one("anonymous") else role, well, badly, change)
        released = [WashReleased(len(self.room.record.wash))] if form.one("release") else []
        self.room.note(handed, *released)
        return "Thank you; it is in the record."

    def _note(self, role: str, form: Form, name: str) -> str:
        """An evaluator's note, tied to where the exercise stands."""
        if not form.one("text"):
            raise RefusalError("A note needs a text.")
        room = self.room
        room.note(
            NoteTaken(
                form.one("text"), form.one("objective"), name or role, timestamp(), room.active,
                room.state.turn, room.state.hour, len(room.game.entries) - 1,
            )
        )  # fmt: skip
        return "Noted."

    def _question(self, _: str, form: Form, __: str) -> str:
        """One more question of the data-collection plan."""
        if not form.one("text"):
            raise RefusalError("Write the question.")
        self.room.note(QuestionPlanned(form.one("text"), form.one("answered_by")))
        return f"Q{len(self.room.record.questions)} stands in the plan."

    def _rate(self, role: str, form: Form, name: str) -> str:
        objectives = {o.id for seat in self.room.scenario.seats for o in seat.objectives}
        ratings: tuple[Rating, ...] = get_args(Rating)
        rating = next((r for r in ratings if r == form.one("rating")), None)
        if form.one("objective") not in objectives or rating is None:
            raise RefusalError("Choose P, S, M or U for one of the objectives.")
        met: tuple[Met, ...] = get_args(Met)
        reached = next((m for m in met if m == form.one("met")), None)
        if reached is None:
            raise RefusalError("Say met, met in part or not met, or leave it open.")
        self.room.note(ObjectiveRated(form.one("objective"), rating, form.one("text"), name or role, reached))
        return "Rated."

    # ------------------------------------------------------------ control's forms

    def _control(self) -> dict[str, Callable[[str, Form, str], str]]:
        return {
            "seal": self._settle, "clock": self._clock, "plenary": self._plenary, "inject": self._inject,
            "realign": self._realign, "end": self._end, "argue": self._argue, "rules": self._rules, "look": self._look,
            "revoke": self._revoke, "branch": self._branch, "switch": self._switch, "exercise": self._exercise, "carry": self._carry, "cancel": self._cancel, "call-back": self._call_back,
            "forecast": self._forecast, "wash": self._wash, "note": self._note, "recall": self._give_back,
            "again": self._again, "goback": self._go_back, "foresee": self._foresee, "question": self._question, "intervene": self._intervene, "undo": self._undo, "hurry": self._hurry, "restore": self._restore,
            "chair": self._chair, **self.talk.of_control(), **self.cell.of_control(),
        }  # fmt: skip

    def _settle(self, role: str, form: Form, name: str) -> str:
        seat = Seat(form.one("seat") or role)
        if seat != CONTROL:
            return self._seal(str(seat), form, entered_for(seat))
        key = form.one("key")
        self.room.seal(CONTROL, key, control_answer(form, self.room.asked(CONTROL, key)), name)
        return "Done."

    def _carry(self, role: str, form: Form, __: str) -> str:
        """What a cell that plays on paper says to others, carried by control."""
        seat = self._cell(role, form)
        self.room.say(seat, words(form))
        return f"Sent in {seat}'s name."

    def _give_back(self, role: str, form: Form, _: str) -> str:
        """A sealed answer given back: control's own, or a cell's."""
        seat = Seat(form.one("seat") or role)
        self.room.unseal(seat, form.one("key") or self.room.round_key(seat))
        return "Recalled; change it and seal it again." if seat == CONTROL else f"{seat} has its answer back."

    def _again(self, *_: Any) -> str:
        self.room.try_again()
        return "It has gone on."

    def _go_back(self, _: str, form: Form, __: str) -> str:
        """Leave a branch at the opening of a move, for the people in the room, where the engine stopped."""
        turn = int(form.number("turn", 1, self.room.scenario.turns) or 1)
        names = (f"back-to-move-{turn}-{number}" for number in range(1, 1000))
        name = next(name for name in names if name not in self.room.branches)
        reason = f"The engine stopped at {self.room.scenario.told(self.room.state.hour)} on {self.room.active}; control went back to the opening of move {turn}."
        self.room.open_branch(BranchOpened(name, self.room.active, turn, reason, "people"), "")
        return f"The exercise goes on from the opening of move {turn}, as the branch {name}."

    def _clock(self, _: str, form: Form, __: str) -> str:
        """The stage's clock: pause, start, a step more or less, close the round."""
        room, do = self.room, form.one("do")
        minutes, told = room.stage_clock.step
        moves: dict[str, tuple[Callable[[], None], str]] = {
            "pause": (room.stage_clock.pause, "The clock stands."),
            "go": (room.stage_clock.go, "The clock runs."),
            "more": (lambda: room.stage_clock.extend(minutes), f"{told} more."),
            "less": (lambda: room.stage_clock.extend(-minutes), f"{told} less."),
        }
        if do == "close":
            return self._close()
        if do not in moves:
            raise RefusalError("Pause, start, give more or less time, or close the round.")
        moves[do][0]()
        return moves[do][1]

    def _close(self) -> str:
        """Close the round, once it can no longer be taken back."""
        room = self.room
        if CONTROL in room.round.asked or not room.round.asked:
            raise RefusalError("No round of the cells is open.")
        if room.waits.of("close"):
            raise RefusalError("The round is closing already; under Desk you can undo that, or have it done now.")
        missing = ", ".join(room.waiting())
        words = f"The round closes; the declared default goes for {missing}" if missing else "The round closes"
        waits = room.waits.put("close", words, room.record.hold, room.close_round)
        room.changed()
        return "The round is closed." if waits is None else later(words, room.record.hold)

    def _undo(self, _: str, form: Form, __: str) -> str:
        """Take back what waits."""
        self._waiting(form)
        self.room.changed()
        return "Taken back; nothing was done."

    def _hurry(self, _: str, form: Form, __: str) -> str:
        """Do what waits now."""
        self._waiting(form).act()
        self.room.changed()
        return "Done."

    def _waiting(self, form: Form) -> Waiting:
        """The act that *form* names, which waits no longer."""
        found = self.room.waits.take(int(form.number("number", 1, 1e9) or 0))
        if found is None:
            raise RefusalError("That has been done already, or taken back.")
        return found

    def _restore(self, _: str, form: Form, __: str) -> str:
        """A link that was revoked by mistake is good again."""
        role = form.one("role")
        if not self.room.record.revoked.get(role):
            raise RefusalError(f"{role}'s link was not revoked.")
        self.room.note(LinkRestored(role))
        return f"{role}'s old link is good again; the new one is not."

    def _chair(self, _: str, form: Form, __: str) -> str:
        """One seat to doctrine, or back to its people."""
        room, seat = self.room, Seat(form.one("seat"))
        if seat not in room.scenario.players or form.one("by") not in ("doctrine", "people"):
            raise RefusalError("Name a seat, and who plays it: doctrine or people.")
        if form.one("by") == "doctrine":
            room.seat_doctrine({*room.record.doctrine, seat})
            return f"Doctrine plays {seat} from now on; its page says so. You can give it back at any time."
        room.seat_doctrine(room.record.doctrine - {seat})
        return f"{seat} has its seat back."

    def _plenary(self, *_: Any) -> str:
        self.room.call_plenary()
        return "The wall shows what the move brought."

    def _inject(self, _: str, form: Form, __: str) -> str:
        """A row of the events list: fired now, held, skipped, or its text rewritten."""
        name, do, text = form.one("inject"), form.one("do"), form.one("text")
        row = self.room.scenario.inject_by_id.get(name)
        if row is None:
            raise RefusalError(f"There is no inject {name}.")
        stands = self.room.state.amended.get(name, row.text)
        amend = (Amend(name, text),) if text and text != stands else ()
        if do == "fire":
            self.room.say(CONTROL, *amend, Release(name), reason="fired by hand")
            return f"{name} is sent."
        if do in ("held", "skipped"):
            self.room.say(CONTROL, Withhold(name), reason=do)
            return f"{name} is {do}."
        if do == "move":
            hour = form.number("hour", 0, 1e6)
            if hour is None or hour != int(hour):
                raise RefusalError("Say at which hour it is to be sent: a whole number of hours since STARTEX.")
            self.room.say(CONTROL, *amend, Reschedule(name, int(hour)))
            return f"{name} is set down for {self.room.scenario.told(int(hour))}."
        if not amend:
            raise RefusalError("The text is as it was.")
        self.room.say(CONTROL, *amend)
        return f"{name} is rewritten."

    def _realign(self, _: str, form: Form, __: str) -> str:
        if not form.one("reason"):
            raise RefusalError("A change of the coalition needs a reason.")
        self.room.realign(form.one("coalition"), form.one("reason"))
        return "The coalition has changed."

    def _end(self, _: str, form: Form, __: str) -> str:
        room, order = self.room, End(form.one("reason"))
        if not room.round.asked:
            raise RefusalError("The exercise is over.")
        if not order.reason:
            raise RefusalError("ENDEX needs a reason.")
        if room.waits.of("end"):
            raise RefusalError("ENDEX has been called; under Desk you can undo that, or have it done now.")
        waits = room.waits.put("end", f"ENDEX: {order.reason}", room.record.hold, lambda: room.say(CONTROL, order))
        room.changed()
        return "ENDEX." if waits is None else later("ENDEX comes", room.record.hold)

    def _argue(self, _: str, form: Form, __: str) -> str:
        """A matrix argument, settled at once; the answer says how it came out."""
        order = argument(form, self.room.scenario)
        if form.one("look"):
            return self._foreseen(order)
        before = self.room.state.arguments
        self.room.say(CONTROL, order)
        if self.room.state.arguments == before:
            raise RefusalError(
                "That incident is not up for a ruling; argue it as a fact of its own, or wait for the close of the move."
            )
        last = next(e for e in reversed(self.room.game.entries) if isinstance(e, Argued))
        dice = f", threw {' + '.join(map(str, last.dice))}, margin {last.margin:+d}" if last.dice else ""
        how = f"chance {100 * last.estimate.p:.1f} %{dice}" if last.dice else last.estimate.reasons[0]
        return f"Argument {last.number}: {ARGUED[last.outcome]} ({how})."

    def _foreseen(self, order: Argue) -> str:
        """What its effects would change now, a sentence each; nothing is settled."""
        if not order.effects:
            raise RefusalError("Choose what changes: no effect is named.")
        bare = Argue("-", "-", "2d6", order.to, order.incident, effects=order.effects)
        refusal = refuse(self.room.state, CONTROL, bare)
        if refusal is not None:
            raise RefusalError(f"{refusal.reason[:1].upper()}{refusal.reason[1:]}.")
        return "If it stands now. " + " ".join(foreseen(self.room.state, order))

    def _foresee(self, _: str, form: Form, __: str) -> str:
        return foresee(self.room, self.pages, form)

    def _intervene(self, _: str, form: Form, __: str) -> str:
        return intervene(self.room, self.pages, form)

    def _rules(self, _: str, form: Form, __: str) -> str:
        """How rounds close, the minutes of each stage, the map's symbols, who is played by doctrine."""
        room = self.room
        record = room.record
        minutes = {name: form.number(f"min-{name}", 0, 600) for name in record.minutes}
        grace = form.number("grace", 0, 60)
        facts: list[Fact] = [
            MinutesSet({k: record.minutes[k] if v is None else v for k, v in minutes.items()}),
            RulesSet(
                bool(form.one("early")),
                "close" if form.one("at_end") else "wait",
                record.grace if grace is None else grace,
            ),
            WashOpened(bool(form.one("washing"))),
        ]
        hold = form.number("hold", 0, 300)
        if hold is not None and hold != record.hold:
            facts.append(HoldSet(hold))
        hours = form.number("homework", 0.5, 1000) if record.homework else None
        if hours is not None and hours != record.homework:
            facts.append(HomeworkSet(hours))
        if form.one("symbols") in ("military", "plain"):
            facts.append(SymbolsChosen("plain" if form.one("symbols") == "plain" else "military"))
        room.seat_doctrine((Seat(s) for s in form.every("doctrine") if s in room.scenario.players), *facts)
        return "Saved."

    def _look(self, _: str, form: Form, __: str) -> str:
        """Play futures beside the exercise; the page shows what is known of them so far."""
        room, considered = self.room, self.pages.considered
        if not room.round.asked:
            raise RefusalError("The exercise is over; there is nothing ahead of it.")
        other = form.one("other")
        if other and other not in room.scenario.coalition_by_id:
            raise RefusalError(f"There is no coalition {other!r}.")
        games = int(form.number("games", 8, 2000) or 200)
        names = [room.state.coalition.id, *([other] if other and other != room.state.coalition.id else [])]

        def tell(summaries: list[RolloutSummary], count: int, wrong: str) -> None:
            considered.ahead = summaries or considered.ahead
            considered.ahead_note = wrong or ("" if count >= games else f"{count} of {games} futures so far.")
            room.changed()

        considered.ahead, considered.ahead_note, considered.ahead_at = [], "Looking ahead.", room.state.hour
        looking = self.rollouts.look(copy.copy(room.game), names, games, tell)
        self._looking = asyncio.get_running_loop().create_task(looking)
        room.changed()
        return "Looking ahead; the live game is untouched."

    def _revoke(self, _: str, form: Form, __: str) -> str:
        role = form.one("role")
        if role not in self.room.roles:
            raise RefusalError(f"There is no seat {role!r}.")
        self.room.note(LinkRevoked(role))
        if role == str(CONTROL):
            return f"Control's link is another now: /join/{self.room.keys.token(role)}"
        return f"{role}'s link is another now."

    def _branch(self, _: str, form: Form, __: str) -> str:
        """Leave a branch at the opening of a move, for people or played out by doctrines."""
        turn = int(form.number("turn", 1, self.room.scenario.turns) or 1)
        parent = form.one("parent") or self.room.active
        if parent not in self.room.branches:
            raise RefusalError(f"There is no line {parent!r}.")
        who: tuple[PlayedBy, ...] = get_args(PlayedBy)
        played = next((by for by in who if by == form.one("played")), None)
        if played is None:
            raise RefusalError("Say who plays the branch.")
        opened = BranchOpened(form.one("name"), parent, turn, form.one("reason"), played)
        branch = self.room.open_branch(opened, form.one("coalition"))
        return f"The line {branch.name} leaves {parent} at the opening of move {turn}."

    def _switch(self, _: str, form: Form, __: str) -> str:
        self.room.switch(form.one("name"))
        return f"The room goes on with {form.one('name')}."

    def _exercise(self, _: str, form: Form, __: str) -> str:
        self.room.note(OverviewFilled(exercise(form, OVERVIEW)))
        return "Saved."

    def _forecast(self, _: str, form: Form, __: str) -> str:
        outlooks: tuple[Outlook, ...] = get_args(Outlook)
        came = next((outlook for outlook in outlooks if outlook == form.one("came")), None)
        if came is None:
            raise RefusalError("It came true, it did not, or one cannot say.")
        self.room.note(ForecastJudged(form.one("about"), came))
        return "Noted."


def _talk_of(shown: View, form: Form) -> Talk | None:
    """The message that *form* is about, which counts as the pages of the seat of *shown* do; None if it has none of that number."""
    number = int(form.number("about", 0, 1e9) or 0)
    mine = {own: talk for talk, own in zip(shown.talks, own_numbers(shown).values(), strict=True)}
    return mine.get(number)
