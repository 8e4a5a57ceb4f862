#!/usr/bin/env python3
"""Whether the screen stays as it is over a long run: memory, descriptors, threads, frames.

    go build -o spiketop . && python3 bench/soak.py ./spiketop [MINUTES]

Runs the program at full speed on a pseudo terminal of 120×40 and presses keys now and
then: those that look, and those that change the run and are taken back. Twelve times
it notes resident memory, open descriptors, threads, the bytes of a frame, and how long
the paused screen takes to answer a key (the median of 25). MINUTES is 2 unless given.
Status 1 if one of the last three notes' medians is more than 1.1 × that of the three
after a quarter of the time, where training is over and every key was pressed once. The
answer may take another 4 ms, for the machine's other work, and Go may start two more
threads. The bytes of a frame follow the layout and are not judged. Linux, standard library.
"""
import os, pathlib, random, re, statistics, sys, time

from live import Screen

NOTES, LIMIT, SLACK = 12, 1.1, {"answer, ms": 4, "threads": 2}
LOOKS = ["\t", "n", "m", "z\x1b", "l", "1", "2", "3", "4", "5", "6", "7", "?\x1b", "p\x1b", "!\x1b", "c", "[", "]"]
CHANGES = ["Gu", "Fu", "gu", "k", "T"]


def status(pid, name):
    return int(re.search(rf"{name}:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text())[1])


def run(s, on):
    """Runs or pauses; the run may have paused by itself."""
    for _ in range(5):
        if (b"paused" not in s.text()[1]) == on:
            return
        s.press(" ", 0.5)
    sys.exit(f"space does not {'run' if on else 'pause'}")


def answer(s):
    """The median time in ms from a key to what the paused screen writes."""
    run(s, False)
    times = []
    for _ in range(25):
        s.watch(0.1)
        at, before = time.monotonic(), s.bytes
        os.write(s.fd, b"\t")
        while s.bytes == before and time.monotonic() < at + 5:
            s.watch(5, until=[b"\x1b"])
        times.append((time.monotonic() - at) * 1000)
    run(s, True)
    return statistics.median(times)


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    minutes = float(sys.argv[2]) if len(sys.argv) == 3 else 2.0
    keys = random.Random(1)
    s = Screen(str(pathlib.Path(sys.argv[1]).resolve()), "oscillation")
    start = time.monotonic()
    s.watch(1)
    s.press(">" * 20)
    print("| minute | MB | descriptors | threads | bytes of a frame | frames/s | of a processor | answer, ms |\n|---|---|---|---|---|---|---|---|")
    notes, first = [], CHANGES + LOOKS  # each key once, early: what it needs is taken once
    for note in range(NOTES):
        end, at = start + (note + 1) * minutes * 60 / NOTES, time.monotonic()
        frames, size, cpu = s.frames, s.bytes, s.cpu()
        while (left := end - time.monotonic()) > 6:
            s.watch(min(left - 6, 0.2 if first else keys.uniform(0.3, 4)))
            s.press(first.pop(0) if first else keys.choice(LOOKS if keys.random() < 0.7 else CHANGES), 0.15)
            s.press("\x1b", 0.2)  # soon after it another key would be alt with that key
        wall = time.monotonic() - at
        frames, size, cpu = s.frames - frames, s.bytes - size, s.cpu() - cpu
        row = {
            "MB": status(s.pid, "VmRSS") * 1024 / 1e6,
            "descriptors": len(os.listdir(f"/proc/{s.pid}/fd")),
            "threads": status(s.pid, "Threads"),
            "bytes of a frame": size / max(frames, 1),
            "answer, ms": answer(s),
        }
        notes.append(row)
        print(f"| {(time.monotonic() - start) / 60:.1f} | {row['MB']:.1f} | {row['descriptors']} | {row['threads']} | {row['bytes of a frame']:.0f} "
              f"| {frames / wall:.1f} | {cpu / wall:.2f} | {row['answer, ms']:.1f} |", flush=True)
    s.quit()
    print("\n| | early | late | ratio |\n|---|---|---|---|")
    failed = False
    for name in "MB", "descriptors", "threads", "answer, ms":
        early = statistics.median(n[name] for n in notes[NOTES // 4:NOTES // 4 + 3])
        late = statistics.median(n[name] for n in notes[-3:])
        bad = late > LIMIT * early + SLACK.get(name, 0)
        failed |= bad
        print(f"| {name} | {early:.1f} | {late:.1f} | {late / early:.2f}{' ✗' if bad else ''} |")
    sys.exit(failed)


if __name__ == "__main__":
    main()
