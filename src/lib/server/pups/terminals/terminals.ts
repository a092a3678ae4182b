/** The open terminals: their number, lifetime and owning credential. */
import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { BoxError, notFound } from '../../../contract/errors.ts';
import type { TerminalInfo } from '../../../contract/terminals.ts';
import type { Pups } from '../types.ts';
import { openShell } from './shell.ts';
import { createTerminal, type Terminal } from './terminal.ts';
import type { PupTerminals } from './types.ts';

/** Most concurrent terminals of one pup, and of all. */
const MAX_OF_ONE = 8;
const MAX_OF_ALL = 32;
/** A terminal without a viewer is closed after this time, milliseconds. */
const ALONE_MS = 60 * 60_000;
/**
 * A terminal whose shell has ended is kept for this long, milliseconds, so that a returning viewer
 * sees the result.
 */
const ENDED_MS = 5 * 60_000;

interface Entry {
	pupId: string;
	credential: string | null;
	info: Pick<TerminalInfo, 'id' | 'service' | 'shell' | 'openedAt'>;
	terminal: Terminal;
	timer: NodeJS.Timeout | undefined;
}

export interface TerminalsDeps {
	exec: Pups['exec'];
	/** Names of a pup's services. @throws BoxError 404 */
	servicesOf: (pupId: string) => string[];
	log: Logger;
	/** Milliseconds, for tests. */
	aloneMs?: number;
}

export function createPupTerminals({ exec, servicesOf, log, aloneMs = ALONE_MS }: TerminalsDeps): PupTerminals {
	const open = new Map<string, Entry>();
	/** Number of shells that are being started, and credentials that were revoked meanwhile. */
	let starting = 0;
	const ended = new Set<string>();

	const infoOf = ({ info, terminal }: Entry): TerminalInfo => ({
		...info,
		attached: terminal.attached,
		exit: terminal.end
	});

	function find(pupId: string, id: string): Entry {
		const entry = open.get(id);
		if (entry?.pupId !== pupId) throw notFound('terminal', id);
		return entry;
	}

	function end(entry: Entry): void {
		open.delete(entry.info.id);
		clearTimeout(entry.timer);
		entry.terminal.close();
	}

	/** Sets the timer that closes the terminal. */
	function wind(entry: Entry): void {
		clearTimeout(entry.timer);
		if (entry.terminal.attached || !open.has(entry.info.id)) return;
		entry.timer = setTimeout(() => end(entry), entry.terminal.end ? ENDED_MS : aloneMs).unref();
	}

	function needRoom(pupId: string): void {
		const own = [...open.values()].filter((one) => one.pupId === pupId && !one.terminal.end).length;
		const all = [...open.values()].filter((one) => !one.terminal.end).length + starting;
		if (own < MAX_OF_ONE && all < MAX_OF_ALL) return;
		throw new BoxError({
			code: 'too-many-terminals',
			status: 429,
			message: own < MAX_OF_ONE ? 'Too many terminals are open.' : 'Too many terminals of this pup are open.',
			hint: 'Close one that you do not need.'
		});
	}

	return {
		async open(pupId, { service, size }, credential) {
			const services = servicesOf(pupId);
			needRoom(pupId);
			starting++;
			const { name, session } = await openShell(exec, pupId, { service, size }).finally(() => starting--);
			const entry: Entry = {
				pupId,
				credential,
				info: {
					id: randomBytes(16).toString('hex'),
					service: service ?? services[0] ?? '',
					shell: name,
					openedAt: Date.now()
				},
				terminal: createTerminal(session, {
					changed: () => wind(entry),
					failed: (error) => log.error({ err: error, pupId }, 'a terminal failed')
				}),
				timer: undefined
			};
			open.set(entry.info.id, entry);
			wind(entry);
			const info = infoOf(entry);
			if (credential !== null && ended.has(credential)) end(entry);
			if (starting === 0) ended.clear();
			return info;
		},
		list(pupId) {
			servicesOf(pupId);
			return [...open.values()].filter((one) => one.pupId === pupId).map(infoOf);
		},
		get: (pupId, id) => infoOf(find(pupId, id)),
		attach: (pupId, id, viewer) => find(pupId, id).terminal.attach(viewer),
		close: (pupId, id) => end(find(pupId, id)),
		revoked(credential) {
			if (starting > 0) ended.add(credential);
			for (const entry of [...open.values()]) if (entry.credential === credential) end(entry);
		},
		closeAll() {
			for (const entry of [...open.values()]) end(entry);
		}
	};
}
