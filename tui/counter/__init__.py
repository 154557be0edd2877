"""The operator's counter: one screen, one visit, from the card to the receipt.

`screen` and `pages.identify` are painted before anything else is imported; `workplace` brings in the rest: `walk` (from
step to step), `session` (whose it is), `deeds` (what the keys do; with `asking`, `reading`, `revealing`, `taking`).
Rooms: `arrivals`, who comes; `visit`, which knows no screen; `sitting`, the visit with everybody else; `pages`, a step
each; `columns` around them; `dialogs` over them; `scans` and `printed`, papers in and out; `cases`, what came of them.
"""
