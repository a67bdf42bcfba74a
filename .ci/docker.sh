#!/usr/bin/env bash
# bash .ci/docker.sh COMMAND ...: run a command with a Docker engine and an image to build on.
#
# An engine that answers is used as it is. Otherwise Debian's is installed and started here, on a
# socket and in a folder of its own, and ended with the command. No image is pulled: the one to build
# on is made from the machine's own Debian mirror. Where that cannot be, this says so and the command
# runs all the same; tests that need containers are then skipped, and counted.
set -euo pipefail

PATH=$PATH:/usr/sbin:/sbin
home=
engine=

say() { echo "docker.sh: $*" >&2; }

finish() {
    trap - EXIT
    if [[ -n $engine ]]; then
        kill "$engine" 2>/dev/null || true
        wait "$engine" 2>/dev/null || true
    fi
    [[ -n $home ]] || return 0
    # The engine leaves the network namespace of its containers mounted.
    awk -v home="$home/" 'index($2, home) == 1 { print $2 }' /proc/mounts | xargs --no-run-if-empty umount || true
    rm -rf --one-file-system "$home" || say "$home could not be removed"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Runs a command, and shows the end of what it wrote if it fails.
quietly() {
    "$@" >"$home/log" 2>&1 || { tail -5 "$home/log" >&2; return 1; }
}

answers() { docker version --format '{{.Server.Version}}' >/dev/null 2>&1; }

# Each argument is a program and the package that it comes with.
install() {
    local pair missing=()
    for pair; do
        command -v "${pair%:*}" >/dev/null || missing+=("${pair#*:}")
    done
    ((${#missing[@]})) || return 0
    say "installing ${missing[*]}"
    quietly apt-get update && DEBIAN_FRONTEND=noninteractive \
        quietly apt-get install --yes --no-install-recommends "${missing[@]}"
}

start() {
    install dockerd:docker.io iptables:iptables docker-compose:docker-compose || return 1
    export DOCKER_HOST="unix://$home/docker.sock"
    dockerd --host "$DOCKER_HOST" --data-root "$home/data" --exec-root "$home/exec" \
        --pidfile "$home/docker.pid" >"$home/dockerd.log" 2>&1 &
    engine=$!
    for _ in {1..120}; do
        if answers; then return 0; fi
        if ! kill -0 "$engine" 2>/dev/null; then break; fi
        sleep 0.5
    done
    tail -5 "$home/dockerd.log" >&2
    unset DOCKER_HOST
    return 1
}

# Debian with Python and Node.js, as an image. What the machine trusts and where its pip looks go with
# it, so that pip works while an image is built.
base_image() {
    local root="$home/root" mirror
    docker image inspect ordergate-test-base >/dev/null 2>&1 && return 0
    install debootstrap:debootstrap || return 1
    quietly apt-get update || return 1
    mirror=$(cd "$home" && apt-get download --print-uris base-files | sed -E "s|^'(.*)/pool/.*|\1|") || return 1
    # shellcheck disable=SC1091
    quietly debootstrap --variant=minbase --include=python3,python3-venv,nodejs \
        "$(. /etc/os-release && echo "$VERSION_CODENAME")" "$root" "$mirror" || return 1
    mkdir -p "$root/etc/ssl/certs"
    cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/" 2>/dev/null || true
    cp -L /etc/pip.conf "$root/etc/" 2>/dev/null || true
    rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/*
    tar --create --directory "$root" . | docker import - ordergate-test-base >/dev/null || return 1
    rm -rf --one-file-system "$root"
}

prepare() {
    local since=$SECONDS
    home=$(mktemp --directory /tmp/ordergate-docker.XXXXXX)
    if answers; then
        say "using the Docker engine that is there"
    else
        start || return 1
        say "started a Docker engine of its own at $DOCKER_HOST"
    fi
    [[ -n ${ORDERGATE_TEST_BASE_IMAGE:-} ]] && return 0
    base_image || return 1
    export ORDERGATE_TEST_BASE_IMAGE=ordergate-test-base
    say "tests build on the image $ORDERGATE_TEST_BASE_IMAGE; ready after $((SECONDS - since)) s"
}

prepare || say "NO CONTAINERS: what was tried last stands above; tests that need them will be skipped"
if (($#)); then "$@"; fi
