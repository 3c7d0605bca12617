.DEFAULT_GOAL := help

# Tests that run in virtual time need franz-go's locks to be of the kind that
# testing/synctest understands.
VIRTUAL = -tags synctests ./pipeline/instance

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

test: tools ## all that must hold: vet, tests with the race detector, a real Kafka, the chart
	go vet ./...
	go vet $(VIRTUAL)
	go test -race -shuffle=on -timeout 20m $$(go list ./... | grep -v '/loadtest$$')
	go test -race -shuffle=on $(VIRTUAL)
	go test -timeout 20m ./loadtest

quick: ## the tests without the race detector, the real Kafka and the browser, in a minute
	go test $$(go list ./... | grep -vE '/(loadtest|portal/browser)$$')
	go test $(VIRTUAL)

demo: ## a made-up shop, an embedded broker and the real pipeline, on this terminal
	go run ./cmd/maat demo

generate: ## schemas and docs that are written from the code; CI fails where they differ
	go generate ./...
	go test ./guards -run TestDocs -update
	go test ./cmd/maat -run 'Webshop|Examples' -update
	go test . -run TestSettingsInDocs -update
	go test ./guards/sensitive/lexicon -run TestLabelled -update

fuzz: ## every fuzz target for a while: make fuzz TIME=1m
	@for pkg in $$(grep -rl --include='*_test.go' '^func Fuzz' . | xargs -n1 dirname | sort -u); do \
		for target in $$(grep -ho '^func Fuzz[A-Za-z]*' $$pkg/*_test.go | sed 's/func //' | sort -u); do \
			echo "$$pkg $$target"; go test $$pkg -run '^$$' -fuzz "^$$target$$" -fuzztime $(or $(TIME),30s) || exit 1; \
		done; \
	done

bench: ## what a decision, a text and a batch cost, and Maat beside a bare pass-through on a real Kafka
	go test -run '^$$' -bench . -benchmem ./pipeline/event ./guards/recognition ./guards/sensitive/category ./guards/sensitive/lexicon
	go test ./loadtest -run '^$$' -bench . -benchtime 1x -timeout 30m

sim: ## the simulated cluster: make sim SEEDS=20000 FROM=1, or SEED=7 alone with its trace
	go test -count=1 -timeout 0 -v -run TestSeeds ./pipeline/sim $(if $(SEED),-seed $(SEED),-seeds $(or $(SEEDS),5000) -from $(or $(FROM),1))

broken: ## every deliberately broken build, in each of which the witness must find the mistake (minutes)
	go test -count=1 -v -run TestWitnessFindsBrokenBuilds ./loadtest -every

tools: ## what the tests of the chart need, built ahead of them (minutes, once)
	@tools/install.sh helm kubectl-validate

lint: ## golangci-lint, by the list in .golangci.yml (its first build takes minutes)
	lint=$$(tools/install.sh golangci-lint) && $$lint run

binaries: ## static binaries for Linux, in dist/amd64 and dist/arm64
	for arch in amd64 arm64; do \
		CGO_ENABLED=0 GOOS=linux GOARCH=$$arch go build -trimpath -ldflags='-s -w' -o dist/$$arch/maat ./cmd/maat || exit 1; \
	done

image: binaries ## the container image of them: make image IMAGE=registry.example/maat:0.1.0
	docker buildx build -f deploy/Dockerfile --platform linux/amd64,linux/arm64 -t $(or $(IMAGE),maat) dist

.PHONY: bench binaries broken demo fuzz generate help image lint quick test tools
