"""Draws the map's military symbols once: ``python docs/symbols.py`` writes ``engine/exercise/map/symbols.json``.

For development alone: nothing of it is needed to play. Developed against the package milsymbol 0.2.0 (MIT licence), a
port of the JavaScript library of that name; only drawings of the standard's symbols are kept here, none of its code.
The codes are twenty digits, of MIL-STD-2525D / APP-6D. The package draws a code but holds no table of what one means;
meanings were read in the published tables of 2525D. Where no entity fits the nearest is taken and its meaning says so.
Frames are in the colour of their affiliation throughout, also those of civilian ships, which the package paints purple
unless they are hostile. Styles are attributes and there is no identifier, for the pages' policy allows no inline style.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import NamedTuple

from milsymbol import Symbol

OUT = Path(__file__).parent.parent / "engine/exercise/map/symbols.json"
PURPLE = "rgb(255,161,255)"
"""What the package paints a civilian's frame with."""
NEAREST = " (closest available)"
CENTRE = [100, 100]
"""The middle of every frame in the package's drawings, the point that stands on the map."""


class Affiliation(NamedTuple):
    """A standard identity: its digit in a code and the colour of its frame."""

    digit: str
    colour: str


class Entity(NamedTuple):
    """What a domain is drawn as: symbol set, entity and modifiers of the code, and what that means."""

    symbol_set: str
    entity: str
    meaning: str


AFFILIATIONS = {
    "friend": Affiliation("3", "rgb(128,224,255)"),
    "hostile": Affiliation("6", "rgb(255,128,128)"),
    "neutral": Affiliation("4", "rgb(170,255,170)"),
    "unknown": Affiliation("1", "rgb(255,255,128)"),
}

DOMAINS = {
    # Domains of the scenarios' forces.
    "surface": Entity("30", "120203", "sea surface, surface combatant, line: destroyer"),
    "coastguard": Entity("30", "140300", "sea surface, civilian: law enforcement vessel"),
    "air": Entity("01", "110100", "air, military fixed wing"),
    "undersea": Entity("35", "110100", "sea subsurface, military: submarine"),
    "bmd": Entity("10", "130103", "land unit, air defense: air and missile defense"),
    "cyber": Entity("60", "110300", "cyberspace, mission force: cyber protection team" + NEAREST),
    "autonomy": Entity("30", "120700", "sea surface, combatant: unmanned surface water vehicle"),
    # Others a map may want.
    "intelligence": Entity("10", "151000", "land unit, intelligence: military intelligence"),
    "land": Entity("10", "000000", "land unit, unspecified"),
    "militia": Entity("30", "140200", "sea surface, civilian: fishing vessel"),
    "cable": Entity("30", "140100", "sea surface, civilian: merchant ship, for a cable layer" + NEAREST),
    "missile": Entity("02", "110000", "air missile: missile in flight"),
    "base": Entity("20", "121309", "land installation, transportation: sea port or naval base"),
    "incident": Entity("40", "000000", "activity, unspecified, for an incident" + NEAREST),
}

EXCEPT = {
    ("hostile", "cyber"): Entity("60", "110400", "cyberspace: nation state cyber threat actor"),
}
"""Where the standard has a better entity for one affiliation."""


def shortened(number: re.Match[str]) -> str:
    """A number to one decimal, without a trailing nought."""
    return f"{round(float(number[0]), 1) + 0.0:g}"


def attributes(style: re.Match[str]) -> str:
    """An inline style as presentation attributes."""
    pairs = (part.split(":", 1) for part in style[1].split(";") if ":" in part)
    return " ".join(f'{name.strip()}="{value.strip()}"' for name, value in pairs)


def drawn(sidc: str, colour: str) -> tuple[str, str]:
    """The view box and the inside of the drawing of *sidc*, its frame in *colour*."""
    symbol = Symbol(sidc)
    if not symbol.is_valid():
        raise SystemExit(f"{sidc} is not a symbol the package knows")
    found = re.fullmatch(r'<svg[^>]* viewBox="([^"]+)"[^>]*>(.*)</svg>', symbol.as_svg(), re.DOTALL)
    if found is None:
        raise SystemExit(f"{sidc} is drawn in a way this script does not know")
    inner = re.sub(r'\bstyle="([^"]*)"', attributes, found[2]).replace(PURPLE, colour)
    inner = re.sub(r"-?\d*\.\d{2,}", shortened, inner)
    inner = re.sub(r"(rgb\([^)]*\))", lambda m: m[1].replace(" ", ""), inner)
    inner = inner.replace(' fill-opacity="1"', "")
    inner = re.sub(r"\s+>", ">", inner)
    inner = re.sub(r"></(path|circle)>", "/>", inner)
    if re.search(r"style=|\bid=|<script|href|url\(|xmlns|<clipPath|\son\w+=", inner) or colour not in inner:
        raise SystemExit(f"{sidc} has something in its drawing that the pages do not allow, or no frame")
    return " ".join(f"{float(n):g}" for n in found[1].split()), inner


def main() -> None:
    """Write the file and tell how large it is."""
    if len(sys.argv) > 1:
        raise SystemExit("usage: python docs/symbols.py")
    symbols: dict[str, dict[str, object]] = {}
    for affiliation, (digit, colour) in AFFILIATIONS.items():
        for domain, usual in DOMAINS.items():
            what = EXCEPT.get((affiliation, domain), usual)
            sidc = f"100{digit}{what.symbol_set}0000{what.entity}0000"
            box, svg = drawn(sidc, colour)
            row: dict[str, object] = {"sidc": sidc, "meaning": what.meaning, "box": box, "anchor": CENTRE, "svg": svg}
            symbols[f"{affiliation}:{domain}"] = row
    told = "MIL-STD-2525D / APP-6D, drawn with milsymbol 0.2.0 (MIT) by docs/symbols.py"
    text = json.dumps({"source": told, "symbols": symbols}, indent=0) + "\n"
    OUT.write_text(text, encoding="utf-8")
    print(f"{OUT.name}: {len(symbols)} symbols, {len(text):,} bytes")


if __name__ == "__main__":
    main()
