"""The levers of a search over terms: what of a membership may be agreed otherwise, and within which limits.

They are the terms that the rows of the scenario have, ``[[coalition.member]]`` and ``[[coalition]]``; a lever takes one of
finitely many levels, so that what is found can be written into a treaty, and what was played once is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import floor, log10
from typing import NamedTuple

from fourthseat.engine.core.errors import ScenarioError, nearest
from fourthseat.engine.core.shown import quoted
from fourthseat.engine.core.terms import OWN_RULE, Seat
from fourthseat.engine.scenario.coalition_rows import Coalition, Member
from fourthseat.engine.scenario.overrides import vary
from fourthseat.engine.scenario.quantity import Quantity
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.study.design import Value
from fourthseat.engine.study.levels import rule_levels

__all__ = ["Changes", "Level", "Lever", "Space", "Terms", "members_apart", "space_of"]

Level = float | str
"""A value of a lever: a number, or a word (``yes``, ``unanimity``, the name of a seat)."""
Terms = tuple[Level, ...]
"""A level of every lever of a space, in their order."""
Changes = dict[str, Value | list[str]]
"""Fields of the scenario and their values, as a study's setting has them."""

NUMBERS = ("information", "exempt_share", "safeguards", "obligation", "weight")
"""Numbers of a member's row that its partners can agree on. What it provokes is how the opponent takes it: an assumption."""
STANDING = "standing."
"""Before the name of an option that may be agreed beforehand."""
NOBODY, EVERYBODY = "nobody", "everybody"
YES, NO = "yes", "no"
SAID = "the command line"
STEPS = 10
"""Steps a range is cut into at least: with a step of 1, 2 or 5 in its leading digit, fewer than 25."""
MOST_LEVELS = 400


class Lever(NamedTuple):
    """One term and the levels it may take."""

    name: str
    """As ``--lever`` takes it."""
    what: str
    """What it is, as docs/keys.md says it."""
    levels: tuple[Level, ...]
    """In rising order where they are numbers; a single one where it is held."""
    shipped: Level
    """As the scenario's file has it in the variant."""
    source: str
    """Where the levels come from."""
    path: str = ""
    """The field it sets; empty for an option that is agreed beforehand."""

    @property
    def ordered(self) -> bool:
        """Whether its levels are numbers."""
        return all(isinstance(level, float) for level in self.levels)

    @property
    def moves(self) -> bool:
        """Whether it may take more than one level."""
        return len(self.levels) > 1

    def held(self, why: str) -> Lever:
        """The same, held as the file has it; *why* takes the place of its source."""
        return self._replace(levels=(self.shipped,), source=why)

    def near(self, value: Level) -> Level:
        """The level that is, or lies nearest to, *value*."""
        if isinstance(value, float) and self.ordered:
            return min(self.levels, key=lambda level: (abs(float(level) - value), level))
        return value if value in self.levels else self.levels[0]

    def text(self, level: Level) -> str:
        """A level as it is printed."""
        return f"{level:g}" if isinstance(level, float) else level


class Space(NamedTuple):
    """The terms of one member of one variant that may be agreed otherwise."""

    coalition: str
    seat: str
    levers: tuple[Lever, ...]
    left_out: tuple[tuple[str, str], ...]
    """Terms that are no levers, and why."""
    standing: tuple[tuple[str, ...], tuple[str, ...]]
    """Options agreed beforehand in the file: for all members, and for this one."""

    @property
    def moving(self) -> tuple[Lever, ...]:
        """Those that may take more than one level."""
        return tuple(lever for lever in self.levers if lever.moves)

    @property
    def shipped(self) -> Terms:
        """The terms as the file has them, each at its nearest level."""
        return tuple(lever.near(lever.shipped) for lever in self.levers)

    @property
    def combinations(self) -> int:
        """How many different terms there are."""
        count = 1
        for lever in self.levers:
            count *= len(lever.levels)
        return count

    def changes(self, terms: Terms) -> Changes:
        """The fields that *terms* set, and their values."""
        found: Changes = {}
        beforehand: dict[str, str] = {}
        for lever, level in zip(self.levers, terms, strict=True):
            if lever.path:
                found[lever.path] = level == YES if level in (YES, NO) else level
            else:
                beforehand[lever.name.removeprefix(STANDING)] = str(level)
        if beforehand:
            for place, own, here in (("", EVERYBODY, 0), (f".member.{self.seat}", self.seat, 1)):
                kept = [option for option in self.standing[here] if option not in beforehand]
                added = [option for option, who in beforehand.items() if who == own]
                found[f"coalition.{self.coalition}{place}.standing"] = [*kept, *added]
        return found

    def told(self, terms: Terms) -> dict[str, str]:
        """Every lever's name and its level as printed."""
        return {lever.name: lever.text(level) for lever, level in zip(self.levers, terms, strict=True)}

    def holding(self, why: Mapping[str, str]) -> Space:
        """The same with the levers named in *why* held as the file has them."""
        levers = (lever.held(why[lever.name]) if lever.name in why else lever for lever in self.levers)
        return self._replace(levers=tuple(levers))

    def as_in(self, scenario: Scenario, coalition: str) -> Terms | None:
        """The terms on which the seat belongs in another variant, each at its nearest level; None if it does not belong there."""
        variant = scenario.coalition(coalition)
        if not any(member.seat == self.seat for member in variant.members):
            return None
        own = {lever.name: lever for lever in _levers(scenario, variant, self.seat)}
        return tuple(
            lever.near(own[lever.name].shipped if lever.name in own else lever.shipped) for lever in self.levers
        )


def space_of(scenario: Scenario, coalition: str, seat: str, said: Sequence[str] = ()) -> Space:
    """The levers of *seat* in the variant *coalition*; *said* are the words of ``--lever``.

    ``information`` takes that lever alone (and every other that is named), ``information=0.3..0.8`` within these limits,
    ``rule=lead,unanimity`` among these, ``obligation=0.4`` holds it. A name with dots is any field of the scenario. Raises
    :exc:`ScenarioError` for what there is not or cannot be.
    """
    variant = scenario.coalition(coalition)
    members = {str(member.seat): member for member in variant.members}
    if seat not in members:
        raise ScenarioError(f"{seat!r} is no member of {coalition}; {nearest(seat, members)}")
    every = {lever.name: lever for lever in _levers(scenario, variant, seat)}
    levers = {name: lever for name, lever in every.items() if lever.moves}
    if said:
        levers = _chosen(scenario, every, said)
    space = Space(coalition, seat, tuple(levers.values()), (), (variant.standing, members[seat].standing))
    space = _playable(scenario, space, named=bool(said))
    left = tuple((name, _why_not(lever, bool(said))) for name, lever in every.items() if name not in levers)
    return space._replace(left_out=left)


def _levers(scenario: Scenario, variant: Coalition, seat: str) -> Iterator[Lever]:
    """Every term the rows have, with the levels they can take by the file; a single level where the file knows of no other."""
    member = next(one for one in variant.members if one.seat == seat)
    rows = [(c.id, m) for c in scenario.coalitions for m in c.members if m.seat == seat]
    at = f"coalition.{variant.id}.member.{seat}"
    for name in NUMBERS:
        value: Quantity = getattr(member, name)
        levels, source = _range(name, rows)
        what = Member.model_fields[name].description or name
        yield Lever(name, what, levels or (float(value),), float(value), source, f"{at}.{name}")
    said = dict.fromkeys(row.consent for _, row in rows)
    levels = (YES, NO) if len(said) > 1 else (YES if member.consent else NO,)
    what = Member.model_fields["consent"].description or "consent"
    yield Lever("consent", what, levels, YES if member.consent else NO, "the file's variants", f"{at}.consent")
    rules = tuple(dict.fromkeys((*(r for r in rule_levels(scenario) if r != OWN_RULE), variant.rule)))
    apart = " (options with a rule of their own keep it)" if variant.rules else ""
    yield Lever(
        "rule", f"rule of concurrence{apart}", rules, variant.rule, "the usual rules and the file's", f"coalition.{variant.id}.rule"
    )  # fmt: skip
    for option in scenario.options:
        if option.joint and any(str(one.seat) in map(str, option.seats) for one in variant.members):
            who: tuple[Level, ...] = (NOBODY, *((seat,) if seat in map(str, option.seats) else ()), EVERYBODY)
            now = EVERYBODY if option.id in variant.standing else seat if option.id in member.standing else NOBODY
            what = f"who may order it without new concurrence: {option.title}"
            yield Lever(f"{STANDING}{option.id}", what, who, now, "agreed beforehand, or not")


def _range(name: str, rows: Sequence[tuple[str, Member]]) -> tuple[tuple[Level, ...], str]:
    """Levels over all that the seat's rows say of a term: values, and ranges where they are judgements; and whose they are."""
    ends: list[float] = []
    for _, row in rows:
        value: Quantity = getattr(row, name)
        ends += [float(value), *(end for end in (value.low, value.high) if end is not None)]
    low, high = min(ends), max(ends)
    if not low < high:
        return (), "the file gives it no range"
    variants = ", ".join(variant for variant, _ in rows)
    return _steps(low, high), f"values and ranges in {variants}"


def _steps(low: float, high: float, step: float = 0.0) -> tuple[Level, ...]:
    """From *low* to *high* by *step*, or by the largest of 1, 2, 5 times a power of ten that makes ten steps; both ends are among them."""
    if not step:
        raw = (high - low) / STEPS
        power = 10.0 ** floor(log10(raw))
        step = max(power * lead for lead in (1, 2, 5) if power * lead <= raw * (1 + 1e-9))
    inner = [round(low + n * step, 10) for n in range(int((high - low) / step + 1e-9) + 1)]
    return tuple(inner if abs(inner[-1] - high) < step * 1e-6 else [*inner, high])


# ---------------------------------------------------------------- what the command line says


def _chosen(scenario: Scenario, every: Mapping[str, Lever], said: Sequence[str]) -> dict[str, Lever]:
    """The levers that are named, with the levels that are given for them."""
    found: dict[str, Lever] = {}
    for text in said:
        name, equals, levels = text.partition("=")
        if name in found:
            raise ScenarioError(f"--lever {name} is given twice")
        if name in every:
            lever = every[name]
        elif "." in name and not name.startswith(STANDING):
            if not equals:
                raise ScenarioError(
                    f"--lever {name}: of a field of the scenario say the levels, {name}=LOW..HIGH or {name}=A,B"
                )
            lever = _field(scenario, name)
        else:
            raise ScenarioError(
                f"--lever {text}: no lever {quoted(name)}, and no path of a field of the scenario; {nearest(name, every)}"
            )
        if equals:
            lever = lever._replace(levels=_read(lever, text, levels), source=SAID)
        elif not lever.moves:
            raise ScenarioError(f"--lever {name}: {lever.source}; say its levels, {name}=LOW..HIGH or {name}=A,B")
        found[name] = lever
    return found


def _read(lever: Lever, text: str, levels: str) -> tuple[Level, ...]:
    """The levels that ``--lever NAME=`` gives, in its own words."""
    low, dots, rest = levels.partition("..")
    if dots:
        high, colon, step = rest.partition(":")
        ends = [_number(text, part) for part in (low, high, *([step] if colon else []))]
        if not ends[0] < ends[1] or (colon and not 0 < ends[2] <= ends[1] - ends[0]):
            raise ScenarioError(
                f"--lever {text}: low, high and step as LOW..HIGH or LOW..HIGH:STEP, low below high and the step within"
            )
        if colon and (ends[1] - ends[0]) / ends[2] > MOST_LEVELS:
            raise ScenarioError(f"--lever {text}: more than {MOST_LEVELS} steps; give a longer one")
        return _steps(*ends)
    words = [word.strip() for word in levels.split(",")]
    if "" in words or len(set(words)) < len(words):
        raise ScenarioError(f"--lever {text}: a level is empty or given twice")
    if isinstance(lever.shipped, float):
        return tuple(sorted(_number(text, word) for word in words))
    words = [{"true": YES, "false": NO}.get(word, word) for word in words]
    if not lever.path or lever.shipped in (YES, NO):
        known = lever.levels if not lever.path else (YES, NO)
        for word in words:
            if word not in known:
                raise ScenarioError(f"--lever {text}: {quoted(word)} is none of {', '.join(map(str, known))}")
    return tuple(words)


def _number(text: str, word: str) -> float:
    try:
        value = float(word)
    except ValueError:
        value = float("nan")
    if not abs(value) < 1e12:
        raise ScenarioError(f"--lever {text}: {quoted(word)} is no number")
    return value


def _field(scenario: Scenario, path: str) -> Lever:
    """Any single value of the scenario as a lever: what it is now, and where it stands."""
    here: object = scenario.model_dump(mode="json", by_alias=True)
    for part in path.split("."):
        if isinstance(here, list):
            here = next(
                (row for row in here if isinstance(row, dict) and part in (row.get("id"), row.get("seat"))), None
            )
        elif isinstance(here, dict):
            here = here.get(part)
    if isinstance(here, dict):
        here = here.get("value")
    if isinstance(here, bool):
        here = YES if here else NO
    if not isinstance(here, int | float | str):
        raise ScenarioError(
            f"--lever {path}: no single value of {scenario.name} stands there; `fourthseat scenarios {scenario.name} --merged` shows every field"
        )
    shipped = here if isinstance(here, str) else float(here)
    return Lever(path, "field of the scenario", (shipped,), shipped, SAID, path)


# ---------------------------------------------------------------- what can be played


def _playable(scenario: Scenario, space: Space, named: bool) -> Space:
    """*space* without the levels that the scenario cannot have; :exc:`ScenarioError` where one was asked for, or nothing is left.

    What the file itself says of numbers, and of options that may be agreed beforehand, it can have.
    """
    kept = []
    for place, lever in enumerate(space.levers):
        good = list(lever.levels)
        if lever.path and (lever.source == SAID or not lever.ordered):
            for level in (lever.levels[0], lever.levels[-1]) if lever.ordered else lever.levels:
                wrong = _refusal(scenario, space, place, level)
                if wrong and named:
                    raise ScenarioError(f"--lever {lever.name}={lever.text(level)}: {wrong}")
                if wrong:
                    good.remove(level)
        kept.append(lever._replace(levels=tuple(good) or (lever.shipped,)))
    space = space._replace(levers=tuple(lever for lever in kept if lever.moves or named))
    if not space.moving:
        raise ScenarioError(
            f"{space.seat} in {space.coalition}: no term may be agreed otherwise by the file; name some with --lever, or another --member"
        )
    return space


def _refusal(scenario: Scenario, space: Space, place: int, level: Level) -> str:
    """Why *level* of the lever at *place* cannot be played, whether or not the seat has a say; empty if it can."""
    says = [n for n, lever in enumerate(space.levers) if lever.name == "consent" and n != place]
    trials = [space.shipped, *(_with(space.shipped, n, choice) for n in says for choice in space.levers[n].levels)]
    for trial in trials:
        try:
            vary(scenario, space.changes(_with(trial, place, level)))
        except ScenarioError as wrong:
            return str(wrong)
    return ""


def _with(terms: Terms, place: int, level: Level) -> Terms:
    """*terms* with another level of the lever at *place*."""
    return (*terms[:place], level, *terms[place + 1 :])


def _why_not(lever: Lever, named: bool) -> str:
    """Why a term is no lever of the search."""
    if not lever.moves:
        return f"held at {lever.text(lever.shipped)}: {lever.source}"
    return (
        f"held at {lever.text(lever.shipped)}: not among the levers that were named"
        if named
        else f"held at {lever.text(lever.shipped)}: the scenario can have it no other way"
    )


def members_apart(scenario: Scenario, baseline: str) -> list[tuple[str, Seat]]:
    """Variants and the seats that belong in them but not in *baseline*, in the file's order."""
    inside = {member.seat for member in scenario.coalition(baseline).members}
    return [(v.id, Seat(m.seat)) for v in scenario.coalitions for m in v.members if m.seat not in inside]
