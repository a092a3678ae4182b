import type { TerminalInfo } from '../../../contract/terminals.ts';
import type { ExecEnd, TerminalSize } from '../../containers/index.ts';

/** The client that shows a terminal. */
export interface Viewer {
	size: TerminalSize;
	/** Bytes of its output that the client already has. */
	from: number;
	/** Called with the offset of the first byte that follows, before any output. */
	attached(from: number): void;
	output(bytes: Buffer): void;
	/** Called once, after all output, when the shell has ended. */
	ended(end: ExecEnd): void;
	/** Called once when another viewer takes over, or the terminal is gone. */
	replaced(): void;
}

/** The connection of one viewer to a terminal. */
export interface Attachment {
	/** @returns false: the caller should wait for `drained` before it sends more */
	input(bytes: Buffer): boolean;
	/** Resolves when more input can be sent. */
	drained(): Promise<void>;
	resize(size: TerminalSize): void;
	/** Acknowledges that the output up to this offset was shown. */
	seen(to: number): void;
	/** Detaches the viewer; the terminal continues. */
	detach(): void;
}

/** Terminals that outlive their viewers, within limits. */
export interface PupTerminals {
	/**
	 * Opens a terminal with the first shell that the service has.
	 * @param credential id of the session or token whose end closes the terminal; null for none
	 * @throws BoxError like `Pups.exec`; 409 `no-shell`, 429 `too-many-terminals`
	 */
	open(
		pupId: string,
		options: { service?: string | undefined; size: TerminalSize },
		credential: string | null
	): Promise<TerminalInfo>;
	/** Terminals of a pup, oldest first. */
	list(pupId: string): TerminalInfo[];
	/** @throws BoxError 404 */
	attach(pupId: string, id: string, viewer: Viewer): Attachment;
	/** @throws BoxError 404 */
	get(pupId: string, id: string): TerminalInfo;
	/** @throws BoxError 404 */
	close(pupId: string, id: string): void;
	/** Closes the terminals of a session or token that has ended. */
	revoked(credential: string): void;
	closeAll(): void;
}
