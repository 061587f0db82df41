"""Colours, textures and symbols: one look for the page and for the figure.

Colour is never alone: every actor has a texture too, contested places are striped, plans are
outlines. The colours are those of Okabe and Ito [1]_; the first four are the set that stays
furthest apart under simulated colour-vision deficiencies (20 by CIEDE2000, measured in the tests).
Two sides are blue and yellow, 49 apart, and not red against blue, which reads as foe against
friend. Sky blue is one step lighter than theirs, which lifts it from 19.9 to 20.4, and yellow is
deeper, and the paper of "no report" paler, so that these two are 21 apart and not 14. Fills are
opaque, because a translucent fill halves those distances.

References
----------
.. [1] Okabe, M. and Ito, K. (2008), "Color Universal Design".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from geomap.errors import InputError

PALETTE = ("#0072B2", "#FFCC00", "#D55E00", "#58B6EA", "#009E73", "#CC79A7", "#E69F00")
TEXTURES = ("lines", "dots", "back", "grid", "rings", "upright")

TILE = 8
"""Side of a texture's tile, in pixels."""

QUIET = "#C9C8C2"
"""What stays as it was, between two days."""

BAND = 16
"""Height in pixels of one banded repeat, of which a share of .25 fills 4."""

_MARKS: Mapping[str, tuple[tuple[str, dict[str, Any]], ...]] = {
    "lines": (("path", {"d": "M-2 2 2 -2M0 8 8 0M6 10 10 6"}),),
    "back": (("path", {"d": "M-2 6 2 10M0 0 8 8M6 -2 10 2"}),),
    "dots": (
        ("circle", {"cx": 2, "cy": 2}),
        ("circle", {"cx": 6, "cy": 6}),
    ),
    "grid": (("path", {"d": "M0 4H8M4 0V8"}),),
    "rings": (("circle", {"cx": 4, "cy": 4, "r": 2.2}),),
    "upright": (("path", {"d": "M4 0V8"}),),
}

Shapes = tuple[tuple[Any, ...], ...]
"""Shapes of a pattern: a tag, its attributes, and the shapes inside it."""

FillKind = Literal["none", "solid", "joint", "share", "contested", "lost", "unchanged"]
OutlineKind = Literal["planned", "claimed", "entered", "inside", "near", "between", "along"]


@dataclass(frozen=True, slots=True, order=True)
class Fill:
    """How a place is filled on a day: who is said to hold it, or which share of it.

    ``uncertain`` says that the hold began on some day of a period that is not over yet. ``lost``
    and ``unchanged`` compare two days.
    """

    kind: FillKind = "none"
    actors: tuple[str, ...] = ()
    shares: tuple[float, ...] = ()
    inferred: bool = False
    uncertain: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Outline:
    """What the outline of a place says beside its fill; ``actor`` is the taker of a plan."""

    kind: OutlineKind
    actor: str = ""


NO_REPORT = Fill()


@dataclass(frozen=True, slots=True)
class Pattern:
    """An SVG pattern as plain shapes, which the page and the figure turn into elements alike.

    A shape is a tag, its attributes, and the shapes inside it. The class ``geomap-none`` has the
    colour of "no report", which differs between light and dark.
    """

    width: float
    height: float
    shapes: tuple[tuple[Any, ...], ...]
    turn: float = 0

    def as_list(self) -> list[Any]:
        """Return what goes into the payload: width, height, turn, shapes."""
        return [self.width, self.height, self.turn, self.shapes]


@dataclass(frozen=True, slots=True)
class Look:
    """The colour and texture of every actor."""

    colours: Mapping[str, str]
    textures: Mapping[str, str]

    def pattern(self, fill: Fill) -> Pattern:
        """Draw a fill as a pattern.

        Examples
        --------
        >>> look = look_of(["A", "B"])
        >>> look.pattern(Fill("share", ("A",), (0.25,))).shapes[1][1]["height"]
        4.0
        """
        if fill.uncertain:
            return self._halftone(fill)
        if fill.kind == "solid":
            return Pattern(TILE, TILE, self._tile(fill.actors[0], fill.inferred))
        if fill.kind == "share":
            return self._bands(fill)
        if fill.kind == "joint":
            return self._abreast(fill)
        if fill.kind == "contested":
            return self._stripes(fill.actors)
        if fill.kind == "lost":
            return self._crosses(fill.actors[0])
        if fill.kind == "unchanged":
            return Pattern(TILE, TILE, (("rect", _square(QUIET), ()),))
        return Pattern(TILE, TILE, (_none(TILE, TILE),))

    def _tile(self, actor: str, inferred: bool) -> Shapes:
        """Ground and texture: marks on colour where stated, colour on tint where inferred."""
        colour = self.colours[actor]
        ground = _mix(colour, "#FFFFFF", 0.68) if inferred else colour
        if inferred:
            ink, opacity = colour, 1.0
        else:
            ink, opacity = ("#000000", 0.38) if is_light(colour) else ("#FFFFFF", 0.5)
        return (("rect", _square(ground), ()), *self._marks(actor, ink, opacity))

    def _marks(self, actor: str, ink: str, opacity: float = 1.0, width: float = 1.2) -> Shapes:
        """Texture of an actor, without a ground."""
        paint = {"fill": "none", "stroke": ink, "stroke-opacity": opacity, "stroke-width": width}
        if self.textures[actor] == "dots":
            paint = {"fill": ink, "fill-opacity": opacity, "r": round(0.9 * width, 2)}
        return tuple((tag, shape | paint, ()) for tag, shape in _MARKS[self.textures[actor]])

    def _alone(self, actor: str) -> bool:
        """Whether no other actor has the same colour."""
        return list(self.colours.values()).count(self.colours[actor]) == 1

    def _halftone(self, fill: Fill) -> Pattern:
        """Dots on the ground of "no report": somewhere between the two. Rings where inferred.

        Where the colour is not the actor's own, the texture stands in for the dots.
        """
        actors = fill.actors * (2 // len(fill.actors) or 1)
        shapes: list[tuple[Any, ...]] = [_none(TILE, TILE)]
        for centre, actor in zip((2, 6), actors, strict=False):
            colour = self.colours[actor]
            paint: dict[str, Any] = {"r": 2.3, "fill": colour}
            if fill.inferred:
                paint = {"r": 1.7, "fill": "none", "stroke": colour, "stroke-width": 1.3}
            if self._alone(actor):
                shapes.append(("circle", {"cx": centre, "cy": centre} | paint, ()))
            else:
                shapes += self._marks(actor, colour, width=1.2 if fill.inferred else 2.4)
        return Pattern(TILE, TILE, tuple(shapes))

    def _bands(self, fill: Fill) -> Pattern:
        shapes: list[tuple[Any, ...]] = [_none(TILE, BAND)]
        top = 0.0
        for actor, share in zip(fill.actors, fill.shares, strict=True):
            height = round(BAND * share, 2)
            tile = self._tile(actor, fill.inferred)
            inner = [("g", {"transform": f"translate(0 {y})"}, tile) for y in range(0, BAND, TILE)]
            box = {"x": 0, "y": round(top, 2), "width": TILE, "height": height}
            shapes.append(("svg", box, tuple(inner)))
            top += height
        return Pattern(TILE, BAND, tuple(shapes))

    def _abreast(self, fill: Fill) -> Pattern:
        """Joint holders side by side, upright: bands that lie are shares, slanting ones a fight."""
        shapes = tuple(
            (
                "svg",
                {"x": TILE * n, "width": TILE, "height": TILE},
                self._tile(actor, fill.inferred),
            )
            for n, actor in enumerate(fill.actors)
        )
        return Pattern(TILE * len(fill.actors), TILE, shapes)

    def _stripes(self, actors: tuple[str, ...]) -> Pattern:
        stripes: list[Shapes] = [self._stripe(actor) for actor in actors]
        if len(stripes) < 2:
            stripes.append((_none(TILE, TILE),))
        if len(stripes) < 2:
            stripes.append((("rect", _square("#6B6B6B"), ()),))
        shapes = tuple(
            ("svg", {"x": TILE * n, "y": 0, "width": TILE, "height": TILE}, stripe)
            for n, stripe in enumerate(stripes)
        )
        return Pattern(TILE * len(stripes), TILE, shapes, turn=45)

    def _stripe(self, actor: str) -> Shapes:
        """A stripe of a contested place: plain, or textured where the colour is not its own."""
        if not self._alone(actor):
            return self._tile(actor, inferred=False)
        return (("rect", _square(self.colours[actor]), ()),)

    def _crosses(self, actor: str) -> Pattern:
        """Mark with crosses what an actor held before, on paper."""
        ink = {"fill": "none", "stroke": self.colours[actor], "stroke-width": 2.2}
        cross = ("path", {"d": "M2 2 7 7M7 2 2 7"} | ink, ())
        return Pattern(TILE + 1, TILE + 1, (("rect", _square("#FFFFFF", TILE + 1), ()), cross))

    def renamed(self, name: Callable[[str], str | None]) -> Look:
        """Give the same look to actors under other names."""
        return Look(
            {name(actor) or actor: colour for actor, colour in self.colours.items()},
            {name(actor) or actor: texture for actor, texture in self.textures.items()},
        )

    def outline_colour(self, outline: Outline) -> str | None:
        """Colour of an outline; None for the ink of the page."""
        return self.colours.get(outline.actor) if outline.kind == "planned" else None


def is_light(colour: str) -> bool:
    """Whether a line of this colour needs a dark edge to show on pale ground.

    Examples
    --------
    >>> is_light("#FFCC00"), is_light("#0072B2")
    (True, False)
    """
    return _luminance(colour) > 0.3


def look_of(actors: Iterable[str], colours: Mapping[str, str] | None = None) -> Look:
    """Give each actor a colour and a texture, by order of name.

    Parameters
    ----------
    actors
        Names of actors, in any order.
    colours
        Colours that are wanted for some of them, as ``#rrggbb``.

    Raises
    ------
    InputError
        A colour is not ``#rrggbb``.

    Examples
    --------
    >>> look_of(["B", "A"]).colours["A"]
    '#0072B2'
    >>> look_of(["A", "B"], {"A": "#d55e00"}).colours["B"]
    '#0072B2'
    """
    wanted = {actor: colour.upper() for actor, colour in (colours or {}).items()}
    for actor, colour in sorted(wanted.items()):
        if not re.fullmatch("#[0-9A-F]{6}", colour):
            raise InputError(f"colour {colour!r} of {actor!r} is not of the form #0072B2")
    names = sorted(set(actors))
    taken = {wanted[name] for name in names if name in wanted}
    free = [colour for colour in PALETTE if colour not in taken] or list(PALETTE)
    rest = [name for name in names if name not in wanted]
    chosen = {name: free[n % len(free)] for n, name in enumerate(rest)}
    chosen |= {name: wanted[name] for name in names if name in wanted}
    # Six textures against seven colours: no pair comes back before the 42nd actor.
    textures = {name: TEXTURES[n % len(TEXTURES)] for n, name in enumerate(names)}
    return Look({name: chosen[name] for name in names}, textures)


def _square(colour: str, side: float = TILE) -> dict[str, Any]:
    return {"width": side, "height": side, "fill": colour}


def _none(width: float, height: float) -> tuple[Any, ...]:
    return ("rect", {"width": width, "height": height, "class": "geomap-none"}, ())


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mix(colour: str, other: str, part: float) -> str:
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * part):02X}" for a, b in pairs)


def _luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    parts = (channel / 255 for channel in _channels(colour))
    linear = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
