// Polygons as the payload carries them: encoded polylines, latitude first.
const geometry = (() => {
  const ring = (text, places) => {
    const scale = 10 ** places;
    const points = [];
    let at = 0;
    let lat = 0;
    let lon = 0;
    const next = () => {
      let value = 0;
      let shift = 0;
      let unit;
      do {
        unit = text.charCodeAt(at) - 63;
        at += 1;
        value |= (unit & 0x1f) << shift;
        shift += 5;
      } while (unit >= 0x20);
      return value & 1 ? ~(value >> 1) : value >> 1;
    };
    while (at < text.length) {
      lat += next();
      lon += next();
      points.push([lat / scale, lon / scale]);
    }
    return points;
  };

  const decode = (polygons, places) =>
    polygons.map((rings) => rings.map((text) => ring(text, places)));

  // Even-odd rule over all rings, so that holes are outside.
  const contains = (polygons, lat, lon) => {
    let inside = false;
    for (const points of polygons.flat()) {
      for (let i = 0, j = points.length - 1; i < points.length; j = i, i += 1) {
        const [yi, xi] = points[i];
        const [yj, xj] = points[j];
        if (yi > lat !== yj > lat && lon < ((xj - xi) * (lat - yi)) / (yj - yi) + xi) {
          inside = !inside;
        }
      }
    }
    return inside;
  };

  return { decode, contains };
})();
