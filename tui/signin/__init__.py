"""Signing in to a station."""

from tui.signin.screen import SignInScreen

__all__ = ["SignInScreen"]
