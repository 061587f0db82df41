// SVG patterns from the shapes in the payload, shared by the map and the legend.
const patterns = (() => {
  const shape = ([tag, attributes, inner]) => dom.svg(tag, attributes, ...inner.map(shape));

  const paint = (fills, index) => (fills[index].pattern ? `url(#geomap-fill-${index})` : null);

  const fill = (element, fills, index) => {
    const found = paint(fills, index);
    element.setAttribute("fill", found || "none");
    element.classList.toggle("geomap-none", found === null);
  };

  const install = (fills) => {
    const definitions = fills.map((fill, index) => {
      if (!fill.pattern) return null;
      const [width, height, turn, shapes] = fill.pattern;
      return dom.svg(
        "pattern",
        {
          id: `geomap-fill-${index}`,
          patternUnits: "userSpaceOnUse",
          width,
          height,
          patternTransform: turn ? `rotate(${turn})` : null,
        },
        ...shapes.map(shape),
      );
    });
    const holder = dom.svg(
      "svg",
      { class: "geomap-patterns", width: 0, height: 0, "aria-hidden": "true" },
      dom.svg("defs", {}, ...definitions),
    );
    dom.byId("page").append(holder);
  };

  // A sample of a fill, for the legend and beside a name.
  const swatches = new Map();
  const swatch = (fills, index, classes = "") => {
    const key = `${index} ${classes}`;
    if (!swatches.has(key)) swatches.set(key, sample(fills, index, classes));
    return swatches.get(key).cloneNode(true);
  };

  const sample = (fills, index, classes) =>
    dom.svg(
      "svg",
      { class: `geomap-swatch ${classes}`, width: 28, height: 18, "aria-hidden": "true" },
      dom.svg("rect", {
        x: 1,
        y: 1,
        width: 26,
        height: 16,
        class: fills[index].pattern ? "geomap-sample" : "geomap-sample geomap-none",
        fill: paint(fills, index),
      }),
    );

  // Signs of places that are only roughly known: a ring near one that is named, brackets between
  // two, and the banks of a line.
  const rough = {
    near: (x, y, r) => `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`,
    between: (x, y, r) =>
      [-r, r].map((side) => `M${x + 0.6 * side} ${y - 0.7 * r}h${0.3 * side}v${1.4 * r}h${-0.3 * side}`).join(""),
    along: (x, y, r) =>
      [-0.6, 0.6].map((off) => `M${x - r} ${y + off * r}q${r / 2} ${-r / 2} ${r} 0t${r} 0`).join(""),
  };

  // The same shapes on a canvas.
  const stroke = (pen, [tag, a, inner], none) => {
    pen.save();
    pen.fillStyle = a.class === "geomap-none" ? none : a.fill || "none";
    pen.globalAlpha = a["fill-opacity"] ?? 1;
    if (tag === "rect") pen.fillRect(a.x || 0, a.y || 0, a.width, a.height);
    if (tag === "g") pen.translate(...a.transform.match(/[-\d.]+/g).map(Number));
    if (tag === "svg") {
      pen.translate(a.x, a.y);
      pen.beginPath();
      pen.rect(0, 0, a.width, a.height);
      pen.clip();
    }
    if (tag === "circle" || tag === "path") {
      const shape = new Path2D(a.d);
      if (tag === "circle") shape.arc(a.cx, a.cy, a.r, 0, 7);
      if (a.fill !== "none") pen.fill(shape);
      pen.globalAlpha = a["stroke-opacity"] ?? 1;
      pen.lineWidth = a["stroke-width"] || 1;
      pen.strokeStyle = a.stroke;
      if (a.stroke) pen.stroke(shape);
    }
    for (const part of inner) stroke(pen, part, none);
    pen.restore();
  };

  // A fill for a canvas that is drawn at a scale, so many dots to a pixel of the page.
  const brush = ({ pattern }, none, dense, scale) => {
    if (!pattern) return none;
    const [width, height, turn, shapes] = pattern;
    const tile = dom.el("canvas", { width: Math.ceil(width * dense), height: Math.ceil(height * dense) });
    const pen = tile.getContext("2d");
    pen.scale(tile.width / width, tile.height / height);
    for (const shape of shapes) stroke(pen, shape, none);
    const found = pen.createPattern(tile, "repeat");
    found.setTransform(new DOMMatrix().rotateSelf(turn).scaleSelf(1 / scale));
    return found;
  };

  return { install, fill, swatch, rough, brush };
})();
