/**
 * The Python client against the built program: its examples, its calls, and the features that only
 * it has.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AliveBox, cannotRun, HOSTILE_SOURCE, PASSWORD } from '../support/alive.ts';
import { root } from '../support/program.ts';

const PYTHON = join(root, 'packages/python');

interface Ran {
	code: number | null;
	out: string;
	err: string;
}

interface Options {
	env?: Record<string, string>;
	input?: string;
	/** Called with everything that it has printed so far. */
	seen?: (out: string) => void;
}

describe.skipIf(cannotRun())('the Python client', () => {
	let box: AliveBox;
	let folder: string;
	let socket: string;

	beforeAll(async () => {
		folder = mkdtempSync(join(tmpdir(), 'dogebox-python-'));
		box = await AliveBox.start('python');
		await box.addSource(HOSTILE_SOURCE);
		socket = `/run/dogebox/${box.options.instance}/api/api.sock`;
	});
	afterAll(async () => {
		await box?.dispose();
		rmSync(folder, { recursive: true, force: true });
	});

	function python(args: string[], options: Options = {}): Promise<Ran> {
		return new Promise((resolve, reject) => {
			const child = spawn('python3', ['-B', '-W', 'error', ...args], {
				cwd: join(PYTHON, 'examples'),
				env: {
					PATH: process.env['PATH'],
					PYTHONPATH: join(PYTHON, 'src'),
					PYTHONUTF8: '1',
					...(options.env ?? { DOGEBOX_SOCKET: socket })
				}
			});
			const ran: Ran = { code: null, out: '', err: '' };
			child.stdout.on('data', (chunk) => {
				ran.out += String(chunk);
				options.seen?.(ran.out);
			});
			child.stderr.on('data', (chunk) => (ran.err += String(chunk)));
			child.stdin.on('error', () => undefined);
			child.once('error', reject);
			child.once('close', (code) => resolve({ ...ran, code }));
			child.stdin.end(options.input ?? '');
		});
	}
	/** Runs lines of Python that can use `box`, and returns what they print. */
	const lines = async (text: string, options?: Options) => {
		const { code, out, err } = await python(
			['-c', `from connect import *\nfrom dogebox import *\nimport dogebox\nbox = connect()\n${text}`],
			options
		);
		expect([code, err]).toEqual([0, '']);
		return out;
	};

	it('example: logs in and makes a token', async () => {
		const made = await python(['make_token.py', box.url], { input: `${PASSWORD}\n` });
		expect([made.code, made.out, made.err]).toEqual([0, expect.stringMatching(/^dbx_api_\S+\n$/), '']);
		const env = { DOGEBOX_URL: box.url, DOGEBOX_TOKEN: made.out.trim() };
		expect(await python(['pups.py'], { env })).toEqual({ code: 0, out: '', err: '' });
		const wrong = await python(['make_token.py', box.url], { input: 'wrong' });
		expect([wrong.code, wrong.out, wrong.err]).toEqual([1, '', expect.stringContaining('password is wrong')]);
	});

	it('example: installs with progress', async () => {
		const { code, out, err } = await python(['install.py', 'Probe']);
		expect([code, err]).toEqual([0, '']);
		expect(out).toMatch(/^Installs .*Probe\n(\d+ %\n)*100 %\nInstalled\n$/);
		const [pup] = await box.list();
		box.pups.push(pup!.id);
		await box.state(pup!.id, 'running');
		expect((await python(['pups.py'])).out).toBe(`Probe\trunning\t${pup!.version}\t${pup!.id}\n`);
	});

	it('example: follows events', async () => {
		let printed = '';
		const events = python(['events.py', '3'], { seen: (out) => (printed = out) });
		await expect.poll(() => printed).toContain('hello\n');
		await box.act(box.pups[0]!, 'restart');
		await box.act(box.pups[0]!, 'restart');
		const { code, out, err } = await events;
		expect([code, out.split('\n')[0], out.split('\n').length, err]).toEqual([0, 'hello', 4, '']);
	});

	it('example: follows a log', async () => {
		const { code, out, err } = await python(['follow_log.py', 'Probe', '2']);
		expect([code, err]).toEqual([0, '']);
		expect(out).toMatch(/^\d+ \S+: .*\n\d+ \S+: /);
	});

	it('example: runs a command with its input and exit code', async () => {
		const ran = await python(['run.py', 'Probe', '/bin/sh', '-c', 'cat; echo err >&2; exit 7'], { input: 'wow' });
		expect(ran).toEqual({ code: 7, out: 'wow', err: 'err\n' });
	});

	it('example: backs a pup up', async () => {
		const file = join(folder, 'backup.tar');
		const { code, out, err } = await python(['backup.py', 'Probe', file]);
		expect([code, out, err]).toEqual([0, `Backed up to ${file}\n`, '']);
	});

	it('does what its README shows, as it stands', async () => {
		const [, text = ''] = /^```python\n(.*?)^```/ms.exec(readFileSync(join(PYTHON, 'README.md'), 'utf8')) ?? [];
		const here = text.replace('http://box.local:8080', box.url).replace('dbx_api_…', box.api.token()!);
		const { code, out, err } = await python(['-c', here], { env: {} });
		expect([code, out, err]).toEqual([0, expect.stringMatching(/^(\d+\n)*100\n$/), '']);
	});

	it('fails with the words of the box', async () => {
		const text = `
for call in (
    lambda: box.pups.get("f" * 32),
    lambda: box.pups.get(".."),
    lambda: Dogebox("${box.url}", token="dbx_api_wrong").pups.list(),
    lambda: Dogebox(socket="/nothing", retries=0).pups.list(),
    lambda: box.pups.run("${'f'.repeat(32)}", ["/bin/true"]),
    lambda: box.jobs.wait("nothing"),
):
    try:
        call()
    except DogeboxError as error:
        print(error.code, error.status, error.message)`;
		expect((await lines(text)).split('\n').map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
			'not-found 404',
			'invalid-call 0',
			'not-logged-in 401',
			'connection-failed 0',
			'not-found 404',
			'not-found 404',
			''
		]);
	});

	it('sends and reads bytes', async () => {
		const out = await lines(`
import io, os
pup = pup_named(box, "Probe")
data = os.urandom(3_000_000)
print(box.files.upload(pup, data, path="p", size=len(data)))
print(box.files.upload(pup, io.BytesIO(data), path="p", size=len(data), replace=True)["done"])
with box.files.read(pup, path="p") as stream:
    print(stream.size, stream.read() == data)
result = box.pups.run(pup, ["/bin/sh", "-c", "printf '\\\\377'; exit 5"])
print(result.exit_code, result.stdout, result.reason)
print("dogebox_" in box.metrics.prometheus().read().decode(), box.jobs.list(limit=1, unfinished=False)["jobs"][0]["kind"] != "")
try:
    box.files.read(pup, path="p").read(10)
except DogeboxError as error:
    print(error.code)`);
		expect(out).toBe(
			"{'offset': 3000000, 'done': True}\nTrue\n3000000 True\n5 b'\\xff' exited\nTrue True\nanswer-too-large\n"
		);
	});

	it('waits for a job and follows events over a crash of the box', async () => {
		const id = box.pups[0]!;
		const following = lines(`
seen = []
for event, data, number in box.events.follow(kinds=["job"]):
    seen.append(event)
    open("${folder}/following", "w").close()
    if event == "job" and data["body"]["job"]["kind"] == "pup.start" and data["body"]["job"]["finishedAt"]:
        break
print(seen.count("hello") > 1)`);
		await expect.poll(() => existsSync(join(folder, 'following'))).toBe(true);
		const waiting = lines(`
job = box.pups.stop("${id}", idempotency_key="k1")
assert box.pups.stop("${id}", idempotency_key="k1") == job
print("begun", flush=True)
print(box.jobs.wait(job["jobId"], on_progress=lambda job: None)["status"])`);
		await box.state(id, 'stopping', 'stopped');
		await box.crash();
		expect(await waiting).toBe('begun\nsucceeded\n');
		await box.state(id, 'stopped');
		await box.act(id, 'start');
		expect(await following).toBe('True\n');
	});
});
