"""What is new is seen: in the window's title, beside the part of the page, in the corner; what is looked at is read."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from tests.web.browsers import House, Tab, until


def test_a_page_says_what_is_new_and_what_to_do(browser: Browser, tmp_path: Path) -> None:
    """An inject for one cell, a message back to control; running costs, a glossary, and the head of the card after a seal."""
    seats = [word for seat in ("AUS", "GBR", "JPN", "PRC") for word in ("--doctrine", seat)]
    with House(tmp_path / "room", "tutorial", "--undo", "0", *seats) as house:
        control = Tab(browser, "CONTROL", house).join("Ann")
        usa = Tab(browser, "USA", house, viewport={"width": 1024, "height": 700}).join("Bo")
        assert "(" not in usa.page.title()  # whoever comes in is not told everything at once
        control.seal()
        until(lambda: usa.page.title().startswith("("), "a count in the title")
        usa.sees("Tick your orders for move 1", "#p-now")
        control.send("adhoc", to=["USA"], text="The line is cut.")
        usa.sees("The line is cut.", "#toasts")
        usa.sees("The line is cut.", "#p-notices li.unread")
        usa.page.locator("#bell summary").click()
        usa.page.locator("[data-read]").click()
        until(lambda: "(" not in usa.page.title(), "everything read")
        assert usa.page.locator(".feed li.unread").count() == 0
        usa.page.locator("[data-sound]").click()
        until(lambda: "is on" in usa.text("[data-sound]"), "the sound on")
        usa.page.keyboard.press("Escape")

        usa.page.locator("#p-ask [name=act]").first.check()
        usa.sees("1 ticked:", "#p-ask [data-cost]")
        usa.page.locator("#p-ask .term").first.click()
        until(lambda: usa.page.locator(".gloss:popover-open").count() == 1, "a word explained")
        usa.page.keyboard.press("Escape")
        usa.page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        usa.send("send", to=["CONTROL"], text="Who cut it?")
        control.sees("Who cut it?", "#toasts")
        assert control.page.title().startswith("(")
        usa.page.evaluate("window.scrollTo(0, 900)")
        usa.seal()
        until(
            lambda: usa.page.evaluate("document.getElementById('h-ask').getBoundingClientRect().top >= 0"), "the card"
        )

        usa.wire.cut()
        usa.sees("The line to the room is lost", ".lost")
        usa.wire.mend()
        until(lambda: not usa.page.locator(".lost").count(), "the line again")
        assert [] == usa.wrong == control.wrong
        usa.close()
        control.close()
