#!/bin/sh
# Makes sure of what the test of people's page needs: a Chromium, Node and the
# packages of pipeline/portal/browser, and prints two lines, the path of the
# browser and the folder of the packages.
#
#   tools/browser.sh
#
# Chromium and Node come from the system; where they are absent and this is
# root, apt-get installs them. The packages come from npm, by the lock file,
# into the user's cache folder: one folder a lock file, never the repository.
# CHROMIUM names a browser that stands elsewhere.
set -eu

from=$(cd "$(dirname "$0")/../pipeline/portal/browser" && pwd)

# Who calls while another installs waits for that.
home=${XDG_CACHE_HOME:-$HOME/.cache}/maat/browser
mkdir -p "$home"
if command -v flock >/dev/null; then
	exec 9>"$home/.lock"
	flock 9
fi

found() {
	for name in ${CHROMIUM:-chromium chromium-browser google-chrome}; do
		command -v "$name" && return
	done
	return 1
}

# apt installs what is named; without apt, or its rights, the reason is said.
apt() {
	echo "$0: installing $* by apt-get" >&2
	export DEBIAN_FRONTEND=noninteractive
	if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
		echo "$0: $* missing, and only root can install it here, with apt-get" >&2
		exit 1
	fi
	# The lists may be old or absent, and another apt-get may be running.
	if ! apt-get -o DPkg::Lock::Timeout=120 update >&2 || ! apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@" >&2; then
		echo "$0: apt-get cannot install $*" >&2
		exit 1
	fi
}

found >/dev/null || apt chromium fonts-liberation
command -v node >/dev/null && command -v npm >/dev/null || apt nodejs npm
browser=$(found) || { echo "$0: no Chromium, also after installing it" >&2; exit 1; }

at=$home/$(cat "$from/package.json" "$from/package-lock.json" | sha256sum | cut -c1-16)
if [ ! -f "$at/.whole" ]; then
	echo "$0: fetching the packages of $from/package-lock.json" >&2
	rm -rf "$at"
	mkdir -p "$at"
	cp "$from/package.json" "$from/package-lock.json" "$at"
	(cd "$at" && npm ci --ignore-scripts --no-audit --no-fund >&2)
	touch "$at/.whole"
fi
echo "$browser"
echo "$at/node_modules"
