"""A picture of each of many days, as a GIF or a folder of PNG files [I/O]."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from geomap import arguments
from geomap.arguments import Day
from geomap.errors import InputError, OutputError
from geomap.views.figures import layouts, raster
from geomap.views.picture.drawing import Drawing
from geomap.views.saving import write_whole

PAUSE, LAST = 1600, 4000
"""Milliseconds for which a frame of a GIF is shown, and the last one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frames:
    """Pictures of one size, one a day.

    Attributes
    ----------
    days
        The days, in order.
    svgs
        Their pictures.
    """

    days: tuple[date, ...]
    svgs: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<geomap.Frames: {len(self.days)} days, {self.days[0]} to {self.days[-1]}>"

    def gif(self, scale: float = 1.0) -> bytes:
        """Return the pictures as an animation that runs on and on."""
        image = raster.needed("PIL.Image", "GIF")
        few = _indexed([image.open(io.BytesIO(raster.png(svg, scale))) for svg in self.svgs])
        buffer = io.BytesIO()
        few[0].save(
            buffer,
            "GIF",
            save_all=True,
            append_images=few[1:],
            duration=[PAUSE] * (len(few) - 1) + [LAST],
            loop=0,
            optimize=False,
        )
        return buffer.getvalue()

    def save(self, path: str | os.PathLike[str], scale: float = 1.0) -> Path:
        """Write a GIF, or into a folder a PNG for each day, named by it.

        Raises
        ------
        OutputError
            It cannot be written, or a package of the extra ``report`` is missing.
        """
        target = arguments.path(path, "path")
        if check_ending(target) == ".gif":
            return write_whole(target, self.gif(scale))
        drawn = [raster.png(svg, scale) for svg in self.svgs]
        try:
            target.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"cannot make the folder {target}: {error.strerror}") from None
        for number, (day, data) in enumerate(zip(self.days, drawn, strict=True), 1):
            write_whole(target / f"{number:04}-{day.isoformat()}.png", data)
        return target


def _indexed(pictures: Sequence[Any]) -> list[Any]:
    """Pictures in one palette, of the colours used most: each means the same from first to last.

    A colour that is in the palette stays as it is: paper is white.
    """
    import numpy as np
    from PIL import Image

    pixels = [np.asarray(picture.convert("RGB")).astype(np.int64) for picture in pictures]
    whole = np.concatenate([(p[..., 0] << 16 | p[..., 1] << 8 | p[..., 2]).ravel() for p in pixels])
    colours, back, counts = np.unique(whole, return_inverse=True, return_counts=True)
    chosen = np.argsort(-counts, kind="stable")[:256]
    channels = np.stack([colours >> 16, colours >> 8 & 255, colours & 255], axis=1)
    nearest = [np.abs(channels[chosen] - each).sum(axis=1).argmin() for each in channels]
    indices = np.array(nearest, dtype=np.uint8)[back]
    found, start = [], 0
    for each in pixels:
        height, width, _ = each.shape
        flat = indices[start : start + height * width]
        start += height * width
        few = Image.fromarray(flat.reshape(height, width), "P")
        few.putpalette(channels[chosen].astype(np.uint8).tobytes())
        found.append(few)
    return found


def check_ending(path: str | os.PathLike[str]) -> str:
    """Return the ending of a path, if frames can be saved so; a folder has none.

    Raises
    ------
    InputError
        They cannot.
    """
    ending = arguments.path(path, "path").suffix.lower()
    if ending not in ("", ".gif"):
        raise InputError(f"{path}: frames are a file .gif or a folder")
    return ending


def frames_of(drawing: Drawing, on: Day | Sequence[Day] = ()) -> Frames:
    """Draw the frames of some days, by default of every day of change.

    Raises
    ------
    InputError
        No day is given, and nothing changes on any.
    """
    chosen = sorted(set(arguments.days(on, "on"))) or layouts.days_of_change(drawing)
    if not chosen:
        raise InputError("nothing changes on any day, so there are no frames; give days")
    return Frames(days=tuple(chosen), svgs=tuple(layouts.frames(drawing, chosen)))
