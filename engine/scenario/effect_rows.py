"""Effects, as a file says them: what an option, an inject or an outcome changes, one kind of change a row.

Every kind has one row in :data:`KINDS`: what it changes, in which unit and within which bounds, which mechanism switches it
off, and who learns of it. How it is worked out stands in :mod:`fourthseat.engine.rules.effects`.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from fourthseat.engine.core.errors import nearest
from fourthseat.engine.core.terms import NOBODY, ConcurrenceRule, Seat
from fourthseat.engine.scenario.quantity import Frozen, Quantity

__all__ = [
    "KINDS",
    "MODIFIERS",
    "SHORT",
    "TARGETS",
    "TERMS",
    "Does",
    "EffectKind",
    "EffectRow",
    "Instrument",
    "Step",
    "Told",
]

Instrument = Literal[
    "", "diplomatic", "information", "military", "economic", "cyber", "intelligence", "legal", "technology"
]
"""What an option is to a reader; rules of concurrence and doctrines may tell them apart by it."""

Step = Literal["staff", "desk", "consultation", "consent", "concurrence", "licence", "transit"]
"""What may stand between an order and its effect."""

Told = Literal["everybody", "seat", "members", "control"]
"""Who is told that an effect has come about: everybody, the seat it is about, the coalition's members, or control alone."""

Does = Literal[
    "statement",
    "signal",
    "punish",
    "reward",
    "strength",
    "surge",
    "deploy",
    "attribution",
    "picture",
    "window",
    "severity",
    "open",
    "close",
    "trust",
    "budget",
    "readiness",
    "posture",
    "defence",
    "security",
    "comfort",
    "legal",
    "exempt_share",
    "consult",
    "transfer",
    "access",
    "lost",
    "arrives",
    "moves",
    "joins",
    "leaves",
    "terms",
    "rule",
    "provocation",
    "rung",
    "hotline",
    "indicator",
    "intrude",
    "message",
]
"""Kinds of effect; a row of :data:`KINDS` each."""

TERMS = ("information", "exempt_share", "safeguards", "obligation", "provocation")
"""Terms of a member that an effect may change."""


class EffectKind(NamedTuple):
    """One kind of effect."""

    on: str
    """What it changes: an incident, a seat, a force, the coalition, the ladder, an indicator, a secret, knowledge."""
    says: str
    """What it does, in a sentence for an author."""
    mechanism: str
    """The switch that it belongs to."""
    told: Told = "everybody"
    unit: str = ""
    """Of its amount; empty if it has none."""
    low: float = 0.0
    high: float = 0.0
    """Bounds of its amount."""
    needs: tuple[str, ...] = ()
    """Fields without which it means nothing."""
    takes: tuple[str, ...] = ()
    """Further fields that it reads."""
    fades: bool = False
    """Whether it may have a half-life: its amount counts from when it comes about, and may wear off by itself."""
    undone: bool = True
    """Whether it can be undone, and so may last for some hours only."""
    act: bool = False
    """Whether it is what the act itself is: it stands in the act's own entry, and the seat alone is told."""
    event: bool = False
    """Whether that it came about is an event of its own in a timeline: not where entries of other kinds tell of it, or it only shifts what somebody weighs."""


KINDS: dict[str, EffectKind] = {
    # ------------------------------------------------------------ an incident
    "statement": EffectKind("incident", "the seat has said that it will resist; convinces by the option's credibility", "signalling", "seat", act=True, undone=False),
    "signal": EffectKind("incident", "resistance that the opponent expects", "signalling", unit="share", low=-1, high=1, fades=True),
    "punish": EffectKind("incident", "cost that the opponent expects to bear for pressing, whatever happens on the spot", "coercion", unit="utility", low=0, high=10, fades=True),
    "reward": EffectKind("incident", "worth that leaving things as they are gains for the opponent", "coercion", unit="utility", low=-10, high=10, fades=True),
    "strength": EffectKind("incident", "strength on the spot beside the forces that are there; side blue or red", "reinforcement", unit="hull-equivalents", low=-100, high=100, takes=("side",), fades=True),
    "surge": EffectKind("incident", "part added to the opponent's strength there", "reinforcement", "seat", unit="part added", low=0, high=10, act=True, undone=False),
    "deploy": EffectKind("incident", "the seat's idle forces of the option's domains sail there", "reinforcement", undone=False, act=True, event=True),
    "attribution": EffectKind("incident", "how sure capitals are who did it", "intelligence", "members", unit="share", low=-1, high=1, takes=("seats",)),
    "picture": EffectKind("incident", "the seat's own picture, in this quality, goes to other capitals", "intelligence", "seat", unit="share", low=0, high=1, takes=("seats",), undone=False, act=True),
    "window": EffectKind("incident", "hours that its window stays open longer, or closes sooner", "events", "control", unit="hours", low=-8784, high=8784, undone=False, event=True),
    "severity": EffectKind("incident", "how severe it is, from nuisance to lives at risk", "events", unit="share", low=-1, high=1),
    "open": EffectKind("incident", "an incident without an hour of its own opens", "events", needs=("incident",), undone=False),
    "close": EffectKind("incident", "the opponent leaves it: it is over and has not been pressed", "events", undone=False),
    # ------------------------------------------------------------ a seat
    "trust": EffectKind("seat", "its trust in the coalition", "trust", "seat", unit="share", low=-1, high=1),
    "budget": EffectKind("seat", "money it may spend", "resources", "seat", unit="million US$", low=-100_000, high=100_000, event=True),
    "readiness": EffectKind("seat", "share of its forces that is ready; of one force if one is named", "reinforcement", "seat", unit="share", low=-1, high=1, takes=("force",)),
    "posture": EffectKind("seat", "its forces stand at raised readiness", "reinforcement", "seat", takes=("off",), act=True),
    "defence": EffectKind("seat", "effort added to its cyber defence, as a part of it", "information_security", "seat", unit="part added", low=-1, high=10, act=True),
    "security": EffectKind("seat", "how well it keeps secrets", "information_security", "seat", unit="share", low=-1, high=1),
    "comfort": EffectKind("seat", "rung up to which it is comfortable with acting", "entrapment", "seat", unit="rungs", low=-6, high=6),
    "legal": EffectKind("seat", "a legal category it has declared, which options may need", "law", needs=("category",), takes=("off",), event=True),
    "exempt_share": EffectKind("seat", "share of items it receives without a licence", "exemption", "members", unit="share", low=-1, high=1),
    "consult": EffectKind("seat", "it has consulted its partners in this move", "consultation", "seat", act=True, undone=False),
    "transfer": EffectKind("seat", "the option's technology line starts to flow to it", "technology", "seat", act=True, undone=False, event=True),
    "access": EffectKind("seat", "its forces may sail from a place of somebody else's, whose host is asked where an agreement says so", "access", needs=("place",), takes=("off",), event=True),
    "lost": EffectKind("force", "share of a force that is lost for good", "reinforcement", unit="share", low=0, high=1, needs=("force",), undone=False, event=True),
    "arrives": EffectKind("force", "a force that was absent joins its seat", "reinforcement", needs=("force",), undone=False, event=True),
    "moves": EffectKind("force", "a force moves to another home", "reinforcement", needs=("force", "place"), undone=False, event=True),
    # ------------------------------------------------------------ the coalition
    "joins": EffectKind("coalition", "the seat becomes a member, on its terms in the variant that is named, else the first that has it", "alignment", takes=("coalition",), event=True),
    "leaves": EffectKind("coalition", "the seat is a member no more; not the one that leads", "alignment", event=True),
    "terms": EffectKind("coalition", "one of a member's terms: information, exempt_share, safeguards, obligation or provocation", "alignment", "members", unit="unit of the term", low=-10, high=10, needs=("term",), event=True),
    "rule": EffectKind("coalition", "its rule of concurrence", "alignment", "members", needs=("rule",), event=True),
    "provocation": EffectKind("coalition", "worth of leaving things as they are that the opponent loses to what the coalition is", "provocation", unit="utility", low=-10, high=10, fades=False),
    # ------------------------------------------------------------ the ladder
    "rung": EffectKind("ladder", "the crisis climbs or comes down a rung", "ladder", unit="rungs", low=-1, high=1, undone=False),
    "hotline": EffectKind("ladder", "a line to the opponent is open until the move closes", "ladder", "seat", act=True, undone=False, event=True),
    # ------------------------------------------------------------ the rest
    "indicator": EffectKind("indicator", "an indicator of the scenario's own rises or falls", "indicators", unit="unit of the indicator", low=-1e12, high=1e12, needs=("indicator",), event=True),
    "intrude": EffectKind("secret", "an intrusion against the coalition's secrets at the seat that is named, else the softest holder", "information_security", "control", unit="effort", low=0, high=100, takes=("then",), act=True, undone=False),
    "message": EffectKind("knowledge", "the seats that are named read a text; everybody if none is named", "events", needs=("text",), takes=("seats",), undone=False, event=True),
}  # fmt: skip
"""Every kind of effect there is."""

SHORT: dict[str, str] = {
    "statement": "its word",
    "signal": "expected resistance",
    "punish": "the cost of pressing",
    "reward": "the worth of leaving things",
    "strength": "strength on the spot",
    "surge": "the opponent's strength",
    "deploy": "presence",
    "attribution": "certainty who did it",
    "picture": "a shared picture",
    "window": "the time that is left",
    "severity": "how severe it is",
    "open": "an incident",
    "close": "an end of it",
    "trust": "trust",
    "budget": "money",
    "readiness": "readiness",
    "posture": "readiness",
    "defence": "cyber defence",
    "security": "secrecy",
    "comfort": "how far it is ready to go",
    "legal": "powers under law",
    "exempt_share": "exemptions",
    "consult": "consultation",
    "transfer": "technology",
    "access": "access to a place",
    "lost": "a force",
    "arrives": "a further force",
    "moves": "a force's home",
    "joins": "a member",
    "leaves": "a member",
    "terms": "a member's terms",
    "rule": "the rule of concurrence",
    "provocation": "what provokes the opponent",
    "rung": "the rung of the ladder",
    "hotline": "a line to the opponent",
    "indicator": "an indicator",
    "intrude": "the other side's secrets",
    "message": "what people know",
}
"""What each kind is about, in a few words, for sentences about it."""

MODIFIERS = ("delay_hours", "lasts_hours", "half_life_hours", "chance", "when")
"""Fields that say when, how long, how likely and on what condition; any kind may have them, as far as it can wear off."""

TARGETS = {
    "incident": ("incident",),
    "seat": ("seat",),
    "force": (),
    "coalition": ("seat",),
    "ladder": (),
    "indicator": (),
    "secret": ("seat",),
    "knowledge": (),
}
"""By what a kind changes: the fields that name whose or what it is, where it is not the order's own."""


def _silent(value: object) -> bool:
    """Whether a field says nothing, and so is not written."""
    return value is None or value in ("", (), False)


def _said(default: Any, description: str) -> Any:
    """A field that is written only where it says something."""
    return Field(default=default, exclude_if=_silent, description=description)


class EffectRow(Frozen):
    """One change of the world: what it does, how much, to what, when and on what condition."""

    does: Does = Field(description="the kind of effect")
    amount: Quantity | None = _said(None, "how much, in the unit of its kind; absent in an option: the option's own")
    incident: str = _said("", "of which incident; empty: the one that the order is about")
    seat: Seat = _said(NOBODY, "whose; empty: the seat's that ordered it")
    indicator: str = _said("", "which indicator changes")
    force: str = _said("", "which force")
    place: str = _said("", "which place")
    category: str = _said("", "which legal category")
    coalition: str = _said("", "the variant whose terms are meant")
    term: str = _said("", "which of a member's terms")
    rule: str = _said("", "the rule of concurrence from then on")
    side: Literal["blue", "red"] = Field(
        default="blue", exclude_if=lambda side: side == "blue", description="whose strength: blue or red"
    )
    off: bool = _said(False, "takes away what the effect otherwise gives")
    text: str = _said("", "what is read")
    delay_hours: Quantity | None = _said(None, "comes about so much later")
    lasts_hours: Quantity | None = _said(None, "is undone after so long")
    half_life_hours: Quantity | None = _said(None, "loses half of what is left of it in so long")
    chance: Quantity | None = _said(None, "comes about with this probability; drawn once")
    when: str = _said("", "comes about only if this condition holds in its hour")
    seats: tuple[Seat, ...] = _said((), "which seats it reaches, where it reaches several; empty: all")
    then: tuple[EffectRow, ...] = _said((), "what follows if it succeeds")

    @model_validator(mode="after")
    def _means_something(self) -> Self:
        """Say what this kind needs, does not read, or cannot be."""
        kind = KINDS[self.does]
        given = [name for name in type(self).model_fields if name != "does" and not self._default(name)]
        for name in kind.needs:
            if name not in given:
                raise ValueError(f"{self.does} needs {name}: it says {kind.says}")
        reads = {*kind.needs, *kind.takes, *TARGETS[kind.on], *MODIFIERS, *(["amount"] if kind.unit else [])}
        for name in given:
            if name not in reads:
                known = ", ".join(sorted(reads - set(MODIFIERS))) or "nothing but when it comes about"
                raise ValueError(f"{self.does} does not read {name}; it reads {known}")
        self._in_bounds(kind)
        return self

    def _default(self, name: str) -> bool:
        return bool(getattr(self, name) == type(self).model_fields[name].default)

    def _in_bounds(self, kind: EffectKind) -> None:
        """Every number within what it can be."""
        if self.amount is not None and not kind.low <= self.amount <= kind.high:
            raise ValueError(
                f"amount = {self.amount:g} is not between {kind.low:g} and {kind.high:g} ({kind.unit}): {kind.says}"
            )
        if self.chance is not None and not 0 <= self.chance <= 1:
            raise ValueError(f"chance = {self.chance:g} is not a share between 0 and 1")
        for name in ("delay_hours", "lasts_hours", "half_life_hours"):
            hours = getattr(self, name)
            if hours is not None and not (0 < hours <= 87_840 or (name == "delay_hours" and hours == 0)):
                raise ValueError(f"{name} = {hours:g} must be more than 0 and at most 87840 hours (ten years)")
        if self.half_life_hours is not None and not kind.fades:
            fading = ", ".join(name for name, one in KINDS.items() if one.fades)
            raise ValueError(f"{self.does} has no half-life; only {fading} wear off by halves")
        if self.lasts_hours is not None and not (kind.fades or kind.undone):
            raise ValueError(f"{self.does} cannot be undone, so it has no lasts_hours; remove it")
        if self.term and self.term not in TERMS:
            raise ValueError(f"term = {self.term!r}: no such term of a member; {nearest(self.term, TERMS)}")
        if self.rule:
            ConcurrenceRule.parse(self.rule)

    @property
    def kind(self) -> EffectKind:
        """Its row in the table of kinds."""
        return KINDS[self.does]

    @property
    def modified(self) -> bool:
        """Whether it comes later, perhaps, on a condition, or not for good."""
        return bool(
            self.delay_hours or self.chance is not None or self.when or self.lasts_hours or self.half_life_hours
        )
