"""A person at the terminal."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import get_args

import click

from fourthseat.engine.core.errors import ScenarioError, nearest
from fourthseat.engine.core.orders import (
    WANTS_ORDERS,
    Amend,
    Author,
    AuthorKind,
    Choose,
    Decision,
    End,
    Improvise,
    Introduce,
    Matter,
    Order,
    Overrule,
    Realign,
    Recall,
    Release,
    Reply,
    Settle,
    Withhold,
)
from fourthseat.engine.core.shown import is_text, quoted, visible
from fourthseat.engine.core.terms import CONTROL, Hour, Outcome, Seat
from fourthseat.engine.core.wording import BECAME
from fourthseat.engine.record.briefing import changes, results, situation
from fourthseat.engine.record.order_words import comes_of_recall, order_line
from fourthseat.engine.record.said import course_told, lacks_told
from fourthseat.engine.record.sentences import NarrativeLine
from fourthseat.engine.rules.player import Player
from fourthseat.engine.rules.settling import Waiting
from fourthseat.engine.rules.view import View
from fourthseat.engine.rules.view_parts import Question
from fourthseat.engine.scenario.added import completed_row, piece_of, wrong_with_row
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.scenario.toml_file import read_toml
from fourthseat.players.terminal.arguing import asked_for
from fourthseat.players.terminal.output import raw_stdout
from fourthseat.players.terminal.talking import CELL_TALK, CONTROL_TALK, addressees, done, overview, spoken

__all__ = ["PERSON", "Handed", "Human", "Speak"]

Speak = Callable[[Seat, Order], View | str]
"""What a seat says unasked: its view afterwards, or why it cannot be said."""
PERSON = Author(AuthorKind.PERSON)
"""Who answers at a terminal; nobody is asked for a name.
"""
MOST_TYPED = 4000
"""Characters of one answer, as in a browser's form."""
HELP = """\
numbers      pick from the menu, several apart by spaces: 1 3
Enter        no orders
? N          what row N does, its cost and who must agree
back N       call back force N of those away, beside rows of the menu or alone: 1 3 back 1
!            show the situation again
Talk, here and where you are asked to agree or to choose:
"""

CONTROL_HELP = """\
list                      the injects, incidents and coalitions by their names, and the orders that wait
release INJECT            fire an inject now
withhold INJECT           take it off the list
amend INJECT TEXT         rewrite it
tell SEAT[,SEAT] TEXT     an ad-hoc inject
realign COALITION         change the coalition variant from now on
overrule INCIDENT success|partial|failure REASON
grant SEAT N WHAT [told] REASON
refuse SEAT N WHAT [told] REASON
                          what order N of a seat waits for: consultation, consent, concurrence or licence; or order, the whole of it;
                          with told those it concerns read that control did it, and why
incident FILE REASON      add the incident of a TOML file: the keys of one [[incident]], with like = "INCIDENT" for whatever it does not say
argue                     put a matrix argument, with what changes if it stands
end REASON                ENDEX
Enter                     nothing more
"""


@dataclass
class Human:
    """Asks a person; refuses nothing itself, for the menu already holds only what the rules allow.

    It remembers the last view only to tell what is new; nothing remembered decides anything.
    """

    show: Callable[[Iterable[NarrativeLine]], None]
    scenario: Scenario | None = field(default=None, repr=False)
    """What CONTROL's words are checked against; without it the game refuses what it does not know."""
    last: View | None = field(default=None, repr=False)
    speak: Speak | None = field(default=None, repr=False)
    """Says something while the clock stands; without it nothing can be said."""
    people: frozenset[Seat] = frozenset()
    """The seats that people play: a doctrine answers no talk."""

    def decide(self, view: View, /) -> Decision:
        """The person's answer to *view*."""
        opening = any(q.kind in ("orders", "open") for q in view.questions)
        if opening:
            self.show(situation(view))
        if self.last is not None or not opening:
            self.show(changes(self.last, view))
            self.show(results(self.last, view))
        self.last = view
        if view.seat == CONTROL:
            return replace(self._control(view), by=PERSON)
        orders: list[Order] = []
        for question in view.questions:
            if question.kind in WANTS_ORDERS:
                if question.text:
                    click.echo(visible(question.text))
                orders += self._orders(view)
            elif question.kind == "concur":
                orders.append(self._concur(view, question))
            elif question.kind == "choose":
                orders.append(self._choose(view, question))
        intent = _ask("Intent (one line, Enter to skip)") if any(q.kind in WANTS_ORDERS for q in view.questions) else ""
        reason = _ask("Why (one line, Enter to skip)") if orders else ""
        expected = _ask("Effect you expect (Enter to skip)") if intent else ""
        confidence = _confidence() if expected else None
        return Decision(tuple(orders), intent, reason, expected, confidence, PERSON)

    def _orders(self, view: View) -> list[Order]:
        for title, why in view.lacking:
            click.echo(f"  not on your menu now: {title}: {lacks_told(why)}")
        away = [force for order in view.orders for force in order.recallable]
        if not view.menu:
            click.echo("Nothing on your menu this move.")
        if not view.menu and not away:
            return []
        for n, act in enumerate(view.menu, 1):
            option = view.options[act.option]
            joint = "joint, agreed beforehand" if option.id in view.standing else "joint"
            flags = [f"rung {option.rung}"] + [joint] * option.joint + ["licence"] * option.licence
            where = f" @ {act.incident}" if act.incident else ""
            click.echo(f"  {n:2d}  {option.title}{where}  [{', '.join(flags)}]")
        for n, force in enumerate(away, 1):
            comes = comes_of_recall(force.way_back, view) if force.way_back is not None else ""
            click.echo(f"  back {n}  {visible(force.name)}, {'on station' if force.there else 'under way'}. {comes}")
        while True:
            said = self._ask(view, "Orders (numbers, ? for help)")
            if said == "?":
                click.echo(HELP + CELL_TALK, nl=False)
            elif said == "!":
                self.show(situation(view))
            elif said.startswith("?"):
                self._explain(view, said[1:].strip())
            else:
                rows, *back = said.split("back")
                picked, wrong = _numbers(rows, len(view.menu))
                called, none = _numbers(" ".join(back), len(away), "a force that is under way or on station")
                if wrong is None and none is None:
                    return [*(view.menu[n - 1] for n in picked), *(Recall(away[n - 1].id) for n in called)]
                click.echo(wrong or none)

    def _explain(self, view: View, number: str) -> None:
        picked, wrong = _numbers(number, len(view.menu))
        if wrong is not None:
            click.echo(wrong)
        for n in picked:
            option = view.options[view.menu[n - 1].option]
            owners = f"; {', '.join(option.consent_of)} must agree" if option.consent_of else ""
            click.echo(
                f"  {option.text} Takes {option.staff_hours:g} staff hours, costs {option.cost_musd:g} million US${owners}."
            )

    def _ask(self, view: View, prompt: str) -> str:
        """What the person answers to *prompt*, once everything it says to others first is said."""
        while True:
            said = _ask(prompt)
            if not self._says(view, said):
                return said

    def _says(self, view: View, said: str) -> bool:
        """Whether *said* is talk, which is told or said to others then."""
        if said == "talk":
            for line in overview(self.last or view):
                click.echo(visible(line))
            return True
        order = None if self.scenario is None else spoken(said, view.seat, self.scenario.players)
        if order is None:
            return False
        if isinstance(order, str) or self.speak is None:
            click.echo(order if isinstance(order, str) else "nothing can be said here")
            return True
        after = self.speak(view.seat, order)
        if isinstance(after, str):
            click.echo(visible(f"Not said: {after}"))
            return True
        self.last = after
        click.echo(visible(done(order, after)))
        to = addressees(order)
        if to and self.people.isdisjoint(to):
            click.echo(f"  Nobody sits as {', '.join(to)} in this game: it stands in the log, and no answer will come.")
        return True

    def _concur(self, view: View, question: Question) -> Reply:
        click.echo(question.text + ".")
        _advice(question, "that a capital like ours concurs")
        prompt = f"{question.answers[0]}? y/n"
        while (said := self._ask(view, prompt).lower()) not in ("y", "yes", "n", "no"):
            click.echo(f"{quoted(said)} is neither y nor n")
        return Reply(question.about, said.startswith("y"))

    def _choose(self, view: View, question: Question) -> Choose:
        click.echo(question.text)
        _advice(question, "that an opponent like us presses")
        *others, last = question.choices
        for choice, chance in question.courses:
            meant = "" if self.scenario is None else f"; {course_told(self.scenario, question.about, choice)}"
            click.echo(f"  {choice}: {100 * chance:.0f} %{visible(meant)}")
        while True:
            said = self._ask(view, f"{', '.join(others)} or {last}").lower()
            for choice in question.choices:
                if said and choice.startswith(said):
                    return Choose(question.about, choice)
            click.echo(f"{quoted(said)} is none of {', '.join(question.choices)}")

    def _control(self, view: View) -> Decision:
        closing = any(q.kind == "close" for q in view.questions)
        within = any(q.kind == "propose" for q in view.questions)
        for incident, outcome, estimate in view.rulings:
            click.echo(
                f"  ruling proposed: {incident} {outcome}, {BECAME[outcome]} (chance to frustrate {100 * estimate.p:.0f} %: {'; '.join(estimate.reasons)})"
            )
        for inject in view.proposals:
            click.echo(f"  contingency inject {inject} will fire unless withheld{self._because(inject)}")
        orders: list[Order] = []
        while True:
            said = self._ask(
                view,
                f"CONTROL {'rulings' if closing else 'answers' if within else 'opens the move'} (Enter when done, ? for help)",
            )
            if not said:
                return Decision(tuple(orders))
            if said == "?":
                click.echo(CONTROL_HELP.replace("end REASON", f"{CONTROL_TALK}end REASON"), nl=False)
                continue
            if said == "list":
                self._list()
                self._waiting(view)
                continue
            order = self._argue(view) if said == "argue" else self._adds(said, view.hour) or _control_order(said)
            if not isinstance(order, str):
                order = self._unknown(order, view) or order
            if isinstance(order, str):
                click.echo(order)
            else:
                orders.append(order)

    def _argue(self, view: View) -> Order | str:
        """A matrix argument, put together with the person; or why there is none."""
        if self.scenario is None:
            return "without its scenario nothing can be argued here"
        rulings = tuple(incident for incident, _, _ in view.rulings)
        return asked_for(self.scenario, rulings, _ask, click.echo) or "Given up; nothing is argued."

    def _adds(self, said: str, now: Hour) -> Order | str:
        """``incident FILE REASON``, said at hour *now*, as an order, or what is wrong with it; empty for anything else."""
        verb, _, rest = said.partition(" ")
        if verb != "incident":
            return ""
        file, _, reason = rest.strip().partition(" ")
        if not reason.strip():
            return "incident FILE REASON"
        if self.scenario is None:
            return "without its scenario no incident can be added here"
        try:
            tables = read_toml(Path(file), "incident", "write the keys of one [[incident]]")
            row, like = completed_row(self.scenario, piece_of(tables))
            wrong = wrong_with_row(self.scenario, row, like, now)
        except ScenarioError as refused:
            return str(refused)
        return "\n".join(str(one) for one in wrong) or Introduce(row, like, reason.strip())

    def _because(self, inject: str) -> str:
        """The condition for which *inject* proposes itself, in words."""
        row = None if self.scenario is None else self.scenario.inject_by_id.get(inject)
        return "" if row is None or row.condition is None else f": {row.condition}"

    def _list(self) -> None:
        """What CONTROL may name."""
        if self.scenario is None:
            return
        for one in sorted(self.scenario.msel, key=lambda i: (i.hour is None, i.hour or 0, i.id)):
            when = (
                (f"when {one.condition}" if one.condition else "contingency") if one.hour is None else f"H+{one.hour}"
            )
            click.echo(f"  {one.id}  {when}, {one.sender} to {', '.join(one.to)}: {one.text}")
        click.echo(f"  incidents: {', '.join(f'{i.id} ({i.title})' for i in self.scenario.incidents)}")
        click.echo(f"  coalitions: {', '.join(f'{c.id} ({c.title})' for c in self.scenario.coalitions)}")

    def _waiting(self, view: View) -> None:
        """The orders that CONTROL may grant or refuse."""
        for one in view.waiting:
            line = order_line(one.order, view.told, own=False)
            click.echo(
                f"  {one.seat} {one.order.number}  {line.what}: {line.told} (settles: {', '.join(_may_settle(one))})"
            )

    def _unknown(self, order: Order, view: View) -> str:
        """What *order* names that there is none of; empty if all is known."""
        s = self.scenario
        if s is None:
            return ""
        named: list[tuple[str, str, Iterable[str]]] = []
        match order:
            case Release() | Withhold() | Amend():
                named = [("inject", order.inject, s.inject_by_id)]
            case Realign():
                named = [("coalition", order.coalition, s.coalition_by_id)]
            case Overrule():
                named = [("incident", order.incident, [*s.incident_by_id, *(one.id for one in view.incidents)])]
            case Improvise():
                named = [("seat", seat, s.players) for seat in order.to]
            case Settle(seat, number, matter):
                name = f"{seat} {number}"
                waits = {f"{one.seat} {one.order.number}": _may_settle(one) for one in view.waiting}
                if not waits:
                    return "no order of a cell is on its way: there is nothing to grant or to refuse"
                named = [("order on its way", name, waits)]
                if name in waits:
                    named = [(f"{matter} to settle for {name}", matter, waits[name])]
        return "; ".join(
            f"no {what} {quoted(name)}: {nearest(name, known)}" for what, name, known in named if name not in known
        )


@dataclass
class Handed:
    """One keyboard for several seats: the screen is cleared before the next seat is told anything."""

    player: Player

    def decide(self, view: View, /) -> Decision:
        """Hand the keyboard over, then ask."""
        _wipe()
        click.echo(f"EXERCISE EXERCISE EXERCISE - now at the keyboard: {view.spec.name} ({view.seat})")
        _ask("Everybody else looks away; Enter when ready")
        answer = self.player.decide(view)
        _wipe()
        return answer


def _wipe() -> None:
    """Clear the screen, and what a terminal keeps above it: the next at the keyboard may scroll up."""
    if sys.stdout.isatty():
        screen = raw_stdout()
        screen.write("\x1b[2J\x1b[1;1H\x1b[3J")
        screen.flush()


def _may_settle(one: Waiting) -> list[str]:
    """What of an order CONTROL may settle."""
    return [*([one.matter] if one.matter else []), "order"]


def _settled(verb: str, seat: str, rest: str) -> Order | str:
    """``grant SEAT N WHAT [told] REASON`` as an order."""
    number, _, rest = rest.strip().partition(" ")
    what, _, reason = rest.strip().partition(" ")
    told = reason.strip().split(" ", 1)[0] == "told"
    reason = reason.strip().removeprefix("told").strip() if told else reason.strip()
    matters: tuple[Matter, ...] = get_args(Matter)
    matter = next((one for one in matters if one == what), None)
    count = _whole_number(number)
    if count is None or matter is None or not reason:
        return f"{verb} SEAT N {'|'.join(matters)} [told] REASON"
    return Settle(Seat(seat), count, matter, verb == "grant", reason, told)


def _control_order(said: str) -> Order | str:
    """One line of CONTROL's as an order, or what is wrong with it."""
    verb, _, rest = said.partition(" ")
    first, _, tail = rest.strip().partition(" ")
    match verb:
        case "release" | "withhold" if first:
            return Release(first) if verb == "release" else Withhold(first)
        case "amend" if tail:
            return Amend(first, tail)
        case "realign" if first:
            return Realign(first)
        case "tell" if tail:
            return Improvise(tail, tuple(Seat(seat) for seat in first.split(",")))
        case "grant" | "refuse" if tail:
            return _settled(verb, first, tail)
        case "end" if rest:
            return End(rest)
        case "overrule":
            outcome, _, reason = tail.partition(" ")
            if outcome.upper() in Outcome.__members__ and reason:
                return Overrule(first, Outcome[outcome.upper()], reason)
            return "overrule INCIDENT success|partial|failure REASON"
    verbs = (
        "release",
        "withhold",
        "amend",
        "tell",
        "realign",
        "overrule",
        "grant",
        "refuse",
        "incident",
        "argue",
        "talk",
        "answer",
        "decline",
        "assign",
        "propose",
        "close",
        "say",
        "end",
    )
    return (
        f"{quoted(said)}: {nearest(verb, verbs)}" if verb not in verbs else f"{quoted(said)} is incomplete; ? for help"
    )


def _ask(prompt: str) -> str:
    """What the person types, without blanks around it; asked again for a line that could not be kept in a log.

    The end of the input (Ctrl+D, or a pipe that has run dry) stops the game as Ctrl+C does.
    """
    while True:
        try:
            said: str = click.prompt(prompt, default="", show_default=False, prompt_suffix="> ", err=False)
        except click.Abort:
            raise KeyboardInterrupt from None
        sys.stdout.flush()
        said = said.strip(" \t\r\n")
        wrong = _unfit(said)
        if not wrong:
            return said
        click.echo(wrong)


def _unfit(said: str) -> str:
    """Why a line cannot be taken as a person's words; empty if it can."""
    if not is_text(said):
        return "That is not text in this terminal's encoding; set the terminal to UTF-8, and type it again."
    if any(unicodedata.category(c) == "Cc" and c != "\t" for c in said):
        return "That holds control characters, which nobody could read; type it again without them."
    if len(said) > MOST_TYPED:
        return f"That is {len(said):,} characters long; {MOST_TYPED:,} at most. Say it more briefly."
    return ""


def _confidence() -> int | None:
    while True:
        said = _ask("How sure, 0-100 (Enter to skip)")
        if not said:
            return None
        number = _whole_number(said)
        if number is not None and number <= 100:
            return number
        click.echo(f"{quoted(said)} is not a whole number from 0 to 100")


def _whole_number(word: str) -> int | None:
    """The number *word* writes in the digits of any script; None for anything else, a raised or circled one too."""
    return int(word) if word.isdecimal() and len(word) <= 9 else None


def _numbers(said: str, most: int, what: str = "a row of the menu") -> tuple[list[int], str | None]:
    picked: list[int] = []
    for word in said.replace(",", " ").split():
        number = _whole_number(word)
        if number is None or not 1 <= number <= most:
            return [], f"{quoted(word)} is not {what} ({f'1 to {most}' if most else 'there is none'})"
        if number not in picked:
            picked.append(number)
    return picked, None


def _advice(question: Question, of_what: str) -> None:
    if question.estimate is not None:
        click.echo(f"  Your staff puts the chance {of_what} at {100 * question.estimate.p:.0f} %:")
        for reason in question.estimate.reasons:
            click.echo(f"    {reason}")
