"""What happens to readers, comments and publications when a part of the house is killed: bench/README.md."""
