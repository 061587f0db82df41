// The legend lists what is on the map on the day shown: no more, no less.
const createLegend = (app) => {
  const { data, store, moment, t } = app;
  const list = dom.byId("legend");
  let numbers = false;
  let listed = null;

  const entry = (style, sample, text) =>
    dom.el("li", { "data-style": style }, sample, dom.bdi(text));

  const swatch = (...parts) =>
    dom.svg("svg", { class: "geomap-swatch", width: 28, height: 18, "aria-hidden": "true" }, ...parts);

  const framed = (kind, colour, light) => {
    const sign = patterns.rough[kind];
    const frame = (classes, stroke) =>
      sign
        ? dom.svg("path", { d: sign(14, 9, 7.5), stroke, class: classes })
        : dom.svg("rect", { x: 3, y: 3, width: 22, height: 12, stroke, class: classes });
    return swatch(
      sign ? "" : frame("geomap-sample geomap-none"),
      frame(`geomap-outline geomap-${kind} geomap-casing${light ? " geomap-light" : ""}`),
      frame(`geomap-outline geomap-${kind} geomap-line`, colour),
    );
  };

  const symbol = (level) =>
    swatch(
      level === "settlement"
        ? dom.svg("circle", { cx: 14, cy: 9, r: 6, class: "geomap-point geomap-none" })
        : dom.svg("path", { d: "M14 1L22 9L14 17L6 9z", class: "geomap-point geomap-none" }),
    );

  const indices = (counts) => counts.flatMap((count, index) => (count > 0 ? [index] : []));

  const inUse = () => {
    const { fills, outlines, levels } = moment.used;
    const shown = Object.keys(levels).filter((level) => levels[level] > 0);
    const chosen = data.byId.get(store.selected);
    // A chosen point is on the map before its first report, too.
    if (chosen && chosen.shape === "point") shown.push(chosen.level);
    return {
      fills: indices(fills).filter((index) => data.fills[index].kind !== "none"),
      outlines: indices(outlines),
      symbols: ["settlement", "feature"].filter((kind) =>
        shown.some((level) => (level === "settlement") === (kind === "settlement")),
      ),
      open: moment.used.open > 0,
      changed: moment.changing(store.day).length > 0,
      numbers,
    };
  };

  const none = () =>
    swatch(dom.svg("rect", { x: 1, y: 1, width: 26, height: 16, class: "geomap-sample geomap-none" }));

  const show = () => {
    const used = inUse();
    const key = JSON.stringify(used);
    if (key === listed) return;
    listed = key;
    const number = () => dom.el("span", { class: "geomap-number", "aria-hidden": "true" }, "1");
    dom.replace(list, [
      ...used.fills.map((index) =>
        entry(`fill-${index}`, patterns.swatch(data.fills, index), data.fills[index].legend),
      ),
      entry("none", none(), t("legend.none")),
      ...used.outlines.map((index) => {
        const { kind, colour, light, legend } = data.outlines[index];
        return entry(`outline-${index}`, framed(kind, colour, light), legend);
      }),
      used.changed ? entry("changed", framed("changed"), t("legend.changed")) : null,
      ...used.symbols.map((kind) => entry(kind, symbol(kind), t(`legend.${kind}`))),
      used.open ? entry("asof", dom.el("span", { class: "geomap-sign", "aria-hidden": "true" }, "≤"), t("legend.asof")) : null,
      used.numbers ? entry("number", number(), t("legend.number")) : null,
    ]);
  };

  const numbered = (value) => {
    if (numbers === value) return;
    numbers = value;
    show();
  };

  return { show, numbered };
};
