#!/bin/sh
# Starts Dogecoin Core. exec, so that the box's SIGTERM reaches it and it can write everything to
# the disk.
set -eu
umask 077
storage="${STORAGE:-/storage}"
address="${DBX_PUP_IP:-127.0.0.1}"
rpc_port="${RPC_PORT:-22555}"
p2p_port="${P2P_PORT:-22556}"
zmq_port="${ZMQ_PORT:-28332}"
program="${DOGECOIND:-/opt/dogecoin/bin/dogecoind}"
mkdir -p "$storage/node"

# A whole number of the settings, or what stands in for it.
number() {
	case "$1" in '' | *[!0-9]*) echo "$2" ;; *) echo "$1" ;; esac
}

# Made once for this installation; written beside and renamed, so that the monitor never reads half
# of it.
if [ ! -s "$storage/rpc.json" ]; then
	password="$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')"
	printf '{"user": "pup", "password": "%s"}\n' "$password" >"$storage/rpc.json.new"
	mv "$storage/rpc.json.new" "$storage/rpc.json"
	echo "made a name and a password for the RPC of this installation"
fi
password="$(sed -n 's/.*"password": "\([0-9a-f]*\)".*/\1/p' "$storage/rpc.json")"

network=''
peers='-listen=1'
case "${NETWORK:-mainnet}" in
testnet) network='testnet=1' ;;
regtest)
	network='regtest=1'
	# A chain of one's own has no peers.
	peers='-listen=0 -connect=0 -dnsseed=0'
	;;
esac

# In a file, because arguments can be read by every process. The password gets no further than this
# file.
cat >"$storage/node/node.conf" <<CONF
$network
rpcuser=pup
rpcpassword=$password
CONF
unset password

prune=0
[ "${PRUNE:-false}" = true ] && prune="$(number "${PRUNE_MIB:-}" 4096)"

bind="-rpcbind=127.0.0.1"
[ "$address" = 127.0.0.1 ] || bind="$bind -rpcbind=$address"

echo "starting on ${NETWORK:-mainnet}, pruning: $prune"
# No wallet: the node keeps no coins. The words of $bind and $peers are ours.
exec "$program" -datadir="$storage/node" -conf="$storage/node/node.conf" -server -printtoconsole \
	-disablewallet -upnp=0 $peers -port="$p2p_port" -maxconnections="$(number "${MAX_CONNECTIONS:-}" 40)" \
	-dbcache="$(number "${DBCACHE_MIB:-}" 450)" -prune="$prune" \
	$bind -rpcport="$rpc_port" -rpcallowip=127.0.0.1 -rpcallowip="${address%.*.*}.0.0/16" \
	-zmqpubhashblock="tcp://$address:$zmq_port" -zmqpubhashtx="tcp://$address:$zmq_port" \
	-zmqpubrawblock="tcp://$address:$zmq_port" -zmqpubrawtx="tcp://$address:$zmq_port"
