"""The map page: records to what its program reads, the program, and the file."""
