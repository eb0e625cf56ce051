"""Links and sessions: who may open what, by one secret of the room and nothing kept about anybody.

A link is a keyed digest of its role and of how often that role's link has been revoked; a session is one of its role,
the same count, and a nonce. So revoking is counting, and a restart changes nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping

__all__ = ["Keys", "keyed_digest", "same"]

LINK = 22
"""Hexadecimal digits of a link: 88 bits, which nobody guesses."""
ROOM = 8
"""Hexadecimal digits that tell rooms apart; they open nothing."""


class Keys:
    """The keys of one room."""

    def __init__(self, secret: bytes, revoked: Mapping[str, int] | None = None) -> None:
        """*secret*: at least 32 random bytes; *revoked*: how often each role's link has been revoked."""
        self.secret = secret
        self.revoked = revoked or {}

    @property
    def room(self) -> str:
        """What tells this room from others on one machine, in names a browser keeps: cookies know no port."""
        return self._mac("room")[:ROOM]

    def cookie_names(self, role: str) -> tuple[str, str]:
        """What the cookies of *role*'s session and of the name somebody gave are called."""
        return f"{self.room}-seat-{role}", f"{self.room}-name-{role}"

    def token(self, role: str) -> str:
        """The secret part of *role*'s link; another after it has been revoked."""
        return self._mac(f"link:{role}:{self.revoked.get(role, 0)}")[:LINK]

    def role_of(self, token: str, roles: Iterable[str]) -> str | None:
        """Whose link *token* is; every link is compared, each in constant time."""
        owner = None
        for role in roles:
            if same(self.token(role), token):
                owner = role
        return owner

    def session(self, role: str, nonce: str = "") -> str:
        """A cookie for *role*: it opens nothing else, and nothing once the link is revoked."""
        nonce = nonce or secrets.token_urlsafe(9)
        return f"{nonce}.{self._mac(f'session:{role}:{self.revoked.get(role, 0)}:{nonce}')}"

    def is_session(self, role: str, cookie: str) -> bool:
        """Whether *cookie* is one of *role*'s."""
        nonce = cookie.partition(".")[0]
        return bool(nonce) and same(self.session(role, nonce), cookie)

    def signed_name(self, cookie: str, name: str) -> str:
        """*name* as a browser keeps it beside the session *cookie*: it cannot be made another there."""
        return f"{name.encode().hex()}.{self._mac(f'name:{cookie}:{name}')}"

    def name_of(self, cookie: str, kept: str) -> str:
        """The name that was signed for the session *cookie*; empty if it is none."""
        try:
            name = bytes.fromhex(kept.partition(".")[0]).decode()
        except ValueError:
            return ""
        return name if same(self.signed_name(cookie, name), kept) else ""

    def form_token(self, cookie: str) -> str:
        """What a form must carry, so that no other page can post in somebody's name."""
        return self._mac(f"form:{cookie}")

    def _mac(self, text: str) -> str:
        return keyed_digest(self.secret, text)


def keyed_digest(secret: bytes, text: str) -> str:
    """What only who has *secret* can make of *text*, hexadecimal."""
    return hmac.new(secret, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def same(ours: str, theirs: str) -> bool:
    """Whether two texts are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(ours.encode(), theirs.encode("utf-8", "replace"))
