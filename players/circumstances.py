"""What a staff makes of what it sees: the circumstances that a doctrine's rules ask for. One table, one function each.

The words are :data:`~fourthseat.engine.scenario.doctrine_rows.Circumstance`; every function reads a view and the numbers of the doctrine, and
nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from fourthseat.engine.core.terms import Outcome, Rung, Seat
from fourthseat.engine.rules.view import View
from fourthseat.engine.rules.view_parts import IncidentView
from fourthseat.engine.scenario.doctrine_rows import Doctrine, DoctrineRule

__all__ = ["OF_AN_INCIDENT", "OF_THE_TABLE", "Situation"]


class Situation:
    """A view as the staff that follows *doctrine* reads it; what several rules ask for is worked out once."""

    def __init__(self, view: View, doctrine: Doctrine) -> None:
        """Of *view*."""
        self.view, self.doctrine = view, doctrine
        self._tops: dict[str, Rung] = {}
        self._known: dict[tuple[str, str], bool] = {}

    @cached_property
    def live(self) -> list[IncidentView]:
        """Open incidents, those with the highest stake first; of equals by name."""
        return sorted(self.view.live, key=lambda i: (-i.stake, i.id))

    @cached_property
    def last(self) -> IncidentView | None:
        """The incident that was decided last; of several that opened last."""
        decided = [i for i in self.view.incidents if i.choice is not None]
        return max(decided, key=lambda i: (i.opened, i.id)) if decided else None

    def applies(self, rule: DoctrineRule, incident: IncidentView | None) -> bool:
        """Whether all that *rule* waits for holds, of *incident* if it is about one, and nothing that it forbids."""
        if rule.when and not all(self.holds(name, incident) for name in rule.when):
            return False
        return not (rule.unless and any(self.holds(name, incident) for name in rule.unless))

    def holds(self, name: str, incident: IncidentView | None) -> bool:
        """Whether the circumstance *name* holds, of *incident* if it is about one; without one, of any open incident."""
        key = (name, "" if incident is None or name in ALIKE else incident.id)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._holds(name, incident)
        return known

    def _holds(self, name: str, incident: IncidentView | None) -> bool:
        of_table = OF_THE_TABLE.get(name)
        if of_table is not None:
            return of_table(self, incident)
        asked = OF_AN_INCIDENT[name]
        return asked(self, incident) if incident is not None else any(asked(self, one) for one in self.live)

    def top(self, incident: IncidentView | None) -> Rung:
        """The rung up to which it orders about *incident*, or about none, by itself."""
        about = "" if incident is None else incident.id
        if about not in self._tops:
            self._tops[about] = self._top(incident)
        return self._tops[about]

    def _top(self, incident: IncidentView | None) -> Rung:
        doctrine, view = self.doctrine, self.view
        if incident is not None and self.holds("unsure", incident):
            return 1
        rung = view.comfortable
        if doctrine.follows != "comfort":
            acts = [incident.rung] if incident is not None else [one.rung for one in self.live]
            act = min(max(acts, default=rung), rung + doctrine.reach)
            rung = act if doctrine.follows == "act" else max(rung, act)
        own = view.spec.doctrine.above
        rung += doctrine.above if own is None else own
        if doctrine.pressed_above and self.holds("pressed", None):
            rung += doctrine.pressed_above
        if doctrine.spared_above and self.holds("spared", None):
            rung += doctrine.spared_above
        return rung


def _leaked(s: Situation, _: IncidentView | None) -> bool:
    hardened = s.view.hardened_at
    return any(hardened is None or hour > hardened for hour, _ in s.view.leaks)


def _lapsed(s: Situation, _: IncidentView | None) -> bool:
    view = s.view
    return view.consulted == 0 or view.consulted < view.turn - 1


def _grave(s: Situation, incident: IncidentView | None) -> bool:
    rungs = [s.view.rung, *([incident.rung] if incident is not None else [one.rung for one in s.live])]
    return max(rungs) >= s.doctrine.grave_rung


def _pressed(s: Situation, _: IncidentView | None) -> bool:
    return s.last is not None and s.last.choice in ("press", "sideways")


def _spared(s: Situation, _: IncidentView | None) -> bool:
    return s.last is not None and s.last.choice not in ("press", "sideways")


def _met(s: Situation, _: IncidentView | None) -> bool:
    return s.last is not None and s.last.choice == "press" and s.last.outcome in (Outcome.SUCCESS, Outcome.PARTIAL)


def _reassured(s: Situation, _: IncidentView | None) -> bool:
    offered = any(talk.seat != s.view.seat and talk.sort in ("offer", "commitment") for talk in s.view.talks)
    return s.view.line_open or offered


def _others(s: Situation, incident: IncidentView) -> set[Seat]:
    """Whose forces are there, beside the seat's own and the opponents'."""
    return {who for who, _ in incident.on_station} - {s.view.seat} - set(incident.opponents)


OF_THE_TABLE: dict[str, Callable[[Situation, IncidentView | None], bool]] = {
    "crisis": lambda s, _: bool(s.live),
    "quiet": lambda s, _: not s.live,
    "grave": _grave,
    "above-comfort": lambda s, _: s.view.rung > s.view.comfortable,
    "leaked": _leaked,
    "hardened": lambda s, _: s.view.hardened_at is not None,
    "outside": lambda s, _: s.view.seat not in s.view.members,
    "lapsed": _lapsed,
    "pressed": _pressed,
    "spared": _spared,
    "met": _met,
    "reassured": _reassured,
}
"""Circumstances of the table; ``grave`` looks at an incident's act too, where the rule is about one."""

ALIKE = frozenset(OF_THE_TABLE) - {"grave"}
"""Those that are the same whichever incident a rule is about."""

OF_AN_INCIDENT: dict[str, Callable[[Situation, IncidentView], bool]] = {
    "unsure": lambda s, i: i.attribution < float(s.view.spec.doctrine.attribution_needed),
    "partly-seen": lambda _, i: i.attribution < 1 or not i.assessed,
    "high-stake": lambda s, i: i.stake >= float(s.doctrine.high_stake),
    "agreed": lambda _, i: i.joint,
    "spoken": lambda _, i: any(who not in i.opponents for who, _ in i.statements),
    "sent": lambda s, i: any(who == s.view.seat for who, _ in i.on_station),
    "partners-there": lambda s, i: bool(_others(s, i)),
    "unopposed": lambda s, i: not _others(s, i),
    "stale": lambda s, i: s.view.hour > i.opened,
}
"""Circumstances of one incident."""
