"""The text of one article on screen, with its mentions, labels and arcs.

Takes plain values (:mod:`.marks`), hands out gestures (:mod:`.gestures`); it knows no record, tagset or session.
Offsets at its edge are code points of the article's text; inside, Qt's UTF-16 positions (:mod:`.offsets`).
"""
