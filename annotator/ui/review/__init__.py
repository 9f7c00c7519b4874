"""Reviewing in the window: what colleagues tagged, where they differ, and deciding between them. Imported on first use."""
