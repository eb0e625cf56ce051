"""The manual's page of effects and of the shipped library of options, made from the tables of both."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fourthseat.engine.scenario.effect_rows import KINDS, TARGETS, EffectKind, EffectRow
from fourthseat.engine.scenario.library import KIND_NAMES, library

__all__ = ["effect_in_words", "library_page"]

INTRODUCTION = """# Effects and the library of options

<!-- Made from engine/scenario/effect_rows.py and scenarios/_library.toml by `python docs/pages.py`. A test holds them together. -->

Options, injects and the outcomes of incidents change the world by one list of **effects**:

```toml
effects = [
    { does = "punish", amount = { value = 0.2, low = 0.1, high = 0.4 }, half_life_hours = { value = 720, low = 240, high = 2160 } },
    { does = "indicator", indicator = "shipping", amount = { value = -5, low = -10, high = 0 }, delay_hours = { value = 24, low = 12, high = 48 } },
]
```

They stand in `[[option]] effects`, `[[msel]] effects`, and in `[[incident]] ends = { FAILURE = [...], SUCCESS = [...] }`. An effect changes the order's own
incident and the seat that ordered it, unless it names another. In an option an effect without an amount has the option's `amount`.

| modifier | what it says |
|---|---|
| `delay_hours` | comes about so much later |
| `lasts_hours` | is undone after so long: what it added is taken away, what others did meanwhile stays |
| `half_life_hours` | of signal, punish, reward and strength: half of what is left wears off in so long |
| `chance` | comes about with this probability, drawn once, on the same luck in every variant |
| `when` | comes about only if this condition holds in its hour |
| `seats` | which seats it reaches, where it reaches several |

`--off MECHANISM` switches all effects of a mechanism off. What has come about stands in the log, with what it changed.

"""


def library_page() -> str:
    """Both tables as Markdown."""
    parts = [INTRODUCTION, "## Kinds of effect\n"]
    parts += [
        "| kind | on | what it changes | amount | names | mechanism | who is told |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, kind in KINDS.items():
        names = ", ".join(f"**{one}**" if one in kind.needs else one for one in _names(kind))
        amount = f"{kind.unit}, {kind.low:g} to {kind.high:g}" if kind.unit else ""
        parts.append(f"| `{name}` | {kind.on} | {kind.says} | {amount} | {names} | {kind.mechanism} | {kind.told} |")
    parts += ["\nBold: needed.\n", "## Options to use\n"]
    parts += [
        '`use = "sanction"` in an `[[option]]` takes a row; give it an `id` and `seats`, and whatever you want otherwise (`effects` are replaced as a',
        'whole). `with = { place = "harbour" }` fills in what its effects leave open. The first ten are what the kinds of the first format stand for.\n',
        "| row | instrument | rung | what it does | effects | basis |", "|---|---|---|---|---|---|",
    ]  # fmt: skip
    for row in library().values():
        effects = "; ".join(effect_in_words(EffectRow.model_construct(**effect)) for effect in row["effects"])
        old = " (a kind)" if row["id"] in KIND_NAMES else ""
        cells = (f"`{row['id']}`{old}", row["instrument"], row["rung"], row["text"], effects, row["source"])
        parts.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(parts) + "\n"


def _names(kind: EffectKind) -> Iterator[str]:
    yield from dict.fromkeys((*kind.needs, *kind.takes, *TARGETS[kind.on]))


def effect_in_words(row: Any) -> str:
    """``punish 0.15 utility (0.05 to 0.4), half-life 720 h``."""
    kind = KINDS[row.does]
    words = str(row.does) + (f" {row.side}" if row.does == "strength" else "")
    if kind.unit:
        words += (
            f" {_number(row.amount)} {kind.unit}" if row.amount is not None else f" by the option's amount, {kind.unit}"
        )
    for name, text in (
        ("delay_hours", "after {} h"),
        ("lasts_hours", "for {} h"),
        ("half_life_hours", "half-life {} h"),
    ):
        if getattr(row, name) is not None:
            words += ", " + text.format(_number(getattr(row, name)))
    return words + (f", chance {_number(row.chance)}" if row.chance is not None else "")


def _number(said: Any) -> str:
    low = f" ({said['low']:g} to {said['high']:g})" if "low" in said else ""
    return f"{said['value']:g}{low}"
