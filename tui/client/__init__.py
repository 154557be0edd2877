"""The way from a screen to its node: a typed client, its connection, and what the station keeps itself."""
