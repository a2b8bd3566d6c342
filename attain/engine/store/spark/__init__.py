"""Spark, for what one machine cannot hold: the same trees, the same rows, computed by a cluster.

    with SparkEngine(Cluster("spark://host:7077")) as engine:   # Faulty: no pyspark, no Java, no cluster
        place.run(engine, "2026-10")                            # whatever takes a DuckEngine takes it

Facts are computed on the cluster; tables about the organisation are read here and sent there.
pyspark and pyarrow are an optional extra of the package (`attain[spark]`), imported when an engine is made;
the engine itself stands in `spark.engine`, which `Store.spark_engine` imports when it is asked for one.
"""

from attain.engine.store.spark.cluster import Cluster

__all__ = ["Cluster"]
