/** Allows one dogeboxd per data folder: two would both run its jobs and watch its pups. */
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type Sqlite from 'better-sqlite3';
import { openSqlite } from '../../sqlite.js';
import { BoxError } from '../contract/errors.ts';

/** Locked while a dogeboxd runs; always empty. */
const LOCK_FILE = 'dogeboxd.lock';
/** Process id of the running dogeboxd, for people and messages only. */
const PID_FILE = 'dogeboxd.pid';

/**
 * Virtual filesystems of the kernel: mkdir below some of them never returns in the Node versions we
 * run on.
 */
const KERNEL_FOLDERS = ['/proc', '/sys'];

/**
 * Creates the data folder (0711: containers must reach its contents) and locks it for this process.
 * The kernel releases the lock when the process ends in any way, so a lock is never stale. It is
 * taken through SQLite, because node has no file locks.
 * @param data absolute path
 * @returns releases the lock
 * @throws BoxError `data-not-writable`, `already-running` naming the process
 */
export function takeDataFolder(data: string): () => void {
	const pidFile = join(data, PID_FILE);
	let lock: Sqlite.Database | undefined;
	try {
		if (KERNEL_FOLDERS.some((folder) => `${data}/`.startsWith(`${folder}/`))) {
			throw Object.assign(new Error('the kernel’s own files'), { code: 'no place for data' });
		}
		mkdirSync(data, { recursive: true, mode: 0o711 });
		// Created by us, so that nobody else can open and lock it.
		closeSync(openSync(join(data, LOCK_FILE), 'a', 0o600));
		lock = openSqlite(join(data, LOCK_FILE), { timeout: 0 });
		lock.exec('BEGIN EXCLUSIVE');
		writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 });
	} catch (error) {
		lock?.close();
		throw explain(error as NodeJS.ErrnoException, data, pidFile);
	}
	const held = lock;
	return () => {
		if (!held.open) return;
		try {
			rmSync(pidFile, { force: true });
		} catch {
			// The disk accepts no changes. Only the lock matters.
		}
		held.close();
	};
}

function explain(error: NodeJS.ErrnoException, data: string, pidFile: string): BoxError {
	if (/^SQLITE_(BUSY|LOCKED)/.test(error.code ?? '')) {
		return new BoxError({
			code: 'already-running',
			status: 500,
			message: `Another dogeboxd${holder(pidFile)} already uses the folder ${data}.`,
			hint: 'Stop it first, or choose another folder with --data.'
		});
	}
	return new BoxError({
		code: 'data-not-writable',
		status: 500,
		message: `The data folder ${data} cannot be written (${error.code ?? error.message}).`,
		hint: 'Choose another one with --data (DOGEBOX_DATA), or start as its owner.',
		cause: error
	});
}

function holder(pidFile: string): string {
	try {
		const pid = readFileSync(pidFile, 'utf8').trim();
		return /^\d+$/.test(pid) ? ` (process ${pid})` : '';
	} catch {
		return '';
	}
}
