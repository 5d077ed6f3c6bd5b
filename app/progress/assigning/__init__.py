"""What a class was assigned: lessons, exercises and finals with an opening and a due time.

rules      Assigned, Times, status, together, next_change: plain functions, without the store
assigning  assign, change, remove, extend;  assignments_of, assignment, extensions
mine       assigned_to(account_id) -> Mine: what a student may open, and what is due when
models     the tables
"""
