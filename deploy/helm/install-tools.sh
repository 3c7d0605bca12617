#!/bin/sh
# Builds the programs that check the chart, once, from their Go modules, and
# prints the path of the one that is asked for:
#
#   install-tools.sh helm
#   install-tools.sh kubectl-validate
#
# The first build of each takes minutes; later calls only print the path. They
# are kept outside the repository, under the user's cache folder, one folder a
# version, so that they never enter go.mod.
set -eu

case "${1:-}" in
helm)             module=helm.sh/helm/v4/cmd/helm version=v4.3.1 ;;
kubectl-validate) module=sigs.k8s.io/kubectl-validate version=v0.0.4 ;;
*) echo "usage: $0 helm|kubectl-validate" >&2; exit 2 ;;
esac

home=${XDG_CACHE_HOME:-$HOME/.cache}/maat/tools/$1-$version
if [ ! -x "$home/$1" ]; then
	mkdir -p "$home"
	# Built beside its final place and then renamed: who calls meanwhile never
	# sees half a program.
	work=$(mktemp -d "$home/build.XXXXXX")
	trap 'rm -rf "$work"' EXIT
	(cd "$work" && GOBIN=$work GOFLAGS=-mod=mod GOWORK=off nice go install "$module@$version" >&2)
	mv -f "$work/$1" "$home/$1"
fi
echo "$home/$1"
