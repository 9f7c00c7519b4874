"""The window: the only package that knows Qt. Its panels show and wish; the controller alone changes anything."""
