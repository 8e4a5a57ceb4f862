# make            the program
# make check      everything that has to hold before a change goes in
# make docs       the generated pages, from the program itself
# make -s bench > new.txt; benchstat old.txt new.txt
# make peers      other simulators beside ours, as bench/README.md says
# make live       what the screen costs

BENCH ?= .
COUNT ?= 6
BENCHTIME ?= 200ms

.PHONY: build check bench peers live docs

build:
	go build -o spiketop .

check:
	.ci/run

# benchstat wants at least 6 samples of each benchmark.
bench:
	go test -run '^$$' -bench '$(BENCH)' -benchmem -benchtime $(BENCHTIME) -count $(COUNT) ./...

peers:
	python3 bench/peers/peers.py

live: build
	python3 bench/live.py ./spiketop

docs:
	go test -count=1 -run TestGeneratedPagesAreCurrent . -update
