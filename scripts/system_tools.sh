#!/bin/sh
# See that the programs that tests compare with are here; as root on Debian, install them.
# Without them the tests that need them are skipped and say so. With the argument "bench", also
# those that only the bench compares with.
set -eu
packages=""
command -v tshark >/dev/null || packages="tshark"
command -v ndpiReader >/dev/null || packages="$packages libndpi-bin"
command -v mitmdump >/dev/null || packages="$packages mitmproxy"
command -v chromium >/dev/null && command -v chromedriver >/dev/null || packages="$packages chromium chromium-driver"
# Shells that completion is tried in; bash is everywhere.
command -v zsh >/dev/null || packages="$packages zsh"
command -v fish >/dev/null || packages="$packages fish"
# What the lab, the gateway and their tests call; Debian keeps most of it where only root looks.
for pair in ip:iproute2 nft:nftables dumpcap:wireshark-common ethtool:ethtool conntrack:conntrack dnsmasq:dnsmasq-base; do
    PATH="$PATH:/usr/sbin" command -v "${pair%%:*}" >/dev/null || packages="$packages ${pair##*:}"
done
if [ "${1:-}" = bench ]; then
    # Debian keeps it where only root looks.
    PATH="$PATH:/usr/sbin" command -v softflowd >/dev/null || packages="$packages softflowd"
fi
[ -z "$packages" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing $packages"
    # shellcheck disable=SC2086  # a list of packages
    apt-get update -qq &&
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages && exit 0
    echo "Could not install $packages: the tests that need them are skipped." >&2
    exit 0
fi
echo "Missing: $packages. The tests that need them are skipped. To install them (Debian, Ubuntu):"
echo "  sudo apt-get update && sudo DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends" $packages
