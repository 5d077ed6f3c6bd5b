"""`kisima doctor`: whether this computer protects itself from students' code, in plain words."""

import json
import sys
from pathlib import Path

import click

from app.cli.options import data_option


@click.command()
@data_option
@click.option("--json", "as_data", is_flag=True, help="Print JSON for a program to read.")
def doctor(data: Path | None, as_data: bool) -> None:
    """Say which protections against students' code this computer has, and what that means.

    Each one is tried in a process that is thrown away. The exit code is 1 when students' code
    could reach files that are none of its business, or does not run at all.
    """
    from app.kernels.checkup import about_setting
    from app.kernels.sandbox import probe
    from app.kernels.sandbox.told import told
    from app.settings import load_settings

    sandbox = load_settings({"data": data}).sandbox
    plan = probe()
    found = told(plan)
    setting = about_setting(sandbox, whole=not plan.missing)
    if as_data:
        click.echo(json.dumps(found | {"sandbox": sandbox, "runs": setting.good}))
    else:
        for one in found["sentences"]:
            click.echo(f"{'ok  ' if one['good'] else 'look'}  {one['text']}")
        click.echo(f"{'ok  ' if setting.good else 'look'}  {setting.msgid}")
    sys.exit(0 if found["sentences"][0]["good"] and setting.good else 1)
