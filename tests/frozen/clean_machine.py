"""The program on a computer that has never seen Python: a fresh Debian behind a root of its own.

python -m tests.frozen.clean_machine PROGRAM WORK

PROGRAM is the program's folder or its archive (`.tar.gz`, `.tar.xz`, `.zip`). WORK is a folder for
the fresh system, which is made once and used again, and for the pictures of every scene. Needs
root, debootstrap, Xvfb and xdotool. The system comes from the mirror that this computer uses; when
it runs, it has no network at all. Prints one JSON object; the exit code is 0 when all went well.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from tests.frozen.driver import Program, user_environment
from tests.frozen.screen import Screen
from tests.frozen.story import Story

RELEASE = "bookworm"
# All that the program wants of a desktop on X11 beyond the C library; it brings the rest along.
DESKTOP = ("libegl1", "libgl1", "fontconfig-config")
USER = 1000
PLACE = "home/user/My Programs – Zażółć"  # spaces and letters that are not ASCII
HOME = "home/user"
_COMMAND_S = 180
_DIGITS = (0, 1, 2, 3, 4, 5, 6, 8, 9)
# In namespaces of its own: mounts vanish with it, and there is no network.
_ENTER = f"""
set -e
root=$1; shift
mount --bind /proc "$root/proc"
mount --rbind /dev "$root/dev"
mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"
exec /usr/sbin/chroot --userspec={USER}:{USER} "$root" "$@"
"""


def mirror():
    """Where this computer takes Debian's packages from."""
    folder = Path("/etc/apt")
    files = [folder / "sources.list", *sorted((folder / "sources.list.d").glob("*"))]
    text = "\n".join(file.read_text() for file in files if file.is_file())
    found = re.search(r"^(?:URIs:|deb(?: \[[^]]*\])?)\s+(\S+/debian)/?(?:\s|$)", text, re.MULTILINE)
    if found is None:
        raise ValueError("no mirror of Debian in /etc/apt")
    return found.group(1)


def make_system(root):
    """A minimal Debian with a desktop's libraries, and no Python."""
    if not (root / "made").exists():
        shutil.rmtree(root, ignore_errors=True)
        libraries = ",".join(DESKTOP)
        subprocess.run(
            ["debootstrap", "--variant=minbase", f"--include={libraries}", RELEASE, root, mirror()],
            check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        (root / "made").touch()
    for name in ("tmp/.X11-unix", HOME):
        (root / name).mkdir(parents=True, exist_ok=True)
    os.chown(root / HOME, USER, USER)
    pythons = [*root.glob("usr/bin/*python*"), *root.glob("usr/lib/*python3*")]
    assert not pythons, f"the clean machine has {pythons}"


def install(program, root):
    """Put the program where a user might; the executable as seen inside."""
    place = root / PLACE
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    if program.is_dir():
        shutil.copytree(program, place / program.name, symlinks=True)
    elif program.suffix == ".zip":
        subprocess.run(["unzip", "-q", program, "-d", place], check=True)
    else:
        subprocess.run(["tar", "-xf", program, "-C", place], check=True)
    [executable] = [path for path in place.glob("*/digitscope") if path.is_file()]
    subprocess.run(["chown", "-R", f"{USER}:{USER}", root / HOME], check=True)
    return f"/{executable.relative_to(root)}"


def entering(root, *words):
    """The command that runs words behind the new root."""
    return ["unshare", "--mount", "--net", "--ipc", "sh", "-c", _ENTER, "sh", str(root), *words]


def tell_story(story, is_lite):
    """Draw, store, train and keep; what was seen."""
    story.start()
    story.draw(7)
    points = story.kept_points()
    story.look("drawn")
    read = {"7": [story.read_again(), story.store(7)], "points": points}
    for digit in _DIGITS:
        story.draw(digit)
        read[str(digit)] = story.store(digit)
    story.open_train()
    network = "" if is_lite else story.retrain().name
    story.draw(7)
    story.look("end")
    return {"read": read, "network": network, "exit_code": story.close()}


def try_out(executable, root, shots):
    """Everything, on this system."""
    folder = Path(tempfile.mkdtemp(prefix="session-", dir=root / HOME))
    os.chown(folder, USER, USER)
    inside = f"/{folder.relative_to(root)}"

    def command(*words):
        words = [str(word).replace(str(root), "", 1) for word in words]
        done = subprocess.run(
            entering(root, *words), env=user_environment(inside), cwd=folder,
            capture_output=True, text=True, check=False, timeout=_COMMAND_S,
        )  # fmt: skip
        print(done.stderr, file=sys.stderr, end="")
        return done.stdout

    tests = [json.loads(line) for line in command(executable, "self-test").splitlines()]
    failed = [test for test in tests if test["passed"] is False]
    skipped = [test["check"] for test in tests if test.get("skipped")]
    assert len(tests) > len(skipped) + len(failed), "the self-test says nothing"
    assert command("sh", "-c", "command -v python3 python || echo none") == "none\n"
    screen = Screen(shots / "screen")
    program = Program(entering(root, executable), folder, screen.display, inside)
    story = Story(
        program,
        screen,
        partial(command, executable),
        lambda name: screen.save(shots / f"{name}.png"),
    )
    try:
        told = tell_story(story, bool(skipped))
    finally:
        screen.save(shots / "last.png")
        program.kill()
        screen.close()
    tested = {"self_test": len(tests), "skipped": skipped, "failed": failed}
    return tested | told | {"troubles": program.troubles, "said": program.said}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=Path)
    parser.add_argument("work", type=Path)
    options = parser.parse_args()
    work = options.work.absolute()
    work.mkdir(parents=True, exist_ok=True)
    make_system(work / "root")
    executable = install(options.program.absolute(), work / "root")
    found = try_out(executable, work / "root", work)
    print(json.dumps({"executable": executable} | found, ensure_ascii=False))
    is_good = not (found["failed"] or found["troubles"] or found["said"] or found["exit_code"])
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
