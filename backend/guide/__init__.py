"""What an item asks, and of whom. Pure: no database, no web, no clock; the same code in the screen and the node."""
