"""Cells of an author's own in a room: everybody sees by its colour whose something is."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fourthseat import scenarios

BALTIC = Path(__file__).parents[1] / "data/exercises/baltic-cables.toml"


def test_rooms_show_whose_something_is_by_colour(open_room: Callable[..., Any]) -> None:
    """On a cell's page, on control's and on the wall: chips, the cells in their order, a stripe on the map."""
    baltic = scenarios.load(BALTIC)
    table = open_room(baltic)
    for role in ("FIN", "CONTROL", "BOARD"):
        page = table[role].page
        colours = [page.find(f'fill="{cell.colour}"') for cell in baltic.own_cells]
        assert all(at >= 0 for at in colours), role
    assert "The Nordic neighbours" in table["FIN"].page
    rows = re.findall(r'<th scope="row"><svg class="chip".*?</svg>(\w+)', table["CONTROL"].page)
    assert rows[:5] == ["FIN", "SWE", "EST", "DEU", "OPP"]
