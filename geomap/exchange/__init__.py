"""Results out in the forms that others read, and back in."""
