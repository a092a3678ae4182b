/** Accounts of this system, and running programs as one of them. */
import { readFileSync } from 'node:fs';

/** An account of this system. */
export interface Account {
	name: string;
	uid: number;
	gid: number;
	/** All its groups, including the primary one. */
	groups: number[];
}

/**
 * Looks an account up in the texts of passwd(5) and group(5). Reads the files directly, because the
 * key manager starts no programs, and system accounts are local.
 * @returns null for an unknown name
 */
export function findAccount(name: string, passwd: string, group: string): Account | null {
	const fields = passwd
		.split('\n')
		.map((line) => line.split(':'))
		.find((line) => line[0] === name && line.length >= 4);
	if (!fields) return null;
	const uid = Number(fields[2]);
	const gid = Number(fields[3]);
	if (!Number.isInteger(uid) || !Number.isInteger(gid)) return null;
	const groups = group
		.split('\n')
		.map((line) => line.split(':'))
		.filter((line) => line[3]?.trim().split(',').includes(name))
		.map((line) => Number(line[2]))
		.filter((id) => Number.isInteger(id));
	return { name, uid, gid, groups: [...new Set([gid, ...groups])] };
}

/** Returns the id of a group in the text of group(5); null for an unknown name. */
export function findGroup(name: string, group: string): number | null {
	const fields = group
		.split('\n')
		.map((line) => line.split(':'))
		.find((line) => line[0] === name && line.length >= 3);
	const gid = Number(fields?.[2] || NaN);
	return Number.isInteger(gid) ? gid : null;
}

/** {@link findGroup} in this system's own file. */
export function localGroup(name: string): number | null {
	return findGroup(name, readFileSync('/etc/group', 'utf8'));
}

/** {@link findAccount} in this system's own files. */
export function localAccount(name: string): Account | null {
	return findAccount(name, readFileSync('/etc/passwd', 'utf8'), readFileSync('/etc/group', 'utf8'));
}

/**
 * Returns the command with which root starts a program as an account, without new privileges
 * (setpriv(1)).
 * @param lowPorts whether it may open ports below 1024
 * @returns program and arguments
 */
export function asAccount(
	{ uid, gid }: Pick<Account, 'uid' | 'gid'>,
	lowPorts: boolean,
	command: readonly string[]
): [string, ...string[]] {
	const capabilities = lowPorts ? '-all,+net_bind_service' : '-all';
	return [
		'setpriv',
		...['--reuid', String(uid), '--regid', String(gid), '--clear-groups', '--no-new-privs'],
		...['--inh-caps', capabilities, '--ambient-caps', capabilities, '--bounding-set', capabilities, '--'],
		...command
	];
}
