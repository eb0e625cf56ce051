"""Excel workbooks as other programs write them, one kind of oddity a case: read as what they show, or refused in one sentence."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.chart import BarChart

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.documents.sheets import archive
from fourthseat.engine.documents.sheets.cells import Book, Cell, FaultKind, Seen, Sheet
from fourthseat.engine.documents.sheets.reading import read_book

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = {MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main", OFFICE: "http://purl.oclc.org/ooxml/officeDocument/relationships"}  # fmt: skip
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<c r="A1" t="inlineStr"><is><t>Event Number</t></is></c>'


def links(*of: tuple[str, str, str]) -> str:
    """A part of relationships: identifier, kind, target."""
    ones = "".join(f'<Relationship Id="{i}" Type="{OFFICE}/{kind}" Target="{target}"/>' for i, kind, target in of)
    return f'<Relationships xmlns="{LINKS}">{ones}</Relationships>'


def parts(cells: str = "", *, texts: str = "", styles: str = "", after: str = "", before: str = "", about: str = "") -> dict[str, str]:  # fmt: skip
    """The parts of a workbook with one sheet, whose rows are *cells*."""
    return {
        "_rels/.rels": links(("r1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{about}<sheets><sheet name="MSEL" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": links(
            ("r1", "worksheet", "worksheets/sheet1.xml"),
            ("r2", "sharedStrings", "sharedStrings.xml"),
            ("r3", "styles", "styles.xml"),
        ),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}">{before}<sheetData>{cells}</sheetData>{after}</worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{texts}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
    }


def packed(of: Mapping[str, str | bytes]) -> bytes:
    """*of* as a packed file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, contents in of.items():
            pack.writestr(name, contents)
    return file.getvalue()


def read(folder: Path, contents: bytes, name: str = "list.xlsx") -> Book:
    """The book in a file with *contents*."""
    path = folder / name
    path.write_bytes(contents)
    return read_book(path)


def sheet(folder: Path, **of: str) -> Sheet:
    """The only sheet of a workbook with these parts."""
    return read(folder, packed(parts(**of))).sheets[0]


def first(folder: Path, **of: str) -> Cell:
    """The first cell of the first row of it."""
    return sheet(folder, **of).lines[0].cells[0]


def saved(folder: Path, book: openpyxl.Workbook) -> Book:
    """What is read of a workbook that the library wrote."""
    file = io.BytesIO()
    book.save(file)
    return read(folder, file.getvalue())


def one_line(folder: Path, contents: bytes) -> bool:
    """Whether a file is read, or refused in one line."""
    try:
        read(folder, contents)
    except ScenarioError as wrong:
        return "\n" not in str(wrong)
    return True


# ---------------------------------------------------------------- texts


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("one_x000D_two", "one\ntwo"),
        ("one_x000D_\ntwo", "one\ntwo"),
        ("one_x000a_two", "one\ntwo"),
        ("a_x005F_x0041_b", "a_x0041_b"),
        ("a_x0041_b", "aAb"),
        ("_xD83D__xDEA2_", "🚢"),
        ("_xD83D_", "\ufffd"),
        ("_x00e9t\u00e9", "_x00e9té"),
        ("a\u00a0b\u200b", "a\u00a0b\u200b"),
    ],
)
def test_escaped_characters_are_what_they_stand_for(tmp_path: Path, written: str, shown: str) -> None:
    """In shared texts, inline ones and results of formulas alike."""
    t = f'<t xml:space="preserve">{written}</t>'
    rows = f'<row><c t="s"><v>0</v></c><c t="inlineStr"><is>{t}</is></c><c t="str"><f>A1</f><v>{written}</v></c></row>'

    assert [shown] * 3 == sheet(tmp_path, cells=rows, texts=f"<si>{t}</si>").lines[0].texts


def test_how_a_word_is_read_aloud_is_no_part_of_it(tmp_path: Path) -> None:
    """Phonetic runs, in a plain text and beside runs."""
    texts = "<si><t>漁船</t><rPh sb='0' eb='2'><t>ぎょせん</t></rPh><phoneticPr fontId='1'/></si>"

    assert "漁船" == first(tmp_path, cells='<row><c t="s"><v>0</v></c></row>', texts=texts).text


@pytest.mark.parametrize(
    ("runs", "font", "struck", "struck_parts"),
    [
        ("<r><rPr><strike/></rPr><t>Two</t></r><r><t xml:space='preserve'> three</t></r>", "", False, ("Two",)),
        ("<r><rPr><strike/></rPr><t>Two three</t></r>", "", True, ()),
        ("<r><rPr><strike val='0'/></rPr><t>Two three</t></r>", "", False, ()),
        ("<t>Two three</t>", "<strike/>", True, ()),
        ("<t>Two three</t>", "<strike val='false'/>", False, ()),
        ("<r><t>Two</t></r><r><rPr><b/></rPr><t xml:space='preserve'> three</t></r>", "<strike/>", False, ("Two",)),
    ],
)
def test_what_is_struck_through_is_kept_and_told(tmp_path: Path, runs: str, font: str, struck: bool, struck_parts: tuple[str, ...]) -> None:  # fmt: skip
    """By a run of the text, or by the font of the cell for runs that have none."""
    styles = f'<fonts><font/><font>{font}</font></fonts><cellXfs><xf fontId="0"/><xf fontId="1"/></cellXfs>'
    cell = first(tmp_path, cells='<row><c t="s" s="1"><v>0</v></c></row>', texts=f"<si>{runs}</si>", styles=styles)

    assert ("Two three", struck, struck_parts) == (cell.text, cell.struck, cell.struck_parts)
    assert ("three" if struck_parts else "") == cell.kept


def test_the_struck_words_alone_are_left_out_of_what_is_kept(tmp_path: Path) -> None:
    """Where the same words stand twice, those that are struck; blanks on both sides become one."""
    runs = "<r><t xml:space='preserve'>two ships, </t></r><r><rPr><strike/></rPr><t>two</t></r><r><t xml:space='preserve'> three boats</t></r>"

    assert (
        "two ships, three boats"
        == first(tmp_path, cells='<row><c t="s"><v>0</v></c></row>', texts=f"<si>{runs}</si>").kept
    )


# ---------------------------------------------------------------- values


@pytest.mark.parametrize(
    ("code", "value", "text", "held"),
    [
        ("General", "24.0", "24", 24),
        ("0000", "7", "0007", 7),
        ('"INJ-"000', "7", "INJ-007", 7),
        ("dd-mmm-yy", "46086", "05-Mar-26", datetime.date(2026, 3, 5)),
        ("h:mm", "0.395833333333333", "9:30", datetime.time(9, 30)),
        ("[h]:mm", "1.25", "30:00", datetime.timedelta(hours=30)),
        ('yyyy"年"m"月"d"日"', "46086", "2026年3月5日", datetime.date(2026, 3, 5)),
        ("0%", "0.5", "50%", 0.5),
    ],
)
def test_a_number_shows_as_its_style_says(tmp_path: Path, code: str, value: str, text: str, held: object) -> None:
    """And holds what the style makes of it."""
    code = code.replace('"', "&quot;")
    styles = f'<numFmts><numFmt numFmtId="200" formatCode="{code}"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="200"/></cellXfs>'
    cell = first(tmp_path, cells=f'<row><c s="1"><v>{value}</v></c></row>', styles=styles)

    assert (text, held) == (cell.text, cell.value)


def test_days_may_be_counted_from_1904(tmp_path: Path) -> None:
    """As old Macs did."""
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append([datetime.datetime(2026, 3, 5, 9, 30)])

    assert datetime.datetime(2026, 3, 5, 9, 30) == saved(tmp_path, book).sheets[0].lines[0].cells[0].value


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c t="b"><v>1</v></c>', "TRUE"),
        ('<c t="d" s="1"><v>2026-03-05T09:30:00Z</v></c>', "2026-03-05 09:30"),
        ('<c t="d"><v>soon</v></c>', "soon"),
        ("<c><v>NaN</v></c>", "NaN"),
        ("<c><v>1e400</v></c>", "1e400"),
        ("<c><v>twelve</v></c>", "twelve"),
        ('<c s="99"><v>12</v></c>', "12"),
        ('<c t="str"><f>A1</f><v></v></c><c><v>1</v></c>', ""),
    ],
)
def test_values_of_every_type_are_read(tmp_path: Path, cell: str, text: str) -> None:
    """Truth, dates written out, numbers no calendar has, styles that are not there."""
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs>'

    assert text == first(tmp_path, cells=f"<row>{cell}</row>", styles=styles).text


@pytest.mark.parametrize(
    "error",
    [
        "#REF!",
        "#NAME?",
        "#VALUE!",
        "#DIV/0!",
        "#N/A",
        "#NULL!",
        "#NUM!",
        "#SPILL!",
        "#CALC!",
        "#FIELD!",
        "#BLOCKED!",
        "#CONNECT!",
        "#UNKNOWN!",
        "#BUSY!",
        "#GETTING_DATA",
        "#EXTERNAL!",
        "#PYTHON!",
        "#TIMEOUT!",
        "#ERROR!",
        "Err:508",
    ],
)
def test_a_formula_that_went_wrong_is_told_with_what_to_do(tmp_path: Path, error: str) -> None:
    """As an error, and as the text that programs make of one."""
    for kind in ("e", "str"):
        fault = first(tmp_path, cells=f'<row><c t="{kind}"><v>{error}</v></c></row>').fault

        assert fault is not None
        assert (FaultKind.ERROR, f"{error} is a formula that went wrong; mend it or write a text") == fault


@pytest.mark.parametrize(
    "cell",
    [
        "<c><f>SUM(A2:A3)</f></c>",
        "<c><f>SUM(A2:A3)</f><v/></c>",
        "<c><f>\nSUM(A2:A3)\n</f></c>",
        '<c><f t="array" ref="A1:B2">SUM(A2:A3)</f><v></v></c>',
        '<c t="n"><f t="shared" si="0" ref="A1:A9">SUM(A2:A3)</f></c>',
    ],
)
def test_a_formula_without_a_result_is_told(tmp_path: Path, cell: str) -> None:
    """Plain, array and shared ones."""
    fault = first(tmp_path, cells=f"<row>{cell}</row>").fault

    assert fault is not None
    assert fault.kind is FaultKind.UNCALCULATED
    assert "=SUM(A2:A3) has never been calculated" in fault.why


def test_all_cells_of_an_array_formula_without_a_result_are_told(tmp_path: Path) -> None:
    """Not only the first, where it stands: the others would be shown too."""
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f t="array" ref="B1:B3">X</f></c></row>'
    rows += "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}"/></row>' for n in (2, 3, 4))
    faults = [line.at(1).fault for line in sheet(tmp_path, cells=rows).lines]

    assert [True, True, True, False] == [fault is not None and fault.kind is FaultKind.UNCALCULATED for fault in faults]


@pytest.mark.parametrize("formula", ['<f t="array" ref="A1:A1">X</f>', '<f t="shared" si="0"/>', '<f t="dataTable" ref="A1:B2"/>', '<f ca="1">X</f>'])  # fmt: skip
def test_a_formula_shows_its_last_result(tmp_path: Path, formula: str) -> None:
    """Whatever kind of formula it is."""
    assert "7" == first(tmp_path, cells=f"<row><c>{formula}<v>7</v></c></row>").text


# ---------------------------------------------------------------- what is hidden or merged


def test_hidden_rows_columns_and_sheets_are_told(tmp_path: Path) -> None:
    """By hand, in an outline; by a filter of the sheet; one that no menu shows."""
    book = openpyxl.Workbook()
    one = book.active
    for number in range(1, 8):
        one.append([f"row {number}", "x"])
    one.row_dimensions[2].hidden = True
    one.row_dimensions.group(3, 3, hidden=True)
    one.column_dimensions["B"].hidden = True
    two = book.create_sheet("filtered")
    for number in range(1, 8):
        two.append([f"row {number}"])
    two.auto_filter.ref = "A1:A5"
    two.auto_filter.add_filter_column(0, ["row 2"])
    two.row_dimensions[3].hidden = two.row_dimensions[7].hidden = True
    book.create_sheet("away").sheet_state = "hidden"
    book.create_sheet("far away").sheet_state = "veryHidden"
    sheets = saved(tmp_path, book).sheets

    assert [Seen.SHOWN, *[Seen.HIDDEN] * 2, *[Seen.SHOWN] * 4] == [line.seen for line in sheets[0].lines]
    assert {1} == sheets[0].hidden_columns
    assert {3: Seen.FILTERED, 7: Seen.HIDDEN} == {
        line.number: line.seen for line in sheets[1].lines if line.seen is not Seen.SHOWN
    }
    assert [Seen.SHOWN, Seen.SHOWN, Seen.HIDDEN, Seen.VERY_HIDDEN] == [one.seen for one in sheets]


@pytest.mark.parametrize("how", ['hidden="1"', 'hidden="true"', 'ht="0" customHeight="1"', 'ht="0.0"'])
def test_a_row_is_hidden_in_every_spelling(tmp_path: Path, how: str) -> None:
    """By its flag or by a height of nothing."""
    assert Seen.HIDDEN is sheet(tmp_path, cells=f'<row r="1" {how}>{HEAD}</row>').lines[0].seen


def test_the_filter_of_a_table_hides_rows_too(tmp_path: Path) -> None:
    """Excel keeps it in a part of its own."""
    rows = f'<row r="1">{HEAD}</row><row r="2" hidden="1"><c r="A2"><v>1</v></c></row>'
    table = f'<table xmlns="{MAIN}" ref="A1:A2"><autoFilter ref="A1:A2"><filterColumn colId="0"/></autoFilter></table>'
    whole = parts(rows) | {
        "xl/worksheets/_rels/sheet1.xml.rels": links(("r1", "table", "../tables/table1.xml")),
        "xl/tables/table1.xml": table,
    }

    assert Seen.FILTERED is read(tmp_path, packed(whole)).sheets[0].lines[1].seen


def test_a_merged_cell_stands_in_all_its_rows_and_columns(tmp_path: Path) -> None:
    """Repeated where it covers, in rows that have something of their own; what it covers is not shown."""
    book = openpyxl.Workbook()
    one = book.active
    for row in (["h1", "h2", "h3"], ["a", "long", "x"], ["b", None, "y"], [None, None, None], ["c", None, "z"]):
        one.append(row)
    one.merge_cells("B2:B5")
    one["A7"] = "SECTION"
    one.merge_cells("A7:C7")
    found = saved(tmp_path, book).sheets[0]

    assert [1, 2, 3, 5, 7] == [line.number for line in found.lines]
    assert ["long", "long", "long"] == [found.lines[n].at(1).text for n in (1, 2, 3)]
    assert [False, True, True] == [found.lines[n].at(1).repeated for n in (1, 2, 3)]
    assert ["SECTION"] * 3 == found.lines[4].texts
    assert 2 == len(found.merged)


# ---------------------------------------------------------------- how it is packed


def test_a_strict_workbook_is_read(tmp_path: Path) -> None:
    """Its namespaces are others; nothing else is."""
    whole = parts('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', texts="<si><t>Strict</t></si>")
    for old, new in STRICT.items():
        whole = {name: contents.replace(old, new) for name, contents in whole.items()}

    assert [["Strict"]] == [line.texts for line in read(tmp_path, packed(whole)).sheets[0].lines]


@pytest.mark.parametrize(
    "change",
    [
        {"xl/_rels/workbook.xml.rels": links(("r1", "worksheet", "/xl/worksheets/sheet1.xml"))},
        {"xl/_rels/workbook.xml.rels": links(("r1", "worksheet", "Worksheets\\Sheet1.xml"))},
        {"xl/_rels/workbook.xml.rels": links(("r1", "worksheet", "./worksheets/../worksheets/sheet1.xml"))},
        {"_rels/.rels": links(("r1", "officeDocument", "/xl/workbook.xml"))},
        {"_rels/.rels": None},
        {"xl/styles.xml": None, "xl/sharedStrings.xml": None},
        {"xl\\worksheets\\sheet1.xml": "MOVE", "xl\\workbook.xml": "MOVE"},
        {"XL/Worksheets/SHEET1.XML": "MOVE"},
        {"/xl/worksheets/sheet1.xml": "MOVE"},
    ],
)
def test_parts_are_found_however_they_are_named(tmp_path: Path, change: dict[str, str | None]) -> None:
    """Absolute, relative, with backslashes, in another case; missing ones that are not needed."""
    whole = parts(f"<row>{HEAD}</row>")
    for name, contents in change.items():
        old = next((one for one in whole if one.lower() == name.replace("\\", "/").strip("/").lower()), name)
        was = whole.pop(old)
        if contents is not None:
            whole[name] = was if contents == "MOVE" else contents

    assert [["Event Number"]] == [line.texts for line in read(tmp_path, packed(whole)).sheets[0].lines]


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1252"])
def test_parts_are_read_in_the_encoding_they_name(tmp_path: Path, code: str) -> None:
    """And with namespaces as prefixes, as some libraries write them."""
    whole: dict[str, str | bytes] = dict(parts())
    named = "utf-8" if code == "utf-8-sig" else code
    cells = '<x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t><![CDATA[naïve <c r="A1"/>]]></x:t></x:is></x:c></x:row>'
    text = f'<?xml version="1.0" encoding="{named}"?><x:worksheet xmlns:x="{MAIN}"><x:sheetData>{cells}</x:sheetData></x:worksheet>'
    whole["xl/worksheets/sheet1.xml"] = text.encode(code)

    assert [['naïve <c r="A1"/>']] == [line.texts for line in read(tmp_path, packed(whole)).sheets[0].lines]


@pytest.mark.parametrize(
    "rows",
    [
        f"<row>{HEAD}<c><v>2</v></c></row>",
        f'<row r="1">{HEAD}<c r="B1"><v>2</v></c></row>',
        '<row r="1"><c r="b1"><v>2</v></c><c r="a1" t="inlineStr"><is><t>Event Number</t></is></c></row>',
        '<row r="1"><c t="inlineStr"><is><r><t>Event </t></r><r><t>Number</t></r></is></c><c><v>2</v></c></row>',
    ],
)
@pytest.mark.parametrize("before", ["", '<dimension ref="A1"/>', '<dimension ref="nonsense"/>'])
def test_cells_are_found_however_they_are_counted(tmp_path: Path, rows: str, before: str) -> None:
    """With references, without, out of order; whatever size the sheet claims."""
    assert ["Event Number", "2"] == sheet(tmp_path, cells=rows, before=before).lines[0].texts


@pytest.mark.parametrize("kind", ["dialogsheet", "xlMacrosheet", "xlIntlMacrosheet", "chartsheet", "slicer"])
def test_only_tabs_with_cells_are_sheets(tmp_path: Path, kind: str) -> None:
    """The others are named, not read: their parts need not even be there."""
    whole = parts(f"<row>{HEAD}</row>")
    more = '<sheet name="Other&#10;tab" sheetId="2" r:id="r9"/><sheet name="Lost" sheetId="3" r:id="r10"/></sheets>'
    whole["xl/workbook.xml"] = whole["xl/workbook.xml"].replace("</sheets>", more)
    whole["xl/_rels/workbook.xml.rels"] = links(("r1", "worksheet", "worksheets/sheet1.xml"), ("r9", kind, "no.xml"))
    found = read(tmp_path, packed(whole))

    assert (["MSEL"], ("Other tab", "Lost")) == ([one.name for one in found.sheets], found.skipped)


def test_merged_ranges_without_end_are_bounded(tmp_path: Path) -> None:
    """Whole columns, the whole sheet, a thousand times."""
    merged = "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 1000 + "</mergeCells>"
    rows = "<row><c><v>1</v></c><c><v>1</v></c></row>" * 1000

    assert "filled rows" in sheet(tmp_path, cells=rows, after=merged).cut
    assert 2 == len(sheet(tmp_path, cells=f"<row>{HEAD}<c><v>1</v></c></row>", after=merged).lines[0].cells)


def test_tabs_that_hold_no_cells_are_named(tmp_path: Path) -> None:
    """Charts; dialogs and macros of old are told from sheets in the same way."""
    book = openpyxl.Workbook()
    book.active.append(["x"])
    book.create_chartsheet("MSEL timeline", 0).add_chart(BarChart())
    found = saved(tmp_path, book)

    assert (("MSEL timeline",), ["Sheet"]) == (found.skipped, [one.name for one in found.sheets])


def test_pictures_do_not_count(tmp_path: Path) -> None:
    """They are never unpacked: a workbook of 30 MB with a short list is read at once."""
    whole: dict[str, str | bytes] = dict(parts(f"<row>{HEAD}</row>"))
    file = io.BytesIO(packed(whole))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_STORED) as pack:
        pack.writestr("xl/media/image1.png", bytes(30_000_000))

    assert 1 == len(read(tmp_path, file.getvalue()).sheets[0].lines)


def test_rows_that_are_only_formatted_do_not_count(tmp_path: Path) -> None:
    """Ten thousand of them, with twenty cells each, as somebody formats a whole sheet."""
    empty = "".join(
        f'<row r="{n}" s="1">' + "".join(f'<c r="{letter}{n}" s="1"/>' for letter in "ABCDEFGHIJKLMNOPQRST") + "</row>"
        for n in (*range(2, 40_000, 4), 1_048_576)
    )
    found = sheet(tmp_path, cells=f'<row r="1">{HEAD}</row>{empty}')

    assert ([1], "") == ([line.number for line in found.lines], found.cut)


@pytest.mark.parametrize(
    "rows",
    ["<row><c><v>1</v></c></row>" * 5001, '<row><c r="ZZ1"><v>1</v></c></row>'],
)
def test_a_sheet_that_is_too_large_says_so_and_the_others_are_read(tmp_path: Path, rows: str) -> None:
    """Only whoever wants that sheet refuses it."""
    assert "5,000 filled rows or 200 columns" in sheet(tmp_path, cells=rows).cut


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"xl/worksheets/sheet1.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet/>"}, "declares a document type"),
        ({"xl/sharedStrings.xml": "<!DOCTYPE sst SYSTEM 'file:///etc/passwd'><sst/>"}, "declares a document type"),
        ({"xl/workbook.xml": '<?xml version="1.0"?><!DOCTYPE x><workbook/>'}, "declares a document type"),
        ({"xl/worksheets/sheet1.xml": "<worksheet><sheetData>"}, "is damaged or cut short in xl/worksheets/sheet1.xml"),
        ({"xl/worksheets/sheet1.xml": ""}, "is damaged or cut short"),
        ({"xl/worksheets/sheet1.xml": "<worksheet><a>" + "x" * 4_100_000}, "a text of more than 4,000,000 bytes"),
        ({"xl/worksheets/sheet1.xml": None}, "the part is missing"),
        ({"xl/workbook.xml": None}, "has no workbook in it"),
        *(
            ({"xl/worksheets/sheet1.xml": f'<s><row><c r="B1" t="s"><v>{n}</v></c></row></s>'}, "row 1, column B: its text '.*' is not there")
            for n in ("99", "-1", "", "x", "1.0")
        ),
        ({"xl/_rels/workbook.xml.rels": links(("r1", "worksheet", "no&#10;where&#9;.xml"))}, "in xl/no where .xml"),
    ],
)  # fmt: skip
def test_a_workbook_that_is_none_is_refused_in_one_line(
    tmp_path: Path, change: dict[str, str | None], why: str
) -> None:
    """Entities, bombs, parts cut short or missing."""
    whole = parts(f"<row>{HEAD}</row>")
    for name, contents in change.items():
        if contents is None:
            del whole[name]
        else:
            whole[name] = contents
    with pytest.raises(ScenarioError, match=why) as wrong:
        read(tmp_path, packed(whole))

    assert str(wrong.value).startswith(f"{tmp_path / 'list.xlsx'}: ")
    assert "\n" not in str(wrong.value)
    assert len(str(wrong.value)) < 400 + len(str(tmp_path))


@pytest.mark.parametrize("bound", ["MOST_UNPACKED", "MOST_KEPT", "MOST_MARKS"])
def test_a_workbook_that_unpacks_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str) -> None:  # fmt: skip
    """By its bytes and by its elements, whatever sizes the file claims for its parts."""
    monkeypatch.setattr(archive, bound, 2000)
    with pytest.raises(ScenarioError, match="holds more than any list of events"):
        read(tmp_path, packed(parts("<row>" + "<c><v>1</v></c>" * 1000 + "</row>")))


ENTIRE = parts(
    f'<row r="1">{HEAD}<c r="B1" s="1"><v>46086</v></c></row><row r="2"><c r="A2" t="s"><v>0</v></c><c t="e"><v>#REF!</v></c></row>',
    texts="<si><r><rPr><strike/></rPr><t>a_x000D_</t></r><rPh><t>b</t></rPh></si>",
    styles='<numFmts><numFmt numFmtId="164" formatCode="[h]:mm"/></numFmts><fonts><font><strike/></font></fonts><cellXfs><xf/><xf fontId="0" numFmtId="164"/></cellXfs>',
    after='<autoFilter ref="A1:B2"><filterColumn/></autoFilter><mergeCells><mergeCell ref="A1:B2"/></mergeCells>',
    before='<cols><col min="1" max="2" hidden="1"/></cols>',
)


@settings(max_examples=100)
@given(st.sampled_from(sorted(ENTIRE)), st.data())
def test_any_change_of_a_workbook_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, part: str, data: st.DataObject) -> None:  # fmt: skip
    """Law: whatever stands in a part, and whatever bytes the file has, there is a book or one sentence."""
    contents = ENTIRE[part].encode()
    start = data.draw(st.integers(0, len(contents)))
    stop = data.draw(st.integers(start, min(len(contents), start + 30)))
    put = data.draw(st.one_of(st.binary(max_size=8), st.sampled_from([b'"', b"<c>", b"-1", b"99999999999", b"A0", b"XFD1048577", b"e", b"</row>", b"\xff\xfe"])))  # fmt: skip
    file = packed(ENTIRE | {part: contents[:start] + put + contents[stop:]})
    if data.draw(st.booleans()):
        at = data.draw(st.integers(0, len(file) - 1))
        file = file[:at] + data.draw(st.binary(max_size=4)) + file[at + data.draw(st.integers(0, 4)) :]
    assert one_line(tmp_path_factory.getbasetemp(), file)
