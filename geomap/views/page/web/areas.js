// Areas as SVG, for places that can be counted: crisp on paper, and the browser finds what was hit.
const createSurface = (map, app, { areas: pane }, ids) => {
  const { data } = app;
  const paths = new Map();

  const add = (feature) => {
    const className = data.clear ? "geomap-area geomap-clear" : "geomap-area";
    const options = { pane, className, fillOpacity: 1, smoothFactor: 0.5 };
    const element = L.polygon(feature.outline.rings, options).addTo(map).getElement();
    element.setAttribute("tabindex", "-1");
    element.setAttribute("data-feature", feature.id);
    ids.set(element, feature.id);
    paths.set(feature.id, element);
    return element;
  };

  const paint = ({ id }, fill) => patterns.fill(paths.get(id), data.fills, fill);

  const spots = (arc) => {
    const { lat, lng, starts } = data.points;
    const found = [];
    for (let n = starts[arc >> 1]; n < starts[(arc >> 1) + 1]; n += 1) {
      const { x, y } = map.latLngToLayerPoint([lat[n], lng[n]]);
      found.push(`${Math.round(x)} ${Math.round(y)}`);
    }
    return arc & 1 ? found.reverse() : found;
  };

  // An outline without the borders that are drawn already: dashes drawn twice fill their own gaps.
  const path = ({ id, outline: { arcs } }, drawn) => {
    const mine = drawn ? arcs.flat().map((arc) => arc >> 1) : [];
    const whole = !mine.some((arc) => drawn.has(arc));
    let line = whole ? paths.get(id).getAttribute("d") : "";
    for (const ring of whole ? [] : arcs) {
      let pen = "M";
      for (const arc of ring) {
        const known = drawn.has(arc >> 1);
        if (!known) line += pen + spots(arc).join("L");
        pen = known ? "M" : "L";
      }
    }
    for (const arc of mine) drawn.add(arc);
    return line;
  };
  return { add, paint, path, under: () => [], begin: () => {}, orient: () => [] };
};
