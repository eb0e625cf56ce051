"""What evaluators and the hot wash leave: notes, ratings, judged forecasts, forms and the exercise's overview, as facts of the journal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from fourthseat.engine.core.errors import LogError
from fourthseat.engine.core.records import replace
from fourthseat.engine.core.terms import Hour, Turn
from fourthseat.players.web.fact_values import Count, must_be_known

if TYPE_CHECKING:
    from fourthseat.players.web.facts import SessionRecord

__all__ = [
    "ForecastJudged",
    "NoteTaken",
    "ObjectiveRated",
    "OverviewFilled",
    "QuestionPlanned",
    "WashOpened",
    "WashReleased",
    "WashWritten",
]


Rating = Literal["P", "S", "M", "U"]
Met = Literal["", "met", "partly", "not-met"]
Outlook = Literal["yes", "no", "open"]


@dataclass(frozen=True, slots=True)
class NoteTaken:
    """An evaluator's note, tied to its branch, move, hour and the last entry there was."""

    text: str
    objective: str
    by: str
    at: str
    line: str
    turn: Annotated[Turn, Field(ge=0)]
    hour: Annotated[Hour, Field(ge=0)]
    entry: Annotated[int, Field(ge=-1)]

    def onto(self, record: SessionRecord) -> SessionRecord:
        """The record with one note more."""
        must_be_known(self.line, record.branches, "line")
        return replace(record, notes=(*record.notes, self))


@dataclass(frozen=True, slots=True)
class QuestionPlanned:
    """A question that control wants this exercise to answer, and what is to answer it."""

    text: str
    answered_by: str

    def onto(self, record: SessionRecord) -> SessionRecord:
        """The record with one question more."""
        return replace(record, questions=(*record.questions, self))


@dataclass(frozen=True, slots=True)
class ObjectiveRated:
    """An evaluator's rating of an objective."""

    objective: str
    rating: Rating
    text: str
    by: str
    met: Met = ""
    """Whether the objective itself was reached; empty where the evaluator has not said so."""

    def onto(self, record: SessionRecord) -> SessionRecord:
        """The record with the objective's last rating."""
        return replace(record, ratings={**record.ratings, self.objective: self})


@dataclass(frozen=True, slots=True)
class ForecastJudged:
    """What came of an effect a cell expected; *about* is its line in the log."""

    about: str
    came: Outlook

    def onto(self, record: SessionRecord) -> SessionRecord:
        """The record with the last judgement of it."""
        return replace(record, forecasts={**record.forecasts, self.about: self})


@dataclass(frozen=True, slots=True)
class WashWritten:
    """A hot-wash form; *role* is empty where it is anonymous."""

    role: str
    well: str
    badly: str
    change: str

    def onto(self, record: SessionRecord) -> SessionRecord:
        """The record with one form more."""
        return replace(record, wash=(*record.wash, self))


@dataclass(frozen=True, slots=True)
class WashOpened:
    """Whether the hot-wash forms are open before ENDEX."""

    open: bool

    def onto(self, record: SessionRecord) -> SessionRecord:
        """The record with it."""
        return replace(record, washing=self.open)


@dataclass(frozen=True, slots=True)
class OverviewFilled:
    """The rows of the exercise overview as control filled them in."""

    fields: dict[str, str]

    def onto(self, record: SessionRecord) -> SessionRecord:
        """The record with them."""
        return replace(record, overview=self.fields)


@dataclass(frozen=True, slots=True)
class WashReleased:
    """The writer of a hot-wash form, by its place among them from 0, lets it stand in the released report."""

    form: Count

    def onto(self, record: SessionRecord) -> SessionRecord:
        """The record with that form among those."""
        if self.form >= len(record.wash):
            raise LogError(f"form = {self.form}: only {len(record.wash)} have been handed in")
        return replace(record, released=record.released | {self.form})
