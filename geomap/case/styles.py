"""How QGIS draws the layers of a case: one style a layer, with its days, as QML.

A spell is shown from the day on which it may have begun to the day before it ends, so that the
temporal controller of QGIS plays who held what. The words of articles are in filters only, as
text between quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from xml.etree import ElementTree

from geomap.case.layers import Layers
from geomap.model.joint import parties

_VERSION = "3.22.0"
"""Of QGIS, from which on the styles can be read."""

_INK, _QUIET, _PAPER = "#333333", "#C9C8C2", "#E8E7E2"
_NO_REPORT = "\"controller\" IS NULL AND \"status\" NOT IN ('planned', 'contested')"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """What is drawn for some rows: a fill or a marker with its edge."""

    label: str
    where: str
    colour: str
    edge: str = _INK
    width: float = 0.3
    brush: str = "solid"
    line: str = "solid"


def styles_of(layers: Layers, colours: Mapping[str, str]) -> dict[str, ElementTree.Element]:
    """Styles by layer; `qml` writes one.

    Parameters
    ----------
    colours
        Of actors, as ``#rrggbb``.
    """
    spells = layers.rows["spells"]
    held = _control(spells, colours)
    points = [_Rule(label="Claim", where="", colour="#FFFFFF")]
    outline = [_Rule(label="District", where="", colour=_PAPER, edge="#9A9892")]
    return {
        "control_districts": _style("fill", held, '"district" || \': \' || "controller"',
                                  days=("shown_from", "end", False)),
        "spells": _style("marker", [_only_points(rule) for rule in held],
                       '"place_name" || \': \' || "controller"',
                       days=("shown_from", "end", False)),
        "claims": _style("marker", points, '"place" || \': \' || "change"',
                       days=("day_from", "day_to", True)),
        "places": _style("marker", [_Rule(label="Place", where="", colour=_QUIET)], '"name"'),
        "districts": _style("fill", outline, '"name"'),
    }  # fmt: skip


def actors_of(layers: Layers) -> list[str]:
    """Actors that hold, or are to hold, something, alone or jointly."""
    return sorted({each for name in _controllers(layers.rows["spells"]) for each in parties(name)})


def _controllers(spells: Iterable[Mapping[str, object]]) -> list[str]:
    return sorted({str(row["controller"]) for row in spells if row["controller"]})


def _control(spells: Iterable[Mapping[str, object]], colours: Mapping[str, str]) -> list[_Rule]:
    """Contested places are hatched, plans are outlines, an unknown holder is no report.

    Joint holders have the colour of one, and the others as upright lines.
    """
    rules = [_Rule(label="No report", where=_NO_REPORT, colour=_PAPER)]
    plans = []
    for name in _controllers(spells):
        who = f'"controller" = {_quoted(name)}'
        done = f"{who} AND \"status\" NOT IN ('planned', 'contested')"
        own = [colours.get(party, _QUIET) for party in parties(name)]
        for number, colour in enumerate(own):
            brush = "vertical" if number else "solid"
            rules.append(_Rule(label=name, where=done, colour=colour, brush=brush))
        edge = own[0] if len(own) == 1 else _INK
        plans.append(
            _Rule(
                label=f"{name}: planned", where=f"{who} AND \"status\" = 'planned'", colour=edge,
                edge=edge, width=0.8, brush="no", line="dash",
            )
        )  # fmt: skip
    contested = "\"status\" = 'contested'"
    rules.append(_Rule(label="Contested", where=contested, colour=_INK, brush="b_diagonal"))
    held = '"controller" IS NOT NULL AND "status"'
    doubts = [
        _Rule(
            label=label, where=f"{held} = '{status}'", colour=_INK, width=0.8, brush="no", line=line
        )
        for label, status, line in (("Claimed", "claimed", "dot"), ("Entered", "entered", "solid"))
    ]
    return [*rules, *plans, *doubts]


def _only_points(rule: _Rule) -> _Rule:
    return replace(rule, where=f'NOT "polygon" AND {rule.where}')


def _quoted(text: str) -> str:
    r"""Text of an expression of QGIS, in which ``\`` and ``'`` have a meaning."""
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def qml(style: ElementTree.Element) -> str:
    """Style as QGIS keeps it beside its layer."""
    return ElementTree.tostring(style, encoding="unicode")


def _style(
    kind: str, rules: list[_Rule], shown: str, days: tuple[str, str, bool] | None = None
) -> ElementTree.Element:
    root = ElementTree.Element(
        "qgis", version=_VERSION, styleCategories="AllStyleCategories", labelsEnabled="0"
    )
    begin, end, inclusive = days or ("", "", False)
    temporal = ElementTree.SubElement(
        root, "temporal",
        enabled=str(int(days is not None)),
        mode="2",  # start and end from fields
        startField=begin, endField=end,
        limitMode=str(int(inclusive)),  # 0: the end does not belong to it
        accumulate="0", durationField="", durationUnit="days", fixedDuration="0",
        startExpression="", endExpression="",
    )  # fmt: skip
    fixed = ElementTree.SubElement(temporal, "fixedRange")
    ElementTree.SubElement(fixed, "start")
    ElementTree.SubElement(fixed, "end")
    renderer = ElementTree.SubElement(
        root, "renderer-v2", type="RuleRenderer", symbollevels="0", forceraster="0",
        enableorderby="0",
    )  # fmt: skip
    tree = ElementTree.SubElement(renderer, "rules", key="geomap")
    symbols = ElementTree.SubElement(renderer, "symbols")
    for number, rule in enumerate(rules):
        one = ElementTree.SubElement(tree, "rule", key=f"geomap-{number}", symbol=str(number))
        one.set("label", _printable(rule.label))
        if rule.where:
            one.set("filter", _printable(rule.where))
        _symbol(symbols, str(number), kind, rule)
    ElementTree.SubElement(root, "previewExpression").text = shown
    ElementTree.indent(root)
    return root


def _symbol(symbols: ElementTree.Element, name: str, kind: str, rule: _Rule) -> None:
    symbol = ElementTree.SubElement(
        symbols, "symbol", type=kind, name=name, alpha="1", clip_to_extent="1", force_rhr="0"
    )
    made = "SimpleFill" if kind == "fill" else "SimpleMarker"
    layer = ElementTree.SubElement(symbol, "layer", enabled="1", locked="0")
    layer.set("class", made)
    layer.set("pass", "0")
    faint = kind == "marker" and rule.brush == "no"
    marker = "semi_circle" if rule.brush == "vertical" else "circle"
    values = {
        "color": _rgba(rule.colour, 0 if faint else 255),
        "outline_color": _rgba(rule.edge),
        "outline_style": rule.line,
        "outline_width": str(rule.width),
        "outline_width_unit": "MM",
    }
    values |= {"style": rule.brush} if kind == "fill" else {"name": marker, "size": "3"}
    for key, value in values.items():
        ElementTree.SubElement(layer, "prop", k=key, v=value)


def _printable(text: str) -> str:
    """Text without the characters that XML cannot hold."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\N{REPLACEMENT CHARACTER}", text)


def _rgba(colour: str, alpha: int = 255) -> str:
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return ",".join(map(str, (*parts, alpha)))
