// Every change in a table: the accessible equivalent of the map, both ways.
const createTable = (app) => {
  const { data, store, t } = app;
  const holder = dom.byId("table");
  const filter = dom.byId("filter");

  // Rows are numbered by day, then by place, whatever the order shown.
  const rows = data.features
    .flatMap((feature) => feature.spells.map((index) => ({ feature, index, spell: data.spells[index] })))
    .sort(
      (a, b) =>
        (a.spell.begin ?? -Infinity) - (b.spell.begin ?? -Infinity) ||
        a.feature.name.localeCompare(b.feature.name, "en") ||
        a.index - b.index,
    );
  // -Infinity minus itself is not a number, which sorts like zero.
  const numbers = new Map();
  rows.forEach((row, index) => {
    row.number = index + 1;
    numbers.set(`${row.feature.id} ${row.index}`, index + 1);
  });

  if (!rows.length) {
    dom.replace(holder, dom.el("p", {}, t("table.empty")));
    filter.parentElement.hidden = true;
    return { show: () => {}, number: () => "" };
  }

  const fold = (text) =>
    String(text)
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .toLowerCase();
  const columns = [
    { key: "number", value: (row) => row.number },
    { key: "date", value: (row) => row.number },
    { key: "place", value: (row) => fold(row.feature.name) },
    { key: "holder", value: (row) => fold(app.holder(row.spell)) },
    { key: "status", value: (row) => t(`status.${row.spell.status}`) },
  ];

  const fillOf = ({ feature, index, spell }) => {
    const at = feature.states.find((found) => found.spells.includes(index) && found.start >= (spell.begin ?? -Infinity));
    return at ? at.fill : null;
  };

  const choose = (row) => {
    if (row.spell.begin !== null) store.set({ day: row.spell.begin });
    app.choose(row.feature.id, { from: "table" });
  };

  for (const row of rows) {
    const { feature, spell } = row;
    const fill = fillOf(row);
    row.search = fold([feature.name, feature.names || "", app.holder(spell), spell.when, spell.edtf || "", ...feature.in].join(" "));
    row.element = dom.el(
      "tr",
      { "data-feature": feature.id, "data-spell": row.index, on: { click: () => choose(row) } },
      dom.el("td", { class: "geomap-numeric" }, row.number),
      dom.el(
        "td",
        { class: "geomap-when" },
        spell.begin === null
          ? spell.when
          : dom.el("time", { datetime: dates.iso(spell.begin) }, spell.when),
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
        t(`status.${spell.status}`),
        spell.inferred ? `, ${t("status.inferred")}` : "",
      ),
    );
  }

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

  const arrange = () => {
    const { value } = columns.find(({ key }) => key === sorting.key);
    const sign = sorting.down ? -1 : 1;
    const compare = (a, b) => (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0);
    const wanted = fold(filter.value).trim();
    const shown = rows
      .filter((row) => row.search.includes(wanted))
      .sort((a, b) => sign * compare(a, b) || a.number - b.number);
    dom.replace(body, shown.map(({ element }) => element));
    for (const header of headers) {
      const active = header.dataset.column === sorting.key;
      const order = sorting.down ? "descending" : "ascending";
      header.setAttribute("aria-sort", active ? order : "none");
    }
    dom.byId("count").textContent = t("table.count", { n: shown.length, all: rows.length });
  };

  filter.addEventListener("input", arrange);
  dom.replace(
    holder,
    dom.el("table", {}, dom.el("thead", {}, dom.el("tr", {}, headers)), body),
  );
  arrange();

  const show = () => {
    for (const { feature, spell, element } of rows) {
      element.classList.toggle("geomap-chosen", feature.id === store.selected);
      element.classList.toggle("geomap-today", spell.begin === store.day);
      element.classList.toggle("geomap-ahead", spell.begin !== null && spell.begin > store.day);
    }
  };

  return {
    show,
    number: (feature, index) => numbers.get(`${feature} ${index}`) ?? "",
  };
};
