/**
 * Prepares the folders of a box whose programs are started by systemd (`deploy/systemd`). The
 * supervisor does the same for the programs that it starts. Built as `build/prepare.js`.
 */
import { chmodSync, chownSync, lstatSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { isBoxError, messageOf } from '../lib/contract/errors.ts';
import { localAccount, type Account } from '../lib/server/accounts.ts';
import { readConfig } from '../lib/server/config-from-env.ts';
import { writeFileAtomic } from '../lib/server/files/atomic-write.ts';
import { pathsOf } from '../lib/server/paths.ts';
import { agentSettings } from './agent-settings.ts';
import { groupOf, prepareFolders } from './folders.ts';

/** @throws Error with the command that creates the account */
function needAccount(name: string): Account {
	const account = localAccount(name);
	if (account && account.uid > 0) return account;
	throw new Error(
		`There is no account ${name}. Make it: useradd --system --user-group --no-create-home ` +
			`--shell /usr/sbin/nologin ${name}`
	);
}

/** Creates a folder with this owner and mode. Throws when the path is a link. */
function folder(path: string, { uid, gid }: { uid: number; gid: number }, mode: number): void {
	mkdirSync(path, { recursive: true, mode });
	if (!lstatSync(path).isDirectory()) throw new Error(`${path} is no folder.`);
	chownSync(path, uid, gid);
	chmodSync(path, mode);
}

function prepare(): void {
	// The paths of the program's own parts are not used here.
	const parts = { dkmProgram: 'dkm.js', builtinPups: 'pups', migrations: 'drizzle', version: '' };
	const { config } = readConfig({ argv: process.argv.slice(2), env: process.env, isRoot: true }, parts);
	if (!config) return;
	const dogeboxd = needAccount('dogebox');
	const dkm = needAccount('dogebox-dkm');
	const { run } = pathsOf(config, true, () => null);
	prepareFolders(config.data, run, dogeboxd, {
		api: groupOf(config.socketGroup, 'dbx needs a token here'),
		docker: groupOf(config.docker.group, 'there is no socket for Docker’s clients')
	});
	folder(join(config.data, 'dkm'), dkm, 0o700);
	// The key manager creates its socket, which inherits dogeboxd's group from the folder (setgid).
	folder(join(run, 'keys'), { uid: dkm.uid, gid: dogeboxd.gid }, 0o2710);
	// The agent's folder belongs to root. Only dogeboxd's group can enter it.
	folder(join(run, 'agent'), { uid: 0, gid: dogeboxd.gid }, 0o710);
	writeFileAtomic(join(run, 'agent', 'settings.json'), JSON.stringify(agentSettings(config, dogeboxd, null)), {
		mode: 0o600
	});
	folder(join(run, 'parts'), { uid: 0, gid: dogeboxd.gid }, 0o750);
}

try {
	prepare();
} catch (error) {
	const hint = isBoxError(error) && error.hint ? ` ${error.hint}` : '';
	process.stderr.write(`dogebox: ${messageOf(error)}${hint}\n`);
	process.exit(1);
}
