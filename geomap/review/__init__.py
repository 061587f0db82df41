"""Looking at claims one after the other, and deciding: in a terminal or on a local page."""
