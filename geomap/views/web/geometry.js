// Polygons from shared borders, as geomap.views.topology writes them; latitude first.
const geometry = (() => {
  const pointOf = (lat, lng) => ({ lat, lng });

  // Lines, each point a step from the one before.
  const lines = (arcs, cells, point = pointOf) => {
    const read = varints.reader(arcs);
    const found = [];
    let lat = 0;
    let lon = 0;
    while (read.more()) {
      found.push(
        read.times(read.count(), () => {
          lat += read.signed();
          lon += read.signed();
          return point(lat / cells, lon / cells);
        }),
      );
    }
    return found;
  };

  // A list of shapes: polygons of rings of points, which neighbours share.
  const decode = (borders, point = pointOf) => {
    const arcs = lines(borders.arcs, borders.cells, point);
    const read = varints.reader(borders.shapes);
    let last = 0;
    const ring = () => {
      const points = [];
      for (let left = read.count(); left > 0; left -= 1) {
        last += read.signed();
        const arc = arcs[last >> 1];
        // The end of each arc is the beginning of the next.
        if (last & 1) for (let i = arc.length - 1; i > 0; i -= 1) points.push(arc[i]);
        else for (let i = 0; i < arc.length - 1; i += 1) points.push(arc[i]);
      }
      return points;
    };
    const shapes = [];
    while (read.more()) {
      shapes.push(read.times(read.count(), () => read.times(read.count(), ring)));
    }
    return shapes;
  };

  // Even-odd rule over all rings, so that holes are outside.
  const contains = (polygons, lat, lon) => {
    let inside = false;
    for (const points of polygons.flat()) {
      for (let i = 0, j = points.length - 1; i < points.length; j = i, i += 1) {
        const { lat: yi, lng: xi } = points[i];
        const { lat: yj, lng: xj } = points[j];
        if (yi > lat !== yj > lat && lon < ((xj - xi) * (lat - yi)) / (yj - yi) + xi) {
          inside = !inside;
        }
      }
    }
    return inside;
  };

  return { decode, lines, contains };
})();
