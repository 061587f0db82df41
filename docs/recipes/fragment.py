"""Two maps in a page that has scripts of its own: `python fragment.py ARTICLE... > page.html`."""

import sys

import geomap

PAGE = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>A page with scripts of its own</title>
<script>
  // Names that a map must leave alone.
  const L = "the page's own", main = "the page's own", $ = "the page's own";
</script>
{maps}
<script>document.documentElement.dataset.page = [L, main, $].join();</script>
</html>"""

maps = "\n".join(geomap.map(article).fragment() for article in sys.argv[1:])
sys.stdout.buffer.write(PAGE.replace("{maps}", maps).encode("utf-8"))
