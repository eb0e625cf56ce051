"""The log in words: one sentence an entry, with the reasons; and a seat's view as it would be briefed.

Plain data in, plain lines out: the terminal, a report and a web page print the same sentences.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.orders import Act, Choose, Order, Overrule, Reply, tell
from fourthseat.engine.core.terms import Estimate, Outcome
from fourthseat.engine.rules.state import State, Talk
from fourthseat.engine.rules.view import Sighting, View
from fourthseat.engine.scenario.scenario import Scenario

__all__ = [
    "DISCLAIMER",
    "Line",
    "changes",
    "debrief",
    "narrate",
    "said",
    "situation",
    "why_blocked",
    "why_dropped",
    "why_ended",
]

DISCLAIMER = "Conditional on the scenario's assumptions and models; not a forecast. Unclassified, public facts only."


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence with its weight on the page."""

    text: str
    style: str = ""
    """``turn``, ``good``, ``bad``, ``warn``, ``quiet`` or plain."""
    hour: int | None = None
    detail: tuple[str, ...] = ()
    """Reasons, printed below it."""


def narrate(entry: e.Entry, state: State) -> Line | None:
    """*entry* in words, given the *state* after it; None for what only the machine needs."""
    line = _tell(entry, state)
    return None if line is None else Line(line.text, line.style, entry.hour, line.detail)


def _title(s: Scenario, incident: str) -> str:
    return s.incident_by_id[incident].title


def _about(s: Scenario, option: str, incident: str) -> str:
    what = s.option_by_id[option].title
    return f"{what} ({_title(s, incident)})" if incident else what


def _of_request(state: State, name: str) -> str:
    request = state.requests[name]
    return _about(state.scenario, request.option, request.incident)


def said(order: Order, state: State) -> str:
    """*order* in the words of the scenario; what the scenario does not have (a refused order may name anything), as given."""
    s = state.scenario
    match order:
        case Act(option, incident) if option in s.option_by_id and (not incident or incident in s.incident_by_id):
            return _about(s, option, incident)
        case Reply(request, concur) if request in state.requests:
            return f"{'concur' if concur else 'do not concur'}: {_of_request(state, request)}"
        case Choose(incident, choice) if incident in s.incident_by_id:
            return f"{choice.replace('-', ' ')}: {_title(s, incident)}"
        case Overrule(incident, outcome, reason) if incident in s.incident_by_id:
            return f"overrule {_title(s, incident)} as {outcome}: {reason}"
    return tell(order)


def _odds(estimate: Estimate, draw: float | None = None) -> str:
    return f"{100 * estimate.p:.0f} %" + ("" if draw is None else f", drew {draw:.2f}")


@singledispatch
def _tell(entry: Any, state: State) -> Line | None:  # noqa: ARG001 - the fallback for kinds that are not told
    return None


@_tell.register
def _(entry: e.TurnOpened, state: State) -> Line:
    rung = state.scenario.ladder.rungs[state.rung]
    return Line(
        f"MOVE {entry.turn} of {state.scenario.turns} — rung {state.rung}, {rung} — {state.coalition.title}", "turn"
    )


@_tell.register
def _(entry: e.TurnClosed, state: State) -> Line:  # noqa: ARG001
    return Line(f"Move {entry.turn} closes; control rules.", "quiet")


@_tell.register
def _(entry: e.Decided, state: State) -> Line | None:
    d = entry.decision
    if not d.orders and not d.intent:
        return None
    orders = "; ".join(said(order, state) for order in d.orders) or "no orders"
    detail = tuple(
        f"{name}: {text}"
        for name, text in (("intent", d.intent), ("because", d.reason), ("expects", d.expected))
        if text
    )
    sure = "" if d.confidence is None else f" ({d.confidence} % sure)"
    return Line(f"{entry.seat} decides: {orders}{sure}", "quiet", detail=detail)


@_tell.register
def _(entry: e.Refused, state: State) -> Line:
    return Line(f"Control refuses {entry.seat}'s order ({said(entry.order, state)}): {entry.reason}", "warn")


@_tell.register
def _(entry: e.Injected, state: State) -> Line:  # noqa: ARG001
    return Line(f"INJECT {entry.inject}, {entry.sender} to {', '.join(entry.to)}: {entry.text}", "warn")


@_tell.register
def _(entry: e.Proposed, state: State) -> Line:  # noqa: ARG001
    return Line(f"Contingency inject {entry.inject} proposes itself: its condition holds.", "quiet")


@_tell.register
def _(entry: e.Withheld, state: State) -> Line:  # noqa: ARG001
    return Line(f"Control withholds inject {entry.inject}.", "warn")


@_tell.register
def _(entry: e.Amended, state: State) -> Line:  # noqa: ARG001
    return Line(f"Control rewrites inject {entry.inject}: {entry.text}", "quiet")


@_tell.register
def _(entry: e.Sent, state: State) -> Line:
    return Line(_spoken(state.talks[entry.number - 1], state.scenario))


@_tell.register
def _(entry: e.Argued, state: State) -> Line:  # noqa: ARG001
    a = entry.argument
    style = {Outcome.SUCCESS: "good", Outcome.PARTIAL: "warn", Outcome.FAILURE: "bad"}[entry.outcome]
    detail = tuple(
        f"{side} ({point.author}): {point.text}{'' if point.counts else ', not counted'}"
        for side, points in (("for", a.pros), ("against", a.cons))
        for point in points
    )
    how = f"{entry.estimate.reasons[0]}, {100 * entry.estimate.p:.0f} %" if entry.dice else entry.estimate.reasons[0]
    thrown = f"; threw {' + '.join(map(str, entry.dice))}, margin {entry.margin:+d}" if entry.dice else ""
    about = f"ARGUMENT {entry.number} ({a.method}): {a.claim}, so that {a.effect}: {entry.outcome}"
    return Line(f"{about} ({how}{thrown}).", style, detail=detail)


def _spoken(talk: Talk, s: Scenario) -> str:
    """One cell's words to another, with what they bind it to."""
    about = f" ({talk.sort}s {talk.about})" if talk.about else ""
    said = f"{talk.seat} to {', '.join(talk.to)}, {talk.sort} {talk.number}{about}: {talk.text}"
    if not talk.option:
        return said
    due = f", by move {talk.by_turn}" if talk.by_turn else ""
    return f"{said} [{_about(s, talk.option, talk.incident)}{due}]"


@_tell.register
def _(_entry: e.Realigned, state: State) -> Line:
    return Line(f"The coalition is now {state.coalition.title}.", "warn")


@_tell.register
def _(entry: e.IncidentOpened, state: State) -> Line:
    spec = state.scenario.incident_by_id[entry.incident]
    return Line(f"INCIDENT: {spec.title}. {spec.text} The window closes at H+{entry.closes}.", "bad")


@_tell.register
def _(entry: e.Informed, state: State) -> Line:
    sure = state.incidents[entry.incident].attribution[entry.seat]
    return Line(
        f"{entry.source} shares its picture with {entry.seat} on {_title(state.scenario, entry.incident)}: "
        f"{entry.seat} is now {100 * sure:.0f} % sure who did it.",
        "quiet",
    )


@_tell.register
def _(entry: e.Assessed, state: State) -> Line:
    waited = f" (the file lay {entry.waited} h before a team was free)" if entry.waited else ""
    return Line(f"{entry.seat} has a position on {_title(state.scenario, entry.incident)}{waited}.", "quiet")


@_tell.register
def _(entry: e.Requested, state: State) -> Line:
    return Line(
        f"{entry.seat} asks for concurrence: {_of_request(state, entry.request)}; rule {entry.rule}, "
        f"answers that count: {', '.join(entry.needed)}."
    )


@_tell.register
def _(entry: e.Received, state: State) -> Line:
    said = "concurs" if entry.concur else "does not concur"
    late = ", too late" if entry.late else ""
    priced = entry.estimate
    detail = () if priced is None else (f"its staff said {_odds(priced)}: {'; '.join(priced.reasons)}",)
    return Line(
        f"{entry.seat} {said}{late}: {_of_request(state, entry.request)}.",
        "" if entry.concur else "warn",
        detail=detail,
    )


@_tell.register
def _(entry: e.Concurred, state: State) -> Line:
    return Line(f"THE COALITION CONCURS after {entry.took} h: {_of_request(state, entry.request)}.", "good")


@_tell.register
def _(entry: e.Blocked, state: State) -> Line:
    return Line(f"No concurrence on {_of_request(state, entry.request)}: {why_blocked(entry)}.", "bad")


@_tell.register
def _(entry: e.Dropped, state: State) -> Line:
    what = _about(state.scenario, entry.option, entry.incident)
    return Line(f"Nothing comes of {entry.seat}'s {what}: {why_dropped(entry, state)}.", "quiet")


@_tell.register
def _(entry: e.LicenceSought, state: State) -> Line:
    return Line(f"{entry.seat} applies for a U.S. export licence: {state.scenario.option_by_id[entry.option].title}.")


@_tell.register
def _(entry: e.Licensed, state: State) -> Line:
    return Line(
        f"{entry.seat} may receive {state.scenario.option_by_id[entry.option].title} after {entry.days:.0f} {'day' if round(entry.days) == 1 else 'days'} ({entry.route})."
    )


@_tell.register
def _(entry: e.Acted, state: State) -> Line:
    together = " for the coalition" if entry.joint else ""
    return Line(f"{entry.seat}{together}: {_about(state.scenario, entry.option, entry.incident)}.")


@_tell.register
def _(entry: e.Sailed, state: State) -> Line:
    force = state.scenario.force_by_id[entry.force]
    return Line(
        f"{entry.seat} sends {force.name} {entry.nmi:.0f} nmi to {_title(state.scenario, entry.incident)}; due H+{entry.arrives}."
    )


@_tell.register
def _(entry: e.Arrived, state: State) -> Line:
    force = state.scenario.force_by_id[entry.force]
    late = ", too late" if entry.late else ""
    return Line(
        f"{force.name} ({entry.seat}) is on station, strength {entry.strength:.1f}{late}.",
        "warn" if entry.late else "good",
    )


@_tell.register
def _(entry: e.Chosen, state: State) -> Line:
    spec = state.scenario.incident_by_id[entry.incident]
    told = {"press": "PRESSES", "hold": "holds", "back-down": "backs down"}[entry.choice]
    style = "bad" if entry.choice == "press" else "good"
    detail = (f"an opponent of this type presses with {_odds(entry.estimate)}", *entry.estimate.reasons)
    return Line(f"{spec.opponent} {told}: {spec.title}.", style, detail=detail)


@_tell.register
def _(entry: e.Tried, state: State) -> Line:
    came = "succeeds" if entry.success else "fails"
    return Line(
        f"{state.scenario.seat_by_id[entry.seat].name} tries {entry.holder}'s networks and {came} ({_odds(entry.estimate, entry.draw)}).",
        "bad" if entry.success else "quiet",
        detail=entry.estimate.reasons,
    )


@_tell.register
def _(entry: e.Leaked, state: State) -> Line:  # noqa: ARG001
    return Line(
        f"A secret of the coalition gets out at {entry.holder}, by {entry.route} (chance {100 * entry.p:.1f} %, drew {entry.draw:.3f}).",
        "bad",
    )


@_tell.register
def _(entry: e.Ruled, state: State) -> Line:
    style = {Outcome.SUCCESS: "good", Outcome.PARTIAL: "warn", Outcome.FAILURE: "bad"}[entry.outcome]
    told = {Outcome.SUCCESS: "frustrated", Outcome.PARTIAL: "blunted", Outcome.FAILURE: "a fait accompli"}[
        entry.outcome
    ]
    who = "" if entry.by is e.Ruler.MODEL else f" — CONTROL overrules the model: {entry.reason}"
    text = f"RULING {entry.outcome}: {_title(state.scenario, entry.incident)} is {told} (chance to frustrate {_odds(entry.estimate, entry.draw)}){who}."
    return Line(text, style, detail=entry.estimate.reasons)


@_tell.register
def _(entry: e.Exchanged, state: State) -> Line:
    return Line(
        f"Limited exchange at {_title(state.scenario, entry.incident)}: expected losses {entry.blue_loss:.1f} hull-equivalents "
        f"of the coalition's, {entry.red_loss:.1f} of the opponent's.",
        "bad",
        detail=entry.reasons,
    )


@_tell.register
def _(entry: e.RungMoved, state: State) -> Line:
    odds = "" if entry.p >= 1 else f" ({100 * entry.p:.0f} %, drew {entry.draw:.2f})"
    why = f"{entry.source}: {entry.reason}" if entry.reason else entry.source
    return Line(f"Rung {entry.to}, {state.scenario.ladder.rungs[entry.to]}: {why}{odds}.", "warn")


@_tell.register
def _(entry: e.TrustMoved, state: State) -> Line:  # noqa: ARG001
    return Line(f"{entry.seat}'s trust is now {entry.to:.2f}: {entry.reason}.", "quiet")


@_tell.register
def _(entry: e.Ended, state: State) -> Line:  # noqa: ARG001
    prefix = "" if entry.cause is e.EndCause.CONTROL else "ENDEX: "
    return Line(f"{prefix}{why_ended(entry.cause, entry.reason).rstrip('.')}.", "turn")


# ---------------------------------------------------------------- causes in words


def why_blocked(entry: e.Blocked) -> str:
    """Why a joint measure failed, in words."""
    seats = ", ".join(entry.seats)
    if entry.cause is e.BlockCause.REFUSED:
        return f"refused by {seats}"
    return f"the window closed before {seats} had answered"


def why_dropped(entry: e.Dropped, state: State) -> str:
    """Why an accepted order came to nothing, in words; *state* is the one in which it did."""
    match entry.cause:
        case e.DropCause.LATE if entry.hours_late > 0:
            return f"ready {entry.hours_late} h after the window closed"
        case e.DropCause.LATE:
            return "ready only as the window closes"
        case e.DropCause.LEFT:
            return f"{entry.seat} is no longer in {state.coalition.id}"
        case e.DropCause.TASKED:
            return "its forces are tasked already"
        case e.DropCause.UNPAID:
            return f"{entry.payer}'s share is {entry.share_musd:.0f} million US$ and it has {entry.left_musd:.0f} left"


def why_ended(cause: e.EndCause, reason: str) -> str:
    """Why a game ended, in words; *reason* is control's own."""
    match cause:
        case e.EndCause.ALL_MOVES:
            return "all moves played"
        case e.EndCause.CONTROL:
            return f"ENDEX by CONTROL: {reason}"
        case e.EndCause.TOP_RUNG:
            return "major conflict: handed to the facilitator"


# ---------------------------------------------------------------- a seat's own eyes


def situation(view: View) -> Iterator[Line]:
    """What a seat is briefed at the head of a move."""
    yield Line(
        f"{view.spec.name} — move {view.turn} of {view.turns}, H+{view.hour}, rung {view.rung} — {view.coalition}, rule {view.rule}",
        "turn",
    )
    if view.turn == 1 and any(q.kind in ("orders", "open") for q in view.questions):
        yield Line(view.spec.role)
        yield Line(view.spec.brief)
        for objective in view.spec.objectives:
            yield Line(f"Objective: {objective.text.rstrip('.')}.")
    for sighting in view.incidents:
        yield _sighted(sighting)
    if view.forces:
        told = (
            f"{f.name} ({f.strength:g} at {100 * f.readiness:.0f} %{', at ' + f.tasked if f.tasked else ''})"
            for f in view.forces
        )
        yield Line("Your forces: " + "; ".join(told) + ".")
    if view.licences:
        yield Line("At the licence desk: " + ", ".join(view.licences) + ".")


def _sighted(s: Sighting) -> Line:
    told = {
        None: f"open, usually decided by about H+{s.expected_to_close}",
        "press": "pressed",
        "hold": "held",
        "back-down": "backed down",
    }[s.choice]
    detail = [
        f"stake {100 * s.stake:.0f} %, severity {100 * s.severity:.0f} %, sure who did it {100 * s.attribution:.0f} %",
        f"our position: {'taken' if s.assessed else 'still with the staff'}",
    ]
    if s.on_station:
        detail.append("on station: " + "; ".join(f"{force} ({seat})" for seat, force in s.on_station))
    if s.statements:
        detail.append("said: " + "; ".join(f"{option} ({seat})" for seat, option in s.statements))
    if s.concurred is not None:
        detail.append(f"the coalition concurred at H+{s.concurred}")
    outcome = f", {s.outcome}" if s.outcome is not None and s.choice == "press" else ""
    return Line(f"{s.title} ({s.id}): {told}{outcome}.", "warn" if s.choice is None else "", detail=tuple(detail))


def changes(before: View | None, after: View) -> Iterator[Line]:
    """What a seat learns between two views of its own, and nothing it could not see."""
    old = {s.id: s for s in before.incidents} if before is not None else {}
    for hour, sender, text in after.messages[len(before.messages) if before is not None else 0 :]:
        yield Line(f"{sender}: {text}", "warn", hour)
    for talk in after.talks[len(before.talks) if before is not None else 0 :]:
        promised = f" [{talk.option}{' @ ' + talk.incident if talk.incident else ''}]" if talk.option else ""
        yield Line(f"{talk.seat} to {', '.join(talk.to)}, {talk.sort}: {talk.text}{promised}", "", talk.hour)
    for s in after.incidents:
        was = old.get(s.id)
        if was is None:
            yield Line(f"INCIDENT: {s.title}. {s.text}", "bad", after.hour)
            continue
        for seat, option in s.statements[len(was.statements) :]:
            yield Line(f"{seat}: {option} ({s.title}).", "", after.hour)
        for seat, force in s.on_station[len(was.on_station) :]:
            yield Line(f"{force} ({seat}) is on station at {s.title}.", "good", after.hour)
        if s.assessed and not was.assessed:
            yield Line(f"We have a position on {s.title}.", "quiet", after.hour)
        if s.attribution != was.attribution:
            yield Line(f"We are now {100 * s.attribution:.0f} % sure who is behind {s.title}.", "quiet", after.hour)
        if s.concurred != was.concurred:
            yield Line(f"The coalition concurs on {s.title}.", "good", after.hour)
        if s.choice != was.choice:
            did = {"press": "PRESSES", "hold": "holds"}.get(s.choice or "", "backs down")
            yield Line(f"{s.opponent} {did}: {s.title}.", "bad" if s.choice == "press" else "good", after.hour)
        if s.outcome != was.outcome and s.choice == "press":
            yield Line(f"RULING {s.outcome}: {s.title}.", "warn", after.hour)
    if before is not None and after.rung != before.rung:
        yield Line(f"The crisis is now on rung {after.rung}.", "warn", after.hour)
    if before is not None and len(after.leaks) > len(before.leaks):
        yield Line(f"A secret of the coalition got out at {after.leaks[-1][1]}.", "bad", after.hour)
    if before is not None and after.coalition != before.coalition:
        yield Line(f"The coalition is now {after.coalition}.", "warn", after.hour)


def debrief(state: State) -> Iterator[Line]:
    """How each incident ended, at ENDEX."""
    for incident in state.incidents.values():
        title = _title(state.scenario, incident.id)
        if incident.opened is None:
            yield Line(f"{title}: never opened.", "quiet")
        elif incident.choice is None:
            yield Line(f"{title}: still open at ENDEX.", "warn")
        elif incident.choice != "press":
            yield Line(
                f"{title}: deterred (the opponent {'held' if incident.choice == 'hold' else 'backed down'}).", "good"
            )
        elif incident.outcome is Outcome.SUCCESS:
            yield Line(f"{title}: pressed and frustrated.", "good")
        elif incident.outcome is Outcome.PARTIAL:
            yield Line(f"{title}: pressed and blunted.", "warn")
        else:
            yield Line(f"{title}: pressed to a fait accompli.", "bad")
