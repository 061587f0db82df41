"""What an article has said so far, which a sentence is read in."""
