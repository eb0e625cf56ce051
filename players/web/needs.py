"""What must be installed beside the engine before anything of the web can be imported."""

from __future__ import annotations

from importlib import import_module

from fourthseat.engine.core.errors import FourthSeatError

__all__ = ["need_web"]

LIBRARIES = ("jinja2", "segno", "starlette", "uvicorn")


def need_web(wanted: str = "the room", instead: str = "; --terminal works without") -> None:
    """Raise :exc:`FourthSeatError` if a library is missing: *wanted* is what needs it, *instead* what works without."""
    for library in LIBRARIES:
        try:
            import_module(library)
        except ImportError as missing:
            raise FourthSeatError(
                f"{wanted} needs {missing.name}, which is not installed: pip install 'fourthseat[seminar]'{instead}"
            ) from None
