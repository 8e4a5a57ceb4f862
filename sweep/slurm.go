package sweep

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"spiketop/run"
)

// Job is what a Slurm script needs to know of a sweep.
type Job struct {
	Binary  string        // absolute path of this program
	Args    []string      // the command line of the whole sweep after its name, without --workers, --shard and --out
	Out     string        // absolute path of the table
	Runs    int           // of the whole sweep
	Tasks   int           // of the array
	Workers int           // of each task: its cores
	Memory  float64       // bytes that the heaviest run took
	Wall    time.Duration // that it took
	Note    string        // how it was measured, one line
}

// Margins over what was measured: another machine is slower, and runs differ.
const (
	timeMargin   = 3
	memoryMargin = 1.5
	leastMinutes = 10
	leastMemory  = 256 // MB
)

// minutes is the time limit of one task.
func (j Job) minutes() int {
	runs := (j.Runs + j.Tasks - 1) / j.Tasks
	rounds := (runs + j.Workers - 1) / j.Workers
	return max(leastMinutes, int((timeMargin*time.Duration(rounds)*j.Wall+time.Minute-1)/time.Minute))
}

// megabytes is the memory limit of one task.
func (j Job) megabytes() int {
	return max(leastMemory, int(memoryMargin*float64(j.Workers)*j.Memory/(1<<20))+1)
}

// Script is a bash script that sbatch takes as an array, and that, run with bash,
// submits the array and the merge that follows it.
func (j Job) Script() string {
	word := run.ShellWord
	var args []string
	for _, a := range j.Args {
		args = append(args, word(a))
	}
	sweep := word(j.Binary) + " sweep " + strings.Join(args, " ")
	name := notPlain.ReplaceAllString(strings.TrimSuffix(filepath.Base(j.Out), ".csv"), "_")
	return strings.NewReplacer(
		"{runs}", strconv.Itoa(j.Runs), "{tasks}", strconv.Itoa(j.Tasks), "{cores}", strconv.Itoa(j.Workers),
		"{name}", name, "{out}", word(j.Out), "{shards}", word(strings.TrimSuffix(j.Out, ".csv")), "{sweep}", sweep,
		"{note}", j.Note, "{took}", fmt.Sprintf("%.3g s and %.0f MB", j.Wall.Seconds(), j.Memory/(1<<20)),
		"{margins}", fmt.Sprintf("%d times as long for each run of a task,\n# %g times as much for each of its cores, at least %d minutes and %d MB",
			timeMargin, memoryMargin, leastMinutes, leastMemory),
		"{MB}", strconv.Itoa(j.megabytes()), "{minutes}", strconv.Itoa(j.minutes()),
	).Replace(script)
}

const script = `#!/bin/bash
# {runs} runs in {tasks} tasks of {cores} at a time. With this file as sweep.sh:
#
#   bash sweep.sh               the array, and after it the merge into
#                               {out}
#   sbatch sweep.sh             the array alone
#   sbatch --array=3 sweep.sh   shard 3 again: it does what is missing
#   bash sweep.sh merge         the merge alone: it names what is missing
#
# Limits of time and memory: the heaviest of the runs took {took},
# {note}
# With a margin: {margins}.
#
#SBATCH --job-name={name}
#SBATCH --array=1-{tasks}
#SBATCH --ntasks=1
#SBATCH --cpus-per-task={cores}
#SBATCH --mem={MB}M
#SBATCH --time={minutes}
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output={name}.%a.log

set -eu
out={out}
export GOMAXPROCS={cores}

sweep() { exec {sweep} --out "$out" "$@"; }

if [ "${1:-}" = merge ]; then
	sweep --merge {shards}.{1..{tasks}}-of-{tasks}.csv
elif [ -n "${SLURM_ARRAY_TASK_ID:-}" ]; then
	sweep --quiet --workers {cores} --shard "$SLURM_ARRAY_TASK_ID/{tasks}"
fi

array=$(sbatch --parsable "$0")
array=${array%%;*}
merge=$(sbatch --parsable --array=0 --job-name={name}-merge --output={name}.merge.log --cpus-per-task=1 --time=10 \
	--dependency="afterany:$array" "$0" merge)
echo "array $array, merge ${merge%%;*}"
`

var notPlain = regexp.MustCompile(`[^\w.-]`)
