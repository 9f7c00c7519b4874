"""The sections of a tagset's file, each read on its own: what is written in tables, what it comes to."""
