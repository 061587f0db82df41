"""Polygon layers of the user's: read, understood, mended, and what was done said.

    sources -> columns -> degrees -> outlines -> seams -> a district layer

`sources` is the door to files, folders, addresses and databases; the others are functions from
tables to tables, each with notes on what it changed. `opening.load` is the whole way.
"""
