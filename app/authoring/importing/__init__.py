"""Lessons, questions and exercises from other systems: read, named where they do not fit, planned.

decoding      bytes to text, or a named refusal with its line
problems      what was read with a loss, by file and line
questions     the questions of a file as values, whatever its format
gift          Moodle GIFT, with gift_blocks (where a question begins), gift_answers, gift_numbers
aiken         Aiken
star_text     the `* + -` text format of AI-For-Beginners
html_text     HTML to Markdown, plain_text: plain text to Markdown
gift_texts    the texts of a GIFT question as Markdown
quiz_blocks   questions to the Markdown of a lesson
plan          what an import would make, staged
question_course, markdown_folder, nbgrader_folder   a file or a folder to such a plan,
              with markdown_links, foreign_front and foreign_marks
recognising   what a file is
taking_in     the plan carried out: a new draft course, or questions into a lesson
"""
