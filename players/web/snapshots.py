"""A game put away beside its log, so that a long exercise need not be played again before it can go on.

The log stays the truth. A snapshot says which log it is of, by the number of its entries and the hash of the last of them, and
which program put it away; whatever does not match is passed over with a word, and the log is played again.

It is a pickle, and a pickle from a stranger may do anything. So it is signed with a key that lies among this user's own files
and is never sent anywhere, and nothing is unpickled that this user's own program did not sign. To read the parts as typed
JSON, as a log is read, would need no key; but it would take as long as the log itself.
"""

from __future__ import annotations

import hmac
import json
import os
import pickle
import secrets
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import NamedTuple

from fourthseat.engine import __version__
from fourthseat.engine.core.files import FileError, make_folder, read_file, write_atomic
from fourthseat.engine.game.game import Game
from fourthseat.engine.record.replay import Openings

__all__ = ["EVERY", "Snapshot", "SnapshotError", "key_path", "put_away", "snapshot_path", "take_up"]

EVERY = 1000
"""Entries between two snapshots. Fewer are read and played again in about a tenth of a second."""
MOST_BYTES = 512_000_000
FIRST = b"fourthseat snapshot 1\n"
"""The first line, which names the format."""
KEY_BYTES, SIGNATURE_BYTES = 32, 32


class SnapshotError(ValueError):
    """A snapshot that is not used; why, in words."""


class Snapshot(NamedTuple):
    """A game as it stood behind one line of its log."""

    game: Game
    openings: Openings
    hash: str
    """Of that line."""


def snapshot_path(log: Path) -> Path:
    """Where the snapshot of the game in *log* lies."""
    return log.with_name(f"{log.name}.snapshot")


def put_away(log: Path, snapshot: Snapshot) -> bool:
    """Put *snapshot* beside *log*, in the place of an older one; whether it could be.

    It is a convenience: what hinders it (a full disk, no place for the key) hinders nothing else.
    """
    key = _key(make=True)
    if key is None:
        return False
    head = {"program": _program(), "entries": len(snapshot.game.entries), "hash": snapshot.hash}
    content = json.dumps(head).encode() + b"\n" + pickle.dumps(snapshot, pickle.HIGHEST_PROTOCOL)
    try:
        write_atomic(snapshot_path(log), FIRST + _signed(key, content) + content, private=True)
    except FileError:
        return False
    return True


def take_up(log: Path) -> Snapshot | None:
    """The snapshot beside *log*, None if there is none; :exc:`SnapshotError` if this user's own program did not write it.

    Whether the log still begins with what was put away is for the reader of the log to see.
    """
    path = snapshot_path(log)
    if not os.path.lexists(path):
        return None
    try:
        data = read_file(path, MOST_BYTES)
    except FileError as wrong:
        raise SnapshotError(str(wrong)) from None
    signature, content = data[len(FIRST) :][:SIGNATURE_BYTES], data[len(FIRST) + SIGNATURE_BYTES :]
    key = _key(make=False)
    if not data.startswith(FIRST) or key is None or not hmac.compare_digest(signature, _signed(key, content)):
        raise SnapshotError(f"{path}: is damaged, or was not put away by you on this machine")
    head, _, pickled = content.partition(b"\n")  # from here on it is our own
    if json.loads(head)["program"] != _program():
        raise SnapshotError(f"{path}: was put away by another version of the program")
    snapshot: Snapshot = pickle.loads(pickled)
    return snapshot


def _signed(key: bytes, content: bytes) -> bytes:
    return hmac.digest(key, content, "sha256")


# ---------------------------------------------------------------- the key


def key_path() -> Path:
    """Where this user's key lies: among the files a program keeps for itself, not in any exercise's folder."""
    if os.name == "nt":
        base = os.environ.get("LOCALAPPDATA", "")
        return Path(base or Path.home() / "AppData/Local") / "fourthseat/snapshot.key"
    base = os.environ.get("XDG_STATE_HOME", "")
    return (Path(base) if os.path.isabs(base) else Path.home() / ".local/state") / "fourthseat/snapshot.key"


def _key(*, make: bool) -> bytes | None:
    """The key, made if there is none and *make* is set; None if there is none that is this user's alone."""
    try:
        path = key_path()
        if make and not os.path.lexists(path):
            make_folder(path.parent, private=True)
            with suppress(FileExistsError):  # another process was quicker
                file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(file, "wb") as made:
                    made.write(secrets.token_bytes(KEY_BYTES))
        with path.open("rb") as kept:
            found, key = os.fstat(kept.fileno()), kept.read(KEY_BYTES + 1)
    except (OSError, RuntimeError, FileError):  # no home, no place, no right
        return None
    others = os.name != "nt" and (found.st_uid != os.getuid() or found.st_mode & (stat.S_IRWXG | stat.S_IRWXO))
    return None if others or len(key) != KEY_BYTES else key


# ---------------------------------------------------------------- the program


@cache
def _program() -> str:
    """The program that runs: its version, every letter of its engine, and the language it runs in."""
    digest = blake2b(digest_size=16)
    for name, source in sorted(_sources(files("fourthseat.engine"), "")):
        digest.update(f"{name}\0".encode() + source + b"\0")
    return f"{__version__} {digest.hexdigest()} {sys.implementation.cache_tag}"


def _sources(folder: Traversable, above: str) -> Iterator[tuple[str, bytes]]:
    """Every source file in *folder* with its name."""
    for one in folder.iterdir():
        if one.is_dir():
            yield from _sources(one, f"{above}{one.name}/")
        elif one.name.endswith(".py"):
            yield f"{above}{one.name}", one.read_bytes()
