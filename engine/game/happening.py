"""Effects on the clock: what an option, an inject or an outcome sets going comes about, now or later, perhaps, and may be undone.

An effect on the agenda is named by its place in the scenario, so that an agenda holds no rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil
from typing import Any

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.orders import Intervene
from fourthseat.engine.core.terms import NOBODY, Estimate, Hour, Outcome, Seat
from fourthseat.engine.game import agenda as a
from fourthseat.engine.game import ends
from fourthseat.engine.game.agenda import Priority
from fourthseat.engine.game.table import Table
from fourthseat.engine.rules import consequences, contingency, effects, pricing, secrecy
from fourthseat.engine.scenario.argued_rows import row_of
from fourthseat.engine.scenario.effect_rows import EffectRow
from fourthseat.engine.scenario.option_rows import Option
from fourthseat.engine.scenario.scenario import Scenario

__all__ = [
    "STEPS",
    "drift",
    "effects_of_argument",
    "effects_of_intervention",
    "effects_of_option",
    "release_picture",
    "row_at",
    "send_picture",
    "set_going",
]

Where = tuple[str | int, ...]
"""The place of an effect: ``("option", "sanction", 0)``, ``("incident", "raid", "FAILURE", 1)``, and within ``then`` further numbers."""


CONTROLS = "control"
"""The table of effects that control brings about: ``("control", 1, 0)``."""


def row_at(scenario: Scenario, where: Where) -> EffectRow:
    """The effect at *where*."""
    table, name, *rest = where
    rows: Sequence[EffectRow]
    if table == "incident":
        rows = next(rows for outcome, rows in scenario.incident_by_id[str(name)].ends.items() if outcome == rest[0])
        rest = rest[1:]
    else:
        rows = (scenario.option_by_id if table == "option" else scenario.inject_by_id)[str(name)].effects
    row = rows[int(rest[0])]
    for number in rest[1:]:
        row = row.then[int(number)]
    return row


def _row(game: Table, where: Where) -> EffectRow:
    """The effect at *where*, in the scenario, in an argument of this game or in a change that control made."""
    if where[0] == CONTROLS:
        return row_of(game.state.interventions[int(where[1]) - 1].effects[int(where[2])])
    if where[0] == "argument":
        return row_of(game.state.argued[int(where[1])].effects[int(where[2])])
    return row_at(game.scenario, where)


def effects_of_argument(game: Table, number: int, outcome: Outcome) -> None:
    """Set going what argument *number* brings: all of it if it stands, and what was argued for in part if it holds in part."""
    argument = game.state.argued.get(number)
    if argument is None or outcome is Outcome.FAILURE:
        return
    for place, effect in enumerate(argument.effects):
        if outcome is Outcome.SUCCESS or effect.in_part:
            _set_down(game, ("argument", number, place), row_of(effect), NOBODY, argument.incident)


def effects_of_intervention(game: Table, order: Intervene) -> None:
    """Set going what control has ordered last."""
    number = len(game.state.interventions)
    for place, effect in enumerate(order.effects):
        _set_down(game, (CONTROLS, number, place), row_of(effect), NOBODY, "")


def effects_of_option(game: Table, seat: Seat, option: Option, incident: str) -> None:
    """Set the effects of *option* going that are not the act itself."""
    for number, row in enumerate(option.effects):
        if not row.kind.act or row.modified:
            _set_down(game, ("option", option.id, number), row, seat, incident)


def set_going(game: Table, where: Where, rows: Sequence[EffectRow], seat: Seat = NOBODY, incident: str = "") -> None:
    """Set *rows* going, which stand at *where*."""
    for number, row in enumerate(rows):
        _set_down(game, (*where, number), row, seat, incident)


def _set_down(game: Table, where: Where, row: EffectRow, seat: Seat, incident: str) -> None:
    """One effect comes about at once, or after its delay."""
    step = a.EffectDue(where, row.seat or seat, row.incident or incident)
    delay = 0 if row.delay_hours is None else ceil(row.delay_hours)
    if row.does == "legal" and where[0] == "option" and not row.off and row.delay_hours is None:
        delay = _deliberation(game, row.category)
    if delay:
        game.due(delay, step)
    else:
        effect_due(game, step)


def _deliberation(game: Table, category: str) -> Hour:
    """Hours from the order to a legal category's declaration."""
    row = game.scenario.legal_by_id.get(category)
    return 0 if row is None else ceil(row.hours)


def switched_on(game: Table, row: EffectRow) -> bool:
    """Whether the mechanism of *row* is on; of a kind whose rules ask their switch themselves, always."""
    return row.does in effects.SWITCHED_ELSEWHERE or bool(getattr(game.scenario.mechanisms, row.kind.mechanism))


def effect_due(game: Table, step: a.EffectDue) -> None:
    """An effect comes about, if its condition holds and its chance falls so."""
    row = _row(game, step.where)
    on = effects.On(game.hour, step.seat, step.incident, _amount(game, step.where, row), _option(step.where))
    if not switched_on(game, row):
        return
    if (
        row.when and not contingency.holds_now(game.state, row.when, game.hour, game.seed, _name(step.where))
    ) or not effects.possible(game.state, row, on):
        return
    p, drawn = 1.0, 0.0
    if row.chance is not None:
        p, drawn = float(row.chance), consequences.luck_of_effect(game.state, _name(step.where), on.incident, game.seed)
        if drawn >= p:
            _tell(game, step, row, on, "not", p=p, draw=drawn)
            return
    if row.does in effects.ON_THE_CLOCK:
        _tell(game, step, row, on, "about", p=p, draw=drawn)
        _do(game, step, row, on)
        return
    pressure, changes = effects.pressure(game.state, row, on), effects.changes(game.state, row, on)
    if pressure is None and not changes:
        return
    was = tuple(effects.before(game.state, change) for change in changes) if row.lasts_hours is not None else ()
    _tell(game, step, row, on, "about", pressure=pressure, changes=changes, p=p, draw=drawn)
    if was and pressure is None:
        ends = a.EffectEnds(step.where, step.seat, step.incident, tuple(zip(changes, was, strict=True)))
        game.due(max(1, ceil(row.lasts_hours or 0)), ends)
    for change in changes:
        if change.what == "closes":
            _close_at(game, change.incident, int(change.to))


def effect_ends(game: Table, step: a.EffectEnds) -> None:
    """What it did is taken back, as far as it still stands."""
    row = _row(game, step.where)
    back = [change for did, was in step.did if (change := effects.undone(game.state, did, was)) is not None]
    if back:
        on = effects.On(game.hour, step.seat, step.incident, 0.0)
        _tell(game, step, row, on, "undone", changes=tuple(back))


def drift(game: Table, hours: Hour) -> None:
    """Indicators have drifted by themselves for *hours*."""
    if not game.scenario.mechanisms.indicators:
        return
    for spec in game.scenario.indicators:
        was = game.state.indicators[spec.id]
        now = min(spec.high, max(spec.low, was + float(spec.drift_per_day) * hours / 24))
        if now != was:
            change = e.Change("indicator", now, option=spec.id)
            to = effects.seen_by(game.state, spec.id)
            game.write(e.Effected(game.hour, "drift", "about", to, "drift", changes=(change,)))


# ---------------------------------------------------------------- parts


def _amount(game: Table, where: Where, row: EffectRow) -> float:
    """Of the effect, or of the option it belongs to where it has none."""
    if row.amount is None and where[0] == "option":
        return float(game.scenario.option_by_id[str(where[1])].amount)
    return float(row.amount or 0.0)


def _option(where: Where) -> str:
    return str(where[1]) if where[0] == "option" else ""


def _name(where: Where) -> str:
    """The place in one word, for an address of chance."""
    return ".".join(map(str, where))


_CALLED = {"msel": "inject"}
"""What the log calls a table, where it is not the file's word."""


def _tell(game: Table, step: Any, row: EffectRow, on: effects.On, came: Any, **facts: Any) -> None:
    """Write the entry of an effect."""
    source = f"{_CALLED.get(str(step.where[0]), step.where[0])} {step.where[1]}"
    to = () if came == "not" else effects.told(game.state, row, on)
    text = row.text if came == "about" else ""
    game.write(e.Effected(game.hour, row.does, came, to, source, on.seat, on.incident, text=text, **facts))


def _do(game: Table, step: a.EffectDue, row: EffectRow, on: effects.On) -> None:
    """What the clock does."""
    match row.does:
        case "open":
            game.due(0, a.IncidentBegins(on.incident, 0), Priority.BEGIN)
        case "close":
            _close(game, on.incident)
        case "rung":
            game.move_rung(game.state.rung + round(on.amount), _source(game, step))
        case "picture":
            send_picture(game, on.seat, on.incident, on.amount, row.seats)
        case "intrude":
            success = False
            for entry in secrecy.intrude(game.state, on.seat, _name(step.where), on.amount, game.seed, row.seat):
                game.write(entry)
                success = success or (isinstance(entry, e.Tried) and entry.success)
            if success:
                set_going(game, step.where, row.then, on.seat, on.incident)


def send_picture(game: Table, source: Seat, incident: str, quality: float, to: Sequence[Seat] = ()) -> None:
    """*source*'s own picture of *incident*, in this *quality*, is on its way to *to*, or to every other capital."""
    hours = ceil(game.scenario.assumptions.release_hours)
    for capital in game.scenario.capitals:
        if capital != source and (not to or capital in to):
            release_picture(game, source, capital, incident, hours, quality)


def release_picture(game: Table, source: Seat, to: Seat, incident: str, hours: Hour, share: float) -> None:
    """A *share* in [0, 1] of what *source* sees of *incident* reaches *to* in *hours*; nothing where it sees nothing."""
    seen = float(game.scenario.incident_by_id[incident].sensors.get(source, 0.0)) * share
    if seen > 0 and game.scenario.mechanisms.intelligence:
        game.due(hours, a.PictureLands(source, to, incident, seen))


def _close(game: Table, incident: str) -> None:
    """The opponent leaves it, as if it had been asked and held."""
    opponent = game.scenario.incident_by_id[incident].challengers[0]
    estimate = Estimate(0.0, ("it was ended by an effect",))
    strength = pricing.strength(game.state, game.state.incidents[incident], game.hour)
    luck = game.luck(opponent, f"choose:{incident}")
    game.write(e.Chosen(game.hour, incident, "hold", estimate, luck, strength))
    ends.close(game, incident)


def _close_at(game: Table, incident: str, hour: Hour) -> None:
    """The window closes at *hour*; a step that is set down for another hour is void by then."""
    closes = a.WindowCloses(incident)
    if not any(due.step == closes and due.hour == hour for due in game.agenda):
        game.due(hour - game.hour, closes, Priority.WINDOW_CLOSES)


def _source(game: Table, step: a.EffectDue) -> str:
    """What has moved the ladder, as its entry tells it."""
    table, name = str(step.where[0]), str(step.where[1])
    scenario = game.scenario
    if table == "option":
        return scenario.option_by_id[name].title
    if table == CONTROLS:
        return "control"
    return scenario.incident_by_id[name].title if table == "incident" else f"{_CALLED.get(table, table)} {name}"


STEPS: dict[type[a.Step], Callable[[Any, Any], None]] = {a.EffectDue: effect_due, a.EffectEnds: effect_ends}
"""What a step of an effect does when it comes."""
