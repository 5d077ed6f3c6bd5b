"""How it is written: drafts, versions, imports, exports, translation work, course packs."""
