/** Commands in containers: attached to a client, or recorded. */
import type { Readable, Writable } from 'node:stream';
import type { TerminalSize } from './spec.ts';

/** How a command ended. */
export interface ExecEnd {
	/** 0–255, 128+N for signal N. */
	exitCode: number;
	/**
	 * `exited`: by itself or by a signal. `timeout`: its time was over. `closed`: its client
	 * detached. `container-ended`: the service in whose container it ran has ended.
	 */
	reason: 'exited' | 'timeout' | 'closed' | 'container-ended';
}

export type ExecSignal =
	'SIGHUP' | 'SIGINT' | 'SIGQUIT' | 'SIGKILL' | 'SIGUSR1' | 'SIGUSR2' | 'SIGTERM' | 'SIGCONT' | 'SIGSTOP';

/**
 * A command that runs while its client is attached. Its output waits while nobody reads it, and so
 * does the command. All that it started ends with it.
 */
export interface ExecSession {
	/** Of the command, as the host counts; null for one that had ended when it was looked at. */
	readonly pid: number | null;
	readonly stdin: Writable;
	/**
	 * With a terminal all output comes here. Both end when the command ends; they must be read or
	 * the session be closed.
	 */
	readonly stdout: Readable;
	readonly stderr: Readable;
	/** Nothing without a terminal. */
	resize(size: TerminalSize): void;
	/** To the command itself. */
	signal(signal: ExecSignal): void;
	/** Fails only where the host fails. */
	readonly ended: Promise<ExecEnd>;
	/** Kills it. Nothing where it has ended. */
	close(): void;
}

/** How a recorded command is kept. */
export interface RecordOptions {
	/** Its id: 32 hex, not used before. */
	execId: string;
	/** Bytes on the disk that are kept of its output, 64 KiB at least; the oldest go. */
	keepBytes: number;
	/** Its input is open until somebody ends it; else it has none. */
	stdin?: boolean | undefined;
	/** Text of the caller's own that is found again with it; 64 KiB at most, and not secret. */
	about?: string | undefined;
}

export interface RecordedExec {
	execId: string;
	service: string;
	/** Milliseconds since the epoch. */
	startedAt: number;
	running: boolean;
	end: RecordedEnd | null;
	stdin: boolean;
	terminal: boolean;
	about: string;
}

/**
 * A piece of what a command wrote, and the byte of its whole output at which it begins; or: what
 * stood before the byte `at` is not there any more.
 */
export type ExecPiece =
	| {
			at: number;
			/** With a terminal all is `stdout`. */
			stream: 'stdout' | 'stderr';
			bytes: Buffer;
			/** When it was read from the command, milliseconds since the epoch. */
			time: number;
	  }
	| { gap: true; at: number };

/** What a command that runs can be sent; lost where it has just ended. */
export interface ExecControl {
	/** Null where it has no input. Ending it ends the command's; of destroying it hears nothing. */
	stdin: Writable | null;
	/** Nothing without a terminal. */
	resize(size: TerminalSize): void;
	/** To the command itself. */
	signal(signal: ExecSignal): void;
	/** Ends it and all that it started. In a paused container of cgroup v1: when it is resumed. */
	kill(): void;
}

export interface ExecEnded {
	id: string;
	execId: string;
	end: RecordedEnd;
}

/** How a recorded command ended. */
export interface RecordedEnd {
	/** 0–255, 128+N for signal N. */
	exitCode: number;
	/**
	 * As of any command. `closed`: it was killed. `lost`: what recorded it was killed, and it with
	 * it, or the host was switched off.
	 */
	reason: 'exited' | 'timeout' | 'closed' | 'container-ended' | 'lost';
	/** Milliseconds since the epoch. */
	at: number;
	/** Bytes of output in all, kept or not; null where nobody counted to the end. */
	bytes: number | null;
}

/** A piece of what a service wrote; with a terminal all is `stdout`. */
export interface AttachedPiece {
	stream: 'stdout' | 'stderr';
	bytes: Buffer;
}

/** A look at a service that runs, or will run in a moment. */
export interface Attached {
	/** True once it runs and what it writes is given; false when it was let go before. */
	readonly begun: Promise<boolean>;
	/** Null until it runs, and where it has no input. Ending it ends the service's input. */
	stdin(): Writable | null;
	/** Nothing without a terminal, and until it runs. */
	resize(size: TerminalSize): void;
	/**
	 * Exit status of the service, once all its output was given; null when it was let go before.
	 */
	readonly ended: Promise<number | null>;
	close(): void;
}
