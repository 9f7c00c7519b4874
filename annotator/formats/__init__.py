"""Interchange formats: one file each, listed in :mod:`annotator.formats.registry`."""
