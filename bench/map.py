#!/usr/bin/env python3
"""How fast a map fills beside the live network, and what that costs the screen.

    go build -o spiketop . && python3 bench/map.py ./spiketop

Opens 'spiketop map' on a pseudo terminal of 120×40, with an empty cache directory,
counts the rows of its table, the frames of the screen, and the time from "?" pressed
to the help. The last table has the speed of the live run, as fast as it goes, with a
map and without. Linux, standard library.
"""
import os, pathlib, statistics, sys, tempfile, time

from live import Screen

HELP = [b"Each cell is a run"]
GRIDS = [
    ("dimension over g × f_Q, 9 × 5", 45, ["dimension", "--x", "net.g=0:2:0.25", "--y", "net.qif=0:1:0.25", "--set", "net.n=200",
     "--set", "metrics.window=1000", "--set", "record.windows=400", "--show", "dimension.value"]),
    ("oscillation's score and ρ_rec over τ_s × f_Q, 7 × 5", 35, ["oscillation", "--x", "net.tau_s=2,5,10,20,50,100,200", "--y", "net.qif=0:1:0.25",
     "--show", "training.score,motifs.weighted.reciprocal"]),
]


def rows(cache):
    return sum(max(0, f.read_bytes().count(b"\n") - 1) for f in pathlib.Path(cache).rglob("*.csv"))


def fill(program, cells, arguments):
    """Seconds to six cells and to all, frames a second, key to screen in ms, CPU s."""
    with tempfile.TemporaryDirectory() as cache:
        os.environ["XDG_CACHE_HOME"] = cache
        s = Screen(program, "map", *arguments)
        first = None
        waits, watched, frames = [], 0.0, 0
        while (made := rows(cache)) < cells and time.monotonic() - s.t0 < 600:
            if made >= 6 and first is None:
                first = time.monotonic() - s.t0
            at, before = time.monotonic(), s.frames
            s.watch(0.5)
            if at - s.t0 > 2:  # after the start
                watched, frames = watched + time.monotonic() - at, frames + s.frames - before
                if len(waits) < 20:
                    os.write(s.fd, b"?")
                    waits.append((s.watch(3, until=HELP) or float("nan")) * 1000)
                    s.press("\x1b", 0.2)
        whole, cpu = time.monotonic() - s.t0, s.cpu()
        s.quit()
    return first, whole, frames / max(watched, 1e-9), waits, cpu


def clock(s):
    """Wall time and the run's own; as fast as it goes the screen is drawn once a second."""
    for _ in range(10):
        try:
            return s.clock()
        except TypeError:
            s.watch(1)
    sys.exit("the screen shows no time")


def speed(program, *arguments):
    """× real time of a run as fast as it goes."""
    with tempfile.TemporaryDirectory() as cache:
        os.environ["XDG_CACHE_HOME"] = cache
        s = Screen(program, *arguments, "--set", "learn.passes=100000")
        s.watch(2)
        s.press(">" * 20)
        s.watch(1)
        wall0, run0 = clock(s)
        s.watch(8)
        wall, run = clock(s)
        s.quit()
    return (run - run0) / (wall - wall0)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    program = str(pathlib.Path(sys.argv[1]).resolve())
    print(f"load {os.getloadavg()[0]:.2f}, {os.cpu_count()} processors\n")
    print("| map | six cells, s | whole, s | CPU, s | frames/s | key to screen, ms |\n|---|---|---|---|---|---|")
    for name, cells, arguments in GRIDS:
        first, whole, rate, waits, cpu = fill(program, cells, arguments)
        print(f"| {name} | {first:.1f} | {whole:.1f} | {cpu:.1f} | {rate:.1f} | {min(waits):.0f}–{max(waits):.0f}, median {statistics.median(waits):.0f} |", flush=True)
    print("\n| as fast as it goes, training, N = 200 | × real time |\n|---|---|")
    for name, arguments in [("without a map", ["oscillation"]), ("with a map", ["map", "oscillation", "--x", "net.tau_s=2:20:0.5", "--y", "net.qif=0:1:0.05"]), ("without", ["oscillation"])]:
        print(f"| {name} | {speed(program, *arguments):.3g} |", flush=True)


if __name__ == "__main__":
    main()
