"""The Spark session of a job: in Glue what Glue gives, on one machine a small one with the jars that it is told."""

import os

from pyspark.sql import SparkSession

# Comma-separated paths: set by whoever starts the job outside Glue.
JARS = "MINUTEHAND_SPARK_JARS"
DELTA = {
    "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
    "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
}
# Days are UTC days, and timestamps are what every reader of Parquet knows: microseconds, not INT96.
TIME = {"spark.sql.session.timeZone": "UTC", "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS"}
ONE_MACHINE = {
    "spark.master": "local[2]",
    "spark.ui.enabled": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "1g",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.sql.shuffle.partitions": "2",
    "spark.databricks.delta.snapshotPartitions": "1",
}


def start_session():
    """A session that reads and writes Delta tables."""
    settings = {**DELTA, **TIME}
    if JARS in os.environ:
        settings.update({**ONE_MACHINE, "spark.jars": os.environ[JARS]})
        # The workers import the same modules.
        os.environ["PYTHONPATH"] = os.path.dirname(os.path.abspath(__file__))
    builder = SparkSession.builder.appName("minutehand")
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()
