"""A choice on a page is a digit; what each stands for is the page's to say."""

from textual.binding import Binding, BindingType

__all__ = ["digit_keys"]


def digit_keys(action: str) -> list[BindingType]:
    """1 to 9 do `action(1)` to `action(9)`; they stand beside what they choose, not in the key bar."""
    return [Binding(str(digit), f"{action}({digit})", show=False) for digit in range(1, 10)]
