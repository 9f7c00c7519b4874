"""How far sheets of the same articles agree: measures, their sums over articles, and reports on folders.

Nothing here counts text that nobody tagged: a place without a tag is no evidence of agreement.
"""
