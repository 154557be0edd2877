"""The operator's counter: one screen, one visit, from the card to the receipt.

`screen` and `identify_page` are painted before anything else is imported; `workplace` brings in the rest: `walk` (from
step to step), `reception` (who is there), `deeds` (what the keys do; with `asking`, `prints`, `revealing`,
`opening_cases`), `sitting` (the visit with everybody else), over `visit`, the visit itself, which knows no screen.
"""
