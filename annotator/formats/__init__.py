"""Interchange formats: a module each, with rooms for writing and reading beside it, listed in :mod:`annotator.formats.registry`."""
