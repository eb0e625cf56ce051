"""A study written as the file it could have come from."""

from __future__ import annotations

from typing import Any

from fourthseat.engine.study.design import Study

__all__ = ["study_toml"]


def study_toml(study: Study, *, ascii_only: bool = False) -> str:
    r"""*study* as TOML that :func:`fourthseat.engine.study.design.load_study` reads as the same study.

    Keys that hold nothing are left out. What nobody would see is written by its number (``\u202e``), which TOML reads as the
    character; with *ascii_only* whatever is not ASCII is.
    """
    import tomli_w

    told = {key: value for key, value in study.model_dump(mode="json", by_alias=True).items() if value not in ([], {})}
    text: str = tomli_w.dumps(_there(told))
    return "".join(
        c if c == "\n" or (c.isprintable() and (c < "\x7f" or not ascii_only)) else _by_number(c) for c in text
    )


def _there(value: Any) -> Any:
    """*value* without what is not set: TOML has no word for it."""
    if isinstance(value, dict):
        return {key: _there(part) for key, part in value.items() if part is not None}
    return [_there(part) for part in value] if isinstance(value, list) else value


def _by_number(character: str) -> str:
    """One character by its number; it stands between quotation marks, for no bare key has such a one."""
    number = ord(character)
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
