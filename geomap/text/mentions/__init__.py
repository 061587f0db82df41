"""What a sentence mentions: names, places and sides by their words, days, and shares."""
