"""The operator's counter: one screen, one visit, from the card to the receipt.

`screen` and `pages.identify` are painted before anything else is imported; `workplace` brings in the rest: `walk` (from
step to step), `reception` (who is there), `deeds` (what the keys do; with `asking`, `reading`, `revealing`), `sitting`
(the visit with everybody else). Rooms: `visit`, which knows no screen; `pages`, a step each; `columns` around them;
`scans` and `printed`, papers in and out; `cases`, what became of them.
"""
