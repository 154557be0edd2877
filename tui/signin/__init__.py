"""Signing in to a station, and unlocking it."""

from tui.signin.screen import SignInScreen, SignInTrouble

__all__ = ["SignInScreen", "SignInTrouble"]
