"""Whom the room listens to, and that it needs nobody else: played where there is no network but the machine itself."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.web.browsers import TOP, House

DOCTRINE = ("--doctrine", "AUS", "--doctrine", "GBR", "--doctrine", "PRC")
ALONE = ("unshare", "-n", "sh", "-c", 'ip link set lo up && exec "$@"', "sh")
"""A network of its own with loopback and nothing else, then the command."""


def alone() -> bool:
    """Whether this process may make such a network."""
    if not all(map(shutil.which, ("unshare", "nsenter", "ip"))):
        return False
    return subprocess.run([*ALONE, "true"], capture_output=True, check=False).returncode == 0


def listening(pid: int) -> set[str]:
    """Addresses a process waits for connections on, as the kernel has them."""
    mine = {os.readlink(one) for one in Path(f"/proc/{pid}/fd").iterdir() if one.is_symlink()}
    found = set()
    for table in ("tcp", "tcp6"):
        for row in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            cells = row.split()
            if cells[3] == "0A" and f"socket:[{cells[9]}]" in mine:
                found.add(cells[1].split(":")[0])
    return found


@pytest.mark.parametrize(("extra", "where"), [((), "0100007F"), (("--lan",), "00000000")])
def test_the_room_listens_where_it_was_told(tmp_path: Path, extra: tuple[str, ...], where: str) -> None:
    """On this machine alone, unless control asked for the network."""
    if not Path("/proc/net/tcp").exists():
        pytest.skip("the kernel's table of sockets is not here")
    with House(tmp_path / "room", "tutorial", *DOCTRINE, *extra) as house:
        assert {where} == listening(house.pid)


@pytest.mark.parametrize("same_port", [False, True])
def test_a_room_and_a_port_are_had_once(tmp_path: Path, same_port: bool) -> None:
    """A second process neither serves the same folder, where both would write, nor another on the same port; it says why."""
    with House(tmp_path / "room", "tutorial", *DOCTRINE) as house:
        told = ["tutorial", "--folder", str(tmp_path / "other")] if same_port else ["--resume", str(house.folder)]
        port = str(house.port) if same_port else "0"
        command = [sys.executable, "-m", "fourthseat", "seminar", *told, "--port", port]
        second = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=False, timeout=30)

    assert 2 == second.returncode
    assert ("give another with --port" if same_port else "this room is being served") in second.stderr
    assert "Traceback" not in second.stderr


GUEST = """
import re, sys, httpx
link, control = sys.argv[1:]
def form(text, verb):
    found = re.search(r'<form(?:(?!</form>).)*name="verb" value="%s".*?</form>' % verb, text, re.DOTALL)[0]
    hidden = dict(re.findall(r'type="hidden" name="(\\w+)" value="([^"]*)"', found))
    acts = re.findall(r'name="act" value="([^"]+)"', found)
    return hidden | ({"act": acts[:1]} if acts else {})
def sit(link):
    client = httpx.Client(trust_env=False, transport=httpx.HTTPTransport(retries=8))
    seat = client.post(link, data={"name": "guest"}, follow_redirects=True)
    assert seat.status_code == 200, seat.text
    return client, str(seat.url)
desk, there = sit(control)
assert desk.post(there + "do", data=form(desk.get(there).text, "seal"), headers={"Accept": "application/json"}).json() == {"said": "Done."}
client, here = sit(link)
for path in re.findall(r'(?:src|href)="(/[^"]+)"', client.get(here).text):
    assert client.get(here.split("/at/")[0] + path).status_code == 200, path
said = client.post(here + "do", data=form(client.get(here).text, "seal"), headers={"Accept": "application/json"}).json()["said"]
with client.stream("GET", here + "stream") as stream:
    news = next(line for line in stream.iter_lines() if line.startswith("data:"))
print(said, "pieces" in news)
"""


def test_a_move_is_played_with_loopback_alone(tmp_path: Path) -> None:
    """No name is looked up and nobody outside is asked: with no network at all, seats are taken and orders sealed."""
    if not alone():
        pytest.skip("this user may not make a network namespace")
    house = House(tmp_path / "room", "tutorial", *DOCTRINE, "--doctrine", "JPN", prefix=ALONE)
    house.open(wait=False)
    try:
        inside = ["nsenter", f"--net=/proc/{house.pid}/ns/net"]
        guest = [*inside, sys.executable, "-c", GUEST, house.links["USA"], house.links["CONTROL"]]
        said = subprocess.run(guest, cwd=TOP, capture_output=True, text=True, check=False)
        routes = subprocess.run([*inside, "ip", "-brief", "addr"], capture_output=True, text=True, check=True).stdout
        assert "Sealed. It is on disk. True\n" == said.stdout, said.stderr
        assert ["lo"] == re.findall(r"^(\S+) .*\d+\.\d+\.\d+\.\d+", routes, re.MULTILINE)
    finally:
        house.kill()
