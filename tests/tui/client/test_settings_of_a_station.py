"""Settings of a station: given, then from the environment, then from the file, then what is usual."""

from pathlib import Path

import pytest

from tui.settings import StationSettings


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("NODE", "READERS", "WINDOW", "STATION_DATA", "PRINTER", "LANGUAGE"):
        monkeypatch.delenv(f"ONEWINDOW_{name}", raising=False)


def test_what_is_given_goes_before_the_environment_and_that_before_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "onewindow.toml").write_text('[station]\nwindow = 2\nnode = "http://file"\nprinter = "lp"\n')
    monkeypatch.setenv("ONEWINDOW_NODE", "http://environment")
    monkeypatch.setenv("ONEWINDOW_READERS", "/dev/a, socket://b:1")
    settings = StationSettings(language="en")
    assert (settings.window, settings.node, settings.printer) == ("2", "http://environment", "lp")
    assert (settings.language, settings.readers) == ("en", ["/dev/a", "socket://b:1"])
    assert StationSettings(node="http://given").node == "http://given"


def test_without_anything_it_is_window_one_in_chinese_and_no_demo() -> None:
    settings = StationSettings()
    assert (settings.window, settings.language, settings.printer) == ("1", "zh_CN", None)
    assert (settings.credentials, settings.demo_control, settings.demo_people) == (None, None, None)
    assert settings.data_dir.is_absolute()


def test_a_file_that_is_no_toml_is_as_good_as_none(tmp_path: Path) -> None:
    (tmp_path / "onewindow.toml").write_bytes(b"\xff\xfe[")
    assert StationSettings().window == "1"
