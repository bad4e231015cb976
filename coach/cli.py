"""The `coach` command. Every refusal is a sentence on the error channel and exit code 2; nothing half-written stays."""

from __future__ import annotations

import json
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from coach.cli_common import FAULTY, STDOUT, JsonOption, refusals, write_json
from coach.cli_records import people_commands, records_commands
from coach.cli_store import backup_commands, passphrase_commands, store_commands

if TYPE_CHECKING:
    from coach.live.result import Analysis

#: Version of the JSON of `check`.
CHECK_SCHEMA = 1

app = typer.Typer(
    help="Watches exercises after spinal fusion through a camera: counts repetitions, judges limits, keeps the record.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class Arm(StrEnum):
    """What begins a set: the start posture alone, or the posture held still."""

    START = "start"
    STILL = "still"


class Model(StrEnum):
    """The pose models."""

    FULL = "full"
    LITE = "lite"
    HEAVY = "heavy"


ExerciseOption = Annotated[str, typer.Option("--exercise", "-e", help="Id of an exercise, or a rule file.")]
RulesOption = Annotated[Path | None, typer.Option("--rules", help="Folder of rule files instead of those built in.")]
ArmOption = Annotated[Arm, typer.Option("--arm", help="Begin with the start posture, or with the posture held still.")]

app.add_typer(records_commands)
app.add_typer(people_commands, name="people")
app.add_typer(backup_commands, name="backup")
app.add_typer(store_commands)
app.add_typer(passphrase_commands, name="passphrase")


@app.command()
def analyse(
    video: Annotated[Path, typer.Argument(help="A film of the exercise.")],
    exercise: ExerciseOption,
    rules: RulesOption = None,
    arm: ArmOption = Arm.START,
    json_file: JsonOption = None,
    save: Annotated[Path | None, typer.Option("--save", help="Keep the poses (no picture) as a recording.")] = None,
    overlay: Annotated[Path | None, typer.Option("--overlay", help="Write the film with what the coach saw.")] = None,
    model: Annotated[Model, typer.Option("--model", help="Pose model.")] = Model.FULL,
) -> None:
    """Judge a film: count its repetitions and check the limits of an exercise."""
    with refusals():
        from coach.cli_output import native_notices_dropped, progress_bar
        from coach.live.film import analyse as analyse_film
        from coach.live.outputs import check_outputs
        from coach.rules import load_exercise

        rule = load_exercise(exercise, rules)
        written = [save, overlay, None if json_file in (None, STDOUT) else Path(str(json_file))]
        check_outputs([path for path in written if path is not None], video)
        with native_notices_dropped(), progress_bar() as on_progress:
            result = analyse_film(
                video, rule, arm=arm.value, on_progress=on_progress, save=save, overlay=overlay, model=model.value
            )
        _put_out(result, json_file)
        if result.truncated:
            said = f"{video} is cut off or damaged; what could be read of it, {result['source']['seconds']:.1f} s, "
            typer.echo(f"{said}was judged. Use a whole copy for the rest.", err=True)


@app.command()
def judge(
    recording: Annotated[Path, typer.Argument(help="A recording kept by --save or by a set.")],
    exercise: ExerciseOption,
    rules: RulesOption = None,
    arm: ArmOption = Arm.START,
    json_file: JsonOption = None,
) -> None:
    """Judge a stored recording, without pictures and without the pose model."""
    with refusals():
        from coach.live.outputs import check_outputs
        from coach.live.stored import judge as judge_recording
        from coach.rules import load_exercise

        rule = load_exercise(exercise, rules)
        if json_file not in (None, STDOUT):
            check_outputs([Path(str(json_file))], recording)
        _put_out(judge_recording(recording, rule, arm=arm.value), json_file)


@app.command()
def check(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Rule files or folders; without any, those built in.")
    ] = None,
    json_file: JsonOption = None,
) -> None:
    """Check rule files; exit code 1 when one is refused."""
    with refusals():
        from coach.rules import RULES_DIR, check_path

        places = paths or [RULES_DIR]
        faults = [fault for path in places for fault in check_path(path)]
        said = {"schema": CHECK_SCHEMA, "ok": not faults, "faults": [asdict(fault) for fault in faults]}
        if json_file is not None:
            write_json(json.dumps(said, indent=1), json_file)
        if json_file != STDOUT:
            for fault in faults:
                typer.echo(str(fault))
            if not faults:
                typer.echo(f"No faults in {', '.join(map(str, places))}.")
        if faults:
            raise typer.Exit(FAULTY)


@app.command()
def exercises(rules: RulesOption = None) -> None:
    """List the exercises."""
    with refusals():
        from coach.cli_output import show_exercises
        from coach.rules import RuleFileError, exercise_ids, load_exercise

        loaded = []
        for name in exercise_ids(rules):
            try:
                loaded.append(load_exercise(name, rules))
            except RuleFileError as refusal:
                typer.echo(f"{name} is refused (faults: {len(refusal.faults)}). `coach check` says which.", err=True)
        show_exercises(Console(), loaded)


@app.command()
def run(
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port of the page on this computer.")] = 8501,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
) -> None:
    """Open the page in the browser."""
    with refusals():
        from coach.ui.server import main as serve

        serve(port=port, open_browser=browser)


@app.command()
def demo(
    exercise: Annotated[str, typer.Option("--exercise", "-e", help="Id of an exercise.")] = "sit_to_stand",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port of the page on this computer.")] = 8501,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
) -> None:
    """Play a guided session without a camera: a figure does what the coach asks. Nothing is kept."""
    with refusals():
        from coach.rules import load_exercise
        from coach.ui.server import main as serve

        serve(port=port, open_browser=browser, page=f"live?exercise={load_exercise(exercise).id}&demo=1")


def _put_out(result: Analysis, json_file: str | None) -> None:
    """The result as JSON where it was asked for, and as a table unless the output belongs to the JSON."""
    from coach.cli_output import show_analysis
    from coach.live.result import to_json

    if json_file is not None:
        write_json(to_json(result), json_file)
    if json_file != STDOUT:
        show_analysis(Console(), result)
