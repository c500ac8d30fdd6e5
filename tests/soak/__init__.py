"""The rules engine against the oracle for as long as one likes. `make soak`."""
