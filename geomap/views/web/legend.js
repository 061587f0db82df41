// The legend lists what is on the map on the day shown: no more, no less.
const createLegend = (app) => {
  const { data, store, t } = app;
  const list = dom.byId("legend");
  let numbers = false;

  const entry = (style, sample, text) =>
    dom.el("li", { "data-style": style }, sample, dom.bdi(text));

  const framed = (kind, colour) =>
    dom.svg(
      "svg",
      { class: "geomap-swatch", width: 28, height: 18, "aria-hidden": "true" },
      dom.svg("rect", { x: 3, y: 3, width: 22, height: 12, class: "geomap-sample geomap-none" }),
      dom.svg("rect", {
        x: 3,
        y: 3,
        width: 22,
        height: 12,
        fill: "none",
        stroke: colour,
        class: `geomap-outline geomap-${kind} geomap-line`,
      }),
    );

  const symbol = (level) =>
    dom.svg(
      "svg",
      { class: "geomap-swatch", width: 28, height: 18, "aria-hidden": "true" },
      level === "settlement"
        ? dom.svg("circle", { cx: 14, cy: 9, r: 6, class: "geomap-point geomap-none" })
        : dom.svg("path", { d: "M14 1L22 9L14 17L6 9z", class: "geomap-point geomap-none" }),
    );

  const inUse = () => {
    const used = { fills: new Set(), outlines: new Set(), levels: new Set(), changed: false };
    for (const feature of data.features) {
      const now = state.on(feature, store.day);
      if (!state.present(feature, now) && feature.id !== store.selected) continue;
      used.fills.add(now.fill);
      now.outlines.forEach((index) => used.outlines.add(index));
      if (feature.shape === "point") {
        used.levels.add(feature.level === "settlement" ? "settlement" : "feature");
      }
      used.changed ||= now.changed && now.start === store.day;
    }
    return used;
  };

  const show = () => {
    const used = inUse();
    const entries = [];
    data.fills.forEach((fill, index) => {
      if (fill.kind === "none" || !used.fills.has(index)) return;
      entries.push(entry(`fill-${index}`, patterns.swatch(data.fills, index), fill.legend));
    });
    const none = dom.svg(
      "svg",
      { class: "geomap-swatch", width: 28, height: 18, "aria-hidden": "true" },
      dom.svg("rect", { x: 1, y: 1, width: 26, height: 16, class: "geomap-sample geomap-none" }),
    );
    entries.push(entry("none", none, t("legend.none")));
    data.outlines.forEach(({ kind, colour, legend }, index) => {
      if (used.outlines.has(index)) {
        entries.push(entry(`outline-${index}`, framed(kind, colour), legend));
      }
    });
    if (used.changed) entries.push(entry("changed", framed("changed"), t("legend.changed")));
    for (const level of ["settlement", "feature"]) {
      if (used.levels.has(level)) entries.push(entry(level, symbol(level), t(`legend.${level}`)));
    }
    if (numbers) {
      const sample = dom.el("span", { class: "geomap-number", "aria-hidden": "true" }, "1");
      entries.push(entry("number", sample, t("legend.number")));
    }
    dom.replace(list, entries);
  };

  const numbered = (value) => {
    if (numbers === value) return;
    numbers = value;
    show();
  };

  return { show, numbered };
};
