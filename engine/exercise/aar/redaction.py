"""What a version of the report may say. One rule, one place: every section asks here what may be told, and how.

Control's version says everything. The releasable one may be read by every cell and outside the room, so it holds only what
is allowed: kinds of entries by their audience, reasons by their author, measures by their registry. What nobody has
classified stays out. It holds nothing of the opponent's mind, of chances and draws, of secrets that got out, of what some
cells alone were told, and no name of a person.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.orders import (
    Act,
    AuthorKind,
    Choose,
    Decision,
    Order,
    Recall,
    RefusalCause,
    Reply,
    order_text,
)
from fourthseat.engine.core.terms import CONTROL, Cell, Seat
from fourthseat.engine.core.wording import ARGUED, BECAME, CHOICE_COMMAND, as_sentence, count
from fourthseat.engine.documents.blocks import typed
from fourthseat.engine.exercise.aar.evidence import Fact, Record
from fourthseat.engine.record.causes import rung_odds
from fourthseat.engine.record.crisis_sentences import by_chance, ruling
from fourthseat.engine.record.effect_words import plainly
from fourthseat.engine.record.order_words import MATTERS_TOLD
from fourthseat.engine.scenario.effect_rows import KINDS, SHORT
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.scenario.seat_rows import Objective

__all__ = ["OUT", "RELEASABLE_AUTHORS", "Reader", "by_kind", "reader", "some"]

AS_NARRATED = (
    e.TurnOpened, e.TurnClosed, e.Injected, e.HandedOut, e.Sent, e.InformationAnswered, e.MotionTabled, e.MotionSponsored, e.MotionVoted,
    e.MotionClosed, e.Realigned, e.Requested, e.Concurred, e.Consented, e.Blocked, e.Dropped,
    e.Assessed, e.Received, e.LicenceSought, e.Licensed, e.Acted, e.Sailed, e.Recalled, e.Returned, e.Chosen, e.Remembered, e.RunsOn, e.Ended,
)  # fmt: skip
"""Kinds whose own sentence holds no odds, draw or hidden number: it may stand in a releasable version."""
RELEASABLE_AUTHORS = frozenset({AuthorKind.PERSON, AuthorKind.DEFAULT})
"""Whose reasons may be released. A doctrine's speak of odds and of secrets; what an older log leaves open may be one's."""
WHY_REFUSED: Mapping[RefusalCause, str] = {
    RefusalCause.UNKNOWN: "it names what this exercise does not have",
    RefusalCause.NOT_YOURS: "it is not this cell's to order",
    RefusalCause.NOT_ABOUT: "the option is not about that",
    RefusalCause.NOT_NOW: "it cannot be done now",
    RefusalCause.RUNG: "it skips a rung of the ladder",
    RefusalCause.MEMBERSHIP: "it needs a member of the coalition",
    RefusalCause.REPEATED: "it was done already",
    RefusalCause.NO_FORCE: "no idle force is there for it",
    RefusalCause.LAW: "the law does not allow it yet",
    RefusalCause.NO_MONEY: "it cannot be paid for",
    RefusalCause.REQUIRES: "what it requires has not come about",
    RefusalCause.INCOMPLETE: "it lacks what such an order needs",
}
"""The causes of a refusal for everybody."""
OUT = "Not in this version."
"""What stands in the place of a sentence that is not to be told."""


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a report is written."""

    scenario: Scenario
    releasable: bool
    names: tuple[str, ...] = ()
    """People's, not to be told."""

    def typed(self, text: str) -> str:
        """What somebody typed, without people's names where they are not to be told."""
        told = typed(text)
        for name in self.names:
            told = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "(name)", told)
        return told

    def said(self, text: str) -> str:
        """What somebody typed as a sentence: with a stop, unless it ends with a mark of its own."""
        return as_sentence(self.typed(text))

    def reason(self, decision: Decision) -> str:
        """Why it was decided so, in the words of whoever decided; empty where their reasons are not to be told."""
        if self.releasable and decision.by.kind not in RELEASABLE_AUTHORS:
            return ""
        return self.said(decision.reason)

    def hidden(self, seat: str) -> bool:
        """Whether what *seat* does and thinks is not told."""
        if not self.releasable:
            return False
        known = self.scenario.seat_by_id.get(Seat(seat))
        return known is None or known.cell in (Cell.RED, Cell.WHITE)

    def shared(self, to: Collection[str], sender: str = "") -> bool:
        """Whether what *to* were told is told to everybody: all capitals heard it, so none of them alone."""
        return not self.releasable or set(self.scenario.capitals) - {sender} <= set(to)

    def may(self, fact: Fact) -> bool:
        """Whether *fact* may be told of at all: in a releasable version by the audience of its kind alone."""
        if not self.releasable:
            return True
        entry = fact.entry
        match e.AUDIENCES.get(type(entry), e.Audience.CONTROL):
            case e.Audience.EVERYBODY | e.Audience.MEMBERS:
                return True
            case e.Audience.SEAT:
                # A refusal of anything but an act would repeat words that some cells alone were meant to hear.
                return not self.hidden(entry.seat) and (
                    not isinstance(entry, e.Refused) or isinstance(entry.order, Act)
                )
            case e.Audience.ADDRESSEES:
                return self._heard_by_all(entry)
        return False

    def _heard_by_all(self, entry: Any) -> bool:
        """Whether what was sent to some reached every capital, from a sender who is not hidden."""
        match entry:
            case e.Injected(to=to):
                return self.shared(to)
            case e.HandedOut(to=to, handout=name):
                handout = self.scenario.handout_by_id.get(name)
                return self.shared(to) or (handout is not None and handout.public)
            case e.Sent(seat=seat, to=to):
                return not self.hidden(seat) and self.shared(to, seat)
            case e.InformationAnswered(seat=seat, to=to):
                return not self.hidden(seat) and self.shared(to, seat)
            case e.MotionTabled() | e.MotionSponsored() | e.MotionVoted() | e.MotionClosed():
                return self.shared(entry.to, entry.seat)  # every capital saw it, whoever it is by
            case e.Argued(argument=argument):
                return self.shared(argument.to)
            case e.Effected():
                return self._effect_is_told(entry)
            case e.Settled(seat=seat):
                return not self.hidden(seat)  # that control decided is no secret once it is over; why may be
        return False

    def _effect_is_told(self, entry: e.Effected) -> bool:
        """Whether an effect may be told of: by the audience of its kind, and of a message or an indicator by who read or saw it."""
        kind = KINDS.get(entry.does)
        if entry.came == "not" or not entry.to:
            return False
        if kind is None or entry.does in ("message", "indicator"):
            return self.shared(entry.to)
        return kind.told in ("everybody", "members") or not any(map(self.hidden, entry.to))

    def told(self, found: Iterable[Fact]) -> list[Fact]:
        """Those of *found* that may be told of."""
        return [fact for fact in found if self.may(fact)]

    def orders(self, orders: Sequence[Order]) -> str:
        """Orders by their titles, those about one incident together."""
        about: dict[str, list[str]] = {}
        rest: list[str] = []
        for order in orders:
            if isinstance(order, Act) and order.option in self.scenario.option_by_id:
                about.setdefault(order.incident, []).append(self.scenario.option_by_id[order.option].title)
            elif isinstance(order, Act):
                rest.append(f"unknown option “{typed(order.option)}”")
            elif order.kind == "propose":
                rest.append(
                    "an order in its own words" if self.releasable else f"in its own words: {self.typed(order.text)}"
                )
            elif not self.releasable or isinstance(order, Reply | Choose | Recall):
                rest.append(self.order(order))
        lines = [f"{self.incident(name)}: {', '.join(titles)}." for name, titles in about.items() if name]
        other = [*about.get("", []), *rest]
        if other:
            lines.append(f"{'Also' if lines else 'Orders'}: {'; '.join(other)}.")
        return "\n".join(lines) or "No orders."

    def inside(self, seat: str) -> bool:
        """Whether what the people of *seat*'s cell said and voted among themselves is told: to control alone, of any cell."""
        return not self.releasable and seat in self.scenario.seat_by_id

    def objective(self, objective: Objective) -> bool:
        """Whether this version speaks of *objective*: one that was hidden from its cell is control's."""
        return not (self.releasable and objective.hidden)

    def order(self, order: Order) -> str:
        """One order in the scenario's words; a request is named by its option and its incident."""
        match order:
            case Act(option, incident):
                return f"{self.option(option)}{self.at(incident)}"
            case Reply(request, concur):
                option, _, rest = request.partition(":")
                asked = f"{self.option(option)}{self.at(rest.rpartition(':')[0])}"
                return f"{'concur' if concur else 'do not concur'}: {asked}"
            case Choose(incident, choice):
                return f"{CHOICE_COMMAND[choice]}{self.at(incident)}"
            case Recall(force) if force in self.scenario.force_by_id:
                return f"call back {self.scenario.force_by_id[force].name}"
        return self.typed(order_text(order))

    def incident(self, name: str) -> str:
        """The title of an incident, as it was typed if there is none."""
        known = self.scenario.incident_by_id.get(name)
        return known.title if known is not None else typed(name)

    def option(self, name: str) -> str:
        """The title of an option, as it was typed if there is none."""
        known = self.scenario.option_by_id.get(name)
        return known.title if known is not None else typed(name)

    def refusal(self, refused: e.Refused) -> str:
        """Why control would not carry out an order; the log's own words may name what nobody at the table has seen."""
        return WHY_REFUSED[refused.cause] if self.releasable else refused.reason

    def ruled_by(self, ruled: e.Ruled, argued: Iterable[Fact]) -> str:
        """Who ruled and why; an argument that some alone heard is not repeated in the reason."""
        if ruled.by is e.Ruler.MODEL:
            return "the model"
        if ruled.by is e.Ruler.ARGUMENT:
            heard = any(f.entry.number == ruled.argument and self.shared(f.entry.argument.to) for f in argued)
            if not heard and self.releasable:
                return "control, by argument"
        return f"control: {self.typed(ruled.reason)}"

    def sentence(self, f: Fact, argued: Sequence[Fact] = ()) -> str:
        """*f* in words; the one who calls has asked whether it :meth:`may` be told."""
        s, entry = self.scenario, f.entry
        match entry:
            case e.Ordered(seat=seat, option=option, incident=incident):
                return f"{seat} orders: {self.option(option)}{self.at(incident)}."
            case e.Arrived(seat=seat, force=force, strength=strength, late=late):
                when = "after the window had closed" if late else "in time"
                return f"On station at “{self.incident(entry.incident)}” {when}: {s.force_by_id[force].name} ({seat}), strength {strength:.1f}."
            case e.Decided(seat=seat, decision=decision):
                sure = "" if decision.confidence is None else f" {decision.confidence} % sure."
                return f"{seat} decides. {self.orders(decision.orders)}{'' if self.releasable else sure}".replace(
                    "\n", " "
                )
            case e.Refused(seat=seat, order=order):
                return f"Control refuses {seat}'s order ({self.order(order)}): {self.said(self.refusal(entry))}"
            case e.RungMoved(to=to, source=source) if not self.releasable:
                odds = rung_odds(entry)
                return f"The crisis goes to rung {to}, {s.ladder.rungs[to]}, over {source}{f'; chance {odds}' if odds else ''}."
            case e.Recovered():
                return "Readiness of forces after the move."
            case e.Dealt():
                return "STARTEX: hours, windows and the opponent's resolve are dealt."
        if self.releasable:
            return self._released(f, argued) or (self._narrated(f) if isinstance(entry, AS_NARRATED) else OUT)
        return self._narrated(f)

    def _narrated(self, f: Fact) -> str:
        """The sentence a screen shows for *f*."""
        return self.said(f.line.text) if f.line is not None else "Kept by the machine."

    def _released(self, f: Fact, argued: Sequence[Fact]) -> str:
        """In words that hold no odds, draw or hidden number; empty for a kind without such words."""
        match f.entry:
            case e.Ruled(incident=incident, outcome=outcome):
                return f"RULING: “{self.incident(incident)}” is {BECAME[outcome]}; ruled by {self.ruled_by(f.entry, argued)}."
            case e.RungMoved(to=to):
                return f"The crisis goes to rung {to}, {self.scenario.ladder.rungs[to]}."
            case e.Argued(number=number, argument=argument, outcome=outcome):
                return f"ARGUMENT {number}: {self.typed(argument.claim)}: {ARGUED[outcome]}."
            case e.Settled(matter=matter, grants=grants, seat=seat, option=option, incident=incident, reason=reason):
                did = "lets through" if matter == "order" and grants else "grants" if grants else "refuses"
                what = "an order" if matter == "order" else MATTERS_TOLD[matter]
                return f"Control {did} {what} of {seat}, {self.option(option)}{self.at(incident)}{f': {self.said(reason)}' if f.entry.told else '.'}"
            case e.IncidentOpened(incident=incident):
                return f"INCIDENT: {self.incident(incident)}. {self.scenario.incident_by_id[incident].text}"
            case e.Exchanged(incident=incident):
                return f"Limited exchange at “{self.incident(incident)}”."
            case e.Accident(incident=incident):
                return f"ACCIDENT at “{self.incident(incident)}”: forces that met have hurt people."
            case e.Effected(does=does, seat=seat, incident=incident):
                if does in KINDS and not KINDS[does].unit and f.entry.pressure is None:
                    return plainly(f.entry, f.state)
                back = "is as it was before" if f.entry.came == "undone" else "has changed"
                what = SHORT.get(does, "what is watched")
                of = f" of {seat}" if seat else ""
                return f"{what[:1].upper()}{what[1:]}{of}{self.at(incident)} {back}."
            case e.Informed(seat=seat, source=source, incident=incident):
                return f"{source} shares its picture of “{self.incident(incident)}” with {seat}."
        return ""

    def event(self, f: Fact, argued: Sequence[Fact] = ()) -> str:
        """*f* as :meth:`sentence` has it, without what was drawn: an account of events says how likely they were, and the log what was drawn."""
        if self.releasable:
            return self.sentence(f, argued)
        match f.entry:
            case e.Ruled() as entry:
                return self.said(ruling(entry, f.state, draws=False))
            case e.Accident() | e.Leaked() as entry:
                return f"{self.said(by_chance(entry, f.state))} ({chance_put(entry)})."
            case e.RungMoved(to=to, source=source) as entry:
                odds = rung_odds(entry, draws=False)
                return f"The crisis goes to rung {to}, {self.scenario.ladder.rungs[to]}, over {source}{f'; chance {odds}' if odds else ''}."
        return self.sentence(f, argued)

    def at(self, incident: str) -> str:
        """About which incident, in brackets before a stop; empty if about none."""
        return f" (“{self.incident(incident)}”)" if incident else ""


def chance_put(entry: e.Accident | e.Leaked) -> str:
    """How likely the model had put what nobody ordered."""
    p = entry.estimate.p if isinstance(entry, e.Accident) else entry.p
    return f"chance {100 * p:.0f} %" if p >= 0.01 else "chance below 1 %"


def reader(record: Record, *, releasable: bool) -> Reader:
    """For whom the report on *record* is."""
    s = record.log.header.scenario
    roles = {str(CONTROL), "EVALUATOR", "OBSERVER", "BOARD", "control", *s.seat_by_id, *(one.name for one in s.seats)}
    people = {name for names in record.participants.values() for name in names}
    people |= {str(one.get("by", "")) for one in (*record.notes, *record.ratings.values())}
    # A name of one or two letters would blot out words that name nobody.
    names = sorted(
        {typed(name) for name in people if len(typed(name)) > 2} - roles, key=lambda name: (-len(name), name)
    )
    return Reader(s, releasable, tuple(names) if releasable else ())


def some(found: Sequence[Fact], most: int = 6) -> str:
    """Citations of *found*, the first *most* of them."""
    more = f" and {count(len(found) - most, 'more line', 'more lines')}" if len(found) > most else ""
    return " ".join(f.cite for f in found[:most]) + more


def by_kind(facts: Iterable[Fact], *kinds: Any) -> list[Fact]:
    """Those of *facts* that are of one of *kinds*."""
    return [f for f in facts if isinstance(f.entry, kinds)]
