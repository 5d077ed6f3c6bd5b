"""All that is kept of a person, as tables and notebooks, for herself.

What her instructors have not shown her yet (points and comments by hand before their release, held
results) is left out, as are hidden tests: she gets what her pages may show her. Who changed a mark
is told to those who teach only (docs/marking.md).

whose       Of (whose data, and what ids are called), OwnTable
about_her   her profile, classes, consent, what she read and answered
her_assessments  her start quizzes and finals
her_work    what she handed in, its results, her marks and drafts; own_notebooks(account_id)
everything  own_tables(account, catalog, lang), and what is left out
"""
