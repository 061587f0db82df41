"""An article as sentence trees: paragraphs, the parsers, and the grammar between words."""
