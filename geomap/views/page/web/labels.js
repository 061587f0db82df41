// Names and dates on the map. A label keeps to its own place or becomes a number of the table.
const createLabels = (map, app, chart) => {
  const { data, store, moment } = app;
  // Between labels side by side, so that none reads on into the next.
  const GAP = 6;
  const SHIFT = 60;
  // More places in view than this, and only those that change are labelled; the table has them all.
  const CROWD = 150;
  // More numbers than this, and those wider than their place are left to the table.
  const NUMBERS = 20;
  const holder = map.getPane(chart.panes.labels);
  holder.classList.add("leaflet-zoom-hide");

  // The spell that a label tells of: a plan if there is one, else the latest to begin.
  const told = (feature) => {
    const now = moment.on(feature);
    const dated = now.spells.filter((index) => data.spells[index].begin !== null);
    const plans = dated.filter((index) => app.isPlan(data.spells[index]));
    const pool = plans.length ? plans : dated;
    if (!pool.length) return null;
    const index = pool.reduce((a, b) => (data.spells[b].begin > data.spells[a].begin ? b : a));
    return { feature, index, spell: data.spells[index], changed: now.changed && now.start === store.day };
  };

  const clash = (box, taken) =>
    taken.some(
      (other) =>
        box.x < other.x + other.width + GAP &&
        other.x < box.x + box.width + GAP &&
        box.y <= other.y + other.height &&
        other.y <= box.y + box.height,
    );

  const boxAt = (x, y, size) => ({
    x: x - size.width / 2,
    y: y - size.height / 2,
    width: size.width,
    height: size.height,
  });

  const offsets = (feature, size) => {
    if (feature.shape === "point") {
      // Off the ring of what changes, too, or the sign of what is only roughly known.
      const wide = moment.on(feature).outlines.some((index) => data.outlines[index].kind in patterns.rough);
      const off = wide ? 23 : 15;
      const side = size.width / 2 + off;
      const above = size.height / 2 + off - 1;
      const found = [[side, 0], [-side, 0], [0, -above], [0, above]];
      const half = size.width / 2 - 4;
      for (const x of [half, -half]) found.push([x, -above], [x, above]);
      return found;
    }
    const found = [[0, 0]];
    for (let reach = 10; reach <= SHIFT; reach += 10) {
      const slant = Math.round(reach * 0.7);
      found.push([0, -reach], [0, reach], [reach, 0], [-reach, 0]);
      found.push([slant, slant], [-slant, slant], [slant, -slant], [-slant, -slant]);
    }
    return found;
  };

  // Whether every line of a label is on the place that it names, but for the very ends of it, or at
  // sea: on no other land.
  const within = (feature, { x, y, width }, { lines }) =>
    lines.every((line, row) =>
      [0, -0.46, 0.46].every((part) => {
        const at = map.layerPointToLatLng([x + width / 2 + part * line, y + 7.5 + 15 * row]);
        const on = ({ outline }) => outline && geometry.contains(outline, at);
        return on(feature) || !(row + part === 0 || crowded() || near.some(on) || data.base.some(on));
      }),
    );

  const widthOf = (bounds) =>
    map.latLngToLayerPoint(bounds.getNorthEast()).x -
    map.latLngToLayerPoint(bounds.getSouthWest()).x;

  // Whether all of a box is inside the window of the map.
  const whole = ({ x, y, width, height }) => {
    const { x: left, y: top } = map.containerPointToLayerPoint([0, 0]);
    const { x: across, y: down } = map.getSize();
    return x > left + 4 && x + width < left + across - 4 && y > top && y + height < top + down;
  };

  // The nearest spot where a label lies on its place or, of a point, on its unit if there is one.
  const place = (feature, size, taken) => {
    const { x, y } = map.latLngToLayerPoint(feature.at);
    const ground = feature.outline ? feature : data.byId.get(feature.unit);
    let nearest = null;
    for (const [dx, dy] of offsets(feature, size)) {
      const box = boxAt(x + dx, y + dy, size);
      if (clash(box, taken) || !whole(box)) continue;
      if (!ground || within(ground, box, size)) return box;
      if (feature !== ground) nearest ??= box;
    }
    return nearest;
  };

  // Sizes come from the letters alone: measuring elements would lay the page out at every step.
  const pen = document.createElement("canvas").getContext("2d");
  const family = getComputedStyle(holder).fontFamily;
  const widthIn = (font, text) => {
    pen.font = `${font} ${family}`;
    return pen.measureText(text).width;
  };

  // Labels are made once for each spell and year: a step only places them.
  const made = new Map();
  const labelOf = ({ feature, index, spell }) => {
    // Of the year shown, the day is enough.
    const { year } = dates.civil(store.day);
    const key = `${index} ${year}`;
    const known = made.get(key);
    if (known) return known;
    const number = String(app.rowNumber(index));
    const when = spell.short.replace(new RegExp(` ${year}$`), "");
    const name = widthIn("700 13px", feature.name);
    const form = (parts) => {
      const lines = [name, ...parts.map((part) => widthIn("12px", part))];
      const full = () =>
        dom.el(
          "div",
          { class: "geomap-label", "data-spell": index },
          dom.el("b", {}, dom.bdi(feature.name)),
          parts.map((part) => dom.el("span", {}, dom.bdi(part))),
        );
      const size = { width: Math.ceil(Math.max(...lines)) + 3, height: 15 * lines.length, lines };
      return { full: dom.once(full), size };
    };
    const mark = () => dom.el("div", { class: "geomap-number", "data-spell": index }, number);
    // "planned by" and "1 Dec" go below each other where there is no room beside.
    const broken = /^(\D+) (\d.*)/.exec(when);
    const fresh = {
      forms: [[when], ...(broken ? [broken.slice(1)] : [])].map(form),
      number: dom.once(mark),
      numberSize: { width: Math.max(18, 10 + 7 * number.length), height: 18, lines: [0] },
    };
    made.set(key, fresh);
    return fresh;
  };

  // Quiet names for orientation, in the order in which they are written: countries, units that
  // are outlined because of what lies in them, towns.
  const quietly = (name, at, className, font, rings = null, spaced = 0) => {
    const width = Math.ceil(widthIn(font, name) + name.length * spaced);
    const element = dom.el("div", { class: className }, dom.bdi(name));
    const bounds = rings && (() => rings.bounds);
    return { at, rings, bounds, element, size: { width, height: 12 } };
  };
  const country = (name, at, outline) =>
    quietly(name.toUpperCase(), at, "geomap-country", "600 12px", outline, 1.9);
  const quiet = [
    ...data.base.map(({ at, outline, name }) => country(name, at, outline)),
    ...data.features
      .filter(({ shape, spells }) => shape === "area" && !spells.length)
      .map(({ at, outline, name }) => quietly(name, at, "geomap-unit", "italic 12px", outline)),
    ...data.towns.map(([name, ...at]) => quietly(name, at, "geomap-town", "11px")),
  ];
  // Between two towns that are named.
  const APART = 30;
  // Pixels of the map for each town: more names than that are no longer quiet.
  const ROOM = 25000;
  const GRID = [0.5, 0.3, 0.7, 0.15, 0.85];

  const inView = (at) => map.getBounds().contains(at);

  // Features in view, looked up when the map moves and not when time does.
  let near = null;
  const crowded = () => near.length > CROWD;
  const candidates = () => {
    near ??= data.features.filter(({ at }) => inView(at));
    if (!crowded()) return near;
    const seen = new Set(near);
    const chosen = data.byId.get(store.selected);
    return [...new Set([...moment.changing(store.day), ...(chosen ? [chosen] : [])])].filter(
      (feature) => seen.has(feature),
    );
  };

  // Buttons in the corners of the map are taken from the start.
  const corners = () => {
    const { x, y } = map.containerPointToLayerPoint([0, 0]);
    const { x: width } = map.getSize();
    return [
      { x, y, width: 56, height: 96 },
      { x: x + width - 110, y, width: 110, height: 52 },
    ];
  };

  const points = data.features.filter(({ shape }) => shape === "point");
  const symbols = () =>
    points
      .filter((feature) => state.present(feature, moment.on(feature)))
      .map(({ at }) => map.latLngToLayerPoint(at))
      .map(({ x, y }) => boxAt(x, y, { width: 16, height: 16 }));

  const rank = (a, b) =>
    Number(b.feature.id === store.selected) - Number(a.feature.id === store.selected) ||
    Number(b.changed) - Number(a.changed) ||
    b.spell.begin - a.spell.begin ||
    (a.feature.id < b.feature.id ? -1 : 1);

  // Where a name may stand: around its point or, once that is out of view, anywhere in the window.
  const ground = (x, y, size) => {
    const spots = offsets({}, size).map(([dx, dy]) => [x + dx, y + dy]);
    const { x: left, y: top } = map.containerPointToLayerPoint([0, 0]);
    const { x: across, y: down } = map.getSize();
    for (const row of GRID) for (const column of GRID) spots.push([left + column * across, top + row * down]);
    return spots;
  };

  // Room for a quiet name: all of it in view, on no coloured place, and on the ground that it
  // names; that of a town is beside its dot, and a suburb gives way to its city.
  const quietBox = ({ at, rings, size }, taken, larger, reported) => {
    const { x, y } = map.latLngToLayerPoint(at);
    const side = size.width / 2 + 6;
    if (!rings) {
      const dot = boxAt(x, y, { width: APART, height: APART });
      if (clash(dot, larger)) return null;
      larger.push(dot);
      if (clash(boxAt(x, y, { width: 5, height: 5 }), taken)) return null;
    }
    const spots = rings ? ground(x, y, size) : [[x + side, y]];
    for (const [across, down] of spots) {
      const box = boxAt(across, down, size);
      if (!whole(box) || clash(box, taken)) continue;
      const points = [-0.5, 0, 0.5].map((part) => map.layerPointToLatLng([across + part * size.width, down]));
      const on = (outline) => (at) => geometry.contains(outline, at);
      if (rings && !points.every(on(rings))) continue;
      if (reported.some((outline) => points.some(on(outline)))) continue;
      if (rings && data.water.lakes.some((lake) => points.some(on(lake)))) continue;
      return box;
    }
    return null;
  };

  // Take away what is no longer told, and add what is new: the rest stays in the document.
  let held = new Set();
  const hold = (elements) => {
    const wanted = new Set(elements);
    for (const element of held) if (!wanted.has(element)) element.remove();
    holder.append(...elements.filter((element) => !held.has(element)));
    held = wanted;
  };

  const shown = new Map();
  const update = () => {
    shown.clear();
    const taken = [...corners(), ...symbols()];
    const elements = [];
    const put = (element, box) => {
      // Not by a transform, which makes a layer of each: to take one away costs all of them.
      Object.assign(element.style, { left: `${Math.round(box.x)}px`, top: `${Math.round(box.y)}px` });
      elements.push(element);
      taken.push(box);
    };
    const found = candidates()
      .map(told)
      .filter((label) => label !== null)
      .sort(rank)
      .map((label) => ({ ...label, ...labelOf(label) }));
    const numbered = found.filter((label) => {
      const { feature, forms } = label;
      return !forms.some(({ full, size }) => {
        const box = place(feature, size, taken);
        if (!box) return false;
        put(full(), box);
        return shown.set(feature.id, full());
      });
    });
    // A number that finds no room is left to the table.
    const many = numbered.length > NUMBERS;
    const counted = numbered.filter(({ feature, number, numberSize, changed }) => {
      const hides = feature.shape === "area" && numberSize.width > widthOf(chart.boundsOf(feature.id));
      const spot = many && hides && !changed ? null : place(feature, numberSize, taken);
      if (!spot) return false;
      put(number(), spot);
      shown.set(feature.id, number());
      return true;
    });
    const reported = (crowded() ? [] : near)
      .filter((feature) => feature.shape === "area" && moment.on(feature).spells.length)
      .map(({ outline }) => outline);
    const named = new Set();
    for (const one of chart.orient(near)) {
      const { at, bounds, on } = one;
      const { element, size } = (one.label ??= country(one.name, at));
      if (size.width > widthOf(bounds)) continue;
      const { x, y } = map.latLngToLayerPoint(at);
      const fit = ([dx, dy]) => {
        const box = boxAt(x + dx, y + dy, size);
        return whole(box) && !clash(box, taken) && on(map.layerPointToLatLng([x + dx, y + dy])) && box;
      };
      const box = offsets({}, size).reduce((found, spot) => found || fit(spot), null);
      if (!box) continue;
      put(element, box);
      named.add(element.textContent);
    }
    const larger = [];
    const { x: across, y: down } = map.getSize();
    let towns = (across * down) / ROOM;
    for (const label of crowded() ? [] : quiet) {
      const seen = label.bounds ? map.getBounds().intersects(label.bounds()) : towns >= 1 && inView(label.at);
      if (!seen || named.has(label.element.textContent)) continue;
      const box = quietBox(label, taken, larger, reported);
      if (!box) continue;
      put(label.element, box);
      towns -= label.rings ? 0 : 1;
    }
    hold(elements);
    app.numbered(counted.length > 0);
  };

  // While the slider moves, only what is no longer so goes away.
  const drop = (touched) => {
    for (const feature of touched) {
      const label = told(feature);
      const element = shown.get(feature.id);
      if (element && element.dataset.spell !== String(label && label.index)) {
        element.remove();
        held.delete(element);
        shown.delete(feature.id);
      }
    }
  };

  map.on("moveend zoomend resize", () => {
    near = null;
    update();
  });
  return { update, drop };
};
