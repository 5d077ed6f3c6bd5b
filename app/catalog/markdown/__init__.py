"""Markdown as lessons use it: text becomes parts of a page, and knows nothing of courses.

Start at `rendering.render`; `rendered` holds what comes out, `quiz` marks answers. `rendered` and
`quiz` import nothing heavy, so that a page from the cache can be read without the rest.
"""
