// Everything around the map, and what ties it together; done when every spelling can be searched.
// Part by part, so that nobody's hand on the slider waits for all of them.
const createRest = async (map, app, { chart, time, legend }) => {
  const { data, store } = app;
  const quotes = createQuotes(app);
  await dom.pause();
  const table = createTable(app);
  app.rowNumber = table.number;
  app.numbered = legend.numbered;
  await dom.pause();
  const labels = createLabels(map, app, chart);
  const panel = createPanel(app, quotes);
  await dom.pause();
  createLists(app, quotes);

  app.choose = (id, { also = [], from }) => {
    store.set({ selected: id });
    panel.show(also);
    panel.announce();
    if (id === null) return;
    if (from !== "map") chart.reveal(id);
    const evidence = dom.byId("evidence");
    const below = evidence.getBoundingClientRect().left < map.getContainer().getBoundingClientRect().right;
    if (from === "map" && below) evidence.scrollIntoView();
    if (from === "text") dom.byId("time").scrollIntoView({ block: "nearest" });
  };

  const writeAddress = alone ? state.createAddress() : () => {};
  const settle = () => {
    time.settle();
    legend.show();
    labels.update();
    table.show();
    panel.show();
    writeAddress(store);
  };

  // While the slider moves, the map and the day follow; the rest waits until it stops.
  const REST = 120;
  let waiting = null;
  app.moved = (touched, { sliding }) => {
    clearTimeout(waiting);
    if (!sliding) settle();
    else {
      labels.drop(touched);
      waiting = setTimeout(settle, REST);
    }
  };

  dom.byId("home").addEventListener("click", () => chart.home());
  dom.byId("skip").addEventListener("click", (event) => {
    event.preventDefault();
    dom.byId("evidence").focus();
  });
  if (alone) {
    window.addEventListener("hashchange", () => {
      store.set(state.readFragment(data));
    });
  }
  // The figure of the page may change its size without the window doing so.
  const container = map.getContainer();
  const resize = () => map.invalidateSize({ animate: false });
  new ResizeObserver(resize).observe(container);
  // Paper is laid out when it is too late to draw: the map takes the size that it has there before.
  // How wide a fragment is on paper, only the page around it knows.
  const paper = alone ? [["beforeprint", "18cm", "15cm"], ["afterprint", "", ""]] : [];
  for (const [event, width, height] of paper) {
    window.addEventListener(event, () => {
      Object.assign(container.style, { width, height });
      resize();
    });
  }

  settle();
  dom.steady(dom.byId("legend"));
  dom.steady(dom.byId("now"));
  return table.searchable;
};
