/** Commands inside of a container of Docker's API, without a client of Docker. */
import { buffer } from 'node:stream/consumers';
import { expect } from 'vitest';
import type { DockerFixture } from './docker-fixture.ts';

/** Runs a command in a container. Returns its status and its output on both streams. */
export async function inside(docker: DockerFixture, name: string, ...argv: string[]): Promise<[number | null, string]> {
	const { id } = docker.box.box.boxes.find(name);
	const session = await docker.box.box.engine!.exec(id, 'main', { argv, timeoutMs: 20_000 });
	session.stdin.on('error', () => {});
	session.stdin.end();
	const [out, err, { exitCode }] = await Promise.all([buffer(session.stdout), buffer(session.stderr), session.ended]);
	return [exitCode, `${out.toString()}${err.toString()}`.trim()];
}

/**
 * Waits until a program listens on port 80 in a container. Its process runs a moment before that.
 */
export async function listens(docker: DockerFixture, name: string): Promise<void> {
	const line = 'until (exec 3<>/dev/tcp/127.0.0.1/80) 2>/dev/null; do sleep 0.05; done';
	expect(await inside(docker, name, '/bin/bash', '-c', line)).toEqual([0, '']);
}
