"""The commands without a window, a module for those that belong together. None of them imports Qt."""
