"""The same network as a C++ program of Brian 2:

    brian.py build DIR SECONDS INTO   compiles DIR's network
    brian.py run INTO                 runs it once and prints a sample

Only the loop of the last run is timed, by Brian's own clock, which is CPU time. Brian resets on the grid;
at intervals of 50 ms that lowers the rate by 0.1 %. Spikes are counted in the reset: no monitor."""
import json
import subprocess
import sys
from pathlib import Path

import numpy as np

import network as nw


def build(path, seconds, into):
    import brian2 as b2
    from brian2 import ms, second

    b2.prefs.codegen.cpp.extra_compile_args_gcc = ["-O3", "-march=native", "-ffast-math", "-w"]
    b2.set_device("cpp_standalone", directory=into, build_on_run=False)
    b2.defaultclock.dt = nw.DT * ms
    matrix = nw.weights(path)
    n = len(matrix)
    group = b2.NeuronGroup(
        n,
        """dv/dt = (bias + u - v)/tau_m : 1 (unless refractory)
           du/dt = -u/tau_s : 1
           bias : 1 (shared)
           count : integer""",
        threshold="v >= 1",
        reset="v = 0; count += 1",
        refractory=nw.T_REF * ms,
        method="exact",
        namespace={"tau_m": nw.TAU_M * ms, "tau_s": nw.TAU_S * ms},
    )
    post, pre = np.nonzero(matrix)
    synapses = b2.Synapses(group, group, "w : 1", on_pre="u_post += w")
    synapses.connect(i=pre, j=post)
    synapses.w = nw.JUMP * matrix[post, pre]
    group.v = np.random.default_rng(1).random(n)
    net = b2.Network(group, synapses)
    group.bias = nw.BIAS + nw.EXTRA
    net.run(nw.START * ms)
    group.bias = nw.BIAS
    net.run(nw.WARM * ms)
    group.count = 0
    net.run(float(seconds) * second)
    b2.device.build(directory=into, compile=True, run=False)
    counts = Path(b2.device.get_array_filename(group.variables["count"])).name
    (Path(into) / "peer.json").write_text(json.dumps({"n": n, "seconds": float(seconds), "counts": counts}))


def run(into):
    into = Path(into)
    about = json.loads((into / "peer.json").read_text())
    subprocess.run(["./main"], cwd=into, check=True, stdout=subprocess.DEVNULL)
    took = float((into / "results" / "last_run_info.txt").read_text().split()[0])
    spikes = int(np.fromfile(into / "results" / about["counts"], np.int32).sum())
    n, seconds = about["n"], about["seconds"]
    return {"what": "step", "n": n, "cpu_ms": took * 1e3 / seconds, "spikes": spikes, "rate_hz": spikes / n / seconds}


if __name__ == "__main__":
    if sys.argv[1] == "build":
        build(*sys.argv[2:])
    else:
        print(json.dumps(run(sys.argv[2])))
