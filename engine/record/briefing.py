"""A seat's view as it would be briefed: the situation at the head of a move, and what has changed since it last looked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from fourthseat.engine.core.entries.acts import DropCause
from fourthseat.engine.core.entries.incidents import RungMoved
from fourthseat.engine.core.terms import NOBODY, Outcome
from fourthseat.engine.core.wording import (
    BECAME,
    CHOICE_PAST,
    CHOICE_PRESENT,
    DETERRED,
    PRESSED_AND,
    STILL_OPEN,
    incident_ending,
    indicator_number,
    rule_told,
)
from fourthseat.engine.record import talk_words
from fourthseat.engine.record.described import title_of
from fourthseat.engine.record.order_words import order_lines
from fourthseat.engine.record.said import lacks_told
from fourthseat.engine.record.sentences import OUTCOME_STYLE, NarrativeLine
from fourthseat.engine.rules.orders_board import Standing
from fourthseat.engine.rules.state import State
from fourthseat.engine.rules.view import View
from fourthseat.engine.rules.view_parts import ForceView, IncidentView

__all__ = ["changes", "debrief", "ended_as", "results", "rung_moved", "situation"]


def situation(view: View) -> Iterator[NarrativeLine]:
    """What a seat is briefed at the head of a move."""
    yield NarrativeLine(
        f"{view.spec.name} — move {view.turn} of {view.turns}{_titled(view)}, {view.told(view.hour)}, rung {view.rung} — {view.coalition}, rule {rule_told(view.rule)}",
        "turn",
    )
    if view.turn == 1 and any(q.kind in ("orders", "open") for q in view.questions):
        yield NarrativeLine(view.spec.role)
        yield NarrativeLine(view.spec.brief)
        for objective in view.objectives:
            yield NarrativeLine(f"Objective: {objective.text.rstrip('.')}.")
    if any(q.kind in ("orders", "open") for q in view.questions):
        for text in (view.opening.situation, view.opening.brief):
            if text:
                yield NarrativeLine(" ".join(text.split()))
    for sighting in view.incidents:
        yield _sighted(sighting, view)
    if view.line_open:
        yield NarrativeLine("The other side keeps a line open to you in this move.")
    if view.forces:
        told = (f"{f.name} ({f.strength:g} at {100 * f.readiness:.0f} %{_where(f, view)})" for f in view.forces)
        yield NarrativeLine("Your forces: " + "; ".join(told) + ".")
    for line in order_lines(view.orders, view.told):
        if line.order.open:
            then = f", {line.then}" if line.then else ""
            yield NarrativeLine(f"Ordered: {line.what}: {line.told}{then}.")
    yield from _agreements(view)
    if view.indicators:
        stand = "; ".join(f"{i.title} {indicator_number(i.value)} {i.unit}" for i in view.indicators)
        yield NarrativeLine(f"Indicators: {stand}.")


def _where(force: ForceView, view: View) -> str:
    """Where a force is, if it is not idle."""
    if force.homeward is not None:
        return f", called back, home {view.told(force.homeward.home)}"
    return f", at {force.tasked}" if force.tasked else ""


def _agreements(view: View) -> Iterator[NarrativeLine]:
    """What its forces may use, what it needs no concurrence for, and what it has declared."""
    places = [
        f"{one.place} ({(one.host or 'a host') if one.guest == view.seat else f'for {one.guest}'}, "
        + ("open" if one.granted else "on request" if one.asked else "closed")
        + (f", saves up to {one.hours} h of making ready" if one.hours else "")
        + ")"
        for one in view.access
        if view.seat in (one.guest, one.host)
    ]
    if places:
        yield NarrativeLine("Access: " + "; ".join(places) + ".")
    if view.standing:
        yield NarrativeLine("Agreed beforehand, no concurrence needed: " + "; ".join(view.standing.values()) + ".")
    if view.support is not None:
        yield NarrativeLine(f"Support at home: {view.support:.0f} of 100.")
    for category in view.legal:
        lacks = "" if category.lacks is None else lacks_told(category.lacks)
        stands = "declared" if category.declared else lacks or "may be declared"
        yield NarrativeLine(f"Law: {category.title}: {stands}.")


def _titled(view: View) -> str:
    return f" ({view.opening.title})" if view.opening.title else ""


def _sighted(s: IncidentView, view: View) -> NarrativeLine:
    stands = (
        f"open, usually decided by about {view.told(s.expected_to_close)}"
        if s.choice is None
        else CHOICE_PAST[s.choice]
    )
    detail = [
        f"stake {100 * s.stake:.0f} %, severity {100 * s.severity:.0f} %, sure who did it {100 * s.attribution:.0f} %",
        f"our position: {'taken' if s.assessed else 'still with the staff'}",
    ]
    if s.on_station:
        detail.append("on station: " + "; ".join(f"{force} ({seat})" for seat, force in s.on_station))
    if s.statements:
        detail.append("said: " + "; ".join(f"{option} ({seat})" for seat, option in s.statements))
    if s.concurred is not None:
        detail.append(f"the coalition concurred at {view.told(s.concurred)}")
    if s.let_through is not None:
        detail.append(f"a joint measure was let through at {view.told(s.let_through)}")
    outcome = f", {BECAME[s.outcome]}" if s.outcome is not None and s.choice == "press" else ""
    return NarrativeLine(
        f"{s.title} ({s.id}): {stands}{outcome}.", "warn" if s.choice is None else "", detail=tuple(detail)
    )


def changes(before: View | None, after: View) -> Iterator[NarrativeLine]:
    """What a seat learns between two views of its own, and nothing it could not see."""
    for line in _changes(before, after):
        dated = line.hour is not None and after.startex_at is not None
        yield replace(line, dated=after.told(line.hour or 0)) if dated else line


def _changes(before: View | None, after: View) -> Iterator[NarrativeLine]:
    old = {s.id: s for s in before.incidents} if before is not None else {}
    for hour, sender, text in after.messages[len(before.messages) if before is not None else 0 :]:
        yield NarrativeLine(f"{sender}: {text}", "warn", hour)
    for given in after.handouts[len(before.handouts) if before is not None else 0 :]:
        yield NarrativeLine(f"HAND-OUT: {given.title}", "warn", given.hour)
    for talk in after.talks[len(before.talks) if before is not None else 0 :]:
        promised = f" [{talk.option}{' @ ' + talk.incident if talk.incident else ''}]" if talk.option else ""
        where = f" in {talk.channel}" if talk.channel else ""
        yield NarrativeLine(
            f"{talk.seat} to {', '.join(talk.to)}{where}, {talk.sort}: {talk.text}{promised}", "", talk.hour
        )
    for line in talk_words.learned(before, after):
        yield NarrativeLine(*line)
    for s in after.incidents:
        was = old.get(s.id)
        if was is None:
            yield NarrativeLine(f"INCIDENT: {s.title}. {s.text}", "bad", after.hour)
            continue
        for seat, option in _beyond(s.statements, was.statements):
            yield NarrativeLine(f"{seat}: {option} ({s.title}).", "", after.hour)
        for seat, force in _beyond(s.on_station, was.on_station):
            yield NarrativeLine(f"On station at {s.title}: {force} ({seat}).", "good", after.hour)
        for seat, force in _beyond(was.on_station, s.on_station):
            yield NarrativeLine(f"No longer at {s.title}: {force} ({seat}).", "", after.hour)
        if s.assessed and not was.assessed:
            yield NarrativeLine(f"We have a position on {s.title}.", "quiet", after.hour)
        sure, before_that = (f"{100 * one.attribution:.0f} %" for one in (s, was))
        if sure != before_that:
            yield NarrativeLine(f"We are now {sure} sure who is behind {s.title}.", "quiet", after.hour)
        if s.concurred != was.concurred:
            yield NarrativeLine(f"The coalition concurs on {s.title}.", "good", after.hour)
        if s.choice != was.choice:
            pressed = s.choice == "press"
            did = CHOICE_PRESENT[s.choice or "back-down"]
            style = "bad" if pressed else "good"
            yield NarrativeLine(
                f"{' and '.join(s.opponents)} {did.upper() if pressed else did}: {s.title}.", style, after.hour
            )
        if s.outcome != was.outcome and s.choice == "press":
            yield NarrativeLine(f"RULING: {s.title} is {BECAME[s.outcome or Outcome.FAILURE]}.", "warn", after.hour)
    known = {i.id: i.value for i in before.indicators} if before is not None else {}
    for indicator in after.indicators:
        if indicator.value != known.get(indicator.id, indicator.value):
            told = f"{indicator.title}: now {indicator_number(indicator.value)} {indicator.unit}."
            worse = indicator.better and (indicator.value > known[indicator.id]) is (indicator.better == "lower")
            yield NarrativeLine(told, "bad" if worse else "", after.hour)
    may = {(one.guest, one.place): one.granted for one in before.access} if before is not None else {}
    for one in after.access:
        if before is not None and bool(one.granted) is not bool(may.get((one.guest, one.place))):
            told = f"{one.guest}'s forces {'may now' if one.granted else 'may no longer'} sail from {one.place}{f' ({one.host})' if one.host else ''}."
            yield NarrativeLine(told, "good" if one.granted else "warn", after.hour)
    if before is not None and after.rung != before.rung:
        yield NarrativeLine(f"The crisis is now on rung {after.rung}; it was on {before.rung}.", "warn", after.hour)
    if before is not None and len(after.leaks) > len(before.leaks):
        yield NarrativeLine(f"A secret of the coalition got out at {after.leaks[-1][1]}.", "bad", after.hour)
    if before is not None and after.coalition != before.coalition:
        yield NarrativeLine(f"The coalition is now {after.coalition}.", "warn", after.hour)


def rung_moved(entry: RungMoved, state: State, shown: View) -> NarrativeLine:
    """That the ladder has moved, with what moved it as far as *shown*, a seat's view of *state* or the public one, has that too."""
    why = _moved_by(entry, state, shown)
    unknown = "" if shown.seat == NOBODY else " What moved it is not known to you."
    told = f"The crisis is now on rung {entry.to}, {state.scenario.ladder.rungs[entry.to]}"
    return NarrativeLine(f"{told}, {why}." if why else f"{told}.{unknown}", "warn", entry.hour)


def _moved_by(entry: RungMoved, state: State, shown: View) -> str:
    """What moved the ladder: an incident in sight, what all have heard said, an act of the beholder's own, an inject it was told.

    Empty for everything else: an act of another that nobody sees, a word of control's.
    """
    incidents = {one.title for one in shown.incidents}
    said = {title for one in shown.incidents for _, title in one.statements}
    if entry.source in incidents | said | set(_just_done(shown)):
        return f"over “{entry.source}”"
    for inject in state.scenario.msel:
        sent = (inject.sender, state.amended.get(inject.id, inject.text))
        if entry.source == f"inject {inject.id}" and any(told[1:] == sent for told in shown.messages):
            return f"after word from {inject.sender}"
    return ""


def _just_done(shown: View) -> Iterator[str]:
    """Titles of its own orders that are carried out, or set out, in this hour, and of those that a partner carries out for it."""
    for order in shown.orders:
        done = order.standing in (Standing.DONE, Standing.UNDER_WAY) and order.since == shown.hour
        if done or order.cause is DropCause.JOINED:
            yield order.title


def _beyond(now: Iterable[tuple[str, str]], before: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Those of *now* that *before* does not hold, in their order; neither need grow at its end."""
    known = Counter(before)
    for one in now:
        if known[one]:
            known[one] -= 1
        else:
            yield one


def results(before: View | None, after: View) -> Iterator[NarrativeLine]:
    """What became of a seat's own orders between two views of its own: those that have had their end, or stand elsewhere now."""
    stood = {one.number: one.standing for one in before.orders} if before is not None else {}
    for line in order_lines(after.orders, after.told):
        if line.order.number in stood and line.order.standing is not stood[line.order.number]:
            yield NarrativeLine(f"Your order {line.what}: {line.told}.", line.weight, after.hour)


def ended_as(state: State, name: str) -> str:
    """How the incident *name* ended as two games are set side by side: also what the opponent did where it did not press."""
    incident = state.incidents.get(name)
    if incident is None or incident.opened is None:
        return "never opened"
    came = incident_ending(incident.choice, incident.outcome)
    return came if incident.choice in (None, "press") else f"{came}: {CHOICE_PAST[incident.choice]}"


def debrief(state: State) -> Iterator[NarrativeLine]:
    """How each incident ended, at ENDEX."""
    for incident in state.incidents.values():
        title = title_of(state.scenario, incident.id)
        if incident.opened is None:
            yield NarrativeLine(f"{title}: never opened.", "quiet")
        elif incident.choice is None:
            yield NarrativeLine(f"{title}: {STILL_OPEN} at ENDEX.", "warn")
        elif incident.choice != "press":
            yield NarrativeLine(f"{title}: {DETERRED} (the opponent {CHOICE_PAST[incident.choice]}).", "good")
        else:
            ruled = incident.outcome or Outcome.FAILURE
            yield NarrativeLine(f"{title}: {PRESSED_AND[ruled]}.", OUTCOME_STYLE[ruled])
