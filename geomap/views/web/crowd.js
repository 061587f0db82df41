// Areas on a canvas, for thousands of them: a step paints only what it changes. The quiet base lies
// below on a canvas of its own.
const createCrowd = (map, app, panes) => {
  const { data } = app;
  const sheetIn = (pane) => {
    const canvas = dom.el("canvas", { class: "leaflet-zoom-hide" });
    map.getPane(pane).append(canvas);
    return { canvas, pen: canvas.getContext("2d") };
  };
  const ground = sheetIn(panes.base);
  const { canvas, pen } = sheetIn(panes.areas);
  const areas = new Map();
  const dense = window.devicePixelRatio || 1;
  // What is painted beyond each edge of the map, as a part of its size, for when it is dragged.
  const MARGIN = 0.15;
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

  const xs = data.points.lng.map(across);
  const ys = data.points.lat.map(down);

  const trace = (outlines) => {
    const shape = new Path2D();
    for (const ring of outlines.flatMap((outline) => outline.numbers())) {
      shape.moveTo(xs[ring[0]], ys[ring[0]]);
      for (let n = 1; n < ring.length; n += 1) shape.lineTo(xs[ring[n]], ys[ring[n]]);
      shape.closePath();
    }
    return shape;
  };
  const lands = data.base.map(({ outline }) => trace([outline]));
  const context = trace(data.context);

  const add = ({ id, outline }) => {
    const { bounds } = outline;
    areas.set(id, { outline, shape: trace([outline]), bounds, fill: null });
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
    const corner = map.containerPointToLayerPoint(map.getSize().multiplyBy(-MARGIN)).round();
    const origin = map.getPixelOrigin().add(corner).multiplyBy(dense);
    const scale = factor() * dense;
    for (const sheet of [ground, { canvas, pen }]) {
      sheet.canvas.width = size.x * dense;
      sheet.canvas.height = size.y * dense;
      sheet.canvas.style.width = `${size.x}px`;
      sheet.canvas.style.height = `${size.y}px`;
      L.DomUtil.setPosition(sheet.canvas, corner);
      sheet.pen.setTransform(scale, 0, 0, scale, -origin.x, -origin.y);
      sheet.pen.lineWidth = (0.4 * dense) / scale;
      sheet.pen.lineJoin = "round";
    }
    const { pen: quiet } = ground;
    quiet.fillStyle = colour("--land");
    for (const land of lands) quiet.fill(land, "evenodd");
    quiet.fillStyle = colour("--none");
    quiet.fill(context, "evenodd");
    quiet.strokeStyle = colours.border;
    quiet.stroke(context);
    quiet.strokeStyle = colour("--frontier");
    quiet.lineWidth *= 3;
    for (const land of lands) quiet.stroke(land);
    paints = data.fills.map((fill) => patterns.brush(fill, colour("--none"), dense, scale));
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
    [...areas]
      .filter(([, { bounds, outline }]) => bounds.contains([lat, lng]) && geometry.contains(outline.rings, lat, lng))
      .map(([id]) => id)
      .reverse();

  const begin = () => {
    if (!begun) redraw();
  };

  return { add, paint, path, under, begin };
};
