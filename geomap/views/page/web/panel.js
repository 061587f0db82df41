// From a colour to the sentence behind it.
const createPanel = (app, quotes) => {
  const { data, store, t } = app;
  const panel = dom.byId("panel");
  const chooser = dom.byId("place");
  let also = [];
  let opener = chooser;

  chooser.append(dom.el("option", { value: "" }, t("evidence.choose.empty")));
  for (const feature of data.features) {
    const level = t(`level.${feature.level}`);
    chooser.append(new Option(`${dom.isolated(feature.name)} (${level})`, feature.id));
  }
  chooser.disabled = !data.features.length;
  chooser.addEventListener("change", () => app.choose(chooser.value || null, { from: "list" }));

  const badge = (kind, text) => dom.el("span", { class: `geomap-badge geomap-is-${kind}` }, text);

  const holder = (spell) => [
    dom.bdi(app.holder(spell)),
    spell.share ? ` (${spell.share})` : "",
  ];

  const place = (id) => {
    const feature = data.byId.get(id);
    return quotes.placeLink(id, { class: "geomap-chip" }, dom.bdi(feature.name));
  };

  const chips = (key, found) =>
    found.length
      ? dom.el("p", { class: "geomap-chips" }, `${t(key)}: `, found.map((id) => [place(id), " "]).flat())
      : null;

  const onDay = (feature) => {
    const now = state.on(feature, store.day);
    const spells = now.spells.map((index) => data.spells[index]);
    return dom.el(
      "div",
      { class: "geomap-onday" },
      patterns.swatch(data.fills, now.fill),
      dom.el(
        "p",
        {},
        dom.el("span", {}, `${t("evidence.onday", { date: dates.words(store.day, data.strings) })}: `),
        spells.length
          ? spells
              .map((spell, index) => [
                index ? t("list.parts") : "",
                dom.el("b", {}, holder(spell)),
                ["", t(`status.${spell.status}`), spell.when].join(t("list")),
              ])
              .flat()
          : dom.el("b", {}, t("evidence.noreport")),
      ),
    );
  };

  const history = (feature) =>
    [...feature.spells].reverse().filter((index) => app.isKnown(data.spells[index])).map((index) => {
      const spell = data.spells[index];
      const dated = spell.begin !== null;
      return dom.el(
        "li",
        { "data-spell": index },
        dom.el(
          "p",
          { class: "geomap-spell" },
          dom.el("b", {}, spell.when),
          spell.until ? ` – ${t("when.until", { date: spell.until })}` : "",
          ": ",
          holder(spell),
          " ",
          badge(spell.status, t(`status.${spell.status}`)),
          spell.inferred ? [" ", badge("inferred", t("status.inferred"))] : [],
          spell.context ? [" ", badge("context", t("status.context"))] : [],
          dated
            ? [
                " ",
                dom.el(
                  "button",
                  {
                    type: "button",
                    class: "geomap-quiet",
                    on: { click: () => store.set({ day: spell.begin }) },
                  },
                  t("evidence.goto"),
                ),
              ]
            : [],
        ),
        spell.inferred ? dom.el("p", { class: "geomap-note" }, t("evidence.inferred")) : null,
        spell.rule
          ? dom.el("p", { class: "geomap-note" }, `${t("claim.rule")}: `, dom.el("code", {}, spell.rule))
          : null,
        spell.claims.map((claim) => quotes.claim(claim)),
      );
    });

  const step = ({ status, when, derived, overdue }) =>
    dom.el(
      "li",
      {},
      badge(status, t(`status.${status}`)),
      ` ${when}`,
      derived ? [" ", badge("derived", t("status.derived"))] : [],
      overdue
        ? [" ", badge("overdue", t("status.overdue", { date: dates.words(data.today, data.strings) }))]
        : [],
    );

  const chains = (id) =>
    data.chains
      .filter((chain) => chain.feature === id)
      .map((chain) =>
        dom.el(
          "div",
          { class: "geomap-chain" },
          dom.el(
            "h4",
            {},
            t("evidence.chain"),
            chain.to ? [": ", t("claim.to").toLowerCase(), " ", dom.bdi(chain.to)] : [],
          ),
          dom.el("ol", {}, chain.steps.map(step)),
        ),
      );

  // Claims about the place that no spell rests on: denials, sieges, a ceasefire.
  const other = (feature) => {
    const used = new Set(feature.spells.flatMap((index) => data.spells[index].claims));
    return data.claims
      .map((claim, index) => ({ claim, index }))
      .filter(({ claim, index }) => !used.has(index) && (claim.features || []).includes(feature.id))
      .map(({ index }) => quotes.claim(index));
  };

  const section = (key, parts) =>
    parts.length ? [dom.el("h4", {}, t(key)), ...parts] : [];

  // Back to where it was opened.
  const close = () => {
    app.choose(null, {});
    (opener.isConnected ? opener : chooser).focus();
  };
  // In a field the key is the field's own.
  root.addEventListener("keydown", ({ key, target }) => {
    if (key === "Escape" && store.selected && target.tagName !== "INPUT") close();
  });

  const fill = () => {
    const feature = data.byId.get(store.selected);
    chooser.value = feature ? feature.id : "";
    if (!feature) {
      dom.replace(panel, dom.el("p", { class: "geomap-hint" }, t("evidence.hint")));
      return;
    }
    const inside = data.features.filter((other) => other.unit === feature.id).map(({ id }) => id);
    const within = feature.unit && data.byId.has(feature.unit) ? [feature.unit] : [];
    dom.replace(
      panel,
      dom.el(
        "div",
        { class: "geomap-heading" },
        dom.el("h3", {}, dom.bdi(feature.name)),
        dom.el(
          "button",
          {
            type: "button",
            class: "geomap-quiet",
            on: { click: close },
          },
          t("evidence.clear"),
        ),
      ),
      dom.el(
        "p",
        { class: "geomap-where" },
        [t(`level.${feature.level}`), ...feature.in]
          .map((name, index) => [index ? " · " : "", dom.bdi(name)])
          .flat(),
      ),
      onDay(feature),
      chips("evidence.also", also.filter((id) => id !== feature.id)),
      chips("evidence.within", within),
      chips("evidence.inside", inside),
      chains(feature.id),
      feature.spells.length
        ? section("evidence.history", [
            data.claims.length
              ? dom.el(
                  "p",
                  { class: "geomap-key" },
                  `${t("evidence.key")} `,
                  ["place", "date", "trigger"]
                    .map((kind) => [dom.el("mark", { class: `geomap-mark-${kind}` }, t(`span.${kind}`)), " "])
                    .flat(),
                )
              : null,
            dom.el("ol", { class: "geomap-history" }, history(feature)),
          ])
        : null,
      section("evidence.other", other(feature)),
    );
  };

  const show = (overlapping) => {
    if (overlapping) also = overlapping;
    const { activeElement } = root;
    if (overlapping && store.selected && !panel.contains(activeElement)) opener = activeElement ?? chooser;
    fill();
  };

  const announce = () => {
    const feature = data.byId.get(store.selected);
    dom.byId("status").textContent = feature
      ? t("evidence.selected", { place: feature.name })
      : "";
  };

  return { show, announce };
};
