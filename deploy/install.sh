#!/bin/sh
# Installs a release of Dogebox on a Linux host with systemd, or takes it away again. It changes
# nothing before every check has passed. See --help.
set -eu

program=/usr/lib/dogebox
units=/etc/systemd/system
settings=/etc/default/dogebox
names='dogebox.target dogebox-prepare.service dogebox-agent.service dogebox-dkm.service dogeboxd.service'
# Started by the agent, with a name of its own.
template=dogebox-nginx@.service

say() { printf '%s\n' "$*"; }
fail() {
	printf 'install.sh: %s\n' "$*" >&2
	exit 1
}
usage() {
	cat <<'TEXT'
sh install.sh ARCHIVE [options]
sh install.sh --uninstall

ARCHIVE          dogebox-VERSION-linux-ARCH.tar.gz, with its .sha256 beside it; a file, or an
                 address that begins with https://
--key KEY        minisign's public key of who made it; ARCHIVE.minisig is checked against it
--unsigned       without a signature: the hash alone is checked
--root FOLDER    install into this tree, and start nothing
--check          check, say what would be done, and change nothing
--uninstall      stop it and take program and units away; data, settings and accounts are kept

It puts the program into /usr/lib/dogebox, units of systemd into /etc/systemd/system and makes three
accounts. Data of an earlier installation in /var/lib/dogebox are kept.
TEXT
}

archive='' key='' unsigned=no tree='' only_check=no uninstall=no fetched=''
while [ $# -gt 0 ]; do
	case $1 in
	--key | --root)
		[ $# -ge 2 ] || fail "$1 needs a value. See --help."
		if [ "$1" = --key ]; then key=$2; else tree=$2; fi
		shift
		;;
	--unsigned) unsigned=yes ;;
	--check) only_check=yes ;;
	--uninstall) uninstall=yes ;;
	-h | --help)
		usage
		exit 0
		;;
	-*) fail "there is no option $1. See --help." ;;
	*)
		[ -z "$archive" ] || fail 'give one archive. See --help.'
		archive=$1
		;;
	esac
	shift
done

# ── Taking it away
if [ "$uninstall" = yes ]; then
	[ -z "$archive" ] || fail '--uninstall takes no archive. See --help.'
	[ "$(id -u)" = 0 ] || fail 'this needs root: sudo sh install.sh --uninstall'
	[ -z "$tree" ] || [ -d "$tree" ] || fail "there is no folder $tree."
	[ -e "$tree$program/.installed-by-script" ] || fail "this script has installed nothing in $tree$program."
	if [ -z "$tree" ] && [ -d /run/systemd/system ]; then
		# The target alone would not wait for what it stops.
		# shellcheck disable=SC2086 # The names are several.
		systemctl stop $names
		systemctl disable --quiet dogebox.target
	fi
	for name in $names $template; do rm -f "$tree$units/$name"; done
	rm -f "$tree$units/multi-user.target.wants/dogebox.target"
	rm -rf "$tree$program"
	# As scripts/lib/network-removal.mjs does it. Pups that still run keep their bridge and
	# firewall: without them they would reach everything.
	if [ -z "$tree" ] && [ -z "$(ip -o link show master dbx0 2>/dev/null || true)" ]; then
		ip link delete dev dbx0 >/dev/null 2>&1 || true
		for table in 'bridge dogebox_dbx' 'inet dogebox_dbx' 'inet dogebox_dbx_flows' 'netdev dogebox_dbx' 'inet dogebox_dbx_fast'; do
			echo "delete table $table" | nft -f - >/dev/null 2>&1 || true
		done
	fi
	if [ -z "$tree" ] && [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
	say "Taken away. Kept: $tree/var/lib/dogebox with keys and data, $tree$settings, and the accounts."
	exit 0
fi

# ── What must be so
[ -n "$archive" ] || fail 'name the archive. See --help.'
[ -n "$key" ] || [ "$unsigned" = yes ] || fail 'give --key KEY, or --unsigned to go by the hash alone.'
case $archive in
https://* | http://127.0.0.1:* | http://localhost:*)
	command -v curl >/dev/null || fail 'the program curl is missing: apt-get install curl'
	fetched=$(mktemp -d)
	trap 'rm -rf "$fetched"' EXIT
	name=${archive##*/}
	for end in '' .sha256 ${key:+.minisig}; do
		say "Fetching: $archive$end"
		curl --fail --silent --show-error --location --proto '=https,http' --proto-redir '=https' \
			--max-filesize 1000000000 --output "$fetched/$name$end" "$archive$end" ||
			fail "$archive$end cannot be fetched. Nothing was changed."
	done
	archive=$fetched/$name
	;;
*://*) fail 'an address must begin with https://.' ;;
esac
[ -f "$archive" ] || fail "there is no file $archive."
[ -f "$archive.sha256" ] || fail "there is no $archive.sha256: fetch it with the archive."
[ "$(id -u)" = 0 ] || [ "$only_check" = yes ] || fail "this needs root: sudo sh install.sh $archive"
[ -z "$tree" ] || [ -d "$tree" ] || fail "there is no folder $tree."

case $(uname -m) in
x86_64) arch=x64 ;;
aarch64) arch=arm64 ;;
*) fail "there is no release for the processor $(uname -m)." ;;
esac
case ${archive##*/} in
dogebox-*-linux-"$arch".tar.gz) ;;
*) fail "${archive##*/} is no release for this processor (linux-$arch)." ;;
esac

wanted=$(cut -d ' ' -f 1 "$archive.sha256")
found=$(sha256sum "$archive" | cut -d ' ' -f 1)
[ "$wanted" = "$found" ] || fail "the archive is damaged: its hash is $found, and should be $wanted."
say "Hash: as in ${archive##*/}.sha256."
if [ -n "$key" ]; then
	command -v minisign >/dev/null || fail 'the program minisign is missing: apt-get install minisign'
	minisign -V -q -P "$key" -m "$archive" || fail 'the signature is not by this key. Nothing was changed.'
	say 'Signature: by the key that you gave.'
else
	say 'Signature: not checked (--unsigned).'
fi

in_tree() { if [ -n "$tree" ]; then chroot "$tree" "$@"; else "$@"; fi; }
[ -n "$tree" ] || [ -d /run/systemd/system ] ||
	fail 'this machine is not run by systemd. Start Dogebox from the unpacked archive: sudo node dogebox.mjs'
[ ! -e "$tree/usr/bin/dogebox" ] || [ -e "$tree$program/.installed-by-script" ] ||
	fail 'Dogebox is installed as a Debian package here: apt-get upgrade it, or remove it first.'
node=$(in_tree sh -c 'command -v node' || true)
[ -n "$node" ] || fail 'Node is missing: install version 20.19 or later (docs/debian.md says from where).'
in_tree "$node" -e 'const [a, b] = process.versions.node.split(".").map(Number);
	process.exit(a > 22 || (a === 22 && b >= 14) || (a === 20 && b >= 19) ? 0 : 1)' ||
	fail "Node $(in_tree "$node" --version) is too old or of a line that is not supported: install 20.19 or later."
missing=''
for one in crun:runc conmon catatonit nft:nftables ip:iproute2 nginx perl git xz zstd; do
	in_tree sh -c "command -v ${one%%:*} || command -v ${one##*:}" >/dev/null 2>&1 || missing="$missing ${one##*:}"
done
[ -z "$missing" ] || say "Note: these packages are missing, so pups cannot run yet:$missing"

say "Program:  $tree$program, with $node"
say "Units:    $tree$units: $names $template"
say 'Accounts: dogebox, dogebox-dkm, dogebox-web'
say 'Data:     /var/lib/dogebox, kept if there are any'
if [ "$only_check" = yes ]; then
	say 'Checked. Nothing was changed.'
	exit 0
fi

# ── What is done
fresh=$tree$program.new
old=$tree$program.old
rm -rf "$fresh" "$old"
trap 'rm -rf "$fresh" ${fetched:+"$fetched"}' EXIT
mkdir -p "$fresh" "$tree$units" "$tree/etc/default"
tar -xzf "$archive" -C "$fresh" --strip-components=1 --no-same-owner ||
	fail 'the archive cannot be unpacked. What was installed before stays.'
: >"$fresh/.installed-by-script"

for account in dogebox dogebox-dkm dogebox-web; do
	in_tree getent passwd "$account" >/dev/null ||
		in_tree useradd --system --user-group --no-create-home --home-dir /nonexistent \
			--shell /usr/sbin/nologin "$account"
done
# The one before goes when the new one stands in its place.
[ ! -e "$tree$program" ] || mv "$tree$program" "$old"
mv "$fresh" "$tree$program"
rm -rf "$old"
for name in $names $template; do
	sed "s|/usr/bin/node|$node|g" "$tree$program/systemd/$name" >"$tree$units/.$name.new"
	chmod 0644 "$tree$units/.$name.new"
	mv -f "$tree$units/.$name.new" "$tree$units/$name"
done
[ -e "$tree$settings" ] || printf '# Settings of the box, a variable a line.\n#DOGEBOX_PORT=80\n' >"$tree$settings"

if [ -n "$tree" ]; then
	mkdir -p "$tree$units/multi-user.target.wants"
	ln -sf "$units/dogebox.target" "$tree$units/multi-user.target.wants/dogebox.target"
	say 'Installed. It starts with that system.'
	exit 0
fi
systemctl daemon-reload
systemctl enable --quiet dogebox.target
systemctl restart dogebox.target
say 'Installed and started. Its address, and the claim code of a new box: journalctl -u dogeboxd'
