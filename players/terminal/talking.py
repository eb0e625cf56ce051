"""A seminar's talk at the terminal: requests for information, proposals with sponsors and votes, words to other cells.

The same orders as a browser's forms make, said while the clock stands; what they come to is in the game's log.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import get_args

from fourthseat.engine.core import talk as t
from fourthseat.engine.core.orders import Order, Send
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.record.talk_words import vote_told
from fourthseat.engine.rules.view import View

__all__ = ["CELL_TALK", "CONTROL_TALK", "addressees", "done", "overview", "spoken"]

CELL_TALK = """\
talk                          what was asked, proposed and said, by its name, and how it stands
ask TEXT                      a request for information (RFI) to control
propose SEAT[,SEAT] TEXT      put a text before other cells, or all; it binds nobody
sponsor PROPOSAL              stand behind another cell's proposal: it counts as a vote for it
vote PROPOSAL for|against|abstain
withdraw PROPOSAL             take your own proposal back
say SEAT[,SEAT] TEXT          words to other cells, to all of them or to CONTROL
"""
"""What a cell may type, wherever it is asked."""
CONTROL_TALK = """\
talk                      what was asked, proposed and said, by its name, and how it stands
answer RFI [@SEAT[,SEAT]] TEXT
                          answer a request for information; who is named behind @ reads question and answer too, @all: every cell
decline RFI REASON        say that control will not answer it
assign RFI NAME           say whose it is to answer
propose SEAT[,SEAT] TEXT  put a question to the vote of these cells, or of all
close PROPOSAL            close the vote
say SEAT[,SEAT] TEXT      words to cells, or to all
"""
"""What control may type."""
_USES = {
    line.split()[0]: line.split("  ")[0] for text in (CELL_TALK, CONTROL_TALK) for line in text.splitlines() if line[0] != " "
}  # fmt: skip
_CELLS = {"ask", "propose", "sponsor", "vote", "withdraw", "say"}
_CONTROLS = {"answer", "decline", "assign", "propose", "close", "say"}
SAID_SHOWN = 8
"""Words between cells that an overview holds, the last of them."""


def spoken(said: str, seat: Seat, players: Sequence[Seat]) -> Order | str | None:
    """What *seat* types as an order of talk; how it is written, if it lacks something; None if it is no talk."""
    verb, _, rest = said.partition(" ")
    if verb not in (_CONTROLS if seat == CONTROL else _CELLS):
        return None
    first, _, tail = rest.strip().partition(" ")
    tail = tail.strip()
    match verb:
        case "ask" if first:
            return t.Ask(rest.strip())
        case "propose" if tail:
            return t.PutForward(tail, _seats(first, seat, players))
        case "say" if tail:
            return Send(_seats(first, seat, players), tail)
        case "sponsor" if first and not tail:
            return t.Sponsor(first)
        case "vote":
            votes: tuple[t.Voted, ...] = get_args(t.Voted)
            for vote in votes:
                if vote == tail:
                    return t.Vote(first, vote)
        case "withdraw" | "close" if first and not tail:
            return t.CloseMotion(first)
        case "answer" if tail:
            also, _, text = tail.partition(" ") if tail.startswith("@") else ("", "", tail)
            if text.strip():
                return t.Answer(first, text.strip(), _seats(also[1:], seat, players) if also else ())
        case "decline" if tail:
            return t.Answer(first, tail, declined=True)
        case "assign" if tail:
            return t.Assign(first, tail)
    return _USES[verb]


def _seats(said: str, seat: Seat, players: Sequence[Seat]) -> tuple[Seat, ...]:
    """``SEAT,SEAT`` or ``all``, which is everybody but who says it."""
    if said == "all":
        return tuple(one for one in players if one != seat)
    return tuple(Seat(one) for one in said.split(",") if one)


def addressees(order: Order) -> tuple[Seat, ...]:
    """From whom *order* waits for something, or who is to hear it; nobody for an answer or a vote."""
    match order:
        case t.Ask():
            return (CONTROL,)
        case t.PutForward(to=to) | Send(to=to):
            return to
    return ()


def done(order: Order, after: View) -> str:
    """What *order* has come to in the view *after* it of who gave it."""
    match order:
        case t.Ask():
            own = [rfi.id for rfi in after.rfis if rfi.seat == after.seat]
            return f"Asked: RFI {own[-1]}. Type talk to see whose it is and what control answers."
        case t.PutForward(to=to):
            own = [motion.id for motion in after.motions if motion.seat == after.seat]
            return f"Proposal {own[-1]} is before {', '.join(to)}."
        case Send(to=to):
            return f"Said to {', '.join(to)}."
        case t.Sponsor(motion):
            return f"Your cell sponsors proposal {motion}; that counts as a vote for it."
        case t.Vote(motion, vote):
            how = "abstains on" if vote == "abstain" else f"votes {vote}"
            return f"Your cell {how} proposal {motion}; while the vote is open it can vote anew."
        case t.CloseMotion(motion):
            return f"Proposal {motion} is {'closed' if after.seat == CONTROL else 'withdrawn'}."
        case t.Answer(rfi, declined=declined):
            return f"RFI {rfi} is {'declined' if declined else 'answered'}."
        case t.Assign(rfi, owner):
            return f"RFI {rfi} is {owner}'s to answer."
    return "Done."


def overview(view: View) -> Iterator[str]:
    """What the seat of *view* may know of all talk: requests with owner, state and answer, proposals with votes, the last words."""
    for rfi in view.rfis:
        name = f"RFI {rfi.id}" if rfi.id else "RFI"
        with_whom = f", with {rfi.owner}" if rfi.owner and rfi.answered is None else ""
        yield f"  {name} of {rfi.seat}, H+{rfi.hour}, {'open' if rfi.stands == 'assigned' else rfi.stands}{with_whom}: {rfi.text}"
        if rfi.answered is not None:
            yield f"      H+{rfi.answered}, control: {rfi.answer}"
    for motion in view.motions:
        stands = "open" if motion.closed is None else "withdrawn" if motion.withdrawn else "closed"
        before = ", ".join(motion.to)
        yield f"  PROPOSAL {motion.id} of {motion.seat} before {before}, H+{motion.hour}, {stands}: {motion.text}"
        sponsors = f"sponsored by {', '.join(motion.sponsors)}; " if motion.sponsors else ""
        yield f"      {sponsors}{vote_told(motion)}"
    for talk in view.talks[-SAID_SHOWN:]:
        yield f"  {talk.seat} to {', '.join(talk.to)}, H+{talk.hour}: {talk.text}"
    if not (view.rfis or view.motions or view.talks):
        yield "  Nothing has been asked, proposed or said yet."
