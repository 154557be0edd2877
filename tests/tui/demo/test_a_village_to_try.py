"""`onewindow demo --village`: the node is told to serve the village; a live node never is."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from backend.contract import Realm
from backend.guide.item import Level
from backend.guide.village import level_of
from backend.settings import DEMO_VILLAGE, NodeSettings
from tui.cli.commands import app
from tui.demo import launcher


@pytest.mark.parametrize("village", [True, False])
def test_the_demo_starts_its_node_as_a_village_when_asked(tmp_path: Path, village: bool) -> None:
    hall = launcher.DemoHall("http://node", "http://county", tmp_path, tmp_path, tmp_path, tmp_path)
    children = {child.name: child for child in launcher._children(hall, 1, 2, 1.0, village=village)}
    assert ("--village" in children["node"].arguments) is village
    assert "--village" not in children["county"].arguments


def test_the_village_of_the_demo_is_one_and_lies_below_the_township_of_the_demo() -> None:
    settings = NodeSettings(halls=[DEMO_VILLAGE], realm=Realm.DEMO)
    township = NodeSettings(realm=Realm.DEMO).halls[0]
    assert level_of(DEMO_VILLAGE.code) is Level.VILLAGE
    assert DEMO_VILLAGE.code[:9] == township.code[:9]
    assert DEMO_VILLAGE.refers_to == township.name
    assert settings.county == township.code[:6]


@pytest.mark.parametrize("realm", ["live", "practice"])
def test_only_the_demo_has_this_village(realm: str) -> None:
    result = CliRunner().invoke(app, ["node", "--village", "--realm", realm])
    assert result.exit_code == 2
