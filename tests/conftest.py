"""What every test may use: a drill whose clock is known to the hour, scripted seats, and casts by name."""

from __future__ import annotations

import os
import signal
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from fourthseat import scenarios
from fourthseat.engine.core import entries as e
from fourthseat.engine.core.orders import Act, Choose, Decision, Order, Reply
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.log import EventLog, Header
from fourthseat.engine.rules.player import Player
from fourthseat.engine.rules.state import State
from fourthseat.engine.rules.view import View
from fourthseat.engine.scenario.overrides import vary
from fourthseat.engine.scenario.reader import parse
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.cast import cast_for, cast_names
from tests.disks import SmallDisk

_QUIET = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture)
settings.register_profile("dev", max_examples=25, deadline=None, database=None, suppress_health_check=_QUIET)
settings.register_profile("ci", parent=settings.get_profile("dev"), derandomize=True, print_blob=True)
settings.register_profile("long", parent=settings.get_profile("dev"), max_examples=400)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "dev"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--regold`` rewrites the golden games; the difference is then reviewed like code."""
    parser.addoption("--regold", action="store_true", default=False, help="rewrite tests/golden")


# ---------------------------------------------------------------- the fast subset

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell without job control starts what runs behind it deaf to Ctrl+C, and programs inherit that; tests of Ctrl+C need it heard.
    signal.signal(signal.SIGINT, signal.default_int_handler)

SLOW = frozenset(
    {
        "test_p19_a_doctrine_takes_its_courses_as_often_as_they_are_priced",
        "test_no_page_at_startex_gives_anything_away",
        "test_a_packet_gives_nothing_away",
        "test_an_installed_package_brings_its_scenarios_and_packs",
        "test_the_board_on_the_wall_shows_what_everybody_may_see",
        "test_what_is_printed_is_the_scenario",
        "test_rows_changed_are_as_the_whole_file_read_again",
        "test_another_secret_leaves_every_seats_page_as_it_was",
        "test_every_template_of_a_seat_is_given_its_context_and_nothing_else",
        "test_every_key_and_value_of_a_shipped_file_has_a_place_that_says_it",
        "test_a_command_imports_its_own_file_alone",
        "test_what_is_told_is_the_difference_of_whole_views",
        "test_at_a_real_terminal_control_answers_and_the_answer_comes_to_the_cell",
        "test_what_became_of_the_requests_is_told_apart",
        "test_a_fork_from_a_copy_is_the_fork_from_the_log",
        "test_what_a_word_processor_shows_is_a_png_of_the_same_figure",
        "test_it_means_something_at_the_first_play",
        "test_every_shipped_condition_is_read",
        "test_both_are_dealt_the_same_game",
        "test_the_shipped_scenarios_are_of_this_format",
        "test_a_file_that_builds_on_another_is_that_one_under_its_own_name",
        "test_the_fold_does_not_ask_what_an_option_does",
        "test_a_mistake_is_told_with_its_place_and_what_would_be_right",
        "test_a_copy_at_any_question_ends_as_the_game_it_was_taken_from",
        "test_what_playing_shows",
        "test_what_was_said_inside_a_cell_is_in_no_releasable_version",
        "test_a_zone_changed_after_the_look_claims_nothing",
        "test_a_kind_is_its_row_of_the_library",
        "test_a_measure_nobody_classified_is_not_released",
        "test_a_tampered_record_is_noticed_and_said",
        "test_other_weights_choose_another_point_of_the_same_games",
        "test_who_does_what_the_message_says_has_mended_it",
        "test_a_game_is_gone_on_with_by_another_process",
        "test_no_hidden_fact_reaches_another_seat",
        "test_together_is_as_alone",
        "test_what_the_second_half_cannot_do_is_said_before_the_first_is_played",
        "test_every_page_is_drawn_at_every_stage",
        "test_a_figure_is_an_svg_with_its_words_and_the_same_bytes_again",
        "test_what_a_study_varies_is_read_before_anything_changes",
        "test_everything_in_a_situation_gets_played",
        "test_the_scenario_of_an_old_log_migrates_to_the_same_games",
        "test_every_switch_changes_some_game",
        "test_every_row_says_what_the_game_then_takes",
        "test_a_player_answers_what_it_is_asked_and_is_never_refused",
        "test_a_finished_game_is_measured_by_the_state_it_was_folded_to",
        "test_each_of_those_places_by_itself",
        "test_what_was_met_and_is_cheap_to_look_at_is_still_met",
        "test_what_a_mechanism_does_is_there_and_gone_when_it_is_off",
        "test_a_figure_is_kept_only_while_somebody_keeps_it",
        "test_growth_has_a_row_a_size",
        "test_no_other_authors_reason_leaves",
        "test_symbols_of_forces_keep_out_of_each_others_way",
        "test_a_figure_is_saved_as_the_same_bytes",
        "test_every_estimator_agrees_with_its_formula",
        "test_every_page_and_table_of_it_can_be_written",
        "test_choosing_flatters_and_the_report_says_by_how_much",
        "test_a_cell_is_never_in_the_dark_about_its_orders",
        "test_a_page_says_what_is_new_and_what_to_do",
        "test_what_cannot_be_ordered_is_listed_with_its_reason",
        "test_everything_in_one_zip",
        "test_what_standing_measures_are_worth_is_what_games_of_today_give",
        "test_a_kind_of_sentence_is_true",
        "test_every_kind_of_sentence_stands_somewhere",
        "test_both_files_hold_the_same",
        "test_a_dead_inject_is_named",
        "test_a_docx_opens_whatever_was_typed",
        "test_a_draw_is_a_function_of_its_address",
        "test_a_file_that_is_no_scenario_is_refused",
        "test_a_forged_name_is_never_a_traceback",
        "test_a_page_is_what_the_program_makes_of_it",
        "test_a_list_of_another_maker",
        "test_a_game_of_doctrines_alone_makes_a_report",
        "test_a_game_that_hangs_is_given_up",
        "test_a_game_that_kills_its_worker_is_isolated",
        "test_a_log_cut_anywhere_shows_its_good_part_or_says_why_not",
        "test_a_log_played_again_is_the_log",
        "test_a_log_read_back_is_the_log_written",
        "test_a_more_cautious_capital_is_a_value_and_not_a_class",
        "test_a_real_process_refuses_in_the_same_words",
        "test_a_setting_is_a_lever_crossed_with_every_variant",
        "test_a_study_and_a_loop_play_the_same_games",
        "test_a_study_has_a_footprint",
        "test_a_study_is_compared_as_the_user_runs_it",
        "test_an_exemption_shortens_the_licence",
        "test_another_program_may_save_our_list",
        "test_any_list_comes_back_as_it_went",
        "test_an_unfinished_game_makes_a_report_that_says_so",
        "test_any_words_come_back",
        "test_two_groups_of_six_cells_without_ships_from_one_desk",
        "test_nothing_stands_far_off_and_no_words_overlap_wherever_the_places_are",
        "test_concurrence_is_the_kth_of_n_lags",
        "test_differences_are_taken_game_by_game",
        "test_every_changed_character_is_noticed",
        "test_every_forged_field_is_found_by_playing_again",
        "test_every_paper_of_every_scenario_can_be_printed",
        "test_idle_and_swamped_cells_are_named",
        "test_it_counts_the_games_it_names",
        "test_kill_9_loses_what_was_under_way_and_nothing_else",
        "test_many_faults_are_counted",
        "test_a_page_holds_the_last_messages_and_says_where_the_others_are",
        "test_moves_and_hours_are_reckoned_one_way",
        "test_no_force_is_anywhere_sooner_than_it_can_go",
        "test_no_sentence_was_reworded_unseen",
        "test_every_kind_of_entry_stands_in_the_wording",
        "test_nesting_without_end_is_no_scenario",
        "test_safeguards_keep_secrets",
        "test_no_hash_order_decides_anything",
        "test_one_more_capital_waits_longer_under_unanimity_and_not_longer_under_a_quorum",
        "test_realigning_at_the_first_turn_is_a_fresh_game_of_that_variant",
        "test_seats_may_answer_one_by_one_in_any_order",
        "test_sections_stand_in_the_order_of_an_after_action_report",
        "test_a_shipped_scenario_has_no_error_and_no_warning",
        "test_a_toml_editor_accepts_every_file",
        "test_a_type_checker_knows_the_fields",
        "test_the_command",
        "test_the_command_and_a_game_from_a_sheet",
        "test_the_order_of_a_file_decides_nothing",
        "test_the_peers_are_measured_beside_two_ways_of_ours",
        "test_the_rule_sets_the_sign",
        "test_the_same_record_gives_the_same_bytes",
        "test_the_same_seed_rehearses_the_same",
        "test_unanimity_with_one_more_capital_is_slower_and_lead_nation_is_not",
        "test_every_reader_of_the_log_knows_it",
        "test_the_report_tells_control_s_hand_and_the_version_to_release_no_reason_that_was_kept",
        "test_whatever_is_added_and_when_the_log_is_played_again",
        "test_whatever_is_settled_the_log_is_played_again_and_the_board_is_the_clock_s",
        "test_whatever_is_said_and_when_the_game_played_again_is_the_same",
        "test_where_the_sign_flips_is_found_and_said",
        "test_workers_and_chunks_change_nothing",
    }
)
"""Tests that take seconds, by the names of their functions, so that a test may move to another file without a word here.

``pytest --durations=60`` shows who should join them. The fast subset, ``-m "not slow and not browser"``, is to take less than 90 s on
two cores."""

SLOW_FILES = frozenset(
    {
        "tests/engine/study/appraise/test_appraisal.py",
        "tests/engine/exercise/test_redaction.py",
        "tests/players/web/test_downloads.py",
        "tests/test_appraisal_page.py",
        "tests/engine/exercise/test_aar.py",
        "tests/web/test_alone.py",
        "tests/web/test_groups.py",
        "tests/web/test_standstill.py",
        "tests/web/test_strangers.py",
        "tests/engine/exercise/test_lookahead.py",
        "tests/engine/exercise/msel/test_msel.py",
        "tests/engine/exercise/test_rehearsal.py",
        "tests/engine/facade/test_api.py",
        "tests/engine/lint/test_unread.py",
        "tests/engine/game/test_laws.py",
        "tests/engine/record/test_log.py",
        "tests/engine/record/test_migrations.py",
        "tests/engine/study/test_cluster.py",
        "tests/engine/study/test_sharing.py",
        "tests/engine/record/test_repair.py",
        "tests/engine/record/test_writer.py",
        "tests/players/test_doctrines.py",
        "tests/engine/study/test_conduct.py",
        "tests/engine/study/test_damage.py",
        "tests/engine/study/test_heterogeneity.py",
        "tests/engine/study/test_nothing_found.py",
        "tests/engine/study/test_query.py",
        "tests/engine/study/test_quick.py",
        "tests/engine/study/test_results.py",
        "tests/engine/study/test_runner.py",
        "tests/engine/study/test_sensitivity.py",
        "tests/engine/study/test_store.py",
        "tests/engine/study/test_switches.py",
        "tests/engine/study/test_export.py",
        "tests/engine/study/test_run_record.py",
        "tests/engine/study/test_study_file.py",
        "tests/engine/study/test_tails.py",
        "tests/engine/study/test_tidy.py",
        "tests/engine/study/report/test_quantities.py",
        "tests/engine/study/test_understanding.py",
        "tests/engine/study/terms/test_terms.py",
        "tests/players/terminal/test_two_writers.py",
        "tests/players/web/test_journal.py",
        "tests/players/web/test_journal_repair.py",
        "tests/test_bad_input.py",
        "tests/test_batch_command.py",
        "tests/test_cli.py",
        "tests/test_docs.py",
        "tests/test_design_command.py",
        "tests/test_equality.py",
        "tests/test_outputs.py",
        "tests/test_cases.py",
        "tests/test_fuzz.py",
        "tests/test_kills.py",
        "tests/test_package.py",
        "tests/test_paths.py",
        "tests/test_report.py",
        "tests/web/test_advice.py",
        "tests/web/test_desk.py",
        "tests/web/test_full_disk.py",
        "tests/web/test_halted.py",
        "tests/web/test_handouts.py",
        "tests/test_tamper.py",
        "tests/web/test_room.py",
        "tests/web/test_seminar_command.py",
        "tests/web/test_own_cell.py",
        "tests/web/test_talk.py",
        "tests/web/test_tampered_journal.py",
        "tests/web/test_typed.py",
        "tests/web/test_theatre.py",
    }
)
"""Files that start processes, serve rooms or play whole studies: all of each is slow. A file that is not there fails a test."""

SERVED = "tests.web.browsers"
"""What a test imports that serves a room from a process of its own to real browsers: those have the mark ``browser``."""


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Mark the slow tests of the table, and every test of a module that serves a room."""
    for item in items:
        if isinstance(item, pytest.Function):
            where = item.path.relative_to(item.config.rootpath).as_posix()
            if item.originalname in SLOW or where in SLOW_FILES:
                item.add_marker("slow")
            if any(getattr(thing, "__module__", "") == SERVED for thing in vars(item.module).values()):
                item.add_marker("browser")


# ---------------------------------------------------------------- the drill

DRILL = """
name = "drill"
title = "Drill"
summary = "A situation whose clock is known to the hour."
background = "Invented. Every staff takes 2 h, every answer 1 h, every ship 4 h to make ready and 4 h to arrive."
turns = 2
turn_hours = 48
place = [
  { id = "port", name = "Port", lat = 0, lon = 0, source = "invented" },
  { id = "sea", name = "Sea", lat = 0, lon = 1, source = "invented" },
]
interest = [{ name = "deterred", better = "higher", why = "it is what the drill is about" }]

[assumptions]
handling_hours = { value = 0, low = 0, high = 24 }
lag_correlation = { value = 0, low = 0, high = 1 }
[mechanisms]
intelligence = false

[[seat]]
id = "AUS"
[[seat]]
id = "GBR"
[[seat]]
id = "USA"
[[seat]]
id = "JPN"
[[seat]]
id = "PHL"
cell = "GREEN"
[[seat]]
id = "PRC"
cell = "RED"
lag_mu = { value = 2, source = "an opponent has no lag" }

[[force]]
id = "aus-ship"
seat = "AUS"
[[force]]
id = "usa-ship"
seat = "USA"
[[force]]
id = "jpn-ship"
seat = "JPN"

[[treaty]]
id = "usa-jpn"
parties = ["USA", "JPN"]
side_by_side = { value = 0.4, low = 0, high = 1 }
source = "invented"

[[coalition]]
id = "pact"
title = "The pact, Japan beside it"
rule = "unanimity"
lead = "USA"
member = [{ seat = "AUS" }, { seat = "GBR" }, { seat = "USA" }]
[[coalition.ally]]
seat = "JPN"
via = "USA"
information = { value = 0.5, low = 0, high = 1 }
consult_hours = { low = 5, mode = 5, high = 5 }
[[coalition]]
id = "pact-jpn"
title = "The pact with Japan"
rule = "unanimity"
lead = "USA"
member = [{ seat = "AUS" }, { seat = "GBR" }, { seat = "USA" }, { seat = "JPN" }]

[[incident]]
id = "raid"
hour = 0
[[incident]]
id = "feint"

[[option]]
id = "protest"
kind = "statement"
rung = 1
[[option]]
id = "joint-protest"
kind = "statement"
rung = 1
joint = true
[[option]]
id = "patrol"
kind = "deploy"
rung = 2
domains = ["surface"]
[[option]]
id = "joint-patrol"
kind = "deploy"
rung = 3
domains = ["surface"]
joint = true
[[option]]
id = "basing"
kind = "statement"
rung = 2
joint = true
consent_of = ["AUS"]
[[option]]
id = "strike"
kind = "statement"
rung = 5
[[option]]
id = "sharing"
kind = "share"
rung = 0
[[option]]
id = "talks"
kind = "consult"
rung = 0
[[option]]
id = "hotline"
kind = "reassure"
rung = 0
[[option]]
id = "harden"
kind = "harden"
rung = 0
[[option]]
id = "alert"
kind = "posture"
rung = 0
[[option]]
id = "radar"
kind = "transfer"
rung = 0
programme = "radar"
donor = "USA"
licence = true
[[option]]
id = "sonar"
kind = "transfer"
rung = 0
programme = "sonar"
donor = "USA"
licence = true
[[option]]
id = "reinforce"
kind = "surge"
rung = 2
seats = ["PRC"]
[[option]]
id = "intrude"
kind = "intrude"
rung = 2
seats = ["PRC"]

[[programme]]
id = "radar"
[[programme]]
id = "sonar"

[[msel]]
id = "inj-01"
hour = 10
to = ["AUS", "USA"]
text = "The press asks."
[[msel]]
id = "inj-02"
kind = "contingency"
to = ["USA"]
text = "A second ship."
when = { fired = "inj-01" }
effect = { opens = "feint" }
[[msel]]
id = "inj-03"
kind = "contingency"
to = ["USA"]
text = "It stands."
when = { incident = "raid", choice = ["press"] }
"""

_J = {"low": 0, "high": 10000}
_DEFAULTS: dict[str, dict[str, Any]] = {
    "seat": {
        "cell": "BLUE", "role": "cell", "source": "invented",
        "lag_mu": {"value": -2.54, "source": "log(1.9 h / 24): two hours, rounded up"},
        "lag_sigma": {"value": 0, "source": "no luck in a drill"},
    },
    "force": {
        "domain": "surface", "home": "port", "source": "invented", "strength": {"value": 2, **_J},
        "availability": {"value": 1, "low": 0, "high": 1}, "speed_kn": {"value": 20, **_J},
        "ready_hours": {"value": 4, **_J}, "cost_musd_day": {"value": 1, **_J},
    },
    "member": {"information": {"value": 0.8, "low": 0, "high": 1}, "exempt_share": {"value": 0, "low": 0, "high": 1}},
    "incident": {
        "text": "It happens.", "place": "sea", "opponent": "PRC", "domains": ["surface"], "rung": 2, "source": "invented",
        "window_hours": {"low": 24, "mode": 24, "high": 24}, "severity": {"low": 0.5, "mode": 0.5, "high": 0.5},
        "resolve": {"low": 1, "mode": 1, "high": 1}, "red_strength": {"value": 2, **_J}, "gain": {"value": 1, **_J},
        "cost": {"value": 1, **_J}, "status_quo": {"value": 0.4, "low": 0, "high": 1},
        "base_resist": {"value": 0.2, "low": 0, "high": 1},
    },
    "option": {
        "text": "Do it.", "seats": ["AUS", "GBR", "JPN", "USA"], "source": "invented", "staff_hours": {"value": 0, **_J},
        "credibility": {"value": 0.1, "low": 0, "high": 1}, "cost_musd": {"value": 1, **_J},
    },
    "programme": {"donor": "USA", "domains": ["surface"], "source": "invented"},
    "msel": {"source": "invented"},
}  # fmt: skip


@cache
def _drill() -> Scenario:
    raw = tomllib.loads(DRILL)
    for table, defaults in _DEFAULTS.items():
        rows = [m for c in raw["coalition"] for m in c["member"]] if table == "member" else raw[table]
        for row in rows:
            row |= {key: value for key, value in defaults.items() if key not in row}
            if table == "seat":
                row |= {
                    "name": row["id"],
                    "brief": f"The brief of {row['id']}.",
                    "objectives": [{"id": "hold", "text": "Hold"}],
                }
            elif table == "force":
                row["name"] = row["id"]
            elif table in ("incident", "option", "programme"):
                row["title"] = row["id"]
    return parse(raw, "drill")


@pytest.fixture(scope="session")
def drill() -> Scenario:
    """The drill as it stands."""
    return _drill()


# ---------------------------------------------------------------- scripted seats


@dataclass(frozen=True, slots=True)
class Script:
    """Orders by turn, one answer to every request, one choice at every window's end; CONTROL by question."""

    orders: tuple[tuple[Act, ...], ...] = ()
    concurs: bool = True
    choice: Any = "hold"
    control: Mapping[str, Sequence[Order]] = field(default_factory=dict)

    def decide(self, view: View, /) -> Decision:
        """What the script says."""
        said: list[Order] = []
        for question in view.questions:
            match question.kind:
                case "orders" | "flash":
                    said += self.orders[view.turn - 1] if view.turn <= len(self.orders) else ()
                case "concur":
                    said.append(Reply(question.about, self.concurs))
                case "choose":
                    said.append(Choose(question.about, self.choice))
                case _:
                    said += self.control.get(question.id, ())
        return Decision(tuple(said))


def acts(text: str) -> tuple[Act, ...]:
    """``"patrol@raid talks"`` as orders."""
    return tuple(Act(*word.split("@")) for word in text.split())


@dataclass(frozen=True)
class Played:
    """A finished drill, ready to be asked."""

    game: Game

    @property
    def state(self) -> State:
        """The last state."""
        return self.game.state

    def of(self, kind: type[e.Entry], **where: Any) -> list[Any]:
        """Entries of *kind* whose fields are as said."""
        return [x for x in self.game.entries if type(x) is kind and all(getattr(x, k) == v for k, v in where.items())]

    def rows(self, kind: type[e.Entry], *names: str, **where: Any) -> list[Any]:
        """The fields *names* of those entries; the bare values for one name."""
        told = [tuple(getattr(x, name) for name in names) for x in self.of(kind, **where)]
        return [row[0] for row in told] if len(names) == 1 else told

    @property
    def refusals(self) -> list[str]:
        """Every reason for a refusal."""
        return self.rows(e.Refused, "reason")


_VARIED: dict[str, Scenario] = {}


def _varied(key: str, changes: Mapping[str, Any]) -> Scenario:
    """The drill with *changes*, read once for each *key*: a law that plays it some hundred times reads it once."""
    if key not in _VARIED:
        _VARIED[key] = vary(_drill(), changes)
    return _VARIED[key]


@pytest.fixture(scope="session")
def table() -> Callable[..., Played]:
    """Play the drill: *changes* by path, who refuses to concur, what the opponent chooses, CONTROL, orders by seat."""

    def set_up(
        changes: Mapping[str, Any] | None = None,
        /,
        *,
        coalition: str = "pact",
        seed: int = 0,
        refuses: Sequence[str] = (),
        choice: str = "hold",
        control: Mapping[str, Sequence[Order]] | None = None,
        **orders: str | Sequence[str],
    ) -> Played:
        scenario = _varied(repr(sorted((changes or {}).items(), key=lambda pair: pair[0])), changes or {})
        cast: dict[Seat, Player] = {CONTROL: Script(control=control or {})}
        for seat in scenario.players:
            said = orders.pop(seat, ())
            turns = tuple(map(acts, (said,) if isinstance(said, str) else said))
            cast[seat] = Script(turns, seat not in refuses, choice)
        assert not orders, f"no such seats: {orders}"
        return Played(play(Game(scenario, coalition, seed), cast))

    return set_up


# ---------------------------------------------------------------- casts and logs


@pytest.fixture(scope="session")
def casting() -> Callable[..., dict[Seat, Player]]:
    """The cast of a scenario: one player's name for every seat, or doctrine."""

    def cast(scenario: Scenario, player: str = "doctrine") -> dict[Seat, Player]:
        return cast_for(scenario, cast_names(scenario, {str(seat): player for seat in scenario.players}))

    return cast


@cache
def _found(name: str) -> Scenario:
    return scenarios.find(name)


@pytest.fixture(scope="session")
def shipped() -> Callable[[str], Scenario]:
    """A shipped scenario by name, read once."""
    return _found


@pytest.fixture(scope="session")
def logged() -> Callable[[Game], EventLog]:
    """The log of a game."""

    def log(game: Game) -> EventLog:
        return EventLog(Header(game.scenario, game.start.coalition.id, game.seed), tuple(game.entries))

    return log


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A disk of 128 kB, which can be filled."""
    disk = SmallDisk(tmp_path / "disk")
    wrong = disk.mount(128)
    if wrong:
        pytest.skip(f"no file system may be mounted here: {wrong}")
    yield disk
    disk.unmount()
