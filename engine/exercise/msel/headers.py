"""Which column of a stranger's events list is which: headers by their many names, scored, and what was understood said.

A header is compared without case, width, marks, brackets and run-together words; the best name wins. Two equally good ones
are never chosen between where it matters: they are a complaint that says how to choose.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from fourthseat.engine.exercise.msel.columns import COLUMNS
from fourthseat.engine.exercise.msel.times import RUNNING

__all__ = [
    "FIELDS",
    "IN_WORDS",
    "LONGEST_HEADER",
    "OWN",
    "TABLE",
    "Ground",
    "Known",
    "Match",
    "Understood",
    "known",
    "plain",
    "target_field",
    "understood",
]

OWN = "own"
"""A column that means nothing to the game: kept with its row, word for word."""


class Known(NamedTuple):
    """A field as a header names it."""

    field: str
    score: int
    """100 for our own header, less for looser names; above 0."""
    unit: str = ""
    """``min``, ``h`` or empty: what a bare number of a time counts."""
    clock: str = ""
    """``scenario`` or ``exercise`` where the header says whose time it is; else empty."""


IN_WORDS = "Effect in Words"
"""The column that says for people what the columns of effects say for the game: written, and passed over when it is read."""
FIELDS: dict[str, str] = {field: column.header for field, column in COLUMNS.items()} | {
    "status": "Status",
    "omitted": "Omitted",
    "used": "Used",
    "day": "Day",
    "date": "Date",
    "in_words": IN_WORDS,
}
"""What a column may be: the fields of an inject, what only the reading of a list needs, and what only its reader does."""


def _words(text: str) -> frozenset[str]:
    """The names in *text*, which semicolons part."""
    return frozenset(text.split("; "))


NAMES: dict[str, tuple[tuple[int, str], ...]] = {
    "id": (
        (95, "inject number; event id; inject id; msel number; msel id; msel item; inject identifier; event identifier; control number; mel number; injection number; message number; incident number; inject code; inject ref; inject reference; event reference; event code; inject serial; serial number; msel reference; 付与番号; 状況付与番号; 管理番号; 通番; 通し番号; イベント番号"),
        (80, "serial; number; id; ref; reference number; identifier; item number; mel; 番号; 整理番号"),
        (60, "no; nr; item; seq; sequence; sequence number; seq number; order; line; line number; index; row; row number; 項番; 順番; 連番"),
    ),
    "move": ((95, "move number; turn; turn number; game turn; game move; 手番; ムーブ; ターン"),),
    "hour": (
        (97, "scenario time; simulated time; simulation time; sim time; scenario dtg; scenario date time; game time; in game time; designated time; scenario hour; hour scenario; 想定時刻; シナリオ時刻; シナリオ時間; 想定日時; 状況時刻"),
        (90, "inject time; event time; time inject; inject dtg; event dtg; time of inject; time of event; scheduled time; planned time; delivery time; release time; time to inject; time delivered; date time; date and time; date time delivered; date time group; dtg; time scheduled; inject date time; event date time; scheduled inject time; time injected; scheduled start; start time; start; time of delivery; inject release time; planned inject time; when to inject; 付与時刻; 付与時間; 付与日時; 付与予定時刻; 開始時刻; 発出時刻; 配信時刻; 日時"),
        (85, "time; timing; hour; hours; t; elapsed time; elapsed; time elapsed; exercise time; startex; h hour; h; time offset; offset; timestamp; minute; time mark; time code; ex time; exercise clock; exercise dtg; 時刻; 時間; 経過時間; 経過"),
        (80, "real time; actual time; wall clock; wall clock time; clock time; local time; real world time; clock; real time local; 実時間; 実時刻; 訓練時刻; 訓練時間; 現実時刻"),
    ),
    "kind": (
        (90, "event type; inject type; injection type; type of inject; type of event; msel type; type of injection; inject category; event category; 種別; 付与種別; イベント種別"),
        (70, "type; category; kind; 区分; 種類"),
    ),
    "mode": (
        (95, "inject mode; delivery method; method of delivery; delivery; mode of delivery; inject method; means of delivery; delivery mode; delivery means; method of inject; communication method; mode of communication; communications method; comms method; transmission method; inject delivery method; method of injection; mode of injection; injection method; inject delivery; delivery mechanism; delivery channel; 付与方法; 付与手段; 伝達手段; 伝達方法; 通信手段; 配信方法"),
        (80, "mode; method; means; channel; medium; via; comms; by means of; communication; format; inject format; how; inject medium; media; 手段; 方法; 媒体"),
    ),
    "sender": (
        (97, "sender; from org; from organization; from organisation; sent from; sent by; inject from; from whom; from who; from simulated; from agency; from role; 発信者; 発信元; 発出元; 送信者; 送信元; 差出人; 発信; 発出者; 発信機関"),
        (85, "originator; origin; source of inject; simulated sender; notional sender; simulated source; caller; inject source; author; simulated by; delivered by; initiator; role player; 付与元; 情報源; 発信役"),
    ),
    "to": (
        (97, "recipient; recipient player; send to; sent to; to org; to organization; to organisation; to whom; to who; intended recipient; intended player; recipient organization; recipient organisation; receiving player; inject to; deliver to; delivered to; receiver; addressee; recipient cell; recipient agency; recipient role; to agency; player recipient; inject recipient; message recipient; inject receiver; receiving agency; 付与先; 受信者; 宛先; 受信先; 送付先; 伝達先; あて先; 配信先; 付与対象; 受信; 受信機関; 対象班"),
        (90, "target; target audience; audience; player; cell; training audience; participant; target player; target organization; target organisation; target team; primary recipient; 対象; 対象者; 訓練対象; 対象部署; プレイヤー; プレーヤー; 参加者"),
        (75, "assigned to; team; agency; organization; organisation; seat; affected party; affected agency; who; 所属; 担当; 班; 機関"),
    ),
    "text": (
        (98, "message text; inject text; message content; inject message; inject message text; message body; body; full text; full message; inject body; 付与内容; 状況付与内容; 付与文; 電文; 本文; メッセージ; メッセージ内容; 通報内容; 付与状況; 状況付与"),
        (95, "script; inject script; narrative; inject narrative; event narrative; message script; inject content; exact script; scripted message; inject wording; call script; caller script"),
        (92, "inject description; description of inject; inject details; inject detail; inject information; injection description; scenario inject; 状況内容; 状況の内容; 内容; 状況; 想定内容; 情報内容"),
        (90, "description; event description; detail; event details; description of event; event inject description; text; content; event inject; information; incident description; message description; event content; event text; injects and messages"),
        (70, "inject; injection; event; situation; scenario; scenario event; scenario description; storyline; synopsis; event synopsis; what happens; 想定; 状況想定"),
        (40, "title; inject title; event title; subject; headline; summary; event summary; inject summary; event name; inject name; topic; short description; incident; injects; 件名; 表題; 概要; 題名"),
    ),
    "expected": (
        (97, "expected response; expected player response; expected outcome; expected action; expected player action; expected participant action; anticipated response; anticipated action; anticipated player action; expected participant response; expected result; expected behavior; expected behaviour; expected player behavior; desired response; desired outcome; desired action; expected reaction; expected player reaction; expected player response action; expected response action; anticipated outcome; anticipated player response; expected participant outcome; intended outcome; required response; expected training audience response; expected ta response; expected ta action; anticipated reaction; 期待される行動; 期待される対応; 期待行動; 期待する行動; 期待する対応; 予想される対応; 予想される行動; 想定される対応; 想定される行動; 期待対応; 期待される措置; 処置; 期待される処置; 予期される行動"),
        (80, "response; outcome; action; player action; player response; required action; actions to be taken; 対応; 行動; 対応行動"),
    ),
    "objective": (
        (95, "objective; exercise objective; objective number; exercise objective number; related objective; training objective; objectives addressed; objective addressed; objective tested; 訓練目的; 訓練目標; 目的; 目標; 評価項目; 検証項目"),
        (70, "core capability; capability; capability tested; target capability; capabilities addressed; core capabilities tested"),
    ),
    "notes": (
        (95, "notes; remark; comment; controller note; note to controller; notes to controller; facilitator note; controller comment; additional notes; note remark; note comment; comments and notes; 備考; 注記; 留意事項; メモ; 備考欄; 特記事項; コメント"),
    ),
    "when": (
        (95, "trigger; trigger condition; trigger event; triggering event; triggered by; conditional on; contingency; condition for inject; prerequisite; inject trigger; 発動条件; 条件; トリガー"),
    ),
    "effect": ((95, "effect; effect on game; 効果; 影響"),),
    "source": ((90, "reference; source document; reference document; source reference; source of event; 出典; 典拠; 出所"),),
    "status": (
        (95, "status; state; inject status; event status; current status; approval status; inject state; msel status; development status; 状態; 状況区分; ステータス; 進捗; 採否; 実施区分"),
    ),
    "omitted": (
        (95, "omitted; omit; cut; deleted; cancelled; canceled; removed; not injected; not used; skip; skipped; on hold; hold; dropped; withdrawn; do not inject; omit yn; 削除; 中止; 取消; 不使用"),
    ),
    "used": ((95, "use; include; included; in play; to be played; play; use in exercise; active; enabled; 実施; 使用; 採用"),),
    "day": ((95, "day; exercise day; day number; scenario day; ex day; 日目; 日程; 訓練日"),),
    "date": ((95, "date; inject date; event date; scheduled date; exercise date; scenario date; date of inject; start date; 日付; 月日; 年月日; 日; 付与日; 実施日"),),
}  # fmt: skip
"""Other names of each field, the surer ones with the higher score, in the form :func:`plain` makes."""

EXERCISE_CLOCK = _words(
    "real time; actual time; wall clock; wall clock time; clock time; local time; real world time; clock; real time local; "
    "exercise clock; 実時間; 実時刻; 訓練時刻; 訓練時間; 現実時刻"
)
"""Names of a time that is of the day the exercise is held on, not of the scenario."""
RUNNING_ON = _words("elapsed time; elapsed; time elapsed; 経過時間; 経過; time offset; offset; t")
"""Names of a time that is counted on from STARTEX."""
PREFIXES = ("msel", "inject", "injection", "event", "exercise", "ex", "mel", "mil", "message")
"""First words that say no more than whose column it is."""
UNITS = {
    "min": "min", "mins": "min", "minute": "min", "minutes": "min", "m": "min", "mm": "min", "分": "min",
    "h": "h", "hr": "h", "hrs": "h", "hour": "h", "hours": "h", "時間": "h",
}  # fmt: skip
"""Units in a header's brackets or after its plus sign."""
OPTIONAL = frozenset({"expected", "notes", "objective", "mode", "source", "status", "omitted", "used", "date", "day"})
"""Fields where of two equal columns the first is taken and the second kept: nothing is lost, and no cell reads another message."""


def plain(header: str) -> str:
    r"""A header without what people spell differently: case, width, marks, line breaks, plurals, a sign for "number".

    >>> [plain(h) for h in ("EVENT #", "Inject\nNo.:", "Expected Outcomes", "ＴＯ：", "scheduledTime")]
    ['event number', 'inject number', 'expected outcome', 'to', 'scheduled time']
    """
    text = unicodedata.normalize("NFKC", header)
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)  # camelCase
    text = text.casefold().replace("&", " and ")
    text = re.sub(r"#|№|\bnumbers?\b|\bno\b\.?|\bnr\b\.?|\bnum\b\.?", " number ", text)
    words = re.sub(r"[^\w]+|_+", " ", text).split()
    return " ".join(_singular(word) for word in words)


def _singular(word: str) -> str:
    """A word without the s of a plural, where it has one."""
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3 else word


def _table() -> dict[str, Known]:
    """Every name of every field, as :func:`plain` writes it."""
    found: dict[str, Known] = {}
    for field, groups in NAMES.items():
        for score, names in groups:
            for name in names.split("; "):
                clock = "exercise" if name in EXERCISE_CLOCK else "scenario" if field == "hour" and score == 97 else ""
                unit = RUNNING if name in RUNNING_ON else UNITS.get(name, "")
                one = Known(field, score, unit if field == "hour" else "", clock)
                if plain(name) not in found or found[plain(name)].score < score:
                    found[plain(name)] = one
    for field, header in FIELDS.items():
        found[plain(header)] = Known(field, 100, clock="scenario" if field == "hour" else "")
    return found


LONGEST_HEADER = 200
"""Letters. What is longer is a text, or a trick."""
TABLE = _table()
JOINED = {name.replace(" ", ""): one for name, one in sorted(TABLE.items(), key=lambda item: item[1].score)}
"""The same without blanks, for headers whose words are run together."""


def known(header: str) -> Known | None:
    """The field that *header* names, and how surely; None for a column nobody here knows.

    >>> [known(h).field for h in ("SEND TO (RECIPIENT PLAYERS)", "DESIGNATEDSCENARIOTIME", "Delivery", "Description/Script")]
    ['to', 'hour', 'mode', 'text']
    """
    if len(header) > LONGEST_HEADER:
        return None
    text = unicodedata.normalize("NFKC", header)
    unit, clock = _unit(text)
    whole = _named(text)
    outside = re.sub(r"\([^)]*\)|\[[^\]]*\]|<[^>]*>|【[^】]*】|「[^」]*」", " ", text)
    tries = [(text, 0), (outside, 1)]
    parts = [part for part in re.split(r"\s*(?:/|\||\bor\b|・)\s*", outside) if part.strip()]
    tries += [(part, 4) for part in parts if len(parts) > 1]
    inside = re.findall(r"[(\[]([^)\]]*)[)\]]", text)
    tries += [(part, 6) for part in inside if not _unit(f"({part})")[0]]
    found = [one._replace(score=one.score - less) for words, less in tries if (one := _named(words)) is not None]
    found = found if whole is None else [whole]
    if not found and unit:  # "T+min": nothing but a mark and a unit
        found = [Known("hour", 85)] if re.match(r"\s*[TtHh+]\s*\+?", text) else []
    if not found:
        return None
    best = max(found, key=lambda one: one.score)
    if best.field != "hour":
        return best
    return best._replace(unit=unit or best.unit, clock=clock or best.clock)


def _named(words: str) -> Known | None:
    """The field of exactly these *words*, or of them without the first, where that says only whose column it is."""
    name = plain(words)
    if not name:
        return None
    for text, less in ((name, 0), (name.partition(" ")[2], 3)):
        if less and name.partition(" ")[0] not in PREFIXES:
            break
        found = TABLE.get(text) or (JOINED.get(text.replace(" ", "")) if len(text) > 3 else None)
        if found is not None:
            return found._replace(score=found.score - less)
    return None


def _unit(header: str) -> tuple[str, str]:
    """The unit and the clock that brackets, or what follows a plus sign, name."""
    unit = clock = ""
    said = [*re.findall(r"[(\[]([^)\]]*)[)\]]", header), *re.findall(r"\+\s*([A-Za-z]+|分|時間)", header)]
    for words in (" ".join(re.findall(r"\w+", part.casefold())) for part in said):
        for word in words.split():
            unit = unit or (UNITS.get(word, "") if len(words.split()) == 1 else "")
        if plain(words) in EXERCISE_CLOCK or words in ("real", "actual", "local", "exercise", "訓練", "実"):
            clock = "exercise"
        elif words in ("scenario", "simulated", "sim", "game", "シナリオ", "想定"):
            clock = "scenario"
    return unit, clock


class Ground(Enum):
    """What a header is understood by."""

    OURS = ""
    """It is written as ours."""
    TOLD = "as you said"
    NAME = "by its name"
    UNREAD = "kept"
    """It is kept as a column of its own, whatever it says."""


class Match(NamedTuple):
    """What one header of a sheet is taken for."""

    header: str
    field: str
    """Of an inject, or :data:`OWN`."""
    ground: Ground
    reason: str = ""
    """In words, where the ground alone does not say it."""
    unit: str = ""
    clock: str = ""

    @property
    def why(self) -> str:
        """In words; empty where the header is ours."""
        return self.reason or self.ground.value


class Understood(NamedTuple):
    """What the headers of a sheet are taken for, in their order, and what cannot be decided."""

    matches: tuple[Match, ...]
    undecided: tuple[tuple[str, tuple[str, ...]], ...]
    """Field and the headers that name it equally well."""

    def column(self, field: str) -> Match | None:
        """The column of *field*."""
        return next((match for match in self.matches if match.field == field), None)


def target_field(words: str) -> tuple[str, str, str] | None:
    """Field, unit and clock that a person *words* as what a column is to be: ``To``, ``Time (min)``, ``own``; None if none.

    >>> target_field("Time (min)"), target_field("keep")
    (('hour', 'min', ''), ('own', '', ''))
    """
    if plain(words) in ("own", "keep", "ignore", "kept", "unknown"):
        return OWN, "", ""
    unit, clock = _unit(words)
    name = plain(re.sub(r"\([^)]*\)", " ", words))
    short = {"time": "hour", "number": "id", "type": "kind", "mode": "mode", "text": "text", "expected": "expected"}
    field = short.get(name) or next((field for field, header in FIELDS.items() if plain(header) == name), None)
    return None if field is None else (field, unit if field == "hour" else "", clock if field == "hour" else "")


def understood(headers: Sequence[str], told: Mapping[str, str]) -> Understood:
    """What *headers* are taken for; *told* is what a person said some of them are, header (as :func:`plain` has it): field.

    What was told wins; then the surest name of each field. Among equals an :data:`OPTIONAL` field takes the first.
    """
    chosen: dict[int, Match] = {}
    for at, header in enumerate(headers):
        if header and plain(header) in told:
            field, unit, clock = target_field(told[plain(header)]) or (OWN, "", "")
            guess = known(header)
            if field == "hour" and guess is not None:
                unit, clock = unit or guess.unit, clock or guess.clock
            chosen[at] = Match(header, field, Ground.TOLD, "", unit, clock)
    guesses = {at: one for at, header in enumerate(headers) if header and at not in chosen and (one := known(header))}
    taken = {match.field for match in chosen.values()}
    undecided = []
    for field, name in FIELDS.items():
        rivals = sorted(
            (at for at, one in guesses.items() if one.field == field), key=lambda at: (-guesses[at].score, at)
        )
        if not rivals or field in taken:
            continue
        best = [at for at in rivals if guesses[at].score == guesses[rivals[0]].score]
        if len(best) > 1 and field not in OPTIONAL:
            undecided.append((field, tuple(headers[at] for at in best)))
            continue
        at, one = best[0], guesses[best[0]]
        exact = plain(headers[at]) == plain(name)
        chosen[at] = Match(headers[at], field, Ground.OURS if exact else Ground.NAME, "", one.unit, one.clock)
    for at, header in enumerate(headers):
        if header and at not in chosen:
            rival = next(
                (match.header for match in chosen.values() if at in guesses and match.field == guesses[at].field), None
            )
            why = f"kept: {rival!r} is {FIELDS[guesses[at].field]} already" if rival is not None else "kept as it is"
            chosen[at] = Match(header, OWN, Ground.UNREAD, why)
    return Understood(tuple(chosen[at] for at in sorted(chosen)), tuple(undecided))
