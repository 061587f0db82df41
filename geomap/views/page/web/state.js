// What is shown: a day, a place, and what was known when. Everything else follows from these.
const state = (() => {
  // Index of the state of a feature on a day: the last one that has begun.
  const indexOn = (feature, day) => {
    const states = feature.states;
    let low = 0;
    let high = states.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (states[middle].start <= day) low = middle;
      else high = middle - 1;
    }
    return low;
  };

  const on = (feature, day) => feature.states[indexOn(feature, day)];

  // An area is always on the map; a point from its first report.
  const present = (feature, now) => feature.shape === "area" || now.spells.length > 0;

  // What spells of a kind share; words are written out when they are read: most never are.
  const kindOf = (strings, [actor, status, share, inferred, rule, context, open, fill]) => ({
    actor,
    status,
    share,
    inferred: inferred === 1,
    rule,
    context: context === 1,
    open: open === 1,
    fill,
    get when() {
      return this.words?.[0] ?? dates.words(this.begin, strings);
    },
    get brief() {
      return this.words?.[1] ?? dates.words(this.begin, strings, strings.months_short);
    },
    get short() {
      const text = this.brief;
      const plan = status === "planned" || status === "postponed";
      return plan ? strings["when.planned"].replace("{date}", () => text) : text;
    },
    get edtf() {
      return this.words?.[2] ?? (this.words?.[0] ? null : dates.iso(this.begin));
    },
    get until() {
      return this.words?.[3] ?? (this.end === null ? null : dates.words(this.end, strings));
    },
  });

  const unpackSpells = ({ spells, strings, origin, versions }) => {
    const read = varints.reader(spells.rows);
    const claims = varints.reader(spells.claims);
    const kinds = spells.kinds.map((kind) => kindOf(strings, kind));
    const rows = [];
    let day = origin;
    const later = () => {
      const step = read.optional();
      return step === null ? null : (day += step);
    };
    while (read.more()) {
      const spell = Object.create(kinds[read.count()]);
      spell.begin = later();
      spell.end = later();
      const known = versions.length ? read.optional() : null;
      spell.known = known === null ? -Infinity : known + origin;
      spell.claims = claims.more() ? claims.rising() : [];
      spell.words = spells.words[rows.length];
      rows.push(spell);
    }
    return rows;
  };

  // One holder after another, and no report before, between and after.
  const plainStates = (mine, spells, none) => {
    const outlines = [];
    const noReport = { fill: none, outlines, spells: [] };
    const states = [{ ...noReport, start: -Infinity, changed: false }];
    let end = null;
    const ended = () => states.push({ ...noReport, start: end, changed: true });
    for (const index of mine) {
      const { begin, fill, end: until } = spells[index];
      if (end !== null && end < begin) ended();
      states.push({ start: begin, fill, outlines, spells: [index], changed: true });
      end = until;
    }
    if (end !== null) ended();
    return states;
  };

  const unpackStates = (read, { looks, origin, spells, fills }) => {
    const none = fills.findIndex(({ kind }) => kind === "none");
    return (mine) => {
      const count = read.count();
      if (!count) return plainStates(mine, spells, none);
      let before = origin;
      let last = 0;
      return read.times(count, () => {
        const step = read.optional();
        if (step !== null) before += step;
        const [fill, outlines, changed] = looks[read.count()];
        const spells = read.times(read.count(), () => {
          last += read.signed();
          return last;
        });
        const start = step === null ? -Infinity : before;
        return { start, fill, outlines, spells, changed: changed === 1 };
      });
    };
  };

  const unpackFeatures = (data) => {
    const { features, places } = data;
    const [levels, areas, within, unitOf] = ["level", "area", "in", "unit"].map((key) =>
      varints.coded(features[key]),
    );
    const { outlines, points } = geometry.decode(data.borders);
    data.points = points;
    const at = varints.reader(features.at);
    const statesOf = unpackStates(varints.reader(features.states), data);
    const spells = varints.reader(features.spells);
    const scale = 10 ** places;
    let lat = 0;
    let lon = 0;
    let area = 0;
    const spot = () => {
      lat += at.signed();
      lon += at.signed();
      return [lat / scale, lon / scale];
    };
    const found = features.id.map((id, index) => {
      const mine = spells.rising();
      const outline = areas[index] ? outlines[area++] : null;
      const where = outline && data.crowded ? outline : { middle: spot() };
      return {
        id,
        index,
        name: features.name[index],
        level: levels[index],
        in: within[index],
        unit: unitOf[index],
        shape: areas[index] ? "area" : "point",
        outline,
        get at() {
          return where.middle;
        },
        states: statesOf(mine),
        spells: mine,
      };
    });
    // What is left are the units around, of which nothing is said, and the base.
    const { names, at: spots } = data.base;
    const units = outlines.length - names.length;
    data.context = outlines.slice(area, units);
    data.base = names.map((name, index) => ({ name, at: spots[index], outline: outlines[units + index] }));
    return found;
  };

  // Columns of the payload, turned into rows with names, once.
  const unpack = (data) => {
    data.spells = unpackSpells(data);
    data.features = unpackFeatures(data);
    for (const version of data.versions) {
      const statesOf = unpackStates(varints.reader(version.states), data);
      const indices = varints.reader(version.features).rising();
      version.states = new Map(indices.map((index) => [data.features[index], statesOf()]));
    }
    // Land without a report shows the water below it, but no colour of a larger place.
    const large = ({ shape, level, spells }) => shape === "area" && level !== "district" && spells.length;
    data.clear = !data.features.some(large);
    data.byId = new Map(data.features.map((feature) => [feature.id, feature]));
    const { lakes, rivers } = data.water;
    data.frontiers &&= geometry.lines(data.frontiers, lakes.cells);
    data.water = {
      lakes: geometry.decode(lakes).outlines,
      rivers: geometry.lines(rivers, lakes.cells),
    };
    return data;
  };

  // The states of one day, and how often each style is in use. A step touches only what it changes.
  const createMoment = ({ features, fills, outlines, spells, versions }) => {
    const full = features.map(({ states }) => states);
    const changes = new Map();
    const current = features.map(() => null);
    const used = { fills: fills.map(() => 0), outlines: outlines.map(() => 0), levels: {}, open: 0 };
    let starts = [];
    let today = null;
    let known;

    // Look at the features as they could be known on a day, or now.
    const know = (day) => {
      const version = versions.find((one) => one.day === day);
      for (const feature of features) {
        feature.states = (version && version.states.get(feature)) || full[feature.index];
      }
      starts = features
        .flatMap((feature) => feature.states.map(({ start }) => ({ start, feature })))
        .filter(({ start }) => start !== -Infinity)
        .sort((a, b) => a.start - b.start);
      changes.clear();
      for (const feature of features) {
        for (const { start, changed } of feature.states) {
          if (!changed) continue;
          if (!changes.has(start)) changes.set(start, []);
          changes.get(start).push(feature);
        }
      }
      known = day;
    };
    know(null);

    const count = (feature, step) => {
      const now = current[feature.index];
      if (now === null || !present(feature, now)) return;
      used.fills[now.fill] += step;
      for (const index of now.outlines) used.outlines[index] += step;
      for (const index of now.spells) if (spells[index].open) used.open += step;
      if (feature.shape === "point") {
        used.levels[feature.level] = (used.levels[feature.level] || 0) + step;
      }
    };

    // Index of the first beginning on a day or after it.
    const firstFrom = (day) => {
      let low = 0;
      let high = starts.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (starts[middle].start < day) low = middle + 1;
        else high = middle;
      }
      return low;
    };

    // Features whose state, or whose mark of a change, differs between two days.
    const between = (a, b) => {
      const [from, to] = a < b ? [a, b] : [b, a];
      const found = starts.slice(firstFrom(from), firstFrom(to + 1));
      return [...new Set(found.map(({ feature }) => feature))];
    };

    const move = (day, knownOn) => {
      const all = today === null || known !== knownOn;
      if (known !== knownOn) know(knownOn);
      const touched = all ? features : today === day ? [] : between(today, day);
      today = day;
      for (const feature of touched) {
        count(feature, -1);
        current[feature.index] = on(feature, day);
        count(feature, 1);
      }
      return touched;
    };

    return {
      move,
      used,
      on: (feature) => current[feature.index],
      changing: (day) => changes.get(day) || [],
    };
  };

  const createStore = (start) => {
    const listeners = [];
    const current = { ...start };
    const set = (change, how = {}) => {
      const before = { ...current };
      Object.assign(current, change);
      const differs = Object.keys(current).some((key) => before[key] !== current[key]);
      if (differs) for (const listener of listeners) listener(current, how);
    };
    return {
      get day() {
        return current.day;
      },
      get selected() {
        return current.selected;
      },
      get known() {
        return current.known;
      },
      set,
      listen: (listener) => listeners.push(listener),
    };
  };

  // The fragment of the address, so that a link leads to the same view.
  const readFragment = (data) => {
    const found = { day: data.first, selected: null, known: null };
    if (!alone) return found;
    try {
      const parts = new URLSearchParams(window.location.hash.slice(1));
      const day = parts.has("day") ? dates.parse(parts.get("day")) : null;
      if (day !== null) found.day = day;
      const known = parts.has("known") ? dates.parse(parts.get("known")) : null;
      if (data.versions.some((version) => version.day === known)) found.known = known;
      if (data.byId.has(parts.get("place"))) found.selected = parts.get("place");
    } catch {
      // A frame without an address of its own has no fragment.
    }
    return found;
  };

  const fragmentOf = (day, selected, known = null) => {
    const parts = new URLSearchParams();
    if (day !== null) parts.set("day", dates.iso(day));
    if (selected) parts.set("place", selected);
    if (known !== null) parts.set("known", dates.iso(known));
    return `#${parts}`;
  };

  // Browsers bear few changes of the address a second: while a slider moves, the last one counts.
  const createAddress = () => {
    let waiting = null;
    const write = (fragment) => {
      try {
        window.history.replaceState(null, "", fragment);
      } catch {
        // Not allowed inside a sandboxed frame, and not needed there.
      }
    };
    return ({ day, selected, known }) => {
      clearTimeout(waiting);
      waiting = setTimeout(write, 250, fragmentOf(day, selected, known));
    };
  };

  return { on, present, unpack, createMoment, createStore, readFragment, createAddress, fragmentOf };
})();
