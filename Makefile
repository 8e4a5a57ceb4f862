# make            the program
# make check      everything that has to hold before a change goes in
# make docs       the generated pages, from the program itself
# make -s bench > new.txt; benchstat old.txt new.txt

BENCH ?= .
COUNT ?= 6

.PHONY: build check bench docs

build:
	go build -o spiketop .

check:
	.ci/run

# benchstat wants at least 6 samples of each benchmark.
bench:
	go test -run '^$$' -bench '$(BENCH)' -benchmem -count $(COUNT) ./...

docs:
	go test -count=1 -run TestGeneratedPagesAreCurrent . -update
