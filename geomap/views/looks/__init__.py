"""How a picture looks and what it says: colours, textures, the user's actors, and words."""
