// Sentences with their words marked at the stored offsets, and where they come from.
const createQuotes = (app) => {
  const { data, t } = app;

  // Cut a stretch of text at every border of a span; each piece knows the spans over it.
  const pieces = (text, start, spans) => {
    const end = start + text.length;
    const within = spans
      .map((span) => ({ ...span, from: Math.max(span.from, start), to: Math.min(span.to, end) }))
      .filter((span) => span.from < span.to);
    const cuts = [...new Set([start, end, ...within.flatMap(({ from, to }) => [from, to])])];
    cuts.sort((a, b) => a - b);
    return cuts.slice(0, -1).map((from, index) => ({
      text: text.slice(from - start, cuts[index + 1] - start),
      over: within.filter((span) => span.from <= from && span.to >= cuts[index + 1]),
    }));
  };

  const spansOf = (claim) =>
    Object.entries(claim.spans || {}).map(([kind, [from, to]]) => ({ kind, from, to }));

  const marked = (text, start, spans) =>
    pieces(text, start, spans).map(({ text: words, over }) =>
      over.length
        ? dom.el("mark", { class: over.map(({ kind }) => `geomap-mark-${kind}`).join(" ") }, words)
        : document.createTextNode(words),
    );

  const textOf = (claim) => (data.articles[claim.article] || {}).text || "";

  // A link inside the page: to a place, in any frame, without leaving the document.
  const placeLink = (id, properties, ...children) =>
    dom.el(
      "a",
      {
        ...properties,
        href: state.fragmentOf(null, id),
        on: {
          click: (event) => {
            event.preventDefault();
            app.choose(id, { from: "text" });
          },
        },
      },
      ...children,
    );

  const sentence = (claim) => {
    const words = marked(claim.evidence, claim.start, spansOf(claim));
    const place = (claim.features || [])[0];
    return dom.el(
      "blockquote",
      { dir: "auto", class: "geomap-sentence" },
      place ? placeLink(place, { title: t("claim.show") }, ...words) : words,
    );
  };

  // Words of a span that lie outside the sentence: a place named earlier, say.
  const elsewhere = (claim) =>
    spansOf(claim)
      .filter(({ from, to }) => to <= claim.start || from >= claim.end)
      .map(({ kind, from, to }) => [t(`span.${kind}`), textOf(claim).slice(from, to)]);

  const source = (index) => {
    const article = data.articles[index];
    if (!article) return null;
    const title = article.title || article.name;
    return dom.el(
      "cite",
      {},
      article.source ? [dom.bdi(article.source), " · "] : [],
      dom.link(article.url, dom.bdi(title)),
      article.published ? ` · ${t("claim.published", { date: article.published })}` : "",
    );
  };

  const arrow = data.strings.direction === "rtl" ? " ← " : " → ";
  const joined = (names, between) =>
    names.filter(Boolean).map((name, index) => [index ? between : "", dom.bdi(name)]);

  const placed = (claim) =>
    claim.why &&
    claim.place && [
      dom.bdi(claim.place),
      claim.precision ? ` – ${t(`precision.${claim.precision}`)}` : "",
      t("list.parts"),
      dom.bdi(claim.why),
    ];

  // Where the panel has what a slot of a claim says, if by another name.
  const SLOTS = {
    to_actor: "to",
    from_actor: "from",
    claimed_by: "by",
  };

  // Who is known from the rest of the text, and the sentence there that names them.
  const elsewhereSaid = ({ context = {}, ...claim }) =>
    Object.entries(context).flatMap(([slot, other], index) => [
      index ? t("list.parts") : "",
      dom.bdi(claim[SLOTS[slot]]),
      other === null ? "" : ": ",
      other === null ? "" : dom.bdi(t("claim.words", { words: data.claims[other].evidence })),
    ]);

  const facts = (claim) => {
    const quoted = (words) => (words ? ` · ${t("claim.words", { words })}` : "");
    const edtf = claim.edtf !== claim.when && claim.edtf;
    const rows = [
      [
        "claim.date",
        claim.when
          ? [claim.when, edtf ? dom.el("code", { class: "geomap-edtf" }, edtf) : ""]
          : t("claim.nodate"),
      ],
      ["claim.newdate", claim.newDate],
      ["claim.change", [t(`change.${claim.change}`), quoted(claim.trigger)]],
      [claim.from && claim.to ? "claim.sides" : claim.to ? "claim.to" : "claim.from", joined([claim.from, claim.to], arrow)],
      ["claim.share", claim.share],
      ["claim.status", t(`status.${claim.status}`)],
      ["claim.by", claim.by ? dom.bdi(claim.by) : t("claim.byText")],
      ["claim.place", placed(claim)],
      ["claim.context", elsewhereSaid(claim)],
      ["claim.rule", claim.rule && dom.el("code", {}, claim.rule)],
    ];
    return dom.el(
      "dl",
      { class: "geomap-facts" },
      rows
        .filter(([, value]) => value && value.length !== 0)
        .map(([key, value]) => [dom.el("dt", {}, t(key)), dom.el("dd", {}, [value].flat(2))])
        .flat(),
      elsewhere(claim)
        .map(([kind, words]) => [
          dom.el("dt", {}, kind),
          dom.el("dd", {}, t("claim.words", { words })),
        ])
        .flat(),
    );
  };

  const claim = (index, { brief = false } = {}) => {
    const found = data.claims[index];
    if (!found) return null;
    return dom.el(
      "figure",
      { class: "geomap-claim", "data-claim": found.id },
      sentence(found),
      dom.el("figcaption", {}, source(found.article)),
      brief ? null : facts(found),
      brief
        ? null
        : (found.also || []).map(([start, , text]) =>
            dom.el(
              "p",
              { class: "geomap-also", dir: "auto" },
              dom.el("span", {}, `${t("claim.also")}: `),
              marked(text, start, spansOf(found)),
            ),
          ),
    );
  };

  return { claim, pieces, spansOf, placeLink, source };
};
