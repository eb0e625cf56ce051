"""Firefox as it is installed, spoken to in WebDriver BiDi, which it understands by itself: no driver stands between.

Playwright drives builds of Firefox of its own alone. What the tests need of a person in that browser is little: pages, sizes,
keys, a script's value, and every fault that a script had.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("websockets", reason="websockets is not installed")

from websockets.sync.client import ClientConnection, connect

from tests.web.browsers import PATIENCE, until

__all__ = ["KEYS", "Firefox", "Window", "firefox"]

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox") or ""
KEYS = {"Tab": "\ue004", "Enter": "\ue007", "Space": " "}
"""Keys that have no letter, by the code points of WebDriver."""
SETTINGS = {
    "ui.prefersReducedMotion": 1,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "remote.active-protocols": 1,
}


class Firefox:
    """One browser, and the line to it."""

    def __init__(self, line: ClientConnection) -> None:
        """A session on *line*; nothing is open yet."""
        self.line, self.number = line, 0
        self.wrong: list[tuple[str, str]] = []
        """What the consoles complained about: the browsing context, and the words."""
        self.send("session.new", capabilities={})
        self.send("session.subscribe", events=["log.entryAdded"])

    def send(self, method: str, **params: Any) -> Any:
        """One command and its answer; complaints that come in between are kept."""
        self.number += 1
        self.line.send(json.dumps({"id": self.number, "method": method, "params": params}))
        while True:
            came = json.loads(self.line.recv(PATIENCE))
            if came.get("method") == "log.entryAdded":
                self._heard(came["params"])
            elif came.get("id") == self.number:
                assert came["type"] == "success", f"{method} {params}: {came}"
                return came["result"]

    def _heard(self, entry: dict[str, Any]) -> None:
        if entry["level"] in ("error", "warn"):
            self.wrong.append((entry["source"].get("context", ""), entry.get("text") or ""))

    def window(self) -> Window:
        """A window with cookies of its own."""
        user = self.send("browser.createUserContext")["userContext"]
        return Window(self, self.send("browsingContext.create", type="window", userContext=user)["context"])


class Window:
    """Somebody's browser window."""

    def __init__(self, browser: Firefox, context: str) -> None:
        """The browsing context *context*."""
        self.browser, self.context = browser, context

    def goto(self, address: str) -> None:
        """Open a page and wait until it is whole."""
        self.browser.send("browsingContext.navigate", context=self.context, url=address, wait="complete")

    def size(self, width: int, height: int) -> None:
        """Make the page that large, in its own pixels."""
        self.browser.send(
            "browsingContext.setViewport", context=self.context, viewport={"width": width, "height": height}
        )
        until(lambda: self.ask("innerWidth") == width, f"a page {width} px wide")

    def ask(self, script: str) -> Any:
        """What *script* is worth on the page."""
        told = self.browser.send(
            "script.evaluate",
            expression=f"JSON.stringify({script})",
            target={"context": self.context},
            awaitPromise=True,
        )
        assert told["type"] == "success", (script, told)
        value = told["result"].get("value")
        return None if value is None else json.loads(value)

    def text(self, selector: str) -> str:
        """What stands there now; empty if nothing does."""
        return str(self.ask(f"document.querySelector({json.dumps(selector)})?.textContent ?? ''")).strip()

    def press(self, *keys: str) -> None:
        """Press each key once; a name of :data:`KEYS` or what stands on it."""
        strokes = [{"type": kind, "value": KEYS.get(key, key)} for key in keys for kind in ("keyDown", "keyUp")]
        source = {"type": "key", "id": "keyboard", "actions": strokes}
        self.browser.send("input.performActions", context=self.context, actions=[source])

    def walk(self, where: str) -> None:
        """Press Tab until the focus is at *where*, and see that it shows."""
        for _ in range(200):
            self.press("Tab")
            at = self.ask(
                f"[document.activeElement.matches({json.dumps(where)}), getComputedStyle(document.activeElement).outlineStyle]"
            )
            if at[0]:
                assert at[1] != "none", f"no sign of the focus on {where}"
                return
        raise AssertionError(f"Tab never comes to {where}")

    @property
    def wrong(self) -> list[str]:
        """What this window's console complained about."""
        self.ask("1")  # what has been said comes before the answer
        return [words for context, words in self.browser.wrong if context == self.context]


@contextlib.contextmanager
def firefox(folder: Path) -> Iterator[Firefox]:
    """The Firefox that is installed, with an empty profile in *folder*; a test that needs it is skipped where none is."""
    if not FIREFOX:
        pytest.skip("Firefox is not installed")
    folder.mkdir()
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in SETTINGS.items()]
    (folder / "user.js").write_text("\n".join(lines), "utf-8")
    command = [FIREFOX, "--headless", "--no-remote", "--remote-debugging-port=0", "--profile", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        port = until(lambda: _port(folder / "WebDriverBiDiServer.json"), "Firefox")
        with connect(f"ws://127.0.0.1:{port}/session", max_size=None, ping_interval=None) as line:
            browser = Firefox(line)
            yield browser
            browser.send("browser.close")
        process.wait(PATIENCE)
    finally:
        process.kill()
        process.wait()


def _port(told: Path) -> int:
    """Where Firefox listens; 0 until it says so."""
    with contextlib.suppress(OSError, ValueError, KeyError):
        return int(json.loads(told.read_text("utf-8"))["ws_port"])
    return 0
