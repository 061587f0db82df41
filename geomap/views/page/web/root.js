// Where the page lives: in the document, or in the shadow of a fragment. The script stands last in
// its host, and a browser that has not opened the template of a fragment is helped.
const host = document.currentScript.parentElement;
const root = (() => {
  if (host.shadowRoot) return host.shadowRoot;
  const template = host.querySelector(":scope > template");
  if (!template) return document;
  const shadow = host.attachShadow({ mode: "open" });
  shadow.append(template.content);
  template.remove();
  return shadow;
})();
const alone = root === document;

// Leaflet looks for the element of a map in the document only. The page sets the view when all that
// stands around the map is there: until then nothing asks for a layout.
const initContainer = L.Map.prototype._initContainer;
L.Map.include({
  _initContainer(id) {
    initContainer.call(this, typeof id === "string" ? root.getElementById(id) : id);
    this._container.style.position = "relative";
    delete this.options.center;
    this.options.zoomAnimation = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  },
});
