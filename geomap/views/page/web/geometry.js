// Polygons from shared borders, as geomap.views.topology writes them; latitude first.
const geometry = (() => {
  // Lines, each point a step from the one before: all points in two columns, where lines begin, and
  // how far each reaches west, south, east and north.
  const columns = (arcs, cells) => {
    const read = varints.reader(arcs);
    // A point takes two characters at least.
    const lat = new Float64Array(arcs.length >> 1);
    const lng = new Float64Array(arcs.length >> 1);
    const starts = [0];
    const boxes = [];
    let at = 0;
    let up = 0;
    let right = 0;
    while (read.more()) {
      let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
      for (let left = read.count(); left > 0; left -= 1) {
        up += read.signed();
        right += read.signed();
        if (right < west) west = right;
        if (right > east) east = right;
        if (up < south) south = up;
        if (up > north) north = up;
        lat[at] = up / cells;
        lng[at] = right / cells;
        at += 1;
      }
      starts.push(at);
      boxes.push(west / cells, south / cells, east / cells, north / cells);
    }
    return { lat, lng, starts, boxes };
  };

  const spots = ({ lat, lng }, numbers) => numbers.map((i) => new L.LatLng(lat[i], lng[i]));

  const lines = (arcs, cells) => {
    const { lat, lng, starts } = columns(arcs, cells);
    const line = (end, n) => Array.from(lat.subarray(starts[n], end), (up, i) => [up, lng[starts[n] + i]]);
    return starts.slice(1).map(line);
  };

  const boxOf = ({ boxes }, arcsOfRings) => {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const arcs of arcsOfRings) {
      for (const arc of arcs) {
        const at = (arc >> 1) * 4;
        for (let side = 0; side < 4; side += 1) {
          const limit = boxes[at + side];
          if (side < 2 ? limit < box[side] : limit > box[side]) box[side] = limit;
        }
      }
    }
    return box;
  };

  // A point inside: halfway along the widest piece of the parallel that halves the largest ring.
  const middleOf = ({ lat, lng }, rings) => {
    const height = (ring) => {
      const ups = ring.map((i) => lat[i]);
      return [Math.min(...ups), Math.max(...ups)];
    };
    const [south, north] = rings.map(height).reduce((a, b) => (b[1] - b[0] > a[1] - a[0] ? b : a));
    const half = (south + north) / 2;
    const found = [];
    for (const ring of rings) {
      ring.forEach((i, n) => {
        const j = ring[(n || ring.length) - 1];
        if (lat[i] > half !== lat[j] > half) {
          found.push(lng[i] + ((half - lat[i]) / (lat[j] - lat[i])) * (lng[j] - lng[i]));
        }
      });
    }
    // A shape so small that the grid made a line of it.
    if (!found.length) return [lat[rings[0][0]], lng[rings[0][0]]];
    found.sort((a, b) => a - b);
    let widest = [found[0], found[1]];
    for (let n = 2; n < found.length; n += 2) {
      if (found[n + 1] - found[n] > widest[1] - widest[0]) widest = [found[n], found[n + 1]];
    }
    return [half, (widest[0] + widest[1]) / 2];
  };

  // A shape of rings of arcs, holes among them. Points are numbers in columns, which neighbours share,
  // and become objects where somebody asks for them: most of thousands of outlines are only painted.
  const outlineOf = (points, arcsOfRings) => {
    const { starts } = points;
    // The end of each arc is the beginning of the next.
    const numbersOf = (arcs) => {
      const found = [];
      for (const arc of arcs) {
        const begin = starts[arc >> 1];
        const end = starts[(arc >> 1) + 1] - 1;
        if (arc & 1) for (let i = end; i > begin; i -= 1) found.push(i);
        else for (let i = begin; i < end; i += 1) found.push(i);
      }
      return found;
    };
    const numbers = () => arcsOfRings.map(numbersOf);
    const rings = dom.once(() => numbers().map((ring) => spots(points, ring)));
    const box = dom.once(() => boxOf(points, arcsOfRings));
    const middle = dom.once(() => middleOf(points, numbers()));
    return {
      arcs: arcsOfRings,
      get rings() {
        return rings();
      },
      get box() {
        return box();
      },
      get bounds() {
        const [west, south, east, north] = box();
        return L.latLngBounds([south, west], [north, east]);
      },
      get middle() {
        return middle();
      },
    };
  };

  // Outlines, and the columns of their points.
  const decode = (borders) => {
    const points = columns(borders.arcs, borders.cells);
    const read = varints.reader(borders.shapes);
    let last = 0;
    let fresh = 0;
    const arc = () => {
      const step = read.optional();
      last = step === null ? 2 * fresh++ : last + step;
      return last;
    };
    const ring = () => read.times(read.count(), arc);
    const outlines = [];
    while (read.more()) outlines.push(outlineOf(points, read.times(read.count(), ring)));
    return { outlines, points };
  };

  // Whether a point is in a shape: even-odd rule over all rings, so that holes are outside.
  const contains = (outline, { lat, lng }) => {
    const [west, south, east, north] = outline.box;
    if (lng < west || lng > east || lat < south || lat > north) return false;
    let inside = false;
    for (const points of outline.rings) {
      for (let i = 0, j = points.length - 1; i < points.length; j = i, i += 1) {
        const { lat: yi, lng: xi } = points[i];
        const { lat: yj, lng: xj } = points[j];
        if (yi > lat !== yj > lat && lng < ((xj - xi) * (lat - yi)) / (yj - yi) + xi) {
          inside = !inside;
        }
      }
    }
    return inside;
  };

  return { decode, lines, contains };
})();
