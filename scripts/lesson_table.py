#!/usr/bin/env python3
"""Prints the measured columns of the table in docs/lessons.md: each lesson is run with the seed and epochs of its stored
Python result and compared with it, and run with the notebook's own epochs for its time; Python's time is the stored one.
The data are looked for in GRADUS_DATA.
  scripts/lesson_table.py [LESSON ...]     needs build/release (scripts/build.sh)"""
import json, pathlib, re, subprocess, sys

ROOT = pathlib.Path(__file__).parent.parent
GRADUS = ROOT / "build/release/bin/gradus"
NOISE = 1e-14  # what is left where numbers of order one cancel


def gradus(*words):
    done = subprocess.run([GRADUS, *words], capture_output=True, text=True, check=True)
    return json.loads(done.stdout), done.stderr


def run(lesson, *options):
    numbers, told = gradus("run", lesson, "--json", *options)
    return numbers, re.search(r"ran in (.*)", told).group(1)


def differences(place, ours, theirs):
    """Relative difference and place of every number of the stored result; infinite where a value is another."""
    if isinstance(theirs, dict):
        for key, value in theirs.items():
            yield from differences(f"{place}/{key}", ours.get(key) if isinstance(ours, dict) else None, value)
    elif isinstance(theirs, list):
        same = isinstance(ours, list) and len(ours) == len(theirs)
        for i, value in enumerate(theirs):
            yield from differences(f"{place}/{i}", ours[i] if same else None, value)
    elif isinstance(theirs, (int, float)) and isinstance(ours, (int, float)) and not isinstance(theirs, bool):
        largest = max(abs(ours), abs(theirs))
        yield (abs(ours - theirs) / largest if largest >= NOISE else 0), place
    else:
        yield (0 if ours == theirs else float("inf")), place


def shown(seconds):
    """A time of two digits."""
    if seconds < 9.5e-5:
        return f"{seconds * 1e6:.2g} µs"
    if seconds < 1:
        return f"{seconds * 1e3:.2g} ms" if seconds < 0.0095 else f"{seconds * 1e3:.0f} ms"
    return f"{seconds:.1f} s" if seconds < 9.5 else f"{seconds:.0f} s"


def row(lesson, notebook_epochs):
    golden = json.loads((ROOT / f"tests/golden/{lesson}.json").read_text())
    numbers, time = run(lesson, "--seed", str(golden["seed"]), "--epochs", str(golden["epochs"]))
    found = list(differences("", numbers, golden))
    largest, place = max(found, key=lambda each: each[0])
    if golden["epochs"] != notebook_epochs:
        time = run(lesson)[1]
    python = shown(json.loads((ROOT / "tests/golden/python_seconds.json").read_text())["seconds"][lesson])
    where = f" `{place}`" if largest > 1e-3 else ""
    return f"| {lesson} | {golden['epochs']} | {len(found)} | {'equal' if largest == 0 else f'{largest:.1e}'}{where} | {time} | {python} |"


if __name__ == "__main__":
    epochs = {each["lesson"]: each["epochs"] for each in gradus("lessons", "--json")[0]["lessons"]}
    print("| lesson | epochs compared | numbers | largest relative difference | time | Python |\n|---|---|---|---|---|---|")
    for lesson in sys.argv[1:] or epochs:
        print(row(lesson, epochs[lesson]), flush=True)
