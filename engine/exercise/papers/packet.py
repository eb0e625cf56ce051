"""What is printed before the day: a packet for every cell, with forms to fill in by hand; and control's own papers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from html import escape
from types import MappingProxyType

from fourthseat.engine.core.terms import Seat, Turn
from fourthseat.engine.documents.blocks import (
    Block,
    Document,
    Drawing,
    Heading,
    Labelled,
    Layout,
    Note,
    Points,
    Section,
    Table,
    text_columns,
)
from fourthseat.engine.exercise.handouts import printed as printed_handouts
from fourthseat.engine.exercise.map.board import board, has_board
from fourthseat.engine.exercise.map.printed import printed
from fourthseat.engine.exercise.papers.guide import CONDITIONAL, events, guide, marking, rule_told
from fourthseat.engine.rules.contingency import holds_now
from fourthseat.engine.rules.state import start
from fourthseat.engine.rules.viewers import view
from fourthseat.engine.scenario.coalition_rows import Coalition
from fourthseat.engine.scenario.handouts import Handout
from fourthseat.engine.scenario.option_rows import Option
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["events", "given", "guide", "later", "seat"]

ORDERS = 6
"""Lines for orders on a form: as many as a doctrine's staff ever puts forward in a move."""


def _paragraphs(text: str) -> list[str]:
    """The paragraphs of a text of a scenario's file, whose lines are the file's."""
    return [" ".join(one.split()) for one in text.strip().split("\n\n")]


def given(s: Scenario, who: Seat, first: Turn, last: Turn) -> tuple[Handout, ...]:
    """Hand-outs that *who* is given as the moves from *first* to *last* open."""
    rows = (one for turn in range(first, last + 1) for one in s.handouts_at.get(turn, ()))
    return tuple(one for one in rows if not one.to or who in one.to)


def seat(
    s: Scenario,
    who: Seat,
    coalition: str,
    turn: Turn = 1,
    opened: Collection[str] | None = None,
    files: Mapping[str, bytes] = MappingProxyType({}),
    handed: Sequence[Handout] | None = None,
) -> Document:
    """One cell's packet: its brief, what it has, what it may order in move *turn*, and forms to fill in by hand, one a page.

    It lists the options of what is open: the incidents in *opened*, by default those that open with STARTEX, and then only options whose
    condition holds there. Of what is to come it says nothing; :func:`later` does, a page a move. *files* are those of the hand-outs it has by then, by their names: *handed*, or
    what it is given as the moves up to this one open.
    """
    spec, variant = s.seat_by_id[who], s.coalition(coalition)
    places = {p.id: p.name for p in s.places}
    forces = [
        (f.name, f.domain, places[f.home] if f.home else "", f"{f.strength:g}", f"{f.speed_kn:g}", f"{f.ready_hours:g}")
        for f in s.forces_of[who]
    ]
    open_now = _open(s, 1) if opened is None else frozenset(opened)
    begin = None if opened is not None else start(s, coalition)
    options = _options(
        [
            o
            for o in s.options_of[who]
            if (not o.incidents or not open_now.isdisjoint(o.incidents))
            and (begin is None or o.requires is None or holds_now(begin, o.requires, 0))
        ],
        beforehand(s, variant, who),
    )
    members = ", ".join(m.seat for m in variant.members)
    beside = ", ".join(f"{a.seat} by way of {a.via}" for a in variant.allies)
    return Document(
        f"{spec.name}: packet of the cell",
        f"{s.title}.\nThe cell's Situation Manual (SitMan).\n{s.moves_told} of the scenario{_begins(s)}. For the {who} cell alone.",
        marking(s, f"FOR THE {who} CELL"),
        (
            Section("Your brief", (f"{spec.role}.", spec.brief, Labelled("Your objectives", ""), Points(tuple(f"{o.text}." for o in spec.objectives if not o.hidden)))),
            Section("The situation", (*_said(s, who, turn), Note(CONDITIONAL))),
            Section(
                "The table",
                (
                    f"Coalition: {variant.title}. Members {members}; {rule_told(variant)}." + (f" Allies beside it: {beside}." if beside else ""),
                    *_at_the_table(s),
                    Table("ladder", "The escalation ladder: an order may be at most one rung above the rung of the crisis", text_columns(("Rung", 2), ("What it is", 15)), [(str(n), text) for n, text in enumerate(s.ladder.rungs)]),
                ),
            ),
            Section(
                "What you have",
                (
                    Table("forces", f"Forces; strength in {s.strength_unit}, speed in knots", text_columns(("Force", 5.5), ("Domain", 2.5), ("At", 4), ("Strength", 1.7), ("Knots", 1.5), ("Hours to sail", 1.8)), forces),
                )
                if forces
                else ("No forces of your own.",),
            ),
            *_agreements(s, who),
            *_pictures(s, who, coalition),
            *printed_handouts(given(s, who, 1, turn) if handed is None else handed, files),
            Section(
                "What you may order",
                (
                    "A joint measure waits for the coalition's concurrence; a licensed one for the export-licence desk. Your menu of a move holds what "
                    "the rules allow then, and what opens later brings options of its own; anything else you may say in your own words, and control has it argued.",
                    options,
                ),
            ),
            *(_order_form(s, who, turn) for turn in range(1, s.turns + 1)),
            _word_form(s, who),
        ),
    )  # fmt: skip


def _at_the_table(s: Scenario) -> list[Block]:
    """Who sits there: by cell and with its colour, in a scenario with cells of its own."""
    if not s.own_cells:
        rows = [(str(one.id), f"{one.name}. {one.role}.") for one in s.seats]
        return [Table("seats", "Seats", text_columns(("Seat", 2), ("Who", 15)), rows)]
    order = [*s.cell_shown, *(one.id for one in s.seats if one.id not in s.cell_shown)]
    cells = {seat: cell.title for seat, cell in s.cell_shown.items()}
    seats = [s.seat_by_id[name] for name in order]
    told = [(str(one.id), cells.get(one.id, "Control"), f"{one.name}. {one.role}.") for one in seats]
    columns = text_columns(("Seat", 2), ("Cell", 4), ("Who", 11))
    return [
        Table("seats", "Seats, by cell", columns, told),
        Drawing("cells", _key_of(s), "The cells and their colours"),
    ]


def _key_of(s: Scenario) -> str:
    """A key of the cells' colours, a line each, as an SVG that stands alone."""
    lines = [
        f'<rect x="1" y="{26 * n + 3}" width="18" height="18" fill="{cell.colour}" stroke="#111"/>'
        f'<text x="28" y="{26 * n + 18}" font-size="16">{escape(cell.title)}: {", ".join(seats)}</text>'
        for n, (cell, seats) in enumerate(s.seated)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 {26 * len(lines)}" font-family="Arial,Helvetica,sans-serif">'
        f"{''.join(lines)}</svg>"
    )


def _begins(s: Scenario) -> str:
    return f", from {s.told(0)}" if s.startex else ""


def later(s: Scenario, who: Seat, files: Mapping[str, bytes] = MappingProxyType({})) -> Document | None:
    """What the cell is handed as each later move opens, a page each, with the options of what has opened by then; None if nothing is.

    Incidents that an inject opens are in it for no move: nobody knows when, or whether, they come.
    """
    pages = [page for turn in range(2, s.turns + 1) for page in _of_move(s, who, turn, files)]
    if not pages:
        return None
    kept = "Control keeps this, and hands the cell each page as its move opens, never before."
    marked = marking(s, f"CONTROL UNTIL EACH MOVE OPENS – THEN FOR THE {who} CELL")
    return Document(f"{s.seat_by_id[who].name}: pages of the later moves", kept, marked, tuple(pages))


def _of_move(s: Scenario, who: Seat, turn: Turn, files: Mapping[str, bytes]) -> Iterator[Section]:
    """The page of one later move: what is said, and the options of what has opened since the last one did."""
    new = _open(s, turn) - _open(s, turn - 1)
    options = [o for o in s.options_of[who] if not new.isdisjoint(o.incidents)]
    said: list[Block] = [*_said(s, who, turn)]
    if options:
        said += [
            Labelled("Besides what your packet lists you may now order", ""),
            _options(options, name=f"options-{turn}"),
        ]
    said += [block for section in printed_handouts(given(s, who, turn, turn), files) for block in section.blocks]
    if said:
        move = s.move_at(turn)
        title = f": {move.title}" if move and move.title else ""
        yield Section(f"Move {turn} of {s.turns}{title}", (f"From {s.told(s.opens_at(turn))}.", *said), Layout.NEW_PAGE)


def _said(s: Scenario, who: Seat, turn: Turn) -> list[Block]:
    """The public situation at the opening of move *turn*, and what the cell alone is told then."""
    move = s.move_at(turn)
    public = [s.situation if turn == 1 else "", move.situation if move else ""]
    said: list[Block] = [paragraph for text in public if text.strip() for paragraph in _paragraphs(text)]
    if move and (brief := move.briefs.get(who)):
        said.append(Labelled("For your cell alone", brief))
    return said


def _open(s: Scenario, turn: Turn) -> frozenset[str]:
    """The incidents that the file itself has open as move *turn* opens: none that an inject opens, or that may come later."""
    at = s.opens_at(turn)
    return frozenset([i.id for i in s.incidents if i.hour is not None and i.hour + i.jitter_hours <= at])


def _options(options: Sequence[Option], beforehand: Collection[str] = (), name: str = "options") -> Table:
    """Options with what each needs; *name* tells the tables of one paper apart."""
    rows = [
        (
            o.title,
            str(o.rung),
            "agreed beforehand" if o.id in beforehand else "yes" if o.joint else "no",
            "yes" if o.licence else "no",
            f"{o.staff_hours:g}",
            o.text,
        )
        for o in options
    ]
    columns = text_columns(
        ("Option", 4), ("Rung", 1.2), ("Joint", 1.2), ("Licence", 1.6), ("Staff hours", 1.4), ("What it is", 7.6)
    )
    return Table(name, "Options", columns, rows)


def beforehand(s: Scenario, variant: Coalition, who: Seat) -> frozenset[str]:
    """Joint options that *who* may order in *variant* without new concurrence."""
    if not s.mechanisms.standing_measures:
        return frozenset()
    own = [name for member in variant.members if member.seat == who for name in (*variant.standing, *member.standing)]
    return frozenset(own)


def _agreements(s: Scenario, who: Seat) -> Iterator[Section]:
    """Whose places the cell's forces may use, and what it may declare under law."""
    places = [
        f"{s.place_name(row.place)}, of {row.host}: {row.host + ' is asked each time' if row.consent else 'open from STARTEX'}; saves up to {row.hours:g} hours of making ready."
        for row in s.access
        if row.guest == who
    ]
    guests = [
        f"{s.place_name(row.place)} is yours: {row.guest} {'asks you each time' if row.consent else 'may use it from STARTEX'}."
        for row in s.access
        if row.host == who
    ]
    said: list[Block] = [Points(tuple(places + guests))] if places or guests else []
    at_startex = {one.id for one in s.incidents if one.hour == 0 and not one.jitter_hours}
    for row in s.legal:
        if row.seat == who:
            only = (
                " Only when the facts allow it." if row.requires is not None else ""
            )  # they may be of what is to come
            opening = (s.option_by_id[name] for name in row.opens)
            # an option about incidents to come alone would tell of them
            opens = ", ".join(o.title for o in opening if not o.incidents or not at_startex.isdisjoint(o.incidents))
            opened = f" It opens: {opens}." if opens else ""
            said.append(Labelled(row.title, f"{row.text} Takes {row.hours:g} hours.{only}{opened}".strip()))
    if said:
        yield Section("What is agreed, and the law", tuple(said))


def _pictures(s: Scenario, who: Seat, coalition: str) -> list[Section]:
    """The map and the board as the cell has them at STARTEX, where there is something for one."""
    shown = view(start(s, coalition), who)
    blocks: list[Block] = []
    if picture := printed(shown, s):
        of = "your forces at their bases" if s.forces_of[who] else "you have no forces on it"
        blocks.append(
            Drawing("map", picture, f"Map at STARTEX: {of}. Coast: Natural Earth. No borders or claims are drawn.")
        )
    if has_board(s):
        rows = [(group.title, row.name, row.told) for group in board(shown, s, ()) for row in group.rows]
        blocks.append(
            Table("board", "The board at STARTEX", text_columns(("About", 5), ("What", 5), ("How it stands", 7)), rows)
        )
    return [Section("The picture", tuple(blocks))] if blocks else []


def _order_form(s: Scenario, who: Seat, turn: int) -> Section:
    """One move's orders, to be written by hand and handed to control."""
    lines = [(str(n), "", "", "") for n in range(1, ORDERS + 1)]
    asked = (("Intent: what we want to achieve", 2.7), ("Why these orders and not others", 3.1),
             ("Effect we expect, and by when", 2.7), ("What would change our mind", 2.1))  # fmt: skip
    return Section(
        f"Order form, {who}, move {turn} of {s.turns}",
        (
            "Sealed until the move closes. Name an option of the list with the incident it is about, or say it in your own words.",
            Table(f"orders-{turn}", "", text_columns(("No.", 1), ("Order: an option, or our own words", 8.5), ("About which incident", 5), ("With whom", 2.5)), lines, row_heights=[1.25] * ORDERS),
            _form(f"reasons-{turn}", 3.6, asked),
            Table(f"signed-{turn}", "", text_columns(("How sure of that effect, 0 to 100 %", 4.4), ("Signed for the cell", 5.6), ("Time of day", 3), ("Taken by control", 4)), [("", "", "", "")], row_heights=[1.2]),
        ),
        Layout.NEW_PAGE,
    )  # fmt: skip


def _form(name: str, label_width: float, lines: Sequence[tuple[str, float]]) -> Table:
    """Lines to fill in by hand: (label, height in centimetres); labels take *label_width* of 17 parts of the line."""
    columns = text_columns(("", label_width), ("", 17 - label_width))
    return Table(name, "", columns, [(label, "") for label, _ in lines], row_heights=[height for _, height in lines])


def _word_form(s: Scenario, who: Seat) -> Section:
    """A message to other cells, and an answer to a request for concurrence: copied as often as needed."""
    others = ", ".join(str(one) for one in s.players if one != who)
    message = (("To", 1), ("Kind: message, offer, request, commitment, accept, decline", 1.1), ("Text", 5), ("Option it is about, and last move it is due", 1.2), ("Signed, time of day", 1))  # fmt: skip
    answer = (("Measure, and who asked", 1.2), ("We concur / we do not concur", 1.1), ("Why, and any caveat", 4.4), ("Signed, time of day", 1))  # fmt: skip
    return Section(
        f"Message and answer, {who}",
        (
            f"Copy as often as needed. Cells you can write to: {others}. Control carries it and logs it.",
            Heading("Message to other cells"),
            _form("message", 4.4, message),
            Heading("Answer to a request for concurrence"),
            _form("answer", 4.4, answer),
        ),
        Layout.NEW_PAGE,
    )
