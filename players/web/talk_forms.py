"""What the forms of a seminar's talk do: questions to control, proposals and votes, channels, ad-hoc injects with files."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

from fourthseat.engine.core import talk as t
from fourthseat.engine.core.orders import Improvise, Order, Send
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.exercise.stages import MINUTES, is_among
from fourthseat.engine.rules.legality import refuse
from fourthseat.players.web.branches import RefusalError
from fourthseat.players.web.forms import Form
from fourthseat.players.web.session import Room
from fourthseat.players.web.shelf import on_shelf
from fourthseat.players.web.talk_page import MODES, stage_word
from fourthseat.players.web.undo import SEND_SECONDS

__all__ = ["TalkForms", "later"]

Verb = Callable[[str, Form, str], str]
LONGEST_SENDER = 60
"""Characters of an inject's sender, or of whose a question is to answer."""


class TalkForms:
    """The talk's forms of one room; each answers with a sentence, or raises :exc:`RefusalError`."""

    def __init__(self, room: Room) -> None:
        """For *room*."""
        self.room = room

    def of_cell(self) -> dict[str, Verb]:
        """What a cell may do, by verb."""
        return {
            "ask": self._ask,
            "table": self._table,
            "vote": self._vote,
            "close-motion": self._close,
            "post": self._post,
        }

    def of_control(self) -> dict[str, Verb]:
        """What control may do, by verb."""
        return {
            "reply": self._reply, "assign": self._assign, "tell": self._tell, "table": self._table, "close-motion": self._close,
            "open-channel": self._open_channel, "close-channel": self._close_channel, "post": self._post, "adhoc": self._adhoc,
        }  # fmt: skip

    def _ask(self, role: str, form: Form, _: str) -> str:
        self.room.say(Seat(role), t.Ask(form.one("text")))
        name = self.room.state.rfis[-1].id
        return f"Asked: RFI {name}. Control's answer comes to your page."

    def _reply(self, _: str, form: Form, __: str) -> str:
        rfi, declined = form.one("rfi"), form.one("do") == "decline"
        self.room.say(CONTROL, t.Answer(rfi, form.one("text"), _seats(form), declined))
        return f"RFI {rfi} is {'declined' if declined else 'answered'}."

    def _assign(self, _: str, form: Form, __: str) -> str:
        rfi, owner = form.one("rfi"), form.one("owner", LONGEST_SENDER)
        self.room.say(CONTROL, t.Assign(rfi, owner))
        return f"RFI {rfi} is {owner}'s to answer."

    def _tell(self, _: str, form: Form, __: str) -> str:
        self.room.say(CONTROL, Send(_seats(form), form.one("text")))
        return "Sent."

    def _table(self, role: str, form: Form, _: str) -> str:
        order = t.PutForward(form.one("text"), _seats(form), form.one("option"), form.one("incident"))
        self.room.say(Seat(role), order)
        return f"Proposal {self.room.state.motions[-1].id} is before {', '.join(order.to)}."

    def _vote(self, role: str, form: Form, _: str) -> str:
        motion, said = form.one("motion"), form.one("vote")
        if said == "sponsor":
            self.room.say(Seat(role), t.Sponsor(motion))
            return f"Your cell sponsors proposal {motion}; that counts as a vote for it."
        votes: tuple[t.Voted, ...] = get_args(t.Voted)
        vote = next((one for one in votes if one == said), None)
        if vote is None:
            raise RefusalError("Vote for, against, or abstain.")
        self.room.say(Seat(role), t.Vote(motion, vote))
        return f"Your cell has {'abstained' if vote == 'abstain' else f'voted {vote}'}; while the vote is open it can vote anew."

    def _close(self, role: str, form: Form, _: str) -> str:
        self.room.say(Seat(role), t.CloseMotion(form.one("motion")))
        return "The vote is closed." if role == str(CONTROL) else "The proposal is withdrawn."

    def _open_channel(self, _: str, form: Form, __: str) -> str:
        stages = tuple(stage for stage in form.every("stage") if stage in MINUTES)
        order = t.OpenChannel(form.one("channel"), form.one("title"), _seats(form), stages)
        self.room.say(CONTROL, order)
        return f"{order.title} is open to {', '.join(order.seats)}."

    def _close_channel(self, _: str, form: Form, __: str) -> str:
        self.room.say(CONTROL, t.CloseChannel(form.one("channel")))
        return "The channel is closed; what was said in it stays."

    def _post(self, role: str, form: Form, _: str) -> str:
        """A message in a channel, while the stage is one in which its members may write."""
        name = form.one("channel")
        channel = next((one for one in self.room.sight.shown(role).channels if one.id == name), None)
        timely = channel is None or not channel.stages or is_among(self.room.sight.stage_of(role), channel.stages)
        if channel is not None and not timely and role != str(CONTROL):
            when = ", ".join(stage_word(stage) for stage in channel.stages)
            raise RefusalError(f"{channel.title} is open in {when} alone; your message was not sent.")
        self.room.say(Seat(role), t.Post(name, form.one("text")))
        return "Sent."

    def _adhoc(self, _: str, form: Form, __: str) -> str:
        """An inject of control's own, with a sender, a look and files; it can be taken back for some seconds."""
        room = self.room
        sender, mode = form.one("sender", LONGEST_SENDER) or "CONTROL", form.one("mode")
        if mode and mode not in MODES:
            raise RefusalError(f"An inject looks like one of {', '.join(MODES)}.")
        files = tuple(on_shelf(room.record, room.scenario, name) for name in form.every("file"))
        order: Order = Improvise(form.one("text"), _seats(form))
        if files or sender != "CONTROL" or mode not in ("", "brief"):
            order = t.Deliver(form.one("text"), _seats(form), sender, mode, files)
        refusal = refuse(room.state, CONTROL, order)
        if refusal is not None:
            raise RefusalError(f"Control would refuse this: {refusal}.")
        words = f"Ad-hoc inject to {', '.join(form.every('to'))}: {form.one('text')}"
        seconds = min(SEND_SECONDS, room.record.hold)
        waits = room.waits.put("adhoc", words, seconds, lambda: room.say(CONTROL, order))
        room.changed()
        return "Sent." if waits is None else later("It goes out", seconds)


def later(words: str, seconds: float) -> str:
    """What is said of an act that waits."""
    return f"{words} in {seconds:.0f} s; until then it can be undone under Desk."


def _seats(form: Form) -> tuple[Seat, ...]:
    return tuple(Seat(to) for to in form.every("to"))
