.DEFAULT_GOAL := help

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

test: tools ## everything that must hold: vet, tests with the race detector
	go vet ./...
	go test -race -shuffle=on ./...

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

.PHONY: binaries help image lint test tools
