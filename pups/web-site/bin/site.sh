#!/bin/sh
# Starts nginx over /storage/site. exec, so that the box's SIGTERM reaches it; SIGTERM ends nginx at
# once, which is fine for files.
set -eu
storage="${STORAGE:-/storage}"
port="${PORT:-8080}"
listing=off
[ "${LISTING:-false}" = true ] && listing=on
fallback='=404'
[ "${SINGLE_PAGE:-false}" = true ] && fallback='/index.html =404'
mkdir -p "$storage/site" /tmp/nginx

# Nothing of it comes from outside but the two words above.
cat >/tmp/nginx/nginx.conf <<CONF
daemon off;
worker_processes 1;
pid /tmp/nginx/pid;
error_log stderr warn;
events { worker_connections 512; }
http {
	include /etc/nginx/mime.types;
	default_type application/octet-stream;
	access_log off;
	server_tokens off;
	sendfile on;
	etag on;
	gzip on;
	gzip_types text/css application/javascript application/json image/svg+xml text/plain;
	client_body_temp_path /tmp/nginx/body;
	proxy_temp_path /tmp/nginx/proxy;
	fastcgi_temp_path /tmp/nginx/fastcgi;
	uwsgi_temp_path /tmp/nginx/uwsgi;
	scgi_temp_path /tmp/nginx/scgi;
	server {
		listen $port;
		root $storage/site;
		index index.html;
		absolute_redirect off;
		# Files whose names begin with a dot are not part of a site; links lead nowhere.
		location ~ /\\. { return 404; }
		disable_symlinks on from=$storage/site;
		location / {
			autoindex $listing;
			try_files \$uri \$uri/ $fallback;
		}
	}
}
CONF
echo "serving $storage/site on port $port"
exec /usr/sbin/nginx -e stderr -c /tmp/nginx/nginx.conf
