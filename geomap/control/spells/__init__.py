"""Who holds a place from when to when, by the events of that place."""
