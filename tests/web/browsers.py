"""A room served by a process of its own, the wire to it, and people in real browsers.

Everything here waits for what it expects to see and for nothing else: no test sleeps a fixed time.
"""

from __future__ import annotations

import contextlib
import os
import random
import re
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

pytest.importorskip("starlette", reason="the room's extra is not installed")
pytest.importorskip("playwright", reason="Playwright is not installed")

from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

__all__ = ["CHROMIUM", "House", "Tab", "Wire", "chromium", "free_port", "until"]

TOP = Path(__file__).parents[2]
CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), ""
)
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip
PATIENCE = 30.0
"""Seconds until what a test waits for is called missing; on a quiet machine everything comes within one."""

T = TypeVar("T")


def until(seen: Callable[[], T], what: str | Callable[[], str], patience: float = PATIENCE, beat: float = 0.02) -> T:
    """Ask *seen* again and again until it is true, and return what it said; *what* names what never came."""
    end = time.monotonic() + patience
    while True:
        said = seen()
        if said:
            return said
        if time.monotonic() > end:
            raise AssertionError(f"never came: {what if isinstance(what, str) else what()}")
        time.sleep(beat)


def free_port() -> int:
    """A port nobody has now, below those the system gives to outgoing connections: it is still free after a restart."""
    for port in random.sample(range(12000, 32000), 200):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no free port")


# ---------------------------------------------------------------- the server


class House:
    """``fourthseat seminar`` as a process, as a facilitator starts it."""

    def __init__(self, folder: Path, *arguments: str, prefix: tuple[str, ...] = ()) -> None:
        """Nothing runs yet; *prefix* is put before the command (another network, say)."""
        self.folder, self.arguments, self.prefix = folder, arguments, prefix
        self.port, self.say_port = free_port(), True
        self.process: subprocess.Popen[str] | None = None
        self.links: dict[str, str] = {}

    def open(self, *, wait: bool = True) -> House:
        """Start the exercise; go on with it if the folder holds one."""
        resumed = (self.folder / "room.jsonl").exists()
        undo = [] if "--undo" in self.arguments else ["--undo", "0"]  # a test waits for nothing it does not test
        what = ["--resume", str(self.folder)] if resumed else [*self.arguments, *undo, "--folder", str(self.folder)]
        where = ["--port", str(self.port)] if self.say_port else []
        command = [*self.prefix, sys.executable, "-m", "fourthseat", "seminar", *what, *where]
        log = self.folder.with_suffix(".said")
        with log.open("a") as told:
            self.process = subprocess.Popen(command, cwd=TOP, stdout=subprocess.PIPE, stderr=told, text=True)
        assert self.process.stdout is not None
        links = {}
        for line in self.process.stdout:
            if found := re.match(r"([A-Z]+) +(https?://\S+)", line):
                links[found[1]] = found[2]
                if found[1] == "EVALUATOR":
                    break
        assert links, log.read_text()
        assert not self.links or links == self.links, "the links are others after a restart"
        self.links = links
        if wait:
            until(self.answers, "an open port")
        return self

    def answers(self) -> bool:
        """Whether somebody listens."""
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    @property
    def pid(self) -> int:
        """The server's process."""
        assert self.process is not None
        return self.process.pid

    def kill(self) -> None:
        """What a power cut does."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """What ``kill`` and a closing terminal do; the exit status."""
        return self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> int:
        if self.process is None:
            return 0
        self.process.send_signal(how)
        status = self.process.wait(PATIENCE)
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.process = None
        return status

    def __enter__(self) -> House:
        """Open it."""
        return self.open()

    def __exit__(self, *_: object) -> None:
        """Leave nothing running."""
        self.kill()


# ---------------------------------------------------------------- the wire


class Wire:
    """The network between one browser and the room: it can be cut or go silent, and it keeps what came down.

    Answers are asked for unpacked, so that what is kept can be read.
    """

    def __init__(self, port: int) -> None:
        """To *port*, from one of its own."""
        self.to, self.port = port, free_port()
        self.came = bytearray()
        self._pairs: dict[socket.socket, socket.socket] = {}
        self._up: set[socket.socket] = set()
        self._chosen = selectors.DefaultSelector()
        self._lock = threading.Lock()
        self.tries = 0
        """How often somebody tried to come through since it was cut."""
        self._whole, self._done = True, False
        self._listener = socket.socket()
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind(("127.0.0.1", self.port))
        self._listener.listen(64)
        self._chosen.register(self._listener, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def cut(self) -> None:
        """Every connection is closed, and so is every other that is tried."""
        with self._lock:
            self._whole, self.tries = False, 0
            for one in list(self._pairs):
                self._close(one)

    def mend(self) -> None:
        """Connections come about again."""
        with self._lock:
            self._whole = True

    def hush(self) -> None:
        """The connections there are stay open and carry nothing any more, as when a laptop leaves the room's network."""
        with self._lock:
            for one in self._pairs:
                with contextlib.suppress(KeyError):
                    self._chosen.unregister(one)

    def close(self) -> None:
        """The end."""
        self._done = True
        self._thread.join()
        self.cut()
        self._listener.close()
        self._chosen.close()

    @property
    def text(self) -> str:
        """Everything that came down."""
        with self._lock:
            return self.came.decode("utf-8", "replace")

    def _run(self) -> None:
        while not self._done:
            for key, _ in self._chosen.select(0.05):
                with self._lock, contextlib.suppress(OSError):
                    self._move(key.fileobj)  # type: ignore[arg-type]

    def _move(self, one: socket.socket) -> None:
        if one is self._listener:
            down, _ = one.accept()
            if not self._whole:
                self.tries += 1
                down.close()
                return
            up = socket.socket()
            if up.connect_ex(("127.0.0.1", self.to)):
                up.close()
                down.close()
                return
            self._pairs |= {down: up, up: down}
            self._up.add(up)
            self._chosen.register(down, selectors.EVENT_READ)
            self._chosen.register(up, selectors.EVENT_READ)
        elif one in self._pairs:
            try:
                data = one.recv(1 << 16)
                if one in self._up:
                    self.came += data
                else:
                    data = re.sub(rb"(?i)(accept-encoding: )[^\r]*", rb"\1identity", data)
                if data:
                    self._pairs[one].sendall(data)
            except OSError:
                data = b""
            if not data:
                self._close(one)

    def _close(self, one: socket.socket) -> None:
        other = self._pairs.pop(one, None)
        for end in (one, other):
            if end is not None:
                self._pairs.pop(end, None)
                self._up.discard(end)
                with contextlib.suppress(KeyError, ValueError):
                    self._chosen.unregister(end)
                end.close()


# ---------------------------------------------------------------- people


class Tab:
    """Somebody at a seat in a browser of their own: what they see, click and type, and every request it made."""

    def __init__(self, browser: Browser, role: str, house: House, **context: Any) -> None:
        """A browser that has been nowhere yet."""
        self.role, self.house = role, house
        self.wire = Wire(house.port)
        self.context: BrowserContext = browser.new_context(**{"reduced_motion": "reduce"} | context)
        self.context.set_default_timeout(1000 * PATIENCE)
        self.asked: list[str] = []
        self.failed: list[str] = []
        """Requests that got no answer, and why."""
        self.wrong: list[str] = []
        """What the console complained about: faults of a script, and what the page's own policy forbade."""
        self.context.on("request", lambda request: self.asked.append(request.url))
        self.context.on("requestfailed", lambda r: self.failed.append(f"{r.method} {r.url}: {r.failure}"))
        self.context.on("weberror", lambda error: self.wrong.append(str(error.error)))
        self.context.on("console", self._console)
        self.page: Page = self.context.new_page()

    def _console(self, message: Any) -> None:
        # A browser notes every answer that is not 200 and every lost connection itself; that is no fault of the page.
        if message.type in ("error", "warning") and not re.search(r"Failed to load resource|net::ERR_", message.text):
            self.wrong.append(message.text)

    @property
    def base(self) -> str:
        """The room's address at this end of the wire."""
        return f"http://127.0.0.1:{self.wire.port}"

    def join(self, name: str = "") -> Tab:
        """Open the link, say a name, take the seat."""
        self.page.goto(self.house.links[self.role].replace(str(self.house.port), str(self.wire.port)))
        self.page.fill("input[name=name]", name)
        self.page.locator("form button").click()
        self.page.wait_for_url(f"**/at/{self.role}/")
        return self.live()

    def live(self) -> Tab:
        """Wait for the first news of the stream: the clock has come."""
        until(lambda: self.text("#clock") not in ("", "–"), f"the stream of {self.role}")
        return self

    def another(self) -> Tab:
        """A second tab of the same browser on the same seat."""
        other = object.__new__(Tab)
        other.__dict__ |= self.__dict__
        other.page = self.context.new_page()
        other.goto()
        return other.live()

    def goto(self, path: str = "") -> None:
        """A page of the seat's."""
        self.page.goto(f"{self.base}/at/{self.role}/{path}")

    def get(self, path: str) -> Any:
        """A paper of the seat's, fetched with the browser's cookies."""
        return self.context.request.get(f"{self.base}/at/{self.role}/{path}", timeout=60_000)

    def text(self, selector: str) -> str:
        """What stands there now; empty if nothing does."""
        found = self.page.evaluate("s => document.querySelector(s)?.textContent ?? ''", selector)
        return str(found).strip()

    def sees(self, words: str, where: str = "main") -> None:
        """Wait until *words* stand there, without anybody touching the page."""
        until(
            lambda: words in self.text(where),
            lambda: f"{words!r} in {where} of {self.role}: {self.text(where)[:600]!r}",
        )

    def form(self, verb: str, within: str = "body") -> Locator:
        """The form that does *verb*."""
        return self.page.locator(f"{within} form:has(input[name=verb][value={verb}])").first

    def has(self, verb: str, within: str = "body") -> bool:
        """Whether there is a form for it now."""
        return bool(
            self.page.evaluate(
                "([w, v]) => !!document.querySelector(`${w} input[name=verb][value=${v}]`)", [within, verb]
            )
        )

    @property
    def key(self) -> str:
        """The round this seat is asked to answer; empty if it is asked nothing, or has sealed."""
        where = "#p-desk" if self.role == "CONTROL" else "#p-ask"
        found = self.page.evaluate(
            "w => document.querySelector(w + ' input[name=verb][value=seal]')?.form.elements.key.value ?? ''", where
        )
        return str(found)

    def said(self, words: str) -> None:
        """Wait until the room has said it."""
        until(lambda: words in self.text("#said"), lambda: f"{words!r}, but it said {self.text('#said')!r}")

    def send(self, verb: str, within: str = "body", button: str = "button", **fields: str | list[str]) -> None:
        """Fill the form for *verb* as a person does and press its button."""
        form = self.form(verb, within)
        self.open_part(form)
        form.evaluate("f => { for (let d = f; d; d = d.parentElement) if (d.tagName === 'DETAILS') d.open = true }")
        fill(form, **fields)
        form.locator(button).last.click()
        self.page.evaluate("() => document.querySelector('dialog.sure[open] button.main')?.click()")

    def open_part(self, there: Locator) -> None:
        """Go to the part of control's desk that *there* is in; nothing for another page."""
        there.evaluate("e => { const v = e.closest('.view'); if (v && v.hidden) location.hash = v.id.slice(5) }")

    def seal(self, button: str = "button", **fields: str | list[str]) -> None:
        """Answer what is asked, and see that it is taken: the form for it is gone."""
        key = self.key
        self.send("seal", "#p-desk" if self.role == "CONTROL" else "#p-ask", button, **fields)
        until(
            lambda: self.key != key,
            lambda: f"{self.role}'s answer to {key} taken; it said {self.text('#said')!r}; {self.failed[-3:]}",
        )

    def close(self) -> None:
        """Leave."""
        self.context.close()
        self.wire.close()


def fill(form: Locator, **fields: str | list[str]) -> None:
    """Put each value where it belongs: ticked (and nothing else of that name), chosen or typed, with the page told of it."""
    missing = form.evaluate(
        """(form, fields) => {
          const missing = [];
          for (const [name, given] of Object.entries(fields)) {
            const values = [given].flat(), all = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
            for (const el of all) {
              if (el.type === "checkbox" || el.type === "radio") {
                if (el.checked !== values.includes(el.value)) el.click();
              } else {
                el.focus();
                el.value = values[0];
                el.dispatchEvent(new Event("input", { bubbles: true }));
              }
            }
            const there = all.map((el) => el.value);
            missing.push(...values.filter((v) => !there.includes(v)).map((v) => name + "=" + v));
          }
          return missing;
        }""",
        fields,
    )
    assert [] == missing


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """The browser that is installed; a test that needs it is skipped where none is."""
    if not CHROMIUM:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def memory(pid: int) -> int:
    """Bytes of memory a process holds."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
