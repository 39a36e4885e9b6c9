"""The network: LSTM(128) -> Dense(64) -> Softmax(3) over a window of minutes."""

import keras


def build_network(window, cols, learning_rate, dropout):
    """Input (batch, window, cols) of scaled features; output (batch, 3), probabilities of SELL, HOLD, BUY."""
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
        optimizer=keras.optimizers.Adam(learning_rate, clipnorm=1.0), loss="sparse_categorical_crossentropy"
    )
    return network


def correct_prior(network, log_effective):
    """Undoes the class balance of training in the last layer's bias (see class_balance)."""
    layer = network.get_layer("probabilities")
    kernel, bias = layer.get_weights()
    layer.set_weights([kernel, (bias - log_effective).astype(bias.dtype)])
