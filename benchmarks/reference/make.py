"""Makes the archive of an earlier program from the history.

Run: ``python -m benchmarks.reference.make REVISION`` from the top of a clone with its history; with ``--check`` it only says whether
the archive that is there holds what would be made. The room and the papers of an exercise are left out: nothing that is compared
needs them. Rows of the scenarios and lines of code stay as they were; the package's name is changed in the code's own terms, where
it is a name in an import or begins the dotted name of a module, so that a sentence or a key of a file that says ``fourthseat`` stays.
"""

from __future__ import annotations

import argparse
import io
import re
import subprocess
import sys
import tarfile
import tokenize
from collections.abc import Iterator
from pathlib import PurePosixPath

from benchmarks.reference import ARCHIVE, NAME, REVISION

__all__ = ["contents", "main", "packed", "renamed"]

OLD = "fourthseat"
FOLDERS = {"engine/facade": "", "engine": "engine", "players": "players", "scenarios": "scenarios"}
"""Folders of the tree, and where each stands in the package; the first that fits counts."""
LEFT_OUT = ("players/web", "engine/exercise/map", "engine/exercise/aar", "engine/exercise/papers")
KEPT = ("players/web/__init__.py", "players/web/needs.py")
"""What the command line imports of what is left out."""
MODULE = re.compile(rf"""(?P<start>[a-z]*["']+){OLD}(?=\.(engine|players|scenarios|api)\b)""", re.IGNORECASE)
"""A string that begins with the dotted name of a module."""
TEXTS = {tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)}


def renamed(source: str, new: str = NAME) -> str:
    """*source* with the package called *new*; every other character as it was."""
    lines = source.splitlines(keepends=True)
    for token in reversed(list(tokenize.generate_tokens(io.StringIO(source).readline))):
        (row, start), text = token.start, token.string
        if token.type == tokenize.NAME and text == OLD:
            changed = new
        elif token.type in TEXTS:
            changed = MODULE.sub(lambda found: found["start"] + new, text, count=1) if MODULE.match(text) else text
        else:
            continue
        if changed != text:
            line = lines[row - 1]
            lines[row - 1] = (
                line[:start]
                + changed.splitlines(keepends=True)[0]
                + line[start + len(text.splitlines(keepends=True)[0]) :]
            )
    return "".join(lines)


def contents(revision: str) -> Iterator[tuple[str, bytes]]:
    """Every file of the package as it was at *revision*: its path in the archive, and its bytes."""
    full = _git("rev-parse", "--verify", f"{revision}^{{commit}}").decode().strip()
    yield f"{NAME}/{REVISION}", f"{full}\n".encode()
    with tarfile.open(fileobj=io.BytesIO(_git("archive", full, *list(FOLDERS)[1:]))) as tree:
        for member in tree:
            path = PurePosixPath(member.name)
            if not member.isfile() or (str(path) not in KEPT and any(path.is_relative_to(part) for part in LEFT_OUT)):
                continue
            held = tree.extractfile(member)
            assert held is not None
            data = held.read()
            top = next(top for top in FOLDERS if path.is_relative_to(top))
            place = PurePosixPath(NAME, FOLDERS[top]) / path.relative_to(top)
            yield str(place), renamed(data.decode()).encode() if path.suffix == ".py" else data


def packed(files: Iterator[tuple[str, bytes]]) -> bytes:
    """The files as one compressed archive, the same bytes for the same files: sorted, without times and owners."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:xz", preset=9) as archive:
        for name, data in sorted(files):
            told = tarfile.TarInfo(name)
            told.size = len(data)
            archive.addfile(told, io.BytesIO(data))
    return out.getvalue()


def main() -> int:
    """Write the archive, or compare it; 1 if it holds something else."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("revision", help="a commit of this repository")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; say whether the archive is what would be made"
    )
    given = parser.parse_args()
    made = dict(contents(given.revision))
    if given.check:
        with tarfile.open(ARCHIVE) as archive:
            there = {m.name: held.read() for m in archive if (held := archive.extractfile(m)) is not None}
        differing = sorted(name for name in made.keys() | there.keys() if made.get(name) != there.get(name))
        print(
            f"{ARCHIVE.name}: {len(there)} files, "
            + (f"{len(differing)} differ: {differing[0]}" if differing else "as made")
        )
        return 1 if differing else 0
    ARCHIVE.write_bytes(packed(iter(made.items())))
    print(f"{ARCHIVE.name}: {len(made)} files, {sum(map(len, made.values())):,} bytes in {ARCHIVE.stat().st_size:,}")
    return 0


def _git(*arguments: str) -> bytes:
    """What git says; what is wrong in one line if it refuses."""
    ran = subprocess.run(["git", *arguments], capture_output=True, check=False)
    if ran.returncode:
        raise SystemExit(f"git {arguments[0]}: {ran.stderr.decode().strip()}")
    return ran.stdout


if __name__ == "__main__":
    sys.exit(main())
