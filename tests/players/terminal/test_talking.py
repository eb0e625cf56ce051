"""A seminar's talk at one terminal: typed by people in turn, in the game's log, and told to whom it concerns alone."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pexpect
import pytest

from fourthseat.api import read_log, verify
from fourthseat.engine.core import entries as e
from fourthseat.engine.core import talk as t
from fourthseat.engine.core.orders import Send
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.players.terminal.talking import CELL_TALK, CONTROL_TALK, spoken
from tests.streams import Said, said

AUS, JPN, USA = Seat("AUS"), Seat("JPN"), Seat("USA")
PLAYERS = (AUS, JPN, USA)
ENV = {**os.environ, "COLUMNS": "140", "TERM": "dumb"}


@pytest.mark.parametrize(
    ("seat", "typed", "order"),
    [
        (JPN, "ask Who  is it?", t.Ask("Who  is it?")),
        (JPN, "propose USA,AUS We go.", t.PutForward("We go.", (USA, AUS))),
        (JPN, "propose all We go.", t.PutForward("We go.", (AUS, USA))),
        (JPN, "sponsor AUS-1", t.Sponsor("AUS-1")),
        (JPN, "vote AUS-1 abstain", t.Vote("AUS-1", "abstain")),
        (JPN, "withdraw JPN-1", t.CloseMotion("JPN-1")),
        (JPN, "say CONTROL a word", Send((CONTROL,), "a word")),
        (CONTROL, "answer JPN-1 It is  so.", t.Answer("JPN-1", "It is  so.")),
        (CONTROL, "answer JPN-1 @USA,AUS So.", t.Answer("JPN-1", "So.", (USA, AUS))),
        (CONTROL, "answer JPN-1 @all So.", t.Answer("JPN-1", "So.", PLAYERS)),
        (CONTROL, "decline JPN-1 Not known.", t.Answer("JPN-1", "Not known.", declined=True)),
        (CONTROL, "assign JPN-1 Cdr Ito", t.Assign("JPN-1", "Cdr Ito")),
        (CONTROL, "close JPN-1", t.CloseMotion("JPN-1")),
        (JPN, "vote AUS-1 perhaps", "vote PROPOSAL for|against|abstain"),
        (JPN, "vote", "vote PROPOSAL for|against|abstain"),
        (CONTROL, "answer JPN-1 @USA", "answer RFI [@SEAT[,SEAT]] TEXT"),
        (JPN, "ask ", "ask TEXT"),
        (JPN, "1 3", None),
        (JPN, "answer JPN-1 So.", None),
        (CONTROL, "ask Who?", None),
    ],
)
def test_what_is_typed_is_the_order_a_form_would_make(seat: Seat, typed: str, order: object) -> None:
    """Or how it is written; what is no talk of that seat is left to the prompt."""
    assert order == spoken(typed, seat, PLAYERS)


@pytest.mark.parametrize(("seat", "text"), [(JPN, CELL_TALK), (CONTROL, CONTROL_TALK)])
def test_the_help_names_every_verb_that_is_taken(seat: Seat, text: str) -> None:
    """A verb alone is answered with its own line of the help."""
    verbs = [line.split()[0] for line in text.splitlines() if line[0] != " " and not line.startswith("talk")]

    assert verbs
    for verb in verbs:
        assert str(spoken(verb, seat, PLAYERS)).startswith(f"{verb} ")


def typed(monkeypatch: pytest.MonkeyPatch, log: Path, *lines: str) -> Said:
    """The first move of a game in which Japan, the United States and control type *lines* in turn, and then nothing."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("\n".join([*lines, *[""] * 40]).encode())))
    people = [part for seat in ("JPN", "USA", "CONTROL") for part in ("--seat", f"{seat}=human")]
    return said(monkeypatch, "play", "tutorial", "--coalition", "aukus-jpn", "--seed", "4", *people, "--log", str(log))


def test_cells_ask_propose_and_vote_and_control_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A question has its owner, state and answer; a proposal its sponsors and votes; the log plays again to the same."""
    log = tmp_path / "g.jsonl"
    told = typed(
        monkeypatch, log,
        "",  # control opens move 1
        "ask zqwho is it?", "ask zqsecond?", "propose USA zqtogether", "say USA zqword", "talk", "", "",  # Japan: no orders, no intent
        "talk", "vote JPN-USA-1 against", "sponsor JPN-USA-1", "vote JPN-9 for", "talk", "", "",  # the United States
    )  # fmt: skip

    assert "Asked: RFI JPN-1." in told.out
    assert "RFI JPN-2 of JPN, H+0, open: zqsecond?" in told.out
    assert "Proposal JPN-USA-1 is before USA." in told.out
    assert "PROPOSAL JPN-USA-1 of JPN before USA, H+0, open: zqtogether" in told.out
    assert "Not said: no proposal 'JPN-9' that your cell knows of; known: JPN-USA-1" in told.out
    assert "sponsored by USA; for 2 (JPN, USA)" in told.out
    kinds = [type(entry) for entry in read_log(log).entries]
    assert (2, 1, 1, 1) == tuple(
        kinds.count(k) for k in (e.InformationRequested, e.MotionTabled, e.MotionSponsored, e.MotionVoted)
    )
    assert e.Refused not in kinds
    assert [] == verify(log)


def test_at_a_real_terminal_control_answers_and_the_answer_comes_to_the_cell(tmp_path: Path) -> None:
    """Assigned, answered to one cell too, declined; what is asked twice over is told; the cell reads the answer as its next question comes."""
    log = tmp_path / "g.jsonl"
    child = pexpect.spawn(sys.executable, ["-m", "fourthseat", "play", "tutorial", "--coalition", "aukus-jpn", "--seed", "4", "--seat", "JPN=human",
                          "--seat", "CONTROL=human", "--log", str(log)], env=ENV, encoding="utf-8", timeout=40, dimensions=(60, 140))  # fmt: skip

    def types(prompt: str, line: str) -> None:
        child.expect(prompt)
        child.sendline(line)

    types("CONTROL opens", "")
    types("Orders", "ask zqwho is it?")
    child.expect("Asked: RFI JPN-1")
    types("Orders", "ask zqsecond?")
    types("Orders", "")
    types("Intent", "")
    types("CONTROL [a-z]+ .*help", "assign JPN-1 Cdr Ito")
    child.expect("RFI JPN-1 is Cdr Ito's to answer")
    types("CONTROL [a-z]+ .*help", "talk")
    child.expect("open, with Cdr Ito: zqwho is it")
    types("CONTROL [a-z]+ .*help", "answer JPN-1 @USA zqnobody knows")
    child.expect("RFI JPN-1 is answered")
    types("CONTROL [a-z]+ .*help", "answer JPN-1 again")
    child.expect("Not said: request for information JPN-1 has been answered")
    types("CONTROL [a-z]+ .*help", "decline JPN-2 zqno")
    child.expect("RFI JPN-2 is declined")
    for _ in range(9):
        seen = child.expect(["CONTROL", "Control answers RFI JPN-1: zqnobody knows"])
        if seen:
            break
        child.sendline("")
    child.expect("Control declines RFI JPN-2: zqno")
    child.sendcontrol("c")
    child.expect(pexpect.EOF)
    child.close()

    answers = [entry for entry in read_log(log).entries if isinstance(entry, e.InformationAnswered)]
    assert [(("USA",), False), ((), True)] == [(one.to, one.declined) for one in answers]
    assert "continue with: fourthseat play --resume" in (child.before or "")


def test_where_nobody_sits_a_person_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A doctrine answers no talk; what was said stands in the log all the same."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"ask who?\n")))
    told = said(monkeypatch, "play", "tutorial", "--seat", "AUS=human", "--log", str(tmp_path / "g.jsonl"))

    assert "Nobody sits as CONTROL in this game: it stands in the log" in told.out
    assert "InformationRequested" in (tmp_path / "g.jsonl").read_text("utf-8")
