"""Prints the path of an interpreter of the given version, or fails: one that answers, on PATH or from pyenv."""

import shutil
import subprocess
import sys
from pathlib import Path

version = sys.argv[1]
found = [shutil.which(f"python{version}"), *map(str, Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))]
for python in filter(None, found):
    answer = subprocess.run(
        [python, "-c", "import sys; print(sys.version)"], capture_output=True, text=True, check=False
    )
    if answer.returncode == 0 and answer.stdout.startswith(f"{version}."):
        print(python)
        sys.exit()
sys.exit(1)
