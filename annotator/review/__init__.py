"""Bringing the sheets of several annotators together: alignment, differences, agreement, decisions. Knows no window."""
