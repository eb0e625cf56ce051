"""Mistakes that an author of scenarios makes: each a small edit of the shipped scaffold, with what is said about it.

The test of the linter tries each, and tries whether what the message asks for makes it go away; the manual's page of mistakes is made of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from fourthseat import scenarios
from fourthseat.engine.core.terms import Seat
from fourthseat.engine.lint.linting import check_file
from fourthseat.engine.rules.player import Player
from fourthseat.engine.scenario.codes import CODES
from fourthseat.engine.scenario.findings import Finding
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.cast import cast

__all__ = [
    "END",
    "MISTAKES",
    "MOST_GAMES",
    "OF_ONES_OWN",
    "SCAFFOLD",
    "TAKEN_SILENTLY",
    "Mistake",
    "found",
    "marked",
    "mended",
    "page",
]

MOST_GAMES = 24
"""Games that are played where a mistake shows in no other way."""
SCAFFOLD = scenarios.SCAFFOLD.read_text("utf-8")

END = ""
"""For :attr:`Mistake.was`: the text is added at the end of the file."""


class Mistake(NamedTuple):
    """One edit of a file that can be played."""

    what: str
    """The mistake in an author's words."""
    was: str
    """What the scaffold says, once in it."""
    wrote: str
    """What is written instead; ``¦`` stands where the message should point."""
    code: str
    says: tuple[str, ...]
    """Words of the message: what stands there, and what would be right."""
    mend: str | None = None
    """What a reader of the message would write instead of it; None: what stood there before."""
    score: int = 3
    """Whether somebody who is no programmer can mend it: 3 from the message alone, 2 with the code's page or the reference of keys."""
    play: bool = False
    """Whether it shows only when the file is played."""
    also: tuple[tuple[str, str], ...] = ()
    """What else is changed in the file, in the same way."""


def option(name: str, rest: str) -> str:
    """A row of the menu."""
    return f'\n[[option]]\nid = "{name}"\ntitle = "{name}"\ntext = "What is done."\nrung = 1\nsource = "invented"\n{rest}\n'


def seat(name: str, rest: str = "") -> str:
    """One more seat."""
    return (
        f'\n[[seat]]\nid = "{name}"\nname = "{name}"\nrole = "A staff"\nbrief = "You are told."\n'
        f'objectives = [{{ id = "x", text = "Hold" }}]\nsource = "invented"\n{rest}\n'
    )


def own_cell(name: str, colour: str, side: str) -> str:
    """A cell of the file's own, or a standard one with its name and colour."""
    return f'\n[[cell]]\nid = "{name}"\ntitle = "The {name.lower()} side"\ncolour = "{colour}"\nside = {side}\n'


def indicator(name: str) -> str:
    """A number of the scenario's own that drifts."""
    return (
        f'\n[[indicator]]\nid = "{name}"\ntitle = "Grain in store"\nunit = "weeks"\nstart = {{ value = 8, low = 6, high = 10 }}\n'
        f'drift_per_day = {{ value = -0.1, low = -0.2, high = 0 }}\nsource = "invented"\n'
    )


def inject(name: str, rest: str, to: str = '"NORTH"') -> str:
    """One more row of the events list."""
    return (
        f'\n[[msel]]\nid = "{name}"\nto = [{to}]\ntext = "Something is heard by {name}."\nexpected = "An answer."\n'
        f'objective = "north-trade"\nsource = "invented"\n{rest}\n'
    )


SPEED = 'home = "north-port"\nstrength = { value = 2, low = 1, high = 3 }\navailability = { value = 0.8, low = 0.6, high = 1 }\nspeed_kn = { value = 18, low = 14, high = 24 }'
WINDOW = "hour = 0\nwindow_hours = { low = 60, mode = 90, high = 130 }"
CUTTER = 'speed_kn = { value = 16, low = 12, high = 20 }\nsource = "invented"'
GAIN = 'gain = { value = 1.0, source = "the unit of utility" }\ncost = { value = 1.0,'
SEVERITY = "severity = { low = 0.1, mode = 0.3, high = 0.5 }"
RESOLVE = "resolve = { low = 0.7, mode = 1.0, high = 1.3 }"
STRAIT = 'name = "The Strait"\nlat = 56.0\nlon = 4.0'
PATROL = 'kind = "deploy"\nseats = ["NORTH", "SOUTH", "ISLE"]\ndomains = ["surface"]\nrung = 2'
PROTEST = 'kind = "statement"\nseats = ["NORTH", "SOUTH", "ISLE"]\njoint = true\nrung = 1'
ACCESS = '\n[[access]]\nid = "isle-rule"\nhost = "ISLE"\nguest = "SOUTH"\nplace = "isle-port"\nconsent = ¦true\nsource = "invented"\n'
LAW = '\n[[legal]]\nid = ¦"grave"\ntitle = "A grave situation"\nseat = "NORTH"\nopens = []\nsource = "invented"\n'
HOTLINE = 'kind = "reassure"\nseats = ["NORTH", "SOUTH", "ISLE"]\nrung = 0\nsource = "invented"'
FIRST = 'hour = 24\nfrom = "Shipowners"\nto = ["NORTH", "SOUTH", "ISLE"]'
WHEN = 'when = "searches chose press"'
PACT = 'title = "The pact, Isle beside it"\nrule = "unanimity"\nlead = "NORTH"'
BESIDE = '[[coalition.ally]]\nseat = "ISLE"\nvia = "NORTH"\ninformation = { value = 0.5, low = 0.2, high = 0.8 }\nconsult_hours = { low = 6, mode = 12, high = 36 }'
NORTH_LAG = 'lag_mu = { value = -0.4, low = -1.0, high = 0.3, note = "natural logarithm of days: about sixteen hours until it has a position" }'
LAGS = tuple(
    (f"lag_mu = {mu} }}\nlag_sigma = {{ value = 0.8, low = 0.5, high = 1.2 }}\n", "")
    for mu in ("{ value = 0.2, low = -0.4, high = 0.8", "{ value = -0.2, low = -0.8, high = 0.5")
) + ((NORTH_LAG + "\nlag_sigma = { value = 0.8, low = 0.5, high = 1.2 }\n", ""),)
RIVAL = 'brief = "Each ship you search is a step. A fight is not worth it."'
AIM = 'text = "Searching ships becomes a custom", capability = "signal" }]\nsource = "invented"'
PLANE = '\n[[force]]\nid = "plane"\nseat = "NORTH"\nname = "A patrol aircraft"\ndomain = "air"\nhome = "north-port"\nstrength = { value = 1, source = "invented" }\navailability = { value = 1, source = "invented" }\nspeed_kn = { value = 250, source = "invented" }\nsource = "invented"\n'
TREATY = '\n[[treaty]]\nid = "odd"\nparties = [{}]\nside_by_side = {{ value = 0.4, source = "invented" }}\nsource = "invented"\n'
LINE = '\n[[programme]]\nid = ¦"sonar"\ntitle = "Sonar"\ndonor = "NORTH"\ndomains = ["surface"]\nsource = "invented"\n'

TAKEN_SILENTLY = (
    Mistake(
        "two injects open one incident", END, inject("INJ-04", 'hour = 50\neffect = { opens = ¦"ferry" }'), "FS220",
        ("INJ-02 opens already", "an incident opens once"), inject("INJ-04", "hour = 50"),
    ),
    Mistake(
        "an inject opens what opens at an hour of its own", FIRST, FIRST + '\neffect = { opens = ¦"searches" }', "FS220",
        ("'searches'", "by itself at hour 0", "remove one of the two"),
    ),
    Mistake(
        "the opponent's ships among those of a deployment", PATROL, PATROL.replace('"ISLE"]', '"ISLE", ¦"RIVAL"]'), "FS601",
        ("'RIVAL' can never order it", "no force of surface"),
    ),
    Mistake(
        "the opponent protests with the members", PROTEST, PROTEST.replace('"ISLE"]', '"ISLE", ¦"RIVAL"]'), "FS223",
        ("'RIVAL' sits in RED", "a statement is said and shown for the coalition"),
    ),
    Mistake(
        "a patrol aircraft against an act that only ships are listed for", PATROL + '\nsource = "invented"',
        PATROL.replace('["surface"]', '["surface", "air"]') + '\nsource = "invented"\n' + PLANE,
        "FS307", ("domains does not list 'air'", "they count here in full"), None, 2,
    ),
    Mistake(
        "the host of a national measure is the seat that orders it", HOTLINE, HOTLINE.replace('["NORTH", "SOUTH", "ISLE"]', '["NORTH"]\nconsent_of = [¦"NORTH"]'), "FS222",
        ("'NORTH'", "nobody would be asked", "remove it or name the host"),
    ),
    Mistake(
        "a BLUE seat that belongs nowhere in one variant", BESIDE, "", "FS501",
        ("in pact it is neither member nor ally", "consults nobody"), BESIDE,
    ),
    Mistake(
        "a BLUE seat that belongs nowhere at all", END, seat("EAST", 'cell = ¦"BLUE"'), "FS501",
        ("in pact, pact-isle it is neither member nor ally",), seat("EAST", 'cell = "GREEN"'),
    ),
    Mistake(
        "a hotline about one incident", HOTLINE, HOTLINE + '\nincidents = [¦"searches"]', "FS221",
        ("reassure is about no incident", "nobody could order it", "remove it"),
    ),
    Mistake(
        "talks about one incident", 'kind = "consult"', 'kind = "consult"\nincidents = [¦"searches"]', "FS221", ("consult is about no incident", "remove it"),
    ),
    Mistake(
        "a deployment that should convince by itself", PATROL, PATROL + '\ncredibility = ¦{ value = 0.3, low = 0, high = 0.5 }', "FS303",
        ("credibility = 0.3 convinces nobody", "reads statements"),
    ),
    Mistake(
        "the size of a protest", PROTEST, PROTEST + '\namount = ¦{ value = 3, low = 1, high = 5 }', "FS302", ("amount = 3 changes nothing", "a statement has no size"),
    ),
    Mistake(
        "a severity in per cent", SEVERITY, "severity = { low = ¦10, mode = 30, high = 50 }", "FS401",
        ("severity.low = 10 is not between 0 and 1", "10 per cent is 0.1"), SEVERITY,
    ),
    Mistake(
        "a severity above one", SEVERITY, "severity = { low = 0.5, mode = 1, high = ¦2 }", "FS401", ("severity.high = 2 is not between 0 and 1",), SEVERITY,
    ),
    Mistake("a resolve below nothing", RESOLVE, "resolve = { low = ¦-1, mode = 1, high = 2 }", "FS401", ("resolve.low = -1", "about 1"), RESOLVE),
    Mistake(
        "the sign of a longitude lost", STRAIT, 'name = "The Strait"\nlat = 56.0\nlon = ¦34.0', "FS405",
        ("lon with the other sign", "lon = -34"), 'name = "The Strait"\nlat = 56.0\nlon = -34.0',
        also=(("lon = 5.5", "lon = -35.5"), ("lon = 5.0", "lon = -35.0"), ("lon = 2.0", "lon = -32.0")),
    ),
    Mistake(
        "latitude and longitude swapped", STRAIT, 'name = "The Strait"\nlat = ¦4.0\nlon = 56.0', "FS405",
        ("lat and lon swapped", "lat = 56, lon = 4"), STRAIT,
    ),
    Mistake("knots and kilometres an hour", SPEED, SPEED.replace("{ value = 18, low = 14, high = 24 }", '¦{ value = 741, source = "invented" }'), "FS402", ("741 km/h are 400 kn",), SPEED),
    Mistake("a ship that makes no way", SPEED, SPEED.replace("{ value = 18, low = 14, high = 24 }", '¦{ value = 0, source = "invented" }'), "FS402", ("speed_kn = 0", "give its speed in knots"), SPEED),
    Mistake(
        "a window in days", WINDOW, "hour = 0\nwindow_hours = ¦{ low = 3, mode = 4, high = 6 }", "FS403",
        ("were days meant?", "72 to 144 hours"), "hour = 0\nwindow_hours = { low = 72, mode = 96, high = 144 }",
    ),
    Mistake("a window of three years", WINDOW, "hour = 0\nwindow_hours = { low = 60, mode = 90, high = ¦26280 }", "FS401", ("26280 is not between", "a year at most"), WINDOW),
    Mistake(
        "trust in per cent", "trust = { value = 0.7, low = 0.5, high = 0.9 }", "trust = ¦{ value = 70, low = 50, high = 90 }", "FS103",
        ("70 is not a share between 0 and 1", "70 per cent is 0.7"),
    ),
    Mistake("a source that stands in no list", CUTTER, CUTTER.replace('"invented"', '¦"[Hughes1994]"'), "FS503", ("'Hughes1994'", "did you mean 'Hughes1995'?"), CUTTER.replace("invented", "[Hughes1995]")),
    Mistake(
        "a source of one's own that is explained nowhere", "low = 0.5, high = 2.0 }", 'low = 0.5, high = 2.0, source = ¦"[Brown2024]" }', "FS503",
        ("'Brown2024'", "say what it is: [references]"), "low = 0.5, high = 2.0 }", 2,
    ),
    Mistake("a fact there is none of", GAIN, GAIN.replace("the unit of utility", "F197").replace('"F197', '¦"F197'), "FS503", ("'F197'", "stands in no list")),
    Mistake("a treaty with the opponent", END, TREATY.format('"NORTH", ¦"RIVAL"'), "FS224", ("'RIVAL' sits in RED",), TREATY.format('"NORTH", "SOUTH"')),
    Mistake("a treaty with oneself", END, TREATY.format('¦"NORTH", "NORTH"'), "FS224", ("'NORTH' twice",), TREATY.format('"NORTH", "SOUTH"')),
    Mistake("a seat called BOARD", END, seat("BOARD", 'cell = "GREEN"').replace("id = ", "id = ¦", 1), "FS225", ("'BOARD'", "BOARD1"), seat("BOARD1", 'cell = "GREEN"')),
    Mistake("jitter past ENDEX", WINDOW, "hour = 80\njitter_hours = ¦{ value = 200, low = 0, high = 200 }\nwindow_hours = { low = 60, mode = 90, high = 130 }", "FS408", ("as late as hour 280", "ends at 216"), WINDOW),
    Mistake(
        "windows too short for the staffs' default lag of six days", 'window_hours = { low = 60, mode = 90, high = 130 }',
        "window_hours = ¦{ low = 24, mode = 30, high = 36 }", "FS406", ("the fastest staff", "in half of all games", "of 100"), None, 2, also=LAGS,
    ),
    Mistake("an incident's window that outlasts the exercise", WINDOW, "hour = 180\nwindow_hours = ¦{ low = 60, mode = 90, high = 130 }", "FS407", ("open until hour 240", "ends at 216"), WINDOW),
    Mistake(
        "a window between two moves", WINDOW, "hour = ¦80\nwindow_hours = { low = 24, mode = 36, high = 48 }", "FS604",
        ("8 hours into move 2", "orders are given again at hour 144"), "hour = 72\nwindow_hours = { low = 24, mode = 36, high = 48 }",
    ),
    Mistake("a symbol that nothing draws", 'name = "One cutter"', 'name = "One cutter"\nsymbol = ¦"SFSPCLFF-------"', "FS103", ("has 20 digits",), 'name = "One cutter"\nsymbol = "10033000001403000000"'),
    Mistake("a note in a coalition", PACT, PACT + '\n¦note = "as agreed"', "FS301", ("nothing reads it", "as a comment"), PACT),
    Mistake("where the coordinates come from", 'language = "en"', 'language = "en"\n¦coordinates_source = "an atlas"', "FS301", ("nothing reads it",)),
    Mistake("sizes of an effect that has none", FIRST, FIRST + '\neffect = { basis = ¦"judgement" }', "FS308", ("effect.basis says where sizes come from",)),
    Mistake("a quorum larger than the coalition", PACT, PACT.replace("unanimity", "quorum:3").replace('"quorum', '¦"quorum'), "FS208", ("'quorum:3'", "only 2 members"), PACT.replace("unanimity", "quorum:2")),
    Mistake("an option whose domain nobody has", PATROL, PATROL.replace('["surface"]', '[¦"cyber"]'), "FS201", ("'cyber'", "no such domain of any force"), PATROL),
    Mistake("an option too high on the ladder", PATROL, PATROL.replace("rung = 2", "rung = 6"), "FS706", ("stood on nobody's menu",), PATROL, 2, play=True),
    Mistake("a condition that never holds", WHEN, 'when = { incident = "searches", outcome = ["SUCCESS"], rung_at_least = 6 }', "FS707", ("came in none",), WHEN, 2, play=True),
    Mistake("a condition that always holds", WHEN, "when = ¦{ rung_at_least = 1 }", "FS603", ("holds from the first hour", "ask for more"), WHEN),
    Mistake(
        "an incident that always ends the same", GAIN, GAIN.replace("gain = { value = 1.0", "gain = { value = 90"),
        "FS701", ("the opponent chose the same in all",), None, 2, play=True,
    ),
    Mistake("a measure that never varies", 'name = "peak_rung"', 'name = "leaks"', "FS702", ("leaks is 0 in all",), None, play=True),
    Mistake("moves with nothing in them", "turns = 3        #", "turns = 9 #", "FS704", ("nothing is open",), None, play=True),
)  # fmt: skip

OF_ONES_OWN = (
    Mistake(
        "an objective by a measure that there is not", 'text = "Searching ships becomes a custom", capability = "signal" }]', 'text = "Searching ships becomes a custom", capability = "signal", measures = [¦"p_pres"] }]', "FS201",
        ("objective", "'p_pres': no such measure", "did you mean 'p_press'?"),
    ),
    Mistake(
        "an indicator called like a word of conditions", END, indicator("rung").replace("id = ", "id = ¦", 1), "FS233",
        ("a word of the language of conditions", "rung-level"), indicator("rung-level"),
    ),
    Mistake(
        "an order that ends with a requirement it does not have", HOTLINE, HOTLINE + "\nrequires_throughout = ¦true", "FS308", ("it requires nothing",),
    ),
    Mistake(
        "a share of other forces where any count", STRAIT, STRAIT, "FS308", ("domains lists none, so forces of any domain count in full",),
        also=((WINDOW, WINDOW + '\nother_domains = { value = 0.5, low = 0.2, high = 0.8 }'), ('\ndomains = ["surface"]\nhour = 0', '\nhour = 0')),
    ),
    Mistake(
        "an option that requires what never comes about", HOTLINE, HOTLINE + '\nrequires = ¦"rung >= 6 and hour < 1"', "FS713", ("'rung >= 6 and hour < 1' held in none of 24 games; never held: rung >= 6",), play=True,
    ),
    Mistake(
        "a seat in a cell that there is not", 'cell = "RED"', 'cell = ¦"REDD"', "FS201", ("'REDD': no such cell", "did you mean 'RED'?"),
    ),
    Mistake(
        "an opponent's name for the coalition's cell", END, own_cell("RED", "#c9444b", '¦"coalition"'), "FS202",
        ("RED is the side 'opponent'",), own_cell("RED", "#c9444b", '"opponent"'),
    ),
    Mistake(
        "a cell in yellow", END, own_cell("RED", '#ffe000', '"opponent"').replace('"#', '¦"#'), "FS510",
        ("a contrast of 1.3 to 1 on a white page", "#a89400 has the same hue"), own_cell("RED", "#a89400", '"opponent"'),
    ),
    Mistake(
        "two cells in nearly one colour", END, own_cell("BLUE", "#c9504b", '"coalition"').replace('"#', '¦"#'), "FS511",
        ("hardly told from that of RED", "another hue"), own_cell("BLUE", "#3b7ac0", '"coalition"'),
    ),
    Mistake("a cell nobody sits in", END, own_cell("NORDIC", "#3b7ac0", '"coalition"').replace("id = ", "id = ¦", 1), "FS512", ("no seat sits in it",), ""),
    Mistake("a misspelt key", "turn_hours = 72", "¦turn_hour = 72", "FS101", ("did you mean 'turn_hours'?",)),
    Mistake("the key of another table", 'name = "One cutter"', 'name = "One cutter"\n¦window_hours = 20', "FS101", ("unknown key; it belongs to [[incident]]",), 'name = "One cutter"'),
    Mistake("a row without its header", "[[treaty]]", "[¦treaty]", "FS103", ("a list of rows", "write [[treaty]]")),
    Mistake("text without quotation marks", 'title = "Patrol"', "title = Patrol", "FS001", ("text stands in quotation marks",)),
    Mistake("a comma in a number", "lat = 56.0", "lat = 56,0", "FS001", ("decimals have a point: 56.0",)),
    Mistake("a quotation mark that is not closed", 'role = "The cabinet of Isle"', 'role = "The cabinet of Isle', "FS001", ("a text begins and ends with a quotation mark",)),
    Mistake("a key twice in one row", 'rung = 3\nseverity', 'rung = 3\nrung = 4\nseverity', "FS001", ("of this name stands before it", "remove one")),
    Mistake("a number as text", "turn_hours = 72", 'turn_hours = ¦"72"', "FS103", ("'72'", "a whole number is wanted here")),
    Mistake("an hour as clock time", FIRST, FIRST.replace("hour = 24", 'hour = ¦"H+24"'), "FS103", ("'H+24'", "a whole number is wanted here"), FIRST),
    Mistake("a date where hours count", FIRST, FIRST.replace("hour = 24", "hour = ¦2026-05-01"), "FS103", ("2026-05-01 is a date", "a whole number is wanted here"), FIRST),
    Mistake("half an hour", FIRST, FIRST.replace("hour = 24", "hour = ¦24.5"), "FS103", ("24.5", "a whole number is wanted here"), FIRST),
    Mistake("one name where a list is wanted", 'to = ["ISLE"]', 'to = ¦"ISLE"', "FS103", ("'ISLE'", '["ISLE"]')),
    Mistake("true in quotation marks", "joint = true\nrung = 3", 'joint = ¦"true"\nrung = 3', "FS103", ("true or false is wanted here",)),
    Mistake("a number without its basis", "red_strength = { value = 2, low = 1, high = 3 }\ngain = { value = 1.0, source = \"the unit of utility\" }\ncost = { value = 1.0", 'red_strength = ¦2\ngain = { value = 1.0, source = "the unit of utility" }\ncost = { value = 1.0', "FS104", ("2 is bare", "{ value = 2, source = … }")),
    Mistake("a judgement without its range", "base_resist = { value = 0.2, low = 0.05, high = 0.4 }", "base_resist = ¦{ value = 0.2 }", "FS104", ("neither a source nor a range",)),
    Mistake("half a range", "base_resist = { value = 0.2, low = 0.05, high = 0.4 }", "base_resist = ¦{ value = 0.2, low = 0.05 }", "FS104", ("both low and high",)),
    Mistake("a value outside its own range", "base_resist = { value = 0.2, low = 0.05, high = 0.4 }", "base_resist = ¦{ value = 0.2, low = 0.3, high = 0.4 }", "FS104", ("lies outside its range",)),
    Mistake("a spread upside down", SEVERITY, "severity = ¦{ low = 0.5, mode = 0.3, high = 0.1 }", "FS103", ("low 0.5, mode 0.3, high 0.1 do not rise", "in this order")),
    Mistake("a spread as one number", SEVERITY, "severity = ¦0.3", "FS103", ("0.3", "a spread is wanted here", "{ low = …, mode = …, high = … }")),
    Mistake("a seat in small letters", 'to = ["ISLE"]', 'to = [¦"isle"]', "FS103", ("'isle'", "did you mean 'ISLE'?")),
    Mistake("a seat that is not there", 'to = ["ISLE"]', 'to = [¦"ISLES"]', "FS201", ("no such seat", "did you mean 'ISLE'?")),
    Mistake("a kind of order that is none", 'kind = "reassure"', 'kind = ¦"hotline"', "FS103", ("'hotline'", "'reassure'"), None, 2),
    Mistake("a misspelt effect", 'effect = { opens = "ferry" }', 'effect = { ¦open = "ferry" }', "FS101", ("did you mean 'opens'?",)),
    Mistake("an outcome of nothing", WHEN, 'when = { outcome = ["FAILURE"] }', "FS211", ("no incident",)),
    Mistake("an outcome in small letters", WHEN, 'when = { incident = "searches", outcome = [¦"failure"] }', "FS103", ("'failure'", "'SUCCESS', 'PARTIAL' or 'FAILURE'")),
    Mistake("a condition that waits for itself", WHEN, 'when = { incident = "ferry" }', "FS212", ("circular condition", "inject INJ-02 -> incident ferry"), WHEN, 2),
    Mistake("a silence longer than every window", PACT, PACT.replace('"unanimity"', '¦"silence:200"'), "FS605", ("'silence:200'", "give fewer hours"), PACT.replace("unanimity", "silence:12")),
    Mistake("an effect that never comes about", HOTLINE, HOTLINE + '\neffects = [{ does = "trust", amount = { value = 0.1, source = "invented" }, chance = ¦{ value = 0, low = 0, high = 0 } }]', "FS313", ("chance = 0, so it never comes about",), HOTLINE),
    Mistake("an effect that comes after the end", HOTLINE, HOTLINE + '\neffects = [{ does = "trust", amount = { value = 0.1, source = "invented" }, delay_hours = ¦{ value = 300, low = 200, high = 400 } }]', "FS414", ("delay_hours = 300", "ends at 216"), HOTLINE),
    Mistake("a number that nothing moves", END, '\n[[indicator]]\nid = ¦"price"\ntitle = "The price"\nstart = { value = 3, source = "invented" }\nunit = "dollars"\nsource = "invented"\n', "FS314", ("nothing moves it",), ""),
    Mistake("a lead that does not belong", PACT, PACT.replace('lead = "NORTH"', 'lead = ¦"ISLE"'), "FS208", ("lead = 'ISLE' is not a member",), PACT),
    Mistake("an ally of nobody in the coalition", BESIDE, BESIDE.replace('via = "NORTH"', 'via = "ISLE"'), "FS209", ("via = 'ISLE' is not a member",), BESIDE),
    Mistake("member and ally at once", BESIDE, BESIDE + '\n[[coalition.member]]\nseat = "ISLE"\ninformation = { value = 0.6, low = 0.3, high = 0.8 }\nexempt_share = { value = 0, source = "x" }', "FS209", ("both member and ally",), BESIDE),
    Mistake("the opponent as an ally", BESIDE, BESIDE.replace('seat = "ISLE"', 'seat = "RIVAL"'), "FS202", ("'RIVAL' sits in RED", "only BLUE seats can belong"), BESIDE),
    Mistake("an opponent that is none", 'opponent = "RIVAL"\ndomains = ["surface"]\nhour = 0', 'opponent = ¦"SOUTH"\ndomains = ["surface"]\nhour = 0', "FS202", ("'SOUTH' sits in BLUE, not RED",)),
    Mistake("a transfer of nothing", HOTLINE, HOTLINE.replace("reassure", "transfer"), "FS207", ("a transfer needs a programme",), HOTLINE),
    Mistake("a deployment of nothing", PATROL, PATROL.replace('domains = ["surface"]\n', ""), "FS207", ("a deployment needs domains",), PATROL),
    Mistake("a licence that nobody gives", HOTLINE, HOTLINE + "\nlicence = true", "FS207", ("names no donor",), HOTLINE),
    Mistake("talks as a joint measure", 'kind = "consult"', 'kind = "consult"\njoint = ¦true', "FS207", ("a consult is no coalition measure",)),
    Mistake("an inject after the end", FIRST, FIRST.replace("hour = 24", "hour = ¦300"), "FS203", ("hour = 300 is after ENDEX (216)",), FIRST),
    Mistake("an inject without an hour", FIRST, FIRST.replace("hour = 24\n", ""), "FS210", ("needs an hour",), FIRST),
    Mistake("an incident that nothing opens", 'effect = { opens = "ferry" }\n', "", "FS205", ("has no hour and no inject opens it",)),
    Mistake("a measure there is none of", 'name = "peak_rung"', 'name = ¦"peak_rungs"', "FS201", ("did you mean 'peak_rung'?",)),
    Mistake("two rows of one name", 'id = "hotline"', 'id = "talk"', "FS004", ("'talk' appears twice", "rename one")),
    Mistake("two options of one title", 'title = "Patrol"', 'title = ¦"Joint protest"', "FS507", ("is that of option protest too",)),
    Mistake("one message twice", 'text = "Members ask who is doing what in our waters, and who was asked."', 'text = ¦"Insurance for the strait has doubled since yesterday."', "FS507", ("is that of msel INJ-01 too",)),
    Mistake("a seat twice among those who may order", PATROL, PATROL.replace('"ISLE"]', '"ISLE", "NORTH"]').replace('seats = ["', 'seats = [¦"'), "FS312", ("'NORTH' stands there 2 times",), PATROL),
    Mistake("a title left from the scaffold", 'name = "scaffold"', 'name = "ours"', "FS506", ("still what `fourthseat new` wrote",), None),
    Mistake("an objective of somebody who is not told", 'to = ["ISLE"]', 'to = ["SOUTH"]', "FS508", ("is ISLE's", "does not receive the inject")),
    Mistake("an inject from which nobody expects anything", 'expected = "The cabinet can say what it was asked and what it answered."', '¦expected = ""', "FS505", ("no expected response",)),
    Mistake("an objective that nothing tests", 'objective = "isle-heard"', 'objective = "north-trade"', "FS502", ("isle-heard (ISLE)",)),
    Mistake("technology that nobody transfers", END, LINE, "FS309", ("no option transfers it", 'kind = "transfer"'), ""),
    Mistake("an opponent with a staff's lag", RIVAL, RIVAL + "\nlag_mu = ¦{ value = 1, low = 0, high = 2 }", "FS308", ("lag_mu = 1 changes nothing", "takes no positions"), RIVAL),
    Mistake(
        "an opponent with a comfortable rung", AIM, AIM + "\n[seat.doctrine]\ncomfortable_rung = ¦2\n", "FS308",
        ("comfortable_rung = 2 changes nothing", "an opponent's staff does not read it"), AIM,
    ),
    Mistake("a capital that surges", "[seat.doctrine]  #", "[seat.doctrine]\nsurges = ¦true  #", "FS308", ("surges = true changes nothing", "only a RED seat")),
    Mistake("an aircraft that no order sends", END, PLANE.replace('"air"', '¦"air"'), "FS310", ("no option lets NORTH send a force of domain 'air'",), "", 2),
    Mistake("a place where nothing happens", '[[place]]\nid = "isle-port"', '[[place]]\nid = ¦"harbour"\nname = "A harbour"\nlat = 56\nlon = 3\nsource = "invented"\n\n[[place]]\nid = "isle-port"', "FS311", ("no incident happens there",)),
    Mistake("a desk in an exercise without licences", END, "\n[¦desk]\nofficers = 3\n", "FS308", ("desk: no option needs a licence",), ""),
    Mistake("tons for ships", "red_strength = { value = 2, low = 1, high = 3 }\ngain = { value = 1.0, source = \"the unit of utility\" }\ncost = { value = 1.0", 'red_strength = ¦{ value = 4000, low = 3000, high = 5000 }\ngain = { value = 1.0, source = "the unit of utility" }\ncost = { value = 1.0', "FS410", ("red_strength = 4000 against 3.5",)),
    Mistake("dollars for billions", 'budget_musd = { value = 100, low = 50, high = 200 }', 'gdp_busd = ¦{ value = 400000000000, source = "invented" }\nbudget_musd = { value = 100, low = 50, high = 200 }', "FS411", ("billion US$",), None),
    Mistake("people for thousands", 'budget_musd = { value = 100, low = 50, high = 200 }', 'people = ¦{ value = 50000, source = "invented" }\nbudget_musd = { value = 100, low = 50, high = 200 }', "FS411", ("thousands of people",), None),
    Mistake("staff work that outlasts every window", PROTEST, PROTEST + "\nstaff_hours = ¦{ value = 200, low = 100, high = 300 }", "FS412", ("longer than any window",), PROTEST),
    Mistake("hours in days", FIRST, FIRST.replace("hour = 24", "hour = 1"), "FS413", ("were days meant?",), None, also=(("hour = 100", "hour = ¦3"),)),
    Mistake("an option nobody can pay", PATROL, PATROL + "\ncost_musd = ¦{ value = 500, low = 400, high = 600 }", "FS602", ("cost_musd = 500", "budget_musd"), PATROL),
    Mistake("a lag in hours", NORTH_LAG, 'lag_mu = ¦{ value = 9, source = "invented" }', "FS409", ("8,103 days",), NORTH_LAG, 2),
    Mistake("a window nobody can reach", WINDOW, "hour = 0\nwindow_hours = ¦{ low = 6, mode = 7, high = 8 }", "FS404", ("no force can be there in time", "nautical miles at"), WINDOW, 2),
    Mistake("a contingency with an hour", 'kind = "contingency"  #', 'kind = "contingency"\nhour = ¦5 #', "FS305", ("hour = 5 is not looked at",), None),
    Mistake("a condition beside an hour", FIRST, FIRST + "\n¦when = { rung_at_least = 4 }", "FS306", ("sent at hour 24 whether or not",), FIRST),
    Mistake("domains of talk", HOTLINE, HOTLINE + '\n¦domains = ["surface"]', "FS304", ("only a deploy uses it",), HOTLINE),
    Mistake("a donor of nothing licensed", HOTLINE, HOTLINE + '\ndonor = ¦"NORTH"', "FS304", ("licence is false",), HOTLINE),
    Mistake("a file to build on that is not there", 'name = "scaffold"', 'extends = ¦"streit"\nname = "scaffold"', "FS003", ("no streit.toml beside it",)),
    Mistake("a row dropped from nothing", 'name = "scaffold"', 'drop = ¦["option.talk"]\nname = "scaffold"', "FS005", ("nothing to drop from without extends",)),
    Mistake("agreed beforehand, though nobody need agree", PACT, PACT + '\nstanding = [¦"hotline"]', "FS227", ("'hotline' is no joint measure",), PACT),
    Mistake("agreed beforehand, and misspelt", PACT, PACT + '\nstanding = [¦"protst"]', "FS201", ("did you mean 'protest'?",), PACT),
    Mistake("access to one's own place", END, ACCESS.replace('¦', '').replace('guest = "SOUTH"', 'guest = ¦"ISLE"'), "FS228", ("is the host as well",), ""),
    Mistake("access nobody can ask for", END, ACCESS, "FS316", ("no option of SOUTH asks for it", "effect access"), ""),
    Mistake("law that opens somebody else's option", END, LAW.replace('¦', '').replace('opens = []', 'opens = [¦"patrol"]'), "FS229", ("not among the options of NORTH",), "", also=((PATROL, PATROL.replace('"NORTH", ', "")),)),
    Mistake("law that nobody can declare", END, LAW, "FS316", ("nothing lets NORTH declare it", "effect legal"), ""),
    Mistake("a ladder of two rungs", END, '\n[ladder]\nrungs = ["calm", "war"]\n', "FS206", ("2 rungs", "3 to 12"), ""),
    Mistake("an act above the top of the ladder", END, '\n[ladder]\nrungs = ["calm", "push", "war"]\n', "FS215", ("rung = 3", "highest rung is 2, war"), ""),
    Mistake("a name with blanks", 'id = "strait"', 'id = ¦"the strait"', "FS103", ("'the strait'", "hyphens")),
    Mistake("moves of no hours", "turn_hours = 72", "turn_hours = ¦0", "FS103", ("1 or more is wanted here",)),
    Mistake("a latitude beyond the pole", "lat = 56.0", "lat = ¦156.0", "FS103", ("90.0 or less is wanted here",)),
    Mistake("a negative cost", "cost = { value = 1.0, low = 0.5", "cost = ¦{ value = -1.0, low = -2", "FS103", ("must be more than 0",)),
)  # fmt: skip
MISTAKES = (*TAKEN_SILENTLY, *OF_ONES_OWN)


def marked(mistake: Mistake) -> tuple[str, tuple[int, int] | None]:
    """The file with the mistake in it, and the line and column at which its message should point; None where the file is enough."""
    text = _edited(((mistake.was, mistake.wrote), *mistake.also))
    at = text.find("¦")
    place = (text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)) if at >= 0 else None
    return text.replace("¦", ""), place


def mended(mistake: Mistake) -> str:
    """The file after somebody did what the message says."""
    return _edited(((mistake.was, mistake.was if mistake.mend is None else mistake.mend),))


def _edited(pairs: tuple[tuple[str, str], ...]) -> str:
    text = SCAFFOLD
    for was, wrote in pairs:
        if was == END:
            text += wrote
            continue
        assert text.count(was) == 1, was
        text = text.replace(was, wrote)
    return text


def found(path: Path, text: str, *, play: bool) -> tuple[Finding, ...]:
    """All that is said of a file with *text*, which is written to *path*."""
    path.write_text(text, "utf-8")
    return check_file(path, scenarios.source, _casting if play else None, MOST_GAMES).findings


def _casting(scenario: Scenario, kind: str) -> Mapping[Seat, Player]:
    return cast(scenario, {str(seat): kind for seat in scenario.players})


INTRODUCTION = """# Mistakes and what is said about them

<!-- Made from tests/engine/lint/mistakes.py by `python docs/pages.py`. A test makes every mistake, looks where the message points, and does what it says. -->

Each is a small edit of the file that `fourthseat new` writes. Those of the first table were once taken without a word. Behind each message
stand three marks for the question whether somebody who is no programmer can mend the file: **●●●** from the message alone, **●●○** with
the [code's page](findings.md) or the [reference of keys](keys.md), **●○○** hardly. A message that would get one mark is reworded.

"""


def page(folder: Path) -> str:
    """The manual's page of mistakes, for which files are written into *folder*."""
    parts = [INTRODUCTION]
    for heading, rows in (("Once taken silently", TAKEN_SILENTLY), ("Others of these kinds", OF_ONES_OWN)):
        scores = [row.score for row in rows]
        counted = ", ".join(
            f"{scores.count(score)} {'●' * score}{'○' * (3 - score)}" for score in (3, 2, 1) if score in scores
        )
        parts.append(
            f"## {heading}\n\n{len(rows)} mistakes: {counted}.\n\n| mistake | what is said | |\n|---|---|---|\n"
        )
        parts += [_row(row, folder) for row in rows]
        parts.append("\n")
    return "".join(parts).rstrip() + "\n"


def _row(row: Mistake, folder: Path) -> str:
    text, _ = marked(row)
    [one, *_] = [one for one in found(folder / "s.toml", text, play=row.play) if one.code == row.code]
    where = f"{one.place.span.line}:{one.place.span.column}: " if one.place.span is not None else ""
    said = f"{where}{one.severity} [{one.code}](findings.md#{one.code.lower()}) {one.sentence}"
    if one.severity != "error":
        said += f". *{CODES[one.code].right}*"
    return f"| {row.what} | {said.replace('|', chr(92) + '|')} | {'●' * row.score}{'○' * (3 - row.score)} |\n"
