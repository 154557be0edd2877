"""Cases after the hand-over: one case, the list of them, and what is brought later."""
