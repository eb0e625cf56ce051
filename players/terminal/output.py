"""The two streams a command talks to, made so that whatever they are connected to, the command does its work to the end.

They may be a terminal that obeys control characters, a code page that lacks half of our characters, a reader that has
gone away, a full disk, or nothing at all. :func:`opened` puts a guard before each of them, and only there is anything of
this known: what a command prints, it prints as if to a perfect screen.
"""

from __future__ import annotations

import codecs
import errno
import io
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO, cast

from fourthseat.engine.core.shown import visible
from fourthseat.players.terminal.readable import READABLE

__all__ = ["Outlet", "json_text", "opened", "raw_stderr", "raw_stdout"]

_GONE = {errno.EPIPE, errno.ECONNRESET, errno.ESHUTDOWN} | ({errno.EINVAL} if os.name == "nt" else set())
"""What the system says when the reader of a pipe has gone away: `head` has seen enough, somebody has left `less`."""
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


class _Sink:
    """One stream of the process, and what became of it. After the first failure nothing more is written to it."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.lost: OSError | None = None
        """Why something could not be written, if that is somebody's trouble: not if the reader only went away."""
        self.ended = False

    def write(self, text: str) -> None:
        self._try(lambda: self.stream.write(text))

    def flush(self) -> None:
        self._try(self.stream.flush)

    def _try(self, act: object) -> None:
        if self.ended:
            return
        try:
            act()  # type: ignore[operator]
        except OSError as reason:
            self.ended = True
            hung_up = reason.errno == errno.EIO and self.stream.isatty()
            self.lost = None if reason.errno in _GONE or hung_up else reason
            self._divert()

    def _divert(self) -> None:
        """Let what still stands in buffers go nowhere: else the interpreter tries it again, and complains, as it ends."""
        with suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.stream.fileno())
            os.close(nowhere)
        with suppress(OSError, ValueError):
            self.stream.flush()


class Outlet(io.TextIOBase):
    """What a command sees as standard output or error: shows control characters instead of sending them, never fails."""

    def __init__(self, sink: _Sink, *, obeyed: bool = False) -> None:
        """Before *sink*; with *obeyed* control characters pass, for those who draw on a terminal."""
        self.sink, self.obeyed = sink, obeyed

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """Of the stream behind it."""
        return self.sink.stream.encoding or "utf-8"

    @property
    def errors(self) -> str:  # type: ignore[override]
        """What becomes of a character that the encoding has not."""
        return self.sink.stream.errors or "strict"

    @property
    def raw(self) -> TextIO:
        """The same stream for those who draw: control characters pass."""
        return cast("TextIO", Outlet(self.sink, obeyed=True))

    def write(self, text: str, /) -> int:
        """Write *text*."""
        if not isinstance(text, str):
            raise TypeError(f"text is written here, not {type(text).__name__}")
        self.sink.write(text if self.obeyed else visible(text))
        return len(text)

    def flush(self) -> None:
        """Send on what is buffered."""
        self.sink.flush()

    def fileno(self) -> int:
        """Of the stream behind it."""
        return self.sink.stream.fileno()

    def isatty(self) -> bool:
        """Whether a person is looking."""
        return self.sink.stream.isatty()

    def writable(self) -> bool:
        """It is."""
        return True

    def close(self) -> None:
        """Send on what is buffered; the stream itself stays open, it is the process's."""
        self.flush()


def raw_stdout() -> TextIO:
    """Standard output for those who draw on a terminal: control characters pass."""
    return _raw(sys.stdout)


def raw_stderr() -> TextIO:
    """The same of standard error."""
    return _raw(sys.stderr)


def _raw(stream: TextIO) -> TextIO:
    return stream.raw if isinstance(stream, Outlet) else stream


def json_text(text: str) -> str:
    r"""JSON *text* so that no code page can change what it says: with ``\u2014`` for ``—`` where the output is not UTF-8."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return text if encoding.lower().replace("-", "").startswith("utf") else _NOT_ASCII.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    """One character as JSON escapes it: a pair of halves beyond the first plane."""
    pair = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{pair[n]:02x}{pair[n + 1]:02x}" for n in range(0, len(pair), 2))


@contextmanager
def opened() -> Iterator[tuple[Outlet, Outlet]]:
    """Guards before standard output and standard error, in place of both until the block ends.

    What was closed is opened on nothing first: else the next file the command opens would get its number, and be written
    into by whoever prints. Characters that standard input cannot decode reach the command as they came, for it to refuse.
    """
    _open_what_is_closed()
    codecs.register_error(READABLE.name, READABLE)
    before = sys.stdin, sys.stdout, sys.stderr
    out, err = (_Sink(stream if stream is not None else _nothing("w")) for stream in (sys.stdout, sys.stderr))
    if sys.stdin is None:
        sys.stdin = _nothing("r")
    kept = [(stream, _with_errors(stream, how)) for stream, how in _streams(out, err)]
    sys.stdout, sys.stderr = outlets = Outlet(out), Outlet(err)
    try:
        yield outlets
    finally:
        for sink in (out, err):
            sink.flush()
        sys.stdin, sys.stdout, sys.stderr = before
        for stream, errors in kept:
            if errors is not None:
                _with_errors(stream, errors)


def _streams(out: _Sink, err: _Sink) -> tuple[tuple[TextIO, str], ...]:
    """The streams, and what is to become of characters their encodings have not."""
    return (sys.stdin, "surrogateescape"), (out.stream, READABLE.name), (err.stream, READABLE.name)


def _with_errors(stream: TextIO, how: str) -> str | None:
    """Have *stream* treat characters its encoding has not as *how* says; how it did before, None if it cannot be told."""
    if not isinstance(stream, io.TextIOWrapper):
        return None
    before = stream.errors
    try:
        stream.reconfigure(errors=how)
    except (OSError, ValueError):
        return None
    return before


def _open_what_is_closed() -> None:
    """Give the numbers 0, 1 and 2 to nothing, where the process was started without them."""
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            with suppress(OSError):
                os.open(os.devnull, os.O_RDWR)  # the lowest number that is free: this one


def _nothing(mode: str) -> TextIO:
    """A stream from or to nowhere."""
    return cast("TextIO", open(os.devnull, mode, encoding="utf-8"))
