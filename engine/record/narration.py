"""The log in words: one sentence an entry, with the reasons; and a seat's view as it would be briefed.

Plain data in, plain lines out: the terminal, a report and a web page print the same sentences.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch
from typing import Any

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.orders import (
    Act,
    Cancel,
    Choose,
    Intervene,
    Introduce,
    Order,
    Overrule,
    Recall,
    RefusalCause,
    Reply,
    Settle,
    order_text,
)
from fourthseat.engine.core.terms import CONSENT, STANDING, Estimate, Outcome, is_silence
from fourthseat.engine.core.wording import ARGUED, BECAME, CHOICE_PRESENT, answers_to, as_sentence, rule_told
from fourthseat.engine.record import talk_words
from fourthseat.engine.record.effect_words import changes_told, effect_sentence, item_told, row_in_words
from fourthseat.engine.record.order_words import MATTERS_TOLD, cause_told
from fourthseat.engine.rules.state import State, Talk, orders_of
from fourthseat.engine.scenario.argued_rows import row_of, wrong_with
from fourthseat.engine.scenario.calendar import hour_told
from fourthseat.engine.scenario.scenario import Scenario

__all__ = [
    "DISCLAIMER", "OUTCOME_STYLE",
    "UNTOLD",
    "NarrativeLine",
    "by_chance",
    "describe_order",
    "narrate",
    "narrated",
    "order_about",
    "refusal_to_its_seat",
    "ruling",
    "rung_odds",
    "says",
    "title_of",
    "why_blocked",
    "why_dropped",
    "why_ended",
]  # fmt: skip

DISCLAIMER = "Conditional on the scenario's assumptions and models; not a forecast. Unclassified, public facts only."


@dataclass(frozen=True, slots=True)
class NarrativeLine:
    """A sentence with its weight on the page."""

    text: str
    style: str = ""
    """``turn``, ``good``, ``bad``, ``warn``, ``quiet`` or plain."""
    hour: int | None = None
    detail: tuple[str, ...] = ()
    """Reasons, printed below it."""
    dated: str = ""
    """The hour with its date, where the scenario dates STARTEX."""

    @property
    def when(self) -> str:
        """The hour as people read it; empty without one."""
        return self.dated or ("" if self.hour is None else hour_told(self.hour, None))


def narrate(entry: e.Entry, state: State) -> NarrativeLine | None:
    """*entry* in words, given the *state* after it; None for what only the machine needs."""
    line = _sentence(entry, state)
    if line is None:
        return None
    dated = state.scenario.told(entry.hour) if state.scenario.startex else ""
    return NarrativeLine(line.text, line.style, entry.hour, line.detail, dated)


def title_of(s: Scenario, incident: str) -> str:
    """The title of an incident."""
    return s.incident_by_id[incident].title


def _quoted(state: State, incident: str) -> str:
    """The title of an incident within a sentence: it may be a sentence of its own."""
    return f"“{title_of(state.scenario, incident)}”"


def order_about(s: Scenario, option: str, incident: str) -> str:
    """An option, and the incident it is about, by their titles."""
    what = s.option_by_id[option].title
    return f"{what} ({title_of(s, incident)})" if incident else what


def _of_request(state: State, name: str) -> str:
    request = state.requests[name]
    return order_about(state.scenario, request.option, request.incident)


def describe_order(order: Order, state: State) -> str:
    """*order* in the words of the scenario; what the scenario does not have (a refused order may name anything), as given."""
    s = state.scenario
    match order:
        case Act(option, incident) if option in s.option_by_id and (not incident or incident in s.incident_by_id):
            return order_about(s, option, incident)
        case Cancel(option, incident) if option in s.option_by_id and (not incident or incident in s.incident_by_id):
            return f"take back: {order_about(s, option, incident)}"
        case Recall(force) if force in s.force_by_id:
            return f"call back: {s.force_by_id[force].name}"
        case Reply(request, concur) if request in state.requests:
            asked = state.requests[request]
            answer = answers_to(asked.rule)[not concur].lower()
            whose = f" ({asked.seat})" if asked.rule in (CONSENT, STANDING) else ""
            return f"{answer}: {_of_request(state, request)}{whose}"
        case Choose(incident, choice) if incident in s.incident_by_id:
            return f"{choice.replace('-', ' ')}: {title_of(s, incident)}"
        case Overrule(incident, outcome, reason) if incident in s.incident_by_id:
            return f"overrule {title_of(s, incident)} as {BECAME[outcome]}: {reason}"
        case Intervene(reason, effects) if not any(wrong_with(s, effect, about=False) for effect in effects):
            return f"{'; '.join(row_in_words(row_of(effect), s) for effect in effects)}. Why: {reason}"
        case Introduce(row, like, reason):
            as_it = f", like “{title_of(s, like)}”" if like in s.incident_by_id else ""
            return f"add the incident “{row.get('title', row.get('id', '?'))}”{as_it}: {reason}"
        case Settle(seat, number, matter, grants, reason) if 0 < number <= len(orders_of(state, seat)):
            given = orders_of(state, seat)[number - 1]
            what = f"order {number} of {seat}, {order_about(s, given.option, given.incident)}"
            what = what if matter == "order" else f"{MATTERS_TOLD[matter]} for {what}"
            return f"{'grant' if grants else 'refuse'} {what}: {reason}"
    return order_text(order)


def _odds(estimate: Estimate, draw: float | None = None) -> str:
    return f"{100 * estimate.p:.0f} %" + ("" if draw is None else f", drew {draw:.2f}")


OUTCOME_STYLE = {Outcome.SUCCESS: "good", Outcome.PARTIAL: "warn", Outcome.FAILURE: "bad"}
"""The weight on the page of a sentence about an outcome."""

TOLD_BY_ANOTHER = frozenset({"rung", "intrude"})
"""Kinds of effect whose coming about an entry of its own tells."""

UNTOLD: frozenset[type[e.Entry]] = frozenset({e.Dealt, e.Ordered, e.Recovered})
"""Kinds that only the machine needs: a deal, an order that its decision tells, readiness."""


def narrated() -> set[type[e.Entry]]:
    """Every kind of entry that has a sentence."""
    return set(_sentence.registry) - {object}


@singledispatch
def _sentence(entry: Any, state: State) -> NarrativeLine | None:  # noqa: ARG001 - the fallback for kinds that are not told
    return None


@_sentence.register
def _turn_opened(entry: e.TurnOpened, state: State) -> NarrativeLine:
    s, move = state.scenario, state.scenario.move_at(entry.turn)
    rung = s.ladder.rungs[state.rung]
    title = f", {move.title}" if move and move.title else ""
    return NarrativeLine(
        f"MOVE {entry.turn} of {s.turns}{title} — rung {state.rung}, {rung} — {state.coalition.title}", "turn"
    )


@_sentence.register
def _effected(entry: e.Effected, state: State) -> NarrativeLine | None:
    if entry.came == "about" and entry.does in TOLD_BY_ANOTHER:
        return None
    return NarrativeLine(effect_sentence(entry, state), "quiet" if entry.came == "not" else "")


@_sentence.register
def _turn_closed(entry: e.TurnClosed, state: State) -> NarrativeLine:  # noqa: ARG001
    return NarrativeLine(f"Move {entry.turn} closes; control rules.", "quiet")


@_sentence.register
def _runs_on(entry: e.RunsOn, state: State) -> NarrativeLine:
    open_still = ", ".join(_quoted(state, name) for name in entry.incidents)
    return NarrativeLine(
        f"The last move is over: no more orders. The clock runs on until every open window has closed ({open_still}).",
        "turn",
    )


@_sentence.register
def _decided(entry: e.Decided, state: State) -> NarrativeLine | None:
    d = entry.decision
    if not d.orders and not d.intent:
        return None
    orders = "; ".join(describe_order(order, state) for order in d.orders) or "no orders"
    detail = tuple(
        f"{name}: {text}"
        for name, text in (("intent", d.intent), ("because", d.reason), ("expects", d.expected))
        if text
    )
    sure = "" if d.confidence is None else f" ({d.confidence} % sure)"
    return NarrativeLine(f"{entry.seat} decides: {orders}{sure}", "quiet", detail=detail)


@_sentence.register
def _refused(entry: e.Refused, state: State) -> NarrativeLine:
    return NarrativeLine(
        f"Control refuses {entry.seat}'s order ({describe_order(entry.order, state)}): {entry.reason}", "warn"
    )


@_sentence.register
def _injected(entry: e.Injected, state: State) -> NarrativeLine:  # noqa: ARG001
    return NarrativeLine(
        f"INJECT {entry.inject}, {entry.sender} to {', '.join(entry.to)}: {entry.text}{talk_words.attached_told(entry)}",
        "warn",
    )


@_sentence.register
def _handed_out(entry: e.HandedOut, state: State) -> NarrativeLine:
    handout = state.scenario.handout_by_id.get(entry.handout)
    title = entry.handout if handout is None else handout.title
    came = f", with inject {entry.inject}" if entry.inject else ""
    return NarrativeLine(f"HAND-OUT to {', '.join(entry.to)}{came}: {title}", "warn")


@_sentence.register
def _proposed(entry: e.Proposed, state: State) -> NarrativeLine:  # noqa: ARG001
    return NarrativeLine(f"Contingency inject {entry.inject} proposes itself: its condition holds.", "quiet")


@_sentence.register
def _withheld(entry: e.Withheld, state: State) -> NarrativeLine:  # noqa: ARG001
    return NarrativeLine(f"Control withholds inject {entry.inject}.", "warn")


@_sentence.register
def _amended(entry: e.Amended, state: State) -> NarrativeLine:  # noqa: ARG001
    return NarrativeLine(f"Control rewrites inject {entry.inject}: {entry.text}", "quiet")


@_sentence.register
def _sent(entry: e.Sent, state: State) -> NarrativeLine:
    return NarrativeLine(_spoken(state.talks[entry.number - 1], state.scenario))


@_sentence.register(e.InformationRequested)
@_sentence.register(e.InformationAssigned)
@_sentence.register(e.InformationAnswered)
@_sentence.register(e.MotionTabled)
@_sentence.register(e.MotionSponsored)
@_sentence.register(e.MotionVoted)
@_sentence.register(e.MotionClosed)
@_sentence.register(e.ChannelOpened)
@_sentence.register(e.ChannelClosed)
def _talked(entry: e.Entry, state: State) -> NarrativeLine:
    return NarrativeLine(*talk_words.told(entry, state))


@_sentence.register
def _argued(entry: e.Argued, state: State) -> NarrativeLine:  # noqa: ARG001
    a = entry.argument
    style = OUTCOME_STYLE[entry.outcome]
    detail = tuple(
        f"{side} ({point.author}): {point.text}{'' if point.counts else ', not counted'}"
        for side, points in (("for", a.pros), ("against", a.cons))
        for point in points
    )
    how = f"{entry.estimate.reasons[0]}, {100 * entry.estimate.p:.0f} %" if entry.dice else entry.estimate.reasons[0]
    thrown = f"; threw {' + '.join(map(str, entry.dice))}, margin {entry.margin:+d}" if entry.dice else ""
    about = f"ARGUMENT {entry.number} ({a.method}): {a.claim}, so that {a.effect}: {ARGUED[entry.outcome]}"
    return NarrativeLine(f"{about} ({how}{thrown}).", style, detail=detail)


@_sentence.register
def _rescheduled(entry: e.Rescheduled, state: State) -> NarrativeLine:
    return NarrativeLine(f"Control sets inject {entry.inject} down for {state.scenario.told(entry.to)}.", "quiet")


@_sentence.register
def _intervened(entry: e.Intervened, state: State) -> NarrativeLine:
    return NarrativeLine(
        f"CONTROL CHANGES THE WORLD ({entry.number}): {describe_order(entry.order, state).rstrip('.')}.", "warn"
    )


@_sentence.register
def _settled(entry: e.Settled, state: State) -> NarrativeLine:
    about = order_about(state.scenario, entry.option, entry.incident)
    what = MATTERS_TOLD[entry.matter]
    if entry.matter == "order":
        did = f"{'LETS THROUGH' if entry.grants else 'REFUSES'} order {entry.number} of {entry.seat}"
    else:
        did = f"{'GRANTS' if entry.grants else 'REFUSES'} {what} for order {entry.number} of {entry.seat}"
    whom = "told" if entry.told else "not told"
    return NarrativeLine(as_sentence(f"CONTROL {did} ({about}; {whom} that control did): {entry.reason}"), "warn")


def _spoken(talk: Talk, s: Scenario) -> str:
    """One cell's words to another, with what they bind it to."""
    about = f" ({talk.sort}s {talk.about})" if talk.about else ""
    where = f" in {talk.channel}" if talk.channel else ""
    said = f"{talk.seat} to {', '.join(talk.to)}{where}, {talk.sort} {talk.number}{about}: {talk.text}"
    if not talk.option:
        return said
    due = f", by move {talk.by_turn}" if talk.by_turn else ""
    return f"{said} [{order_about(s, talk.option, talk.incident)}{due}]"


@_sentence.register
def _realigned(_entry: e.Realigned, state: State) -> NarrativeLine:
    return NarrativeLine(f"The coalition is now {state.coalition.title}.", "warn")


@_sentence.register
def _incident_added(entry: e.IncidentAdded, state: State) -> NarrativeLine:
    opens = "when control opens it" if entry.dealt.hour is None else f"at {state.scenario.told(entry.dealt.hour)}"
    like = f", like {_quoted(state, entry.like)}" if entry.like else ""
    return NarrativeLine(f"CONTROL ADDS AN INCIDENT: {_quoted(state, entry.dealt.id)}{like}; it opens {opens}.", "warn")


@_sentence.register
def _incident_opened(entry: e.IncidentOpened, state: State) -> NarrativeLine:
    spec = state.scenario.incident_by_id[entry.incident]
    return NarrativeLine(
        f"INCIDENT: {spec.title}. {spec.text} The window closes at {state.scenario.told(entry.closes)}.", "bad"
    )


@_sentence.register
def _informed(entry: e.Informed, state: State) -> NarrativeLine:
    sure = state.incidents[entry.incident].attribution[entry.seat]
    return NarrativeLine(
        f"{entry.source} shares its picture with {entry.seat} on {_quoted(state, entry.incident)}: "
        f"{entry.seat} is {100 * sure:.0f} % sure who did it.",
        "quiet",
    )


@_sentence.register
def _assessed(entry: e.Assessed, state: State) -> NarrativeLine:
    waited = f" (the file lay {entry.waited} h before a team was free)" if entry.waited else ""
    return NarrativeLine(f"{entry.seat} has a position on {_quoted(state, entry.incident)}{waited}.", "quiet")


@_sentence.register
def _requested(entry: e.Requested, state: State) -> NarrativeLine:
    if entry.rule == STANDING:
        owners = [seat for seat in entry.needed if seat != entry.seat]
        asked = f", and asks {', '.join(owners)}" if owners else ""
        return NarrativeLine(
            f"{entry.seat} acts on what was agreed beforehand{asked}: {_of_request(state, entry.request)}."
        )
    if entry.rule == CONSENT:
        hosts = ", ".join(entry.needed)
        return NarrativeLine(f"{entry.seat} asks for the consent of {hosts}: {_of_request(state, entry.request)}.")
    return NarrativeLine(
        f"{entry.seat} asks for concurrence: {_of_request(state, entry.request)}; rule {rule_told(entry.rule)}, "
        f"answers that count: {', '.join(entry.needed)}."
    )


@_sentence.register
def _received(entry: e.Received, state: State) -> NarrativeLine:
    said = says(state.requests[entry.request].rule, entry.concur)
    late = ", too late" if entry.late else ""
    priced = entry.estimate
    detail = () if priced is None else (f"its staff said {_odds(priced)}: {'; '.join(priced.reasons)}",)
    return NarrativeLine(
        f"{entry.seat} {said}{late}: {_of_request(state, entry.request)}.",
        "" if entry.concur else "warn",
        detail=detail,
    )


@_sentence.register
def _concurred(entry: e.Concurred, state: State) -> NarrativeLine:
    if entry.standing:
        return NarrativeLine(
            f"AGREED BEFOREHAND, {entry.took} h after it opened: {_of_request(state, entry.request)}.", "good"
        )
    return NarrativeLine(f"THE COALITION CONCURS after {entry.took} h: {_of_request(state, entry.request)}.", "good")


@_sentence.register
def _consented(entry: e.Consented, state: State) -> NarrativeLine:
    request = state.requests[entry.request]
    return NarrativeLine(
        f"{', '.join(request.needed)} agreed: {_of_request(state, entry.request)} ({request.seat}).", "good"
    )


@_sentence.register
def _blocked(entry: e.Blocked, state: State) -> NarrativeLine:
    if state.requests[entry.request].rule == CONSENT:
        return NarrativeLine(f"No consent to {_of_request(state, entry.request)}: {why_blocked(entry)}.", "bad")
    return NarrativeLine(f"No concurrence on {_of_request(state, entry.request)}: {why_blocked(entry)}.", "bad")


@_sentence.register
def _dropped(entry: e.Dropped, state: State) -> NarrativeLine:
    what = order_about(state.scenario, entry.option, entry.incident)
    if entry.cause is e.DropCause.JOINED:
        return NarrativeLine(f"{entry.seat}'s {what}: {why_dropped(entry, state)}.", "quiet")
    return NarrativeLine(f"Nothing comes of {entry.seat}'s {what}: {why_dropped(entry, state)}.", "quiet")


@_sentence.register
def _licence_sought(entry: e.LicenceSought, state: State) -> NarrativeLine:
    return NarrativeLine(
        f"{entry.seat} applies for an export licence: {state.scenario.option_by_id[entry.option].title}."
    )


@_sentence.register
def _licensed(entry: e.Licensed, state: State) -> NarrativeLine:
    return NarrativeLine(
        f"{entry.seat} is cleared for “{state.scenario.option_by_id[entry.option].title}” after {entry.days:.0f} {'day' if round(entry.days) == 1 else 'days'} ({entry.route})."
    )


@_sentence.register
def _acted(entry: e.Acted, state: State) -> NarrativeLine:
    together = " for the coalition" if entry.joint else ""
    return NarrativeLine(f"{entry.seat}{together}: {order_about(state.scenario, entry.option, entry.incident)}.")


@_sentence.register
def _sailed(entry: e.Sailed, state: State) -> NarrativeLine:
    force = state.scenario.force_by_id[entry.force]
    far = f" {entry.nmi:.0f} nmi" if entry.nmi else ""
    via = f" from {state.scenario.place_name(entry.via)}" if entry.via else ""
    return NarrativeLine(
        f"{entry.seat} sends {force.name}{far}{via} to {_quoted(state, entry.incident)}; due {state.scenario.told(entry.arrives)}."
    )


@_sentence.register
def _recalled(entry: e.Recalled, state: State) -> NarrativeLine:
    force = state.scenario.force_by_id[entry.force]
    at_once = "home at once" if entry.from_station else "which had not left yet"
    back = at_once if entry.home == entry.hour else f"home {state.scenario.told(entry.home)}"
    whence = "its station at" if entry.from_station else "its way to"
    return NarrativeLine(
        f"{entry.seat} calls back {force.name} from {whence} {_quoted(state, entry.incident)}, {back}."
    )


@_sentence.register
def _returned(entry: e.Returned, state: State) -> NarrativeLine:
    return NarrativeLine(f"{state.scenario.force_by_id[entry.force].name} ({entry.seat}) is home.", "quiet")


@_sentence.register
def _arrived(entry: e.Arrived, state: State) -> NarrativeLine:
    force = state.scenario.force_by_id[entry.force]
    late = ", too late" if entry.late else ""
    return NarrativeLine(
        f"On station: {force.name} ({entry.seat}), strength {entry.strength:.1f}{late}.",
        "warn" if entry.late else "good",
    )


@_sentence.register
def _chosen(entry: e.Chosen, state: State) -> NarrativeLine:
    spec = state.scenario.incident_by_id[entry.incident]
    pressed = entry.choice == "press"
    does = CHOICE_PRESENT[entry.choice].upper() if pressed else CHOICE_PRESENT[entry.choice]
    style = "bad" if pressed else "good"
    detail = (f"an opponent of this type presses with {_odds(entry.estimate)}", *entry.estimate.reasons)
    each = "; ".join(f"{seat} {CHOICE_PRESENT[choice]}" for seat, choice in entry.choices)
    who = " and ".join(seat for seat, choice in entry.choices if choice == entry.choice) or spec.challengers[0]
    return NarrativeLine(f"{who} {does}: {spec.title}{f' ({each})' if each else ''}.", style, detail=detail)


@_sentence.register
def _tried(entry: e.Tried, state: State) -> NarrativeLine:
    if not entry.item and not entry.estimate.p:
        return NarrativeLine(f"{entry.seat} looks for secrets and finds that nothing is shared yet.", "quiet")
    came = "succeeds" if entry.success else "fails"
    return NarrativeLine(
        f"{entry.seat} tries {entry.holder}'s networks{f', after {item_told(state.scenario, entry.item)},' if entry.item else ''} and {came} ({_odds(entry.estimate, entry.draw)}).",
        "bad" if entry.success else "quiet",
        detail=entry.estimate.reasons,
    )


@_sentence.register
def _leaked(entry: e.Leaked, state: State) -> NarrativeLine:
    said, held = by_chance(entry, state), changes_told(entry.changes, state)
    return NarrativeLine(f"{said} (chance {100 * entry.p:.1f} %, drew {entry.draw:.3f}).", "bad", detail=tuple(held))


def by_chance(entry: e.Accident | e.Leaked, state: State) -> str:
    """What came about that nobody had ordered, without its odds and without a stop."""
    if isinstance(entry, e.Accident):
        return f"ACCIDENT at {_quoted(state, entry.incident)}: forces that met have hurt people, and nobody ordered it"
    what = item_told(state.scenario, entry.item) if entry.item else "a secret of the coalition"
    return f"{what[0].upper()}{what[1:]} gets out at {entry.holder}, by {entry.route}"


@_sentence.register
def _ruled(entry: e.Ruled, state: State) -> NarrativeLine:
    return NarrativeLine(ruling(entry, state), OUTCOME_STYLE[entry.outcome], detail=entry.estimate.reasons)


def ruling(entry: e.Ruled, state: State, *, draws: bool = True) -> str:
    """What was ruled and by whom, with the odds and, unless *draws* is false, what was drawn."""
    same = entry.proposed is entry.outcome
    how = {
        e.Ruler.MODEL: "",
        e.Ruler.CONTROL: f" — control {'rules as the model does' if same else 'overrules the model'}: ",
        e.Ruler.ARGUMENT: " — settled by argument: ",
    }
    who = f"{how[entry.by]}{entry.reason}" if entry.by is not e.Ruler.MODEL else ""
    odds = _odds(entry.estimate, entry.draw if draws else None)
    return as_sentence(
        f"RULING: {_quoted(state, entry.incident)} is {BECAME[entry.outcome]} (chance to frustrate {odds}){who}"
    )


@_sentence.register
def _exchanged(entry: e.Exchanged, state: State) -> NarrativeLine:
    return NarrativeLine(
        f"Limited exchange at {_quoted(state, entry.incident)}: expected losses {entry.blue_loss:.1f} {state.scenario.strength_unit} "
        f"of the coalition's, {entry.red_loss:.1f} of the opponent's.",
        "bad",
        detail=entry.reasons,
    )


@_sentence.register
def _accident(entry: e.Accident, state: State) -> NarrativeLine:
    return NarrativeLine(
        f"{by_chance(entry, state)} ({100 * entry.estimate.p:.1f} %, drew {entry.draw:.3f}).",
        "bad",
        detail=entry.estimate.reasons,
    )


_REMEMBERED = {
    "gave-way": "the coalition gave way; the next challenger will expect less resistance",
    "firm": "the coalition stood firm; the next challenger will expect more resistance",
    "firm-but-flexible": "the coalition stood firm and left a way out; the next challenger will expect more resistance, and minds it less",
    "intransigent": "the coalition stood firm and left no way out; the next challenger will expect more resistance, and minds it more",
}


@_sentence.register
def _remembered(entry: e.Remembered, state: State) -> NarrativeLine:
    return NarrativeLine(
        f"Remembered of {_quoted(state, entry.incident)}: {_REMEMBERED[entry.conduct]}.",
        "bad" if entry.conduct == "gave-way" else "",
    )


@_sentence.register
def _rung_moved(entry: e.RungMoved, state: State) -> NarrativeLine:
    why = f"{entry.source}: {entry.reason}" if entry.reason else entry.source
    odds = rung_odds(entry)
    told = f" ({odds})" if odds else ""
    return NarrativeLine(f"Rung {entry.to}, {state.scenario.ladder.rungs[entry.to]}: {why}{told}.", "warn")


def rung_odds(entry: e.RungMoved, *, draws: bool = True) -> str:
    """The chance of a move on the ladder and, unless *draws* is false, what was drawn; empty where it was certain.

    One draw decides both ways: a low one lets a crisis climb, a high one lets it settle, and it settles whatever is drawn where the opponent gives way.
    """
    if entry.p >= 1:
        return ""
    chance = f"{100 * entry.p:.0f} %"
    if entry.draw < entry.p:
        return f"{chance}, drew {entry.draw:.2f}" if draws else chance
    if entry.draw >= 1 - entry.p:
        return f"{chance}, drew {entry.draw:.2f}, and it settles from {1 - entry.p:.2f} on" if draws else chance
    return f"{chance} by itself, and the opponent gave way"


@_sentence.register
def _trust_moved(entry: e.TrustMoved, state: State) -> NarrativeLine:
    return NarrativeLine(f"{entry.seat}'s trust is now {entry.to:.2f}: {_why_trust(entry, state.scenario)}.", "quiet")


def _why_trust(entry: e.TrustMoved, s: Scenario) -> str:
    """Why a seat trusts the coalition more or less, in words without a stop."""
    option = f"“{s.option_by_id[entry.about].title}”" if entry.about in s.option_by_id else entry.about
    match entry.cause:
        case e.TrustCause.CONCURRED:
            return f"it concurred on {option}"
        case e.TrustCause.REFUSED:
            return f"{option} was refused"
        case e.TrustCause.LICENCE:
            return f"{entry.waited_days:.0f} days for a licence for {option}"
        case e.TrustCause.CONSULTED:
            return "it consulted its partners"
        case e.TrustCause.LEAK:
            return f"a secret got out at {entry.about}"
        case e.TrustCause.LOST:
            return f"“{title_of(s, entry.about)}” was lost without concurrence"
        case e.TrustCause.IN_WORDS:
            return entry.reason


@_sentence.register
def _ended(entry: e.Ended, state: State) -> NarrativeLine:  # noqa: ARG001
    prefix = "" if entry.cause is e.EndCause.CONTROL else "ENDEX: "
    return NarrativeLine(as_sentence(f"{prefix}{why_ended(entry.cause, entry.reason)}"), "turn")


# ---------------------------------------------------------------- causes in words


def says(rule: str, concur: bool) -> str:
    """What a seat does that answers a request under *rule*: *concurs*, *does not consent*, *breaks the silence*."""
    if rule in (CONSENT, STANDING):
        return "consents" if concur else "does not consent"
    if is_silence(rule):
        return "keeps silence" if concur else "breaks the silence"
    return "concurs" if concur else "does not concur"


def why_blocked(entry: e.Blocked) -> str:
    """Why a joint measure failed, in words."""
    seats = ", ".join(entry.seats)
    if entry.cause is e.BlockCause.REFUSED:
        return f"refused by {seats}"
    if entry.cause is e.BlockCause.WITHDRAWN:
        return f"{seats} has taken it back"
    return f"the window closed before {seats} had answered"


def why_dropped(entry: e.Dropped, state: State) -> str:
    """Why an accepted order came to nothing, in words, with who and how much; *state* is the one in which it did."""
    match entry.cause:
        case e.DropCause.LEFT:
            return f"{entry.seat} is no longer in {state.coalition.id}"
        case e.DropCause.UNPAID:
            return f"{entry.payer}'s share is {entry.share_musd:.0f} million US$ and it has {entry.left_musd:.0f} left"
    return cause_told(entry.cause, entry.stage, entry.hours_late)


_REFUSED = {
    RefusalCause.UNKNOWN: "it names something that is not on your table",
    RefusalCause.NOT_YOURS: "it is not yours to give",
    RefusalCause.NOT_ABOUT: "it is not about what it names",
    RefusalCause.NOT_NOW: "it cannot be given now",
    RefusalCause.RUNG: "it skips a rung of the ladder",
    RefusalCause.MEMBERSHIP: "it is a measure of a coalition that you are not in, or that no partner of yours is in",
    RefusalCause.REPEATED: "it has been given already, or holds already",
    RefusalCause.NO_FORCE: "no idle force of yours can carry it out",
    RefusalCause.LAW: "you have not declared the legal category it needs",
    RefusalCause.NO_MONEY: "its cost is more than you have left",
    RefusalCause.REQUIRES: "what it requires has not come about",
    RefusalCause.INCOMPLETE: "it lacks something it needs",
}


def refusal_to_its_seat(entry: e.Refused) -> NarrativeLine:
    """A refusal as the seat that gave the order may read it.

    The words in the entry are for control: they suggest names that are near, and those may be another cell's. The seat
    reads its own order back as it gave it, and the kind of rule it breaks.
    """
    return NarrativeLine(
        f"Control refuses {entry.seat}'s order ({order_text(entry.order)}): {_REFUSED[entry.cause]}", "warn", entry.hour
    )


def why_ended(cause: e.EndCause, reason: str) -> str:
    """Why a game ended, in words; *reason* is control's own, or the scenario's."""
    match cause:
        case e.EndCause.ALL_MOVES:
            return "all moves played"
        case e.EndCause.CONTROL:
            return f"ENDEX by CONTROL: {reason}"
        case e.EndCause.CONDITION:
            return reason
        case e.EndCause.TOP_RUNG:
            return f"{reason or 'major conflict'}: handed to the facilitator"
