"""Who tells: publishers, those whom they quote, and copies that are one witness."""
