"""Studies that have nothing to say: in words, and never as a number that is none."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.study.conduct import conduct, write_report
from fourthseat.engine.study.design import parse_study
from fourthseat.engine.study.executors import Serial
from fourthseat.engine.study.findings import final
from fourthseat.engine.study.plan import plan
from fourthseat.engine.study.results import Results
from fourthseat.engine.study.tables import plain, sentences
from fourthseat.players.cast import cast

TUTORIAL = scenarios.find("tutorial")
INPUT = {"input": [{"path": "assumptions.precision", "low": 1.0, "high": 4.0}]}
NEVER = {"measure": [{"name": "licence_days", "half_width": 0.1, "threshold": 1.0}]}
APPLIES = "licence_days applies to no game of this study: nothing is compared on it"
NO_NUMBER = re.compile(r"(?<![a-zA-Z])[+-]?(nan|inf)(?![a-zA-Z])", re.IGNORECASE)


class Absent:
    """Never plays."""

    def decide(self, view: Any, /) -> Any:  # noqa: ARG002
        raise RuntimeError("nobody is there")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (NEVER | {"ablate": ["provocation"]}, APPLIES),
        (NEVER | INPUT | {"futures": 25}, APPLIES),
        (NEVER | INPUT | {"futures": 8, "sampling": "morris"}, APPLIES),
        ({"coalitions": ["aukus"]}, "There is one variant only: nothing is compared."),
        ({"failures": 1.0}, "No block is complete in every arm: nothing is compared."),
        ({"failures": 1.0, "futures": 25} | INPUT, "No block is complete in every arm: nothing is compared."),
    ],
)
def test_what_is_not_there_is_said(tmp_path: Path, changes: dict[str, Any], words: str) -> None:
    """On the screen, in the report and for a program; every file is free of what is no number, and every JSON is JSON."""
    raw = {
        "name": "d",
        "question": "q",
        "scenario": "tutorial",
        "coalitions": ["aukus", "aukus-jpn"],
        "rules": ["lead"],
        "provocation": [True],
        "measure": [{"name": "p_press", "half_width": 0.1}],
        "stopping": {"first": 50, "cap": 50},
    }
    made = plan(parse_study(raw | changes, "test"), TUTORIAL)
    players = {**cast(TUTORIAL), **({"GBR": Absent()} if "failures" in changes else {})}
    with Results(tmp_path / "r", made) as results:
        finished = conduct(results, players, (Serial, 1))
        page = write_report(finished).read_text("utf-8")

    told = plain(finished.findings)
    assert any(line.startswith(words) for line in sentences(made, finished.findings))
    assert words in page
    assert any(line.startswith(words) for line in told["inapplicable"])
    json.dumps(told, allow_nan=False)
    for path in (tmp_path / "r").rglob("*.*"):
        if path.suffix in (".html", ".md", ".csv", ".json", ".svg"):
            assert not NO_NUMBER.search(re.sub(r"<path[^>]*>", "", path.read_text("utf-8"))), path
    with pytest.raises(ScenarioError):
        final(made, finished.findings)
