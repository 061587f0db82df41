// Wires the parts together around one store.
const main = (map) => {
  const data = state.unpack(JSON.parse(dom.byId("data").textContent));
  const t = dom.translator(data.strings);
  const fallback = data.start ?? data.stops[data.stops.length - 1] ?? data.asOf ?? 0;
  const found = state.readFragment(data);
  const store = state.createStore({ day: fallback, selected: null, known: null, ...found });
  const moment = state.createMoment(data);
  const app = { data, t, store, moment, isPlan: ({ status }) => status === "planned" || status === "postponed" };

  app.isKnown = (spell) => store.known === null || spell.known <= store.known;
  app.holder = (spell) =>
    spell.actor || t(app.isPlan(spell) ? "legend.planned.unnamed" : "evidence.noreport");

  document.title = data.title;
  dom.byId("title").textContent = data.title;
  const count = data.articles.length;
  const sources = count === 1 ? t("sources.one") : t("sources.many", { n: count });
  dom.byId("standfirst").textContent = t("standfirst", { sources });
  dom.byId("asof").textContent =
    data.asOf === null
      ? t("asof.unknown")
      : t("asof", { date: dates.words(data.asOf, data.strings) });
  dom.byId("credit").textContent = data.boundaries;

  const empty = dom.byId("empty");
  if (!data.features.length) {
    const placed = data.claims.some((claim) => claim.features || claim.precision);
    const key = data.claims.length ? (placed ? "empty.dated" : "empty.placed") : "empty.claims";
    empty.textContent = t(key, { sources });
    empty.hidden = false;
  }

  patterns.install(data.fills);
  const quotes = createQuotes(app);
  const chart = createChart(map, app);
  const legend = createLegend(app);
  const table = createTable(app);
  app.rowNumber = table.number;
  app.numbered = legend.numbered;
  const labels = createLabels(map, app, chart);
  const time = createTime(app);
  const panel = createPanel(app, quotes);
  createLists(app, quotes);

  const besides = window.matchMedia("(min-width: 60rem)");
  app.choose = (id, { also = [], from }) => {
    store.set({ selected: id });
    panel.show(also);
    panel.announce();
    if (id === null) return;
    if (from !== "map") chart.reveal(id);
    if (from === "map" && !besides.matches) dom.byId("evidence").scrollIntoView();
    if (from === "text") dom.byId("time").scrollIntoView({ block: "nearest" });
  };

  const refresh = () => {
    chart.show(moment.move(store.day, store.known));
    legend.show();
    labels.update();
    time.show();
    table.show();
    panel.show();
  };
  const writeAddress = state.createAddress();
  store.listen((current) => {
    refresh();
    writeAddress(current);
  });

  dom.byId("home").addEventListener("click", () => chart.home());
  dom.byId("skip").addEventListener("click", (event) => {
    event.preventDefault();
    dom.byId("evidence").focus();
  });
  window.addEventListener("hashchange", () => {
    store.set(state.readFragment(data));
  });
  // The figure of the page may change its size without the window doing so.
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());

  refresh();
  dom.steady(dom.byId("legend"));
  dom.steady(dom.byId("now"));
  document.documentElement.dataset.geomap = "ready";
};
