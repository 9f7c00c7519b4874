"""From the bytes of a file to the text of an article, and the units people select in it.

The first layer above the errors: it knows no tagset, no annotation and no window. Every position, here
and in all layers above, counts Unicode code points of ``Article.text``.
"""
