/** Builds of Dockerfiles with the real clients of Docker. */
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from '../support/as-root.ts';
import { CLIENTS, dockerFixture, sampled, cannotUseDocker, type DockerFixture } from './support/docker-fixture.ts';

const why = cannotUseDocker() ?? (existsSync('/usr/bin/buildah') ? null : 'buildah is not installed');
if (why) console.log(`skipped: ${why}`);

describe.skipIf(why)('builds by clients of Docker', () => {
	let docker: DockerFixture;
	const folder = mkdtempSync(join(tmpdir(), 'dogebox-docker-build-'));
	beforeAll(async () => {
		docker = await dockerFixture({ name: 'tdbu' });
	});
	afterAll(async () => {
		await docker?.end();
		rmSync(folder, { recursive: true, force: true });
	});

	/** Writes a folder with files as a build context. */
	function context(name: string, files: Record<string, string>): string {
		const at = join(folder, name);
		for (const [path, text] of Object.entries(files)) {
			mkdirSync(join(at, path, '..'), { recursive: true });
			writeFileSync(join(at, path), text);
		}
		return at;
	}
	const run = (args: string[], options: Parameters<DockerFixture['docker']>[1] = {}) =>
		docker.docker(args, { ...options, env: { DOCKER_BUILDKIT: '0' } });

	// The sample uses one client, and docker-push.test.ts uses the older one.
	it.each(sampled(CLIENTS, CLIENTS.slice(0, 1)))('%s builds stages, arguments, labels and copies', async (cli) => {
		const at = context('stages', {
			'Dockerfile.web': `ARG BASE=nothing:1
FROM \${BASE} AS first
ARG WORD=none
RUN echo "made \\
  of $WORD" > /made && echo to the errors >&2
COPY --chown=1000:1000 sub/ /sub/

FROM ${docker.shell}
COPY --from=first /made /sub/a /opt/
COPY --from=0 /sub /sub
ENV GREETING="hello there"
WORKDIR /opt
USER 1000
EXPOSE 80
LABEL own="yes"
CMD ["sh", "-c", "cat made a; echo $GREETING; id -u; pwd"]
`,
			'sub/a': 'from the context\n',
			'left-out': 'x',
			'.dockerignore': 'left-out\n'
		});
		const file = [
			'-f',
			join(at, 'Dockerfile.web'),
			'--build-arg',
			`BASE=${docker.shell}`,
			'--build-arg',
			'WORD=two words'
		];
		const built = await run(['build', '-t', 'web:1', '-t', 'web:two', '--label', 'a=b c', ...file, at], { cli });
		expect(built, built.err + built.out).toMatchObject({ code: 0 });
		expect(built.out).toMatch(
			/Step 1\/14 : FROM .*shell:1[^]*Successfully built [0-9a-f]{12}\nSuccessfully tagged web:1/
		);
		const inspect = async (format: string) => (await run(['image', 'inspect', '-f', format, 'web:two'])).out.trim();
		expect(await inspect('{{.Config.User}} {{.Config.Labels.a}} {{.Config.Labels.own}} {{.Config.ExposedPorts}}')).toBe(
			'1000 b c yes map[80/tcp:{}]'
		);
		const ran = (await run(['run', '-d', 'web:1'])).out.trim();
		await run(['wait', ran]);
		expect((await run(['logs', ran])).out).toBe('made   of two words\nfrom the context\nhello there\n1000\n/opt\n');
		await run(['rm', ran]);
		expect((await run(['history', '-q', 'web:1'])).out).toContain(
			await inspect('{{.Id}}').then((id) => id.slice(7, 19))
		);

		const again = await run(['build', '-t', 'web:1', '--label', 'a=b c', ...file, at], { cli });
		expect(again.out).toContain('Using cache');
		// The rest is the same for every client.
		if (cli !== CLIENTS[0]) return;
		const quiet = await run(['build', '-q', '--label', 'a=b c', ...file, at], { cli });
		expect(quiet.out.trim()).toBe(await inspect('{{.Id}}'));
		const fresh = await run(['build', '--no-cache', '--target', 'first', ...file, at], { cli });
		expect(fresh.out).not.toContain('Using cache');
		expect(fresh.out).toContain('Step 4/4 :');
	});

	it('says what is wrong, with the status of what failed', async () => {
		const failing = await run(['build', '-'], { input: `FROM ${docker.shell}\nRUN echo said; exit 3\n` });
		expect(failing).toMatchObject({ code: 3 });
		expect(failing.out).toContain('said\n');
		expect(failing.err).toContain("The command '/bin/sh -c echo said; exit 3' returned a non-zero code: 3");
		const odd = [
			['RUN true\n', /begin with FROM/],
			['', /empty|no FROM|cannot be empty/],
			[`FROM ${docker.registry.host}/missing:1\n`, /does not have/],
			[`FROM ${docker.shell}\nNOSUCH x\n`, /NOSUCH/i],
			[`FROM ${docker.shell}\nCOPY ../../etc/shadow /x\n`, /shadow/],
			[`FROM ${docker.shell}\u0000\n`, /NUL bytes/],
			['FROM ;reboot\n', /invalid|no name|cannot/i]
		] as const;
		for (const [text, words] of sampled(odd, [odd[0], odd[2], odd[4]])) {
			const { code, err } = await run(['build', '-'], { input: text });
			expect([code, err], text).toEqual([1, expect.stringMatching(words)]);
			expect(err).not.toMatch(/bug/);
		}
		const at = context('none', { x: '1' });
		expect(await run(['build', at])).toMatchObject({ code: 1 });
		for (const tag of ['UPPER', 'a\u0007b', '../x']) {
			const { code, err } = await run(['build', '-t', tag, '-'], { input: `FROM ${docker.shell}\n` });
			expect([code, err], tag).toEqual([expect.any(Number), expect.stringMatching(/invalid|tag|flag|name/i)]);
			expect(code).not.toBe(0);
		}
	});

	it('keeps what a Dockerfile runs in its place', async () => {
		const { out, code, err } = await run(['build', '--no-cache', '-'], {
			input: `FROM ${docker.shell}
RUN cat /proc/self/uid_map; grep -E 'CapBnd|NoNewPrivs|Seccomp:' /proc/self/status
RUN mount -t tmpfs none /tmp && echo MOUNTED; chroot / true && echo CHROOTED; true
RUN ls / /work 2>&1; cat /etc/shadow 2>&1; true
RUN head -c 10 /proc/1/environ && echo READ; ls /proc/1/root/ && echo OUT; true
`
		});
		expect([code, err]).toEqual([0, expect.anything()]);
		expect(out).toMatch(/CapBnd:\t00000000800005fb/);
		expect(out).toMatch(/NoNewPrivs:\t1\n/);
		expect(out).toMatch(/Seccomp:\t2\n/);
		expect(out).not.toMatch(/^(?:MOUNTED|CHROOTED|READ|OUT)$/m);
		expect(out).toMatch(/0 +\d{6,} +65536/);
	});

	it('ends with its client, and leaves nothing that runs', async () => {
		const held = run(['build', '--no-cache', '-'], {
			input: `FROM ${docker.shell}\nRUN echo begun; sleep 1000\n`,
			enough: /\nbegun\n/
		});
		expect((await held).code).not.toBe(0);
		const next = await run(['build', '-'], { input: `FROM ${docker.shell}\nRUN ps; true\n` });
		expect(next).toMatchObject({ code: 0 });
		expect(next.out).not.toContain('sleep 1000');
		expect((await run(['builder', 'prune', '-f'])).code).toBe(0);
	});
});
