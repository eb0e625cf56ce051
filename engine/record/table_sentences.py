"""Sentences of what the table does: moves and decisions, events and hand-outs, talk, and what control changes."""

from __future__ import annotations

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.wording import ARGUED, as_sentence
from fourthseat.engine.record import talk_words
from fourthseat.engine.record.causes import why_ended
from fourthseat.engine.record.described import describe_order, order_about, quoted
from fourthseat.engine.record.order_words import MATTERS_TOLD
from fourthseat.engine.record.sentences import OUTCOME_STYLE, NarrativeLine, sentence
from fourthseat.engine.rules.state import State, Talk
from fourthseat.engine.scenario.scenario import Scenario

__all__: list[str] = []


@sentence.register
def _turn_opened(entry: e.TurnOpened, state: State) -> NarrativeLine:
    s, move = state.scenario, state.scenario.move_at(entry.turn)
    rung = s.ladder.rungs[state.rung]
    title = f", {move.title}" if move and move.title else ""
    return NarrativeLine(
        f"MOVE {entry.turn} of {s.turns}{title} — rung {state.rung}, {rung} — {state.coalition.title}", "turn"
    )


@sentence.register
def _turn_closed(entry: e.TurnClosed, state: State) -> NarrativeLine:  # noqa: ARG001
    return NarrativeLine(f"Move {entry.turn} closes; control rules.", "quiet")


@sentence.register
def _runs_on(entry: e.RunsOn, state: State) -> NarrativeLine:
    open_still = ", ".join(quoted(state, name) for name in entry.incidents)
    return NarrativeLine(
        f"The last move is over: no more orders. The clock runs on until every open window has closed ({open_still}).",
        "turn",
    )


@sentence.register
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


@sentence.register
def _refused(entry: e.Refused, state: State) -> NarrativeLine:
    return NarrativeLine(
        f"Control refuses {entry.seat}'s order ({describe_order(entry.order, state)}): {entry.reason}", "warn"
    )


@sentence.register
def _injected(entry: e.Injected, state: State) -> NarrativeLine:  # noqa: ARG001
    return NarrativeLine(
        f"INJECT {entry.inject}, {entry.sender} to {', '.join(entry.to)}: {entry.text}{talk_words.attached_told(entry)}",
        "warn",
    )


@sentence.register
def _handed_out(entry: e.HandedOut, state: State) -> NarrativeLine:
    handout = state.scenario.handout_by_id.get(entry.handout)
    title = entry.handout if handout is None else handout.title
    came = f", with inject {entry.inject}" if entry.inject else ""
    return NarrativeLine(f"HAND-OUT to {', '.join(entry.to)}{came}: {title}", "warn")


@sentence.register
def _proposed(entry: e.Proposed, state: State) -> NarrativeLine:  # noqa: ARG001
    return NarrativeLine(f"Contingency inject {entry.inject} proposes itself: its condition holds.", "quiet")


@sentence.register
def _withheld(entry: e.Withheld, state: State) -> NarrativeLine:  # noqa: ARG001
    return NarrativeLine(f"Control withholds inject {entry.inject}.", "warn")


@sentence.register
def _amended(entry: e.Amended, state: State) -> NarrativeLine:  # noqa: ARG001
    return NarrativeLine(f"Control rewrites inject {entry.inject}: {entry.text}", "quiet")


@sentence.register
def _sent(entry: e.Sent, state: State) -> NarrativeLine:
    return NarrativeLine(_spoken(state.talks[entry.number - 1], state.scenario))


@sentence.register(e.InformationRequested)
@sentence.register(e.InformationAssigned)
@sentence.register(e.InformationAnswered)
@sentence.register(e.MotionTabled)
@sentence.register(e.MotionSponsored)
@sentence.register(e.MotionVoted)
@sentence.register(e.MotionClosed)
@sentence.register(e.ChannelOpened)
@sentence.register(e.ChannelClosed)
def _talked(entry: e.Entry, state: State) -> NarrativeLine:
    return NarrativeLine(*talk_words.told(entry, state))


@sentence.register
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


@sentence.register
def _rescheduled(entry: e.Rescheduled, state: State) -> NarrativeLine:
    return NarrativeLine(f"Control sets inject {entry.inject} down for {state.scenario.told(entry.to)}.", "quiet")


@sentence.register
def _intervened(entry: e.Intervened, state: State) -> NarrativeLine:
    return NarrativeLine(
        f"CONTROL CHANGES THE WORLD ({entry.number}): {describe_order(entry.order, state).rstrip('.')}.", "warn"
    )


@sentence.register
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


@sentence.register
def _realigned(_entry: e.Realigned, state: State) -> NarrativeLine:
    return NarrativeLine(f"The coalition is now {state.coalition.title}.", "warn")


@sentence.register
def _incident_added(entry: e.IncidentAdded, state: State) -> NarrativeLine:
    opens = "when control opens it" if entry.dealt.hour is None else f"at {state.scenario.told(entry.dealt.hour)}"
    like = f", like {quoted(state, entry.like)}" if entry.like else ""
    return NarrativeLine(f"CONTROL ADDS AN INCIDENT: {quoted(state, entry.dealt.id)}{like}; it opens {opens}.", "warn")


@sentence.register
def _ended(entry: e.Ended, state: State) -> NarrativeLine:  # noqa: ARG001
    prefix = "" if entry.cause is e.EndCause.CONTROL else "ENDEX: "
    return NarrativeLine(as_sentence(f"{prefix}{why_ended(entry.cause, entry.reason)}"), "turn")
