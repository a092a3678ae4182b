/** Flags of the program. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { localGroup } from '../lib/server/accounts.ts';

/** Parsed flags of one run. */
export interface DkmOptions {
	/** Folder of the database, absolute. */
	folder: string;
	/** Path of the Unix socket, absolute. */
	socket: string;
	/** Account to switch to after the start; null: no switch. */
	user: string | null;
	/**
	 * Group that may connect to the socket besides its owner; null: none. Without root the socket
	 * inherits it from its folder (set-group-ID).
	 */
	clientGroup: number | null;
	/** End when standard input ends. */
	exitWithStdin: boolean;
}

export const HELP = `dkm: keeps the master key of a box and answers on a Unix socket.

  node dkm.js --dir DIR --socket PATH [--user NAME] [--client-group GROUP] [--exit-with-stdin]

  --dir DIR          folder of its own for the database; made with mode 0700
  --socket PATH      where to listen (at most 107 bytes); mode 0600
  --user NAME        started as root: go on as this user once everything is open
  --client-group GROUP
                     name or id: this group may connect as well; mode 0660. Not started as root:
                     the socket's folder must give it that group (mode 2710)
  --exit-with-stdin  end when standard input ends, so as not to outlive the starter
  --help             this text

It reads no environment variables. SIGTERM ends it cleanly.
`;

/**
 * @param args without program and script.
 * @returns null when help was requested.
 * @throws Error for invalid flags
 */
export function readOptions(args: string[]): DkmOptions | null {
	const { values } = parseArgs({
		args,
		strict: true,
		allowPositionals: false,
		options: {
			dir: { type: 'string' },
			socket: { type: 'string' },
			user: { type: 'string' },
			'client-group': { type: 'string' },
			'exit-with-stdin': { type: 'boolean', default: false },
			help: { type: 'boolean', default: false }
		}
	});
	if (values.help) return null;
	if (!values.dir) throw new Error('--dir is missing');
	if (!values.socket) throw new Error('--socket is missing');
	const group = values['client-group'];
	const clientGroup = group === undefined ? null : groupId(group);
	return {
		folder: resolve(values.dir),
		socket: resolve(values.socket),
		user: values.user || null,
		clientGroup,
		exitWithStdin: values['exit-with-stdin'] ?? false
	};
}

/** @param text a name or an id */
function groupId(text: string): number {
	const id = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : localGroup(text);
	if (!id) throw new Error(`--client-group: there is no group “${text}”, or it is root's`);
	return id;
}
