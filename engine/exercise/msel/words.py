"""Words of other people's lists for what we have a word for: everybody, control, played or not, the kinds of event."""

from __future__ import annotations

import unicodedata

from fourthseat.engine.exercise.msel.columns import KINDS

__all__ = ["CONTROLLERS", "EVERYBODY", "IN_WORDS", "KIND_NAMES", "NO", "OUT_WORDS", "YES", "folded"]


def _words(text: str) -> frozenset[str]:
    """The words or phrases of *text*, which semicolons part."""
    return frozenset(text.split("; "))


def folded(name: str) -> str:
    r"""A name without case, width, marks around it, invisible characters and doubled blanks.

    >>> folded("  ＡＵＳ\u200b "), folded("“The  Wardroom”:")
    ('aus', 'the wardroom')
    """
    text = "".join(c for c in unicodedata.normalize("NFKC", name) if unicodedata.category(c) != "Cf")
    return " ".join(text.casefold().split()).strip(" .:;,\"'“”‘’()[]*-•")


EVERYBODY = _words(
    "all; all cells; all players; all participants; all seats; all teams; all agencies; all organizations; all organisations; all stations; "
    "all addressees; all concerned; all player cells; all groups; all countries; all nations; everyone; everybody; every cell; players; "
    "participants; all player; all hands; whole room; plenary; 全員; 全て; すべて; 全プレイヤー; 全プレーヤー; 全参加者; 全班; 全機関; 全対象; 全セル; 全体; 全プレイヤ; "
    "全訓練対象者; 全部署; 各班; 各機関"
)
"""Who is every cell."""
CONTROLLERS = _words(
    "control; controller; controllers; excon; ex con; exercise control; simcell; sim cell; simulation cell; "
    "white cell; white; facilitator; facilitators; directing staff; distaff; ds; hicon; locon; exdir; "
    "exercise director; lead controller; control cell; evaluator; evaluators; observers; moderator; 統制; 統制班; 統制部; "
    "統裁; 統裁部; 統裁班; コントローラー; コントローラ; 進行管理; 進行管理者; 進行; 評価者"
)
"""Who is no cell: an event for them is not played."""
OUT_WORDS = _words(
    "omitted; omit; cut; delete; deleted; removed; remove; cancelled; canceled; cancel; not injected; not used; "
    "not in use; unused; skipped; skip; dropped; withdrawn; on hold; hold; held; draft; rejected; retired; "
    "do not inject; do not use; inactive; scrubbed; void; not played; not to be played; postponed; obsolete; "
    "superseded; 削除; 中止; 取消; 取り消し; 不使用; 未使用; 保留; 除外; 没; 案; 不採用"
)
"""Status words of an event that is not to be played."""
IN_WORDS = _words(
    "approved; final; finalised; finalized; ready; active; ok; complete; completed; done; released; injected; delivered; sent; planned; scheduled; open; "
    "pending; in play; live; confirmed; agreed; validated; new; use; used; play; included; current; not started; to be injected; not yet injected; queued; "
    "reviewed; 確定; 承認済; 承認; 実施; 使用; 済; 採用; 完了; 予定; 実施予定; 未実施"
)
"""Status words of one that is."""
YES = _words("y; yes; x; true; 1; ✓; ✔; ☑; ☒; o; ○; 〇; はい; 有; 要; レ")
NO = _words("n; no; false; 0; -; ☐; ×; いいえ; 無; 否")
KIND_WORDS = {
    "inject": "inject; injection; scripted inject; scripted; standard; standard inject; key event; message; injects; initial; planned; planned inject; scheduled; timed; 付与; 状況付与; 通常",
    "contingency": "contingency inject; contingency; contingent; contingency injection; conditional; dynamic; as required; 予備; 条件付; 条件付き; 予備付与",
    "expected-action": "expected action; expected player action; epa; expected action event; expected player actions; expected participant action; 期待行動",
}
"""What people call the kinds of event."""
KIND_NAMES = {
    folded(word): kind for kind, words in KIND_WORDS.items() for word in (*words.split("; "), KINDS[kind], kind)
}
