/**
 * The docker CLI with dockerd 20.10 compared with the CLI with the box, command by command. `npm
 * test` runs a sample, and `npm run test:docker` runs all commands.
 */
import { execFile } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
	CLIENTS,
	dockerFixture,
	FILES,
	cannotUseDocker,
	type DockerFixture
} from '../integration/support/docker-fixture.ts';
import { layer } from '../integration/support/registry-fixture.ts';
import { startDockerd, type Dockerd } from '../support/dockerd.ts';
import { COMMANDS, IMAGE, type Command } from './commands.ts';
import { keysOf, shapeOf, wordsOf } from './shape.ts';

const whole = process.env['DOGEBOX_DOCKER'] === 'all';
const why = cannotUseDocker();
if (why) console.log(`skipped: ${why}`);

interface Said {
	code: number;
	out: string;
	err: string;
}

describe.skipIf(why)('the box beside dockerd', () => {
	let box: DockerFixture;
	let peer: Dockerd;
	const hosts = () => [peer.host, `unix://${box.socket}`] as const;
	const run = (host: string, { line, input = '' }: Pick<Command, 'line'> & { input?: string | Buffer }) =>
		new Promise<Said>((resolve) => {
			const ids = process.getuid?.() === 0 && { uid: 0, gid: 0 };
			const env = { PATH: process.env['PATH'], HOME: peer.folder, DOCKER_CONFIG: peer.folder, DOCKER_HOST: host };
			const options = { ...ids, env, timeout: 60_000, maxBuffer: 64 * 1024 * 1024 };
			const child = execFile(CLIENTS[0]!, wordsOf(line), options, (error, out, err) =>
				resolve({ code: error ? Number(error.code ?? -1) : 0, out, err })
			);
			child.stdin?.on('error', () => {});
			child.stdin?.end(input);
		});

	beforeAll(async () => {
		box = await dockerFixture({ name: 'tdvs' });
		const started = await startDockerd();
		if (!started) throw new Error('there is no dockerd: apt-get install -y docker.io');
		peer = started;
		// dockerd applies the mode of a link to the file that it refers to.
		const { bytes } = await layer([
			...FILES.map((entry) => {
				if (entry.name === 'etc/passwd') return { ...entry, content: `${entry.content}app:x:1001:1001::/home/app:\n` };
				return entry.type === 'link' ? { ...entry, mode: 0o755 } : entry;
			}),
			...['printenv'].map((name) => ({
				name: `bin/${name}`,
				type: 'link' as const,
				linkname: 'bin/busybox',
				mode: 0o755
			}))
		]);
		const line = `import -c 'CMD ["/bin/sh"]' -c 'ENV PATH=/bin FROM_IMAGE=1' - ${IMAGE}`;
		for (const host of hosts()) {
			const said = await run(host, { line, input: bytes });
			expect(said.code, `${host}: ${said.err}`).toBe(0);
		}
	});
	afterAll(async () => {
		await box?.end();
		await peer?.close();
	});

	it.each(COMMANDS.filter(({ sample }) => whole || sample))('docker $line', async (command) => {
		const { compare = 'all', differs } = command;
		const [theirs, ours] = await Promise.all(hosts().map((host) => run(host, command)));
		const shape = ({ code, out, err }: Said) => ({
			code,
			...(compare !== 'code' && compare !== 'keys' && { out: shapeOf(out) }),
			...(compare === 'all' && { err: shapeOf(err) })
		});
		if (differs !== undefined) return expect(shape(ours!)).not.toEqual(shape(theirs!));
		expect(shape(ours!)).toEqual(shape(theirs!));
		if (compare === 'keys') {
			const { without = [] } = command;
			const wanted = keysOf(theirs!.out).filter((key) => !without.some((start) => key.startsWith(start)));
			expect(keysOf(ours!.out)).toEqual(expect.arrayContaining(wanted));
		}
	});
});
