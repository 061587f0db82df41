// Days as whole numbers since 1970-01-01. No Date object: no time zone can move a day.
const dates = (() => {
  const pad = (value, width) => String(value).padStart(width, "0");

  // Year, month and day of a day number (proleptic Gregorian, after H. Hinnant).
  const civil = (number) => {
    const z = number + 719468;
    const era = Math.floor(z / 146097);
    const doe = z - era * 146097;
    const yoe = Math.floor(
      (doe - Math.floor(doe / 1460) + Math.floor(doe / 36524) - Math.floor(doe / 146096)) / 365,
    );
    const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
    const shifted = Math.floor((5 * doy + 2) / 153);
    const month = shifted < 10 ? shifted + 3 : shifted - 9;
    const year = yoe + era * 400 + (month <= 2 ? 1 : 0);
    return { year, month, day: doy - Math.floor((153 * shifted + 2) / 5) + 1 };
  };

  const number = (year, month, day) => {
    const y = month <= 2 ? year - 1 : year;
    const era = Math.floor(y / 400);
    const yoe = y - era * 400;
    const doy = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
    return era * 146097 + yoe * 365 + Math.floor(yoe / 4) - Math.floor(yoe / 100) + doy - 719468;
  };

  const iso = (value) => {
    const { year, month, day } = civil(value);
    return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
  };

  // A day number, or null for what is not a day of the calendar.
  const parse = (text) => {
    // The digits of any script are digits: ten in a row, from a code that ends in 0 or in 6.
    const plain = text.replace(/\p{Nd}/gu, (digit) => {
      const code = digit.codePointAt();
      return (code - (/\p{Nd}/u.test(String.fromCodePoint(code & ~15)) ? 0 : 6)) & 15;
    });
    const found = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*$/.exec(plain);
    if (!found) return null;
    const value = number(Number(found[1]), Number(found[2]), Number(found[3]));
    const written = `${found[1]}-${pad(found[2], 2)}-${pad(found[3], 2)}`;
    return iso(value) === written ? value : null;
  };

  const words = (value, strings, months = strings.months) => {
    const { year, month, day } = civil(value);
    const parts = { d: day, month: months[month - 1], y: year };
    return strings.day.replace(/\{(d|month|y)\}/g, (_, key) => String(parts[key]));
  };

  return { civil, number, iso, parse, words };
})();
