"""Scanned papers: picked, looked at, attached."""
