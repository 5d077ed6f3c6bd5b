"""Lessons, questions and exercises from other systems: read, named where they do not fit, planned.

decoding      bytes to text, or a named refusal with its line
problems      what was read with a loss, by file and line
questions     the questions of a file as values, whatever its format
gift          Moodle GIFT, with gift_blocks (where a question begins), gift_answers, gift_numbers
aiken         Aiken
star_text     the `* + -` text format of AI-For-Beginners
html_text     HTML to Markdown, plain_text: plain text to Markdown
quiz_blocks   questions to the Markdown of a lesson
markdown_folder, nbgrader_folder   folders and zips
recognising   what a file is, and the plan of what would be made of it
taking_in     the plan carried out: a new draft course, or questions into a lesson
"""
