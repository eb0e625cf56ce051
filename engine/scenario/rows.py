"""The rows a scenario file is made of. Each class is one kind of table; each field says its unit."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Literal, Self, cast

from pydantic import Field, StringConstraints, model_validator

from fourthseat.engine.core.orders import USUAL_CHOICES, Choice
from fourthseat.engine.core.terms import RULE_PATTERN, Cell, ConcurrenceRule, Hour, Outcome, Seat
from fourthseat.engine.scenario.amounts import Amount, LogDays, Positive, Share, judged
from fourthseat.engine.scenario.constants import USUAL, ModelConstants
from fourthseat.engine.scenario.effect_rows import EffectRow, Instrument, Step
from fourthseat.engine.scenario.judging import Said, in_words
from fourthseat.engine.scenario.ladder import Level
from fourthseat.engine.scenario.library import library, of_kind
from fourthseat.engine.scenario.quantity import Frozen, Quantity, Spread

__all__ = [
    "Ally",
    "Assumptions",
    "Coalition",
    "Course",
    "Desk",
    "Effect",
    "Force",
    "Incident",
    "Indicator",
    "Inject",
    "Interest",
    "Mechanisms",
    "Member",
    "Move",
    "Objective",
    "Option",
    "OptionKind",
    "Place",
    "Programme",
    "SeatDoctrine",
    "SeatSpec",
    "Treaty",
]


Part = Annotated[float, Field(ge=-1, le=1)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
SeatName = Annotated[Seat, StringConstraints(pattern=r"^[A-Z][A-Z0-9]{1,7}$")]
InjectName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
RuleText = Annotated[str, StringConstraints(pattern=RULE_PATTERN)]


def no_value(value: object) -> bool:
    """Whether a field says nothing: logs and studies from before there were such fields stay what they are."""
    return not value


def not_said(value: object) -> bool:
    """Whether a field that need not be said is not."""
    return value is None


class Place(Frozen):
    """A point on the map."""

    id: Name
    name: Text
    lat: float = Field(ge=-90, le=90, description="degrees north")
    lon: float = Field(ge=-180, le=180, description="degrees east")
    source: Text


class Objective(Frozen):
    """What a seat is at the table for."""

    id: Name
    text: Text
    hidden: bool = Field(
        default=False,
        exclude_if=no_value,
        description="for control and its evaluators alone: the seat itself does not read it either, and is rated by it all the same",
    )
    capability: Literal["", "signal", "coordination", "information", "technology", "logistics", "escalation"] = Field(
        default="",
        exclude_if=no_value,
        description="which capability it puts to the test, for the after-action report: signal (deterrence), coordination "
        "(of allies), information (sharing and security), technology (sharing and licences), logistics (and presence) or escalation (management)",
    )
    measures: tuple[Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")], ...] = Field(
        default=(),
        exclude_if=no_value,
        description="measures that say how it went, the engine's or the scenario's own; they stand beside its rating in the after-action report",
    )


class SeatDoctrine(Frozen):
    """The rule-of-thumb staff of a seat: which doctrine it follows, and what is the seat's own whichever it follows."""

    use: str = Field(
        default="",
        exclude_if=no_value,
        description="the doctrine it follows: a row [[doctrine]] of the file, or of the shipped library (fourthseat scenarios --doctrines); empty: standard for a capital, opportunist for an opponent",
    )
    reliability: Share = Field(
        default=judged(0.75, 0.22, 0.9, "[LeedsLongMitchell2000]; [BerkemeierFuhrmann2018]"),
        description="chance the capital backs a measure it has no quarrel with",
    )
    comfortable_rung: Level = Field(
        default=3, description="highest rung it orders by itself; beyond it entrapment counts"
    )
    entrapment: Amount = Field(
        default=judged(0.6, 0, 1.5), description="log-odds of concurring lost per rung above the comfortable one"
    )
    attribution_needed: Share = Field(
        default=judged(0.5, 0.3, 0.8), description="confidence in who did it, below which it doubts"
    )
    orders: int | None = Field(
        default=None,
        ge=0,
        le=30,
        exclude_if=not_said,
        description="orders it gives in a move at most, instead of its doctrine's",
    )
    above: int | None = Field(
        default=None,
        ge=-11,
        le=11,
        exclude_if=not_said,
        description="rungs above those its doctrine follows, instead of its doctrine's",
    )
    prefers_joint: bool | None = Field(
        default=None,
        exclude_if=not_said,
        description="false: orders national measures before joint ones, whatever its doctrine's order",
    )
    consults: bool | None = Field(
        default=None, exclude_if=not_said, description="false: never consults, whatever its doctrine says"
    )
    p_back_down: Share | None = Field(
        default=None,
        exclude_if=not_said,
        description="an opponent that does not press backs down this often, else it holds; instead of its doctrine's",
    )
    surges: bool | None = Field(
        default=None,
        exclude_if=not_said,
        description="false: an opponent that never reinforces, whatever its doctrine says",
    )


class SeatSpec(Frozen):
    """One seat, and the staff behind it."""

    id: SeatName
    name: Text
    cell: Cell
    own_cell: str = Field(
        default="",
        exclude_if=no_value,
        description="the [[cell]] it sits in; put in where cell names one",
    )
    role: Text
    brief: Text = Field(description="what only this seat is told at STARTEX")
    objectives: tuple[Objective, ...] = Field(min_length=1)
    staff_teams: int = Field(default=1, ge=1, le=9, description="crises its staff can work on at once")
    lag_mu: LogDays = Field(
        default=Quantity(1.816, 1.4, 2.3, "[ICB] pooled fit, log days"), description="log-mean of days to a position"
    )
    lag_sigma: Amount = Field(
        default=Quantity(1.423, 1.2, 1.6, "[ICB] pooled fit"), description="log-sd of days to a position"
    )
    gdp_busd: Positive = Field(
        default=judged(1, 0.1, 30000), description="economic size, for burden shares; billion US$"
    )
    budget_musd: Amount = Field(default=judged(500, 100, 5000), description="what it may spend on options; million US$")
    cyber_defence: Positive = Field(
        default=judged(1, 0.5, 2), description="effort in a Tullock contest, 1 = an average staff"
    )
    hazard_per_month: Amount = Field(
        default=judged(0.03, 0.01, 0.1),
        description="leak hazard per 1,000 cleared people and item that is shared with it: a plan, a picture, a technology line",
    )
    people: Amount = Field(default=judged(1, 0.2, 5), description="thousands of people with access to pact secrets")
    security: Share = Field(
        default=judged(0.5, 0, 1), description="information-security standard before any safeguards"
    )
    trust: Share = Field(default=judged(0.6, 0.3, 0.9), description="trust in the coalition at STARTEX")
    doctrine: SeatDoctrine = SeatDoctrine()
    source: Text


class Force(Frozen):
    """Something a seat can send."""

    id: Name
    seat: SeatName
    name: Text
    domain: Name
    home: Name | None = Field(
        default=None,
        exclude_if=no_value,
        description="the place it sails from; without one it has no way to go, and is there once it is ready",
    )
    strength: Positive = Field(description="hull-equivalents in its own domain")
    availability: Share = Field(description="share ready at STARTEX; the game draws within ±0.2 of it")
    speed_kn: Amount = Field(
        default=Quantity(0.0, source="it need not travel"),
        description="transit speed, knots; 0 for a force that need not travel",
    )
    ready_hours: Amount = Field(default=judged(12, 4, 48), description="hours from order to sailing at routine posture")
    cost_musd_day: Amount = Field(default=judged(0.5, 0.1, 3), description="million US$ a day on task")
    symbol: str = Field(
        default="",
        description="symbol identification code of the map's symbol, twenty digits of MIL-STD-2525D; whose side it is on and that it is an exercise the map says itself; without one, by its domain",
    )
    absent: bool = Field(
        default=False,
        exclude_if=no_value,
        description="not there at STARTEX: comes with an effect that says so (arrives)",
    )
    source: Text


_WEIGHT = Quantity(1.0, source="every member alike")


class Member(Frozen):
    """The terms on which a seat belongs to a coalition."""

    seat: SeatName
    consent: bool = Field(default=True, description="its concurrence counts under the rule")
    information: Share = Field(description="cap of the sharing level with the other members")
    exempt_share: Share = Field(description="share of items it may receive without a licence")
    safeguards: Share = Field(
        default=judged(0.0, 0, 1), description="how far pact safeguards close the gap to a perfect security standard"
    )
    obligation: Quantity = Field(
        default=judged(0.4, 0, 0.8), description="log-odds of concurring gained from membership: resolve"
    )
    weight: Amount = Field(
        default=_WEIGHT,
        exclude_if=lambda weight: weight == _WEIGHT,
        description="what its answer weighs under a weighted rule",
    )
    provocation: Amount = Field(
        default=judged(0, 0, 0.2), description="status-quo value the opponent loses because this seat belongs"
    )
    standing: tuple[Name, ...] = Field(
        default=(),
        exclude_if=no_value,
        description="joint options that this member may order without new concurrence: the others agreed beforehand",
    )


class Ally(Frozen):
    """A treaty ally of one member that acts beside the coalition, not in it."""

    seat: SeatName
    via: SeatName
    information: Share = Field(
        description="cap of the sharing level with *via*; others get nothing unless it is released"
    )
    consult_hours: Spread = Field(description="bilateral consultation before it acts")


class Coalition(Frozen):
    """One variant: who belongs, on what terms, and how it concurs."""

    id: Name
    title: Text
    rule: RuleText = Field(
        description="lead, lead+N, quorum:N, weighted:SHARE, unanimity or silence:HOURS (consent unless somebody objects in time)"
    )
    rules: dict[Name, RuleText] = Field(
        default_factory=dict,
        exclude_if=lambda rules: not rules,
        description="another rule for joint options of one instrument (military, diplomatic …), or for one option by its id",
    )
    lead: SeatName
    members: tuple[Member, ...] = Field(alias="member", min_length=1)
    allies: tuple[Ally, ...] = Field(default=(), alias="ally")
    standing: tuple[Name, ...] = Field(
        default=(),
        exclude_if=no_value,
        description="joint options agreed beforehand: any member may order them without new concurrence",
    )
    note: str = ""

    @property
    def concurrence(self) -> ConcurrenceRule:
        """The rule, read."""
        return ConcurrenceRule.parse(self.rule)

    def rule_for(self, option: Option) -> str:
        """The rule by which the coalition concurs on *option*: its own, that of its instrument, or the coalition's."""
        if not self.rules:
            return self.rule
        return self.rules.get(option.id) or self.rules.get(getattr(option, "instrument", "")) or self.rule

    @property
    def rules_told(self) -> str:
        """The rule, and those for some options, in a line: ``unanimity; military: lead``."""
        return "; ".join((self.rule, *(f"{what}: {rule}" for what, rule in self.rules.items())))


_NO_FRAMEWORK = Quantity(0.0, source="no standing framework")


class Treaty(Frozen):
    """A bilateral alliance that stands in every variant, whoever is in the pact."""

    id: Name
    parties: tuple[SeatName, SeatName]
    side_by_side: Share = Field(description="sharing level of the two on station together without a joint measure")
    consultation: Share = Field(
        default=_NO_FRAMEWORK,
        exclude_if=lambda saved: saved == _NO_FRAMEWORK,
        description="part of a party's consultation that a standing framework between the two saves, where it acts beside a coalition the other belongs to",
    )
    source: Text


_IN_FULL = Quantity(1.0, source="every force alike")


class Course(Frozen):
    """Something an opponent may do when its window closes, beside others that are listed."""

    choice: Choice = Field(
        description="press; hold; back-down; sideways: another of its incidents opens or hardens; offer: it offers terms"
    )
    worth: Quantity = Field(
        default=judged(0, -0.5, 0.5),
        description="added to what pressing is worth, or else to what leaving things as they are is; utility",
    )
    incident: Name | None = Field(default=None, description="sideways: which opens, or hardens if it is open")
    amount: Amount = Field(
        default=judged(0.3, 0.1, 0.6), description="sideways: part added to the opponent's strength there"
    )
    terms: str = Field(default="", description="offer: what everybody is told")


class Incident(Frozen):
    """An opponent's act with a window, after which it is a fait accompli."""

    id: Name
    title: Text
    text: Text
    place: Name | None = Field(
        default=None,
        exclude_if=no_value,
        description="where it happens; without one it is on no map, and forces need no time to go there",
    )
    also_at: tuple[Name, ...] = Field(
        default=(),
        exclude_if=no_value,
        description="other places where it happens, for the map; forces go to *place*",
    )
    opponent: SeatName = Field(default=Seat(""), exclude_if=lambda seat: not seat, description="whose act it is")
    opponents: tuple[SeatName, ...] = Field(
        default=(),
        exclude_if=lambda seats: not seats,
        description="where several share the act: each chooses when the window closes, and the boldest choice counts",
    )
    courses: tuple[Course, ...] = Field(
        default=(),
        alias="course",
        exclude_if=lambda courses: not courses,
        description="what the opponent may do when the window closes, each with its worth; press, hold or back down if none is listed",
    )
    domains: tuple[Name, ...] = Field(default=(), description="domains of force that count here; empty for any")
    hour: Annotated[Hour, Field(ge=0)] | None = Field(
        default=None, description="hours since STARTEX; absent if an inject opens it"
    )
    jitter_hours: Amount = Field(default=judged(0, 0, 0), description="opens up to this much later")
    window_hours: Spread = Field(description="hours until the opponent's decision cycle ends")
    rung: Level
    severity: Spread = Field(description="0 nuisance … 1 lives at risk")
    resolve: Spread = Field(description="hidden type: multiplies what the opponent stands to gain")
    red_strength: Positive = Field(description="hull-equivalents the opponent has there")
    gain: Positive = Field(description="opponent's gain if unopposed, utility")
    cost: Positive = Field(description="opponent's cost if it is resisted and fails, utility")
    status_quo: Quantity = Field(description="opponent's value of leaving things as they are, utility")
    base_resist: Share = Field(description="chance it expects of resistance before anyone has moved")
    attribution: Share = Field(
        default=Quantity(1.0, source="overt act"), description="confidence in who did it at opening"
    )
    other_domains: Share = Field(
        default=_IN_FULL,
        exclude_if=lambda share: share == _IN_FULL,
        description="what share of their strength counts here of forces whose domain is not listed",
    )
    stakes: dict[SeatName, Share] = Field(
        default_factory=dict, description="how much each seat cares, 0.5 where absent"
    )
    sensors: dict[SeatName, Share] = Field(
        default_factory=dict, description="how well each seat sees it by itself, 0 where absent"
    )
    ends: dict[Outcome, tuple[EffectRow, ...]] = Field(
        default_factory=dict, exclude_if=no_value, description="outcome: effects that come about when it has ended so"
    )
    source: Text

    @property
    def challengers(self) -> tuple[Seat, ...]:
        """Everybody whose act it is."""
        return self.opponents or (self.opponent,)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What an opponent may do here, pressing first."""
        listed = [course.choice for course in self.courses]
        return tuple(sorted(listed, key=lambda choice: choice != "press")) if listed else USUAL_CHOICES


class Indicator(Frozen):
    """A number of the scenario's own that is watched: an opinion, a stock, ships through a strait."""

    id: Name
    title: Text
    start: Quantity = Field(description="value at STARTEX")
    unit: Text = Field(description="in which it is counted, such as per cent or ships a day")
    low: float = Field(default=0.0, description="never falls below")
    high: float = Field(default=100.0, description="never rises above")
    drift_per_day: Quantity = Field(default=judged(0, 0, 0), description="changes by itself, its unit a day")
    seen_by: tuple[SeatName, ...] = Field(default=(), description="who sees it; empty: everybody")
    better: Literal["", "higher", "lower"] = Field(default="", description="which way is better for the coalition")
    source: Text


OptionKind = Literal[
    "", "statement", "deploy", "share", "transfer", "harden", "consult", "reassure", "posture", "surge", "intrude"
]


ONCE = frozenset({"statement", "deploy", "transfer"})
"""Effects of which a seat has enough once."""


class Option(Frozen):
    """A response option a seat may order: one row of the menu."""

    id: Name
    title: Text
    text: Text
    use: str = Field(
        default="",
        exclude_if=no_value,
        description="a row of the shipped library that it is made of (fourthseat scenarios --library)",
    )
    kind: OptionKind = Field(
        default="",
        exclude_if=no_value,
        description="one of the ten kinds that say effects and steps at once; empty where effects do",
    )
    instrument: Instrument = Field(
        default="",
        exclude_if=no_value,
        description="what it is to a reader, to a rule of concurrence by instrument and to a doctrine that prefers some to others",
    )
    seats: tuple[SeatName, ...] = Field(min_length=1)
    domains: tuple[Name, ...] = Field(default=(), description="deploy: which of the seat's forces go")
    incidents: tuple[Name, ...] = Field(default=(), description="about these only; empty for any")
    joint: bool = Field(default=False, description="a coalition measure that needs concurrence by the rule")
    rung: Level
    staff_hours: Amount = Field(default=judged(6, 2, 24), description="hours of one staff team")
    credibility: Share = Field(
        default=judged(0.0, 0, 0.2), description="how far it alone convinces the opponent of resistance"
    )
    amount: Amount = Field(
        default=judged(0.2, 0.05, 0.5),
        description="size of the effect. share: quality of the picture, 0 to 1; harden: effort added to cyber_defence; surge: part added to the opponent's strength; intrude: effort against cyber_defence; of other kinds nothing",
    )
    cost_musd: Amount = Field(default=judged(1, 0, 50), description="fixed cost, million US$")
    licence: bool = Field(default=False, description="needs an export licence before it takes effect")
    donor: SeatName | None = Field(default=None, description="whose goods or data are licensed; a donor needs none")
    consent_of: tuple[SeatName, ...] = Field(
        default=(),
        description="owners or hosts who must agree: besides the rule to a joint measure, by themselves to a national one",
    )
    programme: Name | None = Field(default=None, description="transfer: which technology line starts to flow")
    steps: tuple[Step, ...] | None = Field(
        default=None,
        exclude_if=lambda steps: steps is None,
        description="what stands between order and effect, in this order; absent: what its effects need by themselves",
    )
    effects: tuple[EffectRow, ...] = Field(
        default=(), exclude_if=no_value, description="what it changes, beside what its kind does"
    )
    needs_legal: str = Field(
        default="", exclude_if=no_value, description="legal category its seat must have declared to order it"
    )
    once: bool = Field(default=False, exclude_if=no_value, description="a seat orders it once, about an incident once")
    requires: Text | None = Field(
        default=None,
        exclude_if=lambda said: said is None,
        description="a condition in words; the option is on the menu only while it holds",
    )
    requires_throughout: bool = Field(
        default=False,
        exclude_if=no_value,
        description="an order that is under way comes to nothing as soon as what it requires holds no more; else it was enough that it held",
    )
    source: Text

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if not self.kind and not self.effects:
            raise ValueError("an option needs effects, a kind, or a row of the library to use")
        return self

    @cached_property
    def acts(self) -> tuple[EffectRow, ...]:
        """What it does: what its kind stands for, then its own effects."""
        return (*of_kind(self.kind), *self.effects) if self.kind else self.effects

    @cached_property
    def means(self) -> Instrument:
        """Its instrument, for a staff that prefers some to others: its own, else that of its kind."""
        return self.instrument or (cast(Instrument, library()[self.kind]["instrument"]) if self.kind else "")

    @cached_property
    def deeds(self) -> tuple[EffectRow, ...]:
        """Of these, what the act itself is: done with it, at once and for certain."""
        return tuple(effect for effect in self.acts if effect.kind.act and not effect.modified)

    @cached_property
    def does(self) -> frozenset[str]:
        """Kinds of effect it has."""
        return frozenset(effect.does for effect in self.acts)

    @cached_property
    def about(self) -> bool:
        """Whether it is ordered about an incident: one of its effects is on the order's own."""
        return any(effect.kind.on == "incident" and not effect.incident for effect in self.acts)

    @cached_property
    def asks_access(self) -> bool:
        """Whether it asks a host to let forces sail from its place."""
        return any(effect.does == "access" and not effect.off for effect in self.effects)

    @cached_property
    def once_only(self) -> bool:
        """Whether a seat orders it once about an incident; the others may be repeated in later moves."""
        return self.once or not self.does.isdisjoint(ONCE)

    @cached_property
    def effective(self) -> bool:
        """Whether it has effects beside what an act of its kinds is by itself."""
        return any(not effect.kind.act or effect.modified for effect in self.effects)

    @cached_property
    def desk_work(self) -> bool:
        """Whether a desk of its own draws it up: pictures, talking, hardening and licensing need no crisis staff."""
        return not self.about or "picture" in self.does

    def strength(self, does: str) -> tuple[float, float, str]:
        """Where it stands among options that have the effect *does*, the strongest first: by rung, by the number that this effect reads, by name.

        Of a statement that number is its credibility, of an effect with an amount its amount; of any other there is none.
        """
        if does == "statement":
            size = float(self.credibility)
        else:
            size = max((self.size(row) for row in self.acts if row.does == does and row.kind.unit), default=0.0)
        return -self.rung, -size, self.id

    def size(self, effect: EffectRow) -> float:
        """The amount of one of its effects: the effect's, or its own where the effect has none."""
        return float(self.amount if effect.amount is None else effect.amount)


class Programme(Frozen):
    """A technology line that flows from a donor to whoever is cleared for it."""

    id: Name
    title: Text
    donor: SeatName
    phi_per_year: Positive = Field(
        default=judged(0.3, 0.1, 0.6, "[NelsonPhelps1966]"), description="speed of catch-up at full sharing"
    )
    boost: Amount = Field(
        default=judged(0.3, 0, 0.6), description="strength gained in its domains once the gap is closed"
    )
    domains: tuple[Name, ...] = Field(min_length=1)
    source: Text


class Desk(Frozen):
    """The export-licence desk, a queue with officers and a service time, and the stages behind it."""

    arrivals_per_day: Positive = judged(10.4, 8, 11.5)
    service_per_day: Positive = judged(1.0, 0.97, 2)
    officers: int = Field(default=12, ge=1, le=200)
    exempt_flow: Share = Field(
        default=Quantity(0.0, 0, 0.8), description="share of the desk's other arrivals that an exemption has taken away"
    )
    case_officers: int = Field(
        default=2,
        ge=1,
        le=50,
        description="officers who take the coalition's own cases: two at once wait for each other",
    )
    base_days: Positive = Field(default=judged(45, 20, 80), description="mean of the two review stages together")
    p_notified: Share = Field(
        default=judged(0.15, 0, 0.4), description="chance an item must be notified to the legislature"
    )
    notice_days: Spread = Spread(low=15, mode=20, high=30)
    p_reviewed: Share = Field(default=judged(0.3, 0, 0.6), description="chance of a technology release review")
    review_days: Spread = Spread(low=60, mode=90, high=180)
    source: Text = "judgement; structure after docs/models.md, technology transfer"


class Effect(Frozen):
    """What an inject changes besides what people know."""

    opens: Name | None = Field(default=None, description="an incident without an hour of its own")
    attribution: dict[Name, Part] = Field(default_factory=dict, description="incident: confidence added for every seat")
    trust: dict[SeatName, Part] = Field(default_factory=dict, description="seat: trust added")
    exempt_share: dict[SeatName, Part] = Field(
        default_factory=dict, description="seat: exempt share added to its terms"
    )
    rung: Literal[-1, 0, 1] = 0
    basis: str = Field(default="judgement", description="where the sizes come from")


class Inject(Frozen):
    """One row of the MSEL."""

    id: InjectName
    kind: Literal["inject", "contingency", "expected-action"] = "inject"
    hour: Annotated[Hour, Field(ge=0)] | None = Field(
        default=None, description="hours since STARTEX; absent on a contingency inject"
    )
    mode: str = "brief"
    sender: str = Field(default="CONTROL", alias="from")
    to: tuple[SeatName, ...] = Field(min_length=1)
    text: Text
    expected: str = Field(default="", description="expected participant response")
    objective: str = ""
    attach: tuple[Name, ...] = Field(
        default=(), exclude_if=lambda said: not said, description="hand-outs that its addressees are given with it"
    )
    when: Said | None = None
    effect: Effect = Effect()
    effects: tuple[EffectRow, ...] = Field(default=(), exclude_if=no_value, description="what it changes, in full")
    flash: bool = Field(
        default=False,
        exclude_if=no_value,
        description="whoever receives it in mid-move is asked for orders at once, if the scenario has flash_orders",
    )
    notes: str = ""
    columns: dict[str, str] = Field(
        default_factory=dict,
        exclude_if=lambda kept: not kept,  # logs written before there were sheets stay what they are
        description="columns of a spreadsheet that mean nothing here, kept",
    )
    source: Text

    @property
    def condition(self) -> str | None:
        """What it waits for, in words; None if it waits for nothing."""
        return None if self.when is None else in_words(self.when)

    def may_open(self, incident: str) -> bool:
        """Whether it opens *incident*, by its short form or by its effects in full."""
        return self.effect.opens == incident or any(e.does == "open" and e.incident == incident for e in self.effects)


class Move(Frozen):
    """One move, in the order of the rows: how long it is, and what is said when it opens."""

    hours: Annotated[int, Field(ge=1, le=8784)] | None = Field(
        default=None, description="how long it lasts on the exercise's clock; turn_hours where absent"
    )
    title: str = Field(default="", description="its heading, for people; public")
    situation: str = Field(default="", description="what everybody is told when it opens; public")
    briefs: dict[SeatName, Text] = Field(
        default_factory=dict, description="seat: what only that seat is told when it opens"
    )


def Switch(description: str) -> Any:  # noqa: N802 - stands where Field does
    """A mechanism that is on, and written only where it is off: what was written before there was such a switch stays what it is."""
    return Field(default=True, exclude_if=bool, description=description)


class Mechanisms(Frozen):
    """Every mechanism can be switched off by itself; `fourthseat play --off NAME`."""

    capability: bool = Field(
        default=True,
        description="outsiders' and newcomers' forces count (off: only forces of the first variant's members do)",
    )
    proximity: bool = Field(default=True, description="forces take time over distance")
    intelligence: bool = Field(default=True, description="shared sensors shorten the staffs' lag and raise attribution")
    interoperability: bool = Field(default=True, description="sharing multiplies combined strength")
    technology: bool = Field(default=True, description="transferred technology adds strength")
    resources: bool = Field(default=True, description="budgets bind, and joint measures share their cost")
    resolve: bool = Field(default=True, description="membership obliges")
    export_control: bool = Field(default=True, description="licences are needed")
    exemption: bool = Field(default=True, description="exempt shares apply")
    information_security: bool = Field(default=True, description="secrets can leak or be stolen")
    safeguards: bool = Field(default=True, description="pact safeguards raise security")
    concurrence: bool = Field(default=True, description="joint measures wait for consent")
    entrapment: bool = Field(default=True, description="capitals shy from measures above their comfortable rung")
    provocation: bool = Field(default=True, description="the opponent resents certain members")
    consultation: bool = Field(
        default=True, description="who was asked first concurs rather and sooner; an ally outside must ask first"
    )
    trust: bool = Field(default=True, description="trust moves with experience")
    signalling: bool = Switch("words count: statements and other signals convince the opponent")
    expectation: bool = Switch(
        "forces under way and pledged, and punishment that words threaten, count with the opponent"
    )
    reputation: bool = Switch("how the coalition stood moves what the next challenger expects")
    accidents: bool = Switch("forces that meet may have accidents, which move the ladder")
    coercion: bool = Switch("costs and rewards beside the contest count with the opponent")
    reinforcement: bool = Switch("strength, readiness and forces change by effects")
    events: bool = Switch("effects open, close and change incidents, and carry messages")
    law: bool = Switch("legal categories gate options")
    alignment: bool = Switch("effects change membership, its terms and the rule of concurrence")
    ladder: bool = Switch("effects move the ladder and open lines to the opponent")
    indicators: bool = Switch("indicators drift and change")
    standing_measures: bool = Switch("what was agreed beforehand needs no new concurrence, and shortens consultation")
    access: bool = Switch("forces sail from places of hosts that let them")
    publics: bool = Field(
        default=False,
        exclude_if=no_value,
        description="support at home moves with casualties, success, cost and surprise, and moves the comfortable rung",
    )


_STRANGER = Spread(low=12, mode=24, high=72, source="judgement; as a treaty ally's, who has somebody to call")


class Assumptions(Frozen):
    """Numbers of the rules that no single row owns; any scenario may set its own."""

    precision: Amount = Field(
        default=judged(2, 1, 4, "[McKelveyPalfrey1998]"), description="lambda of the quantal response"
    )
    contest_exponent: Positive = Field(
        default=judged(1, 0.5, 2, "[Tullock1980]"), description="decisiveness of a contest of strength"
    )
    stand_alone: Share = Field(default=judged(0.6, 0.4, 0.8), description="value of a force that shares nothing")
    partial_band: Share = Field(
        default=judged(0.2, 0.1, 0.3), description="share of the missed outcomes that are partial"
    )
    lag_correlation: Share = Field(default=judged(0.5, 0.3, 0.7), description="common shock in the staffs' lags")
    isr_log_days: Amount = Field(
        default=judged(0.4, 0, 0.8), description="log-days a perfect picture takes off a staff's lag"
    )
    release_hours: Amount = Field(
        default=judged(6, 2, 24), description="member to member at full sharing; longer as sharing falls"
    )
    bilateral_release_hours: Amount = Field(
        default=judged(36, 12, 120), description="ally to its treaty partner at full sharing"
    )
    handling_hours: Amount = Field(
        default=judged(6, 2, 24), description="a capital's handling of a request for concurrence"
    )
    consulted: Amount = Field(
        default=judged(0.4, 0, 0.8), description="log-odds of concurring gained by having been consulted"
    )
    stranger_consult_hours: Spread = Field(
        default=_STRANGER,
        exclude_if=lambda hours: hours == _STRANGER,  # logs written before there was such a number stay what they are
        description="a BLUE seat that is neither member nor ally consults the lead before it acts",
    )
    joint_credibility: Amount = Field(
        default=judged(0.25, 0, 0.5),
        description="how far the coalition's concurrence alone convinces the opponent of resistance",
    )
    on_station: Amount = Field(
        default=judged(0.5, 0.2, 0.8),
        description="how far a force matching the opponent's convinces it; twice the force as two such",
    )
    leak_insight: Share = Field(
        default=judged(0.3, 0, 0.6), description="share of the apparent resistance lost once plans are known"
    )
    trust_gain: Share = Field(
        default=judged(0.1, 0.05, 0.2), description="step of trust towards 1 after a good experience"
    )
    trust_loss: Share = Field(default=judged(0.3, 0.2, 0.5), description="step of trust towards 0 after a bad one")
    slow_licence_days: Amount = Field(
        default=judged(60, 30, 90, "F23: 60-day limit"), description="a licence slower than this costs trust"
    )
    recovery: Share = Field(
        default=judged(0.5, 0.2, 0.8), description="share of a force's lost readiness regained each turn"
    )
    wear: Share = Field(default=judged(0.1, 0, 0.3), description="readiness lost by a deployment")
    campaign_hazard: Amount = Field(
        default=judged(1, 0.5, 4), description="multiplies every holder's leak hazard while a crisis lasts"
    )
    models: ModelConstants = Field(
        default=USUAL,
        exclude_if=lambda said: said == USUAL,  # logs written before there was such a table stay what they are
        description="constants of the outcome models",
    )


class Interest(Frozen):
    """A measure this scenario is about, and which way is better for the coalition."""

    name: str
    better: Literal["higher", "lower"]
    why: Text
