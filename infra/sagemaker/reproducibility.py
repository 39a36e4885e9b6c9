"""The same data, options and seed give the same network on the same machine."""

import keras
import tensorflow as tf


def make_reproducible(seed, threads):
    """threads: 0 for as many as the machine has. To be called before anything else uses TensorFlow."""
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)
    keras.utils.set_random_seed(seed)
    tf.config.experimental.enable_op_determinism()
