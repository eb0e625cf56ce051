"""Files that may be handed out: each is what its name says, of a reasonable size, and holds nothing that acts."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import PurePosixPath
from xml.etree import ElementTree

__all__ = ["UnfitError", "check_content", "raster_size", "sample_picture", "svg_size"]

MOST_PIXELS = 40_000_000
"""Of a picture: more than any screen or sheet of paper shows."""
FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}
ELEMENTS = frozenset(
    [
        "svg",
        "g",
        "defs",
        "title",
        "desc",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "linearGradient",
        "radialGradient",
        "stop",
        "clipPath",
        "mask",
        "pattern",
        "marker",
        "symbol",
        "use",
        "style",
        "metadata",
    ]
)
"""What an SVG may be made of: shapes, words and paint. No script, no link, no picture or page inside it."""
_OUTSIDE = re.compile(r"url\(\s*['\"]?(?!#)|@import|expression\s*\(|javascript:", re.IGNORECASE)


class UnfitError(ValueError):
    """A file cannot be handed out; one sentence says why and what would do."""


def check_content(name: str, content: bytes) -> None:
    """Raise :exc:`UnfitError` unless *content* is what the ending of *name* says, whole and harmless."""
    ending = PurePosixPath(name).suffix.lower()
    if not content:
        raise UnfitError("the file is empty")
    if ending == ".svg":
        _check_svg(content)
    elif ending == ".pdf":
        if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-2048:]:
            raise UnfitError("is no PDF, or only part of one; save it as PDF again")
    elif ending == ".mp4":
        if content[4:8] != b"ftyp":
            raise UnfitError("is no MP4 video; save it as MP4 (H.264) again")
    elif ending == ".webm":
        if not content.startswith(b"\x1a\x45\xdf\xa3"):
            raise UnfitError("is no WebM video; save it as WebM again")
    else:
        raster_size(content, FORMATS[ending])


def raster_size(content: bytes, kind: str | None = None) -> tuple[int, int]:
    """Width and height of a picture in pixels; :exc:`UnfitError` if it is none of that *kind* (any of them, if None), or too large."""
    from PIL import Image  # noqa: PLC0415 - most scenarios have no pictures

    formats = list(FORMATS.values()) if kind is None else [kind]
    too_many = f"has too many pixels: {MOST_PIXELS:,} at most, so save it smaller"
    try:
        with Image.open(BytesIO(content), formats=list(dict.fromkeys(formats))) as picture:
            width, height = picture.size
            if width * height > MOST_PIXELS:
                raise UnfitError(too_many)
            picture.load()
    except UnfitError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise UnfitError(too_many) from None
    except (OSError, SyntaxError, ValueError):
        raise UnfitError(f"is no {kind or 'picture'} that can be read; save it again as {kind or 'PNG'}") from None
    return width, height


def _check_svg(content: bytes) -> None:
    if re.search(rb"<!(DOCTYPE|ENTITY)", content, re.IGNORECASE):
        raise UnfitError("declares a document type, in which anything may hide; save it as plain SVG, or as PNG")
    try:
        root = ElementTree.fromstring(content)
    except (ElementTree.ParseError, ValueError, RecursionError):
        raise UnfitError("is no SVG that can be read; save it again, or as PNG") from None
    if _local(root.tag) != "svg":
        raise UnfitError(f"is {_local(root.tag)!r}, not SVG")
    for element in root.iter():
        name = _local(element.tag)
        if name not in ELEMENTS and not element.tag.startswith(
            (
                "{http://sodipodi",
                "{http://www.inkscape",
                "{http://purl.org",
                "{http://www.w3.org/1999/02/22-rdf",
                "{http://creativecommons",
                "{http://web.resource",
            )
        ):
            raise UnfitError(
                f"holds <{name}>, and a picture may hold shapes and words alone; save it as plain SVG, or as PNG"
            )
        if name == "style" and _OUTSIDE.search(element.text or ""):
            raise UnfitError("its style fetches something from elsewhere; save it as plain SVG, or as PNG")
        for key, value in element.attrib.items():
            attribute = _local(key).lower()
            if attribute.startswith("on"):
                raise UnfitError(f"<{name}> acts by itself ({attribute}); save it as plain SVG, or as PNG")
            if (attribute == "href" and not value.startswith("#")) or _OUTSIDE.search(value):
                raise UnfitError(f"<{name}> points outside the file; save it as plain SVG, or as PNG")


def svg_size(content: bytes) -> tuple[float, float]:
    """Width and height of a checked SVG, in its own units; a landscape sheet where it does not say."""
    root = ElementTree.fromstring(content)
    box = root.get("viewBox", "").replace(",", " ").split()
    sides = box[2:] if len(box) == 4 else [root.get("width", ""), root.get("height", "")]
    try:
        width, height = (float(re.sub(r"(px|mm|cm|pt|in)$", "", side)) for side in sides)
    except ValueError:
        return 4.0, 3.0
    return (width, height) if width > 0 and height > 0 else (4.0, 3.0)


def sample_picture() -> bytes:
    """A small PNG to begin with: a ship on the horizon, drawn."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - few ever ask for it

    picture = Image.new("RGB", (800, 520), "#c9d6df")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 300, 800, 520), fill="#5d7f93")
    draw.polygon([(300, 300), (520, 300), (496, 336), (324, 336)], fill="#39444d")
    draw.rectangle((370, 252, 438, 300), fill="#55636e")
    draw.line([(404, 252), (404, 200)], fill="#39444d", width=6)
    made = BytesIO()
    picture.save(made, "PNG", optimize=True)
    return made.getvalue()


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
