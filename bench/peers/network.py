"""The network that every program steps; limit.c and bench/loops have the same numbers.

LIF neurons fire on at about 18.5 Hz, but silence is stable too: for the first half second the bias
stands higher. Times are in ms."""
import numpy as np

DT, TAU_M, TAU_S, T_REF = 0.1, 10.0, 20.0, 2.0
BIAS, EXTRA, START = 0.945, 0.155, 500.0
WARM = 500.0  # left out after the start
REF = round(T_REF / DT)
DECAY_V, DECAY_S = np.exp(-DT / TAU_M), np.exp(-DT / TAU_S)
MEAN = -np.expm1(-DT / TAU_S) / (DT / TAU_S)  # of the drive over a step in which it decays
JUMP = TAU_M / TAU_S


def weights(path):
    return np.load(f"{path}/weights.npy")
