// The Leaflet side: the quiet base, the features, and what their outlines say.
const createChart = (map, app) => {
  const { data, store } = app;
  const ids = new WeakMap();
  const layers = new Map();

  const pane = (name, level) => {
    const element = map.createPane(`geomap-${name}`);
    element.classList.add(`geomap-pane-${name}`);
    element.style.zIndex = String(level);
    return `geomap-${name}`;
  };
  const panes = {
    base: pane("base", 210),
    areas: pane("areas", 300),
    outlines: pane("outlines", 320),
    points: pane("points", 340),
    labels: pane("labels", 400),
  };

  // A site is a square on its corner; a settlement is Leaflet's own circle.
  const Diamond = L.CircleMarker.extend({
    _updatePath() {
      const { x, y } = this._point;
      const r = this._radius * 1.25;
      const path = `M${x} ${y - r}L${x + r} ${y}L${x} ${y + r}L${x - r} ${y}z`;
      this._renderer._setPath(this, this._empty() ? "M0 0" : path);
    },
  });

  const draw = (feature, radius, options) => {
    if (feature.shape === "area") return L.polygon(feature.rings, options);
    const round = feature.level === "settlement";
    return round
      ? L.circleMarker(feature.at, { ...options, radius })
      : new Diamond(feature.at, { ...options, radius });
  };

  const quiet = (polygons, className) =>
    L.polygon(geometry.decode(polygons, data.places), {
      pane: panes.base,
      className,
      interactive: false,
      smoothFactor: 0.5,
    }).addTo(map);

  for (const country of data.base) quiet(country.p, "geomap-land");
  for (const polygons of data.context) quiet(polygons, "geomap-context");
  // Frontiers once more, over the units and under what is said of them.
  for (const country of data.base) quiet(country.p, "geomap-frontier");

  // Larger areas first, so that a country does not lie over its districts.
  const rank = (feature) =>
    ["country", "region", "district"].indexOf(feature.level) + (feature.shape === "point" ? 9 : 0);
  for (const feature of [...data.features].sort((a, b) => rank(a) - rank(b))) {
    if (feature.p) feature.rings = geometry.decode(feature.p, data.places);
    const layer = draw(feature, 7, {
      pane: feature.shape === "area" ? panes.areas : panes.points,
      className: feature.shape === "area" ? "geomap-area" : "geomap-point",
      fillOpacity: 1,
      smoothFactor: 0.5,
    }).addTo(map);
    const element = layer.getElement();
    element.setAttribute("tabindex", "-1");
    element.setAttribute("data-feature", feature.id);
    ids.set(element, feature.id);
    layers.set(feature.id, { feature, layer, fill: null, outlines: new Map() });
  }

  // Each outline is drawn twice: a casing below, so that it shows on every fill.
  const outline = (entry, key, colour) => {
    const make = (part) =>
      draw(entry.feature, 11, {
        pane: panes.outlines,
        className: `geomap-outline geomap-${key} geomap-${part}`,
        interactive: false,
        fill: false,
        color: part === "line" && colour ? colour : undefined,
        smoothFactor: 0.5,
      });
    return L.layerGroup([make("casing"), make("line")]);
  };

  const wanted = (feature, now) => {
    const found = new Map();
    for (const index of now.outlines) {
      const { kind, colour } = data.outlines[index];
      found.set(`${kind}-${index}`, { kind, colour });
    }
    if (now.changed && now.start === store.day) found.set("changed", { kind: "changed" });
    if (feature.id === store.selected) found.set("selected", { kind: "selected" });
    return found;
  };

  const refresh = (entry) => {
    const now = state.on(entry.feature, store.day);
    if (entry.fill !== now.fill) {
      entry.fill = now.fill;
      const paint = patterns.paint(data.fills, now.fill);
      entry.layer.setStyle({ fillColor: paint || "none" });
      entry.layer.getElement().classList.toggle("geomap-none", paint === null);
    }
    // A point that nothing is reported of yet is not on the map.
    const absent = !state.present(entry.feature, now) && entry.feature.id !== store.selected;
    entry.layer.getElement().classList.toggle("geomap-absent", absent);
    const outlines = wanted(entry.feature, now);
    for (const [key, drawn] of entry.outlines) {
      if (outlines.has(key)) continue;
      drawn.remove();
      entry.outlines.delete(key);
    }
    for (const [key, { kind, colour }] of outlines) {
      if (entry.outlines.has(key)) continue;
      const made = outline(entry, kind, colour).addTo(map);
      entry.outlines.set(key, made);
      // The mark of selection lies under the others, so that it hides none of them.
      if (kind === "selected") made.getLayers().reverse().forEach((part) => part.bringToBack());
    }
  };

  // The last state drawn of each feature: a step touches only what it changes.
  const drawn = new Map();
  const show = () => {
    for (const [id, entry] of layers) {
      const index = state.indexOn(entry.feature, store.day);
      const now = entry.feature.states[index];
      const key = `${index}${now.changed && now.start === store.day}${id === store.selected}`;
      if (drawn.get(id) === key) continue;
      drawn.set(id, key);
      refresh(entry);
    }
  };

  const bounds = L.latLngBounds(
    [data.view[1], data.view[0]],
    [data.view[3], data.view[2]],
  );
  const home = () => map.fitBounds(bounds, { animate: false });

  // Bring a feature into view, without a jump when it is there already.
  const reveal = (id) => {
    const entry = layers.get(id);
    if (!entry) return;
    const target =
      entry.feature.shape === "area"
        ? entry.layer.getBounds()
        : entry.layer.getLatLng().toBounds(2000);
    if (!map.getBounds().contains(target)) {
      map.fitBounds(target.pad(0.8), { maxZoom: map.getZoom(), animate: false });
    }
  };

  // Everything under the pointer, topmost first: what lies below can be reached too.
  map.on("click", ({ originalEvent }) => {
    const found = document
      .elementsFromPoint(originalEvent.clientX, originalEvent.clientY)
      .map((element) => ids.get(element))
      .filter((id) => id !== undefined);
    if (found.length) app.choose(found[0], { also: found.slice(1), from: "map" });
  });

  map.attributionControl.setPrefix("Leaflet");
  home();
  return { show, home, reveal, panes };
};
