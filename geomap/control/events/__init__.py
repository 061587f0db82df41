"""Claims as dated events of places, read in the light of each other."""
