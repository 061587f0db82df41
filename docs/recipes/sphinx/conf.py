"""A Sphinx project with a map in it: `geomap map ARTICLE -o map.html`, then `sphinx-build`."""

project = "A map in Sphinx"
html_extra_path = ["map.html"]
