"""Control puts a matrix argument at the terminal: asked for its parts one after the other, and shown what it would change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields

from fourthseat.engine.core.errors import nearest
from fourthseat.engine.core.orders import Argue, ArguedEffect, ArgumentMethod, Point
from fourthseat.engine.core.shown import quoted
from fourthseat.engine.core.terms import Outcome, Seat
from fourthseat.engine.models.argument import odds
from fourthseat.engine.scenario.argued_rows import ARGUABLE, wrong_with
from fourthseat.engine.scenario.effect_rows import KINDS
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["EFFECT_HELP", "asked_for", "effect_in"]

METHODS: tuple[ArgumentMethod, ...] = ("2d6", "vote", "consensus", "umpire")
VERDICTS = {"success": Outcome.SUCCESS, "partial": Outcome.PARTIAL, "failure": Outcome.FAILURE}
EFFECT_HELP = """\
An effect is its kind, then KEY=VALUE apart by spaces; text=… comes last and takes the rest of the line:
  trust seat=SEAT amount=-0.1          indicator indicator=NAME amount=5 delay_hours=24
  signal amount=0.2 half_life_hours=48 message seats=SEAT,SEAT text=What they read
  in_part=yes lets it come about too if the argument holds in part
"""
_KEYS = {one.name: str(one.type) for one in fields(ArguedEffect) if one.name != "does"}

Ask = Callable[[str], str]
Tell = Callable[[str], None]


def asked_for(s: Scenario, rulings: tuple[str, ...], ask: Ask, tell: Tell) -> Argue | None:
    """The argument that a person puts together; None if it is given up. *rulings* are the incidents that one is up for."""
    claim = ask("What happens (Enter gives up)")
    effect = ask("so that") if claim else ""
    if not effect:
        return None
    incident = (
        _one_of(ask, tell, f"About the ruling on {', '.join(rulings)} (Enter: a fact of its own)", rulings)
        if rulings
        else ""
    )
    pros, cons = _points(ask, tell, "for"), _points(ask, tell, "against")
    tell(f"  chance with two dice: {100 * odds(len(pros), len(cons)).p:.0f} %")
    said = _one_of(ask, tell, "Settled by 2d6, vote, consensus or umpire (Enter: 2d6)", METHODS)
    method = next(one for one in METHODS if one == (said or "2d6"))
    votes: tuple[tuple[str, bool], ...] = ()
    verdict = None
    if method == "vote":
        votes = tuple(
            (str(seat), told == "y")
            for seat in s.players
            if (told := _one_of(ask, tell, f"{seat} for it? y, n or Enter", ("y", "n")))
        )
    elif method != "2d6":
        verdict = VERDICTS[
            _one_of(ask, tell, "It comes out as success, partial or failure (Enter: failure)", tuple(VERDICTS))
            or "failure"
        ]
    to = _seats(s, ask, tell)
    effects = _effects(s, bool(incident), ask, tell)
    return Argue(claim, effect, method, to, incident, pros, cons, votes, verdict, effects)


def _one_of(ask: Ask, tell: Tell, prompt: str, known: tuple[str, ...]) -> str:
    """One of *known*, or nothing."""
    while True:
        said = ask(prompt)
        if not said or said in known:
            return said
        tell(f"{quoted(said)}: {nearest(said, known)}")


def _points(ask: Ask, tell: Tell, side: str) -> tuple[Point, ...]:
    """Reasons, one a line, with who gives them; all of them count."""
    found: list[Point] = []
    while said := ask(f"Reason {side}, SEAT: TEXT (Enter when done)"):
        who, colon, text = said.partition(":")
        if not colon or not text.strip():
            tell("write who gives it and the reason: NORTH: it has been done before")
        else:
            found.append(Point(who.strip(), text.strip()))
    return tuple(found)


def _seats(s: Scenario, ask: Ask, tell: Tell) -> tuple[Seat, ...]:
    while True:
        said = ask("Told to SEAT,SEAT (Enter: everybody)")
        named = [name.strip() for name in said.split(",") if name.strip()]
        strangers = [name for name in named if name not in s.players]
        if not strangers:
            return tuple(Seat(name) for name in named) or s.players
        tell(f"no seat {quoted(strangers[0])}: {nearest(strangers[0], s.players)}")


def _effects(s: Scenario, about: bool, ask: Ask, tell: Tell) -> tuple[ArguedEffect, ...]:
    """What changes if it stands, one effect a line."""
    found: list[ArguedEffect] = []
    while said := ask("An effect if it stands, such as trust seat=SEAT amount=-0.1 (Enter when done, ? for help)"):
        if said == "?":
            tell(EFFECT_HELP.rstrip())
            tell(f"  kinds: {', '.join(sorted(ARGUABLE))}")
            continue
        effect = effect_in(said)
        wrong = effect if isinstance(effect, str) else wrong_with(s, effect, about=about)
        if isinstance(effect, ArguedEffect) and not wrong:
            found.append(effect)
            tell(f"  if it stands: {KINDS[effect.does].says}")
        else:
            tell(str(wrong))
    return tuple(found)


def effect_in(line: str) -> ArguedEffect | str:
    """The effect one line says, or what is wrong with it: ``trust seat=NORTH amount=-0.1``."""
    does, _, rest = line.strip().partition(" ")
    if does not in ARGUABLE:
        return f"{quoted(does)}: no such kind of effect; {nearest(does, ARGUABLE)}"
    given: dict[str, object] = {}
    for key, value in _pairs(rest):
        kind = _KEYS.get(key)
        if kind is None:
            return f"{quoted(key)}: {nearest(key, _KEYS)}; {does} is {KINDS[does].says}"
        try:
            given[key] = _value(kind, value)
        except ValueError:
            return (
                f"{key} = {quoted(value)} is not right: {'yes or no' if 'bool' in kind else 'a number'} is wanted here"
            )
    return ArguedEffect(does, **given)  # type: ignore[arg-type]


def _pairs(rest: str) -> Iterator[tuple[str, str]]:
    """Each KEY=VALUE; ``text`` and ``when`` take what is left of the line."""
    while rest := rest.strip():
        key, _, after = rest.partition("=")
        if key in ("text", "when"):
            yield key, after.strip()
            return
        value, _, rest = after.partition(" ")
        yield key.strip(), value


def _value(kind: str, text: str) -> object:
    """*text* as a field of that type has it."""
    if "tuple" in kind:
        return tuple(Seat(name.strip()) for name in text.split(",") if name.strip())
    if "bool" in kind:
        if text.lower() not in ("yes", "no"):
            raise ValueError(text)
        return text.lower() == "yes"
    return float(text.replace("−", "-")) if "float" in kind else text
