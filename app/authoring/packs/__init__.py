"""Course packs: one file with a course, its exercises and translations, for another school.

manifest    pack.json: what is in a pack, with checksums
course_files  the files of a course and of what belongs to it, as they are here
making      a course to a pack
reading     a pack looked through and unpacked into a folder of its own
comparing   what is new in it, and what differs from what is here
renaming    a copy under other names and ids
taking_in   a pack taken in, as its reader chose
"""
