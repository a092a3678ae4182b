import type { TerminalInfo } from '../../../contract/terminals.ts';
import type { ExecEnd, TerminalSize } from '../../containers/index.ts';

/** Who looks at a terminal. */
export interface Viewer {
	size: TerminalSize;
	/** Bytes of its output that it knows already. */
	from: number;
	/** Called with the first byte that will come, before anything comes. */
	attached(from: number): void;
	output(bytes: Buffer): void;
	/** Called once, after all output, if its shell ends or has ended. */
	ended(end: ExecEnd): void;
	/** Called once when somebody else looks at it from now on, or it is gone. */
	replaced(): void;
}

/** The way of one viewer to a terminal. */
export interface Attachment {
	/** @returns false: wait for `drained` before more is typed */
	input(bytes: Buffer): boolean;
	/** Resolves when more can be typed. */
	drained(): Promise<void>;
	resize(size: TerminalSize): void;
	/** So many bytes of the output were shown, from the first on. */
	seen(to: number): void;
	/** Leaves it; the terminal goes on. */
	detach(): void;
}

/** Terminals that outlive who looks at them, within bounds. */
export interface PupTerminals {
	/**
	 * Opens one with the first shell that the service has.
	 * @param credential id of the session or token with which it ends; null for none
	 * @throws BoxError as `Pups.exec`, 409 `no-shell`, 429 `too-many-terminals`
	 */
	open(
		pupId: string,
		options: { service?: string | undefined; size: TerminalSize },
		credential: string | null
	): Promise<TerminalInfo>;
	/** Those of a pup, oldest first. */
	list(pupId: string): TerminalInfo[];
	/** @throws BoxError 404 */
	attach(pupId: string, id: string, viewer: Viewer): Attachment;
	/** @throws BoxError 404 */
	get(pupId: string, id: string): TerminalInfo;
	/** @throws BoxError 404 */
	close(pupId: string, id: string): void;
	/** Closes those of a session or token that has ended. */
	revoked(credential: string): void;
	closeAll(): void;
}
