"""Records to pictures: the page, the static figure, the report, and what they share.

A view draws what `geomap.control` concluded. It concludes nothing, knows no case file and no
geocoder, and treats every word of an article as data: article text reaches neither Jinja nor
``innerHTML``.

==========  ======================================================================
`looks`     colours, textures, the user's actors; days and states in words
`picture`   what is drawn: states of places, outlines, frontiers, credits
`figures`   static pictures: SVG, PNG, PDF, a picture of each day
`page`      the map page and its program
`report`    blocks of a report, and the four formats that write them
`tabular`   the table of changes without a browser
`notebook`  products inside other documents
`saving`    files written whole or not at all
==========  ======================================================================
"""
