/** Where nginx and its module lie, whose account it has, and which folders are its own. */
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

/** Which of them: for pages of pups, between pups, or for ports at addresses of IPv6. */
export type NginxRole = 'pages' | 'gateway' | 'ports';

/** Account of nginx; made by `npm start`. */
const ACCOUNT = 'dogebox-web';
/** Where distributions put modules of nginx. */
const MODULE_FOLDERS = ['/usr/lib/nginx/modules', '/usr/lib64/nginx/modules', '/usr/share/nginx/modules'];
const MODULE = 'ngx_http_js_module.so';
const STREAM_MODULE = 'ngx_stream_module.so';
/** Open files of a worker: each connection that is passed on takes two. */
export const OPEN_FILES = 8192;
/** What cannot be done without it. */
const LOSS: Record<NginxRole, string> = {
	pages: 'pages of pups cannot be opened',
	gateway: 'pups cannot call each other',
	ports: 'no port is open at addresses of IPv6'
};

/** Debian packages that bring both. */
export const NGINX_PACKAGES = 'nginx libnginx-mod-http-js';

/** In place of a module's file: the program has it within. */
export const BUILT_IN = 'built in';

export interface NginxProgram {
	program: string;
	/** Its module of JavaScript, absolute, or {@link BUILT_IN}. */
	module: string;
	/** Its module that passes TCP and UDP on, likewise; null where it is not installed. */
	streamModule: string | null;
	/** Differs when either was replaced. */
	stamp: string;
}

/** nginx with its module; null where one of them is missing. */
export async function findNginx(): Promise<NginxProgram | null> {
	const program = findProgram('nginx');
	if (program === null) return null;
	// NixOS has no modules that are loaded; nix/host.nix builds an nginx with both.
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
			// Next folder.
		}
	}
	return null;
}

/** What a configuration names. */
export interface TextPaths {
	/** nginx' module of JavaScript, absolute, or {@link BUILT_IN}. */
	module: string;
	/** Its module that passes TCP and UDP on, likewise; null where it is not installed. */
	streamModule: string | null;
	/** Socket at which dogeboxd answers, absolute. */
	gate: string;
	/** Socket at which nginx tells which configuration it has loaded, absolute. */
	control: string;
	/** Most open files of a worker. */
	openFiles: number;
}

export interface NginxPaths extends NginxProgram, TextPaths {
	role: NginxRole;
	account: { uid: number; gid: number };
	/** Root's own: configuration and script. */
	folder: string;
	/** nginx' own: sockets, temporary files. Nothing in it is trusted. */
	own: string;
	/** Root's own: which process it is. */
	record: string;
	/** dogeboxd's own, and nginx may pass: what the two meet at. */
	gateFolder: string;
}

/** Names only; nothing is made or looked for. */
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
 * Where nginx of a role has its files; makes those folders.
 * @throws BoxError `program-missing` with the one command that mends it
 */
export async function nginxPaths(
	{ paths, account }: Pick<VerbContext, 'paths' | 'account'>,
	role: NginxRole
): Promise<NginxPaths> {
	const found = await findNginx();
	const known = localAccount(ACCOUNT);
	// Root is no account to run it as.
	const web = known && known.uid > 0 ? known : null;
	if (found === null || web === null) {
		throw new BoxError({
			code: 'program-missing',
			status: 503,
			message:
				found === null
					? `nginx with its module of JavaScript is not installed, so ${LOSS[role]}.`
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
	// dogeboxd makes the socket, nginx may reach it, nobody else.
	await owned(gateFolder, dogeboxd, account.gid, 0o710);
}
