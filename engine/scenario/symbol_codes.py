"""Symbol identification codes: the twenty digits of MIL-STD-2525D and APP-6D that a force of a scenario may be drawn with.

Of a code the map takes what the thing is: its symbol set and its entity. That it is an exercise and whose side the thing is on
the map says itself, for each who looks; echelons and modifiers are not drawn, and a code that has some is refused.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["ENTITIES", "entity", "wrong_code"]

DIGITS = 20
EDITIONS = ("10", "11", "12", "13", "14", "15")
"""The first two digits: editions of the standard in which the entities below mean the same."""


def _set(digits: str, name: str, rows: str) -> dict[str, str]:
    """Entities of a symbol set: ``digits meaning``, one a semicolon."""
    pairs = (row.split(maxsplit=1) for row in rows.split(";"))
    return {digits + code: f"{name}: {' '.join(meaning.split())}" for code, meaning in pairs}


ENTITIES: Mapping[str, str] = {
    **_set("01", "air", """
        110000 military; 110100 military fixed wing; 110101 medical evacuation; 110102 attack or strike; 110103 bomber; 110104 fighter;
        110107 cargo; 110108 jammer; 110109 tanker; 110110 patrol; 110111 reconnaissance; 110113 utility; 110116 airborne early warning;
        110118 antisubmarine warfare; 110125 search and rescue; 110200 military rotary wing; 110300 unmanned aircraft;
        120100 civilian fixed wing; 120200 civilian rotary wing; 120300 civilian unmanned aircraft"""),
    **_set("02", "air missile", "110000 missile in flight"),
    **_set("05", "space", "110000 military; 110700 satellite; 111500 reconnaissance satellite"),
    **_set("10", "land unit", """
        000000 unspecified; 110200 civil affairs; 110300 civil-military cooperation; 110400 information operations; 111000 signal;
        120400 antitank; 120500 armour; 120600 aviation, rotary wing; 120800 aviation, fixed wing; 121100 infantry; 121102 mechanised infantry;
        121104 motorised infantry; 121300 reconnaissance; 121700 special forces; 121800 special operations forces; 130100 air defence;
        130103 air and missile defence; 130300 field artillery; 140100 chemical, biological, radiological and nuclear defence;
        140700 engineer; 140800 explosive ordnance disposal; 141000 fire protection; 141200 military police; 141700 security;
        141800 search and rescue; 150500 electronic warfare; 151000 military intelligence; 160000 sustainment; 161100 maintenance;
        161300 medical; 163400 supply; 163600 transportation"""),
    **_set("11", "land civilian", "110100 environmental protection; 110200 government organisation; 111000 emergency medical operation"),
    **_set("15", "land equipment", "111100 surface-to-air missile launcher; 120200 tank; 220300 radar"),
    **_set("20", "land installation", "120802 military base; 121309 sea port or naval base"),
    **_set("30", "sea surface", """
        120100 carrier; 120202 cruiser; 120203 destroyer; 120204 frigate; 120205 corvette; 120206 littoral combatant; 120300 amphibious warfare
        ship; 120400 mine warfare ship; 120401 minelayer; 120402 minesweeper; 120404 minehunter; 120500 patrol boat; 120700 unmanned
        surface vehicle; 130000 military non combatant; 130100 auxiliary; 130104 intelligence collector; 130105 ocean research ship;
        130106 survey ship; 130107 hospital ship; 130108 cargo ship; 130110 replenishment oiler; 140100 merchant ship; 140102 container ship;
        140104 roll-on roll-off; 140105 ferry; 140109 oil tanker; 140110 passenger ship; 140111 ocean-going tug; 140200 fishing vessel;
        140202 trawler; 140300 law enforcement vessel; 140500 motor yacht"""),
    **_set("35", "sea subsurface", "110100 submarine; 110200 other submersible; 120100 civilian submersible"),
    **_set("40", "activity", "000000 unspecified"),
    **_set("60", "cyberspace", "110300 cyber protection team; 110400 nation state cyber threat actor"),
}  # fmt: skip
"""What the map can draw: symbol set and entity, eight digits, and what they mean. The usual ones of a national exercise; judgement."""


def entity(code: str) -> str:
    """The eight digits of *code* that say what is drawn; empty if it is no code the map knows."""
    return "" if wrong_code(code) else code[4:6] + code[10:16]


def wrong_code(code: str) -> str:
    """What is wrong with *code*, as a sentence for its author; empty if it can be drawn."""
    if len(code) != DIGITS or not (code.isascii() and code.isdigit()):
        return f"a symbol identification code has {DIGITS} digits, as MIL-STD-2525D and APP-6D write them: 10031000001211000000 is infantry"
    if code[:2] not in EDITIONS:
        return f"it begins with {code[:2]}: the editions known begin with {EDITIONS[0]} to {EDITIONS[-1]}"
    if int(code[6:10]) or int(code[16:20]):
        return "digits 7 to 10 and 17 to 20 must be 0: the map draws no status, no echelon and no modifiers"
    what = code[4:6] + code[10:16]
    if what not in ENTITIES:
        alike = [one for one in ENTITIES if one[:2] == what[:2]]
        nearest = sorted(alike, key=lambda one: abs(int(one) - int(what)))[:3]
        some = ", ".join(f"{one[2:]} {ENTITIES[one].split(': ', 1)[1]}" for one in nearest)
        known = f"nearest: {some}" if some else f"symbol sets drawn: {', '.join(sorted({one[:2] for one in ENTITIES}))}"
        return f"the map has no symbol for set {what[:2]}, entity {what[2:]} (digits 5, 6 and 11 to 16); {known}"
    return ""
