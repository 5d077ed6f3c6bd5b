"""The `kisima` command. Each subcommand's module is imported when it is called, since a
school's laptop should not wait for what it does not use."""

import importlib
import keyword
import sys

import click

COMMANDS = {
    "serve": ("app.cli.serve", "Serve lessons and exercises to the room."),
    "centre": ("app.cli.centre", "Serve a centre, to which schools send their progress."),
    "centre-stick": ("app.cli.centre_stick", "Read a stick that was brought to the centre."),
    "worker": ("app.cli.worker", "Grade what students hand in (serve starts one itself)."),
    "sync": ("app.cli.sync", "Send progress to the centre, over a link or by stick."),
    "check": ("app.cli.check", "Say what is wrong with courses and exercises."),
    "render": ("app.cli.notebook_tools", "Print a lesson's HTML body."),
    "release": ("app.cli.notebook_tools", "Write the student's version of an exercise."),
    "grade": ("app.cli.notebook_tools", "Grade notebooks with an exercise's tests."),
    "translate": ("app.cli.translate", "Extract, merge and count lesson translations."),
    "pack": ("app.cli.packs", "Write a course into one file for another school."),
    "unpack": ("app.cli.packs", "Show a course pack, and take it in."),
    "import": ("app.cli.packs", "Take in GIFT, Aiken, Markdown or nbgrader's sources."),
    "export": ("app.cli.packs", "Write questions for Moodle, exercises for nbgrader."),
    "print": ("app.cli.print_course", "Write a course as one file for paper."),
    "upgrade": ("app.cli.upgrade", "Bring the store to this version's form."),
    "centre-backup": ("app.cli.centre_backup", "Back a centre up, and tell the schools' laptops."),
    "centre-restored": ("app.cli.centre_backup", "Say that a centre was restored by hand."),
    "centre-forward": ("app.cli.centre_forward", "Pass a hub's progress on to the next centre."),
    "journal": ("app.cli.journal", "Check the journal, repair it, or say it was restored."),
    "centre-rollups": ("app.cli.centre_rollups", "Count a centre's figures anew from its events."),
    "doctor": ("app.cli.doctor", "Say how far students' code is confined on this computer."),
    "settings": ("app.cli.settings", "List every setting with its value and what it means."),
}


class Commands(click.Group):
    """A group that knows its commands' names without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[cmd_name][0])
        name = cmd_name.replace("-", "_")
        # Python keeps `import` for itself.
        command: click.Command = getattr(module, f"{name}_" if keyword.iskeyword(name) else name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, told) for name, (_, told) in COMMANDS.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="kisima", prog_name="kisima")
def kisima() -> None:
    """An AI training course platform that works where the network does not."""


def main() -> None:
    """Run the command; a named failure is one sentence on stderr and exit code 1."""
    from app.errors import KisimaError

    # Windows consoles of old cannot say everything that a name may hold.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        kisima()
    except KisimaError as error:
        print(f"kisima: {error}", file=sys.stderr)
        sys.exit(1)
