"""A printed study is a file of the same study, whatever is in it."""

from __future__ import annotations

import tomllib
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fourthseat.engine.study.design import Study, parse_study
from fourthseat.engine.study.presets import default_study, redeclared
from fourthseat.engine.study.study_file import study_toml
from fourthseat.scenarios import find, names

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
"""Any text; half a character is none, and no file holds one."""
PATHS = st.from_regex(r"[a-z]{1,6}(\.[a-z*\-]{1,8}){1,3}", fullmatch=True)
VALUES = st.one_of(st.booleans(), st.integers(-(2**60), 2**60), st.floats(allow_nan=False, allow_infinity=False), TEXTS)
SETS = st.dictionaries(PATHS, VALUES, max_size=3)


@st.composite
def studies(draw: Any) -> Study:
    """Studies that may be nonsense as studies, but are such."""
    measures = draw(st.lists(st.sampled_from(["p_press", "leaks", "cohesion"]), min_size=1, unique=True))
    inputs = [
        {"path": path, "low": -1.0, "high": draw(st.floats(0, 1e300)), "source": draw(TEXTS)}
        for path in draw(st.lists(PATHS, max_size=2, unique=True))
    ]
    corners = [
        {"id": f"c{n}", "set": one, "note": draw(TEXTS)} for n, one in enumerate(draw(st.lists(SETS, max_size=2)))
    ]
    return parse_study(
        {
            "name": "any",
            "question": draw(TEXTS),
            "scenario": draw(TEXTS),
            "coalitions": draw(st.lists(st.sampled_from(["a", "b"]), unique=True)),
            "set": draw(SETS),
            "cast": draw(st.dictionaries(st.sampled_from(["JPN", "USA"]), TEXTS, max_size=2)),
            "input": inputs,
            "corner": corners,
            "setting": corners,
            "futures": draw(st.integers(1, 9)) if inputs else 1,
            "seed": draw(st.integers(0, 2**63 - 1)),
            "measure": [{"name": name, "threshold": draw(st.none() | st.floats(-9, 9))} for name in measures],
        },
        "test",
    )


@settings(max_examples=12, deadline=None)
@given(study=studies(), ascii_only=st.booleans())
def test_a_printed_study_is_read_as_itself(study: Study, ascii_only: bool) -> None:
    """Every key and value; and no character of it moves a terminal or turns its text round."""
    text = study_toml(study, ascii_only=ascii_only)

    assert study == parse_study(tomllib.loads(text), "the print")
    assert all(c == "\n" or c.isprintable() for c in text)
    assert text.isascii() or not ascii_only


def test_the_default_study_of_every_scenario_is_printed_as_itself() -> None:
    """What a reader starts from."""
    for name in names():
        study = default_study(find(name), name)
        assert study == parse_study(tomllib.loads(study_toml(study)), name)


def test_what_is_said_otherwise_is_in_the_study_and_the_rest_stays() -> None:
    """Seed, arms, measures, players, fields, mechanisms; a measure that was declared keeps its zone."""
    scenario = find("tutorial")
    study = default_study(scenario, "tutorial")
    first = study.measures[0].model_copy(update={"indifference": 0.123})
    study = study.model_copy(
        update={"measures": (first,), "set": {"assumptions.precision": 3.0}, "off": ("resources",)}
    )

    assert study == redeclared(study, scenario)
    other = redeclared(
        study,
        scenario,
        seed=9,
        coalitions=["aukus-jpn", "aukus"],
        rules=["lead"],
        provocation=[False],
        measures=[first.name, "leaks"],
        cast={"JPN": "uniform"},
        changes={"assumptions.precision": 2.0},
        off=["concurrence", "resources"],
    )

    assert (9, ("aukus-jpn", "aukus"), ("lead",), (False,)) == (
        other.seed, other.coalitions, other.rules, other.provocation,
    )  # fmt: skip
    assert [(first.name, 0.123), ("leaks", 0.1)] == [(m.name, m.indifference) for m in other.measures]
    assert {"assumptions.precision": 2.0} == other.set
    assert {"JPN": "uniform"} == other.cast
    assert ("resources", "concurrence") == other.off
