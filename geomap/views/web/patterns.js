// SVG patterns from the shapes in the payload, shared by the map and the legend.
const patterns = (() => {
  const shape = ([tag, attributes, inner]) => dom.svg(tag, attributes, ...inner.map(shape));

  const paint = (fills, index) => (fills[index].pattern ? `url(#geomap-fill-${index})` : null);

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
    document.body.append(holder);
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

  return { install, paint, swatch };
})();
