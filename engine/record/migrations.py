"""Older logs, lifted to the present format, so that they can be watched and verified for ever.

What a later format records as a fact, an earlier one said in a sentence. This is the one place that reads those
sentences: they are frozen, for the programs that wrote them are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter, ValidationError

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.chance import draw
from fourthseat.engine.core.errors import LogError, ScenarioError
from fourthseat.engine.core.orders import AuthorKind, RefusalCause
from fourthseat.engine.core.records import replace
from fourthseat.engine.core.terms import Seat
from fourthseat.engine.rules import durations, effects, legality
from fourthseat.engine.rules.fold import apply
from fourthseat.engine.rules.state import State, start
from fourthseat.engine.scenario.option_rows import Option
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["migrated_entries", "migrated_header", "with_causes"]

Body = dict[str, Any]
"""A line of a log as JSON, without its hash."""


def migrated_header(body: Body, to: int, where: str) -> Body:
    """The header of any older format as that of format *to*; :exc:`LogError` if a field it needs is missing."""
    head = dict(body)
    if head["fourthseat"] == 1:  # 1 to 2: ``variant`` became ``coalition``; a log names its parent
        try:
            head["coalition"] = head.pop("variant")
        except KeyError as missing:
            raise LogError(f"{where}: line 1: no {missing} in the header") from None
        head["parent"] = {}
    head["fourthseat"] = to
    return head


def migrated_entries(bodies: Sequence[Body], scenario: Scenario, where: str) -> list[Body]:
    """The entries of a log of format 1 or 2 (its header first) as bodies of the present format.

    The log is folded on the way, for what an entry changed was then worked out by the fold. Raises :exc:`LogError`
    with the line for an entry that cannot be read, or speaks of what *scenario* does not have.
    """
    lifted: list[Body] = []
    lift = _Lift(bodies[0], scenario)
    for number, body in enumerate(bodies[1:], 2):
        try:
            lifted.append(lift.entry(body))
        except (KeyError, IndexError, ScenarioError) as wrong:
            kind = body.get("kind")
            raise LogError(f"{where}: line {number}: {kind}: {wrong} is missing, or not of this game") from None
        except (TypeError, AttributeError, ValueError) as wrong:
            raise LogError(f"{where}: line {number}: {body.get('kind')}: {str(wrong)[:120]}") from None
    return lifted


_TRUST: tuple[tuple[str, e.TrustCause], ...] = (
    (r"concurred on (?P<about>.+)", e.TrustCause.CONCURRED),
    (r"refused on (?P<about>.+)", e.TrustCause.REFUSED),
    (r"a secret got out at (?P<about>.+)", e.TrustCause.LEAK),
    (r"(?P<about>.+) was lost without concurrence", e.TrustCause.LOST),
    (r"\d+ days for a licence", e.TrustCause.LICENCE),
    (r"consulted", e.TrustCause.CONSULTED),
)
"""How an entry said why a seat's trust moved, before the cause was a fact of its own."""


def with_causes(entries: Sequence[e.Entry]) -> tuple[e.Entry, ...]:
    """*entries* of a log of any format, with the cause as a fact where one says in words alone why trust moved."""
    found, licence = list[e.Entry](), dict[Seat, e.Licensed]()
    for entry in entries:
        if isinstance(entry, e.Licensed):
            licence[entry.seat] = entry
        if isinstance(entry, e.TrustMoved) and entry.reason and entry.cause is e.TrustCause.IN_WORDS:
            found.append(_with_cause(entry, licence.get(entry.seat)))
        else:
            found.append(entry)
    return tuple(found)


def _with_cause(entry: e.TrustMoved, licence: e.Licensed | None) -> e.TrustMoved:
    """*entry* after the *licence* that its seat had last; as it is if its words are none that a program wrote."""
    for pattern, cause in _TRUST:
        if said := re.fullmatch(pattern, entry.reason):
            if cause is e.TrustCause.LICENCE:
                about, days = ("", 0.0) if licence is None else (licence.option, licence.days)
            else:
                about, days = said.groupdict().get("about", ""), 0.0
            return replace(entry, reason="", cause=cause, about=about, waited_days=days)
    return entry


_REFUSALS: tuple[tuple[str, RefusalCause], ...] = (
    (r"^no outcome of |waits until it is asked for$|is no order for a move$|is not open$", RefusalCause.NOT_NOW),
    (
        r"^no (option|incident|inject|coalition|seat|request|offer) | cannot write to |^move .* is not one",
        RefusalCause.UNKNOWN,
    ),
    (r" does not need .* concurrence$|'s to choose, not |^only CONTROL may | is not among ", RefusalCause.NOT_YOURS),
    (r"'s act$| is not CONTROL's$", RefusalCause.NOT_YOURS),
    (r" is about no incident, | needs an incident; | is not about |^only an answer is about", RefusalCause.NOT_ABOUT),
    (r" skips from rung ", RefusalCause.RUNG),
    (r" is a coalition measure$| has no partner in ", RefusalCause.MEMBERSHIP),
    (r" already ", RefusalCause.REPEATED),
    (r" has no idle force for ", RefusalCause.NO_FORCE),
    (r" million US\$ and it has ", RefusalCause.NO_MONEY),
)
"""How a refusal of formats 1 and 2 shows its cause; anything else lacked something."""

_ADAPTERS: dict[type[e.Entry], TypeAdapter[Any]] = {}


class _Lift:
    """Lifts the entries of one log, in order."""

    def __init__(self, head: Mapping[str, Any], scenario: Scenario) -> None:
        """Before the first entry; *head* is the header as it was written."""
        self.scenario = scenario
        self.seed: int = head["seed"]
        self.cast: Mapping[str, str] = head.get("cast", {})
        self.state: State = start(scenario, head.get("coalition", head.get("variant")))

    def entry(self, body: Body) -> Body:
        """*body* in the present format; the state moves on behind it."""
        lift = getattr(self, f"_{str(body.get('kind')).lower()}", None)
        lifted = dict(body) if lift is None else {**body, **lift(body)}
        for gone in _GONE.get(lifted["kind"], ()):
            lifted.pop(gone, None)
        kind = e.KINDS.get(lifted["kind"])
        if kind is None:
            return lifted
        adapter = _ADAPTERS.setdefault(kind, TypeAdapter(kind))
        try:
            entry: e.Entry = adapter.validate_python({key: value for key, value in lifted.items() if key != "kind"})
        except ValidationError:
            return lifted  # the reader of the present format says what is wrong with it
        self.state = apply(self.state, entry)
        return e.as_line(kind, {"kind": lifted["kind"], **adapter.dump_python(entry, mode="json")})

    # ------------------------------------------------------------ one method a kind that changed

    def _decided(self, body: Body) -> Body:
        asked = [_question(name) for name in body["asked"]]
        return {"asked": asked, "decision": {**body["decision"], "by": self._author(body)}}

    def _author(self, body: Body) -> Body:
        """Who decided, as far as the log says: a header's *human* seat may have been played by a doctrine for a while."""
        if body["decision"]["reason"] == "declared default: no answer in time":
            return {"kind": AuthorKind.DEFAULT, "name": ""}
        sat = self.cast.get(body["seat"], "")
        kinds = {"doctrine": AuthorKind.DOCTRINE, "uniform": AuthorKind.PROGRAM, "silent": AuthorKind.PROGRAM}
        return {"kind": kinds.get(sat, AuthorKind.UNRECORDED), "name": ""}

    def _refused(self, body: Body) -> Body:
        causes = (cause for pattern, cause in _REFUSALS if re.search(pattern, body["reason"]))
        return {"cause": next(causes, RefusalCause.INCOMPLETE)}

    def _injected(self, body: Body) -> Body:
        inject = self.scenario.inject_by_id.get(body["inject"])
        return {"changes": () if inject is None else effects.of_inject(self.state, inject)}

    def _informed(self, body: Body) -> Body:
        sure = self.state.incidents[body["incident"]].attribution[body["seat"]]
        return {"attribution": sure + (1 - sure) * body["quality"]}

    def _received(self, body: Body) -> Body:
        asked = body["estimate"] is not None
        return {"draw": draw(self.seed, "luck", body["seat"], f"concur:{body['request']}") if asked else None}

    def _concurred(self, body: Body) -> Body:
        option = self.state.requests[body["request"]].option
        return {"deploys": self.scenario.option_by_id[option].kind == "deploy"}

    def _blocked(self, body: Body) -> Body:
        refused = body["reason"].removeprefix("refused by ")
        if refused != body["reason"]:
            return {"cause": e.BlockCause.REFUSED, "seats": refused.split(", ")}
        waiting = body["reason"].removeprefix("the window closed before ").removesuffix(" had answered")
        return {"cause": e.BlockCause.LAPSED, "seats": waiting.split(", ") if waiting else ()}

    def _dropped(self, body: Body) -> Body:
        reason = body["reason"]
        if late := re.fullmatch(r"ready (\d+) h after the window closed", reason):
            return {"cause": e.DropCause.LATE, "hours_late": int(late[1])}
        if short := re.fullmatch(r"(\w+)'s share is (-?\d+) million US\$ and it has (-?\d+) left", reason):
            return self._unpaid(body, Seat(short[1]), short[2])
        if reason == "its forces are tasked already":
            return {"cause": e.DropCause.TASKED}
        return {"cause": e.DropCause.LEFT if " is no longer in " in reason else e.DropCause.LATE}

    def _unpaid(self, body: Body, payer: Seat, rounded: str) -> Body:
        """The exact sums behind a sentence that gave them rounded to a million."""
        option = self.scenario.option_by_id[body["option"]]
        costs = [*self._costs(body, option)]
        shares = [
            share
            for cost in costs
            for seat, share in legality.costs(self.state, body["seat"], option, cost)
            if seat == payer
        ]
        share = next((share for share in shares if f"{share:.0f}" == rounded), float(rounded))
        left = self.scenario.seat_by_id[payer].budget_musd - self.state.seats[payer].spent
        return {"cause": e.DropCause.UNPAID, "payer": payer, "share_musd": share, "left_musd": left}

    def _costs(self, body: Body, option: Option) -> list[float]:
        """What *option* may have cost, million US$: itself, or by the force that was to sail."""
        if option.kind != "deploy":
            return [float(option.cost_musd)]
        incident = self.scenario.incident_by_id[body["incident"]]
        closes = self.state.incidents[body["incident"]].closes or 0
        costs = []
        for force in self.scenario.forces_of[body["seat"]]:
            hours = durations.ready(self.state, force) + durations.transit(self.state, force, incident)[1]
            days = max(hours, closes - body["hour"]) / 24
            costs.append(float(force.cost_musd_day) * days + float(option.cost_musd))
        return costs

    def _acted(self, body: Body) -> Body:
        option = self.scenario.option_by_id[body["option"]]
        return {"changes": effects.of_act(self.state, body["hour"], body["seat"], option, body["incident"])}

    def _sailed(self, body: Body) -> Body:
        option = self.scenario.option_by_id[body["option"]]
        return {"highest_act": effects.highest_act(self.state, body["seat"], option, body["incident"])}

    def _chosen(self, body: Body) -> Body:
        opponent = self.scenario.incident_by_id[body["incident"]].opponent
        luck = draw(self.seed, "luck", opponent, f"choose:{body['incident']}")
        return {"draw": luck, "strength": body.get("strength", 0.0)}  # format 1 did not record the strength

    def _ruled(self, body: Body) -> Body:
        p, drawn = body["estimate"]["p"], body["draw"]
        blunts = any(reason.startswith("blunted in a further ") for reason in body["estimate"]["reasons"])
        partial = float(self.scenario.assumptions.partial_band) * (1 - p) if blunts else 0.0
        proposed = "SUCCESS" if drawn < p else "PARTIAL" if drawn < p + partial else "FAILURE"
        argument = re.match(r"matrix argument (\d+), (2d6|vote|consensus|umpire): ", body["reason"])
        if body["by"] == "model":
            by = e.Ruler.MODEL
        elif argument and int(argument[1]) <= self.state.arguments:
            by = e.Ruler.ARGUMENT
        else:
            by, argument = e.Ruler.CONTROL, None
        return {"p_partial": partial, "proposed": proposed, "by": by, "argument": int(argument[1]) if argument else 0}

    def _rungmoved(self, body: Body) -> Body:
        for incident in self.scenario.incidents:
            why = body["reason"].removeprefix(f"{incident.title}: ")
            if why != body["reason"]:
                return {"source": incident.title, "reason": why}
        return {"source": body["reason"], "reason": ""}

    def _recovered(self, body: Body) -> Body:  # noqa: ARG002
        return {"released": effects.released_forces(self.state)}

    def _ended(self, body: Body) -> Body:
        reason = body["reason"].removeprefix("ENDEX by CONTROL: ")
        if reason != body["reason"]:
            return {"cause": e.EndCause.CONTROL, "reason": reason}
        cause = e.EndCause.ALL_MOVES if reason == "all moves played" else e.EndCause.TOP_RUNG
        return {"cause": cause, "reason": ""}


_GONE = {"Proposed": ("why",), "Blocked": ("reason",), "Dropped": ("reason",)}
"""Fields that a kind no longer has."""


def _question(name: str) -> Body:
    """A question by its name, which began with its kind."""
    kind, _, rest = name.partition(":")
    return {"kind": "unasked", "id": f"unasked:{rest}"} if kind == "now" else {"kind": kind, "id": name}
