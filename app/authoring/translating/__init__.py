"""Translating courses entry by entry: what there is to do, and what was done put into PO files."""
