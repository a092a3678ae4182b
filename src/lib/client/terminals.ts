/** Source of a page's terminals: those of a pup, or those of a box. */
import type { BoxExec } from '../contract/box-execs.ts';
import type { TerminalInfo } from '../contract/terminals.ts';
import { api } from './api.ts';

export interface OpenTerminal {
	id: string;
	/** Service of a pup; null in a box. */
	service: string | null;
	/** Milliseconds since the epoch. */
	openedAt: number;
	/** Whether its shell has ended. */
	ended: boolean;
}

/** All methods reject with `ApiError`. */
export interface Terminals {
	/** Existing terminals, oldest first. */
	list(): Promise<OpenTerminal[]>;
	/** @param service of a pup; empty in a box */
	open(service: string): Promise<OpenTerminal>;
	close(id: string): Promise<void>;
	/** Path of a terminal's WebSocket, below `/api/v1`. */
	path(id: string): string;
}

/** Size in characters until the page has measured its own. */
const SIZE = { cols: 80, rows: 24 };
/** Starts bash if the image has it, otherwise sh. */
const SHELL = ['/bin/sh', '-c', 'command -v bash >/dev/null 2>&1 && exec bash; exec sh'];

/** Terminals in a pup. They are closed when nobody is attached for an hour. */
export function pupTerminals(pupId: string): Terminals {
	const base = `/pups/${pupId}/terminals`;
	const shown = ({ id, service, openedAt, exit }: TerminalInfo) => ({ id, service, openedAt, ended: exit !== null });
	return {
		list: async () => (await api<{ terminals: TerminalInfo[] }>(base)).terminals.map(shown),
		open: async (service) => shown(await api<TerminalInfo>(base, { method: 'POST', body: { service, ...SIZE } })),
		close: (id) => api(`${base}/${id}`, { method: 'DELETE' }),
		path: (id) => `${base}/${id}`
	};
}

/** Terminals in a box: its commands that have a terminal. */
export function boxTerminals(boxId: string): Terminals {
	const base = `/boxes/${boxId}/execs`;
	const shown = ({ id, startedAt, end }: BoxExec) => ({ id, service: null, openedAt: startedAt, ended: end !== null });
	return {
		async list() {
			const { execs } = await api<{ execs: BoxExec[] }>(base);
			return execs
				.filter(({ terminal }) => terminal)
				.map(shown)
				.reverse();
		},
		async open() {
			const body = { argv: SHELL, terminal: SIZE, stdin: true, env: { TERM: 'xterm-256color' } };
			return shown(await api<BoxExec>(base, { method: 'POST', body }));
		},
		close: (id) => api(`${base}/${id}`, { method: 'DELETE' }),
		path: (id) => `${base}/${id}/attach`
	};
}
