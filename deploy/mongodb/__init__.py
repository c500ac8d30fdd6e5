"""How MongoDB is set up: the replica set and its users."""
