"""Run a module as ``__main__`` for as long as the process that started it lives.

    python -m tui.demo.with_parent MODULE ARGUMENT…

The starter keeps a pipe to our standard input open. When it ends, however it ends, the pipe closes and so do we:
nothing of a demo is left behind by a kill.
"""

import os
import runpy
import signal
import sys
import threading
import time

GRACE = 3.0  # seconds between asking and insisting


def _follow_parent() -> None:
    while os.read(0, 64):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)


def main() -> None:
    threading.Thread(target=_follow_parent, name="follow-parent", daemon=True).start()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
