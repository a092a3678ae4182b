import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pino } from 'pino';
import { BoxError } from '../../../contract/errors.ts';
import { TERMINAL_WINDOW } from '../../../contract/terminals.ts';
import type { ExecEnd, ExecSession, TerminalSize } from '../../containers/index.ts';
import { createRing } from './ring.ts';
import { KEPT } from './terminal.ts';
import { createPupTerminals } from './terminals.ts';
import type { PupTerminals, Viewer } from './types.ts';

const PUP = 'aa'.repeat(16);
const SIZE = { cols: 80, rows: 24 };

/** A shell whose output the test writes. tests/integration uses a real one. */
function fakeShell() {
	const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
	let end!: (how: ExecEnd) => void;
	const ended = new Promise<ExecEnd>((resolve) => (end = resolve));
	const sizes: TerminalSize[] = [];
	let closed = false;
	const finish = (how: ExecEnd) => {
		stdout.end();
		end(how);
	};
	const session: ExecSession = {
		...{ pid: null, stdin, stdout, stderr, ended },
		resize: (size) => void sizes.push(size),
		signal: () => undefined,
		close: () => {
			closed = true;
			finish({ exitCode: 137, reason: 'closed' });
		}
	};
	return { session, stdin, stdout, sizes, finish, closed: () => closed };
}

/** A viewer, and what it received. */
function viewer(from = 0, keepsUp = true) {
	const got: Buffer[] = [];
	const published: string[] = [];
	let seen: (to: number) => void = () => undefined;
	let total = 0;
	const one: Viewer = {
		size: SIZE,
		from,
		attached(at) {
			total = at;
			published.push(`attached ${at}`);
		},
		output(bytes) {
			got.push(bytes);
			total += bytes.length;
			if (keepsUp) queueMicrotask(() => seen(total));
		},
		ended: ({ exitCode, reason }) => void published.push(`${reason} ${exitCode}`),
		replaced: () => void published.push('replaced')
	};
	return {
		one,
		published,
		text: () => Buffer.concat(got).toString(),
		size: () => got.reduce((sum, { length }) => sum + length, 0),
		follow: (fn: (to: number) => void) => (seen = fn),
		total: () => total
	};
}

let shells: ReturnType<typeof fakeShell>[];
let refusals: string[];
let terminals: PupTerminals;

function attach(id: string, from = 0, keepsUp = true) {
	const who = viewer(from, keepsUp);
	const attachment = terminals.attach(PUP, id, who.one);
	who.follow(attachment.seen);
	return { ...who, ...attachment };
}
const open = (credential: string | null = null) => terminals.open(PUP, { service: undefined, size: SIZE }, credential);

beforeEach(() => {
	shells = [];
	refusals = [];
	terminals = createPupTerminals({
		exec: async () => {
			const refusal = refusals.shift();
			if (refusal) throw new BoxError({ code: refusal, status: 422, message: 'no' });
			const shell = fakeShell();
			shells.push(shell);
			return shell.session;
		},
		servicesOf: () => ['main'],
		log: pino({ level: 'silent' }),
		aloneMs: 60_000
	});
});
afterEach(() => {
	terminals.closeAll();
	vi.useRealTimers();
});

describe('a terminal', () => {
	it('is the same one after who looked at it went away', async () => {
		const { id } = await open();
		const first = attach(id);
		shells[0]!.stdout.write('one\n');
		await expect.poll(first.text).toBe('one\n');
		first.detach();
		shells[0]!.stdout.write('two\n');
		const second = attach(id, first.total());
		await expect.poll(second.text).toBe('two\n');
		const fresh = attach(id);
		await expect.poll(fresh.text).toBe('one\ntwo\n');
		expect(second.published).toEqual(['attached 4', 'replaced']);
		expect(second.input(Buffer.from('lost'))).toBe(true);
		fresh.input(Buffer.from('typed'));
		await expect.poll(() => String(shells[0]!.stdin.read() ?? '')).toBe('typed');
		expect(terminals.list(PUP)).toMatchObject([{ id, service: 'main', attached: true, exit: null }]);
	});

	it('waits for a window that does not keep up', async () => {
		const { id } = await open();
		const slow = attach(id, 0, false);
		const { stdout } = shells[0]!;
		const line = Buffer.alloc(64 * 1024, 'y\n');
		for (let count = 0; count < 64; count++) stdout.write(line);
		await expect.poll(slow.size).toBeGreaterThanOrEqual(TERMINAL_WINDOW);
		expect(slow.size()).toBeLessThan(2 * TERMINAL_WINDOW);
		// The rest stays in the shell's own stream.
		expect(stdout.writableLength).toBeGreaterThan(3 * 1024 * 1024);
		const before = slow.size();
		slow.seen(before);
		await expect.poll(slow.size).toBeGreaterThan(before);
	});

	it('goes on alone, keeps the newest, and says where it goes on', async () => {
		const { id } = await open();
		const first = attach(id);
		shells[0]!.stdout.write('begun\n');
		await expect.poll(first.text).toBe('begun\n');
		first.detach();
		const { stdout } = shells[0]!;
		const flood = Buffer.from('0123456789abcde\n'.repeat(4096));
		for (let sent = 0; sent < KEPT + 4 * flood.length; sent += flood.length) {
			if (!stdout.write(flood)) await new Promise((resolve) => stdout.once('drain', resolve));
		}
		const late = attach(id, first.total());
		const from = Number(late.published[0]!.split(' ')[1]);
		expect(from).toBeGreaterThan(first.total());
		await expect.poll(late.text).toMatch(/^0123456789abcde\n/);
	});

	it('tells how its shell ended, also to who comes later', async () => {
		const { id } = await open();
		const first = attach(id);
		shells[0]!.stdout.write('bye\n');
		shells[0]!.finish({ exitCode: 3, reason: 'exited' });
		await expect.poll(() => first.published).toEqual(['attached 0', 'exited 3']);
		expect(first.text()).toBe('bye\n');
		const late = attach(id);
		expect(late.published).toEqual(['attached 0', 'exited 3']);
		expect(late.text()).toBe('bye\n');
	});
});

describe('terminals', () => {
	it('end with the session or token by which they were opened', async () => {
		const mine = await open('mine');
		const other = await open('other');
		const following = attach(mine.id);
		terminals.revoked('mine');
		expect(following.published).toEqual(['attached 0', 'replaced']);
		expect(shells.map(({ closed }) => closed())).toEqual([true, false]);
		expect(terminals.list(PUP).map(({ id }) => id)).toEqual([other.id]);
	});

	it('are bounded, and of their pup alone', async () => {
		const made: { id: string }[] = [];
		for (let count = 0; count < 8; count++) made.push(await open());
		await expect(open()).rejects.toMatchObject({ code: 'too-many-terminals' });
		terminals.close(PUP, made[0]!.id);
		await open();
		const elsewhere = () => terminals.get('bb'.repeat(16), made[1]!.id);
		expect(elsewhere).toThrow('There is no terminal');
	});

	it('are closed when nobody has looked for long', async () => {
		vi.useFakeTimers();
		const { id } = await open();
		const first = attach(id);
		await vi.advanceTimersByTimeAsync(120_000);
		expect(shells[0]!.closed()).toBe(false);
		first.detach();
		await vi.advanceTimersByTimeAsync(59_000);
		expect(shells[0]!.closed()).toBe(false);
		await vi.advanceTimersByTimeAsync(2000);
		expect(shells[0]!.closed()).toBe(true);
		expect(terminals.list(PUP)).toEqual([]);
	});

	it('take the next shell where the first is missing, and say when there is none', async () => {
		refusals = ['command-not-found', 'command-not-executable'];
		expect((await open()).shell).toBe('busybox');
		refusals = ['command-not-found', 'command-not-found', 'command-not-found'];
		await expect(open()).rejects.toMatchObject({ code: 'no-shell', status: 409 });
		refusals = ['service-not-running'];
		await expect(open()).rejects.toMatchObject({ code: 'service-not-running' });
	});
});

describe('what is kept of an output', () => {
	it('is its end, by place', () => {
		const ring = createRing(10);
		for (const piece of ['abc\n', 'defg', 'hij\n', 'kl']) ring.push(Buffer.from(piece));
		expect([ring.start, ring.end, ring.fresh()]).toEqual([4, 14, 12]);
		expect(ring.from(4, 100).toString()).toBe('defghij\nkl');
		expect(ring.from(6, 3).toString()).toBe('fgh');
		expect(ring.from(14, 3).toString()).toBe('');
		ring.push(Buffer.from('a long piece of it'));
		expect(ring.from(0, 100).toString()).toBe('iece of it');
		expect(ring.end - ring.start).toBe(10);
	});
});
