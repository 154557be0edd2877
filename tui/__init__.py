"""The people's wing: screens, widgets, the typed client.

Importing this package settles one thing before Textual is ever imported: the Kitty key protocol stays off,
because some terminals lose what an input method commits while it is on.
"""

import os

os.environ["TEXTUAL_DISABLE_KITTY_KEY"] = "1"

__all__: list[str] = []
