"""What is wrong with a file, as an author of files reads it."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError, model_validator

from fourthseat.engine.scenario.complaints import complaints, refusal
from fourthseat.engine.scenario.quantity import Frozen


class Row(Frozen):
    """A row of the file under test."""

    id: str
    share: float
    hours: int = 0

    @model_validator(mode="after")
    def _known(self) -> Row:
        if self.share > 1:
            raise ValueError(f"share {self.share:g} is more than 1 or so")
        return self


class File(Frozen):
    """The file under test."""

    rows: tuple[Row, ...]
    extra: Row | None = None


def said(raw: dict[str, Any]) -> list[str]:
    """The complaints about *raw*."""
    with pytest.raises(ValidationError) as wrong:
        File.model_validate(raw)
    return complaints(wrong.value, raw, File)


def test_a_value_of_the_wrong_type_is_shown() -> None:
    """The key names the row by its name, the sentence holds the value."""
    (complaint,) = said({"rows": ({"id": "a", "share": "many"},)})

    assert complaint.startswith("rows[a].share: 'many' is not right: ")


def test_a_message_of_our_own_is_printed_as_it_is() -> None:
    """A validator's sentence holds its value; that it has an "or" in it decides nothing."""
    assert ["rows[a]: share 2 is more than 1 or so"] == said({"rows": ({"id": "a", "share": 2.0},)})


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ({"id": "a", "share": 1.0, "hour": 3}, "rows[a].hour: unknown key; did you mean 'hours'?"),
        ({"id": "a"}, "rows[a].share: missing"),
        ({"share": 1.0}, "rows[0].id: missing"),
    ],
)
def test_a_key_that_is_unknown_or_missing_is_named(row: dict[str, Any], complaint: str) -> None:
    """With the nearest key of that very table; a row without a name by its number."""
    assert [complaint] == said({"rows": (row,)})


def test_a_key_of_a_table_of_one_row_has_that_tables_keys() -> None:
    """An optional table is looked into as well."""
    assert "extra.hour: unknown key; did you mean 'hours'?" in said(
        {"rows": (), "extra": {"id": "a", "share": 1.0, "hour": 3}}
    )


def test_more_than_twelve_are_counted() -> None:
    """The rest is a number."""
    raw = {"rows": tuple({"id": f"r{n}", "share": "x"} for n in range(15))}
    with pytest.raises(ValidationError) as wrong:
        File.model_validate(raw)

    lines = str(refusal(wrong.value, raw, File, "f.toml")).splitlines()

    assert 13 == len(lines)
    assert all(line.startswith("f.toml: rows[r") for line in lines[:12])
    assert "… and 3 more" == lines[-1]
