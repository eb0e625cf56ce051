"""The symbols of a map: military ones and plain ones, made once by ``docs/symbols.py``; each drawing holds those it uses."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple, get_args

from fourthseat.engine.scenario.force_rows import Force
from fourthseat.engine.scenario.symbol_codes import entity

__all__ = ["DOMAINS", "Side", "Style", "Symbol", "definitions", "kind_of", "reference", "symbol_of", "symbols"]

Side = Literal["friend", "hostile", "neutral", "unknown"]
"""A standard identity, as the beholder sees it."""
Style = Literal["mil", "plain"]

DOMAINS: Mapping[str, str] = {
    "surface": "S", "coastguard": "C", "air": "A", "undersea": "U", "bmd": "B", "cyber": "Y", "autonomy": "X", "land": "L",
    "space": "O", "missile": "M", "incident": "!",
}  # fmt: skip
"""The letter of a domain's plain icon; any other has its own first letter."""
OTHER = "unit"
"""What a domain with no military symbol of its own is drawn as."""


class Symbol(NamedTuple):
    """A military symbol: its code, what that means, the box around its frame, and the drawing."""

    sidc: str
    meaning: str
    box: str
    svg: str


@cache
def symbols() -> Mapping[str, Symbol]:
    """The military symbols by side and domain, and by side and entity (eight digits of a code)."""
    raw = json.loads((files("fourthseat.engine.exercise.map") / "symbols.json").read_text("utf-8"))
    made = {name: Symbol(row["sidc"], row["meaning"], row["box"], row["svg"]) for name, row in raw["symbols"].items()}
    domains = {
        f"{side}:{domain}": made[f"{side}:{raw['except'].get(f'{side}:{domain}', entity)}"]
        for side in get_args(Side)
        for domain, entity in raw["domains"].items()
    }
    return made | domains


def kind_of(force: Force) -> str:
    """What *force* is drawn as: its domain, and behind a stop the entity of the code its author gave."""
    given = entity(force.symbol)
    return f"{force.domain}.{given}" if given else force.domain


def symbol_of(side: Side, kind: str) -> Symbol:
    """The military symbol of a :func:`kind_of`: the author's, the domain's, or that of any unit."""
    domain, _, given = kind.partition(".")
    found = symbols().get(f"{side}:{given or domain}")
    return found if found is not None else symbols()[f"{side}:{OTHER}"]


def reference(style: Style, side: Side, kind: str) -> str:
    """The name under which :func:`definitions` has a symbol."""
    return f"{style}-{side}-{kind}"


def definitions(used: Collection[tuple[Side, str]]) -> str:
    """Every symbol of *used* (side, and what is drawn) once in both styles, to be used by name."""
    parts = []
    for side, kind in sorted(used):
        row, domain = symbol_of(side, kind), kind.partition(".")[0]
        parts.append(
            f'<symbol id="{reference("mil", side, kind)}" viewBox="{row.box}" overflow="visible" data-sidc="{row.sidc}">'
            f"{row.svg}</symbol>"
        )
        shape = (
            f'<path d="M12 2 22 21H2Z" class="plain {side}"/>'
            if domain == "incident"
            else f'<circle cx="12" cy="12" r="10" class="plain {side}"/>'
        )
        letter = DOMAINS.get(domain) or domain[:1].upper()
        parts.append(
            f'<symbol id="{reference("plain", side, kind)}" viewBox="0 0 24 24">{shape}'
            f'<text x="12" y="{18 if domain == "incident" else 16.5}" text-anchor="middle" class="letter">{letter}</text></symbol>'
        )
    return f"<defs>{''.join(parts)}</defs>" if parts else ""
