"""Findings for other programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fourthseat import scenarios
from fourthseat.engine.lint.forms import as_json, as_sarif, page_of
from fourthseat.engine.lint.linting import Checked, check_file
from fourthseat.engine.scenario.codes import CODES

FIELDS = {
    "code", "name", "severity", "file", "line", "column", "end_line", "end_column", "key", "value", "message", "right", "fixable", "page",
}  # fmt: skip


@pytest.fixture
def found(tmp_path: Path) -> Checked:
    """A file with one error that can be mended."""
    (tmp_path / "a b.toml").write_text('format = 2\nextends = "tutorial"\n[[coalition]]\nid = "aukus"\nnote = "ü"\n')
    return check_file(tmp_path / "a b.toml", scenarios.source)


def test_json_has_the_fields_the_manual_names(found: Checked) -> None:
    """Every field is in the manual's page, and what cannot be said is null."""
    document = as_json([found])
    manual = (Path(__file__).parents[3] / "docs/findings.md").read_text("utf-8")

    [finding] = document["findings"]
    assert set(finding) == FIELDS
    assert all(f"`{field}`" in manual for field in (*FIELDS, *document, *document["files"][0]))
    assert {"format", "files", "findings"} == set(document)
    assert ("FS301", 5, 1, 5, "ü", True) == tuple(
        finding[name] for name in ("code", "line", "column", "end_column", "value", "fixable")
    )
    assert json.loads(json.dumps(document)) == document


def test_sarif_is_read_by_its_model(found: Checked) -> None:
    """Rules, levels, regions and fixes are where SARIF 2.1.0 has them."""
    document = as_sarif([found])

    [run] = document["runs"]
    [result] = run["results"]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "FS301"
    location = result["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"].endswith("/a%20b.toml")
    assert {"startLine": 5, "startColumn": 1, "endLine": 5, "endColumn": 5} == location["region"]
    change = result["fixes"][0]["artifactChanges"][0]["replacements"][0]["deletedRegion"]
    text = found.path.read_bytes()
    assert 'note = "ü"'.encode() == text[change["byteOffset"] : change["byteOffset"] + change["byteLength"]]
    sarif = pytest.importorskip("sarif_pydantic", reason="sarif-pydantic is not installed")
    assert sarif.Sarif.model_validate_json(json.dumps(document)).runs[0].results[0].rule_id == "FS301"


def test_every_code_has_its_place_in_the_manual() -> None:
    """The page that is shipped is the page the table makes, with an anchor a code."""
    manual = (Path(__file__).parents[3] / "docs/findings.md").read_text("utf-8")

    assert all(f"\n### {code}\n" in manual for code in CODES)
    assert page_of("FS101") == "docs/findings.md#fs101"
