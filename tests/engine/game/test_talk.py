"""A seminar's talk in the game: requests for information, proposals and votes, group channels, injects with files."""

from __future__ import annotations

import pytest

from fourthseat import scenarios
from fourthseat.engine.core import entries as e
from fourthseat.engine.core import talk as t
from fourthseat.engine.core.orders import Decision, Order, Send
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.game.game import Game
from fourthseat.engine.record.log import EventLog, Header, lines, parse_log
from fourthseat.engine.record.perspective import WALL, Perspectives, check_references
from fourthseat.engine.record.replay import verification_errors
from fourthseat.engine.rules.view import sealed
from fourthseat.engine.rules.viewers import public, view

AUS, GBR, JPN, PRC, USA = map(Seat, ("AUS", "GBR", "JPN", "PRC", "USA"))
CELLS = (AUS, GBR, JPN, PRC, USA)
PHOTO = t.Attachment("photo", "The quay at dawn", ".png", "ab" * 16, "own")


def say(game: Game, seat: Seat, *orders: Order) -> list[e.Entry]:
    """What follows when *seat* says something unasked."""
    before = len(game.entries)
    game.interject(seat, Decision(orders))
    return game.entries[before + 1 :]


@pytest.fixture
def game() -> Game:
    """At the opening of the first move."""
    return Game(scenarios.find("tutorial"), "aukus-jpn", 5)


def told(game: Game, seat: Seat) -> str:
    """Everything *seat* was told so far."""
    eyes = Perspectives(game.start)
    eyes.more(game.entries)
    return "\n".join(item.line.text for item in eyes.told[seat])


def test_a_question_has_a_number_an_owner_and_an_answer_for_those_it_is_for(game: Game) -> None:
    """Open, assigned, answered: seen by the cell that asked and by whom control lets read it, and by nobody else."""
    assert isinstance(say(game, JPN, t.Ask("How many hulls lie at the quay?"))[0], e.InformationRequested)
    assert "open" == view(game.state, JPN).rfis[0].stands
    say(game, CONTROL, t.Assign("JPN-1", "Cdr Reed, intelligence"))
    assert "assigned" == view(game.state, CONTROL).rfis[0].stands
    say(game, CONTROL, t.Answer("JPN-1", "Seven, two under way.", (AUS,)))

    own, other, none = (view(game.state, seat).rfis for seat in (JPN, AUS, GBR))
    assert ("answered", "Seven, two under way.") == (own[0].stands, own[0].answer)
    assert "Seven" in other[0].answer
    assert () == other[0].to, "who else reads it is control's to know"
    assert () == none == public(game.state).rfis
    assert "Control answers RFI JPN-1: Seven" in told(game, JPN)
    assert "Seven" in told(game, AUS)
    assert "Seven" not in told(game, GBR) + told(game, PRC) + told(game, WALL)
    (again,) = say(game, CONTROL, t.Answer("JPN-1", "Eight."))
    assert isinstance(again, e.Refused)


def test_a_proposal_gathers_sponsors_and_votes_until_it_is_closed(game: Game) -> None:
    """Who tables it is for it, a sponsor too; a later vote replaces an earlier one; closed, nobody votes any more."""
    option = next(o for o in game.scenario.options if o.joint)
    say(game, JPN, t.Table("A joint note, today.", (AUS, USA), option.id))
    say(game, AUS, t.Sponsor("JPN-1"))
    say(game, USA, t.Vote("JPN-1", "for"))
    say(game, USA, t.Vote("JPN-1", "against"))
    motion = view(game.state, USA).motions[0]

    assert {JPN: "for", AUS: "for", USA: "against"} == motion.votes
    assert ((AUS,), option.id) == (motion.sponsors, motion.option)
    assert () == view(game.state, GBR).motions == public(game.state).motions
    for seat, order in (
        (GBR, t.Vote("JPN-1", "for")),
        (AUS, t.Sponsor("JPN-1")),
        (AUS, t.CloseMotion("JPN-1")),
        (USA, t.Vote("JPN-2", "for")),
    ):
        assert isinstance(say(game, seat, order)[0], e.Refused), order
    say(game, JPN, t.CloseMotion("JPN-1"))
    assert view(game.state, AUS).motions[0].withdrawn
    assert isinstance(say(game, USA, t.Vote("JPN-1", "for"))[0], e.Refused)
    assert "USA votes against proposal JPN-1" in told(game, JPN)
    assert "proposal" not in told(game, WALL).lower()
    assert "A joint note" not in told(game, GBR)


def test_a_plenary_vote_is_before_everybody_and_on_the_wall(game: Game) -> None:
    """Control puts a question to all; it votes on nothing itself."""
    say(game, CONTROL, t.Table("Do we go on?", CELLS))
    for seat in (AUS, GBR, JPN):
        say(game, seat, t.Vote("CONTROL-1", "for"))
    say(game, PRC, t.Vote("CONTROL-1", "abstain"))
    assert isinstance(say(game, CONTROL, t.Vote("CONTROL-1", "for"))[0], e.Refused)
    say(game, CONTROL, t.CloseMotion("CONTROL-1"))
    motion = public(game.state).motions[0]
    assert (3, 0, 1) == tuple(motion.count(vote) for vote in ("for", "against", "abstain"))
    assert not motion.withdrawn
    assert "for 3 (AUS, GBR, JPN), abstaining 1 (PRC), not voted: USA" in told(game, WALL)


def test_a_channel_is_its_members(game: Game) -> None:
    """What is said in it reaches its members and control; who is let in later reads nothing of before; closed, it is silent."""
    say(game, CONTROL, t.OpenChannel("staff", "Staff talks", (JPN, AUS), ("deliberate",)))
    (said,) = say(game, JPN, t.Post("staff", "zq first"))
    assert isinstance(said, e.Sent)
    assert ("staff", (AUS,)) == (said.channel, said.to)
    assert isinstance(say(game, USA, t.Post("staff", "let me in"))[0], e.Refused)
    say(game, CONTROL, t.OpenChannel("staff", "Staff talks", (JPN, AUS, USA)))
    say(game, CONTROL, t.Post("staff", "zq second"))
    assert ["zq second"] == [talk.text for talk in view(game.state, USA).talks]
    assert ["zq first", "zq second"] == [talk.text for talk in view(game.state, AUS).talks]
    assert () == view(game.state, PRC).channels == public(game.state).channels
    assert "zq" not in told(game, PRC) + told(game, WALL)
    say(game, CONTROL, t.CloseChannel("staff"))
    assert isinstance(say(game, JPN, t.Post("staff", "hello?"))[0], e.Refused)


def test_a_cell_and_control_write_to_each_other(game: Game) -> None:
    """Private words either way; nothing that binds, for control is no party."""
    say(game, JPN, Send((CONTROL,), "zq a word in private"))
    say(game, CONTROL, Send((JPN,), "zq certainly"))
    assert 2 == len(view(game.state, JPN).talks)
    assert () == view(game.state, AUS).talks
    assert isinstance(say(game, JPN, Send((CONTROL,), "a deal?", "offer"))[0], e.Refused)
    assert isinstance(say(game, CONTROL, Send((CONTROL,), "to myself"))[0], e.Refused)


def test_an_inject_keeps_its_look_and_its_files(game: Game) -> None:
    """A row of the list has its mode, one of control's own what control gave it; what came with it is known by its digest."""
    say(game, CONTROL, t.Deliver("Smoke over the port.", (JPN,), "Harbour Watch", "post", (PHOTO,)))
    (seen,) = [one for one in view(game.state, JPN).inbox if one.sender == "Harbour Watch"]
    assert ("post", (PHOTO,), (JPN,)) == (seen.mode, seen.attached, seen.to)
    assert all(one.sender != "Harbour Watch" for one in (*view(game.state, AUS).inbox, *public(game.state).inbox))
    while not any(isinstance(one, e.Injected) and one.inject.startswith("INJ") for one in game.entries):
        game.submit({seat: Decision() for seat in game.pending})
    row = next(one for one in game.state.inbox if one.inject.startswith("INJ"))
    assert game.scenario.inject_by_id[row.inject].mode == row.mode


@pytest.mark.parametrize(
    ("seat", "order"),
    [
        (JPN, t.Ask(" ")),
        (CONTROL, t.Ask("what?")),
        (JPN, t.Answer("JPN-1", "me")),
        (CONTROL, t.Answer("JPN-9", "to nobody")),
        (CONTROL, t.Assign("JPN-1", "")),
        (JPN, t.Table("x", (JPN,))),
        (JPN, t.Table("x", ())),
        (JPN, t.Table("x", (AUS,), "no-such-option")),
        (JPN, t.Table("x", (AUS,), "", "no-such-incident")),
        (JPN, t.OpenChannel("own", "Own", (JPN, AUS))),
        (CONTROL, t.OpenChannel("Not so", "x", (JPN,))),
        (CONTROL, t.OpenChannel("a", "x" * 61, (JPN,))),
        (CONTROL, t.OpenChannel("a", "x", (Seat("XXX"),))),
        (CONTROL, t.CloseChannel("none")),
        (JPN, t.Post("none", "x")),
        (JPN, t.Deliver("x", (AUS,))),
        (CONTROL, t.Deliver("x", ())),
        (CONTROL, t.Deliver("x", (JPN,), " ")),
        (JPN, t.Vote("", "for")),
    ],
)
def test_what_cannot_be_said_is_refused(game: Game, seat: Seat, order: Order) -> None:
    """A refusal is a fact of the log; the state stays as it was."""
    say(game, GBR, t.Ask("first"))
    before = game.state
    (refused,) = say(game, seat, order)
    assert isinstance(refused, e.Refused)
    assert (before.rfis, before.motions, before.channels) == (game.state.rfis, game.state.motions, game.state.channels)


def test_all_of_it_is_in_the_log_and_plays_again(game: Game) -> None:
    """The file comes back as it was, and a rerun writes the same."""
    say(game, JPN, t.Ask("What is it?"), Send((CONTROL,), "quickly"))
    say(game, CONTROL, t.Assign("JPN-1", "Eva"), t.Answer("JPN-1", "A buoy.", (AUS,), declined=False))
    say(game, CONTROL, t.OpenChannel("all", "Everybody", CELLS, ("plenary",)), t.Table("Go on?", CELLS))
    say(
        game, AUS, t.Post("all", "yes"), t.Vote("CONTROL-1", "abstain"), t.Table("Note", (USA,)), t.CloseMotion("AUS-1")
    )
    say(
        game,
        CONTROL,
        t.Deliver("News.", CELLS, "Press", "editorial", (PHOTO,)),
        t.CloseMotion("CONTROL-1"),
        t.CloseChannel("all"),
    )
    log = log_of(game)
    text = "".join(lines(log)).encode()
    again = parse_log(text, "log")
    assert again.entries == log.entries
    assert text == "".join(lines(again)).encode()
    assert [] == verification_errors(again)
    check_references(again)


def _secrets(game: Game) -> None:
    """What goes on before, of which USA is to know nothing: proposals, questions, words, a channel, an inject, all of others."""
    say(
        game,
        JPN,
        t.PutForward("zq between us two", (AUS,)),
        t.PutForward("zq again", (AUS, GBR)),
    )
    say(game, CONTROL, t.PutForward("zq a question to some", (AUS, GBR)))
    say(game, JPN, t.Ask("zq how many?"), t.Ask("zq and where?"), Send((AUS,), "zq in your ear"))
    say(game, CONTROL, t.OpenChannel("zq", "zq talks", (JPN, AUS)), t.Deliver("zq a wire", (PRC, JPN), "zq agency"))
    say(game, JPN, t.Post("zq", "zq in the channel"))


def _open_talk(game: Game) -> None:
    """What USA then takes part in."""
    say(
        game,
        JPN,
        t.PutForward("A note by three.", (USA, AUS)),
        t.PutForward("A note by all.", tuple(c for c in CELLS if c != JPN)),
    )
    say(game, CONTROL, t.PutForward("Do we go on?", CELLS))
    say(game, JPN, t.Ask("Which hulls?"), Send((USA,), "Read our note."))
    rfi = next(one.id for one in game.state.rfis if one.text == "Which hulls?")
    say(game, CONTROL, t.Answer(rfi, "The white ones.", (USA,)), t.Deliver("A report.", (USA, GBR), "An agency"))
    say(game, USA, t.Sponsor("JPN-AUS-USA-1"), t.Vote("JPN-1", "against"), t.Vote("CONTROL-1", "for"))


@pytest.mark.parametrize("seat", [USA, None])
def test_no_number_tells_a_cell_of_what_others_say_among_themselves(seat: Seat | None) -> None:
    """Two games that differ in what is kept from it alone look the same to it and to the wall, names and gaps included."""
    quiet, busy = (Game(scenarios.find("tutorial"), "aukus-jpn", 5) for _ in range(2))
    _secrets(busy)
    for game in (quiet, busy):
        _open_talk(game)

    seen = [sealed(public(game.state) if seat is None else view(game.state, seat)) for game in (quiet, busy)]
    talks = [[(x.seat, x.text, x.hour) for x in one.talks] for one in seen]  # pages number them by who reads them
    assert talks[0] == talks[1]
    for name in ("motions", "rfis", "channels", "inbox", "handouts", "questions", "asked"):
        assert getattr(seen[0], name) == getattr(seen[1], name), name
    stories = [told(game, WALL if seat is None else seat) for game in (quiet, busy)]
    assert stories[0] == stories[1]
    assert "A note by all." in stories[0]
    assert [] == verification_errors(log_of(busy))


def test_what_a_cell_says_is_told_to_it_once(game: Game) -> None:
    """Whatever it says, and to whom: not as its decision and as what was said. What was refused stays told as refused."""
    say(game, CONTROL, t.OpenChannel("staff", "Staff talks", (JPN, AUS)))
    said = (
        Send((USA,), "zq1"), Send((CONTROL,), "zq2"), t.Ask("zq3"), t.PutForward("zq4", (AUS,)), t.Post("staff", "zq5"),
    )  # fmt: skip
    for order in said:
        say(game, JPN, order)
    say(game, AUS, t.Vote("JPN-AUS-1", "against"))
    (refused,) = say(game, JPN, Send((CONTROL,), "zq6", "offer"))

    assert isinstance(refused, e.Refused)
    story = told(game, JPN)
    assert [1] * 6 == [story.count(f"zq{n}") for n in range(1, 7)], story
    assert 1 == told(game, AUS).count("JPN-AUS-1.")
    assert "JPN decides" in told(game, CONTROL), "control's story stays whole"


def test_a_log_of_before_names_proposals_as_it_did() -> None:
    """By the author alone, read, folded and played again; a new one beside them takes no name that is taken."""
    game = Game(scenarios.find("tutorial"), "aukus-jpn", 5)
    say(game, JPN, t.Table("First.", (AUS,)), t.Table("Second.", (AUS, USA)))
    say(game, USA, t.Vote("JPN-2", "for"))
    old = "".join(lines(log_of(game)))
    read = parse_log(old.encode(), "an older log")
    assert '"kind":"table"' in old
    assert tuple(game.entries) == read.entries
    assert [] == verification_errors(read)

    say(game, JPN, t.PutForward("Before all.", tuple(c for c in CELLS if c != JPN)))
    assert ["JPN-1", "JPN-2", "JPN-3"] == [one.id for one in game.state.motions]
    assert [] == verification_errors(log_of(game))


def log_of(game: Game) -> EventLog:
    """What *game* has written."""
    return EventLog(Header(game.scenario, "aukus-jpn", 5), tuple(game.entries))
