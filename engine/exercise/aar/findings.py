"""What a log shows went well and what did not, by rule and with its evidence: the draft of a report's analysis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.orders import AuthorKind
from fourthseat.engine.core.terms import CONSENT, CONTROL
from fourthseat.engine.core.wording import BECAME, CHOICE_PAST, count
from fourthseat.engine.exercise.aar.evidence import Fact
from fourthseat.engine.exercise.aar.fates import Came, Fate, tally, why_nothing
from fourthseat.engine.exercise.aar.redaction import Reader, by_kind, some
from fourthseat.engine.record.causes import why_blocked, why_dropped
from fourthseat.engine.rules.legality import promise
from fourthseat.engine.rules.state import IncidentState
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["CAPABILITY", "NOT_SAID", "Fact", "Finding", "findings", "in_time", "red", "ruler", "stood"]

CAPABILITY = {
    "signal": "Deterrence signalling", "coordination": "Alliance coordination",
    "information": "Information sharing and security", "technology": "Technology sharing and licences", "logistics": "Presence and logistics",
    "escalation": "Escalation management",
}  # fmt: skip
"""What is evaluated: HSEEP's core capabilities in the words of a defence exercise."""
NOT_SAID = "for the lead evaluator to say"
"""Stands where the scenario does not say which capability an objective puts to the test."""
ENOUGH_LEFT = 0.25
"""Part of a window that must be left for a concurrence to count as a strength: sailing takes longer than that. Judgement, 0.1 to 0.5."""
CAUSES = 5
"""Causes named of orders that came to nothing, the most frequent ones."""
HIGH = 4
"""Rung from which climbing is an area for improvement: people are hurt there. Judgement, after [Kahn1965]."""


@dataclass(slots=True)
class Finding:
    """A strength, or with an action an area for improvement, with its evidence."""

    capability: str
    text: str
    """Without its final stop."""
    evidence: Sequence[Fact]
    analysis: str = ""
    action: str = ""
    element: str = ""
    """Capability element, HSEEP's: planning, organization, equipment, training, exercise."""
    cites: str = field(init=False)

    def __post_init__(self) -> None:
        """Cite the first of the evidence."""
        self.cites = some(self.evidence)


def findings(
    facts: Sequence[Fact], orders: Sequence[Fate], s: Scenario, to: Reader
) -> tuple[list[Finding], list[Finding]]:
    """Strengths and areas for improvement, as far as *to* may be told of them; *orders* is what became of each."""
    if not facts:
        return [], []
    opened = [i for i in facts[-1].state.incidents.values() if i.opened is not None]
    found = [
        *(one for i in opened for part in (_signal, _concurrence, _presence) for one in part(facts, to, i)),
        *_information(facts, to),
        *_licences(facts, to),
        *_ladder(facts, s, to),
        *_promises(facts, to),
        *_orders(facts, orders, to),
    ]
    known = [one for one in found if one.evidence]
    return [one for one in known if not one.action], [one for one in known if one.action]


def _of(facts: Sequence[Fact], kind: Any, **where: Any) -> list[Fact]:
    return [f for f in facts if isinstance(f.entry, kind) and all(getattr(f.entry, k) == v for k, v in where.items())]


def _each(reasons: Iterable[str]) -> str:
    """Reasons one after another, each once with how often it came."""
    often = Counter(reasons)
    return "; ".join(f"{reason} ({n} times)" if n > 1 else reason for reason, n in often.items())


def in_time(facts: Sequence[Fact], to: Reader, incident: str) -> list[Fact]:
    """The coalition's forces that came on station at *incident* before its window closed."""
    return [f for f in _of(facts, e.Arrived, incident=incident, late=False) if not red(to, f.entry.seat)]


def stood(facts: Sequence[Fact], to: Reader, i: IncidentState) -> list[Fact]:
    """Those of :func:`in_time` that were still on station as the opponent chose: what was called back counts there no more."""
    there = {(one.force, one.hour) for one in (*i.arrivals, *i.reinforcements)}
    return [f for f in in_time(facts, to, i.id) if (f.entry.force, f.entry.hour) in there]


def _signal(facts: Sequence[Fact], to: Reader, i: IncidentState) -> Iterator[Finding]:
    """Whether what was shown held the opponent back. An act that was pressed was not deterred, whatever came of it afterwards."""
    title, chosen = f"“{to.incident(i.id)}”", _of(facts, e.Chosen, incident=i.id)
    ruled = _of(facts, e.Ruled, incident=i.id)
    said = [f for f in by_kind(facts, e.Acted) if f.entry.incident == i.id and not to.hidden(f.entry.seat) and (f.entry.seat, f.entry.option) in i.statements]  # fmt: skip
    there = stood(facts, to, i)
    if i.choice is not None and i.choice != "press" and not (said or there or _agreed_in_time(facts, i)):
        # Luck is no strength: whoever files it as one learns that nothing need be shown.
        yield Finding(
            "signal", f"The opponent {CHOICE_PAST[i.choice]} in {title}, and nothing stood against it", chosen,
            "No statement, no force on station and no concurrence: that it did not press owes nothing to what the coalition showed.",
            "Decide what must be visible to the opponent before such a window closes, and who shows it.", "Planning",
        )  # fmt: skip
    elif i.choice is not None and i.choice != "press":
        yield Finding(
            "signal",
            f"The opponent {CHOICE_PAST[i.choice]} in {title} after {count(len(said), 'statement')} and {count(len(there), 'force')} on station",
            [*said, *chosen],
        )
    elif i.choice == "press":
        agreed = "a concurrence" if _agreed_in_time(facts, i) else "no concurrence"
        seen = f"By then it could see {count(len(i.statements), 'statement')}, {count(len(there), 'force')} on station and {agreed}."
        odds = "" if to.releasable else f" The model had given it {100 * chosen[-1].entry.estimate.p:.0f} % to press."
        came = (
            f" What came of it: {BECAME[i.outcome]}, ruled by {ruler(ruled[-1].entry, to)}."
            if ruled and i.outcome is not None
            else ""
        )
        yield Finding(
            "signal", f"The opponent pressed in {title}: it was not deterred", [*chosen, *ruled], f"{seen}{odds}{came}",
            "Decide what must be visible to the opponent before such a window closes, and who shows it.", "Planning",
        )  # fmt: skip


def ruler(ruled: e.Ruled, to: Reader) -> str:
    """Who ruled, without a reason; and for control whether the model would have ruled the same."""
    if ruled.by is e.Ruler.MODEL:
        return "the model"
    who = "control, by argument" if ruled.by is e.Ruler.ARGUMENT else "control"
    if to.releasable:
        return who
    same = ruled.proposed is ruled.outcome
    return f"{who}, as the model would have" if same else f"{who}, where the model had {BECAME[ruled.proposed]}"


def _agreed_in_time(facts: Sequence[Fact], i: IncidentState) -> list[Fact]:
    """Concurrences on *i* that came before its window closed."""
    return [
        f
        for f in by_kind(facts, e.Concurred)
        if f.state.requests[f.entry.request].incident == i.id and (i.closes is None or f.entry.hour < i.closes)
    ]


def _concurrence(facts: Sequence[Fact], to: Reader, i: IncidentState) -> Iterator[Finding]:
    title, opened = f"“{to.incident(i.id)}”", _of(facts, e.IncidentOpened, incident=i.id)
    asked = [f for f in _of(facts, e.Requested, incident=i.id) if f.entry.rule != CONSENT]
    requests = {f.entry.request for f in asked}
    settled = [f for f in by_kind(facts, e.Concurred, e.Blocked) if f.entry.request in requests]
    agreed = by_kind(settled, e.Concurred)
    blocked = by_kind(settled, e.Blocked)
    if agreed:
        yield _when_agreed(to, i, title, [*opened, agreed[0]], agreed[0].entry)
    if blocked and (not agreed or len(blocked) > 1):
        told = (
            f"No joint measure on {title} was concurred in"
            if not agreed
            else f"{len(blocked)} of {count(len(asked), 'request')} on {title} failed"
        )
        why = _each(f"{to.option(f.state.requests[f.entry.request].option)}: {why_blocked(f.entry)}" for f in blocked)
        first = f"First asked {asked[0].entry.hour - (i.opened or 0)} h after it became known. "
        yield Finding(
            "coordination", told, [*asked[:1], *blocked], f"{first}{why}.",
            "Agree before a crisis who answers such a request, on what authority, within how many hours.", "Organization",
        )  # fmt: skip
    elif not asked and i.choice is not None and i.let_through is None:
        yield Finding(
            "coordination", f"Nobody asked the coalition for a joint measure on {title}", opened,
            "The window closed without a request.", "Name the seat that proposes first, and by when.", "Planning",
        )  # fmt: skip


def _when_agreed(to: Reader, i: IncidentState, title: str, evidence: Sequence[Fact], agreed: e.Concurred) -> Finding:
    """A concurrence: a strength with time left to act on it, and an area for improvement where most of the window was gone."""
    window = (i.closes or agreed.hour) - (i.opened or 0)
    left = (i.closes or 0) - agreed.hour
    told = f"The coalition concurred on {title} after {agreed.took} h"
    if left >= ENOUGH_LEFT * window:
        when = f"with {left} h of the window left" if not to.releasable else "with time left to act on it"
        return Finding("coordination", f"{told}, {when}", evidence)
    when = "once the window had closed" if left <= 0 else "when most of the window was gone"
    if not to.releasable:
        when += f": {max(left, 0)} h of {window} h were left"
    return Finding(
        "coordination", f"{told}, {when}", evidence, "What is agreed so late can hardly be carried out before the opponent has chosen.",
        "Ask earlier, and agree before a crisis how long an answer may take.", "Organization",
    )  # fmt: skip


def _presence(facts: Sequence[Fact], to: Reader, i: IncidentState) -> Iterator[Finding]:
    title, opened = f"“{to.incident(i.id)}”", _of(facts, e.IncidentOpened, incident=i.id)
    late = [f for f in _of(facts, e.Arrived, incident=i.id, late=True) if not red(to, f.entry.seat)]
    there = in_time(facts, to, i.id)
    lost = [f for f in _of(facts, e.Dropped, incident=i.id) if to.may(f) and not red(to, f.entry.seat) and "deploy" in to.scenario.option_by_id[f.entry.option].does]  # fmt: skip
    if there and i.choice is not None:
        first = there[0].entry.hour - (i.opened or 0)
        yield Finding(
            "logistics",
            f"{count(len(there), 'force')} reached “{to.incident(i.id)}” before the window closed, the first after {first} h",
            there,
        )
    if late or (not there and i.choice is not None):
        told = (
            f"{count(len(late), 'force')} reached {title} after the window had closed"
            if late
            else f"No force reached {title} before the window closed"
        )
        cause = "; ".join(
            f"{f.entry.seat}, {to.option(f.entry.option)}: {why_dropped(f.entry, f.state)}" for f in lost[:4]
        )
        sailed = [f for f in _of(facts, e.Sailed, incident=i.id) if any(g.entry.force == f.entry.force for g in late)]
        under = "; ".join(
            f"{f.entry.seat} sailed at {f.state.scenario.told(f.entry.hour)} for {f.entry.arrives - f.entry.hour} h"
            for f in sailed[:4]
        )
        yield Finding(
            "logistics", told, [*(late or opened), *lost[:4], *sailed[:2]], f"{under or cause or 'No force was ordered there'}.",
            "Position or alert forces earlier; shorten what stands before sailing.", "Planning",
        )  # fmt: skip


def red(to: Reader, seat: Any) -> bool:
    """Whether *seat* is no capital: an opponent's, or control's."""
    return seat not in to.scenario.capitals


def _information(facts: Sequence[Fact], to: Reader) -> Iterator[Finding]:
    shared = _of(facts, e.Informed)
    if shared:
        who = ", ".join(sorted({f.entry.source for f in shared}))
        yield Finding(
            "information", f"Pictures of an incident were shared {count(len(shared), 'time')}, by {who}", shared
        )
    leaks = to.told(_of(facts, e.Leaked))
    if leaks:
        holders = ", ".join(sorted({f.entry.holder for f in leaks}))
        yield Finding(
            "information", f"{count(len(leaks), 'secret')} of the coalition got out", leaks, f"Where it was held: {holders}.",
            "Tighten who holds what; raise safeguards before sharing more.", "Equipment and training",
        )  # fmt: skip


def _licences(facts: Sequence[Fact], to: Reader) -> Iterator[Finding]:
    """What was asked of the licence desks and what they let through, and how long that took."""
    sought = [f for f in to.told(_of(facts, e.LicenceSought)) if not red(to, f.entry.seat)]
    granted = [f for f in to.told(_of(facts, e.Licensed)) if not red(to, f.entry.seat)]
    if granted:
        days = sorted(f.entry.days for f in granted)
        took = (
            f"in {count(round(days[0]), 'day')}"
            if round(days[0]) == round(days[-1])
            else f"in {days[0]:.0f} to {days[-1]:.0f} days"
        )
        yield Finding("technology", f"{count(len(granted), 'export licence')} or exemption{'' if len(granted) == 1 else 's'} came through, {took}", granted)  # fmt: skip
    waits = Counter((f.entry.seat, f.entry.option) for f in sought)
    waits.subtract((f.entry.seat, f.entry.option) for f in granted)
    waits.subtract((f.entry.seat, f.entry.option) for f in _of(facts, e.Settled) if f.entry.at_desk)
    open_ones = [f for f in sought if waits[f.entry.seat, f.entry.option] > 0]
    if open_ones:
        yield Finding(
            "technology", f"{count(len(open_ones), 'application')} for an export licence had no answer by the end", open_ones,
            _each(f"{f.entry.seat}: {to.option(f.entry.option)}" for f in open_ones) + ".",
            "Apply before the goods are needed, and ask which items an exemption already covers.", "Planning",
        )  # fmt: skip


def _ladder(facts: Sequence[Fact], s: Scenario, to: Reader) -> Iterator[Finding]:
    moves = _of(facts, e.RungMoved)
    danger = s.ladder.first_at(HIGH)
    high = [f for f in moves if f.entry.to >= danger]
    if high:
        top = max(high, key=lambda f: f.entry.to).entry.to
        why = "" if to.releasable else f"Moved by: {'; '.join(dict.fromkeys(f.entry.source for f in high))}."
        yield Finding(
            "escalation", f"The crisis reached rung {top}, {s.ladder.rungs[top]}", high, why,
            "Agree which measures are above the comfortable rung of some capital, and on a channel to the opponent.", "Planning",
        )  # fmt: skip
    elif facts[-1].state.turn:
        yield Finding(
            "escalation", f"The crisis stayed below rung {danger}, {s.ladder.rungs[danger]}", moves or facts[:1]
        )


def _promises(facts: Sequence[Fact], to: Reader) -> Iterator[Finding]:
    state = facts[-1].state
    sent = {f.entry.number: f for f in to.told(_of(facts, e.Sent))}
    kept = [sent[talk.number] for talk in state.talks if talk.number in sent and promise(state, talk) is True]
    broken = [sent[talk.number] for talk in state.talks if talk.number in sent and promise(state, talk) is False]
    if kept:
        yield Finding(
            "coordination",
            f"{count(len(kept), 'promise')} between cells {'was' if len(kept) == 1 else 'were'} kept",
            kept,
        )
    if broken:
        yield Finding(
            "coordination", f"{count(len(broken), 'promise')} between cells {'was' if len(broken) == 1 else 'were'} not kept", broken,
            "What was promised was not ordered by the move it was due.", "Record commitments and report on them at every outbrief.", "Organization",
        )  # fmt: skip


def _orders(facts: Sequence[Fact], orders: Sequence[Fate], to: Reader) -> Iterator[Finding]:
    given = [fate for fate in orders if not red(to, fate.seat) and to.may(fate.ordered)]
    vain, joined = [fate for fate in given if fate.in_vain and not fate.by_control], tally(given)[Came.JOINED]
    by_control = sum(fate.by_control for fate in given)
    if vain:
        causes = Counter(why_nothing(fate) for fate in vain)
        told = "; ".join(f"{why}: {n}" for why, n in causes.most_common(CAUSES))
        rest = sum(causes.values()) - sum(n for _, n in causes.most_common(CAUSES))
        one = vain[0]
        example = f" The first: {one.seat}, {to.option(one.ordered.entry.option)}{to.at(one.ordered.entry.incident)}, ordered at {to.scenario.told(one.ordered.entry.hour)}."
        beside = (
            f" {count(joined, 'order')} more {'was' if joined == 1 else 'were'} one measure with another seat's, which carried it out for all."
            if joined
            else ""
        )
        beside += f" {count(by_control, 'order')} more came to nothing by control's word." if by_control else ""
        yield Finding(
            "coordination", f"{len(vain)} of {count(len(given), 'order')} that control took came to nothing", [f for fate in vain for f in fate.facts],
            f"By cause: {told}{f'; other causes: {rest}' if rest else ''}.{example}{beside}",
            "Check before ordering whether staff work, concurrence and licence leave time for an effect.", "Training",
        )  # fmt: skip
    refused = [f for f in to.told(_of(facts, e.Refused)) if not red(to, f.entry.seat) and f.entry.seat != CONTROL]
    if refused:
        yield Finding(
            "coordination", f"Control refused {count(len(refused), 'order')}", refused,
            to.said(_each(f"{f.entry.seat}: {to.refusal(f.entry)}" for f in refused[:4])),
            "Brief the menu and the ladder at turn zero; let cells try an order before they seal it.", "Training",
        )  # fmt: skip
    silent = [f for f in _of(facts, e.Decided) if f.entry.by.kind is AuthorKind.DEFAULT and not red(to, f.entry.seat)]  # fmt: skip
    if silent:
        seats = ", ".join(sorted({f.entry.seat for f in silent}))
        yield Finding(
            "coordination", f"{count(len(silent), 'time')} a cell had not answered when control closed the round", silent,
            f"Cells: {seats}.", "Give more time, or a smaller menu; name who signs.", "Organization",
        )  # fmt: skip
