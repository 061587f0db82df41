// The slider steps through the days of change; any other day can be typed.
const createTime = (app) => {
  const { data, store, moment, t } = app;
  const { stops } = data;
  const slider = dom.byId("slider");
  const previous = dom.byId("previous");
  const next = dom.byId("next");
  const typed = dom.byId("typed");
  const error = dom.byId("typed-error");

  // Without a place on the map there is nothing to step through.
  if (!stops.length || !data.features.length) {
    for (const id of ["go", "now", "track"]) dom.byId(id).hidden = true;
    dom.byId("day").textContent = data.start === null ? t("time.none") : dates.words(data.start, data.strings);
    dom.byId("iso").textContent = data.start === null ? "" : dates.iso(data.start);
    return { show: () => {}, settle: () => {} };
  }

  // What was known when, where the texts let one choose.
  const known = dom.byId("known");
  dom.byId("knowledge").hidden = !data.versions.length;
  known.append(
    dom.el("option", { value: "" }, t("known.all")),
    ...data.versions.map(({ day }) =>
      dom.el("option", { value: day }, dates.words(day, data.strings)),
    ),
  );
  known.addEventListener("change", () => {
    store.set({ known: known.value === "" ? null : Number(known.value) });
  });

  // The last stop that has come; -1 before the first.
  const stopAt = (day) => stops.findLastIndex((stop) => stop <= day);
  const goTo = (index, how) => {
    if (index >= 0 && index < stops.length) store.set({ day: stops[index] }, how);
  };

  slider.max = String(stops.length - 1);
  slider.disabled = stops.length < 2;
  slider.addEventListener("input", () => goTo(Number(slider.value), { sliding: true }));
  previous.addEventListener("click", () => {
    const at = stopAt(store.day);
    goTo(stops[at] === store.day ? at - 1 : at);
  });
  next.addEventListener("click", () => goTo(stopAt(store.day) + 1));
  dom.byId("go").addEventListener("submit", (event) => {
    event.preventDefault();
    const day = dates.parse(typed.value);
    error.textContent = day === null ? t("time.invalid") : "";
    typed.setAttribute("aria-invalid", String(day === null));
    if (day !== null) store.set({ day });
  });

  // One tick a stop, as high as many places change; days and years where they have room.
  const counts = stops.map((day) => moment.changing(day).length);
  const most = Math.max(1, ...counts);
  const rail = dom.byId("ticks");
  const label = (day, before) => {
    const { year, month, day: number } = dates.civil(day);
    if (month === 1 && number === 1) return String(year);
    const short = t("day.short", { d: number, month: data.strings.months_short[month - 1] });
    return before === year ? short : `${short} ${year}`;
  };
  const ticks = () => {
    const width = rail.clientWidth;
    // Ticks closer than they are wide would be one black bar.
    rail.classList.toggle("geomap-many", stops.length * 5 > width);
    // So many that they would be one whatever their width: only those with words.
    const dense = stops.length * 2 > width;
    let free = -Infinity;
    let before = null;
    const reachOf = (text) => text.length * 3.4 + 5;
    // The last day is always written: no other may seem to be it.
    const last = stops.length - 1;
    const end = width + 8 - 2 * reachOf(label(stops[last], null));
    dom.replace(
      rail,
      stops.flatMap((day, index) => {
        const at = stops.length > 1 ? index / (stops.length - 1) : 0;
        const planned = data.asOf !== null && day > data.asOf;
        const tick = dom.el("span", { class: planned ? "geomap-tick geomap-future" : "geomap-tick" });
        tick.style.left = `${at * 100}%`;
        tick.style.height = `${counts[index] ? 5 + (11 * counts[index]) / most : 4}px`;
        const text = label(day, before);
        const reach = reachOf(text);
        const middle = Math.min(Math.max(at * width, reach - 8), width - reach + 8);
        if (middle - reach < free || (index < last && middle + reach > end)) return dense ? [] : [tick];
        free = middle + reach;
        before = dates.civil(day).year;
        const words = dom.el("span", { class: "geomap-year", dir: "auto" }, text);
        words.style.left = `${middle}px`;
        return [tick, words];
      }),
    );
  };
  dom.afterFrame(() => new ResizeObserver(ticks).observe(rail));

  // The day at once; the rest when the slider comes to rest.
  const show = () => {
    const { day } = store;
    const at = stopAt(day);
    const words = dates.words(day, data.strings);
    if (Number(slider.value) !== Math.max(at, 0)) slider.value = String(Math.max(at, 0));
    slider.setAttribute("aria-valuetext", words);
    previous.disabled = at < 0 || (at === 0 && stops[0] === day);
    next.disabled = at >= stops.length - 1;
    dom.say(dom.byId("day"), words);
    const iso = dom.byId("iso");
    dom.say(iso, dates.iso(day));
    iso.setAttribute("datetime", dates.iso(day));
  };

  const isDue = (spell, day) => spell.begin === day && app.isPlan(spell) && app.isKnown(spell);

  const settle = () => {
    const { day } = store;
    // Said aloud; the slider alone says its own.
    dom.byId("status").textContent = dates.words(day, data.strings);
    known.value = store.known === null ? "" : String(store.known);
    typed.value = dates.iso(day);
    typed.setAttribute("aria-invalid", "false");
    error.textContent = "";
    const told = (key, features) => {
      const names = features.slice(0, 6).map(({ name }, n) => [n ? t("list") : "", dom.bdi(name)]);
      const rest = features.length > 6 ? ` +${features.length - 6}` : "";
      return features.length ? [[dom.el("b", {}, `${t(key)}: `), ...names.flat(), rest]] : [];
    };
    const changing = moment.changing(day);
    const due = data.features.filter(
      (feature) => feature.spells.some((index) => isDue(data.spells[index], day)) && !changing.includes(feature),
    );
    const parts = [...told("time.changes", changing), ...told("legend.planned.unnamed", due)];
    const said = parts.flatMap((part, n) => [n ? t("list.parts") : "", ...part]);
    dom.replace(dom.byId("now"), parts.length ? said : [t("time.nochange")]);
  };

  return { show, settle };
};
