#!/bin/sh
# Make the USB captures of links/ again: make.sh FOLDER KIND...
#
# A Debian kernel boots in QEMU with the init beside this file; KIND says what it does. gadget-rndis, gadget-ecm,
# gadget-ncm, gadget-storage: a USB device in software (dummy_hcd, configfs), captured in the guest by tcpdump through usbmon.
# qemu-rndis, qemu-ecm: QEMU's USB network adapter, captured by QEMU; its network ends in QEMU.
# FOLDER gets KIND.pcap, KIND-net.pcap (the same frames as the network interface had them) and KIND.log.
#
# Wanted: qemu-system-x86_64, cpio, kmod, unshare, tcpdump; BUSYBOX (busybox-static) and ROOT, a folder that a linux-image-amd64
# package was unpacked in; for gadget-storage DISK, what disk.py wrote.
set -eu
here=$(dirname "$(realpath "$0")")
out=$(realpath "$1"); shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

modules=$(basename "$ROOT"/lib/modules/*)
guest=$work/guest
mkdir -p "$guest/bin" "$guest/www" "$guest/proc" "$guest/sys" "$guest/dev" "$guest/lib/modules/$modules/kernel"
(cd "$ROOT/lib/modules/$modules/kernel" && cp --parents -r drivers/usb drivers/net/usb drivers/net/mii.ko drivers/scsi \
    fs/configfs block lib crypto "$guest/lib/modules/$modules/kernel")
cp "$ROOT/lib/modules/$modules"/modules.builtin* "$ROOT/lib/modules/$modules/modules.order" "$guest/lib/modules/$modules"
depmod -b "$guest" "$modules"
cp "$BUSYBOX" "$guest/bin/busybox"
ln -s busybox "$guest/bin/sh"
for tool in unshare tcpdump; do
    path=$(command -v $tool)
    cp "$path" "$guest/bin"
    ldd "$path" | grep -o '/[^ ]*' | while read -r library; do cp -L --parents "$library" "$guest"; done
done
cp "$here/init" "$guest/init"
printf '#!/bin/sh\n[ "$1" = bound ] && ip address add $ip/24 dev $interface\nexit 0\n' >"$guest/udhcpc"
chmod +x "$guest/init" "$guest/udhcpc"
seq 1 500 >"$guest/www/page"
[ -z "${DISK:-}" ] || cp "$DISK" "$guest/disk"
(cd "$guest" && find . | cpio --quiet -o -H newc | gzip -1) >"$work/initramfs"

for kind in "$@"; do
    case $kind in
    qemu-*) set -- -device qemu-xhci -device "usb-net,netdev=n0,pcap=$out/$kind.pcap" \
        -netdev "user,id=n0,ipv4=on,ipv6=on,restrict=on,guestfwd=tcp:10.0.2.9:80-cmd:seq 1 500" -object "filter-dump,id=f0,netdev=n0,file=$out/$kind-net.pcap" ;;
    *) set -- -net none ;;
    esac
    [ -z "${KVM:-}" ] || set -- "$@" -enable-kvm
    timeout 300 qemu-system-x86_64 -m 512 -display none -no-reboot "$@" -kernel "$ROOT"/boot/vmlinuz-* -initrd "$work/initramfs" \
        -append "console=ttyS0 quiet kind=$kind panic=-1" -serial "file:$out/$kind.log" -serial "file:$work/usb" </dev/null
    case $kind in
    gadget-*)
        base64 -di "$work/usb" | tar -x -C "$work"
        for file in "$work"/*.pcap; do mv "$file" "$out/$(basename "$file" .pcap | sed "s/^usb/$kind/; s/^net/$kind-net/").pcap"; done
        ;;
    esac
    ls -l "$out/$kind.pcap"
done
