"""A whole course on paper: the students' handbook and the instructors' guide, one file each.

one_page   makes the HTML of a lesson fit to stand in one file with others
chapters   what a lesson and its exercise give to the handbook
notes      what they give to the guide beside it: answers, solutions, rubrics, wrong answers
documents  the two files
paper_app  the little of an app that the files need where no server runs
views      the same from a course's page, for those who teach
"""
