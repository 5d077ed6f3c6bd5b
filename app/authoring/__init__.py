"""How it is written: drafts, versions, imports, exports, translation work, course packs.

workshop       Workshop: what the pages call; with texts, making, arranging, deleting
own_folder     the school's own folder, laid over the shipped ones;  files_beside: pictures and data
saving         a file replaced whole, under a lock;  versions: what it was;  typed: not saved yet
differences    two texts line by line;  joining: three texts made one;  presence: who else writes
images         pictures made small and harmless;  drawings, drawing_styles: SVG
lesson_ids     identities that outlive edits;  naming: folders;  yaml_lines: settings
templates      what a new course or lesson begins with
exercises      exercises as cells, their wrong answers, and checks before they are published
importing      GIFT, Aiken and others read;  exporting: GIFT and nbgrader's sources written
intake         uploads, zips that cannot harm, and moves into place that happen whole
packs          a course as one file with checksums, made, looked at and taken in
translating    a course's texts one by one, beside the original
"""
