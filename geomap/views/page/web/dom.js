// Elements are built from text, never from markup.
const dom = (() => {
  const SVG = "http://www.w3.org/2000/svg";

  const fillIn = (element, properties, children) => {
    for (const [key, value] of Object.entries(properties || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (key === "on") {
        for (const [event, handler] of Object.entries(value)) {
          element.addEventListener(event, handler);
        }
      } else {
        element.setAttribute(key, value === true ? "" : String(value));
      }
    }
    for (const child of children.flat()) {
      if (child === null || child === undefined) continue;
      element.append(child.nodeType ? child : document.createTextNode(String(child)));
    }
    return element;
  };

  const el = (tag, properties, ...children) =>
    fillIn(document.createElement(tag), properties, children);

  const svg = (tag, properties, ...children) =>
    fillIn(document.createElementNS(SVG, tag), properties, children);

  // A name may run right to left in a page that runs left to right.
  const bdi = (text) => el("bdi", { dir: "auto" }, text);

  // Only a link to the web is a link.
  const link = (url, ...children) =>
    url && /^https?:\/\/[^\s/]/i.test(url)
      ? el("a", { href: url, rel: "noopener noreferrer nofollow", target: "_blank" }, ...children)
      : el("span", {}, ...children);

  const byId = (id) => root.getElementById(`geomap-${id}`);

  const replace = (element, ...children) => {
    element.replaceChildren(...children.flat().filter((child) => child !== null));
  };

  // An element that keeps the greatest height that it had at this width: what lies beside it on
  // the page does not jump when a step changes its words.
  const steady = (element) => {
    let width = 0;
    let height = 0;
    new ResizeObserver(() => {
      if (element.clientWidth !== width) element.style.minHeight = "";
      if (element.clientWidth !== width) height = 0;
      width = element.clientWidth;
      if (element.offsetHeight <= height) return;
      height = element.offsetHeight;
      element.style.minHeight = `${height}px`;
    }).observe(element);
  };

  // Other words in the same text node: less work for the browser than a new one.
  const say = (element, words) => {
    if (element.firstChild) element.firstChild.data = words;
    else element.textContent = words;
  };

  // When the next frame has been seen, or soon where none is drawn: in a frame out of sight, say.
  const afterFrame = (action) => {
    let waiting = true;
    const once = () => {
      if (waiting) action();
      waiting = false;
    };
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(once)));
    setTimeout(once, 1000);
  };

  const pause = () => new Promise((done) => setTimeout(done));

  // What is made when it is first asked for.
  const once = (make) => {
    let made = null;
    return () => (made ??= make());
  };

  // Text that turns no words around it: what it leaves open is closed after it. As many are opened
  // before as are closed within, and one more.
  const isolated = (text) =>
    /[\u202a-\u202e\u2066-\u2069]/.test(text)
      ? "\u2068".repeat(text.split("\u2069").length) + text + "\u2069".repeat(text.split(/[\u2066-\u2068]/).length)
      : text;

  const translator = (strings) => (key, values) => {
    const template = strings[key] === undefined ? key : String(strings[key]);
    return template.replace(/\{(\w+)\}/g, (whole, name) =>
      values && name in values ? isolated(String(values[name])) : whole,
    );
  };

  return { el, svg, bdi, link, byId, replace, steady, say, afterFrame, pause, once, isolated, translator };
})();
