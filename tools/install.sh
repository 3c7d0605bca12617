#!/bin/sh
# Builds the programs that check this repository, once, from their Go modules,
# and prints the path of each that is asked for:
#
#   tools/install.sh helm
#   tools/install.sh helm kubectl-validate golangci-lint
#
# The first build of each takes minutes; later calls only print the path. They
# stand outside the repository, in the user's cache folder, one folder a
# version, so that they never enter go.mod. All that is needed is Go and the
# module proxy that it is configured with. GOFLAGS=-p=1 keeps a build small on
# a machine that is busy or short of memory.
set -eu

# What tests and lint depend on has a version here and nowhere else.
version() {
	case "$1" in
	golangci-lint)    echo github.com/golangci/golangci-lint/v2/cmd/golangci-lint v2.15.0 ;;
	helm)             echo helm.sh/helm/v4/cmd/helm v4.3.1 ;;
	kubectl-validate) echo sigs.k8s.io/kubectl-validate v0.0.4 ;;
	*)                echo "usage: $0 golangci-lint|helm|kubectl-validate ..." >&2; exit 2 ;;
	esac
}

# Built beside its final place and then renamed: who calls meanwhile never sees
# half a program. Whoever calls while another builds waits for that build.
build() {
	name=$1 module=$2 version=$3 home=$4
	mkdir -p "$home"
	if command -v flock >/dev/null; then
		exec 9>"$home/.lock"
		flock 9
		[ ! -x "$home/$name" ] || return 0
		rm -rf "$home"/build.* # of builds that were killed
	fi
	echo "$0: building $name $version from its Go module; this is done once and takes minutes" >&2
	work=$(mktemp -d "$home/build.XXXXXX")
	trap 'rm -rf "$work"' EXIT
	trap 'exit 1' HUP INT TERM
	# Twice: a download that broke off goes on where it stopped.
	if ! go_install "$module@$version" && ! go_install "$module@$version"; then
		echo "$0: cannot build $name $version with $(go env GOVERSION); is the module proxy of 'go env GOPROXY' reachable?" >&2
		exit 1
	fi
	mv -f "$work/$name" "$home/$name"
	rm -rf "$work"
	trap - EXIT
}

# -s -w: without symbols a tool is a third smaller and links sooner.
go_install() {
	(cd "$work" && GOBIN=$work GOWORK=off GOOS='' GOARCH='' GOFLAGS="${GOFLAGS:-} -mod=mod" \
		nice -n 10 go install -ldflags='-s -w' "$1" >&2)
}

[ $# -gt 0 ] || version ""
for name in "$@"; do
	at=$(version "$name")
	home=${XDG_CACHE_HOME:-$HOME/.cache}/maat/tools/$name-${at##* }
	[ -x "$home/$name" ] || build "$name" "${at%% *}" "${at##* }" "$home"
	echo "$home/$name"
done
