"""Records to pictures: the page (`map`), the static figure (`figure`) and what they share.

A view draws what `geomap.control` concluded. It concludes nothing, knows no case file and no
geocoder, and treats every word of an article as data: article text reaches neither Jinja nor
``innerHTML``.

=============  ==================================================================
`map`          the page and the notebook object; the only module here that writes
`elements`     Folium's side: one element, one figure, a policy by hash
`payload`      records to the JSON that the page reads
`columns`      features and spells of the payload, as columns
`topology`     outlines as shared borders
`varints`      whole numbers as printable text
`tabular`      the table of changes without a browser
`figure`       a static SVG picture, on the paper of `canvas`
`drawing`      what page and figure are both made of
`features`     spells to the states in which a place is drawn
`styles`       colours, textures and outlines
`geometry`     which outlines to draw, at which precision
`placing`      labels that keep to their own place
`orphans`      corrections that fit no sentence any more
`wording`      days and states in words, from ``web/strings``
=============  ==================================================================
"""
