"""The pages that `benchmarks/page.py` measures: geomap's, and those of five peers.

Each draws the same polygons and the same holds: a district, who holds it, from which day, until
which. Every peer is used as its documentation says, in the leanest form that shows a day at a time:
bokeh and altair carry one letter a district and day, and Folium's plugins what they ask for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from geopandas import GeoDataFrame

    from geomap.model import Timeline

FIRST = date(2022, 1, 1)
COLOURS = {"A": "#0072b2", "B": "#ffcc00", "C": "#d55e00"}
LAYERS = 30
"""Days of which explore, which has no time, draws a layer each."""

Hold = tuple[str, str, date, "date | None"]
"""District, holder, first day, end."""


@dataclass(frozen=True)
class Task:
    """What every page is to show; ``records`` are the holds as geomap has them."""

    districts: GeoDataFrame
    base: GeoDataFrame
    drawn: GeoDataFrame
    holds: list[Hold]
    records: Timeline
    days: int


@dataclass(frozen=True)
class Peer:
    """A page to measure: how it is made, when it is drawn, and how its slider is moved."""

    make: Callable[[Task], str]
    drawn: str
    step: str
    most: int = 10_000
    """Places from which on it is not tried."""


def records_of(drawn: GeoDataFrame, holds: list[Hold]) -> Timeline:
    """The same holds as geomap concludes them from articles."""
    from geomap.model import Spell, Timeline

    points = drawn.geometry.representative_point()
    rows = zip(
        drawn["district_id"], drawn["name"], drawn["country"], points.x, points.y, strict=True
    )
    places = {row[0]: row for row in rows}
    spells = tuple(
        Spell(
            place_id=f"unit:{key}",
            place_name=places[key][1],
            level="district",
            lon=places[key][3],
            lat=places[key][4],
            district_id=key,
            district=places[key][1],
            admin1=None,
            country=places[key][2],
            controller=actor,
            start=start,
            start_latest=start,
            end=end,
            end_latest=end,
            known_from=start,
            status="happened",
            share=None,
            sources=(),
            claims=(),
        )
        for key, actor, start, end in holds
    )
    return Timeline(spells=spells, chains=(), unplaced=(), contradictions=())


def geomap(task: Task) -> str:
    """The page of geomap."""
    from geomap.views.page.map import Map
    from geomap.views.picture.drawing import drawing_of

    return Map(drawing_of(task.records, [], [], task.districts, task.base)).html()


def choropleth(task: Task) -> str:
    """Folium's TimeSliderChoropleth: a colour for each district on each day.

    It cannot bear Natural Earth's own ids, so that they are numbered for it.
    """
    from folium.plugins import TimeSliderChoropleth

    order = {key: str(index) for index, key in enumerate(task.drawn["district_id"])}
    stamps = [str(_seconds(FIRST + timedelta(days=n))) for n in range(task.days)]
    styles: dict[str, dict[str, Any]] = {index: {} for index in order.values()}
    for key, actor, start, end in task.holds:
        for day in _days(task, start, end):
            styles[order[key]][stamps[day]] = {"color": COLOURS[actor], "opacity": 1}
    chart = _chart(task)
    TimeSliderChoropleth(_plain(task).to_json(), styles).add_to(chart)
    return str(chart.get_root().render())


def timeline(task: Task) -> str:
    """Folium's Timeline and its slider: a polygon for each hold."""
    from folium.plugins import Timeline, TimelineSlider
    from folium.utilities import JsCode

    shapes = dict(
        zip(
            task.drawn["district_id"],
            (feature["geometry"] for feature in _plain(task).__geo_interface__["features"]),
            strict=True,
        )
    )
    last = FIRST + timedelta(days=task.days)
    features = [
        {
            "type": "Feature",
            "properties": {
                "start": _seconds(start) * 1000,
                "end": _seconds(end or last) * 1000,
                "endExclusive": True,
                "colour": COLOURS[actor],
            },
            "geometry": shapes[key],
        }
        for key, actor, start, end in task.holds
    ]
    chart = _chart(task)
    style = JsCode("feature => ({ fillColor: feature.properties.colour, fillOpacity: 1 })")
    data = {"type": "FeatureCollection", "features": features}
    drawn = Timeline(data, style=style).add_to(chart)
    TimelineSlider(auto_play=False, show_ticks=False).add_timelines(drawn).add_to(chart)
    return str(chart.get_root().render())


def explore(task: Task) -> str:
    """GeoDataFrame.explore: a layer for each of the first days, to be switched by hand."""
    import folium

    frame = _plain(task)
    chart = None
    for day in range(LAYERS):
        on = FIRST + timedelta(days=day)
        held = {k: a for k, a, start, end in task.holds if start <= on and (not end or on < end)}
        colours = [COLOURS.get(held.get(key, ""), "white") for key in task.drawn["district_id"]]
        options = {"color": colours, "name": on.isoformat(), "show": day == 0}
        chart = frame.explore(m=chart, tiles=None, **options)
    folium.LayerControl().add_to(chart)
    return str(chart.get_root().render())


def bokeh(task: Task) -> str:
    """Patches of bokeh, with a slider that picks the letter of a day."""
    from bokeh.embed import file_html
    from bokeh.layouts import column
    from bokeh.models import ColumnDataSource, CustomJS, Slider
    from bokeh.plotting import figure
    from bokeh.resources import INLINE

    letters = _letters(task)
    rings = [
        [[ring.coords.xy for ring in (part.exterior, *part.interiors)] for part in _parts(shape)]
        for shape in task.drawn.geometry
    ]
    source = ColumnDataSource(
        {
            "xs": [[[list(xy[0]) for xy in part] for part in shape] for shape in rings],
            "ys": [[[list(xy[1]) for xy in part] for part in shape] for shape in rings],
            "letters": letters,
            "colour": [COLOURS.get(text[0], "white") for text in letters],
        }
    )
    chart = figure(match_aspect=True, width=1200, height=700)
    style = {"fill_color": "colour", "line_color": "#888888", "line_width": 0.3}
    chart.multi_polygons("xs", "ys", source=source, **style)
    slider = Slider(start=0, end=task.days - 1, value=0, step=1)
    code = """
        const { letters, colour } = source.data;
        letters.forEach((text, n) => { colour[n] = colours[text[slider.value]] ?? "white"; });
        source.change.emit();
    """
    given = {"source": source, "slider": slider, "colours": COLOURS}
    slider.js_on_change("value", CustomJS(args=given, code=code))
    return str(file_html(column(slider, chart), INLINE))


def altair(task: Task) -> str:
    """Shapes of altair, with a slider that picks the letter of a day; everything inlined."""
    import altair as alt
    import shapely

    frame = _plain(task)
    frame["letters"] = _letters(task)
    # Vega takes the rings of d3, which run the other way than those of the standard.
    frame["geometry"] = shapely.orient_polygons(frame.geometry.to_numpy(), exterior_cw=True)
    slider = alt.binding_range(min=0, max=task.days - 1, step=1)
    day = alt.param(name="day", value=0, bind=slider)
    scale = alt.Scale(domain=[*COLOURS, "-"], range=[*COLOURS.values(), "white"])
    with alt.data_transformers.enable("default", max_rows=None):
        chart = (
            alt.Chart(frame)
            .mark_geoshape(stroke="#888888", strokeWidth=0.3)
            .transform_calculate(holder="datum.letters[day]")
            .encode(fill=alt.Fill("holder:N", scale=scale))
            .add_params(day)
            .project("mercator")
            .properties(width=1200, height=700)
        )
        return str(chart.to_html(inline=True))


def _seconds(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def _days(task: Task, start: date, end: date | None) -> range:
    return range((start - FIRST).days, task.days if end is None else (end - FIRST).days)


def _letters(task: Task) -> list[str]:
    """For each district a letter a day: its holder, or a dash."""
    found = {key: ["-"] * task.days for key in task.drawn["district_id"]}
    for key, actor, start, end in task.holds:
        for day in _days(task, start, end):
            found[key][day] = actor
    return ["".join(letters) for letters in found.values()]


def _plain(task: Task) -> GeoDataFrame:
    from geopandas import GeoDataFrame

    return GeoDataFrame(geometry=task.drawn.geometry.to_list(), crs=4326)


def _chart(task: Task) -> Any:
    import folium

    west, south, east, north = task.drawn.total_bounds
    chart = folium.Map(tiles=None)
    chart.fit_bounds([[south, west], [north, east]])
    return chart


def _parts(shape: Any) -> list[Any]:
    return [part for part in getattr(shape, "geoms", [shape]) if part.geom_type == "Polygon"]


def _slide(selector: str, factor: str = "1") -> str:
    return (
        f"n => {{ const slider = document.querySelector('{selector}');"
        f" slider.value = String(Number(slider.min) + n * {factor});"
        " slider.dispatchEvent(new Event('input')); }"
    )


PEERS = {
    "geomap": Peer(
        geomap,
        "() => document.querySelector('html[data-geomap]')",
        _slide("#geomap-slider"),
    ),
    "TimeSliderChoropleth": Peer(
        choropleth,
        "() => document.querySelector('path.leaflet-interactive')",
        _slide("input[type=range]"),
    ),
    "Timeline": Peer(
        timeline,
        "() => document.querySelector('path.leaflet-interactive')",
        _slide("input.time-slider", "86400000"),
    ),
    "explore": Peer(
        explore,
        "() => document.querySelector('path.leaflet-interactive')",
        "",
        most=100,
    ),
    "bokeh": Peer(
        bokeh,
        "() => window.Bokeh && Bokeh.documents.length && Bokeh.documents[0].is_idle",
        "n => { const [page] = Bokeh.documents;"
        " page.get_model_by_type ??= null;"
        " window.slid ??= [...page._all_models.values()].find(m => m.type === 'Slider');"
        " window.slid.value = n; }",
    ),
    "altair": Peer(
        altair,
        "() => document.querySelector('.vega-embed .marks path')",
        _slide(".vega-bind input"),
    ),
}
"""By name, ours first."""

ASSETS = {
    "leaflet@1.9.3": ("dist/leaflet.js", "dist/leaflet.css"),
    "leaflet.timeline@1.6.0": ("dist/leaflet.timeline.js",),
    "@fortawesome/fontawesome-free@6.2.0": ("css/all.min.css",),
    "bootstrap@5.2.2": ("dist/css/bootstrap.min.css", "dist/js/bootstrap.bundle.min.js"),
    "moment@2.18.1": ("min/moment.min.js",),
    "jquery@3.7.1": ("dist/jquery.min.js",),
    "d3@4.13.0": ("build/d3.min.js",),
    "leaflet.awesome-markers@2.0.4": (
        "dist/leaflet.awesome-markers.js",
        "dist/leaflet.awesome-markers.css",
    ),
}
"""What Folium's pages link to, as packages of npm and files in them."""

RENAMED = {
    "d3.v4.min.js": "d3.min.js",
    "jquery-3.7.1.min.js": "jquery.min.js",
    "leaflet.timeline.min.js": "leaflet.timeline.js",
}
"""Files that the pages call otherwise than the package does."""
