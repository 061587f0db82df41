"""Data of others, fetched once because the user asked for them, and used by name.

`publishers` knows where they are, `downloading` fetches them, `keeping` is the folder and what it
says of each file, `adding` the whole way.
"""
