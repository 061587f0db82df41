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

  const path = ({ id }) => paths.get(id).getAttribute("d");
  return { add, paint, path, under: () => [], begin: () => {}, orient: () => [] };
};
