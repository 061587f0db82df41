"""What a place is called: comparable keys of a name, the words in it, the user's own table."""
