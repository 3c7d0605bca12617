.DEFAULT_GOAL := help

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

test: ## everything that must hold: vet, tests with the race detector
	go vet ./...
	go test -race -shuffle=on ./...

.PHONY: help test
