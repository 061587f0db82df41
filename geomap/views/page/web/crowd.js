// Areas on a canvas, for thousands of them: a step paints only what it changes. The quiet base lies
// below on a canvas of its own.
const createSurface = (map, app, panes) => {
  const { data } = app;
  const canvasIn = (pane) => {
    const canvas = dom.el("canvas", { class: "leaflet-zoom-hide" });
    map.getPane(pane).append(canvas);
    return canvas;
  };
  // What no step changes is shown as a picture: a browser copies every canvas that one might draw on.
  const pictureIn = (pane) => {
    const canvas = canvasIn(pane);
    const sheet = new OffscreenCanvas(1, 1);
    const show = () => {
      // A map without a size yet has no picture.
      if (sheet.width && sheet.height) canvas.getContext("bitmaprenderer").transferFromImageBitmap(sheet.transferToImageBitmap());
    };
    return { canvas, sheet, pen: sheet.getContext("2d"), show };
  };
  const below = pictureIn(panes.base);
  const canvas = canvasIn(panes.areas);
  const pen = canvas.getContext("2d");
  const above = pictureIn(panes.areas);
  const areas = new Map();
  const dense = window.devicePixelRatio || 1;
  // What is painted beyond each edge of the map, as a part of its size, for when it is dragged.
  const MARGIN = 0.1;
  // Dots of the screen within which points are one.
  const FINE = 0.75;
  let paints = [];
  let colours = {};
  let begun = false;
  // Frontiers wait until the map has been seen.
  let oriented = false;

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

  // Points that a zoom shows, arc by arc, so that neighbours keep the same: the rest lie within a
  // part of a pixel of the one before.
  const { starts } = data.points;
  const kept = new Int32Array(xs.length);
  const begins = new Int32Array(starts.length);
  const keep = (least) => {
    let at = 0;
    for (let arc = 0; arc + 1 < starts.length; arc += 1) {
      begins[arc] = at;
      let last = starts[arc];
      const end = starts[arc + 1] - 1;
      kept[at++] = last;
      for (let i = last + 1; i < end; i += 1) {
        if (Math.abs(xs[i] - xs[last]) + Math.abs(ys[i] - ys[last]) > least) kept[at++] = last = i;
      }
      kept[at++] = end;
    }
    begins[starts.length - 1] = at;
  };

  // Rings of points; the end of each arc is the beginning of the next.
  const ringsOf = ({ arcs: rings }) =>
    rings.map((arcs) => {
      const ring = [];
      for (const arc of arcs) {
        const first = begins[arc >> 1];
        const last = begins[(arc >> 1) + 1] - 1;
        if (arc & 1) for (let n = last; n > first; n -= 1) ring.push(kept[n]);
        else for (let n = first; n < last; n += 1) ring.push(kept[n]);
      }
      return ring;
    });

  const trace = (outlines) => {
    const shape = new Path2D();
    for (const ring of outlines.flatMap(ringsOf)) {
      shape.moveTo(xs[ring[0]], ys[ring[0]]);
      for (let n = 1; n < ring.length; n += 1) shape.lineTo(xs[ring[n]], ys[ring[n]]);
      shape.closePath();
    }
    return shape;
  };
  // Shapes are traced when they are painted.
  const ground = {
    lands: data.base.map(({ outline }) => ({ outlines: [outline] })),
    context: { outlines: data.context },
  };
  const shapeOf = (one) => (one.shape ??= trace(one.outlines));
  let zoom = null;

  const add = ({ id, outline }) => {
    areas.set(id, { outlines: [outline], outline, shape: null, fill: null });
  };

  const brush = (area) => {
    const shape = shapeOf(area);
    const { pattern } = data.fills[area.fill];
    pen.fillStyle = paints[area.fill];
    if (data.clear && !pattern) pen.globalCompositeOperation = "destination-out";
    pen.fill(shape, "evenodd");
    pen.globalCompositeOperation = "source-over";
    pen.strokeStyle = pattern ? colours.edge : colours.border;
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
    for (const one of [below, { canvas, sheet: canvas, pen }, above]) {
      one.canvas.width = one.sheet.width = size.x * dense;
      one.canvas.height = one.sheet.height = size.y * dense;
      one.canvas.style.width = `${size.x}px`;
      one.canvas.style.height = `${size.y}px`;
      L.DomUtil.setPosition(one.canvas, corner);
      one.pen.setTransform(scale, 0, 0, scale, -origin.x, -origin.y);
      one.pen.lineWidth = (0.4 * dense) / scale;
      one.pen.lineJoin = "round";
    }
    if (zoom !== scale) {
      zoom = scale;
      keep(FINE / scale);
      for (const one of [...areas.values(), ...ground.lands, ground.context]) one.shape = null;
    }
    const { pen: quiet } = below;
    quiet.fillStyle = colour("--land");
    for (const land of ground.lands) quiet.fill(shapeOf(land), "evenodd");
    quiet.fillStyle = colour("--none");
    quiet.fill(shapeOf(ground.context), "evenodd");
    quiet.strokeStyle = colours.border;
    quiet.stroke(shapeOf(ground.context));
    quiet.strokeStyle = colour("--frontier");
    quiet.lineWidth *= 3;
    for (const land of ground.lands) quiet.stroke(shapeOf(land));
    below.show();
    paints = data.fills.map((fill) => patterns.brush(fill, colour("--none"), dense, scale));
    const sides = map.getBounds().pad(MARGIN);
    const [west, south, east, north] = [sides.getWest(), sides.getSouth(), sides.getEast(), sides.getNorth()];
    for (const area of areas.values()) {
      const [left, bottom, right, top] = area.outline.box;
      if (left < east && right > west && bottom < north && top > south) brush(area);
    }
    if (oriented) drawFrontiers();
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
    const spot = (i) => `${Math.round(xs[i] * scale - x)} ${Math.round(ys[i] * scale - y)}`;
    return ringsOf(feature.outline).map((ring) => `M${ring.map(spot).join("L")}z`).join("");
  };

  const under = (at) =>
    [...areas]
      .filter(([, { outline }]) => geometry.contains(outline, at))
      .map(([id]) => id)
      .reverse();

  const begin = () => {
    if (!begun) redraw();
  };

  // Frontiers run along the arcs that places of two countries share.
  const frontiers = dom.once(() => {
    const owners = new Map();
    const shared = new Set();
    for (const { outline, in: within } of data.features) {
      for (const arc of outline ? outline.arcs.flat() : []) {
        const country = within.at(-1);
        if ((owners.get(arc >> 1) ?? country) !== country) shared.add(arc >> 1);
        owners.set(arc >> 1, country);
      }
    }
    return [...shared];
  });

  const drawFrontiers = () => {
    const line = new Path2D();
    for (const arc of frontiers()) {
      for (let n = begins[arc]; n < begins[arc + 1]; n += 1) {
        const step = n === begins[arc] ? "moveTo" : "lineTo";
        line[step](xs[kept[n]], ys[kept[n]]);
      }
    }
    const { pen: over } = above;
    const style = getComputedStyle(canvas);
    for (const [name, wide] of [["--case", 5], ["--muted", 2.5]]) {
      over.strokeStyle = style.getPropertyValue(name);
      over.lineWidth = pen.lineWidth * wide;
      over.stroke(line);
    }
    above.show();
  };

  const countriesOf = (near) => {
    const found = new Map();
    for (const { at, outline, in: within } of near) {
      const name = outline && within.at(-1);
      if (!name) continue;
      if (!found.has(name)) found.set(name, []);
      found.get(name).push({ at, outline });
    }
    return [...found].map(([name, own]) => {
      const mean = (axis) => own.reduce((sum, { at }) => sum + at[axis], 0) / own.length;
      const on = (at) => own.some(({ outline }) => geometry.contains(outline, at));
      return { name, at: [mean(0), mean(1)], bounds: L.latLngBounds(own.map(({ at }) => at)), on };
    });
  };

  // What colours leave no room for: frontiers, once the map stands, and where in view a country is.
  let countries = { near: null, found: [] };
  const orient = (near) => {
    if (!oriented) drawFrontiers();
    oriented = true;
    if (countries.near !== near) countries = { near, found: countriesOf(near) };
    return countries.found;
  };

  return { add, paint, path, under, begin, orient };
};
