/**
 * Two users in one process: the library under test works as dogeboxd's user, while the test around
 * it checks and cleans up as root. Suites that run the library in this process import functions for
 * files and processes from this module instead of from Node.
 * Only the effective user changes, and only synchronous calls switch back to root, so no call of
 * the library can run in between. Programs that a test starts get root by spawn options.
 */
import * as processes from 'node:child_process';
import * as fs from 'node:fs';
import { ensureAccounts } from '../../scripts/lib/system-packages.mjs';
import { canReach } from '../../src/dkm/user.ts';
import { localAccount, type Account } from '../../src/lib/server/accounts.ts';

let current: Account | null = null;

/** dogeboxd's account on this host, created where it is missing. Needs root. */
export function dogeboxAccount(): Account {
	ensureAccounts();
	const found = localAccount('dogebox');
	if (!found || found.uid === 0) throw new Error('there is no account dogebox');
	return found;
}

/** From now on this process works as dogeboxd's user, without any of root's rights. Needs root. */
export function becomeDogeboxd(): Account {
	if (current) return current;
	const account = dogeboxAccount();
	const clone = new URL('../..', import.meta.url).pathname;
	if (!canReach(account, clone))
		throw new Error(`the user dogebox cannot pass through the folders above ${clone}: run the tests from elsewhere`);
	process.setgroups!([account.gid]);
	process.setegid!(account.gid);
	process.seteuid!(account.uid);
	return (current = account);
}

/** Runs a function as root. The function must be synchronous. */
export function asRoot<T>(work: () => T): T {
	if (!current || process.geteuid!() === 0) return work();
	process.seteuid!(0);
	process.setegid!(0);
	try {
		return work();
	} finally {
		process.setegid!(current.gid);
		process.seteuid!(current.uid);
	}
}

// The cast keeps the overloads and properties of the original.
const rooted = <F extends (...args: never[]) => unknown>(fn: F): F =>
	((...args: never[]) => asRoot(() => fn(...args))) as F;

/**
 * Sets the user of the child process by spawn options, without switching the user of this process:
 * the program may run for a long time.
 */
const started = <F extends (...args: never[]) => unknown>(fn: F): F =>
	((program: string, ...rest: unknown[]) => {
		const args = Array.isArray(rest[0]) ? (rest.shift() as string[]) : [];
		const ids = current ? { uid: 0, gid: 0 } : {};
		return (fn as unknown as (...all: unknown[]) => unknown)(program, args, { ...ids, ...(rest[0] as object) });
	}) as unknown as F;

export const accessSync = rooted(fs.accessSync);
export const chmodSync = rooted(fs.chmodSync);
export const chownSync = rooted(fs.chownSync);
export const copyFileSync = rooted(fs.copyFileSync);
export const existsSync = rooted(fs.existsSync);
export const lstatSync = rooted(fs.lstatSync) as typeof fs.lstatSync;
export const mkdirSync = rooted(fs.mkdirSync);
export const mkdtempSync = rooted(fs.mkdtempSync);
export const readdirSync = rooted(fs.readdirSync);
export const readFileSync = rooted(fs.readFileSync);
export const readlinkSync = rooted(fs.readlinkSync);
export const realpathSync = rooted(fs.realpathSync) as typeof fs.realpathSync;
export const renameSync = rooted(fs.renameSync);
export const rmdirSync = rooted(fs.rmdirSync);
export const rmSync = rooted(fs.rmSync);
export const statSync = rooted(fs.statSync) as typeof fs.statSync;
export const symlinkSync = rooted(fs.symlinkSync);
export const truncateSync = rooted(fs.truncateSync);
export const writeFileSync = rooted(fs.writeFileSync);

export const execFileSync = started(processes.execFileSync);
export const spawn = ((...args: Parameters<typeof processes.spawn>) => {
	const child = started(processes.spawn)(...args);
	child.kill = rooted(child.kill.bind(child));
	return child;
}) as typeof processes.spawn;
export const spawnSync = started(processes.spawnSync);
export const kill = rooted((pid: number, signal?: string | number) => process.kill(pid, signal));
