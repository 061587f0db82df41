// The map, and then the rest, around one store.
const main = (map) => {
  const found = JSON.parse(dom.byId("data").textContent);
  // What thousands of places need was deflated.
  if (!found.deflated) return open(map, found);
  // Nothing is laid out for a moment only.
  const page = dom.byId("page");
  page.hidden = true;
  return varints
    .inflate(found.deflated)
    .finally(() => (page.hidden = false))
    .then((data) => open(map, data));
};

const open = (map, found) => {
  const data = state.unpack(found);
  const t = dom.translator(data.strings);
  data.first = data.start ?? data.stops[data.stops.length - 1] ?? data.asOf ?? 0;
  const store = state.createStore(state.readFragment(data));
  const moment = state.createMoment(data);
  const app = { data, t, store, moment, isPlan: ({ status }) => status === "planned" || status === "postponed" };

  app.isKnown = (spell) => store.known === null || spell.known <= store.known;
  app.holder = (spell) =>
    spell.actor || t(app.isPlan(spell) ? "legend.planned.unnamed" : "evidence.noreport");

  if (alone) document.title = data.title;
  dom.byId("title").textContent = data.title;
  const count = data.articles.length;
  const sources = count === 1 ? t("sources.one") : t("sources.many", { n: count });
  dom.byId("asof").textContent =
    data.asOf === null
      ? t("asof.unknown")
      : t("asof", { date: dates.words(data.asOf, data.strings) });
  dom.byId("credit").textContent = data.boundaries;

  const empty = dom.byId("empty");
  if (data.features.length) {
    dom.byId("standfirst").textContent = t("standfirst", { sources });
  } else {
    // Nothing to choose, and no colour that rests on a sentence: say only why.
    dom.byId("evidence").hidden = dom.byId("skip").hidden = true;
    const placed = data.claims.some((claim) => claim.features || claim.precision);
    const key = data.claims.length ? (placed ? "empty.dated" : "empty.placed") : "empty.claims";
    empty.textContent = t(key, { sources });
    empty.hidden = false;
  }

  // The map first: what is beside and below it is made when it has been seen.
  const mark = (word) => {
    (alone ? document.documentElement : host).dataset.geomap = word;
  };
  dom.byId("page").classList.toggle("geomap-tiled", data.tiled);
  patterns.install(data.fills);
  // What stands around the map first, so that it is drawn once, at the size that it keeps.
  const touched = moment.move(store.day, store.known);
  const legend = createLegend(app);
  const time = createTime(app);
  legend.show();
  time.show();
  const chart = createChart(map, app);
  chart.show(touched);
  // The slider moves the map from now on; what the rest does then comes with it.
  app.moved = () => {};
  store.listen((_, how) => {
    time.show();
    app.moved(chart.show(moment.move(store.day, store.known)), how);
  });
  mark("drawn");
  dom.afterFrame(() => {
    createRest(map, app, { chart, time, legend }).then(() => mark("ready"));
  });
};
