"""Several annotators' sheets of the same articles: how they differ, how far they agree, and what becomes gold.

Knows sidecars and what lies in them; knows no window and no interchange format.
"""
