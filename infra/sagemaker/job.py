"""
The entry of a training job: installs the pinned packages, runs train.py on the job's channels, keeps its progress beside the
checkpoints (which SageMaker copies to S3 while the job runs), and says why it failed where SageMaker looks for it.

Usage: job.py [--root /opt/ml] [--no-install]
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import threading

LAST_LINES = 8


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", default="/opt/ml")
    parser.add_argument("--no-install", action="store_true", help="the packages are there already")
    arguments = parser.parse_args()
    own = os.path.dirname(os.path.abspath(__file__))
    if not arguments.no_install:
        requirements = os.path.join(own, "requirements.txt")
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "-r", requirements], check=True)
    checkpoint = os.path.join(arguments.root, "checkpoints")
    os.makedirs(checkpoint, exist_ok=True)
    with open(os.path.join(arguments.root, "input/config/hyperparameters.json"), encoding="utf-8") as file:
        options = json.load(file)
    command = [
        sys.executable,
        os.path.join(own, "train.py"),
        f"--train={os.path.join(arguments.root, 'input/data/train')}",
        f"--model-dir={os.path.join(arguments.root, 'model')}",
        f"--checkpoint-dir={checkpoint}",
        *(f"--{name}={value}" for name, value in options.items()),
    ]
    code, words = run(command, os.path.join(checkpoint, "progress.jsonl"))
    if code != 0:
        output = os.path.join(arguments.root, "output")
        os.makedirs(output, exist_ok=True)
        with open(os.path.join(output, "failure"), "w", encoding="utf-8") as file:
            file.write("\n".join(words))
    sys.exit(code if code >= 0 else 128 - code)


def run(command, progress_file):
    """Returns the exit code (negative: the signal) and the last lines of standard error."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    # SageMaker ends a job with SIGTERM, and two minutes later with SIGKILL.
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    words = []

    def keep_words():
        for line in process.stderr:
            sys.stderr.write(line)
            words.append(line.rstrip("\n"))
            del words[:-LAST_LINES]

    reader = threading.Thread(target=keep_words)
    reader.start()
    with open(progress_file, "w", encoding="utf-8") as kept:
        for line in process.stdout:
            sys.stdout.write(line)
            sys.stdout.flush()
            kept.write(line)
            kept.flush()
    code = process.wait()
    reader.join()
    return code, words


if __name__ == "__main__":
    main()
