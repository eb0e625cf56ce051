"""Packs: a scenario with its files in a folder or a .zip; what is taken, and what is refused in one clear message."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from PIL import Image

from fourthseat import scenarios
from fourthseat.engine.core import entries as e
from fourthseat.engine.core.errors import FourthSeatError
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.exercise.handouts import file_name, found_in, keep, missing_in
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.lint.linting import check_file
from fourthseat.engine.record.log import EventLog, Header, lines, read
from fourthseat.engine.rules.viewers import public, view
from fourthseat.engine.scenario.packs import digest_of
from fourthseat.engine.scenario.pictures import UnfitError, check_content, sample_picture
from fourthseat.engine.scenario.plain import plain
from fourthseat.players.cast import cast

HEAD = 'format = 2\nextends = "tutorial"\nname = "packed"\ntitle = "Packed"\nauthors = ["A. Writer"]\nversion = "3"\n'
ROWS = """
[[handout]]
id = "chart"
file = "pictures/chart.png"
title = "The chart"
move = 1
public = true
source = "drawn"

[[handout]]
id = "order"
file = "order.pdf"
title = "The order"
to = ["USA"]
inject = "inj-01"
licence = "CC0-1.0"
source = "written"

[[msel]]
id = "inj-01"
hour = 5
to = ["USA", "GBR"]
text = "Read this."
source = "invented"
"""
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
FILES: Mapping[str, bytes] = {
    "scenario.toml": (HEAD + ROWS).encode(),
    "pictures/chart.png": sample_picture(),
    "order.pdf": PDF,
}


def written(folder: Path, files: Mapping[str, bytes] = FILES) -> Path:
    """A pack in *folder*."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def zipped(path: Path, files: Mapping[str, bytes] = FILES, front: str = "") -> Path:
    """The same as a .zip."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(front + name, content)
    return path


def test_a_folder_and_a_zip_are_one_scenario(tmp_path: Path) -> None:
    """However it lies on the disk, at the top of a .zip or in its one folder; each file is known by its digest."""
    folder = scenarios.find(str(written(tmp_path / "pack")))
    flat = scenarios.find(str(zipped(tmp_path / "flat.zip")))
    deep = scenarios.find(str(zipped(tmp_path / "deep.zip", front="pack/")))

    assert folder == flat == deep
    assert {"chart": digest_of(FILES["pictures/chart.png"]), "order": digest_of(PDF)} == {
        one.id: one.digest for one in folder.handouts
    }
    for name in ("pack", "flat.zip", "deep.zip"):
        assert {"chart": FILES["pictures/chart.png"], "order": PDF} == scenarios.handouts(str(tmp_path / name), folder)


def test_packs_stand_on_shelves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pack of the working folder's `scenarios` is called by its name, and another scenario may build on it."""
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "scenarios/packed")
    zipped(tmp_path / "scenarios/other.zip")
    (tmp_path / "own.toml").write_text('extends = "packed"\nname = "own"\n')

    assert {"packed", "other"} <= {one.name for one in scenarios.known() if one.origin == "working folder"}
    assert "Packed" == scenarios.find("packed").title == scenarios.find("other").title
    own = scenarios.load(Path("own.toml"))
    assert ("own", 2) == (own.name, len(own.handouts))
    assert own.handouts[0].digest


def test_who_is_given_what_and_when(tmp_path: Path) -> None:
    """With the move or the inject, to those it names; views of everybody else do not hold it, the wall only what is public."""
    s = scenarios.find(str(written(tmp_path / "pack")))
    game = play(Game(s, None, 3), cast(s, {}))
    given = [(x.hour, x.handout, x.to, x.inject) for x in game.entries if isinstance(x, e.HandedOut)]

    assert [(0, "chart", s.players, ""), (5, "order", (Seat("USA"),), "inj-01")] == given
    seen = {seat: [one.id for one in view(game.state, seat).handouts] for seat in (*s.players, CONTROL)}
    assert {"USA": ["chart", "order"], "CONTROL": ["chart", "order"]} | {
        seat: ["chart"] for seat in s.players if seat != "USA"
    } == seen
    assert ["chart"] == [one.id for one in public(game.state).handouts]


def test_a_log_holds_digests_and_plays_without_the_pack(tmp_path: Path) -> None:
    """What the pack held is proved by the log; without its files the log still is what it is, and they are named."""
    s = scenarios.find(str(written(tmp_path / "pack")))
    game = play(Game(s, None, 3), cast(s, {}))
    log = EventLog(Header(s, "aukus", 3), tuple(game.entries))
    (tmp_path / "game.jsonl").write_text("".join(lines(log)), "utf-8")
    again = read(tmp_path / "game.jsonl")
    rows = again.header.scenario.handouts

    assert (game.entries, [one.digest for one in s.handouts]) == (list(again.entries), [one.digest for one in rows])
    assert 2 == len(missing_in(tmp_path / "room", rows))
    keep(tmp_path / "room", rows, scenarios.handouts(str(tmp_path / "pack"), s))
    assert ((), FILES["pictures/chart.png"]) == (
        missing_in(tmp_path / "room", rows),
        found_in(tmp_path / "room", rows[0]),
    )
    (tmp_path / "room/handouts" / file_name(rows[0])).write_bytes(PDF)
    assert found_in(tmp_path / "room", rows[0]) is None
    assert "is not the file that the log speaks of" in missing_in(tmp_path / "room", rows)[0]
    assert plain(s).handouts_at[1][0].id == "chart"


def test_an_events_list_stands_in_place_of_rows(tmp_path: Path) -> None:
    """A CSV of the pack is read as the rows of [[msel]]; hand-outs come with its injects."""
    rows = ROWS[: ROWS.index("[[msel]]")]
    table = b"Event Number,Designated Scenario Time,From,To,Message\ninj-01,H+5,Control,USA,Read this.\n"
    files = {**FILES, "scenario.toml": ('events = "events.csv"\n' + HEAD + rows).encode(), "events.csv": table}
    for place in (written(tmp_path / "pack", files), zipped(tmp_path / "pack.zip", files)):
        s = scenarios.find(str(place))
        assert [("inj-01", 5, ("USA",))] == [(one.id, one.hour, one.to) for one in s.msel]
        assert "order" == s.handouts_with["inj-01"][0].id


def big_png() -> bytes:
    """A picture of many pixels and few bytes."""
    made = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(made, "PNG")
    return made.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">%s</svg>'
UNFIT = [
    ("a.png", b"", "empty"),
    ("a.png", b"\x89PNG\r\n\x1a\nbroken", "no PNG"),
    ("a.png", FILES["pictures/chart.png"][:-400], "no PNG"),
    ("a.jpg", sample_picture(), "no JPEG"),
    ("a.webp", b"RIFF1234WEBP", "no WEBP"),
    ("a.png", big_png(), "pixels"),
    ("a.pdf", b"%PDF-1.4 cut", "no PDF"),
    ("a.pdf", b"hello", "no PDF"),
    ("a.svg", b"<html/>", "not SVG"),
    ("a.svg", b"no xml", "no SVG"),
    ("a.svg", b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG % b"", "document type"),
    ("a.svg", SVG % b"<script>alert(1)</script>", "<script>"),
    ("a.svg", SVG % b'<rect onclick="x()"/>', "acts by itself"),
    ("a.svg", SVG % b'<use href="http://elsewhere/x"/>', "points outside"),
    ("a.svg", SVG % b'<image href="data:image/png;base64,AAAA"/>', "<image>"),
    ("a.svg", SVG % b"<style>@import url(x)</style>", "fetches something"),
    ("a.svg", SVG % b'<rect fill="url(http://elsewhere)"/>', "points outside"),
    ("a.svg", SVG % b"<foreignObject/>", "<foreignObject>"),
]


@pytest.mark.parametrize(("name", "content", "said"), UNFIT)
def test_what_may_not_be_handed_out_is_refused(name: str, content: bytes, said: str) -> None:
    """Broken, huge, of another kind, or able to act: each with a sentence that says what would do."""
    with pytest.raises(UnfitError, match=said):
        check_content(name, content)


def test_a_plain_drawing_is_taken() -> None:
    """Shapes, words, gradients that point inside."""
    check_content(
        "a.svg", SVG % b'<defs><linearGradient id="g"/></defs><rect fill="url(#g)"/><use href="#g"/><text>x</text>'
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"order.pdf": None}, "FS230 handout order: file = 'order.pdf': there is no "),
        ({"order.pdf": b"x"}, "FS231 handout order: file = 'order.pdf': is no PDF"),
        ({"scenario.toml": ("order.pdf", "../order.pdf")}, "must be a path inside the pack"),
        ({"scenario.toml": ("order.pdf", "/etc/order.pdf")}, "must be a path inside the pack"),
        ({"scenario.toml": ("order.pdf", "order.exe")}, "cannot be handed out; files that end with .png"),
        ({"scenario.toml": ('inject = "inj-01"', "")}, "is never handed out; give it a move, an inject or a condition"),
        ({"scenario.toml": ('inject = "inj-01"', 'inject = "inj-99"')}, "inject = 'inj-99': no such inject"),
        ({"scenario.toml": ('to = ["USA"]\ninject', 'to = ["FRA"]\ninject')}, "to = 'FRA': no such seat"),
        ({"scenario.toml": ("move = 1", "move = 9")}, "move = 9, but there are 2 moves"),
        (
            {"scenario.toml": ('source = "drawn"', 'source = "drawn"\ndigest = "00"')},
            "put the file back, or remove the digest",
        ),
        ({"scenario.toml": ("format = 2", "format = 3")}, "FS006 format: 3 is a newer format than this version"),
        ({"scenario.toml": ("format = 2", 'events = "none.csv"')}, "FS232"),
    ],
)
def test_a_mistake_is_one_line_with_its_place(change: dict[str, object], said: str, tmp_path: Path) -> None:
    """File, line and column, the key, the value and what would be right, in a folder and in a .zip."""
    files = dict(FILES)
    for name, new in change.items():
        if isinstance(new, tuple):
            assert new[0] in files[name].decode()
            files[name] = files[name].decode().replace(*new).encode()
        elif new is None:
            del files[name]
        else:
            assert isinstance(new, bytes)
            files[name] = new
    for place in (written(tmp_path / "pack", files), zipped(tmp_path / "pack.zip", files)):
        checked = check_file(place, scenarios.source)
        (found,) = checked.errors
        assert said in str(found).replace(f"{place}/", "")
        assert found.place.span is not None
        assert found.place.file == place / "scenario.toml"
        assert f"{place}/scenario.toml:" in str(found)


def test_a_file_that_nothing_names_is_told(tmp_path: Path) -> None:
    """By check, with what to do; notes and hidden files of a system are nobody's business."""
    more = {"old.png": sample_picture(), "README.md": b"x", ".DS_Store": b"x", "a.exe": b"x"}
    checked = check_file(written(tmp_path / "pack", {**FILES, **more}), scenarios.source)

    told = [one.message for one in checked.findings if one.code == "FS320"]
    assert [
        "a.exe: nothing in the pack names it; it can be no hand-out; take it out",
        "old.png: nothing in the pack names it; give it a [[handout]], or take it out",
    ] == told


def link(archive: zipfile.ZipFile) -> None:
    """A symbolic link to somebody's secrets."""
    info = zipfile.ZipInfo("pictures/link.png")
    info.external_attr = 0o120777 << 16
    archive.writestr(info, "/etc/passwd")


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        (lambda z: z.writestr("../out.png", b"x"), "would lie outside the pack"),
        (lambda z: z.writestr("/abs.png", b"x"), "would lie outside the pack"),
        (lambda z: z.writestr("C:\\out.png", b"x"), "would lie outside the pack"),
        (link, "is a link"),
        (lambda z: z.writestr("bomb.png", b"\0" * 9_000_000), "packed more tightly"),
        (lambda z: z.writestr("large.pdf", b"\0" * 11_000_000), "a file of a pack has 10,000,000 at most"),
        (lambda z: [z.writestr(f"{n}.txt", b"") for n in range(500)], "a pack has 400 at most"),
    ],
)
def test_an_archive_that_is_absurd_is_not_read(extra: object, said: str, tmp_path: Path) -> None:
    """Paths that lead outside, links, bombs, more than a pack ever holds: one sentence, and nothing is unpacked."""
    path = zipped(tmp_path / "pack.zip")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        extra(archive)  # type: ignore[operator]
    with pytest.raises(FourthSeatError, match=said):
        scenarios.find(str(path))
    assert ["pack.zip"] == [one.name for one in tmp_path.iterdir()]


def test_what_is_no_archive_is_said(tmp_path: Path) -> None:
    """A file that only calls itself .zip, and one without a scenario."""
    (tmp_path / "no.zip").write_bytes(b"hello")
    with pytest.raises(FourthSeatError, match=r"is no \.zip that can be read"):
        scenarios.find(str(tmp_path / "no.zip"))
    with pytest.raises(FourthSeatError, match=r"No such file in the \.zip"):
        scenarios.find(str(zipped(tmp_path / "empty.zip", {"a.txt": b"x"})))


def test_old_files_and_logs_say_nothing_new() -> None:
    """A scenario without format, hand-outs or a ladder of its own is written as it always was."""
    said = json.loads(scenarios.find("tutorial").model_dump_json(by_alias=True))
    assert {"handout", "events"} & said.keys() == set()
    assert all("attach" not in row for row in said["msel"])
