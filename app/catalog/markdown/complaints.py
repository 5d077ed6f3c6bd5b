"""A sentence and a cure for every warning that rendering can give."""

from dataclasses import dataclass
from typing import Literal

from app.errors import N_


@dataclass(frozen=True)
class Complaint:
    """What is wrong and what to do about it; %(name)s places take the warning's values."""

    sentence: str
    cure: str
    severity: Literal["error", "warning"] = "warning"


COMPLAINTS: dict[str, Complaint] = {
    "missing-image": Complaint(
        N_("The image %(path)s is not there."),
        N_("Put the file beside the lesson, or correct its name."),
        "error",
    ),
    "missing-link": Complaint(
        N_("The link to %(path)s leads nowhere."),
        N_("Correct the path, or remove the link."),
        "error",
    ),
    "missing-anchor": Complaint(
        N_("There is no place called #%(anchor)s in this text."),
        N_("Use the id of a heading, or give the place one: {#%(anchor)s}."),
    ),
    "image-elsewhere": Complaint(
        N_("The image %(path)s is on another website, which learners without internet cannot see."),
        N_("Save the image beside the lesson and link to the copy."),
    ),
    "missing-alt": Complaint(
        N_("The image %(path)s has no text for those who cannot see it."),
        N_("Say between the square brackets what the image shows: ![what it shows](image.png)."),
    ),
    "unclosed-fence": Complaint(
        N_("A block of code is opened here and never closed."),
        N_("Close it with a line of the same marks (%(marks)s)."),
        "error",
    ),
    "unclosed-div": Complaint(
        N_("The box “%(name)s” is opened here and never closed."),
        N_("Close it with a line of three colons (:::)."),
        "error",
    ),
    "stray-div-end": Complaint(
        N_("This line closes a box, but no box is open."),
        N_("Remove the line, or open the box before it."),
    ),
    "unknown-div": Complaint(
        N_("There is no box called “%(name)s”; its text is shown without one."),
        N_("Use objectives, questions, keypoints, challenge, solution, callout or instructor."),
    ),
    "instructor-inside": Complaint(
        N_("A box for instructors stands where it cannot be hidden, so it is left out."),
        N_("Move it out of the block around it."),
        "error",
    ),
    "glossary-stray": Complaint(
        N_("The box of words has a text that is no word with its meaning; it is left out."),
        N_("Write each word on a line, and its meaning on the next after a colon and a space."),
    ),
    "too-deep": Complaint(
        N_("Blocks are nested too deep here; what is inside is shown as plain text."),
        N_("Take some levels away."),
    ),
    "bad-mathematics": Complaint(
        N_("The formula %(tex)s cannot be read (%(reason)s); its source is shown instead."),
        N_("Correct the formula."),
    ),
    "unknown-tag": Complaint(
        N_("The tag <%(tag)s> is not known here; only its text is shown."),
        N_("Use Markdown or plain HTML instead."),
    ),
    "removed-tag": Complaint(
        N_("The tag <%(tag)s> is not allowed in a lesson and was left out."),
        N_("Remove it, or use a link, an image or Markdown instead."),
    ),
    "template-line": Complaint(
        N_("“%(text)s” is an instruction to another program and was left out."),
        N_("Remove the line."),
    ),
    "unknown-role": Complaint(
        N_("“%(name)s” is a Sphinx or MyST role, which is not known here; its text is kept."),
        N_("Use a Markdown link or plain text instead."),
    ),
    "unknown-directive": Complaint(
        N_("“%(name)s” is a directive that is not known here; its text is kept."),
        N_("Use a box (:::) or plain Markdown instead."),
    ),
    "tab-mark": Complaint(
        N_("“%(text)s” marks code for one of several tabs; every version is shown."),
        N_("Keep one version, and remove the mark."),
    ),
    "unknown-footnote": Complaint(
        N_("The footnote [^%(name)s] has no text."),
        N_("Add a line that begins with [^%(name)s]: and says it."),
    ),
    "quiz-no-id": Complaint(
        N_("A quiz question has no id, so that answers to it cannot be kept when it changes."),
        N_("Write one after the word quiz: ```quiz id=a-short-name."),
        "error",
    ),
    "quiz-bad-id": Complaint(
        N_("“%(name)s” cannot be the id of a quiz question."),
        N_("Use small letters a to z, digits and hyphens, 64 at most."),
        "error",
    ),
    "quiz-duplicate-id": Complaint(
        N_("Two quiz questions have the id “%(name)s”."),
        N_("Give each question an id of its own."),
        "error",
    ),
    "quiz-no-prompt": Complaint(
        N_("A quiz question asks nothing."), N_("Write the question above its answers."), "error"
    ),
    "quiz-no-options": Complaint(
        N_("A quiz question has neither options nor an answer."),
        N_("Add options (- [ ] and - [x]) or an answer (= 5)."),
        "error",
    ),
    "quiz-no-right-answer": Complaint(
        N_("None of the options of a quiz question is right."),
        N_("Mark the right one with - [x]."),
        "error",
    ),
    "quiz-several-right": Complaint(
        N_("A question with one answer has more than one right option."),
        N_("Leave one - [x], or write kind=several."),
        "error",
    ),
    "quiz-bad-answer": Complaint(
        N_("“%(text)s” is not a number."),
        N_("Write the answer like this: = 5 ± 0.01."),
        "error",
    ),
    "quiz-mixed": Complaint(
        N_("A quiz question has both options and an answer after =."),
        N_("Keep one of the two."),
        "error",
    ),
    "quiz-stray-text": Complaint(
        N_("“%(text)s” stands after the answers and is shown as the explanation."),
        N_("Begin an explanation with >, or move the text above the answers."),
    ),
}
