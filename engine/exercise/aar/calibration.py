"""What was expected against what came: the cells' own forecasts, and the models'."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import mean

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.wording import count
from fourthseat.engine.documents.blocks import Block, Section, Table, text_columns
from fourthseat.engine.exercise.aar.evidence import Fact, Record, forecasts
from fourthseat.engine.exercise.aar.redaction import Reader, by_kind, some

__all__ = ["ENOUGH", "brier", "calibration"]

ENOUGH = 10
"""Judged forecasts from which a Brier score is printed: with fewer, one lucky guess moves it by a tenth or more. Judgement, 5 to 30."""


def brier(judged: Sequence[tuple[float, bool]]) -> float:
    """Mean squared distance of chances from what came, 0 perfect to 1 [Brier1950].

    >>> brier([(1.0, True), (0.5, False)])
    0.125
    """
    return mean((p - came) ** 2 for p, came in judged)


def calibration(record: Record, facts: Sequence[Fact], to: Reader) -> Section:
    """What cells expected and how sure they were against what came, as control judged it; what models expected too."""
    blocks: list[Block] = []
    mine = [f for f in forecasts(record.log) if not to.hidden(f.seat)]
    if mine:
        came = {"yes": "came true", "no": "did not", "open": "cannot be said"}
        rows = [
            (f.seat, str(f.turn), to.typed(f.expected), "not said" if f.confidence is None else f"{f.confidence} %",
             came.get(record.forecasts.get(f.about, ""), "not judged"), f"[{f.about}]")
            for f in mine
        ]  # fmt: skip
        blocks.append(
            Table(
                "forecasts",
                "What cells expected",
                text_columns(
                    ("Cell", 1.4), ("Move", 1.2), ("Expected", 8.4), ("Sure", 1.8), ("Came", 2.6), ("Log", 1.6)
                ),
                rows,
            )
        )
        judged = [
            (f.confidence / 100, record.forecasts[f.about] == "yes")
            for f in mine
            if f.confidence is not None and record.forecasts.get(f.about) in ("yes", "no")
        ]
        cites = " ".join(
            f"[{f.about}]" for f in mine if f.confidence is not None and record.forecasts.get(f.about) in ("yes", "no")
        )
        blocks.append(_scored(judged, cites))
    if not to.releasable:
        blocks += _priced(facts)
    return Section("Forecasts and how they came out", tuple(blocks))


def _scored(judged: Sequence[tuple[float, bool]], cites: str) -> str:
    if not judged:
        return (
            "Control has judged none of them yet that says how sure its cell was: nothing can be said of calibration."
        )
    right = sum(came for _, came in judged)
    sure = f"Of {count(len(judged), 'judged forecast')} with a confidence {right} came true; the cells were on average {100 * mean(p for p, _ in judged):.0f} % sure"
    if len(judged) < ENOUGH:
        return f"{sure} {cites}. That is too few for a score: fewer than {ENOUGH} say nothing of a cell's judgement."
    base = right / len(judged)
    return (
        f"{sure}. Brier score {brier(judged):.3f} (0 perfect, 1 worst; lower is better), against 0.250 for saying 50 % every time and "
        f"{base * (1 - base):.3f} for always naming the share that came true, known only afterwards {cites}."
    )


def _priced(facts: Sequence[Fact]) -> list[Block]:
    pairs = {
        "Staffs' advice that their own capital concurs": [(f.entry.estimate.p, f.entry.concur, f) for f in by_kind(facts, e.Received) if f.entry.estimate is not None],
        "The model's chance that the opponent presses": [(f.entry.estimate.p, f.entry.choice == "press", f) for f in by_kind(facts, e.Chosen)],
    }  # fmt: skip
    rows = [
        (name, str(len(found)), f"{100 * mean(p for p, _, _ in found):.0f} %", f"{100 * mean(y for _, y, _ in found):.0f} %",
         f"{brier([(p, y) for p, y, _ in found]):.3f}" if len(found) >= ENOUGH else "too few", some([f for _, _, f in found]))
        for name, found in pairs.items()
        if found
    ]  # fmt: skip
    if not rows:
        return []
    columns = text_columns(
        ("Forecast", 5.5), ("Count", 1.4), ("Mean chance", 2), ("Came", 1.6), ("Brier score", 2), ("Log", 4.5)
    )
    return [
        Table("models", "What models expected", columns, rows),
        "One game cannot show that a model is right or wrong; it shows where people and model differed.",
    ]
