"""The middle of the screen: one page a step, and what its lines are made of."""
