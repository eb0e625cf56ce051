"""Broken networks, stopped servers, sleeping tabs and quick fingers: pages catch up by themselves and lose no word."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.web.browsers import House, Tab, until

OTHERS = ("GBR", "JPN", "PRC")
HALF = "half a thought"


@pytest.fixture
def sit(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., list[Tab]]]:
    """Opens the tutorial with people as control, in Canberra and in Washington, the first move open; who is named sits down."""
    with ExitStack() as leaving:
        house = leaving.enter_context(
            House(tmp_path / "room", "tutorial", *(word for seat in OTHERS for word in ("--doctrine", seat)))
        )

        def seated(*roles: str) -> list[Tab]:
            tabs = []
            for role in roles:
                tab = Tab(browser, role, house)
                leaving.callback(tab.close)
                tabs.append(tab.join(f"{role} lead"))
                if role == "CONTROL" and tab.key:
                    tab.seal()
            return tabs

        yield seated


def begin(tab: Tab) -> Callable[[], None]:
    """Half an order is written; the check that it still stands, in the very same field or in a new one."""
    form = tab.form("seal", "#p-ask")
    form.locator("[name=act]").first.check()
    form.locator("[name=intent]").fill(HALF)
    form.evaluate("f => { f.elements.intent.sameAsEver = true }")

    def kept(same: bool = True) -> None:
        now = tab.form("seal", "#p-ask").evaluate(
            "f => [f.elements.intent.value, f.querySelector('[name=act]').checked, !!f.elements.intent.sameAsEver]"
        )
        assert [HALF, True, same] == now

    return kept


def news(control: Tab, text: str) -> None:
    """Something every cell is told."""
    every = control.form("adhoc").evaluate("f => [...f.querySelectorAll('[name=to]')].map((box) => box.value)")
    control.send("adhoc", to=every, text=text)
    control.said("Sent.")


# ---------------------------------------------------------------- the network


def test_a_page_catches_up_after_a_cut(sit: Any) -> None:
    """Cut off for seven tries to come back, one a second, a page shows it, keeps what is half written and where, and shows
    what it missed; a button pressed meanwhile says that nothing was taken.
    """
    control, usa = sit("CONTROL", "USA")
    kept = begin(usa)
    usa.wire.cut()
    news(control, "while the line was down")
    usa.page.locator("body.away").wait_for()
    usa.form("seal", "#p-ask").locator("button").last.click()
    usa.said("The room cannot be reached; what you wrote is kept.")
    until(lambda: usa.wire.tries > 7, "seven tries besides the form's")
    kept()
    usa.wire.mend()

    usa.sees("while the line was down", "#p-feed")
    assert 0 == usa.page.locator("body.away").count()
    kept()
    usa.page.reload()
    usa.live()
    kept(same=False)
    usa.form("seal", "#p-ask").locator("button").last.click()
    usa.said("Sealed. It is on disk.")


def test_a_line_that_only_looks_alive_is_given_up(sit: Any) -> None:
    """A connection over which nothing comes any more, though nobody closed it, is replaced: a sign of life is missing."""
    control, usa = sit("CONTROL", "USA")
    kept = begin(usa)
    usa.page.clock.install()
    usa.page.reload()
    usa.live()
    usa.wire.hush()
    news(control, "into a dead line")

    def later() -> bool:  # a browser may try the other dead connections it has before it makes a new one
        usa.page.clock.fast_forward(60_000)
        return "into a dead line" in usa.text("#p-feed")

    until(later, "what was said into a dead line", beat=0.5)
    kept(same=False)


# ---------------------------------------------------------------- the server


@pytest.mark.parametrize("how", ["stopped", "killed"])
def test_a_page_catches_up_with_a_server_that_went_on(sit: Any, how: str) -> None:
    """Stopped or killed and resumed on its port: open pages come back by themselves, with what was half written. A server
    told to stop is gone at once, whoever has a stream open.
    """
    control, usa, board = sit("CONTROL", "USA", "BOARD")
    kept = begin(usa)
    house = usa.house
    if how == "stopped":
        assert 0 == house.stop()
    else:
        house.kill()
    assert not house.answers()
    for tab in (control, usa, board):
        tab.page.locator("body.away").wait_for()
    house.open()
    for tab in (control, usa, board):
        until(lambda tab=tab: not tab.page.locator("body.away").count(), f"{tab.role} back")  # type: ignore[misc]
    news(control, "after the restart")

    usa.sees("after the restart", "#p-feed")
    kept()
    usa.form("seal", "#p-ask").locator("button").last.click()
    usa.said("Sealed. It is on disk.")


def test_who_has_left_is_gone_from_the_list(sit: Any) -> None:
    """Control sees who is there: a closed tab and a tab put to sleep are not."""
    control, aus, usa = sit("CONTROL", "AUS", "USA")
    here = "#p-cells tr:has-text('{}') td >> nth=0"

    for tab in (aus, usa):
        until(lambda tab=tab: control.page.locator(here.format(tab.role)).inner_text()[0] == "1", f"{tab.role} here")  # type: ignore[misc]
    usa.page.close()
    until(lambda: control.page.locator(here.format("USA")).inner_text()[0] == "–", "Washington gone")
    assert "1" == control.page.locator(here.format("AUS")).inner_text()[0]


# ---------------------------------------------------------------- tabs


def hide(tab: Tab, hidden: bool) -> None:
    """What a browser says when a tab is put away or shown again."""
    tab.page.evaluate(
        """hidden => {
          Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


def test_a_tab_put_away_closes_its_stream_and_catches_up(sit: Any) -> None:
    """Nobody looks: no stream. Somebody looks again: everything missed is there, and the half order too."""
    control, usa = sit("CONTROL", "USA")
    usa.page.clock.install()
    usa.page.reload()
    usa.live()
    kept = begin(usa)
    hide(usa, True)
    usa.page.clock.fast_forward(6_000)
    until(lambda: control.page.locator("#p-cells tr:has-text('USA') td").first.inner_text()[0] == "–", "no stream")
    news(control, "while it slept")
    assert "while it slept" not in usa.text("#p-feed")
    hide(usa, False)

    usa.sees("while it slept", "#p-feed")
    kept()


def test_a_frozen_tab_whose_line_was_cut_catches_up(sit: Any) -> None:
    """A browser that froze a tab, as on a sleeping laptop, and woke it after the line was lost, shows what there is."""
    control, usa = sit("CONTROL", "USA")
    kept = begin(usa)
    life = usa.context.new_cdp_session(usa.page)
    life.send("Page.setWebLifecycleState", {"state": "frozen"})
    usa.wire.cut()
    news(control, "while it was frozen")
    usa.wire.mend()
    life.send("Page.setWebLifecycleState", {"state": "active"})

    usa.sees("while it was frozen", "#p-feed")
    kept()


def test_of_two_tabs_that_seal_at_once_one_wins_and_the_other_is_told(sit: Any) -> None:
    """One answer is on disk; both screens show it; the second hears whose it is."""
    _, usa = sit("CONTROL", "USA")
    other = usa.another()
    for tab in (usa, other):
        tab.form("seal", "#p-ask").locator("[name=act]").first.check()
        tab.form("seal", "#p-ask").locator("[name=intent]").fill(HALF)
    at = usa.page.evaluate("Date.now() + 400")  # both at one moment, however long it takes to tell them
    for tab in (usa, other):
        tab.page.evaluate(
            "at => { setTimeout(() => document.querySelector('#p-ask form').requestSubmit(), at - Date.now()) }", at
        )
    for tab in (usa, other):
        tab.sees("Sealed by USA lead at", "#p-ask")

    until(lambda: usa.text("#said") and other.text("#said"), "an answer for both")
    said = sorted([usa.text("#said"), other.text("#said")])
    assert said[0].startswith("Sealed. It is on disk.")
    assert said[1].startswith("USA lead sealed your cell's answer at")
    kept = [json.loads(line) for line in (usa.house.folder / "room.jsonl").read_text().splitlines()]
    assert 1 == sum(fact["kind"] == "sealed" and fact["seat"] == "USA" for fact in kept)


def test_a_form_whose_round_is_over_is_not_taken(sit: Any) -> None:
    """Somebody who looked away answers the last round: told so, with what was written still there; then the page is right."""
    control, usa = sit("CONTROL", "USA")
    usa.page.clock.install()
    usa.page.reload()
    usa.live()
    kept = begin(usa)
    hide(usa, True)
    usa.page.clock.fast_forward(6_000)
    until(lambda: control.page.locator("#p-cells tr:has-text('USA') td").first.inner_text()[0] == "–", "no stream")
    old = usa.key
    control.send("clock", "#p-clock", button="button[value=close]")
    control.said("The round is closed.")
    usa.form("seal", "#p-ask").locator("button").last.click()

    usa.said("The exercise has moved on since this page was drawn; nothing was taken.")
    kept()
    hide(usa, False)
    until(lambda: usa.key != old, "the form of the round that is open now")


def test_what_was_half_written_when_the_round_closed_is_shown_once_more(sit: Any) -> None:
    """A cell that is still typing loses its turn, not its words; one that sealed last is told no such thing."""
    control, usa, aus = sit("CONTROL", "USA", "AUS")
    begin(usa)
    old = usa.key
    aus.seal()
    control.send("clock", "#p-clock", button="button[value=close]")
    until(lambda: usa.key != old, "the next round")

    usa.said(f"The round closed before this was sealed, so it was not taken: {HALF}")
    assert "closed before" not in aus.page.locator("#said").inner_text()


# ---------------------------------------------------------------- desks


def test_an_unfinished_text_does_not_freeze_the_list_around_it(sit: Any) -> None:
    """Control left an inject half rewritten: the events list follows the game, and the text is still there."""
    (control,) = sit("CONTROL")
    waiting = control.page.locator("#p-msel form")
    control.open_part(waiting.first)
    first, second = (waiting.nth(n).locator("[name=inject]").input_value() for n in (0, 1))
    row = f"#p-msel li:has([value='{first}'])"
    control.page.locator(f"{row} summary").click()
    control.page.locator(f"{row} textarea").fill("reworded by half")
    control.page.locator(f"#m-{second} summary").click()
    control.page.locator(f"#m-{second} button[value=fire]").click()
    control.said(f"{second} is sent.")

    control.sees("sent at", f"#m-{second}")
    assert "reworded by half" == control.page.locator(f"{row} textarea").input_value()


def test_a_reason_that_does_not_count_stays_uncounted(sit: Any) -> None:
    """What is unticked in a form drawn with ticks is unticked after a reload."""
    (control,) = sit("CONTROL")
    form = control.form("argue")
    control.open_part(form)
    form.evaluate("f => { for (let d = f; d; d = d.parentElement) if (d.tagName === 'DETAILS') d.open = true }")
    form.locator("[name=pro-1]").fill("a weak reason")
    form.locator("[name=pro-counts-1]").uncheck()
    control.page.reload()

    assert "a weak reason" == control.form("argue").locator("[name=pro-1]").input_value()
    assert not control.form("argue").locator("[name=pro-counts-1]").is_checked()


def test_a_second_seat_in_the_same_tab_gets_nothing_of_the_firsts(sit: Any) -> None:
    """On a laptop that was handed on, what one cell had half written is not in the other cell's form."""
    _, usa = sit("CONTROL", "USA")
    begin(usa)
    usa.page.goto(usa.house.links["AUS"].replace(str(usa.house.port), str(usa.wire.port)))
    usa.page.locator("form button").click()
    usa.page.wait_for_url("**/at/AUS/")
    usa.live()

    assert "" == usa.form("seal", "#p-ask").locator("[name=intent]").input_value()


def test_a_revoked_seat_is_told_and_asks_no_more(sit: Any) -> None:
    """The page says what happened, whether its stream was open then or not, and leaves the room alone."""
    control, usa, aus = sit("CONTROL", "USA", "AUS")
    aus.wire.cut()
    aus.page.locator("body.away").wait_for()
    for role in ("USA", "AUS"):
        control.goto("links")
        control.page.locator(f"form:has([name=verb][value=revoke]):has([name=role][value={role}]) button").click()
        with control.page.expect_navigation():
            control.page.locator("dialog.sure[open] button.main").click()
    aus.wire.mend()

    usa.said("revoked")
    assert "This seat is closed" == usa.text("main h1")
    assert "" == usa.text("header") + usa.text("#p-ask"), "a screen that is lost shows nothing of the seat any more"
    aus.said("This seat is not yours any more.")
