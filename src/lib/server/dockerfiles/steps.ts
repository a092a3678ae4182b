/** Runs one step of a build in its sandbox, with input, output and exit code. */
import type { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { DockerfileStep } from '../host/index.ts';
import type { BuildSandbox } from './sandbox.ts';

export interface StepOptions {
	signal: AbortSignal;
	/** Streams of a pipeline for its input. */
	input?: readonly [Readable, ...Transform[]];
	/** Called with output as it arrives. Without it the output is collected up to a limit. */
	onOutput?: (bytes: Buffer) => void;
	onError?: (bytes: Buffer) => void;
}

export interface StepEnd {
	exitCode: number;
	/** The collected output and error output. */
	output: Buffer;
	words: string;
}

/** Most bytes that are collected of an output. */
const KEPT = 2 * 1024 * 1024;

function kept(from: Readable): () => Buffer {
	const chunks: Buffer[] = [];
	let size = 0;
	from.on('data', (chunk: Buffer) => {
		if (size < KEPT) chunks.push(chunk);
		size += chunk.length;
	});
	return () => Buffer.concat(chunks).subarray(0, KEPT);
}

/** Runs a step to its end. @throws the signal's reason, errors of its input */
export async function runStep(
	sandbox: Pick<BuildSandbox, 'step'>,
	step: DockerfileStep,
	{ signal, input, onOutput, onError }: StepOptions
): Promise<StepEnd> {
	const failed = new AbortController();
	const channel = sandbox.step(step, AbortSignal.any([signal, failed.signal]));
	for (const stream of [channel.stdin, channel.stdout, channel.stderr]) stream.on('error', () => {});
	const output = onOutput ? () => Buffer.alloc(0) : kept(channel.stdout);
	if (onOutput) channel.stdout.on('data', onOutput);
	const words = kept(channel.stderr);
	if (onError) channel.stderr.on('data', onError);
	const ended = [channel.stdout, channel.stderr].map((stream) => new Promise((done) => stream.once('close', done)));
	let wrong: unknown = null;
	let over = false;
	const given = input
		? pipeline([...input, channel.stdin], { signal }).catch((error: unknown) => {
				// If the program ends before its input does, its exit code explains why.
				if (over || (error as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE') return;
				wrong = error;
				failed.abort(error);
			})
		: Promise.resolve(void channel.stdin.end());
	try {
		const { exitCode } = await channel.result;
		over = true;
		await Promise.all(ended);
		return { exitCode, output: output(), words: words().toString('utf8').trim() };
	} catch (error) {
		signal.throwIfAborted();
		throw wrong ?? error;
	} finally {
		over = true;
		channel.close();
		await given;
	}
}
