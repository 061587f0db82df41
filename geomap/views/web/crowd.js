// Areas on a canvas, for thousands of them: a step paints only what it changes.
const createCrowd = (map, app, pane) => {
  const { data } = app;
  const canvas = dom.el("canvas", { class: "leaflet-zoom-hide" });
  map.getPane(pane).append(canvas);
  const pen = canvas.getContext("2d");
  const areas = new Map();
  const dense = window.devicePixelRatio || 1;
  // What is painted beyond each edge of the map, as a part of its size, for when it is dragged.
  const MARGIN = 0.15;
  let corner = L.point(0, 0);
  let paints = [];
  let colours = {};
  let begun = false;

  // Mercator's square with a side of one: each zoom is one factor for all shapes.
  const WORLD = 4096;
  const across = (lng) => (lng / 360 + 0.5) * WORLD;
  const down = (lat) => {
    const sine = Math.sin((lat * Math.PI) / 180);
    return (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * WORLD;
  };
  const factor = () => map.getZoomScale(map.getZoom(), 0) * (256 / WORLD);

  const { lat, lng } = data.points;
  const xs = lng.map(across);
  const ys = lat.map(down);

  const add = (feature) => {
    const shape = new Path2D();
    let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const ring of feature.outline.numbers()) {
      shape.moveTo(xs[ring[0]], ys[ring[0]]);
      for (const i of ring) {
        shape.lineTo(xs[i], ys[i]);
        if (lng[i] < west) west = lng[i];
        if (lng[i] > east) east = lng[i];
        if (lat[i] < south) south = lat[i];
        if (lat[i] > north) north = lat[i];
      }
      shape.closePath();
    }
    const bounds = L.latLngBounds([south, west], [north, east]);
    areas.set(feature.id, { feature, shape, bounds, fill: null });
    return bounds;
  };

  const brush = ({ shape, fill }) => {
    pen.fillStyle = paints[fill];
    pen.fill(shape, "evenodd");
    pen.strokeStyle = data.fills[fill].pattern ? colours.edge : colours.border;
    pen.stroke(shape);
  };

  const redraw = () => {
    begun = true;
    const style = getComputedStyle(canvas);
    const colour = (name) => style.getPropertyValue(name);
    colours = { edge: colour("--case"), border: colour("--border") };
    const size = map.getSize().multiplyBy(1 + 2 * MARGIN).round();
    canvas.width = size.x * dense;
    canvas.height = size.y * dense;
    canvas.style.width = `${size.x}px`;
    canvas.style.height = `${size.y}px`;
    corner = map.containerPointToLayerPoint(map.getSize().multiplyBy(-MARGIN)).round();
    L.DomUtil.setPosition(canvas, corner);
    const origin = map.getPixelOrigin().add(corner).multiplyBy(dense);
    const scale = factor() * dense;
    paints = data.fills.map((fill) => patterns.brush(fill, colour("--none"), dense, scale));
    pen.setTransform(scale, 0, 0, scale, -origin.x, -origin.y);
    pen.lineWidth = (0.4 * dense) / scale;
    pen.lineJoin = "round";
    const seen = map.getBounds().pad(MARGIN);
    for (const area of areas.values()) if (seen.intersects(area.bounds)) brush(area);
  };
  map.on("moveend resize", redraw);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);

  const paint = ({ id }, fill) => {
    const area = areas.get(id);
    area.fill = fill;
    if (begun) brush(area);
  };

  // The outline as Leaflet would write it, for the lines that lie over all areas.
  const path = (feature) => {
    const scale = factor();
    const { x, y } = map.getPixelOrigin();
    const spot = ({ lat, lng }) =>
      `${Math.round(across(lng) * scale - x)} ${Math.round(down(lat) * scale - y)}`;
    return feature.outline.rings.map((ring) => `M${ring.map(spot).join("L")}z`).join("");
  };

  const under = ({ lat, lng }) =>
    [...areas.values()]
      .filter(({ bounds, feature }) => bounds.contains([lat, lng]) && geometry.contains(feature.outline.rings, lat, lng))
      .map(({ feature }) => feature.id)
      .reverse();

  const begin = () => {
    if (!begun) redraw();
  };

  return { add, paint, path, under, begin };
};
