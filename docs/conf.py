"""The manual and the API reference as one site: ``nox -f .ci/noxfile.py -s docs`` builds it into ``build/docs``.

Every warning is an error: a reference in a docstring that leads nowhere, a link to a file that is gone, a page in no table of contents.
"""

from __future__ import annotations

import sys
from typing import Any

from docutils import nodes
from sphinx import addnodes

from fourthseat.engine import __version__

project = "Fourth Seat"
author = "the Fourth Seat contributors"
release = __version__

extensions = ["sphinx.ext.autodoc", "sphinx.ext.autosummary", "myst_parser"]
exclude_patterns = ["examples"]
templates_path = ["_templates"]
html_theme = "furo"
html_title = f"Fourth Seat {release}"

autosummary_generate = True
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
add_module_names = False
myst_heading_anchors = 3

nitpicky = True
nitpick_ignore_regex = [
    # What other packages and the standard library document is not on this site, which is built without a network.
    ("py:.*", r"(?!fourthseat\.).*"),
    # A folder of the repository is no page of the site; that the folder is there is looked at by tests/test_docs.py.
    ("myst", r"\.|(\.\./)+[a-z/]+"),
    # What looks at a value of an annotated type is private: the type's own entry says what it takes.
    ("py:class", r"fourthseat\..*\._\w+"),
]


def plain_types(_app: object, document: nodes.document) -> None:
    """In signatures, link a type only if its module exports it under that name; print the others as plain words.

    An annotation may name an alias or a private type that has no entry of its own. References that people wrote
    in docstrings are left alone, so that a wrong one is still an error.
    """
    for signature in document.findall(addnodes.desc_signature):
        for link in list(signature.findall(addnodes.pending_xref)):
            module, _, name = link["reftarget"].rpartition(".")
            if name not in getattr(sys.modules.get(module), "__all__", ()):
                link.replace_self(link.children)


def short_navigation(_app: object, _page: str, _template: str, context: dict[str, Any], _doctree: object) -> None:
    """Open, at the side of a page, the branch the page is in, not all 400 modules: four of five minutes went into those."""
    if (whole := context.get("toctree")) is not None:
        context["toctree"] = lambda **asked: whole(**{**asked, "collapse": True})


def no_alias(_app: object, _what: str, _name: str, _thing: object, _options: object, lines: list[str]) -> None:
    """Say nothing of a field of a named tuple that has no docstring, instead of its number."""
    if lines and lines[0].startswith("Alias for field number"):
        lines.clear()


def setup(app: Any) -> None:
    """Called by Sphinx."""
    app.connect("doctree-read", plain_types)
    app.connect("autodoc-process-docstring", no_alias)
    # Before the theme's own, which makes the navigation of the page.
    app.connect("html-page-context", short_navigation, priority=400)
