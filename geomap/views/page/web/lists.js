// What was read, what could not be placed, what contradicts itself, and how the page was made.
const createLists = (app, quotes) => {
  const { data, t } = app;

  const fill = (id, title, hint, items) => {
    const section = dom.byId(id);
    if (!items.length) return;
    section.hidden = false;
    dom.replace(
      section,
      dom.el("h2", {}, t(title)),
      hint ? dom.el("p", { class: "geomap-hint" }, t(hint)) : null,
      items,
    );
  };

  // Spans of every claim in an article. One kind a claim is its link: one stop of the keyboard.
  const marks = (article) =>
    data.claims.flatMap((claim) => {
      if (claim.article !== article) return [];
      const words = claim.spans || {};
      const target = (claim.features || [])[0];
      const linked = words.place ? "place" : words.trigger ? "trigger" : "sentence";
      const spans = [
        ["sentence", claim.start, claim.end],
        ...(claim.also || []).map(([from, to]) => ["sentence", from, to]),
        ...["place", "trigger"].filter((kind) => words[kind]).map((kind) => [kind, ...words[kind]]),
      ];
      return spans.map(([kind, from, to]) => ({
        kind,
        from,
        to,
        target,
        linked: kind === linked && target !== undefined,
      }));
    });

  const piece = ({ text, over }) => {
    if (!over.length) return document.createTextNode(text);
    const classes = [...new Set(over.map(({ kind }) => `geomap-mark-${kind}`))].join(" ");
    const link = over.find(({ linked }) => linked);
    if (link && text.trim()) return quotes.placeLink(link.target, { class: classes }, text);
    const { target } = over.find((span) => span.target !== undefined) || {};
    if (target === undefined) return dom.el("mark", { class: classes }, text);
    const choose = () => app.choose(target, { from: "text" });
    return dom.el("mark", { class: `geomap-marked ${classes}`, on: { click: choose } }, text);
  };

  const fullText = (article, index) =>
    dom.el(
      "div",
      { class: "geomap-text", dir: "auto", lang: article.language },
      quotes.pieces(article.text, 0, marks(index)).map(piece),
    );

  const counted = (article) =>
    t("read.count", {
      name: article.name,
      n: article.text.length,
      places: article.places,
      claims: article.claims,
    });

  fill(
    "texts",
    "texts",
    data.claims.length ? "texts.hint" : null,
    data.articles.map((article, index) =>
      dom.el(
        "details",
        { open: data.articles.length === 1 },
        dom.el("summary", {}, dom.bdi(article.title || article.name)),
        dom.el("p", { class: "geomap-hint" }, dom.bdi(counted(article)), " · ", quotes.source(index)),
        fullText(article, index),
      ),
    ),
  );

  fill(
    "contradictions",
    "contradictions",
    "contradictions.hint",
    data.contradictions.map(({ claims, why }) =>
      dom.el(
        "article",
        { class: "geomap-pair" },
        dom.el("p", {}, dom.el("b", { dir: "auto" }, why)),
        claims.map((claim) => quotes.claim(claim, { brief: true })),
      ),
    ),
  );

  fill(
    "unplaced",
    "unplaced",
    "unplaced.hint",
    data.unplaced.map(({ claim, id, reason }) =>
      dom.el(
        "article",
        { class: "geomap-item" },
        dom.el("p", {}, dom.el("b", { dir: "auto" }, reason)),
        claim === null ? dom.el("code", {}, id) : quotes.claim(claim, { brief: true }),
      ),
    ),
  );

  const told = ({ article, evidence, reason, near }) =>
    dom.el(
      "article",
      { class: "geomap-item" },
      dom.el("p", {}, dom.el("b", { dir: "auto" }, reason)),
      dom.el(
        "figure",
        { class: "geomap-claim" },
        dom.el("blockquote", { dir: "auto", class: "geomap-sentence" }, evidence),
        dom.el("figcaption", {}, near ?? quotes.source(article)),
      ),
    );
  fill("orphaned", "orphaned", "orphaned.hint", data.orphaned.map(told));
  fill("notclaims", "notclaims", "notclaims.hint", data.notClaims.map(told));

  const once = (values) => [...new Set(values.filter(Boolean))];
  const sources = once([
    ...data.articles.map((article) =>
      [
        article.source,
        article.title || article.name,
        article.published,
        article.url,
        article.licence && t("methods.licence", { licence: article.licence }),
      ]
        .filter(Boolean)
        .map((part) => `\u2068${part}\u2069`)
        .join(t("list")),
    ),
    // The texts are listed above, by their own fields.
    ...data.citations.filter(
      (citation) => !data.articles.some(({ title, name }) => citation.startsWith(title || name)),
    ),
  ]);
  const part = (key, ...content) => [dom.el("dt", {}, t(key)), dom.el("dd", {}, ...content)];
  fill("methods", "methods", null, [
    dom.el(
      "dl",
      { class: "geomap-methods" },
      part("methods.control", t("methods.control.text")),
      part("methods.reading", t("methods.reading.text")),
      data.rules ? part("methods.rules", data.rules) : [],
      data.boundaries ? part("methods.boundaries", dom.bdi(data.boundaries)) : [],
      sources.length
        ? part(
            "methods.sources",
            dom.el("ul", {}, sources.map((text) => dom.el("li", {}, dom.bdi(text)))),
          )
        : [],
    ),
  ]);
};
