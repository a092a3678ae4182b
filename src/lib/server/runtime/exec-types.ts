/** Commands in containers: attached to a client, or recorded on the disk. */
import type { Readable, Writable } from 'node:stream';
import type { TerminalSize } from './spec.ts';

/** How a command ended. */
export interface ExecEnd {
	/** 0–255, 128+N for signal N. */
	exitCode: number;
	/**
	 * `exited`: by itself or by a signal. `timeout`: its time limit expired. `closed`: its client
	 * detached. `container-ended`: the service in whose container it ran has ended.
	 */
	reason: 'exited' | 'timeout' | 'closed' | 'container-ended';
}

export type ExecSignal =
	'SIGHUP' | 'SIGINT' | 'SIGQUIT' | 'SIGKILL' | 'SIGUSR1' | 'SIGUSR2' | 'SIGTERM' | 'SIGCONT' | 'SIGSTOP';

/**
 * A command that runs while its client is attached. Its output is not dropped: while nobody reads
 * it, the command blocks on its writes. Every process that the command started ends with it.
 */
export interface ExecSession {
	/**
	 * The command's process id on the host. Null where the command ended before its id was read.
	 */
	readonly pid: number | null;
	readonly stdin: Writable;
	/**
	 * With a terminal, all output arrives on `stdout`. Both streams end when the command ends. The
	 * caller must read both or close the session.
	 */
	readonly stdout: Readable;
	readonly stderr: Readable;
	/** Does nothing without a terminal. */
	resize(size: TerminalSize): void;
	/** Sends the signal to the command itself, not to its children. */
	signal(signal: ExecSignal): void;
	/** Rejects only on a failure of the host. */
	readonly ended: Promise<ExecEnd>;
	/** Kills the command. Does nothing after the command has ended. */
	close(): void;
}

/** How a command is recorded. */
export interface RecordOptions {
	/** The command's id: 32 hex, not used before. */
	execId: string;
	/** Bytes of its output that are kept on the disk, at least 64 KiB. The oldest are dropped. */
	keepBytes: number;
	/** Its input stays open until a caller ends it. Without this it has no input. */
	stdin?: boolean | undefined;
	/** The caller's own text that is stored with the record: at most 64 KiB, and nothing secret. */
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
 * A piece of a command's output with its byte offset in the whole output. A piece with `gap` means
 * that the output before offset `at` is no longer kept.
 */
export type ExecPiece =
	| {
			at: number;
			/** With a terminal all is `stdout`. */
			stream: 'stdout' | 'stderr';
			bytes: Buffer;
			/** When the piece was read from the command, milliseconds since the epoch. */
			time: number;
	  }
	| { gap: true; at: number };

/** Control of a running command. What is sent to a command that has just ended is lost. */
export interface ExecControl {
	/**
	 * Null where the command has no input. Ending this stream ends the command's input; destroying
	 * it does not.
	 */
	stdin: Writable | null;
	/**
	 * Resolves when the terminal has this size or a later one. Input that is written meanwhile
	 * waits for that. Does nothing without a terminal.
	 */
	resize(size: TerminalSize): Promise<void>;
	/** Sends the signal to the command itself, not to its children. */
	signal(signal: ExecSignal): void;
	/**
	 * Kills the command and every process that it started. In a paused container of cgroup v1, this
	 * takes effect when the container is resumed.
	 */
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
	 * Reasons as in `ExecEnd`. `closed`: it was killed. `lost`: its recorder was killed and the
	 * command with it, or the host was switched off.
	 */
	reason: 'exited' | 'timeout' | 'closed' | 'container-ended' | 'lost';
	/** Milliseconds since the epoch. */
	at: number;
	/** Bytes of output in total, kept or not. Null where the count is not complete. */
	bytes: number | null;
}

/** A piece of a service's output; with a terminal all of it is `stdout`. */
export interface AttachedPiece {
	stream: 'stdout' | 'stderr';
	bytes: Buffer;
}

/** An attachment to a service that runs or is about to start. */
export interface Attached {
	/**
	 * True once the service runs and its output is delivered; false when the attachment was closed
	 * before that.
	 */
	readonly begun: Promise<boolean>;
	/**
	 * Null until the service runs, and where it has no input. Ending it ends the service's input.
	 */
	stdin(): Writable | null;
	/** As for `ExecControl`. Does nothing before the service runs. */
	resize(size: TerminalSize): Promise<void>;
	/**
	 * Exit status of the service, once all its output was delivered. Null when the attachment was
	 * closed before that.
	 */
	readonly ended: Promise<number | null>;
	close(): void;
}
