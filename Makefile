# Only repeats dev.py, for those whose fingers say "make". Arguments: make test ARGS="tests/cli -x"
.PHONY: run test check lock bench docs
run test check lock bench docs:
	python3 dev.py $@ $(ARGS)
