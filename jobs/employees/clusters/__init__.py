"""Clusters that move pay instead of this machine: Spark and Dask."""
