#!/usr/bin/env python3
"""Reads CSV files of numbers with pandas and numpy, where they are installed, each in a process of its own.

    GRADUS_BENCH_CSV=/tmp/numbers.csv scripts/bench.sh csv      # makes the file and reads it with gradus
    /usr/bin/python3 bench/csv_rivals.py /tmp/numbers.csv

Prints megabytes of the file for each second of processor time, and the peak of memory beside the table's size.
"""
import multiprocessing
import os
import resource
import sys
import time


def with_pandas(path):
    import pandas

    return pandas.read_csv(path).shape


def with_numpy(path):
    import numpy

    return numpy.loadtxt(path, delimiter=",", skiprows=1).shape


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def measure(name, read, path):
    try:
        __import__(name)
    except ImportError:
        print(f"{name:8} is not installed")
        return
    before, start = peak(), time.process_time()
    rows, columns = read(path)
    seconds = time.process_time() - start
    table = rows * columns * 8
    print(
        f"{name:8} {os.path.getsize(path) / 1e6 / seconds:6.0f} MB/s, {table / 1e6:.0f} MB of numbers, "
        f"peak {(peak() - before) / table:.2f} times that"
    )


if __name__ == "__main__":
    for csv in sys.argv[1:]:
        for module, reader in (("pandas", with_pandas), ("numpy", with_numpy)):
            process = multiprocessing.get_context("spawn").Process(target=measure, args=(module, reader, csv))
            process.start()
            process.join()
