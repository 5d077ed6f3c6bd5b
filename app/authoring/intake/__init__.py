"""Files from outside on their way into the school's own folder.

file_tree       the files of a folder or a zip, by names that are safe on every system
safe_zip        zips that anybody may have made
bare_notebooks  notebooks without outputs;  bare_drawings: drawings without what could act
uploads         what was sent and is not decided on
placing         staged folders put into the school's own, all of them or none
leftovers       what a power cut left half done: finished, put back or removed
"""
