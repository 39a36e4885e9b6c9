"""
Where a training stands after each epoch, so that one that was killed is gone on with.

A training that goes on gives the same weights as one that was never interrupted: weights, Adam's moments, the state of the
dropout's random numbers, the best epoch so far and the seconds spent are kept, and what an epoch draws depends on the seed
and the epoch's number alone. The exception is --max-minutes: how many epochs fit depends on the machine, interrupted or not.
"""

import hashlib
import json
import os
import zipfile

import numpy as np

from progress import report

NOT_PART_OF_THE_WORK = ("train", "model_dir", "output_data_dir", "checkpoint_dir")


def fingerprint(dataset_folder, dataset_files, arguments):
    """What a checkpoint is of: the dataset's bytes, the options and this script, as a hash in hex."""
    digest = hashlib.sha256()
    own = os.path.dirname(os.path.abspath(__file__))
    scripts = [os.path.join(own, name) for name in sorted(os.listdir(own)) if name.endswith(".py")]
    for path in [*scripts, *(os.path.join(dataset_folder, name) for name in ("dataset.json", *dataset_files))]:
        with open(path, "rb") as file:
            digest.update(file.read())
    options = {name: value for name, value in vars(arguments).items() if name not in NOT_PART_OF_THE_WORK}
    digest.update(json.dumps(options, sort_keys=True).encode())
    return digest.hexdigest()


class Checkpoint:
    """One file in `folder`; `work` is the fingerprint of what is trained."""

    def __init__(self, folder, name, work):
        self._path = os.path.join(folder, f"{name}.npz")
        self._work = work
        os.makedirs(folder, exist_ok=True)

    def save(self, network, best_weights, state):
        """state: what JSON can hold. The file is there whole or as it was before."""
        arrays = {
            "state": np.frombuffer(json.dumps({"work": self._work, **state}).encode(), np.uint8),
            **_numbered("network", (variable.numpy() for variable in network.variables)),
            **_numbered("optimizer", (variable.numpy() for variable in network.optimizer.variables)),
            **_numbered("best", best_weights or ()),
        }
        # Two processes may be at it for a moment, when one is killed and another goes on.
        making = f"{self._path}.{os.getpid()}"
        with open(making, "wb") as file:
            np.savez(file, **arrays)
            file.flush()
            os.fsync(file.fileno())
        os.replace(making, self._path)

    def load(self):
        """A Saved, or None when there is none of this work: one of other work or a damaged one is passed over."""
        try:
            with np.load(self._path, allow_pickle=False) as file:
                arrays = {name: file[name] for name in file.files}
            state = json.loads(arrays["state"].tobytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            report("restarted", why=f"the checkpoint is damaged ({type(error).__name__})")
            return None
        if state.get("work") != self._work:
            report("restarted", why="the checkpoint is of another dataset, script or option")
            return None
        return Saved(state, arrays)


class Saved:
    """What a checkpoint holds. state: as it was given to save."""

    def __init__(self, state, arrays):
        self.state = state
        self._arrays = arrays

    @property
    def best_weights(self):
        return self._of("best")

    def restore(self, network):
        """Puts network and optimizer back where they were."""
        network.optimizer.build(network.trainable_variables)
        for variables, name in ((network.variables, "network"), (network.optimizer.variables, "optimizer")):
            for variable, value in zip(variables, self._of(name), strict=True):
                variable.assign(value)

    def _of(self, name):
        count = sum(1 for key in self._arrays if key.startswith(f"{name}:"))
        return [self._arrays[f"{name}:{index}"] for index in range(count)]


def _numbered(name, values):
    return {f"{name}:{index}": value for index, value in enumerate(values)}
