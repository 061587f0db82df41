// Every change in a table: the accessible equivalent of the map, both ways.
const createTable = (app) => {
  const { data, store, t } = app;
  const holder = dom.byId("table");
  const filter = dom.byId("filter");
  const pager = dom.byId("pager");
  // Rows that are in the document at once; the others come by page, by search, or all on demand.
  const PAGE = 25;

  let spellings = [];

  const byName = (a, b) => (a.name < b.name ? -1 : Number(a.name > b.name));
  // Rows are numbered by day, then by place, whatever the order shown.
  const rows = data.features
    .flatMap((feature) => feature.spells.map((index) => ({ feature, index, spell: data.spells[index] })))
    .sort(
      (a, b) =>
        (a.spell.begin ?? -Infinity) - (b.spell.begin ?? -Infinity) ||
        byName(a.feature, b.feature) ||
        a.index - b.index,
    );
  // -Infinity minus itself is not a number, which sorts like zero.
  const numbers = new Map();
  rows.forEach((row, index) => {
    row.number = index + 1;
    numbers.set(row.index, index + 1);
  });

  if (!rows.length) {
    dom.replace(holder, dom.el("p", {}, t("table.empty")));
    filter.parentElement.hidden = true;
    return { show: () => {}, searchable: Promise.resolve(), number: () => "" };
  }

  const fold = (text) =>
    String(text)
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .toLowerCase()
      .replaceAll("ı", "i");
  const columns = [
    { key: "number", value: (row) => row.number },
    { key: "date", value: (row) => row.number },
    { key: "place", value: (row) => fold(row.feature.name) },
    { key: "holder", value: (row) => fold(app.holder(row.spell)) },
    { key: "status", value: (row) => t(`status.${row.spell.status}`) },
  ];

  const fillOf = ({ feature, index, spell }) => {
    const at = feature.states.find((found) => found.spells.includes(index) && found.start >= (spell.begin ?? -Infinity));
    // As it is drawn in the end: once a day in 1991 must have come, say.
    return at ? feature.states.findLast((one) => String(one.spells) === String(at.spells)).fill : null;
  };

  const choose = (row) => {
    if (row.spell.begin !== null) store.set({ day: row.spell.begin });
    app.choose(row.feature.id, { from: "table" });
  };

  const searchOf = ({ feature, spell }) =>
    fold(
      [
        feature.name,
        spellings[feature.index] || "",
        app.holder(spell),
        spell.when,
        spell.edtf || "",
        ...feature.in,
      ].join(" "),
    );

  const elementOf = (row) => {
    const { feature, spell } = row;
    const fill = fillOf(row);
    return dom.el(
      "tr",
      { "data-feature": feature.id, "data-spell": row.index, on: { click: () => choose(row) } },
      dom.el("td", { class: "geomap-numeric" }, row.number),
      dom.el(
        "td",
        { class: "geomap-when" },
        spell.begin === null
          ? spell.brief
          : dom.el("time", { datetime: dates.iso(spell.begin) }, spell.brief),
      ),
      dom.el(
        "th",
        { scope: "row" },
        dom.el(
          "button",
          {
            type: "button",
            class: "geomap-link",
            on: {
              click: (event) => {
                event.stopPropagation();
                choose(row);
              },
            },
          },
          dom.bdi(feature.name),
        ),
      ),
      dom.el(
        "td",
        {},
        fill !== null && !app.isPlan(spell) ? patterns.swatch(data.fills, fill, "geomap-small") : null,
        app.isPlan(spell) && spell.actor
          ? dom.bdi(t("table.to", { actor: app.holder(spell) }))
          : dom.bdi(app.holder(spell)),
        spell.share ? ` · ${t("table.share", { share: spell.share })}` : "",
      ),
      dom.el(
        "td",
        {},
        [spell.status, spell.inferred && "inferred", spell.context && "context"]
          .filter(Boolean)
          .map((key) => t(`status.${key}`))
          .join(t("list")),
      ),
    );
  };

  const sorting = { key: "date", down: false };
  const body = dom.el("tbody", {});
  const headers = columns.map(({ key }) => {
    const label = t(`table.${key}`);
    const button = dom.el(
      "button",
      {
        type: "button",
        title: t("table.sort", { column: label }),
        on: {
          click: () => {
            sorting.down = sorting.key === key && !sorting.down;
            sorting.key = key;
            arrange();
          },
        },
      },
      label,
    );
    return dom.el("th", { scope: "col", "data-column": key }, button);
  });

  // What is shown: the rows found, in their order, and the page of them that is in the document.
  let found = rows;
  let first = 0;
  let all = false;
  let inDocument = [];

  const mark = (row) => {
    const { feature, spell, element } = row;
    element.classList.toggle("geomap-chosen", feature.id === store.selected);
    element.classList.toggle("geomap-today", spell.begin === store.day);
    element.classList.toggle("geomap-ahead", spell.begin !== null && spell.begin > store.day);
  };

  const fill = () => {
    inDocument = all ? found : found.slice(first, first + PAGE);
    for (const row of inDocument) {
      row.element ??= elementOf(row);
      mark(row);
    }
    dom.replace(body, inDocument.map(({ element }) => element));
    pager.hidden = found.length <= PAGE;
    const last = Math.min(first + PAGE, found.length);
    const range = { first: all ? 1 : first + 1, last: all ? found.length : last, all: found.length };
    dom.byId("rows").textContent = t("table.rows", range);
    dom.byId("rows-previous").disabled = all || first === 0;
    dom.byId("rows-next").disabled = all || last === found.length;
    dom.byId("rows-all").hidden = all;
  };

  let waiting = null;
  const turn = (to) => {
    clearTimeout(waiting);
    first = Math.max(0, Math.min(to, found.length - 1));
    fill();
  };

  const arrange = () => {
    const { value } = columns.find(({ key }) => key === sorting.key);
    const sign = sorting.down ? -1 : 1;
    const compare = (a, b) => (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0);
    const wanted = fold(filter.value).trim();
    found = rows
      .filter(({ spell }) => app.isKnown(spell))
      .filter((row) => !wanted || (row.search ??= searchOf(row)).includes(wanted))
      .sort((a, b) => sign * compare(a, b) || a.number - b.number);
    for (const header of headers) {
      const active = header.dataset.column === sorting.key;
      const order = sorting.down ? "descending" : "ascending";
      header.setAttribute("aria-sort", active ? order : "none");
    }
    dom.byId("count").textContent = t("table.count", { n: found.length, all: rows.length });
    turn(0);
  };

  filter.addEventListener("input", arrange);
  const searchable = varints.inflate(data.spellings).then((found) => {
    spellings = found;
    for (const row of rows) row.search = undefined;
    if (filter.value) arrange();
  });
  dom.byId("rows-previous").addEventListener("click", () => turn(first - PAGE));
  dom.byId("rows-next").addEventListener("click", () => turn(first + PAGE));
  dom.byId("rows-all").addEventListener("click", () => {
    all = true;
    fill();
  });
  dom.replace(
    holder,
    dom.el("table", {}, dom.el("thead", {}, dom.el("tr", {}, headers)), body),
  );
  arrange();

  // A long table opened at the day shown, so that the numbers on the map are found in it.
  const follow = () => {
    const byDay = (sorting.key === "date" || sorting.key === "number") && !sorting.down;
    if (all || found.length <= PAGE || !byDay) return;
    const from = (day) => {
      const at = found.findIndex(({ spell }) => (spell.begin ?? -Infinity) >= day);
      return at < 0 ? found.length : at;
    };
    const at = Math.min(from(store.day), found.length - 1);
    // The last page is as full as any.
    if (at < first || from(store.day + 1) > first + PAGE) turn(Math.min(at, found.length - PAGE));
  };

  let day = null;
  let known = null;
  let started = false;
  const show = () => {
    const moved = day !== store.day;
    day = store.day;
    if (known !== store.known) {
      known = store.known;
      arrange();
    }
    inDocument.forEach(mark);
    // While the slider is drawn the map comes first: the table turns its page when it rests.
    clearTimeout(waiting);
    if (moved && started) waiting = setTimeout(follow, 150);
    else if (moved) follow();
    started = true;
  };

  return {
    show,
    searchable,
    number: (index) => numbers.get(index) ?? "",
  };
};
