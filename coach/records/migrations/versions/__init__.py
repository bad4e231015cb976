"""One file for each change of the tables, each named after its place in the order."""
