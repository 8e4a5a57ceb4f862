#!/usr/bin/env python3
"""Draws raster, spectrum and drives of a recorded run: python3 docs/read_a_run.py RUN PICTURE.png"""
import json
import sys
from pathlib import Path

import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

run, picture = Path(sys.argv[1]), sys.argv[2]
summary = json.loads((run / "summary.json").read_text())
step, neuron = np.load(run / "spikes.npy").T
seconds = (step - summary["episode_step"]) * summary["params"]["net.dt"] / 1000
W = np.load(run / "weights.npy")  # row = postsynaptic
drive, target = np.load(run / "readout.npy"), np.load(run / "target.npy")  # samples x neurons
time, of_pass = np.load(run / "readout_time_ms.npy"), np.load(run / "readout_pass.npy")

figure, (raster, spectrum, drives) = plt.subplots(1, 3, figsize=(14, 4.5), layout="constrained")
raster.plot(seconds, neuron, "k|", markersize=2)
raster.set(title="spikes", xlabel="time (s)", ylabel="neuron", xlim=(max(seconds.max() - 2, 0), seconds.max()))
values = np.linalg.eigvals(W)
spectrum.plot(values.real, values.imag, "k.", markersize=4)
spectrum.set(title=f"eigenvalues of W, max |λ| {abs(values).max():.2f}", xlabel="Re λ", ylabel="Im λ", aspect="equal")
if len(of_pass):
    shown = of_pass == of_pass[-1]  # the last test, or the last training pass
    drives.plot(time[shown], drive[shown, :3] + [0, 4, 8], "k", time[shown], target[shown, :3] + [0, 4, 8], "C1--")
drives.set(title="drives (black) and targets", xlabel="time in the pass (ms)")
figure.savefig(picture, dpi=120)
