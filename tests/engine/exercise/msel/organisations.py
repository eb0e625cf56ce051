"""Events lists in the manner of six organisations, made here: nothing of them is anybody's. ``python -m tests…`` writes them to a folder.

Each is a workbook or a CSV as such a body keeps one, what has to be said to read it, and what it then is.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill

__all__ = ["LISTS", "Organisation"]


class Organisation(NamedTuple):
    """One list and how it is read."""

    scenario: str
    ending: str
    make: Callable[[Path], None]
    options: tuple[str, ...]
    """Of ``fourthseat msel``, besides the file."""
    events: dict[str, tuple[int | None, tuple[str, ...]]]
    """Event Number: hour and recipients."""
    left_out: dict[int, str]
    """Row: a word of why it is not played."""


BLUE, GREY, YELLOW = (PatternFill("solid", fgColor=colour) for colour in ("BDD7EE", "D9D9D9", "FFF2CC"))


def _head(sheet: Any, row: int, fill: PatternFill) -> None:
    """A header row as people make one: bold, coloured, wrapped."""
    for cell in sheet[row]:
        cell.font, cell.fill, cell.alignment = Font(bold=True), fill, Alignment(wrap_text=True, vertical="center")


def us_state_healthcare(path: Path) -> None:
    """HSEEP, a healthcare coalition: title block, EVENT #, clock times, status, a hidden row, a struck one, a second tab."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "MSEL"
    for line in (
        ["Tidewater Coalition Full-Scale Exercise: Master Scenario Events List"],
        ["Exercise date:", datetime(2026, 11, 26), None, "Version 4"],
        ["FOR EXERCISE USE ONLY"],
        [],
        [
            "EVENT #",
            "EVENT TIME",
            "SENT FROM",
            "SEND TO (RECIPIENT PLAYERS)",
            "DELIVERY METHOD",
            "DESCRIPTION/SCRIPT",
            "EXPECTED OUTCOMES",
            "CORE CAPABILITY",
            "STATUS",
            "CONTROLLER NOTES",
        ],
        [
            1,
            time(9, 0),
            "Port authority",
            "All Participants",
            "Phone",
            '"This is an exercise." The port reports a vessel adrift with injured crew.',
            "Notification goes out; a duty officer is named.",
            "Operational Communications",
            "Approved",
            None,
        ],
        [
            2,
            time(9, 45),
            "Regional hospital",
            "Australia & Japan",
            "E-mail",
            "The hospital asks who will take the patients.",
            "The two answer each other before they answer the hospital.",
            "Medical Surge",
            "Approved",
            "Call first",
        ],
        [
            3,
            time(10, 30),
            "Press",
            "All Players",
            "Social media",
            "A video of the vessel is seen half a million times.",
            "One voice.",
            "Public Information",
            "Not Injected",
            "dropped at MPM",
        ],
        [
            4,
            time(11, 15),
            "SimCell",
            "United States",
            "Phone",
            "A second vessel asks for a berth.",
            "Berths are counted.",
            "Operational Coordination",
            "Approved",
            None,
        ],
        [
            5,
            time(12, 0),
            "SimCell",
            "United States",
            "Phone",
            "An older version of the same call.",
            "",
            "Operational Coordination",
            "Approved",
            "hidden",
        ],
        [6, time(13, 0), "Coalition lead", "SimCell", "Radio", "Controllers change over.", "", "", "Approved", None],
        [
            7,
            time(14, 30),
            "Coast guard",
            "USA, JPN",
            "Radio",
            "Was to sink; struck out after the final planning meeting.",
            "",
            "",
            "Approved",
            None,
        ],
    ):
        sheet.append(line)
    sheet.merge_cells("A1:J1")
    _head(sheet, 5, BLUE)
    sheet.row_dimensions[10].hidden = True
    for cell in sheet[12]:
        cell.font = Font(strike=True)
    contacts = book.create_sheet("Contacts")
    contacts.append(["Agency", "Name", "Phone"])
    book.save(path)


def nato_mel_mil(path: Path) -> None:
    """A MEL/MIL: serials under incidents, date-time groups, two header rows with groups, recipients as nations."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "MEL MIL"
    for line in (
        ["NATO UNCLASSIFIED // EXERCISE GREY HERON 26"],
        ["IDENTIFICATION", None, "TIMING", "ADDRESSING", None, "INJECT", None, None, "CONTROL", None],
        [
            "SERIAL",
            "INCIDENT",
            "DTG",
            "ORIGINATOR",
            "RECIPIENT",
            "INJECT NARRATIVE",
            "MEANS",
            "EXPECTED TA ACTION",
            "OPR",
            "REMARKS",
        ],
        ["EVENT 1: INTERFERENCE WITH SHIPPING"],
        [
            "0101",
            "1.1",
            "260600ZNOV26",
            "MARCOM",
            "AUS/GBR/USA",
            "Unidentified jamming of AIS north of the strait.",
            "Signal",
            "Report raised within the hour.",
            "LtCdr A",
            None,
        ],
        [
            "0102",
            "1.1",
            "261430ZNOV26",
            "Merchant vessel",
            "USA",
            "Master of a tanker reports a near miss with a patrol boat.",
            "VHF",
            "Distress procedures.",
            "LtCdr A",
            "on order of EXDIR",
        ],
        ["EVENT 2: HYBRID"],
        [
            "0201",
            "2.1",
            "27 0800Z NOV 26",
            "National cyber centre",
            "ALL",
            "Port management systems fail in three countries.",
            "E-mail",
            "Attribution is not rushed.",
            "Maj B",
            None,
        ],
        [
            "0202",
            "2.2",
            "280000ZNOV26",
            "HICON",
            "GBR and JPN",
            "Guidance: prepare a common line for the Council.",
            "Letter",
            "A draft is shared.",
            "Maj B",
            None,
        ],
        ["0203", "2.2", "TBD", "HICON", "EXCON", "Reserve.", "Letter", "", "Maj B", None],
    ):
        sheet.append(line)
    for merged in ("A1:J1", "A2:B2", "D2:E2", "F2:H2", "I2:J2", "A4:J4", "A7:J7"):
        sheet.merge_cells(merged)
    _head(sheet, 2, GREY)
    _head(sheet, 3, GREY)
    book.save(path)


def uk_resilience_forum(path: Path) -> None:
    """A main events list: Day and Time columns, the day merged down, 24-hour clock as text, ranges, an Omit column."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Main Events List"
    for line in (
        ["Exercise WINTER LANTERN – Main Events List (OFFICIAL)"],
        ["Inject No.", "Day", "Time", "From:", "To:", "Method", "Inject", "Anticipated response", "Owner", "Omit?"],
        [
            "1",
            "Day 1",
            "0900",
            "Met Office",
            "Everyone",
            "Email",
            "Amber warning: gales and a surge for forty-eight hours.",
            "Partners call a teleconference.",
            "JP",
            "",
        ],
        [
            "1a",
            None,
            "0930-0945",
            "Harbour master",
            "UK",
            "Phone",
            "Two ships are dragging their anchors.",
            "Coastguard informed.",
            "JP",
            "",
        ],
        [
            "2",
            None,
            "1415",
            "Local radio",
            "UK, US",
            "Phone",
            "A reporter asks whether the harbour is closed.",
            "Holding lines agreed.",
            "SR",
            "",
        ],
        ["3", None, "16.00", "Local radio", "UK", "Phone", "The reporter calls again.", "", "SR", "Y"],
        [
            "4",
            "Day 2",
            "07:30",
            "Government",
            "Everyone",
            "Email",
            "Ministers want a picture by nine.",
            "One picture, agreed.",
            "JP",
            "",
        ],
        [
            "5",
            None,
            "9.00 am",
            "Facilitator",
            "Everyone",
            "Verbal",
            "Twelve hours have passed.\nWhat matters now?",
            "Priorities are written down.",
            "JP",
            "N",
        ],
    ):
        sheet.append(line)
    sheet.merge_cells("B3:B6")
    sheet.merge_cells("B7:B8")
    _head(sheet, 2, YELLOW)
    cover = book.create_sheet("Cover", 0)
    cover.append(["Exercise WINTER LANTERN"])
    old = book.create_sheet("Main Events List OLD")
    for line in sheet.iter_rows(min_row=2, values_only=True):
        old.append(line)
    old.sheet_state = "hidden"
    book.save(path)


def japanese_ministry(path: Path) -> None:
    """A plan of 状況付与: full width, 日時 as text, recipients strung together with 、, a row that is withdrawn."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "付与計画"
    for line in (
        ["令和８年度　机上訓練　状況付与計画（案）"],
        ["※訓練用"],
        ["番号", "付与時刻", "発出元", "付与先", "付与手段", "付与内容", "期待される行動", "状態", "備考"],
        [
            "状況１",
            "１１月２６日　９時００分",
            "海上保安庁",
            "全員",
            "電話",
            "調査船が針路を北に変えた。",
            "関係省庁へ速報する。",
            "確定",
            "",
        ],
        [
            "状況２",
            "１１月２６日　１３：３０",
            "外務省",
            "ＪＰＮ、ＡＵＳ",
            "メール",
            "記者会見の問い合わせが三件。",
            "応答要領を作る。",
            "確定",
            "想定問答を配布",
        ],
        [
            "状況３",
            "１１月２７日　午前８時",
            "報道",
            "ＵＳＡ・ＧＢＲ",
            "映像",
            "船の映像が繰り返し流れる。",
            "共同で発信する。",
            "確定",
            "",
        ],
        ["状況４", "１１月２７日　午後２時", "報道", "ＪＰＮ", "映像", "予備の付与。", "", "中止", "時間があれば"],
        ["状況５", "未定", "統制部", "統制", "口頭", "要員交代。", "", "確定", ""],
    ):
        sheet.append(line)
    sheet.merge_cells("A1:I1")
    _head(sheet, 3, BLUE)
    book.save(path)


def cyber_exercise(path: Path) -> None:
    """A CSV out of a tool: camelCase, T+min, the audience of every row missing where it is everybody."""
    out = io.StringIO()
    csv.writer(out).writerows(
        [
            [
                "injectId",
                "T+min",
                "injectTitle",
                "injectNarrative",
                "targetAudience",
                "deliveryMethod",
                "expectedActions",
                "severity",
                "state",
            ],
            [
                "CY-001",
                "T+0",
                "Alert",
                "Outbound traffic from three build servers to an unknown host.",
                "USA",
                "SIEM",
                "Isolate; preserve.",
                "high",
                "ready",
            ],
            [
                "CY-002",
                "T+10",
                "Call",
                "A supplier says it has been breached for weeks.",
                "Boardroom",
                "phone",
                "Ask what it knew and when.",
                "high",
                "ready",
            ],
            [
                "CY-003",
                "T+25",
                "Press",
                "A journalist has the supplier's letter.",
                "",
                "e-mail",
                "Holding statement.",
                "medium",
                "ready",
            ],
            [
                "CY-004",
                "T+40",
                "Ransom note",
                "A note appears on a file server.",
                "USA;JPN",
                "screen",
                "Decide who decides.",
                "critical",
                "draft",
            ],
            [
                "CY-005",
                "after CY-002",
                "Regulator",
                "The regulator asks for a first report.",
                "Boardroom",
                "letter",
                "Clock starts.",
                "medium",
                "ready",
            ],
        ]
    )
    path.write_bytes(out.getvalue().encode("utf-8-sig"))


def university_seminar(path: Path) -> None:
    """Made by hand: two header rows, merged sections with the day in them, durations, colours, pencilled lines, a lone number."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Sheet1"
    for line in (
        ["Crisis seminar, autumn term", None, None, None, "prepared by the tutors"],
        [],
        ["No.", "When", "Who", None, "What", None],
        [None, "Elapsed (h:mm)", "From", "To", "Text read aloud", "What we hope for"],
        ["SESSION ONE – first contact"],
        [
            1,
            timedelta(hours=0),
            "Tutor",
            "everybody",
            "You have one page of background. Ten minutes.",
            "Roles are taken.",
        ],
        [2, timedelta(hours=6), "A newspaper", "Japanese team", "Is it true that you knew?", "No improvisation."],
        [
            3,
            timedelta(hours=30, minutes=30),
            "An ambassador",
            "Australians",
            "My capital wants an answer today.",
            "They ask their partners.",
        ],
        ["SESSION TWO – after the break"],
        [4, timedelta(hours=50), "Tutor", "all teams", "The ship has not moved.", "Somebody proposes a way out."],
        [5],
    ):
        sheet.append(line)
    for merged in ("A3:A4", "C3:D3", "E3:F3", "A5:F5", "A9:F9"):
        sheet.merge_cells(merged)
    for row in range(6, 11):
        sheet.cell(row, 2).number_format = "[h]:mm"
        sheet.cell(row, 5).fill = YELLOW
    _head(sheet, 3, GREY)
    _head(sheet, 4, GREY)
    book.save(path)


EVERY = ("AUS", "GBR", "JPN", "PRC", "USA")
LISTS = {
    "us-state-healthcare": Organisation(
        "tutorial", "xlsx", us_state_healthcare, ("--startex", "2026-11-26T08:00"),
        {"1": (1, EVERY), "2": (1, ("AUS", "JPN")), "4": (3, ("USA",))},
        {8: "Not Injected", 10: "hidden", 11: "control", 12: "struck"},
    ),
    "nato-mel-mil": Organisation(
        "tutorial", "xlsx", nato_mel_mil, ("--startex", "260600ZNOV26"),
        {"0101": (0, ("AUS", "GBR", "USA")), "0102": (8, ("USA",)), "0201": (26, EVERY), "0202": (42, ("GBR", "JPN"))},
        {10: "control"},
    ),
    "uk-resilience-forum": Organisation(
        "tutorial", "xlsx", uk_resilience_forum, ("--startex", "09:00"),
        {"1": (0, EVERY), "1a": (0, ("GBR",)), "2": (5, ("GBR", "USA")), "4": (22, EVERY), "5": (24, EVERY)},
        {6: "Omit"},
    ),
    "japanese-ministry": Organisation(
        "tutorial", "xlsx", japanese_ministry, ("--startex", "2026-11-26T09:00"),
        {"1": (0, EVERY), "2": (4, ("JPN", "AUS")), "3": (23, ("USA", "GBR"))},
        {7: "中止", 8: "control"},
    ),
    "cyber-exercise": Organisation(
        "tutorial", "csv", cyber_exercise, ("--times", "exercise", "--move-minutes", "60", "--map", "Boardroom=AUS, GBR", "--default", "To=All"),
        {"CY-001": (0, ("USA",)), "CY-002": (40, ("AUS", "GBR")), "CY-003": (100, EVERY), "CY-005": (None, ("AUS", "GBR"))},
        {5: "draft"},
    ),
    "university-seminar": Organisation(
        "tutorial", "xlsx", university_seminar, ("--times", "scenario", "--map", "Text read aloud=Message", "--map", "What we hope for=Expected Participant Response"),
        {"1": (0, EVERY), "2": (6, ("JPN",)), "3": (30, ("AUS",)), "4": (50, EVERY)},
        {},
    ),
}  # fmt: skip
