"""Records, sheets and edits: what annotators say of an article. Knows no file, no window and no clock."""
