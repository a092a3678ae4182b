/**
 * Every flag and environment variable of dogeboxd, and the text that explains them. Plain
 * JavaScript without imports, so that `npm start -- --help` answers on a fresh clone, before
 * anything is installed or built.
 *
 * @typedef {{ flag: string, env: string, value: string, help: string }} Option `value`: what stands
 *   after the flag in the help
 */

export const OPTIONS = {
	data: {
		flag: 'data',
		env: 'DOGEBOX_DATA',
		value: 'FOLDER',
		help: 'Where everything is kept. Default: /var/lib/dogebox as root, else $XDG_DATA_HOME/dogebox (~/.local/share/dogebox).'
	},
	host: {
		flag: 'host',
		env: 'DOGEBOX_HOST',
		value: 'ADDRESS',
		help: 'Address to listen on. Default: 0.0.0.0, all of them.'
	},
	port: { flag: 'port', env: 'DOGEBOX_PORT', value: 'PORT', help: 'Port of the dashboard. Default: 8080.' },
	pagePorts: {
		flag: 'page-ports',
		env: 'DOGEBOX_PAGE_PORTS',
		value: 'FIRST-LAST',
		help: 'Ports at which pups’ web pages are shown. Default: 8100-8199.'
	},
	socketGroup: {
		flag: 'socket-group',
		env: 'DOGEBOX_SOCKET_GROUP',
		value: 'GROUP',
		help: 'Group of this system whose programs may do everything over the Unix socket of the box; none for no socket. Default: dogebox.'
	},
	dockerGroup: {
		flag: 'docker-group',
		env: 'DOGEBOX_DOCKER_GROUP',
		value: 'GROUP',
		help: 'Group of this system whose programs may use the socket for Docker’s clients; none for no socket. Default: the group of --socket-group.'
	},
	dockerSocket: {
		flag: 'docker-socket',
		env: 'DOGEBOX_DOCKER_SOCKET',
		value: 'FILE',
		help: 'Where the socket for Docker’s clients is made, absolute. Default: docker/docker.sock in the run folder.'
	},
	dockerSocketMode: {
		flag: 'docker-socket-mode',
		env: 'DOGEBOX_DOCKER_SOCKET_MODE',
		value: 'MODE',
		help: 'Mode of that socket, three octal digits. Default: 660.'
	},
	dockerTcp: {
		flag: 'docker-tcp',
		env: 'DOGEBOX_DOCKER_TCP',
		value: 'ADDRESS:PORT',
		help: 'Listen for Docker’s clients there as well. They must show a certificate: the three files below are needed. Default: none.'
	},
	dockerTlsCa: {
		flag: 'docker-tls-ca',
		env: 'DOGEBOX_DOCKER_TLS_CA',
		value: 'FILE',
		help: 'Authority, PEM, whose clients may do all that the socket allows.'
	},
	dockerTlsCert: {
		flag: 'docker-tls-cert',
		env: 'DOGEBOX_DOCKER_TLS_CERT',
		value: 'FILE',
		help: 'Certificate of the box, PEM, for that port.'
	},
	dockerTlsKey: {
		flag: 'docker-tls-key',
		env: 'DOGEBOX_DOCKER_TLS_KEY',
		value: 'FILE',
		help: 'Its private key, PEM; mode 0600.'
	},
	dockerAllow: {
		flag: 'docker-allow',
		env: 'DOGEBOX_DOCKER_ALLOW',
		value: 'WORDS',
		help: 'What Docker’s clients may do to pups, with commas between: pup-run (start, stop, restart), pup-exec (commands in them), pup-remove. Default: nothing; they see them.'
	},
	logLevel: {
		flag: 'log-level',
		env: 'DOGEBOX_LOG_LEVEL',
		value: 'LEVEL',
		help: 'debug, info, warn, error or silent. JSON lines on the standard error output. Default: info.'
	},
	trustedProxy: {
		flag: 'trusted-proxy',
		env: 'DOGEBOX_TRUSTED_PROXY',
		value: 'ADDRESS',
		help: 'Address of a reverse proxy whose X-Forwarded-For, -Proto and -Host are believed. Default: none.'
	},
	publicUrl: {
		flag: 'public-url',
		env: 'DOGEBOX_PUBLIC_URL',
		value: 'URL',
		help: 'Address of the dashboard for browsers that come by the reverse proxy, such as https://box.example: pages of pups lead to its login. Default: none.'
	},
	downloadsFrom: {
		flag: 'downloads-from',
		env: 'DOGEBOX_DOWNLOADS_FROM',
		value: 'PLACES',
		help: 'Places in the home network or on this host that sources and pups may download from, as HOST:PORT,HOST:PORT; http://HOST:PORT where a registry of images has no TLS. Default: none; the internet alone.'
	},
	boxFolders: {
		flag: 'box-folders',
		env: 'DOGEBOX_BOX_FOLDERS',
		value: 'FOLDERS',
		help: 'Folders of the host which boxes may be given, with all below them, as FOLDER:FOLDER. Default: none.'
	},
	registryAuth: {
		flag: 'registry-auth',
		env: 'DOGEBOX_REGISTRY_AUTH',
		value: 'FILE',
		help: 'Names and passwords for registries of images, as “docker login” writes them (member auths); mode 0600. Default: none.'
	},
	debianSnapshots: {
		flag: 'debian-snapshots',
		env: 'DOGEBOX_DEBIAN_SNAPSHOTS',
		value: 'URL',
		help: 'Where Debian’s archive of the past is, for pups that name a date. Default: https://snapshot.debian.org/archive'
	},
	nixpkgs: {
		flag: 'nixpkgs',
		env: 'DOGEBOX_NIXPKGS',
		value: 'FOLDER',
		help: 'On NixOS: the nixpkgs that pups are built from; nix/module.nix names that of the host. Default: none.'
	},
	dkmUrl: {
		flag: 'dkm-url',
		env: 'DKM_URL',
		value: 'URL',
		help: 'Use the key manager there instead of the built-in one.'
	},
	instance: {
		flag: 'instance',
		env: 'DOGEBOX_INSTANCE',
		value: 'NAME',
		help: 'Name on the host: of bridge, cgroup and firewall table. Default: dbx, with six digits added for another data folder than the default one.'
	},
	subnet: {
		flag: 'subnet',
		env: 'DOGEBOX_SUBNET',
		value: 'CIDR',
		help: 'Network of the pups, an IPv4 /16. Default: 10.69.0.0/16. A second box on one host needs another.'
	},
	resolvers: {
		flag: 'resolvers',
		env: 'DOGEBOX_RESOLVERS',
		value: 'ADDRESSES',
		help: 'IPv4 addresses of name servers for pups, with commas between. Default: those of the host.'
	},
	builtinPups: {
		flag: 'builtin-pups',
		env: 'DOGEBOX_BUILTIN_PUPS',
		value: 'FOLDER',
		help: 'Folder with the built-in pups. Default: the one that came with the program.'
	},
	officialSource: {
		flag: 'official-source',
		env: 'DOGEBOX_OFFICIAL_SOURCE',
		value: 'URL',
		help: 'Source of pups that is listed from the start; none for none. Default: https://github.com/Dogebox-WG/pups.git'
	},
	dkmProgram: {
		flag: 'dkm-program',
		env: 'DOGEBOX_DKM_PROGRAM',
		value: 'FILE',
		help: 'Program file of the built-in key manager. Default: the one that came with the program.'
	}
};

/**
 * Text of `--help`.
 * @param {string} version
 * @returns {string}
 */
export function helpText(version) {
	const lines = Object.values(OPTIONS).map((option) => {
		const left = `  --${option.flag} ${option.value}`;
		return `${left.padEnd(26)}${option.env}\n${' '.repeat(8)}${option.help}`;
	});
	return [
		`dogeboxd ${version}: the manager of a Dogebox.`,
		'',
		'Usage: npm start -- [flags]      or: node build/main.js [flags]',
		'',
		'Each flag can be given as an environment variable too; a flag wins.',
		'',
		...lines,
		'',
		'  --help                  This text.',
		'  --version               The version.',
		''
	].join('\n');
}
