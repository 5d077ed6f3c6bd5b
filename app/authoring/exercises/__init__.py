"""Exercises written in the pages: nbgrader notebooks, cell by cell.

cell_kinds     what a cell is for, and nbgrader's metadata that says so
cell_editing   a notebook's cells as a form has them; adding, moving, taking away
rubric_rows    the rows of a rubric as they are typed; rubrics puts them into exercise.yaml
cell_problems  what is wrong, cell by cell
templates      what new exercises begin with; making puts them in their place
working_copy   what is typed and not saved, with a way back for each step
wrong_answers  notebooks that must not get full marks
about          the settings in exercise.yaml, and the data files
trials         asking for a check, and what became of it (app.tasks runs them)
"""
