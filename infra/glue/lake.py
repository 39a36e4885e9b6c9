"""The tables of the lake, as adapters/lakehouse/tables defines them (tables.json is written from there)."""

import json
import os

from delta.tables import DeltaTable
from pyspark.sql import functions as F
from pyspark.sql.types import StructType

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "tables.json"), encoding="utf8") as file:
    TABLES = json.load(file)


class Lake:
    """Tables below one folder or bucket prefix."""

    def __init__(self, spark, root):
        self.spark = spark
        self.root = root

    def path(self, name):
        return f"{self.root}/{name}"

    def exists(self, name):
        return DeltaTable.isDeltaTable(self.spark, self.path(name))

    def days(self, name, symbol, days):
        """A symbol's rows of these days; none where nothing was ever written."""
        if not self.exists(name):
            return self.spark.createDataFrame([], _schema(name))
        rows = self.spark.read.format("delta").load(self.path(name))
        return rows.where(F.col("date").isin(_dates(days)) & (F.col("symbol") == symbol))

    def replace_days(self, name, symbol, days, rows, time):
        """Puts `rows` in the place of a symbol's rows of these days, in one commit; other symbols' rows stay.

        Returns whether anything was written: rows that are there already are not written again.
        """
        self._create(name)
        schema = _schema(name)
        columns = [F.col(field.name).cast(field.dataType).alias(field.name) for field in schema]
        new = rows.select(columns).cache()
        try:
            if _fingerprint(new) == _fingerprint(self.days(name, symbol, days)):
                return False
            there = self.spark.read.format("delta").load(self.path(name))
            others = there.where(F.col("date").isin(_dates(days)) & (F.col("symbol") != symbol))
            (
                new.unionByName(others)
                .repartition("date")
                .sortWithinPartitions("date", "symbol", time)
                .write.format("delta")
                .mode("overwrite")
                .option("replaceWhere", "date IN ({})".format(", ".join(f"'{day}'" for day in days)))
                .save(self.path(name))
            )
            return True
        finally:
            new.unpersist()

    def _create(self, name):
        """Makes the table when it isn't there, with the definition that every other writer has."""
        if self.exists(name):
            return
        table = TABLES[name]
        builder = DeltaTable.createIfNotExists(self.spark).location(self.path(name)).addColumns(_schema(name))
        builder = builder.partitionedBy(*table["partitionColumns"]).comment(table["description"])
        for key, value in table["configuration"].items():
            builder = builder.property(key, value)
        builder.execute()


def _schema(name):
    return StructType.fromJson(TABLES[name]["schema"])


def _dates(days):
    return [F.lit(day).cast("date") for day in days]


def _fingerprint(rows):
    """Equal for the same rows in any order."""
    found = rows.select(F.xxhash64(*rows.columns).cast("decimal(20,0)").alias("hash"))
    return tuple(found.agg(F.count("*"), F.sum("hash"), F.max("hash")).first())
