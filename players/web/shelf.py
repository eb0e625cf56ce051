"""Files that control may send with an ad-hoc inject: the pack's hand-outs, and what control has put on the shelf.

They lie in the exercise's folder beside the hand-outs, each known by its digest: the log and the journal speak of the digest,
so that a file that was changed on disk is not shown as the one that was sent.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from fourthseat.engine.core.files import FileError, make_folder, read_file, write_atomic
from fourthseat.engine.core.shown import quoted
from fourthseat.engine.core.talk import Attachment
from fourthseat.engine.exercise.handouts import FOLDER
from fourthseat.engine.scenario.handouts import KINDS
from fourthseat.engine.scenario.packs import digest_of
from fourthseat.engine.scenario.pictures import UnfitError, check_content
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.web.branches import RefusalError
from fourthseat.players.web.facts import FileShelved, SessionRecord
from fourthseat.players.web.security import MOST_UPLOAD
from fourthseat.players.web.session import Room, timestamp
from fourthseat.players.web.typed import LONGEST_NAME, harmless, has_ink

__all__ = ["content_of", "media_type", "on_shelf", "put_on_shelf", "shelf"]

MOST_FILES = 200
"""On one shelf."""


def put_on_shelf(room: Room, name: str, title: str, source: str, content: bytes) -> FileShelved:
    """Keep a file in the exercise's folder and in its journal; :exc:`RefusalError` if it is none that can be shown."""
    ending = PurePosixPath(name).suffix.lower()
    if ending not in KINDS:
        raise RefusalError(f"{harmless(name)[:80]}: files that end with {', '.join(KINDS)} can be sent.")
    if len(content) > MOST_UPLOAD:
        raise RefusalError(f"That file has {len(content):,} bytes; {MOST_UPLOAD:,} at most can be sent.")
    if len(room.record.shelf) >= MOST_FILES:
        raise RefusalError(f"{MOST_FILES} files are on the shelf already; none can be added.")
    try:
        check_content(f"x{ending}", content)
    except UnfitError as unfit:
        raise RefusalError(f"{harmless(name)[:80]}: {unfit}.") from None
    title = (
        harmless(title).strip()[:LONGEST_NAME]
        if has_ink(harmless(title))
        else PurePosixPath(harmless(name)).stem[:LONGEST_NAME]
    )
    digest = digest_of(content)
    fact = FileShelved(f"file-{digest[:16]}", title, ending, digest, harmless(source).strip()[:200], timestamp())
    try:
        make_folder(room.folder / FOLDER, private=True)
        write_atomic(room.folder / FOLDER / f"{fact.id}{ending}", content, private=True)
    except FileError as wrong:
        raise RefusalError(f"The file was not taken: {wrong}.") from None
    room.note(fact)
    return fact


def shelf(record: SessionRecord, scenario: Scenario) -> tuple[Attachment, ...]:
    """Everything control may send with an inject: what was put on the shelf last, first; then the pack's hand-outs."""
    own = [Attachment(one.id, one.title, one.ending, one.digest, one.source) for one in record.shelf.values()]
    pack = [
        Attachment(one.id, one.title, PurePosixPath(one.file).suffix.lower(), one.digest, one.source)
        for one in scenario.handouts
    ]
    return (*own[::-1], *pack)


def on_shelf(record: SessionRecord, scenario: Scenario, name: str) -> Attachment:
    """The file of that id; :exc:`RefusalError` if there is none."""
    found = next((one for one in shelf(record, scenario) if one.id == name), None)
    if found is None:
        raise RefusalError(f"There is no file {quoted(name)} on the shelf.")
    return found


def content_of(room: Room, attached: Attachment) -> bytes | None:
    """The file as it was sent; None if it is not in the folder, or is another than the log speaks of."""
    try:
        content = read_file(room.folder / FOLDER / f"{attached.id}{attached.ending}", MOST_UPLOAD)
    except FileError:
        return None
    return content if digest_of(content) == attached.digest else None


def media_type(attached: Attachment) -> str:
    """What kind of file it is: ``image/png``."""
    return KINDS.get(attached.ending, "application/octet-stream")
