"""A study made concrete: the arms, the futures, and the luck of every block.

A study crosses *futures* (points of the uncertain inputs) with *replications* (dice) and plays every *arm*
(coalition variant, rule of concurrence, provocation, levers) of each: one (future, replication) is a *block*, and
only blocks complete in every arm are compared. The seed of a game is a function of the study's root seed and the
block, never of the arm, so arms are compared on the same luck.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import product
from typing import Any, NamedTuple

from fourthseat.engine.core.errors import ScenarioError, nearest
from fourthseat.engine.core.measures import Measure
from fourthseat.engine.core.terms import OWN_RULE
from fourthseat.engine.record.measures import measures_of
from fourthseat.engine.scenario.doctrine_sets import OWN, following
from fourthseat.engine.scenario.overrides import Varied, vary
from fourthseat.engine.scenario.plain import plain
from fourthseat.engine.scenario.reader import parse
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.study.design import MOST_BLOCKS, Input, PrimaryContrast, Study, Value, parse_study
from fourthseat.engine.study.inputs import multiplied
from fourthseat.engine.study.sampling import design, rows_of_a_start, value_of

__all__ = ["Arm", "Block", "Future", "Plan", "PlayedFuture", "identities", "plan"]

EXTENDABLE = frozenset(
    (
        "name",
        "question",
        "measures",
        "primaries",
        "stopping",
        "failures",
        "coalitions",
        "rules",
        "provocation",
        "doctrines",
        "opponents",
        "ablate",
    )
)
"""Keys that add games or read them another way; none changes a game that is there already."""


FEW_CHANGES = 2000
"""Changes of all the futures together that go to a worker with the study: some tens of kilobytes, less than a scenario."""
MOST_PRIMARY = 6
"""Primary contrasts of a study that declares none: a family small enough for its intervals to stay narrow."""


class Arm(NamedTuple):
    """One cell of the levers: what the coalition is, how it decides, under which terms and by which doctrines."""

    coalition: str
    rule: str
    provocation: bool
    setting: str = ""
    """Named lever; empty for as shipped."""
    without: str = ""
    """Mechanism switched off in this arm; empty for none."""
    doctrine: str = OWN
    """Set of doctrines that capitals follow; ``own`` is the scenario's."""
    opponent: str = OWN
    """Set of doctrines that opponents follow."""

    @property
    def title(self) -> str:
        """For a table, and with a block's number before it the address of a game: ``pact-plus:lead:provoked``."""
        setting = f":in-{self.setting}" if self.setting else ""
        without = f":without-{self.without}" if self.without else ""
        return f"{self.coalition}:{self.scene}{setting}{without}{self.followed}"

    @property
    def followed(self) -> str:
        """Whose doctrines, where they are not the scenario's own: ``:as-bold:against-coercer``."""
        doctrine = f":as-{self.doctrine}" if self.doctrine != OWN else ""
        return doctrine + (f":against-{self.opponent}" if self.opponent != OWN else "")

    @property
    def scene(self) -> str:
        """Rule and provocation, without which no effect of a membership is ever reported."""
        return f"{self.rule}:{'provoked' if self.provocation else 'unprovoked'}"


def arm_of(one: PrimaryContrast) -> Arm:
    """The arm a primary contrast is about."""
    return Arm(one.coalition, one.rule, one.provocation, one.setting, doctrine=one.doctrine, opponent=one.opponent)


class Future(NamedTuple):
    """One point of the uncertain inputs."""

    name: str
    changes: tuple[tuple[str, Value], ...]
    """(field, value) of each input."""
    luck: str
    """What its dice are drawn from beside the replication: its name, or what a sensitivity design shares or varies."""


class Block(NamedTuple):
    """One (future, replication): the same luck in every arm."""

    number: int
    future: int
    replication: int
    seed: int


class Plan(NamedTuple):
    """What a worker needs to play any block, and nothing else."""

    study: Study
    scenario: Scenario
    arms: tuple[Arm, ...]
    futures: tuple[Future, ...]
    """Corners first."""
    digest: str
    """Of everything that may change a game but the program's version, which the results folder names."""

    def __repr__(self) -> str:
        """In one line: the scenario in it is pages."""
        return f"<Plan {self.study.name} of {self.scenario.name}: {len(self.arms)} arms, {len(self.futures)} futures, digest {self.digest[:12]}>"

    def __reduce__(self) -> tuple[Any, ...]:
        """A worker gets the study and makes its plan once.

        Few futures are sent along, for to draw them again each worker would load a library that takes longer than all else it
        loads; many may be many times as large as what they come from.
        """
        few = sum(len(one.changes) for one in self.futures) <= FEW_CHANGES
        study, scenario = (one.model_dump_json(by_alias=True) for one in (self.study, self.scenario))
        return _remade, (study, scenario, self.futures if few else ())

    @property
    def measures(self) -> Mapping[str, Measure]:
        """Every measure its games have, by name: the engine's and the scenario's own."""
        return measures_of(self.scenario)

    @property
    def baseline(self) -> str:
        """The variant the others are compared with."""
        return self.arms[0].coalition

    @property
    def sampled(self) -> range:
        """Numbers of the futures that are a sample of what may be, or the one future as shipped: corners come before them."""
        return range(len(self.study.corners), len(self.futures))

    def looks(self) -> Iterator[int]:
        """Blocks at each look: whole rounds of the futures, so that each has as many blocks as every other."""
        seen = 0
        for blocks in self.study.stopping.looks():
            rounds = -(-blocks // len(self.futures)) * len(self.futures)
            if rounds > MOST_BLOCKS:
                rounds -= len(self.futures)
            if rounds > seen:
                seen = rounds
                yield rounds

    @property
    def contrasts(self) -> tuple[Arm, ...]:
        """The arms compared with the baseline's arm of the same rule, provocation and setting."""
        return tuple(arm for arm in self.arms if arm.coalition != self.baseline and not arm.without)

    @property
    def scene(self) -> Arm:
        """Terms that stand for the study where it shows one only: unanimity where it is played, provoked, as shipped; no variant."""
        study = self.study
        rule = "unanimity" if "unanimity" in study.rules else study.rules[-1]
        return Arm("", rule, study.provocation[0], doctrine=study.doctrines[0], opponent=study.opponents[0])

    def family(self, names: Sequence[str] = ()) -> tuple[tuple[str, Arm], ...]:
        """The primary contrasts, measure and arm: those declared, else the first measures of the second variant in :attr:`scene`.

        At most :data:`MOST_PRIMARY` by default, of *names* where given.
        """
        if self.study.primaries and not names:
            return tuple((one.measure, arm_of(one)) for one in self.study.primaries)
        measures = names or [measure.name for measure in self.study.measures]
        first = next((arm.coalition for arm in self.contrasts), None)
        if first is None:
            return ()
        return tuple((name, self.scene._replace(coalition=first)) for name in measures[:MOST_PRIMARY])

    def block(self, index: int) -> Block:
        """Block *index*: futures take turns, so every whole round of them is balanced."""
        future, replication = index % len(self.futures), index // len(self.futures) + self.study.skip
        address = json.dumps([self.study.seed, self.study.scenario, self.futures[future].luck, replication])
        seed = int.from_bytes(hashlib.blake2b(address.encode(), digest_size=8, person=b"block").digest(), "big") >> 1
        return Block(index, future, replication, seed)

    def played(self, future: int, arm: Arm) -> Scenario:
        """The scenario of one future under the terms of *arm*, for every variant alike."""
        return PlayedFuture(self, future).scenario(arm)

    def conditions(self, future: int, setting: str) -> dict[str, Any]:
        """What a future and a setting change, whatever else an arm's terms are."""
        changes: dict[str, Any] = dict(self.study.set) | {f"mechanisms.{name}": False for name in self.study.off}
        changes |= dict(self.futures[future].changes)
        return changes | next((one.set for one in self.study.settings if one.id == setting), {})

    def terms(self, arm: Arm) -> dict[str, Any]:
        """What the rule, provocation, doctrines and the mechanism left out of *arm* change."""
        changes: dict[str, Any] = {} if arm.rule == OWN_RULE else self._ruled(arm.rule)
        if not arm.provocation:
            changes["mechanisms.provocation"] = False
        if arm.without:
            changes[f"mechanisms.{arm.without}"] = False
        return changes | following(self.scenario, (arm.doctrine, arm.opponent))

    def _ruled(self, rule: str) -> dict[str, Any]:
        """Every variant under *rule* in all it does."""
        names = dict.fromkeys(arm.coalition for arm in self.arms)
        changes: dict[str, Any] = {f"coalition.{name}.rule": rule for name in names}
        apart = [name for name in names if self.scenario.coalition(name).rules]
        return changes | {f"coalition.{name}.rules": {} for name in apart}

    def tried(self) -> None:
        """Make every kind of scenario the study will play once: :exc:`ScenarioError` tells now what would fail later.

        Of the inputs, each end of each range is tried alone; a combination that still breaks fails as a game.
        """
        for arm in dict.fromkeys(arm._replace(coalition=self.baseline) for arm in self.arms):
            self._tried(0, arm, f"rule {arm.rule!r}, setting {arm.setting or 'as shipped'!r}{arm.followed}")
        for number, corner in enumerate(self.study.corners):
            self._tried(number, self.arms[0], f"corner {corner.id!r}")
        for one in self.study.inputs:
            for value in one.values or [value_of(one, end) for end in (one.ends if one.plain else (0.0, 1.0))]:
                try:
                    vary(self.scenario, dict(self.study.set) | dict(_set(self.scenario, one, value)))
                except ScenarioError as wrong:
                    told = f"{value:g}" if type(value) is float else value
                    raise ScenarioError(f"input {one.path} at {told}: {wrong}") from None

    def _tried(self, future: int, arm: Arm, what: str) -> None:
        try:
            self.played(future, arm)
        except ScenarioError as wrong:
            raise ScenarioError(f"{what}: {wrong}") from None


class PlayedFuture:
    """The scenarios of one future, each made once: what its arms have in common is validated once, their terms on top of it."""

    def __init__(self, plan: Plan, future: int, near: PlayedFuture | None = None) -> None:
        """Of *plan*'s future of that number; *near* is another one, from which it may differ in a few inputs only."""
        self.plan, self.future = plan, future
        self._near = {} if near is None else near._common
        self._common: dict[str, Varied | None] = {}
        """Of each setting, what the arms have in common; None if it cannot be before their terms are set too."""
        self._scenarios: dict[Arm, Scenario] = {}

    def scenario(self, arm: Arm) -> Scenario:
        """The scenario under the terms of *arm*, for every variant alike; :exc:`ScenarioError` if it cannot be."""
        terms = arm._replace(coalition="")
        if terms not in self._scenarios:
            self._scenarios[terms] = self._made(terms)
        return self._scenarios[terms]

    def _made(self, terms: Arm) -> Scenario:
        if terms.setting not in self._common:
            self._common[terms.setting] = self._in_common(terms.setting)
        common, changes = self._common[terms.setting], self.plan.terms(terms)
        if common is not None:
            with suppress(ScenarioError):
                made = vary(common.scenario, changes)
                plain(made, like=common.scenario)
                return made
        # All at once, and what is wrong is told of all together.
        return vary(self.plan.scenario, self.plan.conditions(self.future, terms.setting) | changes)

    def _in_common(self, setting: str) -> Varied | None:
        changes = self.plan.conditions(self.future, setting)
        # Where two paths lead to one field, the order of all changes of an arm decides.
        if any("*" in path and path.endswith(".rule") for path in changes):
            return None
        if setting and (built := self._on_top(setting, changes)) is not None:
            return built
        try:
            common = vary(self.plan.scenario, changes, self._near.get(setting))
        except ScenarioError:
            return None
        plain(common, like=self.plan.scenario)
        return Varied(common, changes)

    def _on_top(self, setting: str, changes: dict[str, Any]) -> Varied | None:
        """What a setting changes, made on top of what its future changes alone: of hundreds of inputs each is then read once.

        None where the two say the same field, or the one cannot be without the other.
        """
        if "" not in self._common:
            self._common[""] = self._in_common("")
        future, own = self._common[""], next(one.set for one in self.plan.study.settings if one.id == setting)
        if future is None or any("*" in path for path in own) or len(changes) < len(future.changes) + len(own):
            return None
        try:
            common = vary(future.scenario, own)
        except ScenarioError:
            return None
        plain(common, like=future.scenario)
        return Varied(common, changes)


def plan(study: Study, scenario: Scenario, drawn: tuple[Future, ...] = ()) -> Plan:
    """*study* of *scenario* made concrete, with the futures that were *drawn* for it already, if any.

    :exc:`ScenarioError` for a variant the scenario does not have.
    """
    names = study.coalitions or tuple(c.id for c in scenario.coalitions)
    for name in names:
        scenario.coalition(name)
    known = measures_of(scenario)
    for primary in study.measures:
        if primary.name not in known:
            raise ScenarioError(
                f"measure[{primary.name}]: no measure {primary.name!r} of {scenario.name}; {nearest(primary.name, known)}"
            )
    # A mechanism is switched off in the setting as shipped alone: its share of the effect is told of that one.
    terms = (("", ""), *((s.id, "") for s in study.settings), *(("", name) for name in study.ablate))
    _fit(study, scenario)
    factors = product(names, study.rules, study.provocation, study.doctrines, study.opponents, terms)
    arms = tuple(Arm(name, rule, on, *term, doctrine, opponent) for name, rule, on, doctrine, opponent, term in factors)
    futures = drawn or tuple(_futures(study, scenario))
    _claims(study, arms)
    stored = study.model_dump(mode="json", by_alias=True), scenario.model_dump(mode="json", by_alias=True)
    return Plan(study, scenario, arms, futures, next(identities(*stored, futures)))


def _claims(study: Study, arms: Sequence[Arm]) -> None:
    """Refuse a primary contrast on what the study does not measure or play: :exc:`ScenarioError`."""
    measures, baseline = [one.name for one in study.measures], arms[0].coalition
    played = {arm.title: arm for arm in arms if arm.coalition != baseline and not arm.without}
    for number, one in enumerate(study.primaries, 1):
        if one.measure not in measures:
            raise ScenarioError(
                f"primary {number}: {one.measure!r} is no [[measure]] of the study; {nearest(one.measure, measures)}"
            )
        if arm_of(one).title not in played:
            raise ScenarioError(
                f"primary {number}: the study does not play {arm_of(one).title} against {baseline}; {nearest(arm_of(one).title, played)}"
            )


def _fit(study: Study, scenario: Scenario) -> None:
    """Refuse sets of doctrines that there are not, and sets of both factors that name the same seat: :exc:`ScenarioError`."""
    ours = {path: text for text in study.doctrines for path in following(scenario, (text,))}
    theirs = {path: text for text in study.opponents for path in following(scenario, (text,))}
    both = next((path for path in ours if path in theirs), None)
    if both is not None:
        raise ScenarioError(
            f"doctrine {ours[both]!r} and opponent {theirs[both]!r} both say what {both.split('.')[1]} follows; doctrines are for capitals, opponents for the other side"
        )


def identities(study: Mapping[str, Any], scenario: Mapping[str, Any], futures: Iterable[Future]) -> Iterator[str]:
    """Digests of all that may change a game of a study, from its *study* and *scenario* as they stand in its folder.

    The first is the rule in use. The second is that of version 0.1.0, which hashed the names of the fields instead of
    those of the file, and its own version: a study of that program still knows itself by it. No newer version takes
    part, so a study made by one program is read by the next.
    """
    names = {field.alias or name: name for name, field in Study.model_fields.items()}
    inputs = {key: value for key, value in study.items() if names.get(key, key) not in EXTENDABLE}
    content = {"study": inputs, "scenario": scenario, "futures": tuple(futures)}
    yield _hashed(content)
    yield _hashed(content | {"study": {names.get(key, key): inputs[key] for key in inputs}, "version": "0.1.0"})


def _hashed(content: Mapping[str, Any]) -> str:
    return hashlib.blake2b(json.dumps(content, sort_keys=True).encode(), digest_size=16).hexdigest()


_REMADE: dict[tuple[str, str], Plan] = {}
"""The last few plans of this process, by their study and scenario."""


def _remade(study: str, scenario: str, futures: tuple[Future, ...] = ()) -> Plan:
    """The plan of that *study* and *scenario*; every chunk of games brings them, and they are read once."""
    key = study, scenario
    if key not in _REMADE:
        if len(_REMADE) == 4:
            del _REMADE[next(iter(_REMADE))]
        _REMADE[key] = plan(parse_study(json.loads(study), "study"), parse(json.loads(scenario), "scenario"), futures)
    return _REMADE[key]


def _futures(study: Study, scenario: Scenario) -> Iterator[Future]:
    """Corners first, then the sampled points; a study without inputs has its scenario as shipped beside its corners."""
    for corner in study.corners:
        yield Future(corner.id, tuple(corner.set.items()), corner.id)
    if not study.inputs:
        yield Future("as shipped", (), "as shipped")
        return
    dice = "trajectory" if study.own_dice else "every step"
    for number, point in enumerate(design(study)):
        name = f"f{number:04d}"
        # Steps of a Morris trajectory are compared on the same dice; in a Saltelli design the dice are the last factor themselves.
        start = f" {number // rows_of_a_start(study)}" if study.sampling == "morris" and study.own_dice else ""
        luck = {"morris": dice + start, "saltelli": repr(float(point[-1]))}.get(study.sampling, name)
        changes = (_set(scenario, one, value_of(one, float(x))) for one, x in zip(study.inputs, point, strict=False))
        yield Future(name, tuple(change for one in changes for change in one), luck)


def _set(scenario: Scenario, one: Input, value: Value) -> list[tuple[str, Value]]:
    """The changes that give an input its *value*."""
    return [*multiplied(scenario, one.path, float(value))] if one.times else [(one.path, value)]
