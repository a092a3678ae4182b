/** Paths, account and folders of nginx. */
import { constants } from 'node:fs';
import { access, chmod, chown, mkdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BoxError } from '../../../contract/errors.ts';
import { localAccount } from '../../accounts.ts';
import { openRunFolder } from '../containers/index.ts';
import { openFilesHardLimit } from '../limits.ts';
import { findProgram } from '../programs.ts';
import type { HostPaths } from '../types.ts';
import type { VerbContext } from '../verb.ts';

/** The nginx processes: for pages of pups, for calls between pups, for ports at IPv6 addresses. */
export type NginxRole = 'pages' | 'gateway' | 'ports';

/** Account of nginx; created by `npm start`. */
const ACCOUNT = 'dogebox-web';
/** Folders in which distributions install modules of nginx. */
const MODULE_FOLDERS = ['/usr/lib/nginx/modules', '/usr/lib64/nginx/modules', '/usr/share/nginx/modules'];
const MODULE = 'ngx_http_js_module.so';
const STREAM_MODULE = 'ngx_stream_module.so';
/** Open files of a worker: each forwarded connection takes two. */
export const OPEN_FILES = 8192;
/** What does not work without nginx. */
const LOSS: Record<NginxRole, string> = {
	pages: 'pages of pups cannot be opened',
	gateway: 'pups cannot call each other',
	ports: 'no port is open at IPv6 addresses'
};

/** Debian packages of nginx and its module. */
export const NGINX_PACKAGES = 'nginx libnginx-mod-http-js';

/** Stands for a module's file when the module is compiled into nginx. */
export const BUILT_IN = 'built in';

export interface NginxProgram {
	program: string;
	/** Path of its JavaScript module, absolute, or {@link BUILT_IN}. */
	module: string;
	/** Path of its TCP and UDP module, absolute, or {@link BUILT_IN}; null if not installed. */
	streamModule: string | null;
	/** Changes when the program or the module is replaced. */
	stamp: string;
}

/** Finds nginx with its module; null when either is missing. */
export async function findNginx(): Promise<NginxProgram | null> {
	const program = findProgram('nginx');
	if (program === null) return null;
	// NixOS does not load modules dynamically; nix/host.nix builds an nginx with both.
	const real = await realpath(program);
	if (real.startsWith('/nix/store/')) return { program, module: BUILT_IN, streamModule: BUILT_IN, stamp: real };
	for (const folder of MODULE_FOLDERS) {
		const module = join(folder, MODULE);
		try {
			await access(module, constants.R_OK);
			const times = await Promise.all([program, module].map(async (path) => (await stat(path)).mtimeMs));
			const streamModule = join(folder, STREAM_MODULE);
			const hasStream = await access(streamModule, constants.R_OK).then(
				() => true,
				() => false
			);
			return { program, module, streamModule: hasStream ? streamModule : null, stamp: times.join(' ') };
		} catch {
			// Try the next folder.
		}
	}
	return null;
}

/** Paths that appear in a configuration. */
export interface TextPaths {
	/** Path of nginx's JavaScript module, absolute, or {@link BUILT_IN}. */
	module: string;
	/** Path of its TCP and UDP module, absolute, or {@link BUILT_IN}; null if not installed. */
	streamModule: string | null;
	/** Socket at which dogeboxd answers, absolute. */
	gate: string;
	/** Socket at which nginx reports its loaded configuration, absolute. */
	control: string;
	/** Limit of open files of a worker. */
	openFiles: number;
}

export interface NginxPaths extends NginxProgram, TextPaths {
	role: NginxRole;
	account: { uid: number; gid: number };
	/** Folder with configuration and script, owned by root. */
	folder: string;
	/** Folder with sockets and temporary files, owned by nginx. Nothing in it is trusted. */
	own: string;
	/** File that identifies the nginx process, owned by root. */
	record: string;
	/** dogeboxd's folder with the sockets at which nginx reaches it. */
	gateFolder: string;
}

/** Computes paths; neither creates nor reads anything. */
export function nginxFolders(paths: HostPaths, role: NginxRole) {
	const folder = join(paths.run, role);
	const own = join(folder, 'own');
	const gateFolder = join(paths.run, 'gate');
	return {
		folder,
		own,
		record: join(folder, 'process.json'),
		control: join(own, 'control.sock'),
		gateFolder,
		gate: join(gateFolder, role === 'pages' ? 'gate.sock' : 'pups.sock')
	};
}

/**
 * Returns the paths of one nginx, and creates its folders.
 * @throws BoxError `program-missing` with the one command that fixes it
 */
export async function nginxPaths(
	{ paths, account }: Pick<VerbContext, 'paths' | 'account'>,
	role: NginxRole
): Promise<NginxPaths> {
	const found = await findNginx();
	const known = localAccount(ACCOUNT);
	// nginx must not run as root.
	const web = known && known.uid > 0 ? known : null;
	if (found === null || web === null) {
		throw new BoxError({
			code: 'program-missing',
			status: 503,
			message:
				found === null
					? `nginx with its JavaScript module is not installed, so ${LOSS[role]}.`
					: `There is no account ${ACCOUNT}, so ${LOSS[role]}.`,
			hint:
				found === null
					? `apt-get install -y --no-install-recommends ${NGINX_PACKAGES}`
					: `useradd --system --user-group --no-create-home --shell /usr/sbin/nologin ${ACCOUNT}`
		});
	}
	const folders = nginxFolders(paths, role);
	const openFiles = Math.min(OPEN_FILES, openFilesHardLimit());
	await openRunFolder(paths, account);
	const place = { ...found, ...folders, role, account: web, openFiles };
	await createFolders(place, account?.uid ?? 0);
	return place;
}

async function createFolders({ folder, own, gateFolder, account }: NginxPaths, dogeboxd: number): Promise<void> {
	const owned = async (path: string, uid: number, gid: number, mode: number) => {
		await mkdir(path, { recursive: true, mode });
		await chown(path, uid, gid);
		await chmod(path, mode);
	};
	await owned(folder, 0, account.gid, 0o710);
	await owned(own, account.uid, account.gid, 0o700);
	// dogeboxd creates the socket; only nginx may reach it.
	await owned(gateFolder, dogeboxd, account.gid, 0o710);
}
