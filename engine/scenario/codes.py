"""Every kind of finding about a scenario file: its code, how bad it is, why it matters and what would be right.

The one table of codes. The manual's page of findings is made from it, and nothing is reported that does not stand here. A code never
changes its meaning; the hundreds are subjects: 0 the file, 1 its keys and values, 2 rows against each other, 3 what nothing reads,
4 numbers and units, 5 people and words, 6 time and orders, 7 what playing it shows.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

__all__ = ["CODES", "Code", "Severity"]


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    """The file is refused: by every command, not by ``check`` alone."""
    WARNING = "warning"
    """It can be played and hardly means what was meant."""
    HINT = "hint"
    """Worth a look."""


class Code(NamedTuple):
    """One kind of finding."""

    code: str
    name: str
    severity: Severity
    what: str
    """What was found, in a sentence."""
    why: str
    """Why it matters, and what the engine does or would do with it."""
    right: str
    """What would be right, as an order to the author."""
    fixable: bool = False
    """Whether ``check --fix`` may mend it."""


_E, _W, _H = Severity.ERROR, Severity.WARNING, Severity.HINT

_ROWS = (
    # ------------------------------------------------------------------ the file
    Code("FS001", "not-toml", _E, "The file is not TOML.",
         "Nothing of it can be read from the place that is named on.", "Mend the line; an editor with TOML support marks it."),
    Code("FS002", "unreadable-file", _E, "The file cannot be read as a text in UTF-8, or is too large or nested too deeply.",
         "Nothing of it is known.", "Save it as UTF-8 text, or name another file."),
    Code("FS003", "extends-nothing", _E, "`extends` names no file that can be found, or leads back to the file itself.",
         "The rows it builds on are missing.", "Name a scenario beside it or one that `fourthseat scenarios` lists, without `.toml`."),
    Code("FS004", "row-twice", _E, "Two rows of one table have one name.",
         "Nobody could say which of them is meant.", "Rename one, or make them one row."),
    Code("FS005", "drops-nothing", _E, "`drop` names a row or key that the extended file does not have.",
         "What was to go may still be there under another name.",
         'Write the path of a row or key as `--set` does: `drop = ["option.hotline", "coalition.pact.member.NOR"]`.'),
    Code("FS006", "newer-format", _E, "The file is written in a format this version does not know.",
         "What is new in it would be misread.", "Read it with a newer Fourth Seat, or write `format = 2` if that is what is meant."),
    # ------------------------------------------------------------------ keys and values
    Code("FS101", "unknown-key", _E, "A key that no table of its kind has.",
         "It would be ignored, and you would believe it works.", "Correct its spelling, move it to its table, or remove it."),
    Code("FS102", "missing-key", _E, "A key without which the row means nothing.", "There is no default for it.", "Add it."),
    Code("FS103", "wrong-value", _E, "A value of another type than the key takes, or outside what it allows.",
         "It cannot be read as what the key means.", "Write a value of the type and range that the reference of keys gives."),
    Code("FS104", "unsourced-number", _E, "A number that does not say where it comes from, or is no such number.",
         "A reader must be able to tell a fact from a judgement.",
         'Write `{ value = 3, source = "…" }` or `{ value = 3, low = 1, high = 5 }`.'),
    # ------------------------------------------------------------------ rows against each other
    Code("FS201", "no-such-name", _E, "A name that no row, model or measure has.", "The row points nowhere.",
         "Correct the name, or add the row it names."),
    Code("FS202", "wrong-cell", _E, "A seat in a role that its cell cannot have.",
         "Only a RED seat opposes; only a BLUE seat belongs to a coalition; only a capital consents.",
         "Name another seat, or give it another `cell`."),
    Code("FS203", "after-endex", _E, "An incident, an inject or a hand-out after the end of the exercise.",
         "It would never happen.", "Give it an earlier hour, or the exercise more or longer moves."),
    Code("FS204", "no-window", _E, "A window of less than an hour.", "Nobody could do anything in it.",
         "Give `window_hours` in hours, 1 or more."),
    Code("FS205", "never-opens", _E, "An incident without an hour, which no inject opens.", "It would never happen.",
         "Give it an `hour`, or an inject `effect = { opens = … }`."),
    Code("FS206", "ladder-does-not-fit", _E, "A ladder of fewer than three or more than twelve rungs, or whose lists are not of one length.",
         "A rung without a name, a level or a weight could not be told, priced or counted.",
         "Give `rungs` three to twelve names, and `levels` and a list of `weights` one number for each of them."),
    Code("FS215", "above-the-ladder", _E, "A rung that the ladder does not have.", "The crisis could never stand there.",
         "Write a number from 0 to the last rung of `[ladder]`, or give the ladder more rungs."),
    Code("FS207", "option-lacks", _E, "An option without what its kind needs, or joint where its kind cannot be.",
         "The order could not be carried out.", "Add what is named, or choose another kind."),
    Code("FS208", "cannot-concur", _E, "A variant whose rule nobody can meet.",
         "The lead must be a member with a say; a quorum no larger than the members who have one.",
         "Change the rule, the lead or who has a say."),
    Code("FS209", "belongs-twice", _E, "A seat that is a member twice, both member and ally, or an ally by way of a stranger.",
         "Its terms would contradict each other.", "Leave one row."),
    Code("FS210", "inject-without-time", _E, "An inject without an hour, or a contingency inject without a condition.",
         "Nobody could tell when to send it.", "Add `hour` or `when`."),
    Code("FS211", "empty-condition", _E, "A condition that says nothing, or speaks of an outcome without an incident.",
         "It could not be decided.", "Add `incident`, or what else must hold."),
    Code("FS212", "circular-condition", _E, "Conditions that wait for each other in a circle.", "None of them can ever hold.",
         "Break the circle at one of the rows that are named."),
    Code("FS213", "shared-luck", _E, "Two rows whose names would make them share their luck.",
         "What should be independent would not be.", "Rename one."),
    Code("FS216", "never-handed-out", _E, "A hand-out that comes neither with a move nor with an inject nor on a condition.", "Nobody would ever see it.",
         "Give it the `move` with whose opening it is handed out, the `inject` that brings it or a condition (`when`), or name it in the `attach` of an inject."),
    Code("FS219", "handed-out-twice", _E, "A hand-out that waits for a condition and comes with a move or an inject as well.",
         "Nobody could tell which is meant.", "Leave one of the two."),
    Code("FS214", "more-rows-than-moves", _E, "More rows of `[[move]]` than the exercise has moves.",
         "The last of them would never be played.", "Raise `turns`, or remove rows."),
    Code("FS217", "no-condition", _E, "Words that are no condition, or no measure, of this scenario.",
         "They could not be decided.", "Mend what stands at the column that is named; docs/conditions.md has the whole language."),
    Code("FS218", "odd-measure", _E, "A measure of one's own with a name that is taken, or a first hour of a number.",
         "Nobody could tell which is meant.", "Choose another name, or compare the number with another."),
    Code("FS220", "two-openers", _E, "An incident that may be opened twice: by two injects, or by one beside an hour of its own.",
         "The second opening would stop the game in the middle.",
         "Leave one: its `hour`, or one inject that opens it."),
    Code("FS221", "about-no-incident", _E, "`incidents` on an option of a kind that is about no incident.",
         "Nobody could ever order it: its menu would be empty.", "Remove `incidents`."),
    Code("FS222", "asks-itself", _E, "`consent_of` on a national option names the one seat that can order it.",
         "Nobody would be asked.", "Remove `consent_of`, or name the owner or host whose consent it needs."),
    Code("FS223", "opponent-helps", _E, "A seat of the RED cell among the seats of a statement or a shared picture.",
         "Both help the coalition: the opponent would resist its own act. A RED deployment is its own force and adds to its strength.",
         "Remove the seat."),
    Code("FS224", "treaty-with-opponent", _E, "A treaty with a seat of the RED cell, or of a seat with itself.",
         "Treaties share pictures between forces of one side.", "Name two seats of the BLUE or GREEN cell."),
    Code("FS225", "reserved-seat", _E, "A seat whose name the exercise itself uses.",
         "It would share a page, a link or a role with control or the wall.", "Choose another name."),
    Code("FS226", "not-their-act", _E, "An option that its own kind allows to none of its seats, in any variant.",
         "Nobody could ever order it, and nothing would say why.", "Give it seats that can, as the message says, or another kind."),
    Code("FS227", "standing-not-joint", _E, "A measure agreed beforehand that needs no concurrence, or that nobody it is agreed with may order.",
         "It would change nothing.", "Name joint options of the member, or of any member where all have agreed."),
    Code("FS228", "access-to-itself", _E, "An agreement on access between a seat and itself, or two for one guest and place.",
         "Nobody could say who is asked.", "Name two seats, and each guest and place once."),
    Code("FS229", "opens-anothers-option", _E, "A legal category that opens an option its seat cannot order.",
         "It would open nothing.", "Name options of the seat, or add the seat to the option."),
    Code("FS230", "handout-missing", _E, "A hand-out whose file is not in the pack.", "Nobody could be given it.",
         "Put the file where the row says it is, counted from the folder of the file that names it, or correct `file`."),
    Code("FS231", "handout-unfit", _E, "A hand-out's file that is not what its name says, is absurdly large, holds something that acts, or is another than its `digest` says.",
         "It would be shown to people on their own screens.", "Save it again as plain PNG, JPEG, WebP, SVG or PDF, smaller if it is large."),
    Code("FS232", "events-list", _E, "An events list that is not in the pack, cannot be read, or stands beside `[[msel]]` rows.",
         "Nobody could tell what to send when.", "Correct `events`; `fourthseat msel SCENARIO FILE` shows how a list is read."),
    Code("FS233", "reserved-word", _E, "An indicator that is called like a word of the language of conditions.",
         "No condition could speak of it: the word would be read instead.", "Choose another name."),
    # ------------------------------------------------------------------ what nothing reads
    Code("FS301", "nothing-reads-it", _E, "A key that nothing in the engine reads.",
         "Whoever writes it believes that it works.", "Remove it; `check --fix` does. A remark belongs into a comment.", fixable=True),
    Code("FS302", "amount-does-nothing", _W, "`amount` on an option of a kind that has no size.",
         "It changes nothing in the world: only which of several options a rule-of-thumb staff prefers.",
         "Remove it, or choose a kind that has a size: share, harden, surge, intrude."),
    Code("FS303", "credibility-does-nothing", _W, "`credibility` on an option that is no statement.",
         "An opponent reads statements, the coalition's concurrence and forces on the spot. Here it only decides which of several options a "
         "rule-of-thumb staff prefers.", "Remove it, or make the option a statement."),
    Code("FS304", "field-of-another-kind", _W, "A field that only options of another kind use.", "It does nothing here.",
         "Remove it, or change the option's kind.", fixable=True),
    Code("FS305", "hour-beside-condition", _W, "A contingency inject with an hour.", "Its condition decides; the hour is not looked at.",
         "Remove the hour, or the condition and `kind`.", fixable=True),
    Code("FS306", "condition-on-a-timed-inject", _W, "A condition on an inject that has an hour.",
         "It is sent at its hour whatever the condition, or earlier if the condition comes true and control agrees.",
         'Write `kind = "contingency"` and remove the hour, or remove the condition.'),
    Code("FS320", "unused-file", _W, "A file in the pack that nothing names.", "Nobody will ever see it.",
         "Give it a `[[handout]]`, or take it out of the pack."),
    Code("FS307", "domains-do-not-narrow", _W, "Forces of a domain that the incident does not list can be sent there.",
         "They count in full: `domains` of an incident only narrows the table of what can be there in time.",
         "List the domain, say with `other_domains` what share of such forces counts, or limit the option with `incidents`."),
    Code("FS308", "cannot-matter", _H, "A key or table that changes nothing in this scenario, though it does in others.",
         "Whoever writes it expects something of it.", "Remove it, or add what would make it count, as the message says."),
    Code("FS309", "nobody-transfers", _W, "A programme that no option transfers.", "Its technology reaches nobody.",
         'Add an option with `kind = "transfer"` and `programme`, or remove the programme.'),
    Code("FS310", "nobody-sends", _H, "A force that no option can send.",
         "It stays at home in every game. What an opponent has on the spot is the incident's `red_strength`, not a force.",
         "Add its domain and seat to a deployment, or remove it."),
    Code("FS311", "nothing-happens-there", _H, "A place where no incident happens and no force has its home.",
         "It is only a name on the map.", "Remove it, unless people should see it there."),
    Code("FS312", "named-twice", _W, "A name that stands twice in one list.", "The second changes nothing: perhaps another was meant.",
         "Remove one, or write the name that was meant."),
    Code("FS313", "never-comes-about", _W, "An effect with a chance of 0.", "It changes nothing in any game.", "Remove it, or give it a chance."),
    Code("FS314", "nothing-moves-it", _W, "An indicator that no effect changes and that does not drift.", "It is the same number from STARTEX to ENDEX.",
         'Give it `drift_per_day`, or an effect: `{ does = "indicator", indicator = "…", amount = … }`.'),
    Code("FS315", "first-format-key", _W, "A key of the first format of scenario files that never did anything.",
         "The file is played as before; from format 2 on such a key is an error.",
         "Remove it; `check --fix` does, and `fourthseat migrate` brings the whole file to the newer format.", fixable=True),
    Code("FS316", "nobody-brings-it-about", _W, "An agreement on access that no option asks for, or a legal category that nothing declares.",
         "It stands in the file and in no game.", "Give an option of the guest the effect `access`, or of the seat the effect `legal`."),
    # ------------------------------------------------------------------ numbers and units
    Code("FS401", "out-of-bounds", _E, "A number that cannot be meant: a severity outside 0 to 1, a negative multiplier, a window of years.",
         "The models would go on with it and give nonsense.", "Write a value within the bounds that are named."),
    Code("FS402", "suspicious-speed", _W, "A speed that fits no vehicle of its domain.",
         "Knots were meant; kilometres an hour and zeros look like this.", "Give `speed_kn` in knots; 0 only for what need not travel."),
    Code("FS403", "window-in-days", _W, "A window of a few hours in an exercise of long moves.",
         "`window_hours` may have been given in days.", "Multiply by 24, if days were meant."),
    Code("FS404", "out-of-reach", _W, "No force that could be sent can be there before the window closes.",
         "Deployments about this incident are always too late.",
         "Look at the coordinates, the speeds, `ready_hours` and the window; move a force nearer or open the window longer."),
    Code("FS405", "suspicious-coordinates", _W, "A place far from all others that would be near them with a sign changed or its coordinates swapped.",
         "West and south are negative, and latitude comes first.", "Look the place up again."),
    Code("FS406", "staff-slower-than-window", _W, "The staffs need far longer for a position than the window is open.",
         "Nobody can act in time; every game ends the same way. The default lag has a median of six days.",
         "Give the seats a `lag_mu` that fits this kind of crisis (log of days: 0 is one day, -1.1 eight hours), or a longer window."),
    Code("FS407", "window-after-endex", _W, "A window that is still open when the last move ends.",
         "The clock runs on until it has closed, but nobody can give orders any more.", "Open it earlier, shorten the window, or add moves."),
    Code("FS408", "jitter-past-endex", _W, "An incident whose jitter may carry it past the end of the exercise.",
         "In some games it never happens.", "Reduce `jitter_hours`, or open it earlier."),
    Code("FS409", "lag-not-in-log-days", _W, "A staff lag whose median is more than two months.",
         "`lag_mu` is the natural logarithm of days; hours or days themselves look like this.", "Give the log of days: 1.8 is six days."),
    Code("FS410", "out-of-proportion", _W, "The opponent's strength on the spot is out of all proportion to all that others could send.",
         "Every contest ends the same way. Strength counts ships (hull-equivalents), not tons or people.",
         "Give `red_strength` and the forces' `strength` in one measure."),
    Code("FS411", "impossible-size", _W, "A number larger than there is of it in the world.",
         "It was given in a smaller unit: dollars for millions, people for thousands.", "Give it in the unit that the message names."),
    Code("FS412", "staff-work-outlasts-window", _W, "An order whose staff work takes longer than any window it could be about.",
         "It is always too late.", "Reduce `staff_hours`, which are hours of one team, or open a window longer."),
    Code("FS413", "hours-in-days", _W, "Everything timed happens within the first hours of a long exercise.",
         "`hour` counts hours since STARTEX; days look like this.", "Multiply by 24, if days were meant."),
    Code("FS414", "effect-after-endex", _W, "An effect that is delayed until after ENDEX.", "Nobody sees it come.", "Give `delay_hours`, which are hours, a smaller value."),
    # ------------------------------------------------------------------ people and words
    Code("FS501", "stranger", _W, "A BLUE seat that is neither member nor ally in a variant.",
         "It acts alone, after consulting the lead, and what it has adds nothing to the others'; mostly a row was forgotten.", "Add it to the variant as member or ally, or seat it in GREEN."),
    Code("FS502", "objective-without-inject", _H, "An objective that no inject is about.",
         "The exercise may never put it to the test.", "Give an inject `objective`, or drop the objective."),
    Code("FS503", "unknown-source", _W, "A source in brackets, or a fact number, that stands in no list.",
         "A reader cannot look it up.", 'Correct it, or say what it is: `[references]`, a line `Key2020 = "author, title, year"`.'),
    Code("FS504", "no-interests", _H, "A scenario that names no measure it is about.",
         "Reports and comparisons do not know what to speak of.", "Add an `[[interest]]` or two."),
    Code("FS505", "nobody-expects-anything", _H, "An inject without an expected response, or about no objective.",
         "An evaluator has nothing to look for.", "Add `expected` and `objective`."),
    Code("FS506", "left-from-scaffold", _H, "A text that is still the scaffold's.", "People would read it.", "Write your own."),
    Code("FS507", "same-heading", _W, "Two rows of one table with one heading or text.", "People at the table see headings, not ids.",
         "Reword one of them."),
    Code("FS508", "objective-out-of-reach", _H, "An inject about an objective of a seat that does not receive it.",
         "The seat cannot answer what it is not told.", "Add the seat to `to`, or name an objective of a seat that receives it."),
    Code("FS509", "menu-tells-a-secret", _W, "An option that stands on a menu only while something holds that its seat is never told.",
         "The seat sees its menu change, and so learns it.", "Let `requires` speak of what the seat knows, or mean it so."),
    Code("FS510", "pale-colour", _W, "A cell's colour that is hardly seen on a white page or on a dark one.",
         "Rooms, papers and maps show whose something is by it; at night pages are dark.",
         "Write the colour of the same hue that the message names."),
    Code("FS511", "colours-alike", _W, "Two cells whose colours are hardly told apart.",
         "Across a room one is taken for the other.", "Give one of them another hue."),
    Code("FS512", "empty-cell", _W, "A cell in which no seat sits.", "It is shown nowhere.",
         "Seat somebody in it (`cell = …`), or remove it."),
    # ------------------------------------------------------------------ time and orders
    Code("FS601", "cannot-order", _W, "A seat that can never order an option it is listed for.",
         "It stands on no menu of that seat, and nothing there says why.", "Take the seat off the option, or give it what it lacks."),
    Code("FS603", "condition-at-once", _H, "A condition that holds from the first hour.",
         "The inject proposes itself at STARTEX, or the exercise ends there, whatever is done.",
         "Ask for more, or give the inject an hour. What is missing is missed as a move closes: `closing and not ordered(…)`."),
    Code("FS602", "cannot-afford", _W, "A seat that could never pay for an option it is listed for.",
         "With the mechanism `resources` on, its order is refused for want of money.",
         "Look at `cost_musd` (million US$) and the seat's `budget_musd`."),
    Code("FS604", "between-two-moves", _W, "A window that opens after one move begins and closes before the next.",
         "Seats give orders when a move begins: no order can be about it while it is open.",
         "Open it in the hour a move begins, give it a window that reaches into the next, or ask in mid-move as well: `flash_orders = true`."),
    Code("FS605", "silence-outlasts-window", _W, "A silence procedure of more hours than any window is open.",
         "No measure is ever concurred in by silence in time.", "Give `silence:` fewer hours, or open a window longer."),
    # ------------------------------------------------------------------ what playing it shows
    Code("FS700", "game-stops", _E, "A game stops with an error of the engine.",
         "It would happen in a room as well.", "Look at the rows that are named; if they look right, report it with the seed."),
    Code("FS701", "foregone-conclusion", _W, "An incident whose opponent chooses the same in every game.",
         "Nothing the seats do makes a difference to it.", "Look at gain, cost, resolve, strengths and window together."),
    Code("FS702", "measure-never-varies", _W, "A measure of interest that is the same in every game and variant.",
         "The scenario cannot say anything about what it is said to be about.", "Change the situation, or the interest."),
    Code("FS703", "orders-come-to-nothing", _W, "An option whose accepted orders never took effect.",
         "Whoever orders it waits for nothing.", "Look at its staff hours, consent, licence and the window."),
    Code("FS704", "dead-move", _W, "A move in which nothing is open, no inject comes and no secret is tried, lost or licensed, in nearly every game.",
         "People would sit before an empty page.", "Open something then, or shorten the exercise."),
    Code("FS705", "never-ordered", _H, "An option that no staff ordered in any game, though it stood on menus.",
         "It may be dominated by another, or too high a rung.", "Look at its rung, cost and title beside the others."),
    Code("FS706", "never-offered", _W, "An option that stood on nobody's menu in any game.",
         "Nobody can order it, whatever they do.", "Look at its rung, seats, domains and cost."),
    Code("FS707", "never-sent", _W, "An inject that came in no game.", "Its condition never held.", "Look at the condition."),
    Code("FS708", "always-proposed", _H, "A contingency inject that came in every game, whatever was done.",
         "It is no contingency.", "Give it an hour, or ask for more."),
    Code("FS709", "never-opened", _W, "An incident that opened in no game.", "Whatever opens it never came.",
         "Look at the inject that opens it."),
    Code("FS710", "never-ends-so", _H, "An `[[end]]` whose condition held in no game.", "The exercise never ends by it.",
         "Look at the condition, or keep it for what people may do."),
    Code("FS712", "never-handed-over", _W, "A hand-out that was handed out in no game.", "Its condition never held, or its inject never came.",
         "Look at the condition, or at the inject that brings it."),
    Code("FS713", "never-required", _W, "An option whose `requires` held in no game.", "It stood on no menu, whatever was done.",
         "Look at the condition, or at what is to make it true."),
    Code("FS711", "always-ends-so", _W, "An `[[end]]` whose condition ended every game.", "Nobody reaches the last move.",
         "Ask for more, or plan fewer moves."),
)  # fmt: skip

CODES: dict[str, Code] = {row.code: row for row in _ROWS}
"""Every code, in order."""
