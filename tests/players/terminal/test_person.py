"""What a person may type at a prompt, and what becomes of it."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from fourthseat.engine.core.entries.acts import Recalled
from fourthseat.engine.core.entries.control import IncidentAdded, Settled
from fourthseat.engine.core.entries.turns import Decided, Refused
from fourthseat.engine.core.orders import Act, Decision, Improvise
from fourthseat.engine.core.terms import Seat
from fourthseat.engine.record.log import read
from tests.streams import Said, said

HUGE = "1" * 5000


def answered(monkeypatch: pytest.MonkeyPatch, log: Path, typed: bytes, seat: str = "AUS=human") -> Said:
    """A game in which a person types *typed*, and then leaves."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed), encoding="utf-8"))
    return said(monkeypatch, "play", "tutorial", "--seat", seat, "--log", str(log))


def decided(log: Path) -> Decision:
    """What the person decided first."""
    return next(
        entry.decision
        for entry in read(log).entries
        if isinstance(entry, Decided) and entry.decision.by.kind == "person"
    )


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("²".encode(), "'²' is not a row of the menu (1 to 6)"),
        ("①".encode(), "'①' is not a row of the menu"),
        ("½".encode(), "'½' is not a row of the menu"),
        (b"-1", "'-1' is not a row of the menu"),
        (b"9" * 500, "is not a row of the menu"),
        (HUGE.encode(), "That is 5,000 characters long; 4,000 at most."),
        (b"? " + "²".encode(), "'²' is not a row of the menu"),
        (b"\xff\xfe", "That is not text in this terminal's encoding"),
        (b"caf\xe9", "That is not text in this terminal's encoding"),
        (b"1\x00", "That holds control characters"),
        (b"\x1b[A\x1b[A", "That holds control characters"),
        (b"\xc2\x9b31m", "That holds control characters"),
    ],
)
def test_what_is_no_answer_is_asked_for_again(
    typed: bytes, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a sentence; the answer that follows counts, and nothing else stands in the log."""
    log = tmp_path / "g.jsonl"

    told = answered(monkeypatch, log, typed + b"\n3\nWe hold.\n\n\n50\n")

    assert 130 == told.code
    assert sentence in told.out
    assert "continue with: fourthseat play --resume" in told.err
    assert "We hold." == decided(log).intent
    assert 1 == len(decided(log).orders)


@pytest.mark.parametrize("digits", ["3", "３", "٣", "۳"])
def test_digits_of_any_script_are_a_number(digits: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Full-width and Arabic ones too."""
    log = tmp_path / "g.jsonl"
    answered(monkeypatch, log, f"{digits}\n\n\n".encode())

    assert (Act("joint-presence", "survey"),) == decided(log).orders


@pytest.mark.parametrize("sure", ["²", "①", HUGE[:3000], "101", "-1", "1e2"])
def test_how_sure_is_a_whole_number_to_100(sure: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Anything else is asked again."""
    log = tmp_path / "g.jsonl"

    told = answered(monkeypatch, log, f"3\nintent\nwhy\neffect\n{sure}\n５0\n".encode())

    assert "is not a whole number from 0 to 100" in told.out
    assert 50 == decided(log).confidence


def test_what_a_person_types_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No-break, thin and ideographic spaces, joiners, what looks like markup; only blanks around it go."""
    log = tmp_path / "g.jsonl"
    words = "\u3000a\u00a0b\u2009c\u200dd :ship: [bold]e[/bold]\tf\u00a0"

    answered(monkeypatch, log, f"3\n  {words}  \n\n\n\n".encode())

    assert words == decided(log).intent


def test_control_may_tell_nothing_that_a_terminal_would_obey(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refused at the prompt, and shown harmless if it stands in a log all the same."""
    log = tmp_path / "g.jsonl"

    told = answered(monkeypatch, log, b"tell AUS \x1b[31mred\ntell AUS plain\n\n", "CONTROL=human")

    assert "That holds control characters" in told.out
    assert (Improvise("plain", (Seat("AUS"),)),) == decided(log).orders
    assert "u001b" not in log.read_text("utf-8")


def control_says(monkeypatch: pytest.MonkeyPatch, folder: Path, *typed: str) -> tuple[Said, Path]:
    """A game in which control types this as the second move opens, and nothing else."""
    log = folder / "g.jsonl"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("\n".join(["", "", *typed, *[""] * 9]).encode())))
    return said(monkeypatch, "play", "tutorial", "--seat", "CONTROL=human", "--log", str(log)), log


def test_control_grants_and_refuses_what_orders_wait_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits is listed with what may be settled of it; what is none is told at once, and nothing of it is logged."""
    wrong = ("grant AUS 99 order x", "grant AUS 2 licence x", "grant AUS 2 toll x", "grant AUS")
    told, log = control_says(monkeypatch, tmp_path, "list", *wrong, "refuse AUS 2 order told Out of play.")

    assert "waits until its capital has a position on it (settles: order)" in told.out
    assert "no order on its way 'AUS 99'" in told.out
    assert "no licence to settle for AUS 2" in told.out
    assert "grant SEAT N order|consultation|consent|concurrence|licence [told] REASON" in told.out
    assert "'grant AUS' is incomplete" in told.out
    [made] = [entry for entry in read(log).entries if isinstance(entry, Settled)]
    assert ("AUS", 2, "order", False, "Out of play.", True) == (
        made.seat,
        made.number,
        made.matter,
        made.grants,
        made.reason,
        made.told,
    )
    assert not [entry for entry in read(log).entries if isinstance(entry, Refused)]


def test_control_adds_an_incident_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is wrong is told with its key, or its line, and nothing of it is logged."""
    good, bad, torn = (tmp_path / name for name in ("good.toml", "bad.toml", "torn.toml"))
    good.write_text('like = "survey"\nid = "second"\ntitle = "A second ship"\nhour = 300\n', "utf-8")
    bad.write_text(good.read_text("utf-8") + "severty = 1\n", "utf-8")
    torn.write_text("like = survey\n", "utf-8")
    typed = (f"incident {torn} why", f"incident {bad} why", f"incident {tmp_path / 'no.toml'} why", f"incident {good}")
    told, log = control_says(monkeypatch, tmp_path, *typed, f"incident {good} too quiet")

    assert "torn.toml:1:8: not TOML" in told.out
    assert "incident[second].severty: unknown key; did you mean 'severity'?" in told.out
    assert "no such file" in told.out
    assert "incident FILE REASON" in told.out
    assert [300] == [entry.dealt.hour for entry in read(log).entries if isinstance(entry, IncidentAdded)]
    assert not [entry for entry in read(log).entries if isinstance(entry, Refused)]


def test_a_force_that_is_under_way_is_called_back_among_the_orders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stands below the menu with what comes of it; a number that no force has is asked for again."""
    typed = ("1 2 3 4 5 6", "", "", "back 2", "1 back 1", *[""] * 12)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("\n".join(typed).encode())))
    log, seats = tmp_path / "g.jsonl", ("--coalition", "aukus-jpn", "--seat", "AUS=human", "--seed", "7")
    told = said(monkeypatch, "play", "tutorial", *seats, "--log", str(log))

    assert "back 1  One frigate, under way. It never arrives, and is home H+" in told.out
    assert "'2' is not a force that is under way or on station (1 to 1)" in told.out
    [recalled] = [entry for entry in read(log).entries if isinstance(entry, Recalled)]
    assert (recalled.seat, f"is home H+{recalled.home}" in told.out) == ("AUS", True)
