// Numbers as geomap.views.varints writes them, read in the same order.
const varints = (() => {
  const reader = (text) => {
    let at = 0;
    const count = () => {
      let value = 0;
      let factor = 1;
      let unit;
      do {
        unit = text.charCodeAt(at) - 63;
        at += 1;
        value += (unit & 0x1f) * factor;
        factor *= 32;
      } while (unit >= 0x20);
      return value;
    };
    const straight = (value) => (value % 2 ? -(value + 1) / 2 : value / 2);
    const signed = () => straight(count());
    const optional = () => {
      const value = count();
      return value === 0 ? null : straight(value - 1);
    };
    const times = (length, read) => {
      const found = new Array(length);
      for (let index = 0; index < length; index += 1) found[index] = read();
      return found;
    };
    let last = 0;
    // A list by its differences, which go on from the list before.
    const rising = () =>
      times(count(), () => {
        last += signed();
        return last;
      });
    return { count, signed, optional, rising, times, more: () => at < text.length };
  };

  // A column whose values repeat: the distinct ones, and the index of each.
  const coded = ({ of, is }) => {
    const read = reader(is);
    const values = [];
    while (read.more()) values.push(of[read.count()]);
    return values;
  };

  // What was deflated, read when it is needed.
  const inflate = async (text) => {
    const units = atob(text);
    const bytes = new Uint8Array(units.length);
    for (let at = 0; at < bytes.length; at += 1) bytes[at] = units.charCodeAt(at);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return JSON.parse(await new Response(stream).text());
  };

  return { reader, coded, inflate };
})();
