// What is shown: a day and a place. Everything else on the page follows from these two.
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

  // Rows of the payload, given names once.
  const unpack = (data) => {
    const { strings } = data;
    data.spells = data.spells.map((record) => {
      const spell = {
        actor: null,
        begin: null,
        end: null,
        share: null,
        inferred: false,
        claims: [],
        ...record,
      };
      if (spell.when === undefined) {
        spell.when = dates.words(spell.begin, strings);
        spell.short = dates.words(spell.begin, strings, strings.months_short);
        spell.edtf = dates.iso(spell.begin);
      }
      if (spell.end !== null && spell.until === undefined) {
        spell.until = dates.words(spell.end, strings);
      }
      if (spell.status === "planned" || spell.status === "postponed") {
        spell.short = strings["when.planned"].replace("{date}", () => spell.short);
      }
      return spell;
    });
    data.byId = new Map();
    for (const feature of data.features) {
      feature.states = feature.states.map(([start, fill, outlines, spells, changed]) => ({
        start: start === null ? -Infinity : start,
        fill,
        outlines,
        spells,
        changed: changed === 1,
      }));
      data.byId.set(feature.id, feature);
    }
    return data;
  };

  const createStore = (day, selected) => {
    const listeners = [];
    const current = { day, selected };
    const set = (change) => {
      const before = { ...current };
      Object.assign(current, change);
      const moved = before.day !== current.day;
      const chosen = before.selected !== current.selected;
      if (moved || chosen) for (const listener of listeners) listener(current, { moved, chosen });
    };
    return {
      get day() {
        return current.day;
      },
      get selected() {
        return current.selected;
      },
      set,
      listen: (listener) => listeners.push(listener),
    };
  };

  // The fragment of the address, so that a link leads to the same view.
  const readFragment = (data) => {
    const found = {};
    try {
      const parts = new URLSearchParams(window.location.hash.slice(1));
      const day = parts.has("day") ? dates.parse(parts.get("day")) : null;
      if (day !== null) found.day = day;
      if (data.byId.has(parts.get("place"))) found.selected = parts.get("place");
    } catch {
      // A frame without an address of its own has no fragment.
    }
    return found;
  };

  const fragmentOf = (day, selected) => {
    const parts = new URLSearchParams();
    if (day !== null) parts.set("day", dates.iso(day));
    if (selected) parts.set("place", selected);
    return `#${parts}`;
  };

  const writeFragment = (day, selected) => {
    try {
      window.history.replaceState(null, "", fragmentOf(day, selected));
    } catch {
      // Not allowed inside a sandboxed frame, and not needed there.
    }
  };

  return { on, indexOn, present, unpack, createStore, readFragment, writeFragment, fragmentOf };
})();
