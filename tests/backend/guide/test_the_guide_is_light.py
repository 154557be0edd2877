"""The screen imports the guide at start: nothing heavy, nothing of other rooms, may come with it."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_importing_the_guide_brings_no_pinyin_no_fuzzy_matching_and_no_other_room() -> None:
    script = "import sys, backend.guide; print('\\n'.join(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    heavy = {"pypinyin", "rapidfuzz", "yaml", "sqlalchemy", "fastapi", "textual", "httpx"}
    assert not heavy & set(loaded)
    rooms = {name.split(".")[1] for name in loaded if name.startswith("backend.")}
    assert rooms <= {"guide", "contract"}


def test_the_public_face_offers_all_it_names() -> None:
    import backend.guide as guide

    assert all(hasattr(guide, name) for name in guide.__all__)
    assert len(set(guide.__all__)) == len(guide.__all__)
