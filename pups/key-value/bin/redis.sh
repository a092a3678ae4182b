#!/bin/sh
# Starts Redis. exec, so that the box's SIGTERM reaches it and it can write everything to the disk.
set -eu
umask 077
storage="${STORAGE:-/storage}"
port="${REDIS_PORT:-6379}"
mkdir -p "$storage/redis"

# Made once for this installation; written beside and renamed, so that the page never reads half of
# it.
if [ ! -s "$storage/redis.password" ]; then
	od -An -N32 -tx1 /dev/urandom | tr -d ' \n' >"$storage/redis.password.new"
	mv "$storage/redis.password.new" "$storage/redis.password"
	echo "made a password for this installation"
fi

memory="${MAX_MEMORY_MIB:-256}"
case "$memory" in '' | *[!0-9]*) memory=256 ;; esac
case "${WHEN_FULL:-}" in allkeys-lru | volatile-ttl) full="$WHEN_FULL" ;; *) full=noeviction ;; esac
case "${KEEP:-}" in
always) keep='appendonly yes
appendfsync always' ;;
no) keep='appendonly no
save ""' ;;
*) keep='appendonly yes
appendfsync everysec' ;;
esac

# In a file, because arguments can be read by every process.
cat >"$storage/redis.conf" <<CONF
bind 127.0.0.1 -::1 ${DBX_PUP_IP:-}
port $port
protected-mode yes
requirepass $(cat "$storage/redis.password")
dir $storage/redis
daemonize no
logfile ""
maxmemory ${memory}mb
maxmemory-policy $full
$keep
# Commands that only an administrator of the store needs.
rename-command DEBUG ""
rename-command MODULE ""
rename-command SHUTDOWN ""
rename-command CONFIG ""
CONF
exec /usr/bin/redis-server "$storage/redis.conf"
