"""Folium's side of the page: a figure that seals itself, and one element that draws.

Folium renders an element's text as a Jinja template a second time, so any text that reaches one
is code. Here the payload enters as `Raw`, which no template ever sees, and the figure closes
itself with a Content-Security-Policy that names every script and style by its hash.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, cast

from branca.element import CssLink, Element, Figure, JavascriptLink, MacroElement
from folium import Map
from jinja2 import Environment
from markupsafe import Markup

from geomap.errors import DataError, InputError

SCRIPTS = (
    "root",
    "dates",
    "dom",
    "varints",
    "geometry",
    "state",
    "patterns",
    "surface",
    "chart",
    "labels",
    "legend",
    "time",
    "quotes",
    "panel",
    "table",
    "lists",
    "rest",
    "main",
)
"""The page's own modules under ``web/``, in the order in which they need one another.

``make web`` turns them into `BUILT`, one of which a page carries.
"""

_UNUSED = re.compile(
    "popup|tooltip|control-(?:layers|scale)|div-icon|marker|shadow|-flag|oldie|tile|image|crosshair|vml"
)
_OBSOLETE = re.compile("-(?:webkit-(?!tap|optimize)|moz|ms)[a-z-]+:|behavior:")

BUILT = {"areas": "areas.min.js", "crowd": "crowd.min.js"}
"""The program by what it draws areas with: SVG, or a canvas for thousands of them."""
_WEB = files("geomap.views.page") / "web"
_FROM_FOLIUM = ("meta_http", "css_style", "map_style")


class Raw(Element):
    """Text that is rendered as it is, past every template."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._name = "Raw"
        self.text = text

    def render(self, **_: Any) -> str:
        """Return the text."""
        return self.text


class ControlElement(MacroElement):
    """The one element of ours on a Folium map: payload, page and program.

    Parameters
    ----------
    payload
        JSON, already inert inside a script element (`geomap.views.page.packing.packed`).
    words
        Strings of the page's language.
    """

    def __init__(self, payload: str, words: Mapping[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Control"
        self._id = "geomap"
        self.payload = payload
        self.words = words

    def render(self, **_: Any) -> str:
        """Put the raw parts into the figure: payload into the body, a call into the script."""
        figure = self.get_root()
        if not isinstance(figure, Page):
            raise InputError("a control map lives in its own page: use Map.folium as it is")
        data = f'<script type="application/json" id="geomap-data">{self.payload}</script>'
        figure.html.add_child(Raw(data), name="geomap-data")
        chart = cast(Element, self._parent).get_name()
        figure.script.add_child(Raw(f"main({chart});"), name="geomap-program")
        return ""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a page and a fragment are put together from, and every inline block of it."""

    body: str
    style: str
    extras: str
    program: str
    scripts: list[str]
    styles: list[str]


class Page(Figure):
    """Folium's figure in our skeleton: a whole document, or a fragment for somebody else's.

    Parameters
    ----------
    title
        Title of the document.
    words
        Strings of the page's language.
    images
        Hosts that pictures may come from, as sources of a Content-Security-Policy.
    surface
        What areas are drawn with: one of `BUILT`.
    """

    def __init__(
        self,
        title: str,
        words: Mapping[str, Any],
        images: Sequence[str] = (),
        surface: str = "areas",
    ) -> None:
        super().__init__(title=title)
        self.words = words
        self.images = tuple(images)
        self.surface = surface

    def render(self, **kwargs: Any) -> str:
        """Render the document; the same map gives the same bytes every time.

        Raises
        ------
        InputError
            Something added to the map needs a remote file.
        """
        parts = self.parts(alone=True, **kwargs)
        skeleton = _template("page").render(words=self.words, tiled=bool(self.images))
        # The title is a stranger's text: it goes in after Jinja is done.
        skeleton = skeleton.replace("<!-- title -->", _plain(self.title or ""))
        policy = content_policy(parts.scripts, parts.styles, self.images)
        head, after_policy = skeleton.split("<!-- policy, style -->")
        before, end = after_policy.split("<!-- body -->")
        return "".join(
            (
                head,
                f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n',
                f"<style>{parts.style}</style>\n{parts.extras}",
                before,
                parts.body,
                f"\n<script>{parts.program}</script>",
                end,
            )
        )

    def fragment(self) -> str:
        """Render one element for a page that has its own scripts and styles.

        It lives in a shadow tree, so that nothing of it reaches the page around it, and back.
        """
        parts = self.parts(alone=False)
        words = self.words
        return (
            f"<div>{parts.extras}"
            f'<template shadowrootmode="open"><style>{parts.style}</style>'
            f'<div class="geomap" lang="{words["language"]}" dir="{words["direction"]}">'
            f"{parts.body}</div></template>\n<script>{parts.program}</script></div>\n"
        )

    def policy(self) -> str:
        """Content-Security-Policy that allows the page and the fragment."""
        page, fragment = self.parts(alone=True), self.parts(alone=False)
        styles = list(dict.fromkeys((*page.styles, *fragment.styles)))
        return content_policy(page.scripts, styles, self.images)

    def parts(self, *, alone: bool, **kwargs: Any) -> Parts:
        """Render what a document and a fragment have in common."""
        for number, element in enumerate(_below(self)):
            if not isinstance(element, (ControlElement, Raw)):
                element._id = "geomap" if number == 0 else f"geomap_{number}"
        for child in self._children.values():
            child.render(**kwargs)
        maps = [name for name in self.html._children if name.startswith("map_")]
        program = "\n".join(
            (
                "(function () {",
                '"use strict";',
                # Leaflet as a CommonJS module: it leaves no name behind on the page.
                "const L = (function () { const before = window.L; const exports = {};",
                "const module = { exports };",
                leaflet_script(),
                "if (before === undefined) { delete window.L; } else { window.L = before; }",
                "return exports; })();",
                own_script(self.surface),
                *(child.render(**kwargs) for child in self.script._children.values()),
                "})();",
            )
        )
        extras = "\n".join(self._extras(maps))
        body = {name: child.render(**kwargs) for name, child in self.html._children.items()}
        map_div = "".join(body.pop(name) for name in maps)
        landmarks = ("header", "main") if alone else ("div", "div")
        frame = _template("body").render(
            words=self.words,
            header=landmarks[0],
            main=landmarks[1],
            map=Markup(map_div),  # noqa: S704
        )
        frame = frame.replace("<!-- title -->", _plain(self.title or ""))
        style = "\n".join((leaflet_style(whole=self._is_extended()), web_file("page.css")))
        if not alone:
            style = _in_a_page_of_others(style)
        scripts, styles = (
            [own, *re.findall(rf"<{kind}[^>]*>(.*?)</{kind}>", extras, re.DOTALL)]
            for kind, own in (("script", program), ("style", style))
        )
        return Parts(frame + "\n".join(body.values()), style, extras, program, scripts, styles)

    def _is_extended(self) -> bool:
        """Whether there is more on the map than ours: tiles, or what may open popups."""
        return any(
            not isinstance(child, ControlElement)
            for element in self._children.values()
            if isinstance(element, Map)
            for child in element._children.values()
        )

    def _extras(self, maps: list[str]) -> Iterator[str]:
        """Render the head parts of layers that a user added to the map."""
        for name, child in self.header._children.items():
            if name in _FROM_FOLIUM or name in maps:
                continue
            if isinstance(child, (JavascriptLink, CssLink)):
                raise InputError(
                    f"{name} needs {child.url}, which has no local copy: this page makes no "
                    "remote request; leave that layer out"
                )
            yield child.render()


def content_policy(scripts: list[str], styles: list[str], images: Sequence[str] = ()) -> str:
    """Content-Security-Policy that allows these inline blocks, these images and nothing else.

    Examples
    --------
    >>> content_policy([""], [])[:63]
    "default-src 'none'; script-src 'sha256-47DEQpj8HBSa+/TImW+5JCeu"
    """

    def hashes(blocks: list[str]) -> str:
        digests = (hashlib.sha256(block.encode("utf-8")).digest() for block in blocks)
        return " ".join(f"'sha256-{base64.b64encode(d).decode()}'" for d in digests) or "'none'"

    return (
        f"default-src 'none'; script-src {hashes(scripts)}; style-src {hashes(styles)}; "
        f"{' '.join(('img-src data:', *images))}; base-uri 'none'; form-action 'none'"
    )


@cache
def web_file(name: str) -> str:
    """Text of a file under ``web/``; a style without its comments and white space.

    Raises
    ------
    DataError
        The file is missing.
    """
    try:
        text = (_WEB / name).read_text(encoding="utf-8")
    except OSError:
        raise DataError(f"web/{name} is missing from this installation: install again") from None
    if name.endswith(".css"):
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
        text = re.sub(r"\s*([{};])\s*", r"\1", text)
        text = re.sub(r"(?<![\w.])0(?=\.\d)", "", text)
        text = re.sub(r"#(\w)\1(\w)\2(\w)\3\b", r"#\1\2\3", text)
        return re.sub(r"([:,])\s+|\s*(>)\s*", r"\1\2", text).replace(";}", "}").strip()
    return text


@cache
def own_script(surface: str) -> str:
    """The page's own program, as ``make web`` built it, without the note of what it is built of."""
    return web_file(BUILT[surface]).partition("\n")[2]


def sources(surface: str) -> str:
    """What the page's program is built of."""
    names = (surface if name == "surface" else name for name in SCRIPTS)
    return "\n".join((_WEB / f"{name}.js").read_text(encoding="utf-8") for name in names)


def fingerprint(surface: str) -> str:
    """Hash of the sources of the page's program, which its first line repeats."""
    return hashlib.sha256(sources(surface).encode("utf-8")).hexdigest()


@cache
def leaflet_script() -> str:
    """Leaflet's program, without the link to its source map."""
    text = (_WEB / "vendor" / "leaflet.js").read_text(encoding="utf-8")
    return re.sub(r"\n//# sourceMappingURL=.*", "", text).strip()


@cache
def leaflet_style(*, whole: bool) -> str:
    """Leaflet's style, without pictures and what only browsers without our program need.

    Unless it is ``whole``, what the page itself never opens is left out too: popups and the like.
    """
    text = re.sub(r"url\(images/[^)]*\)", "none", web_file("vendor/leaflet.css"))
    kept = []
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", text):
        wanted = [one for one in selectors.split(",") if whole or not _UNUSED.search(one)]
        declared = [one for one in body.split(";") if not _OBSOLETE.match(one)]
        if wanted and declared:
            kept.append(f"{','.join(wanted)}{{{';'.join(declared)}}}")
    return "".join(kept)


def _in_a_page_of_others(style: str) -> str:
    """A style that takes neither its letters nor its sizes from the page around a fragment.

    What is inherited reaches into a shadow tree, and so does the size of the root's letters. A map
    that the page hides stays hidden.

    Examples
    --------
    >>> _in_a_page_of_others("p{margin:.5rem -1rem}")
    '.geomap{all:initial;visibility:inherit}p{margin:8px -16px}'
    """
    fixed = re.sub(r"([\d.]+)rem\b", lambda found: f"{16 * float(found[1]):g}px", style)
    return f".geomap{{all:initial;visibility:inherit}}{fixed}"


@cache
def _template(name: str) -> Any:
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string((_WEB / f"{name}.html.jinja").read_text(encoding="utf-8"))


def _plain(text: str) -> str:
    """Text for the ``<title>`` element: no markup, no control characters, no lone surrogates."""
    clean = re.sub("[\x00-\x1f\x7f\ud800-\udfff]", "\ufffd", text)
    return html.escape(clean)


def _below(element: Any) -> Iterator[Any]:
    for child in element._children.values():
        yield child
        yield from _below(child)
