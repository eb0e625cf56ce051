"""Draws the map's military symbols once: ``python docs/symbols.py MILSYMBOL`` writes ``engine/exercise/map/symbols.json``.

For development alone: nothing of it is needed to play. *MILSYMBOL* is the unpacked npm package milsymbol 3.0.4 (MIT licence), and
Node.js runs it; only drawings of the standard's symbols are kept here, none of its code.
The codes are twenty digits, of MIL-STD-2525D / APP-6D; the third says that it is an exercise, and the frame carries the standard's
letter for it: X, or K for one that plays the opponent (a faker, whose frame the standard draws like a friend's in red; here it keeps
the opponent's diamond, for maps are printed in black and white). The package draws a code but holds no table of what one means;
meanings were read in the published tables of 2525D, and stand in ``engine/scenario/symbol_codes.py``.
Frames are in the colour of their affiliation throughout, also those of civilian ships, which the package paints purple
unless they are hostile. Styles are attributes and there is no identifier, for the pages' policy allows no inline style.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from fourthseat.engine.scenario.symbol_codes import ENTITIES

OUT = Path(__file__).parent.parent / "engine/exercise/map/symbols.json"
PURPLE = "rgb(255,161,255)"
"""What the package paints a civilian's frame with."""
CENTRE = [100, 100]
"""The middle of every frame in the package's drawings, the point that stands on the map."""
EXERCISE = "1"
"""The third digit of a code: 0 reality, 1 exercise, 2 simulation."""
NODE = """
const ms = require(process.argv[1] + "/dist/milsymbol.js");
const plain = (code) => code.slice(0, 2) + "0" + code.slice(3);
const box = (code) => { const b = new ms.Symbol(plain(code)); const a = b.getAnchor(), s = b.getSize(); return [100 - a.x, 100 - a.y, s.width, s.height]; };
const letter = (svg) => svg.match(/<text[^>]*>[A-Z] *<[/]text>(?=<[/]svg>)/)[0];
const draw = (code) => {
  const made = new ms.Symbol(code).asSVG();
  const ink = letter(made).replace('fill="black"', 'fill="currentColor"');
  return code[3] === "6" ? new ms.Symbol(plain(code)).asSVG().replace("</svg>", ink + "</svg>") : made.replace(letter(made), ink);
};
const told = JSON.parse(require("fs").readFileSync(0, "utf8")).map((code) => {
  return { valid: new ms.Symbol(code).isValid(), svg: draw(code), box: box(code) };
});
process.stdout.write(JSON.stringify(told));
"""
"""What Node.js runs: codes in, and of each whether it is one, its drawing, and the box around the frame without letters."""


class Affiliation(NamedTuple):
    """A standard identity: its digit in a code and the colour of its frame."""

    digit: str
    colour: str


AFFILIATIONS = {
    "friend": Affiliation("3", "rgb(128,224,255)"),
    "hostile": Affiliation("6", "rgb(255,128,128)"),
    "neutral": Affiliation("4", "rgb(170,255,170)"),
    "unknown": Affiliation("1", "rgb(255,255,128)"),
}

DOMAINS = {
    # Domains of the scenarios' forces.
    "surface": "30120203",
    "coastguard": "30140300",
    "air": "01110100",
    "undersea": "35110100",
    "bmd": "10130103",
    "cyber": "60110300",
    "autonomy": "30120700",
    # Others a map may want.
    "intelligence": "10151000",
    "land": "10000000",
    "militia": "30140200",
    "cable": "30140100",
    "missile": "02110000",
    "space": "05110000",
    "helicopter": "01110200",
    "drone": "01110300",
    "amphibious": "30120300",
    "minewarfare": "30120400",
    "support": "30130000",
    "merchant": "30140100",
    "engineer": "10140700",
    "medical": "10161300",
    "logistics": "10160000",
    "police": "10141200",
    "special": "10121800",
    "unit": "10000000",
    "base": "20121309",
    "incident": "40000000",
}
"""What a domain is drawn as: its symbol set and entity, the closest there is."""

EXCEPT = {"hostile:cyber": "60110400"}
"""Where the standard has a better entity for one affiliation."""


def shortened(number: re.Match[str]) -> str:
    """A number to one decimal, without a trailing nought."""
    return f"{round(float(number[0]), 1) + 0.0:g}"


def attributes(style: re.Match[str]) -> str:
    """An inline style as presentation attributes."""
    pairs = (part.split(":", 1) for part in style[1].split(";") if ":" in part)
    return " ".join(f'{name.strip()}="{value.strip()}"' for name, value in pairs)


def drawn(sidc: str, colour: str, svg: str) -> str:
    """The inside of the drawing *svg* of *sidc*, its frame in *colour*."""
    found = re.fullmatch(r"<svg[^>]*>(.*)</svg>", svg, re.DOTALL)
    if found is None:
        raise SystemExit(f"{sidc} is drawn in a way this script does not know")
    inner = re.sub(r'\bstyle="([^"]*)"', attributes, found[1]).replace(PURPLE, colour)
    inner = re.sub(r"-?\d*\.\d{2,}", shortened, inner)
    inner = re.sub(r"(rgb\([^)]*\))", lambda m: m[1].replace(" ", ""), inner)
    inner = inner.replace(' fill-opacity="1"', "")
    inner = re.sub(r"\s+>", ">", inner)
    inner = re.sub(r"></(path|circle)>", "/>", inner)
    if re.search(r"style=|\bid=|<script|href|url\(|xmlns|<clipPath|\son\w+=", inner) or colour not in inner:
        raise SystemExit(f"{sidc} has something in its drawing that the pages do not allow, or no frame")
    return inner


def main() -> None:
    """Write the file and tell how large it is."""
    if len(sys.argv) != 2:
        raise SystemExit("usage: python docs/symbols.py MILSYMBOL")
    package = Path(sys.argv[1]).resolve()
    version = json.loads((package / "package.json").read_text("utf-8"))["version"]
    wanted = [
        (f"{affiliation}:{what}", f"10{EXERCISE}{of.digit}{what[:2]}0000{what[2:]}0000", what, of)
        for affiliation, of in AFFILIATIONS.items()
        for what in ENTITIES
    ]
    ran = subprocess.run(
        ["node", "-e", NODE, str(package)],
        input=json.dumps([code for _, code, _, _ in wanted]),
        capture_output=True,
        text=True,
        check=True,
    )
    symbols: dict[str, dict[str, object]] = {}
    for (name, sidc, what, of), made in zip(wanted, json.loads(ran.stdout), strict=True):
        if not made["valid"]:
            raise SystemExit(f"{sidc} is not a symbol the package knows")
        box = " ".join(f"{n:g}" for n in made["box"])
        svg = drawn(sidc, of.colour, made["svg"])
        symbols[name] = {"sidc": sidc, "meaning": ENTITIES[what], "box": box, "anchor": CENTRE, "svg": svg}
    told = f"MIL-STD-2525D / APP-6D, drawn with milsymbol {version} (MIT) by docs/symbols.py"
    text = json.dumps({"source": told, "domains": DOMAINS, "except": EXCEPT, "symbols": symbols}, indent=0) + "\n"
    OUT.write_text(text, encoding="utf-8")
    print(f"{OUT.name}: {len(symbols)} symbols, {len(text):,} bytes")


if __name__ == "__main__":
    main()
