"""The symbols of a map: military ones and plain ones, made once by ``docs/symbols.py``; each drawing holds those it uses."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

__all__ = ["DOMAINS", "Side", "Style", "Symbol", "definitions", "domain_drawn", "reference", "symbols"]

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
    """The military symbols by side and domain."""
    raw = json.loads((files("fourthseat.engine.exercise.map") / "symbols.json").read_text("utf-8"))["symbols"]
    return {name: Symbol(row["sidc"], row["meaning"], row["box"], row["svg"]) for name, row in raw.items()}


def domain_drawn(side: Side, domain: str) -> str:
    """The domain whose military symbol *domain* is drawn with."""
    return domain if f"{side}:{domain}" in symbols() else OTHER


def reference(style: Style, side: Side, domain: str) -> str:
    """The name under which :func:`definitions` has a symbol."""
    return f"{style}-{side}-{domain}"


def definitions(used: Collection[tuple[Side, str]]) -> str:
    """Every symbol of *used* (side and domain) once in both styles, to be used by name."""
    parts = []
    for side, domain in sorted(used):
        row = symbols()[f"{side}:{domain_drawn(side, domain)}"]
        parts.append(
            f'<symbol id="{reference("mil", side, domain)}" viewBox="{row.box}" overflow="visible" data-sidc="{row.sidc}">'
            f"{row.svg}</symbol>"
        )
        shape = (
            f'<path d="M12 2 22 21H2Z" class="plain {side}"/>'
            if domain == "incident"
            else f'<circle cx="12" cy="12" r="10" class="plain {side}"/>'
        )
        letter = DOMAINS.get(domain) or domain[:1].upper()
        parts.append(
            f'<symbol id="{reference("plain", side, domain)}" viewBox="0 0 24 24">{shape}'
            f'<text x="12" y="{18 if domain == "incident" else 16.5}" text-anchor="middle" class="letter">{letter}</text></symbol>'
        )
    return f"<defs>{''.join(parts)}</defs>" if parts else ""
