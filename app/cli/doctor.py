"""`kisima doctor`: whether this computer protects itself from students' code, in plain words."""

import json
import sys

import click


@click.command()
@click.option("--json", "as_data", is_flag=True, help="Print JSON for a program to read.")
def doctor(as_data: bool) -> None:
    """Say which protections against students' code this computer has, and what that means.

    Each one is tried in a process that is thrown away. The exit code is 1 when students' code
    could reach files that are none of its business.
    """
    from app.kernels.sandbox import describe, probe

    plan = probe()
    sentences = describe(plan)
    if as_data:
        layers = {
            report.name: {
                "on": report.available,
                "version": report.version,
                "mode": report.mode,
                "reason": report.reason,
            }
            for report in plan.layers
        }
        said = [{"text": str(one), "good": one.good, "layer": one.layer} for one in sentences]
        click.echo(json.dumps({"system": plan.system, "layers": layers, "sentences": said}))
    else:
        for one in sentences:
            click.echo(f"{'ok  ' if one.good else 'look'}  {one}")
    sys.exit(0 if sentences[0].good else 1)
