"""Rows of a pack's hand-outs: a picture or a document, to whom it is given, and when."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from fourthseat.engine.core.terms import Seat, Turn
from fourthseat.engine.scenario.quantity import Frozen

__all__ = ["KINDS", "Handout"]

KINDS = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
    ".pdf": "application/pdf",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
}
"""Kinds of file that may be handed out, by the end of their names, and their media types."""


def _inside(path: str) -> str:
    """*path* if it names a file inside a pack that could be handed out; :exc:`ValueError` with what would be right."""
    pure = PurePosixPath(path)
    if "\\" in path or ":" in path or pure.is_absolute() or ".." in pure.parts or path != str(pure):
        raise ValueError(f"{path!r} must be a path inside the pack, such as pictures/port.png")
    if pure.suffix.lower() not in KINDS:
        raise ValueError(f"{path!r} cannot be handed out; files that end with {', '.join(KINDS)} can")
    return path


class Handout(Frozen):
    """A file of the pack that seats are given: a picture on their page and in their packet, or a document to open."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    file: Annotated[str, StringConstraints(min_length=5, max_length=200), AfterValidator(_inside)] = Field(
        description="its path inside the pack: PNG, JPEG, WebP, SVG, PDF, MP4 or WebM"
    )
    title: Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
    to: tuple[Annotated[Seat, StringConstraints(pattern=r"^[A-Z][A-Z0-9]{1,7}$")], ...] = Field(
        default=(),
        description="who is given it; where absent the addressees of the inject that brings it, else every seat",
    )
    public: bool = Field(default=False, description="shown on the wall too, once it has been handed out")
    move: Annotated[Turn, Field(ge=1, le=24)] | None = Field(
        default=None, description="handed out as this move opens; absent where an inject brings it"
    )
    inject: str = Field(
        default="",
        exclude_if=lambda said: not said,
        description="handed out with this inject; the same can be said there, with `attach`",
    )
    when: Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)] | None = Field(
        default=None,
        exclude_if=lambda said: said is None,
        description="a condition in words: handed out by itself as soon as it holds, to everybody in `to`",
    )
    licence: str = Field(default="", description="on what terms others may use it: CC-BY-4.0")
    source: Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
    digest: str = Field(
        default="",
        exclude_if=lambda said: not said,
        description="BLAKE2b of the file, put in as the pack is read; if written here, the file must be that one",
    )

    @property
    def media_type(self) -> str:
        """What kind of file it is: ``image/png``."""
        return KINDS[PurePosixPath(self.file).suffix.lower()]

    @property
    def is_video(self) -> bool:
        """Whether it can be played in a page."""
        return self.media_type.startswith("video/")

    @property
    def is_picture(self) -> bool:
        """Whether it can be shown in a page; what cannot is opened by itself."""
        return self.media_type.startswith("image/")
