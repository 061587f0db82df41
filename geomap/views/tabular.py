"""The table of changes without a browser: as HTML for untrusted notebooks, and as text."""

from __future__ import annotations

import html
from dataclasses import dataclass
from datetime import date as date_type

from geomap.model import PLANS
from geomap.views.looks.wording import fill, share_text, strings, when_text
from geomap.views.picture.drawing import Drawing
from geomap.views.picture.features import begins, claims_by_id, side_from_context, when_of


@dataclass(frozen=True, slots=True)
class Row:
    """One spell as the reader sees it."""

    place: str
    date: str
    holder: str
    status: str


def rows_of(drawing: Drawing) -> list[Row]:
    """One row a spell that is on the map, by day, then by place."""
    words = strings(drawing.language)
    claims = claims_by_id(drawing.located, drawing.readings)
    found = []
    for feature in drawing.features:
        for index in feature.spells:
            spell = drawing.timeline.spells[index]
            unknown = "contested.unnamed" if spell.status == "contested" else "none"
            holder = spell.controller or words[f"legend.{unknown}"]
            if spell.status in PLANS:
                plan = words["legend.planned.unnamed"]
                holder = fill(words["table.to"], actor=holder) if spell.controller else plan
            if spell.share is not None:
                holder += f" ({share_text(spell.share)})"
            status = words.get(f"status.{spell.status}", spell.status)
            if spell.inferred:
                status += words["list"] + words["status.inferred"]
            if side_from_context(spell, claims):
                status += words["list"] + words["status.context"]
            date = when_text(when_of(spell, claims), drawing.language)
            day = begins(spell)
            key = (day or date_type.min, feature.name, index)
            found.append((key, Row(feature.name, date, holder, status)))
    return [
        row for _, row in sorted(found, key=lambda pair: (pair[0][0], str(pair[0][1]), pair[0]))
    ]


def table_html(drawing: Drawing) -> str:
    """Write the rows as an HTML table; every word is escaped."""
    words = strings(drawing.language)
    rows = rows_of(drawing)
    if not rows:
        return f"<p>{html.escape(words['table.empty'])}</p>"
    columns = ("table.date", "table.place", "table.holder", "table.status")
    head = "".join(f'<th scope="col">{html.escape(words[column])}</th>' for column in columns)
    body = "".join(
        f"<tr><td>{html.escape(row.date)}</td>"
        f'<td><bdi dir="auto">{html.escape(row.place)}</bdi></td>'
        f'<td><bdi dir="auto">{html.escape(row.holder)}</bdi></td>'
        f"<td>{html.escape(row.status)}</td></tr>"
        for row in rows
    )
    caption = html.escape(words["table"])
    return f"<table><caption>{caption}</caption><tr>{head}</tr>{body}</table>"


def table_text(drawing: Drawing) -> str:
    """Write the rows as lines of text."""
    comma = strings(drawing.language)["list"]
    return "\n".join(
        f"{row.date}: {row.place} – {row.holder}{comma}{row.status}" for row in rows_of(drawing)
    )
