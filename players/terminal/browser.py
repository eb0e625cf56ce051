"""The browser of whoever started a command, opened where there is one to see."""

from __future__ import annotations

import os
import sys
import threading
import webbrowser

__all__ = ["open_browser"]


def open_browser(address: str, *, wanted: bool | None = None) -> bool:
    """Open *address* in this user's browser; whether that was tried.

    With *wanted* None, where somebody looks at this terminal and the machine has a screen: a browser that draws in the terminal
    itself would take it away from the program.
    """
    if wanted is None:
        wanted = sys.stdout.isatty() and _has_screen()
    if wanted:  # some browsers do not come back until they are closed
        threading.Thread(target=_open, args=(address,), daemon=True).start()
    return wanted


def _has_screen() -> bool:
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))


def _open(address: str) -> None:
    try:
        webbrowser.open(address)
    except (OSError, webbrowser.Error):
        return  # the address stands on the terminal
