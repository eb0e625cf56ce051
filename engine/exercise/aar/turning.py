"""What a game turned on: the few facts after which it could not go on as before, found by rule in the log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.terms import CONTROL
from fourthseat.engine.core.wording import BECAME, CHOICE_PAST
from fourthseat.engine.documents.blocks import Block, Drawing, Layout, Section, Table, text_columns
from fourthseat.engine.exercise.aar.evidence import Fact
from fourthseat.engine.exercise.aar.redaction import Reader, by_kind, some
from fourthseat.engine.exercise.map.printed import printed
from fourthseat.engine.record.causes import why_blocked
from fourthseat.engine.record.crisis_sentences import by_chance
from fourthseat.engine.rules.viewers import public, view
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["Turn", "turning", "turning_points"]

MOST = 8
"""Turning points in a report, the weightiest ones."""
SURPRISE = 0.35
"""To press, or not to, is against the odds if its chance was at most this. Judgement, 0.2 to 0.4."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One turning point."""

    facts: Sequence[Fact]
    what: str
    """What happened, a sentence."""
    why: str
    """Why it counts, a sentence; empty where *what* says it."""
    weight: int
    """The heavier the sooner it is named."""


def turning_points(facts: Sequence[Fact], to: Reader) -> list[Turn]:
    """The weightiest of all there are, in the order of the log."""
    found = [one for part in (_choices, _rulings, _answers, _ladder, _others) for one in part(facts, to)]
    weighty = sorted(found, key=lambda one: (-one.weight, one.facts[0].number))[:MOST]
    return sorted(weighty, key=lambda one: one.facts[0].number)


def _choices(facts: Sequence[Fact], to: Reader) -> Iterator[Turn]:
    for f in by_kind(facts, e.Chosen):
        c, title = f.entry, to.incident(f.entry.incident)
        what = f"The opponent {CHOICE_PAST[c.choice]} in “{title}”."
        if to.releasable:
            yield Turn((f,), what, "", 5)
            continue
        # Of the courses other than pressing the model has one chance together: what is told is the chance to press, whatever it did.
        p, pressed = c.estimate.p, c.choice == "press"
        odds = f"the model put the chance that it would press at {100 * p:.0f} %."
        if (p if pressed else 1 - p) <= SURPRISE:
            yield Turn((f,), what, f"It chose against the odds: {odds}", 8)
        else:
            yield Turn((f,), what, f"{odds[:1].upper()}{odds[1:]}", 5)


def _rulings(facts: Sequence[Fact], to: Reader) -> Iterator[Turn]:
    for f in by_kind(facts, e.Ruled):
        r, title = f.entry, to.incident(f.entry.incident)
        what = f"“{title}” was ruled {BECAME[r.outcome]}."
        if r.by is e.Ruler.MODEL:
            yield Turn((f,), what, "", 4)
        elif to.releasable:
            yield Turn((f,), what, "Control ruled.", 6)
        elif r.proposed is r.outcome:
            yield Turn((f,), what, "Control ruled as the model would have.", 4)
        else:
            yield Turn((f,), what, f"Control ruled: by the model it would have been {BECAME[r.proposed]}.", 9)


def _answers(facts: Sequence[Fact], to: Reader) -> Iterator[Turn]:
    """The first concurrence about each incident, and the first request that failed where nothing was ever agreed."""
    agreed: dict[str, Fact] = {}
    failed: dict[str, Fact] = {}
    for f in by_kind(facts, e.Concurred, e.Blocked):
        incident = f.state.requests[f.entry.request].incident
        (agreed if isinstance(f.entry, e.Concurred) else failed).setdefault(incident, f)
    for incident, f in agreed.items():
        asked = f.state.requests[f.entry.request]
        about = f" over “{to.incident(incident)}”" if incident else ""
        yield Turn(
            (f,),
            f"The coalition agreed on “{to.option(asked.option)}”{about}.",
            f"It took {f.entry.took} h from the opening of the incident." if incident else "",
            6,
        )
    for incident, f in failed.items():
        if incident and incident not in agreed:
            asked = f.state.requests[f.entry.request]
            why = why_blocked(f.entry)
            yield Turn(
                (f,),
                f"The coalition did not agree on “{to.option(asked.option)}” over “{to.incident(incident)}”.",
                f"{why[:1].upper()}{why[1:]}; nothing joint was agreed there afterwards.",
                7,
            )
    for f in to.told(by_kind(facts, e.Settled)):
        if f.entry.request or f.entry.agreed:
            yield Turn((f,), to.sentence(f), "Control's word: no capital's answer.", 6)


def _ladder(facts: Sequence[Fact], to: Reader) -> Iterator[Turn]:
    moved = by_kind(facts, e.RungMoved)
    if moved:
        top = max(moved, key=lambda f: (f.entry.to, -f.number))
        start = to.scenario.ladder.start
        if top.entry.to > start:
            yield Turn(
                (top,),
                f"The crisis reached rung {top.entry.to}, {to.scenario.ladder.rungs[top.entry.to]}, its highest.",
                "",
                6,
            )


def _others(facts: Sequence[Fact], to: Reader) -> Iterator[Turn]:
    """What is rare and weighs by itself: a coalition that changes, people hurt, secrets out, control that decides or ends it."""
    for f in to.told(by_kind(facts, e.Realigned, e.Accident, e.Exchanged, e.Leaked)):
        if isinstance(f.entry, e.Accident | e.Leaked) and not to.releasable:
            p = f.entry.estimate.p if isinstance(f.entry, e.Accident) else f.entry.p
            why = (
                f"The model put its chance at {100 * p:.0f} %." if p >= 0.01 else "The model put its chance below 1 %."
            )
            yield Turn((f,), to.said(by_chance(f.entry, f.state)), why, 9)
        else:
            yield Turn((f,), to.sentence(f), "", 9)
    for f in by_kind(facts, e.Ended):
        if f.entry.cause is not e.EndCause.ALL_MOVES:
            yield Turn((f,), to.sentence(f), "", 7)


def turning(facts: Sequence[Fact], s: Scenario, to: Reader) -> Section:
    """The map at the moment that weighed most, and what the game turned on."""
    points = turning_points(facts, to)
    blocks: list[Block] = []
    drawn: list[Block] = []
    moment = _decisive(facts)
    if moment is not None:
        shown = public(moment.state) if to.releasable else view(moment.state, CONTROL)
        svg = printed(shown, s)
        if svg:
            whose = "as the wall showed it" if to.releasable else "as control saw it"
            caption = f"The situation at {s.told(moment.entry.hour)}, {whose}: forces at their homes, under way and on station, and how the incidents stood {moment.cite}."
            drawn.append(Drawing("situation", svg, caption))
    if points:
        columns = text_columns(("When", 2.4), ("What happened", 7.2), ("Why it counts", 5.8), ("Log", 1.6))
        rows = [(s.told(one.facts[0].entry.hour), one.what, one.why or "–", some(one.facts, 3)) for one in points]
        blocks += [
            "Found by rule: choices and rulings, agreements and refusals, the highest rung, and what changed the coalition, hurt people or ended the game.",
            Table("turning-points", "Turning points", columns, rows),
        ]
    return Section("Map and turning points", (*blocks, *drawn), Layout.NEW_PAGE)


def _decisive(facts: Sequence[Fact]) -> Fact | None:
    """The last moment before the choice against which most of the coalition's forces stood: the fullest map of the game."""
    chosen = by_kind(facts, e.Chosen)
    if not chosen:
        return facts[-1] if facts else None
    return max(chosen, key=lambda f: (len(f.state.tasked), -f.number))
