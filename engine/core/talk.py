"""Orders of a seminar's talk: questions to control, proposals with sponsors and votes, group channels, injects with a look of their own.

None of them changes what the models work with: what people say binds nobody until it is ordered.
"""

from __future__ import annotations

from typing import Literal

from fourthseat.engine.core.records import record
from fourthseat.engine.core.terms import Seat

__all__ = [
    "Answer",
    "Ask",
    "Assign",
    "Attachment",
    "CellTalk",
    "CloseChannel",
    "CloseMotion",
    "Deliver",
    "OpenChannel",
    "Post",
    "PutForward",
    "Sponsor",
    "Table",
    "TalkOrder",
    "Vote",
    "Voted",
]


@record
class Attachment:
    """A file that comes with an inject: known by its digest, kept in the exercise's folder."""

    id: str
    title: str
    ending: str
    """What kind of file it is: ``.png``."""
    digest: str
    source: str = ""


@record
class Ask:
    """A request for information (RFI): a cell asks control."""

    text: str
    kind: Literal["ask"] = "ask"


@record
class Assign:
    """CONTROL says who answers a request for information."""

    rfi: str
    """Its name: the cell and which of its own it is, ``EAST-2``."""
    owner: str
    """A controller's name or function, in control's own words."""
    kind: Literal["assign"] = "assign"


@record
class Answer:
    """CONTROL answers a request for information, or says that it will not."""

    rfi: str
    text: str
    to: tuple[Seat, ...] = ()
    """Seats that read question and answer beside the one that asked."""
    declined: bool = False
    kind: Literal["answer"] = "answer"


@record
class PutForward:
    """A proposal (a motion): put before other cells, to be sponsored and voted on; CONTROL may put one to a plenary.

    It is named by who puts it forward, before whom, and which of those it is, so that a gap tells nobody of proposals before others.
    """

    text: str
    to: tuple[Seat, ...]
    option: str = ""
    """The option of the scenario that it is about, so that a request for concurrence can refer to it."""
    incident: str = ""
    kind: Literal["put-forward"] = "put-forward"


@record
class Table:
    """A proposal in a log of before, named by its author alone: ``EAST-2`` told every reader of an ``EAST-1``. Use :class:`PutForward`."""

    text: str
    to: tuple[Seat, ...]
    option: str = ""
    incident: str = ""
    kind: Literal["table"] = "table"


@record
class Sponsor:
    """Stand behind a proposal of another cell: it counts as a vote for it."""

    motion: str
    kind: Literal["sponsor"] = "sponsor"


Voted = Literal["for", "against", "abstain"]


@record
class Vote:
    """Vote on a proposal; a later vote replaces an earlier one."""

    motion: str
    vote: Voted
    kind: Literal["vote"] = "vote"


@record
class CloseMotion:
    """The cell that tabled a proposal withdraws it; CONTROL closes the vote on any."""

    motion: str
    kind: Literal["close-motion"] = "close-motion"


@record
class OpenChannel:
    """CONTROL opens a group channel, or says anew who is in it and when it is open."""

    channel: str
    """Its short name: lower-case letters, digits, hyphens."""
    title: str
    seats: tuple[Seat, ...]
    stages: tuple[str, ...] = ()
    """Stages of a seminar in which its members may write; empty: all of them."""
    kind: Literal["open-channel"] = "open-channel"


@record
class CloseChannel:
    """CONTROL closes a group channel; what was said in it stays."""

    channel: str
    kind: Literal["close-channel"] = "close-channel"


@record
class Post:
    """Say something in a group channel."""

    channel: str
    text: str
    kind: Literal["post"] = "post"


@record
class Deliver:
    """CONTROL sends an ad-hoc inject from a sender of its own, with the look of its mode, and files with it."""

    text: str
    to: tuple[Seat, ...]
    sender: str = "CONTROL"
    mode: str = ""
    attached: tuple[Attachment, ...] = ()
    kind: Literal["deliver"] = "deliver"


CellTalk = Ask | PutForward | Table | Sponsor | Vote | CloseMotion | Post
"""What a cell may say unasked, beside words to other cells."""
TalkOrder = (
    Ask
    | Assign
    | Answer
    | PutForward
    | Table
    | Sponsor
    | Vote
    | CloseMotion
    | OpenChannel
    | CloseChannel
    | Post
    | Deliver
)
