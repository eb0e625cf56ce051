"""The design file of a Monte Carlo study: what is varied, over how many games, and when it is precise enough.

A study crosses *futures* (points of the uncertain inputs) with *replications* (dice) and plays every *arm*
(coalition variant, rule of concurrence, provocation) of each: one (future, replication) is a *block*, and only
blocks complete in every arm are compared. The seed of a game is a function of the study's root seed and the
block, never of the arm, so arms are compared on the same luck.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, ValidationError, model_validator

from engine.errors import ScenarioError, nearest
from engine.measures import MEASURES
from engine.quantity import Frozen
from engine.scenario import Scenario
from engine.specs import Mechanisms
from engine.vary import vary

__all__ = [
    "Arm",
    "Block",
    "Corner",
    "Input",
    "Plan",
    "Primary",
    "Study",
    "default_study",
    "load_study",
    "parse_study",
    "plan",
]

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._:-]*$", max_length=60)]
Value = bool | int | float | str


class Input(Frozen):
    """One uncertain number of the scenario and the range it is drawn from, uniformly."""

    path: str = Field(description="field of the scenario, e.g. assumptions.precision or seat.JPN.trust")
    low: float
    high: float
    source: str = Field(default="judgement", description="where the range comes from")

    @model_validator(mode="after")
    def _ordered(self) -> Input:
        if not self.low < self.high:
            raise ValueError(f"{self.path}: low {self.low:g} must lie below high {self.high:g}")
        return self


class Corner(Frozen):
    """A named future: some inputs at chosen values, the others as shipped."""

    id: Id
    set: dict[str, Value] = Field(description="field = value")
    note: str = ""


class Primary(Frozen):
    """A measure the study is about, declared before it runs."""

    name: str
    indifference: float = Field(default=0.0, ge=0, description="a difference this small does not matter; its own unit")
    half_width: float | None = Field(
        default=None, gt=0, description="target half width of every contrast's interval; the measure's own unit"
    )

    @model_validator(mode="after")
    def _known(self) -> Primary:
        if self.name not in MEASURES:
            raise ValueError(f"no measure {self.name!r}; {nearest(self.name, MEASURES)}")
        return self


class Stopping(Frozen):
    """Sequential stopping: looks at *first*, then *growth* times as many, up to *cap* blocks."""

    first: int = Field(default=100, ge=50, le=1_000_000)
    cap: int = Field(default=2000, ge=50, le=1_000_000)
    growth: float = Field(default=1.5, gt=1, le=10)
    alpha: float = Field(default=0.05, gt=0, lt=0.5, description="over all primary contrasts together")

    @model_validator(mode="after")
    def _ordered(self) -> Stopping:
        if self.first > self.cap:
            raise ValueError(f"first = {self.first} lies above cap = {self.cap}")
        return self


class Study(Frozen):
    """A Monte Carlo study."""

    name: Id
    question: str = Field(description="what the study is to answer, one sentence")
    scenario: str = Field(description="a shipped situation or a file")
    coalitions: tuple[str, ...] = Field(default=(), description="variants; the first is the baseline; all by default")
    rules: tuple[str, ...] = Field(default=("unanimity",), min_length=1, description="rules of concurrence, crossed")
    provocation: tuple[bool, ...] = Field(default=(True, False), min_length=1, description="crossed")
    off: tuple[str, ...] = Field(default=(), description="mechanisms switched off in every arm")
    ablate: tuple[str, ...] = Field(
        default=(), description="mechanisms switched off one at a time, in arms of their own: their share of the effect"
    )
    set: dict[str, Value] = Field(default_factory=dict, description="fields changed in every arm")
    cast: dict[str, str] = Field(default_factory=dict, description="seat = player; doctrines by default")
    inputs: tuple[Input, ...] = Field(default=(), alias="input")
    corners: tuple[Corner, ...] = Field(default=(), alias="corner")
    futures: int = Field(default=1, ge=1, le=4096, description="points of the inputs; 1 without inputs is as shipped")
    sampling: Literal["sobol", "latin-hypercube"] = "sobol"
    seed: int = Field(default=1, ge=0, lt=2**128, description="root of all luck")
    measures: tuple[Primary, ...] = Field(alias="measure", min_length=1)
    stopping: Stopping = Stopping()
    game_seconds: float = Field(default=60.0, gt=0, description="a game that takes longer is given up and counted")
    failures: float = Field(default=0.01, ge=0, le=1, description="share of failed games above which the study stops")

    @model_validator(mode="after")
    def _coherent(self) -> Study:
        for what, names in (
            ("coalitions", self.coalitions),
            ("rules", self.rules),
            ("provocation", self.provocation),
            ("ablate", self.ablate),
            ("input", [i.path for i in self.inputs]),
            ("corner", [c.id for c in self.corners]),
            ("measure", [m.name for m in self.measures]),
        ):
            twice = next((name for name in names if list(names).count(name) > 1), None)
            if twice is not None:
                raise ValueError(f"{what} names {twice!r} twice")
        for name in (*self.off, *self.ablate):
            if name not in Mechanisms.model_fields:
                raise ValueError(f"no mechanism {name!r}; {nearest(name, Mechanisms.model_fields)}")
        if self.futures > 1 and not self.inputs:
            raise ValueError(f"futures = {self.futures} needs at least one [[input]] to vary")
        return self


class Arm(NamedTuple):
    """One cell of the levers: what the coalition is and how it decides."""

    coalition: str
    rule: str
    provocation: bool
    without: str = ""
    """Mechanism switched off in this arm; empty for none."""

    @property
    def title(self) -> str:
        """For a table, and with a block's number before it the address of a game: ``aukus-jpn:lead:provoked``."""
        without = f":without-{self.without}" if self.without else ""
        return f"{self.coalition}:{self.rule}:{'provoked' if self.provocation else 'unprovoked'}{without}"


class Block(NamedTuple):
    """One (future, replication): the same luck in every arm."""

    number: int
    future: int
    replication: int
    seed: int


class Plan(NamedTuple):
    """A study made concrete: what a worker needs to play any block, and nothing else."""

    study: Study
    scenario: Scenario
    arms: tuple[Arm, ...]
    futures: tuple[tuple[str, tuple[tuple[str, Value], ...]], ...]
    """(name, changed fields) of each future, corners first."""
    digest: str
    """Of everything that may change a result."""

    @property
    def baseline(self) -> str:
        """The variant the others are compared with."""
        return self.arms[0].coalition

    def block(self, index: int) -> Block:
        """Block *index*: futures take turns, so every prefix of the blocks is balanced over them."""
        future, replication = index % len(self.futures), index // len(self.futures)
        told = json.dumps([self.study.seed, self.study.scenario, self.futures[future][0], replication])
        seed = int.from_bytes(hashlib.blake2b(told.encode(), digest_size=8, person=b"block").digest(), "big") >> 1
        return Block(index, future, replication, seed)

    def played(self, future: int, rule: str, provocation: bool, without: str = "") -> Scenario:
        """The scenario of one future under one rule and setting of provocation, for every variant alike."""
        changes: dict[str, Any] = dict(self.study.set) | {f"mechanisms.{name}": False for name in self.study.off}
        changes |= dict(self.futures[future][1])
        changes |= {f"coalition.{name}.rule": rule for name in dict.fromkeys(arm.coalition for arm in self.arms)}
        if not provocation:
            changes["mechanisms.provocation"] = False
        if without:
            changes[f"mechanisms.{without}"] = False
        return vary(self.scenario, changes)


def load_study(path: Path) -> Study:
    """The study in *path*; :exc:`ScenarioError` names the file, the key, the value and what would be right."""
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except OSError as wrong:
        raise ScenarioError(f"{path}: {wrong.strerror or wrong}") from None
    except UnicodeDecodeError as wrong:
        raise ScenarioError(f"{path}: byte {wrong.start} is not UTF-8 text: is it a study file?") from None
    except tomllib.TOMLDecodeError as wrong:
        raise ScenarioError(f"{path}: not TOML: {wrong}") from None
    if not raw:
        raise ScenarioError(f"{path}: is empty; `fourthseat batch NAME --print-study` prints one to start from")
    return parse_study(raw, str(path))


def parse_study(raw: Mapping[str, Any], where: str) -> Study:
    """The study in *raw*, named *where* in complaints."""
    try:
        return Study.model_validate_json(json.dumps(raw, default=str))
    except ValidationError as wrong:
        lines = []
        for error in wrong.errors(include_url=False):
            key = ".".join(str(part) for part in error["loc"]) or "the study"
            if error["type"] == "extra_forbidden":
                names = [field.alias or name for name, field in Study.model_fields.items()]
                lines.append(f"{where}: unknown key {key!r}; {nearest(key, names)}")
            elif error["type"] == "missing":
                lines.append(f"{where}: {key} is missing")
            else:
                said = str(error["msg"]).removeprefix("Value error, ")
                lines.append(f"{where}: {key}: {said}" + (f", not {error['input']!r}" if "or" in said else ""))
        raise ScenarioError("\n".join(lines[:12])) from None


def default_study(scenario: Scenario, name: str) -> Study:
    """A sensible study of a shipped situation: its variants under every rule, provocation on and off, no inputs varied."""
    measures = [{"name": interest.name} for interest in scenario.interests][:6] or [{"name": "status_quo_held"}]
    return parse_study(
        {
            "name": scenario.name,
            "question": f"What does Japan's seat change in {scenario.title}?",
            "scenario": name,
            "rules": ["lead", "quorum:2", "unanimity"],
            "measure": measures,
        },
        f"default study of {scenario.name}",
    )


def plan(study: Study, scenario: Scenario) -> Plan:
    """*study* of *scenario* made concrete; every future is tried once, so a range that breaks the scenario is told now."""
    names = study.coalitions or tuple(c.id for c in scenario.coalitions)
    for name in names:
        scenario.coalition(name)
    arms = tuple(
        Arm(name, rule, on, without)
        for name, rule, on, without in product(names, study.rules, study.provocation, ("", *study.ablate))
    )
    futures = tuple(_futures(study))
    told = json.dumps(
        {
            # A study may be extended by games, measures and looks: neither changes the games it already has.
            "study": study.model_dump(
                mode="json",
                exclude={
                    "name",
                    "question",
                    "measures",
                    "stopping",
                    "coalitions",
                    "failures",
                    "rules",
                    "provocation",
                    "ablate",
                },
            ),
            "scenario": scenario.model_dump(mode="json", by_alias=True),
            "futures": futures,
        },
        sort_keys=True,
    )
    made = Plan(study, scenario, arms, futures, hashlib.blake2b(told.encode(), digest_size=16).hexdigest())
    for number, (future, changes) in enumerate(futures):
        try:
            made.played(number, study.rules[0], study.provocation[0])
        except ScenarioError as wrong:
            raise ScenarioError(f"future {future} ({', '.join(f'{k} = {v}' for k, v in changes)}): {wrong}") from None
    for rule in study.rules:
        made.played(0, rule, True)
    return made


def _futures(study: Study) -> Iterator[tuple[str, tuple[tuple[str, Value], ...]]]:
    """Corners first, then the sampled points; a study without inputs has the one future of its scenario as shipped."""
    for corner in study.corners:
        yield corner.id, tuple(corner.set.items())
    if not study.inputs:
        if not study.corners:
            yield "as shipped", ()
        return
    from scipy.stats import qmc

    make = qmc.Sobol if study.sampling == "sobol" else qmc.LatinHypercube
    points = make(d=len(study.inputs), rng=study.seed % 2**63).random(_points(study))[: study.futures]
    for number, point in enumerate(points):
        yield (
            f"f{number:04d}",
            tuple(
                (one.path, round(one.low + (one.high - one.low) * float(u), 12))
                for one, u in zip(study.inputs, point, strict=True)
            ),
        )


def _points(study: Study) -> int:
    """Points to draw: Sobol' sequences are balanced at powers of two only."""
    return 1 << (study.futures - 1).bit_length() if study.sampling == "sobol" else study.futures
