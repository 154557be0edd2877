"""Signing in to a station."""

from tui.signin.screen import SignInScreen, SignInTrouble

__all__ = ["SignInScreen", "SignInTrouble"]
