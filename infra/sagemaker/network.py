"""The network: LSTM(128) -> Dense(64) -> Softmax(3) over a window of minutes."""

import keras

FOCUS = 2.0
LEAST_PROBABILITY = 1e-7


def build_network(window, cols, learning_rate, dropout, loss="weighted"):
    """
    Input (batch, window, cols) of scaled features; output (batch, 3), probabilities of SELL, HOLD, BUY. loss: "weighted" for
    cross-entropy (the samples carry the class weights), "focal" for focal_loss.
    """
    network = keras.Sequential(
        [
            keras.Input((window, cols), name="window"),
            keras.layers.LSTM(128, name="lstm"),
            keras.layers.Dropout(dropout),
            keras.layers.Dense(64, activation="relu", name="dense"),
            keras.layers.Dropout(dropout),
            keras.layers.Dense(3, activation="softmax", name="probabilities"),
        ]
    )
    network.compile(
        optimizer=keras.optimizers.Adam(learning_rate, clipnorm=1.0),
        loss=focal_loss if loss == "focal" else "sparse_categorical_crossentropy",
    )
    return network


def focal_loss(labels, probabilities):
    """-(1 - p)^2 log p of the label's probability p (Lin et al. 2017): what is right already counts little. (batch,)."""
    own = keras.ops.one_hot(keras.ops.cast(keras.ops.reshape(labels, (-1,)), "int32"), 3)
    right = keras.ops.maximum(keras.ops.sum(own * probabilities, axis=-1), LEAST_PROBABILITY)
    return -keras.ops.power(1.0 - right, FOCUS) * keras.ops.log(right)


def correct_prior(network, log_effective):
    """Undoes the class balance of training in the last layer's bias (see class_balance)."""
    layer = network.get_layer("probabilities")
    kernel, bias = layer.get_weights()
    layer.set_weights([kernel, (bias - log_effective).astype(bias.dtype)])
