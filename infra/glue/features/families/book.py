"""As core/features/families/book.ts: NaN where no book was recorded."""


def book_column(name):
    return lambda c: c.empty() if c.book is None else c.book[name]


FEATURES = {
    "book_spread_bps": book_column("spread_bps"),
    "book_imbalance_1": book_column("imbalance_1"),
    "book_imbalance_5": book_column("imbalance_5"),
    "book_imbalance_20": book_column("imbalance_20"),
}
