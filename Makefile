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

docs: docs/PARAMETERS.md docs/KEYS.md

# Beside, then renamed: a program that does not build leaves the old page.
.PHONY: docs/PARAMETERS.md docs/KEYS.md
docs/PARAMETERS.md:
	go run . params --markdown > $@.new && mv $@.new $@ || { rm -f $@.new; false; }
docs/KEYS.md:
	go run . keys --markdown > $@.new && mv $@.new $@ || { rm -f $@.new; false; }
