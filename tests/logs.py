"""Logs written and read by hand, without the engine: what the format is, said a second time."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any

__all__ = ["bodies_of", "chained", "unsealed"]


def chained(bodies: Sequence[Mapping[str, Any]]) -> bytes:
    """A log of *bodies* with an honest hash chain, made without the engine: this is the format's definition."""
    before, rows = "", []
    for body in bodies:
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        before = blake2b(before.encode() + text.encode(), digest_size=16).hexdigest()
        rows.append(f'{text[:-1]},"hash":"{before}"}}\n'.encode())
    if bodies[0]["fourthseat"] >= 3:
        over = any(body.get("kind") == "Ended" for body in bodies)
        seal = f"{len(bodies) - 1:010d}:{before}" if over else "-" * 43
        rows[0] = rows[0].replace(b'"}\n', f'","seal":"{seal}"}}\n'.encode())
    return b"".join(rows)


def bodies_of(data: bytes) -> list[dict[str, Any]]:
    """The lines of a log without their hashes and the seal."""
    return [
        {key: value for key, value in json.loads(row).items() if key not in ("hash", "seal")}
        for row in data.splitlines()
    ]


def unsealed(data: bytes) -> bytes:
    """*data* with the empty place of a seal, as a log stands before ENDEX."""
    head, _, rest = data.partition(b"\n")
    return re.sub(rb'"seal":"[^"]*"', b'"seal":"' + b"-" * 43 + b'"', head) + b"\n" + rest
