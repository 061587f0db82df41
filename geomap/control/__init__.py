"""Claims to control: spells, chains, contradictions; corrections and figures against gold."""
