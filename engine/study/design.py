"""The design file of a Monte Carlo study: what is varied, over how many games, and when it is precise enough.

What is declared here, before anything runs, is all a study may claim afterwards: its question, its measures with the
differences that do not matter, its variants and levers, its uncertain inputs, and its stopping rule.
:mod:`fourthseat.engine.study.plan` makes it concrete.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from math import ceil
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, model_validator

from fourthseat.engine.core.errors import ScenarioError, nearest
from fourthseat.engine.scenario.complaints import refusal
from fourthseat.engine.scenario.doctrine_sets import OWN
from fourthseat.engine.scenario.quantity import Frozen
from fourthseat.engine.scenario.rule_rows import Mechanisms
from fourthseat.engine.scenario.texts import no_value
from fourthseat.engine.scenario.toml_file import read_toml

__all__ = [
    "DESIGNS",
    "MOST_BLOCKS",
    "Corner",
    "Correlation",
    "Input",
    "Primary",
    "PrimaryContrast",
    "Setting",
    "Stopping",
    "Study",
    "Value",
    "load_study",
    "parse_study",
]

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._:-]*$", max_length=60)]
Value = bool | int | float | str


DESIGNS = ("morris", "saltelli")
"""Samplings that tell inputs apart: their futures are no sample of what may be, and give no mean over futures."""
MOST_BLOCKS = 1_000_000
"""Blocks of the largest study."""


def _none(value: object) -> bool:
    """Whether there is no value; 0 is one."""
    return value is None


class Input(Frozen):
    """One uncertain field of the scenario and what it is drawn from: a range, evenly or as a triangle, or some values."""

    path: str = Field(description="field of the scenario, e.g. assumptions.precision or seat.NORTH.trust")
    low: float | None = Field(default=None, exclude_if=_none)
    high: float | None = Field(default=None, exclude_if=_none)
    mode: float | None = Field(
        default=None, exclude_if=_none, description="the most likely value: a triangle over the range instead of evenly"
    )
    whole: bool = Field(default=False, exclude_if=no_value, description="whole numbers from low to high alone")
    values: tuple[Value, ...] = Field(
        default=(),
        exclude_if=no_value,
        description="instead of a range: these, each as likely; numbers, names, true and false",
    )
    times: bool = Field(
        default=False,
        exclude_if=no_value,
        description="what is drawn multiplies the field: a number, or a table of low, mode and high in one",
    )
    group: str = Field(
        default="", exclude_if=no_value, description="inputs of one group are one factor of a sensitivity design"
    )
    source: str = Field(default="judgement", description="where the range comes from")

    @property
    def plain(self) -> bool:
        """Whether it is drawn evenly from a range of numbers, and set as drawn."""
        return not (self.values or self.whole or self.times or self.mode is not None)

    @property
    def ends(self) -> tuple[float, float]:
        """The range in numbers; of named values that of their places in the list."""
        return (0.0, len(self.values) - 1.0) if self.low is None or self.high is None else (self.low, self.high)

    @property
    def range_text(self) -> str:
        """What it is drawn from, in words."""
        if self.values:
            return "one of " + ", ".join(
                str(value).lower() if isinstance(value, bool) else f"{value}" for value in self.values
            )
        low, high = (f"{end:g}" for end in self.ends)
        shape = f", most likely {self.mode:g}" if self.mode is not None else ", whole numbers" if self.whole else ""
        return f"{low} to {high}{' times as much' if self.times else ''}{shape}"

    @model_validator(mode="after")
    def _ordered(self) -> Input:
        if self.values:
            if (self.low, self.high, self.mode) != (None, None, None) or self.whole or self.times:
                raise ValueError(f"{self.path}: values goes without low, high, mode, whole and times")
            if len({repr(value) for value in self.values}) < max(2, len(self.values)):
                raise ValueError(f"{self.path}: values are at least two, each once")
            return self
        if self.low is None or self.high is None:
            raise ValueError(f"{self.path}: give low and high, or values")
        if not self.low < self.high:
            raise ValueError(f"{self.path}: low {self.low:g} must lie below high {self.high:g}")
        if self.mode is not None and not self.low <= self.mode <= self.high:
            raise ValueError(
                f"{self.path}: mode {self.mode:g} must lie between low {self.low:g} and high {self.high:g}"
            )
        if self.whole and (self.mode is not None or self.times or self.low % 1 or self.high % 1):
            raise ValueError(f"{self.path}: whole takes low and high as whole numbers, and neither mode nor times")
        if self.times and self.low < 0:
            raise ValueError(f"{self.path}: low {self.low:g} would turn the sign of what it multiplies")
        return self


class Correlation(Frozen):
    """Two inputs that go together."""

    of: tuple[str, str] = Field(description="paths of two inputs")
    rank: float = Field(gt=-1, lt=1, description="Spearman's rank correlation between them")


class Corner(Frozen):
    """A named future: some inputs at chosen values, the others as shipped."""

    id: Id
    set: dict[str, Value] = Field(description="field = value")
    note: str = ""


class Setting(Corner):
    """A lever: a named set of fields, crossed with every variant; *as shipped* is always among them."""

    set: dict[str, Value | list[str]] = Field(  # type: ignore[assignment]  # all that a corner may say, and lists of names
        description="field = value; a list of names for a field that holds names"
    )


class Primary(Frozen):
    """A measure the study is about, declared before it runs."""

    name: str
    indifference: float = Field(default=0.0, ge=0, description="a difference this small does not matter; its own unit")
    half_width: float | None = Field(
        default=None, gt=0, description="target half width of each primary contrast's interval; the measure's own unit"
    )
    threshold: float | None = Field(
        default=None, description="a mean at least as good is good enough in a future; the measure's own unit"
    )


class PrimaryContrast(Frozen):
    """One claim the study may make: a variant against the baseline, on one measure, under one set of terms."""

    measure: str = Field(description="one of the study's measures")
    coalition: str = Field(description="the variant set against the baseline")
    rule: str = Field(description="one of the study's rules of concurrence")
    provocation: bool = True
    doctrine: str = OWN
    opponent: str = OWN
    setting: str = Field(default="", description="a named lever; empty for as shipped")


class Stopping(Frozen):
    """Sequential stopping: looks at *first*, then *growth* times as many, up to *cap* blocks."""

    first: int = Field(default=100, ge=50, le=MOST_BLOCKS)
    cap: int = Field(default=2000, ge=50, le=MOST_BLOCKS)
    growth: float = Field(default=1.5, gt=1, le=10)
    alpha: float = Field(
        default=0.05,
        gt=0,
        lt=0.5,
        description="over all primary contrasts together, and of each other interval by itself",
    )

    @model_validator(mode="after")
    def _ordered(self) -> Stopping:
        if self.first > self.cap:
            raise ValueError(f"first = {self.first} lies above cap = {self.cap}")
        return self

    def looks(self) -> Iterator[int]:
        """Blocks at each look."""
        n = self.first
        while n < self.cap:
            yield n
            n = min(self.cap, ceil(round(n * self.growth, 9)))
        yield self.cap


class Study(Frozen):
    """A Monte Carlo study."""

    name: Id
    question: str = Field(description="what the study is to answer, one sentence")
    scenario: str = Field(description="a shipped situation or a file")
    coalitions: tuple[str, ...] = Field(default=(), description="variants; the first is the baseline; all by default")
    rules: tuple[str, ...] = Field(
        default=("unanimity",), min_length=1, description="rules of concurrence, crossed; own: each variant by its own"
    )
    provocation: tuple[bool, ...] = Field(default=(True, False), min_length=1, description="crossed")
    doctrines: tuple[str, ...] = Field(
        default=(OWN,),
        min_length=1,
        exclude_if=lambda sets: sets == (OWN,),  # studies frozen before there was such a factor stay what they are
        description="sets of doctrines that capitals follow, crossed: cautious, BLUE=bold, NORTH=bold,SOUTH=cautious; own: as the scenario says",
    )
    opponents: tuple[str, ...] = Field(
        default=(OWN,),
        min_length=1,
        exclude_if=lambda sets: sets == (OWN,),
        description="sets of doctrines that opponents follow, crossed",
    )
    off: tuple[str, ...] = Field(default=(), description="mechanisms switched off in every arm")
    ablate: tuple[str, ...] = Field(
        default=(), description="mechanisms switched off one at a time, in arms of their own: their share of the effect"
    )
    settings: tuple[Setting, ...] = Field(default=(), alias="setting", description="levers, crossed with every variant")
    set: dict[str, Value] = Field(default_factory=dict, description="fields changed in every arm")
    cast: dict[str, str] = Field(default_factory=dict, description="seat = player; doctrines by default")
    inputs: tuple[Input, ...] = Field(default=(), alias="input")
    correlations: tuple[Correlation, ...] = Field(
        default=(),
        alias="correlation",
        exclude_if=no_value,
        description="inputs that go together, by a Gaussian copula",
    )
    corners: tuple[Corner, ...] = Field(default=(), alias="corner")
    futures: int = Field(default=1, ge=1, le=4096, description="points of the inputs; 1 without inputs is as shipped")
    sampling: Literal["sobol", "latin-hypercube", "morris", "saltelli"] = Field(
        default="sobol",
        description="how futures fill the ranges; morris and saltelli are designs for `fourthseat sensitivity`, in "
        "which futures counts trajectories or base points",
    )
    repeats: int = Field(
        default=1,
        ge=1,
        le=100,
        exclude_if=lambda n: n == 1,
        description="of morris and saltelli: so many designs, each with other points and other dice, to see whether they agree",
    )
    second_order: bool = Field(
        default=False,
        exclude_if=no_value,
        description="saltelli: shares of pairs of inputs too, at almost twice the games",
    )
    own_dice: bool = Field(
        default=False,
        exclude_if=no_value,
        description="morris: each trajectory on dice of its own instead of all on the same",
    )
    skip: int = Field(
        default=0, ge=0, description="replications left out at the start: a final run on luck no pilot has seen"
    )
    seed: int = Field(default=1, ge=0, lt=2**128, description="root of all luck")
    measures: tuple[Primary, ...] = Field(alias="measure", min_length=1)
    primaries: tuple[PrimaryContrast, ...] = Field(
        default=(),
        alias="primary",
        exclude_if=lambda rows: not rows,  # studies frozen before there were any stay what they are
        description="contrasts that are claimed, together at alpha; by default the first measures of the second variant under one rule; all others are exploratory",
    )
    stopping: Stopping = Stopping()
    game_seconds: float = Field(default=60.0, gt=0, description="a game that takes longer is given up and counted")
    failures: float = Field(default=0.01, ge=0, le=1, description="share of failed games above which the study stops")

    @model_validator(mode="after")
    def _coherent(self) -> Study:
        for what, names in (
            ("coalitions", self.coalitions),
            ("rules", self.rules),
            ("provocation", self.provocation),
            ("doctrines", self.doctrines),
            ("opponents", self.opponents),
            ("ablate", self.ablate),
            ("input", [i.path for i in self.inputs]),
            ("corner", [c.id for c in self.corners]),
            ("setting", [s.id for s in self.settings]),
            ("measure", [m.name for m in self.measures]),
            ("primary", [" ".join(map(str, one.model_dump().values())) for one in self.primaries]),
        ):
            twice = next((name for name in names if list(names).count(name) > 1), None)
            if twice is not None:
                raise ValueError(f"{what} names {twice!r} twice")
        for name in (*self.off, *self.ablate):
            if name not in Mechanisms.model_fields:
                raise ValueError(f"no mechanism {name!r}; {nearest(name, Mechanisms.model_fields)}")
        if not self.inputs and (self.futures > 1 or self.sampling in DESIGNS):
            raise ValueError(f"futures = {self.futures}, {self.sampling} needs at least one [[input]] to vary")
        if self.sampling in DESIGNS and self.corners:
            raise ValueError(f"sampling = {self.sampling!r} is a design of its own and takes no [[corner]]")
        if self.sampling not in DESIGNS and (self.repeats > 1 or self.second_order or self.own_dice):
            raise ValueError(
                f"repeats, second_order and own_dice belong to sampling morris or saltelli, not {self.sampling!r}"
            )
        if self.sampling in DESIGNS and self.correlations:
            raise ValueError(
                f"sampling = {self.sampling!r} moves one input at a time and takes no [[correlation]]; "
                "a study of futures does, and `fourthseat sensitivity --given RESULTS` reads its inputs' influence"
            )
        known = {one.path: one for one in self.inputs}
        for pair in self.correlations:
            for path in pair.of:
                if path not in known:
                    raise ValueError(f"correlation of {path!r}: is no [[input]]; {nearest(path, known)}")
                if any(isinstance(value, str) for value in known[path].values):
                    raise ValueError(f"correlation of {path!r}: its values are names, which have no order")
            if pair.of[0] == pair.of[1]:
                raise ValueError(f"correlation of {pair.of[0]!r} with itself")
        if self.sampling == "saltelli" and self.futures & (self.futures - 1):
            raise ValueError(f"futures = {self.futures}: a Saltelli design has a power of two as its base")
        return self


def load_study(path: str | Path | Mapping[str, Any]) -> Study:
    """The study in the file *path*; :exc:`ScenarioError` names the file, the key, the value and what would be right.

    What such a file would hold may be given in its place, as a dictionary.
    """
    if isinstance(path, Mapping):
        return parse_study(path, "the study")
    path = Path(path)
    raw = read_toml(path, "study", "`fourthseat batch NAME --print-study` prints one to start from")
    return parse_study(raw, str(path))


def parse_study(raw: Mapping[str, Any], where: str) -> Study:
    """The study in *raw*, named *where* in complaints."""
    try:
        return Study.model_validate_json(json.dumps(raw, default=str))
    except RecursionError:
        raise ScenarioError(f"{where}: nested too deeply for a study") from None
    except ValidationError as wrong:
        raise refusal(wrong, raw, Study, where) from None
