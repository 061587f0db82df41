"""Claims to control: corrections, spells, chains, contradictions."""
