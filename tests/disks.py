"""Disks of a few kilobytes for tests that fill them: file systems in memory, mounted where that is permitted."""

from __future__ import annotations

import contextlib
import subprocess
from dataclasses import dataclass
from pathlib import Path

__all__ = ["SmallDisk"]


@dataclass
class SmallDisk:
    """A file system of its own at *folder*."""

    folder: Path

    def mount(self, kilobytes: int) -> str:
        """Make it; why that is not permitted here, or nothing."""
        self.folder.mkdir()
        return self._run("mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(self.folder))

    def resize(self, kilobytes: int) -> None:
        """Make it larger, or smaller: no more can then be written."""
        self.remount(f"size={kilobytes}k")

    def remount(self, options: str) -> None:
        """Mount it anew with *options*."""
        wrong = self._run("mount", "-o", f"remount,{options}", str(self.folder))
        assert not wrong, wrong

    def fill(self, *, leave: int = 0) -> None:
        """Take up all the room there is but *leave* bytes, which the system rounds to pages."""
        with (self.folder / "fill").open("ab", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(b"x" * 1024)
        if leave:
            with (self.folder / "fill").open("r+b") as file:
                file.truncate(max((self.folder / "fill").stat().st_size - leave, 0))

    def free(self) -> None:
        """Make room again."""
        (self.folder / "fill").unlink(missing_ok=True)
        self.resize(8192)

    def unmount(self) -> None:
        """Take it away, whoever still has a file of it open."""
        self._run("umount", "-l", str(self.folder))

    @staticmethod
    def _run(*command: str) -> str:
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except OSError as wrong:
            return str(wrong)
        return done.stderr.strip() or "refused" if done.returncode else ""
