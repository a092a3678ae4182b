/** The cleanup after tests: a box whose containers still run when its test has ended or failed. */
import { describe, expect, it } from 'vitest';
import { existsSync } from '../support/as-root.ts';
import { hostState } from '../support/host.ts';
import { cannotUseDocker, dockerFixture, type DockerFixture } from './support/docker-fixture.ts';

const reason = cannotUseDocker();
if (reason) console.warn(`skipped: ${reason}`);

describe.skipIf(reason !== null)('a box of a test that ends while containers run', () => {
	const run = (docker: DockerFixture) =>
		docker.docker(['run', '-d', '--tmpfs', '/t', docker.shell, 'sleep', '1000']).then(({ code }) => code);

	it.each<[name: string, before: (docker: DockerFixture) => void, fails: boolean]>([
		['leaves nothing', () => {}, false],
		[
			'nor while one is being made, and the end itself fails',
			(docker) => {
				void run(docker);
				docker.box.errors.push('an error that it does not declare');
			},
			true
		]
	])('%s', async (_name, before, fails) => {
		const docker = await dockerFixture({ name: 'tleft' });
		const { instance } = docker.box;
		const { data, run: folder } = docker.box.box.paths;
		try {
			expect(await run(docker)).toBe(0);
			expect(hostState({ instance, data }).mounts.filter((path) => path.endsWith('/.memory/scratch'))).toHaveLength(1);
			before(docker);
		} finally {
			const ended = await docker.end().then(
				() => null,
				(error: Error) => error.message
			);
			if (fails) expect(ended).toContain('does not declare');
			else expect(ended).toBeNull();
		}
		for (const [part, left] of Object.entries(hostState({ instance, data }))) expect(left, part).toEqual([]);
		for (const path of [data, folder]) expect(existsSync(path), path).toBe(false);
	});
});
