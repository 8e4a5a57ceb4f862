# make            the program
# make check      everything that has to hold before a change goes in
# make docs       the generated pages and the picture of the screen, from the program itself
# make -s bench > new.txt; benchstat old.txt new.txt
# make peers      other simulators beside ours, as bench/README.md says
# make live       what the screen costs
# make files      files in and out, held against NumPy, SciPy, h5py, igraph and networkx
# make release    the program for Linux, macOS and Windows, with checksums, in dist/
# make findings   the whole study anew, in STUDY, and its report in docs/: 20 minutes on two free processors
# make release-twice   whether two clones make the same bytes
# make soak       whether the screen stays as it is: MINUTES of it at full speed

BENCH ?= .
COUNT ?= 6
BENCHTIME ?= 200ms
MINUTES ?= 2
STUDY ?= study

.PHONY: build check bench peers live soak files docs release release-twice findings

# Without cgo, which nothing here needs: with it, threads reserve so much address space
# that Go ends in a dump under 'ulimit -v'.
build:
	CGO_ENABLED=0 go build -o spiketop .

check:
	.ci/run

# benchstat wants at least 6 samples of each benchmark.
bench:
	go test -run '^$$' -bench '$(BENCH)' -benchmem -benchtime $(BENCHTIME) -count $(COUNT) ./...

peers:
	python3 bench/peers/peers.py

live: build
	python3 bench/live.py ./spiketop

soak: build
	python3 bench/soak.py ./spiketop $(MINUTES)

files: build
	python3 bench/files.py ./spiketop

release:
	.ci/release dist

release-twice:
	.ci/release-twice

docs:
	go test -count=1 -run 'TestGeneratedPagesAreCurrent|TestPicturesAreCurrent' . -update

# The report names the commit, which Go writes into a program that is built in a clone.
findings:
	CGO_ENABLED=0 go build -buildvcs=true -o spiketop .
	./spiketop findings --out $(STUDY)
	rm -rf docs/findings
	cp -r $(STUDY)/FINDINGS.md $(STUDY)/findings docs/
