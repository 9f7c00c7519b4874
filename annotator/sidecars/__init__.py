"""Sidecars: a sheet as a JSON file beside its article; reading, saving, merging, and listing folders of them.

Knows articles and annotations; knows no window, no session and no interchange format.
"""
