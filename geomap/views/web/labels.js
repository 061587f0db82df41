// Names and dates on the map. A label keeps to its own place or becomes a number of the table.
const createLabels = (map, app, chart) => {
  const { data, store } = app;
  const GAP = 3;
  const SHIFT = 60;
  // More labels than this no map can bear; the table has them all.
  const MOST = 200;
  const holder = map.getPane(chart.panes.labels);
  holder.classList.add("leaflet-zoom-hide");
  holder.setAttribute("aria-hidden", "true");

  // The spell that a label tells of: a plan if there is one, else the latest to begin.
  const told = (feature) => {
    const now = state.on(feature, store.day);
    const dated = now.spells.filter((index) => data.spells[index].begin !== null);
    const plans = dated.filter((index) => app.isPlan(data.spells[index]));
    const pool = plans.length ? plans : dated;
    if (!pool.length) return null;
    const index = pool.reduce((a, b) => (data.spells[b].begin > data.spells[a].begin ? b : a));
    return { feature, index, spell: data.spells[index], changed: now.start === store.day };
  };

  const clash = (box, taken) =>
    taken.some(
      (other) =>
        box.x < other.x + other.width + GAP &&
        other.x < box.x + box.width + GAP &&
        box.y < other.y + other.height + GAP &&
        other.y < box.y + box.height + GAP,
    );

  const boxAt = (x, y, size) => ({
    x: x - size.width / 2,
    y: y - size.height / 2,
    width: size.width,
    height: size.height,
  });

  const offsets = (feature, size) => {
    if (feature.shape === "point") {
      const side = size.width / 2 + 11;
      const above = size.height / 2 + 11;
      return [[side, 0], [-side, 0], [0, -above], [0, above]];
    }
    const found = [[0, 0]];
    for (let reach = 10; reach <= SHIFT; reach += 10) {
      const slant = Math.round(reach * 0.7);
      found.push([0, -reach], [0, reach], [reach, 0], [-reach, 0]);
      found.push([slant, slant], [-slant, slant], [slant, -slant], [-slant, -slant]);
    }
    return found;
  };

  const keepsTo = (feature, x, y) => {
    if (feature.shape === "point") return true;
    const { lat, lng } = map.layerPointToLatLng([x, y]);
    return geometry.contains(feature.rings, lat, lng);
  };

  const widthOf = (bounds) =>
    map.latLngToLayerPoint(bounds.getNorthEast()).x -
    map.latLngToLayerPoint(bounds.getSouthWest()).x;

  // Whether all of a box is inside the window of the map.
  const whole = ({ x, width }) => {
    const left = map.containerPointToLayerPoint([0, 0]).x;
    return x > left && x + width < left + map.getSize().x;
  };

  const fits = (feature, size) => {
    if (feature.shape === "point") return true;
    feature.bounds ??= L.latLngBounds(feature.rings.flat(2));
    return size.width <= 2 * widthOf(feature.bounds);
  };

  const place = (feature, size, taken) => {
    const anchor = map.latLngToLayerPoint(feature.at);
    for (const [dx, dy] of offsets(feature, size)) {
      const box = boxAt(anchor.x + dx, anchor.y + dy, size);
      if (keepsTo(feature, anchor.x + dx, anchor.y + dy) && !clash(box, taken)) return box;
    }
    return null;
  };

  const put = (element, box, taken) => {
    L.DomUtil.setPosition(element, L.point(Math.round(box.x), Math.round(box.y)));
    element.classList.remove("geomap-unplaced");
    taken.push(box);
  };

  // Labels are made once for each spell and measured once: a step only places them.
  const made = new Map();
  const labelOf = (label) => {
    const known = made.get(label.index);
    if (known) return known;
    const number = String(app.rowNumber(label.feature.id, label.index));
    const fresh = {
      full: dom.el(
        "div",
        { class: "geomap-label geomap-unplaced", "data-spell": label.index },
        dom.el("b", {}, dom.bdi(label.feature.name)),
        dom.el("span", {}, label.spell.short),
      ),
      number: dom.el(
        "div",
        { class: "geomap-number geomap-unplaced", "data-spell": label.index },
        number,
      ),
      size: null,
      numberSize: { width: Math.max(18, 10 + 7 * number.length), height: 18 },
    };
    made.set(label.index, fresh);
    return fresh;
  };

  const countries = data.base.map((country) => ({
    at: country.at,
    bounds: L.latLngBounds(geometry.decode(country.p, data.places).flat(2)),
    element: dom.el("div", { class: "geomap-country geomap-unplaced" }, dom.bdi(country.name)),
    size: null,
  }));

  const inView = (at) => map.getBounds().contains(at);

  // Buttons in the corners of the map are taken from the start.
  const corners = () => {
    const { x, y } = map.containerPointToLayerPoint([0, 0]);
    const { x: width } = map.getSize();
    return [
      { x, y, width: 56, height: 96 },
      { x: x + width - 110, y, width: 110, height: 52 },
    ];
  };

  const symbols = () =>
    data.features
      .filter((feature) => feature.shape === "point")
      .filter((feature) => state.present(feature, state.on(feature, store.day)))
      .map(({ at }) => map.latLngToLayerPoint(at))
      .map(({ x, y }) => boxAt(x, y, { width: 16, height: 16 }));

  const rank = (a, b) =>
    Number(b.feature.id === store.selected) - Number(a.feature.id === store.selected) ||
    Number(b.changed) - Number(a.changed) ||
    b.spell.begin - a.spell.begin ||
    (a.feature.id < b.feature.id ? -1 : 1);

  const update = () => {
    const found = data.features
      .filter(({ at }) => inView(at))
      .map(told)
      .filter((label) => label !== null)
      .sort(rank)
      .slice(0, MOST)
      .map((label) => ({ ...label, ...labelOf(label), known: labelOf(label) }));
    dom.replace(
      holder,
      found.flatMap(({ full, number }) => [full, number]),
      countries.map(({ element }) => element),
    );
    // All sizes first: measuring between writes would lay the page out again each time.
    for (const measured of [...found.map(({ known }) => known), ...countries]) {
      const element = measured.full || measured.element;
      measured.size ??= { width: element.offsetWidth, height: element.offsetHeight };
    }
    const taken = [...corners(), ...symbols()];
    const numbered = found.filter(({ feature, full, number, known }) => {
      number.classList.add("geomap-unplaced");
      full.classList.add("geomap-unplaced");
      const box = fits(feature, known.size) ? place(feature, known.size, taken) : null;
      if (box) put(full, box, taken);
      return !box;
    });
    for (const { feature, number, numberSize } of numbered) {
      const { x, y } = map.latLngToLayerPoint(feature.at);
      put(number, place(feature, numberSize, taken) || boxAt(x, y, numberSize), taken);
    }
    for (const { at, element, size, bounds } of countries) {
      element.classList.add("geomap-unplaced");
      const { x, y } = map.latLngToLayerPoint(at);
      const box = boxAt(x, y, size);
      const room = widthOf(bounds) * 1.2 >= size.width && whole(box);
      if (inView(at) && room && !clash(box, taken)) put(element, box, taken);
    }
    app.numbered(numbered.length > 0);
  };

  map.on("moveend zoomend resize", update);
  return { update };
};
