"""The grammar of hands: what clicks, drags and keys mean. Knows no Qt, so that it can be tested as plain values."""
