// The Leaflet side: the quiet base, the features, and what their outlines say.
const createChart = (map, app) => {
  const { data, store, moment } = app;
  const ids = new WeakMap();
  const layers = new Map();

  const pane = (name, level) => {
    const element = map.createPane(`geomap-${name}`);
    element.classList.add(`geomap-pane-${name}`);
    element.style.zIndex = String(level);
    element.setAttribute("aria-hidden", "true");
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
  const diamond = ({ x, y }, r) => `M${x} ${y - r}l${r} ${r}l${-r} ${r}l${-r} ${-r}z`;
  const Diamond = L.CircleMarker.extend({
    _updatePath() {
      const path = this._empty() ? "M0 0" : diamond(this._point, this._radius * 1.25);
      this._renderer._setPath(this, path);
    },
  });
  const isRound = ({ level }) => level === "settlement";

  // Thousands of areas are painted; a few are elements.
  const { crowded } = data;
  const areas = createSurface(map, app, panes, ids);
  // Among thousands of places a border of a pixel would hide what it borders.
  if (crowded) map.getContainer().classList.add("geomap-crowd");

  // The view comes first: what is added to a map is projected there and then.
  const bounds = L.latLngBounds(
    [data.view[1], data.view[0]],
    [data.view[3], data.view[2]],
  );
  // The base ends at a side of the view beyond it: nobody is to see the land end in a straight line.
  const side = Math.max(data.view[2] - data.view[0], data.view[3] - data.view[1]);
  const reach = L.latLngBounds(
    [Math.max(data.view[1] - side, -85), Math.max(data.view[0] - side, -180)],
    [Math.min(data.view[3] + side, 85), Math.min(data.view[2] + side, 180)],
  );
  let moved = false;
  const home = () => {
    moved = false;
    map.options.minZoom = 0;
    map.fitBounds(bounds, { animate: false });
    if (data.tiled) return;
    map.setMinZoom(Math.min(map.getZoom(), map.getBoundsZoom(reach, true)));
    map.setMaxBounds(reach);
  };
  home();
  // A map that nobody has moved shows every place, also when its frame gets its width late.
  for (const event of ["pointerdown", "wheel", "keydown"]) {
    map.getContainer().addEventListener(event, () => (moved = true), { passive: true });
  }
  map.on("resize", ({ oldSize, newSize }) => {
    if (!moved && oldSize.x !== newSize.x) home();
  });

  const quiet = (lines, className, kind = L.Polygon) =>
    new kind(lines, {
      pane: panes.base,
      className,
      interactive: false,
      smoothFactor: 0.5,
    }).addTo(map);

  const ringsOf = (outlines) => outlines.flatMap(({ rings }) => rings);
  if (!crowded) {
    for (const { outline } of data.base) quiet(outline.rings, "geomap-land");
    quiet(ringsOf(data.context), "geomap-context");
  }
  quiet(data.water.rivers, "geomap-river", L.Polyline);
  quiet(ringsOf(data.water.lakes), "geomap-lake");
  // Frontiers once more, over the units and under what is said of them.
  if (data.frontiers) quiet(data.frontiers, "geomap-frontier", L.Polyline);
  else if (!crowded) quiet(ringsOf(data.base.map(({ outline }) => outline)), "geomap-frontier");

  // Larger areas first, so that a country does not lie over its districts.
  const rank = (feature) =>
    ["country", "region", "district"].indexOf(feature.level) + (feature.shape === "point" ? 9 : 0);
  const addPoint = (feature) => {
    const Symbol = isRound(feature) ? L.CircleMarker : Diamond;
    const options = { pane: panes.points, className: "geomap-point", fillOpacity: 1, radius: 7 };
    const layer = new Symbol(feature.at, options).addTo(map);
    const element = layer.getElement();
    element.setAttribute("tabindex", "-1");
    element.setAttribute("data-feature", feature.id);
    ids.set(element, feature.id);
    return element;
  };

  for (const feature of [...data.features].sort((a, b) => rank(a) - rank(b))) {
    const element = feature.shape === "area" ? areas.add(feature) : addPoint(feature);
    layers.set(feature.id, { feature, element, fill: null, marks: new Set() });
  }

  // Outlines of one kind are one line for all places that have it, over a casing that shows on
  // every fill. They lie over all areas, the mark of selection lowest.
  const first = L.polygon([], { pane: panes.areas, interactive: false }).addTo(map).getElement();
  const sheet = dom.svg("g", { class: "geomap-outlines" });
  first.ownerSVGElement.append(sheet);
  const trace = (kind, part, colour) =>
    dom.svg("path", { class: `geomap-outline geomap-${kind} geomap-${part}`, stroke: colour });
  const kinds = [{ kind: "selected" }, ...data.outlines, { kind: "changed" }].map(
    ({ kind, colour, light }) => ({
      places: new Set(),
      dashed: kind in patterns.rough || ["planned", "claimed", "inside"].includes(kind),
      rough: patterns.rough[kind],
      parts: [trace(kind, light ? "casing geomap-light" : "casing"), trace(kind, "line", colour)],
    }),
  );
  const CHANGED = kinds.length - 1;

  // The sign of a place that is only roughly known is wide, whatever its symbol.
  const around = (rough, drawn) => ({ feature }) => {
    if (feature.shape === "area") return areas.path(feature, drawn);
    const at = map.latLngToLayerPoint(feature.at);
    if (rough) return rough(at.x, at.y, 20);
    return isRound(feature) ? patterns.rough.near(at.x, at.y, 11) : diamond(at, 14);
  };

  const redraw = (kind) => {
    const drawn = kind.dashed && new Set();
    const path = [...kind.places].map(around(kind.rough, drawn)).join("");
    for (const part of kind.parts) part.setAttribute("d", path);
    // In their order, whichever came last; nothing is moved that stays.
    const wanted = kinds.filter(({ places }) => places.size).flatMap(({ parts }) => parts);
    const { children } = sheet;
    if (wanted.length !== children.length || wanted.some((part, n) => part !== children[n])) sheet.replaceChildren(...wanted);
  };
  map.on("moveend", () => kinds.filter(({ places }) => places.size).forEach(redraw));

  const marksOf = (feature, now) => {
    const found = now.outlines.map((index) => index + 1);
    if (now.changed && now.start === store.day) found.push(CHANGED);
    if (feature.id === store.selected) found.push(0);
    return new Set(found);
  };

  const refresh = (entry, stale) => {
    const { feature, element } = entry;
    const now = moment.on(feature);
    if (entry.fill !== now.fill) {
      entry.fill = now.fill;
      if (feature.shape === "area") areas.paint(feature, now.fill);
      else patterns.fill(element, data.fills, now.fill);
    }
    // A point that nothing is reported of yet is not on the map.
    if (feature.shape === "point") {
      const absent = !state.present(feature, now) && feature.id !== store.selected;
      element.classList.toggle("geomap-absent", absent);
    }
    const marks = marksOf(feature, now);
    for (const mark of new Set([...marks, ...entry.marks])) {
      if (marks.has(mark) === entry.marks.has(mark)) continue;
      if (marks.has(mark)) kinds[mark].places.add(entry);
      else kinds[mark].places.delete(entry);
      stale.add(kinds[mark]);
    }
    entry.marks = marks;
  };

  // Draw again what a step touches, and what was or is selected.
  let selected = null;
  const show = (touched) => {
    const stale = new Set();
    for (const { id } of touched) refresh(layers.get(id), stale);
    if (selected !== store.selected) {
      for (const id of [selected, store.selected]) {
        if (layers.has(id)) refresh(layers.get(id), stale);
      }
      selected = store.selected;
    }
    areas.begin();
    stale.forEach(redraw);
    return touched;
  };

  const boundsOf = (id) => {
    const { outline, at } = layers.get(id).feature;
    return outline ? outline.bounds : L.latLng(at).toBounds(2000);
  };

  // Bring a feature into view, without a jump when it is there already.
  const reveal = (id) => {
    if (!layers.has(id)) return;
    const bounds = boundsOf(id);
    if (!map.getBounds().contains(bounds)) {
      moved = true;
      map.fitBounds(bounds.pad(0.8), { maxZoom: map.getZoom(), animate: false });
    }
  };

  // Everything under the pointer, topmost first: what lies below can be reached too.
  map.on("click", ({ originalEvent, latlng }) => {
    const elements = root.elementsFromPoint(originalEvent.clientX, originalEvent.clientY);
    const found = elements.map((element) => ids.get(element)).filter((id) => id !== undefined);
    found.push(...areas.under(latlng));
    if (found.length) app.choose?.(found[0], { also: found.slice(1), from: "map" });
  });

  const frame = map.getContainer();
  // In an article the wheel scrolls the article, unless the reader has pressed on the map.
  if (!alone || parent !== window) {
    let pressed = false;
    frame.addEventListener("pointerdown", () => (pressed = true));
    frame.addEventListener("pointerleave", () => (pressed = false));
    frame.addEventListener(
      "wheel",
      (event) => pressed || event.ctrlKey || event.metaKey || event.stopPropagation(),
      { capture: true, passive: true },
    );
  }
  // What takes the focus has a name.
  frame.setAttribute("role", "group");
  frame.setAttribute("aria-label", frame.parentElement.getAttribute("aria-label"));
  map.attributionControl.setPrefix("Leaflet");
  for (const key of ["map.in", "map.out"]) {
    const button = map.getContainer().querySelector(`.leaflet-control-zoom-${key.slice(4)}`);
    button.title = app.t(key);
    button.setAttribute("aria-label", button.title);
  }
  return { show, home, reveal, boundsOf, panes, orient: areas.orient };
};
