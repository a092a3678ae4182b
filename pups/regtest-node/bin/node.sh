#!/bin/sh
# Starts the node. exec, so that the box's SIGTERM reaches it and it can write everything to the
# disk.
set -eu
umask 077
storage="${STORAGE:-/storage}"
address="${DBX_PUP_IP:-127.0.0.1}"
rpc_port="${RPC_PORT:-22555}"
zmq_port="${ZMQ_PORT:-28332}"
mkdir -p "$storage/node"

# Made once for this installation; written beside and renamed, so that the other services never read
# half of it.
if [ ! -s "$storage/rpc.json" ]; then
	password="$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')"
	printf '{"user": "pup", "password": "%s"}\n' "$password" >"$storage/rpc.json.new"
	mv "$storage/rpc.json.new" "$storage/rpc.json"
	echo "made a name and a password for the RPC of this installation"
fi
password="$(sed -n 's/.*"password": "\([0-9a-f]*\)".*/\1/p' "$storage/rpc.json")"

# In a file, because arguments can be read by every process. The password gets no further than this
# file.
cat >"$storage/node/node.conf" <<CONF
regtest=1
rpcuser=pup
rpcpassword=$password
CONF
unset password

bind="-rpcbind=127.0.0.1"
[ "$address" = 127.0.0.1 ] || bind="$bind -rpcbind=$address"

# No peers and nobody who could become one: the chain is this pup's alone. MWEB: see README.md.
exec litecoind -datadir="$storage/node" -conf="$storage/node/node.conf" -server -printtoconsole \
	-listen=0 -connect=0 -dnsseed=0 -discover=0 -fallbackfee=0.0001 -txindex=1 -dbcache=32 -maxmempool=50 -par=1 -rpcthreads=2 \
	-vbparams=mweb:3999999999:9223372036854775807 -nodebuglogfile \
	$bind -rpcport="$rpc_port" -rpcallowip=127.0.0.1 -rpcallowip="${address%.*.*}.0.0/16" \
	-zmqpubhashblock="tcp://$address:$zmq_port" -zmqpubhashtx="tcp://$address:$zmq_port" \
	-zmqpubrawblock="tcp://$address:$zmq_port" -zmqpubrawtx="tcp://$address:$zmq_port"
