"""A whole search on games whose answer is known: what is dead, what is best, what each term costs, and how it is said."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest

from fourthseat import scenarios
from fourthseat.engine.study.terms.declaration import Design, Objective, objectives_of, size_of
from fourthseat.engine.study.terms.keeping import write_report
from fourthseat.engine.study.terms.levers import Terms, space_of
from fourthseat.engine.study.terms.searching import Outcome, search
from fourthseat.engine.study.terms.staging import AS_SHIPPED, Played, Stages
from fourthseat.engine.study.terms.tables import every_table, plain
from fourthseat.engine.study.terms.words import amount, price_sentences, reading

pytest.importorskip("pymoo", reason="the extra design is not installed")

TUTORIAL = scenarios.find("tutorial")
MEASURES = ("hours_to_concurrence", "leaks", "p_press", "trust_end")
NOISE = np.array([20.0, 0.5, 0.05, 0.05])
"""Of one game, half of it luck that all arms of a future share."""


def declared(games: int = 12_000) -> Design:
    """A search of the tutorial's terms."""
    space = space_of(TUTORIAL, "aukus-jpn", "JPN")
    sets = (("own", "own"), ("bold", "own"))
    return Design(
        "tutorial", TUTORIAL, space, "aukus", objectives_of(TUTORIAL, MEASURES), (), sets, {}, 1, size_of(games, 2, 20)
    )


def truth(design: Design, terms: Terms) -> list[float]:
    """What terms come to: sharing hastens and leaks, safeguards close the leaks and cost trust, a lead hastens and costs trust.

    The exemption and the obligation do nothing at all.
    """
    told = {lever.name: level for lever, level in zip(design.space.levers, terms, strict=True)}
    shared, safe = float(told["information"]), float(told["safeguards"])
    lead, beforehand = told["rule"] == "lead", told["standing.joint-statement"] == "everybody"
    return [
        100 - 40 * shared - 30 * lead - 10 * beforehand,
        3 * shared * (1 - 0.5 * safe) + 0.2 * beforehand,
        0.5,
        0.6 - 0.2 * lead - 0.1 * safe,
    ]


class Known(Stages):
    """Stages whose games are drawn from the truth, with luck that arms share."""

    def __init__(self, design: Design, draw: int = 0) -> None:
        self.design = design
        self.draw = draw
        self.games = self.played = self.failed = 0
        self.stages: list[str] = []
        self.arms: dict[str, dict[str, Terms]] = {}

    def play(
        self,
        stage: str,
        arms: Mapping[str, Terms],
        futures: int,
        letter: str,
        coalition: str | None = None,
        keep: bool = False,  # noqa: ARG002
    ) -> Played:
        """Values by formula; the baseline's are a constant."""
        self.stages.append(stage)
        self.arms[stage] = dict(arms)
        self.games += (len(arms) + 1) * futures
        shared = np.random.default_rng(ord(letter)).normal(0, 1, (futures, 4)) * NOISE
        values = {AS_SHIPPED: np.array([110.0, 0.0, 0.5, 0.6]) + shared}
        if coalition is None:
            for name, terms in arms.items():
                # The same terms have the same games in every stage of the same futures.
                seed = [
                    self.draw,
                    ord(letter),
                    *(crc32(f"{level:.9g}".encode()) for level in truth(self.design, terms)),
                ]
                own = np.random.default_rng(seed).normal(0, 1, (futures, 4)) * NOISE * 0.5
                own[:, 2] = 0.0  # nothing moves the chance that it presses
                values[name] = np.array(truth(self.design, terms)) + shared + own
            values[AS_SHIPPED] = np.array(truth(self.design, self.design.space.shipped)) + shared
        return Played(tuple(f"{letter}{n:04d}" for n in range(futures)), values)


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """The search, done."""
    design = declared()
    return search(tmp_path_factory.mktemp("known") / "design", design, (1, 1, 1, 1), lambda: Known(design))


def test_what_moves_nothing_is_named_and_held(outcome: Outcome) -> None:
    """Levers that no objective reads are not searched, and every other is."""
    assert {"exempt_share", "obligation", "consent", "standing.joint-presence"} == set(outcome.unmoved)
    assert {"information", "safeguards", "rule", "standing.joint-statement"} == {
        one.name for one in outcome.space.moving
    }


def test_the_points_are_of_the_true_front(outcome: Outcome) -> None:
    """No point is beaten in truth by more than what does not matter; the corners are the true ones."""
    design = outcome.design
    signs = np.array([one.sign for one in design.objectives])
    margins = np.array([one.margin for one in design.objectives])
    points = np.array([truth(design, point.terms) for point in outcome.points]) * signs
    tried = np.array([truth(design, terms) for terms in outcome.found]) * signs

    for point in points:
        assert not ((tried <= point).all(1) & (tried < point - margins).any(1)).any() or len(points) > 3
    hours = next(point for point in outcome.points if "hours_to_concurrence" in point.best_in)
    told = dict(zip((lever.name for lever in outcome.space.levers), hours.terms, strict=True))
    assert "lead" == told["rule"]
    # Terms whose hours differ by less than what matters are not told apart, on purpose.
    best = max(float(level) for lever in outcome.space.levers if lever.name == "information" for level in lever.levels)
    assert 40 * (best - float(told["information"])) <= margins[0]


def test_the_prices_are_those_of_the_formula(outcome: Outcome) -> None:
    """Each known change lies within its interval, and is said in words with its sign."""
    assert outcome.priced is not None
    found, names = outcome.priced.found, [outcome.space.levers[move.place].name for move in outcome.priced.moves]
    row = names.index("information")
    assert found.low[row, 0] <= -40 * 0.7 <= found.high[row, 0]
    assert found.means[row, 1] > 0
    assert 0 == found.differing[row, 2]
    said = "\n".join(price_sentences(outcome))
    assert "The more is shared (information 0.2 → 0.9), the sooner they concur (−" in said
    assert "and the more secrets get out (+" in said
    assert "The stronger the safeguards (safeguards 0 → 1), the fewer secrets get out (−" in said
    assert "Under the rule lead (rule unanimity → lead), they concur sooner (−" in said
    assert "less trust is left" in said
    assert "press" not in said, "what never moves is no word of it"


def test_other_weights_choose_another_point_of_the_same_games(tmp_path: Path) -> None:
    """What is judged hangs on no weight: whoever weighs otherwise afterwards finds the games of the front played."""
    design, judged, first = declared(4_000), [], []
    for n, weights in enumerate([(1, 1, 1, 1), (50, 1, 1, 1), (1, 50, 1, 1)]):
        stages = Known(design)
        found = search(tmp_path / str(n), design, weights, lambda stages=stages: stages)
        judged.append(stages.arms["front"])
        first.append(found.points[0].terms)

    assert judged[0] == judged[1] == judged[2]
    assert len(set(first)) == 3


def test_what_is_judged_is_told_apart_or_told_once(outcome: Outcome) -> None:
    """Every judged point stands, is beaten, or is alike to one that stands; with games enough as many are judged as were asked for."""
    means = np.array([point.values for point in outcome.points])
    margins = np.array([one.margin for one in outcome.design.objectives])

    assert len(outcome.points) + outcome.dropped + outcome.alike == outcome.design.size.points
    assert all((np.abs(one - other) > margins).any() for n, one in enumerate(means) for other in means[:n])


def test_choosing_flatters_and_the_report_says_by_how_much(outcome: Outcome, tmp_path: Path) -> None:
    """On luck that chose them the points looked better than they are: in the mean of several searches, for one may be lucky twice."""
    design = declared()
    others = [search(tmp_path / str(draw), design, (1, 1, 1, 1), partial(Known, design, draw)) for draw in (1, 2, 3)]
    assert np.mean([one.flattered[0] for one in (outcome, *others)]) > 0


def test_every_page_and_table_of_it_can_be_written(outcome: Outcome, tmp_path: Path) -> None:
    """The report, its figures and its data; the reading names the compromise, the corners and the terms that pull apart."""
    page = write_report(tmp_path, outcome)
    text = (tmp_path / "report.md").read_text("utf-8")

    assert "report.html" == page.name
    assert {"parallel.svg", "pairs.svg", "prices.svg"} <= {path.name for path in (tmp_path / "figures").iterdir()}
    assert "not a forecast" in text
    assert len((tmp_path / "tables/tried.csv").read_text("utf-8").splitlines()) == 1 + len(outcome.found)
    assert "The compromise, all objectives weighing alike, is A:" in "\n".join(reading(outcome))
    assert (
        plain(outcome)["points"][0]["terms"]["rule"]
        == dict(zip([x.name for x in outcome.space.levers], outcome.points[0].terms, strict=True))["rule"]
    )
    assert all(len(row) == len(table.columns) for table in every_table(outcome) for row in table.rows)
    write_report(tmp_path, outcome)  # its own files are replaced


def test_a_number_has_the_digits_that_matter_and_no_negative_zero() -> None:
    """A tenth of what matters is shown; nothing is minus nothing."""
    hours, share = Objective("h", "lower", 12, "h", "h"), Objective("s", "lower", 0.01, "", "s")

    assert ["−3.1", "+0.0", "0.0", "–"] == [
        amount(-3.14, hours),
        amount(-0.01, hours),
        amount(-0.01, hours, sign=False),
        amount(float("nan"), hours),
    ]
    assert ["+0.004", "−0.020", "+0.000"] == [amount(x, share) for x in (0.0041, -0.02, -0.0001)]
