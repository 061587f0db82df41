"""Static pictures: SVG written without a browser and without a plotting library.

They share states, colours, textures and words with the page, so that both say the same.

=============  ==================================================================
`layouts`      what can be drawn: a day, two days, their difference, many days
`chart`        districts by time
`sheet`        the furniture: headline, legend, key, sources
`panel`        one map
`labels`       its labels
`signs`        what each place shows, on a day or between two
`inks`         styles as SVG: patterns, strokes, symbols
`placing`      labels that keep to their own place
`canvas`       pixels and text
`directions`   lines that mix directions, taken apart for a renderer
`raster`       SVG to PNG and PDF [I/O: reads fonts]
`frames`       a picture of each of many days, as a GIF or a folder [I/O]
`product`      the finished figure, which saves itself
=============  ==================================================================
"""
