"""Who comes to the window: cards and numbers, who acts for whom, visits put aside."""
