import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTerminalLink, type LinkState, type TerminalLink } from './terminal-link.ts';

/** A WebSocket whose other end is the test. */
class FakeSocket extends EventTarget {
	readyState = 0;
	binaryType = '';
	sent: { type: string; from?: number; to?: number; text?: string }[] = [];
	send(text: string) {
		this.sent.push(JSON.parse(text) as (typeof this.sent)[number]);
	}
	close() {
		this.end(1000);
	}
	opens() {
		this.readyState = 1;
		this.dispatchEvent(new Event('open'));
	}
	says(message: unknown) {
		this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }));
	}
	shows(text: string) {
		this.dispatchEvent(new MessageEvent('message', { data: new TextEncoder().encode(text).buffer }));
	}
	end(code: number) {
		this.readyState = 3;
		this.dispatchEvent(Object.assign(new Event('close'), { code }));
	}
}

let sockets: FakeSocket[];
let states: LinkState[];
let shown: string;
let pending: (() => void)[];
let there: boolean | null;
let link: TerminalLink;
const socket = () => sockets.at(-1)!;
const kinds = () => states.map(({ kind }) => kind);

beforeEach(() => {
	vi.useFakeTimers();
	[sockets, states, pending] = [[], [], []];
	shown = '';
	there = true;
	link = createTerminalLink({
		open() {
			sockets.push(new FakeSocket());
			return socket() as unknown as WebSocket;
		},
		size: () => ({ cols: 80, rows: 24 }),
		write(bytes, done) {
			shown += new TextDecoder().decode(bytes);
			pending.push(done);
		},
		reset: () => (shown = ''),
		state: (state) => states.push(state),
		exists: async () => there,
		wait: () => 100
	});
	socket().opens();
	socket().says({ type: 'attached', from: 0 });
});
afterEach(() => {
	link.close();
	vi.useRealTimers();
});

describe('the way to a terminal', () => {
	it('comes back to where it was', async () => {
		socket().shows('hello');
		pending.splice(0).forEach((done) => done());
		expect(socket().sent).toEqual([
			{ type: 'attach', cols: 80, rows: 24, from: 0 },
			{ type: 'seen', to: 5 }
		]);
		socket().end(1006);
		await vi.advanceTimersByTimeAsync(100);
		socket().opens();
		expect(socket().sent).toEqual([{ type: 'attach', cols: 80, rows: 24, from: 5 }]);
		socket().says({ type: 'attached', from: 5 });
		socket().shows(' again');
		expect(shown).toBe('hello again');
		expect(kinds()).toEqual(['open', 'away', 'open']);
	});

	it('begins anew where something was lost, and counts nothing of before', async () => {
		socket().shows('old');
		socket().end(1006);
		await vi.advanceTimersByTimeAsync(100);
		socket().opens();
		socket().says({ type: 'attached', from: 1000 });
		pending.splice(0).forEach((done) => done());
		socket().shows('new');
		pending.splice(0).forEach((done) => done());
		expect(shown).toBe('new');
		expect(socket().sent.at(-1)).toEqual({ type: 'seen', to: 1003 });
	});

	it('counts on from behind what is not kept any more', () => {
		socket().says({ type: 'gap', from: 500 });
		socket().shows('late');
		pending.splice(0).forEach((done) => done());
		expect(shown).toBe('late');
		expect(socket().sent.at(-1)).toEqual({ type: 'seen', to: 504 });
	});

	it('tells what was shown, not what has come', () => {
		socket().shows('x'.repeat(100_000));
		expect(socket().sent).toHaveLength(1);
		pending.splice(0).forEach((done) => done());
		expect(socket().sent.at(-1)).toEqual({ type: 'seen', to: 100_000 });
	});

	it('does not come back to a terminal that has ended, is gone, or is shown elsewhere', async () => {
		socket().says({ type: 'replaced' });
		socket().end(4409);
		await vi.advanceTimersByTimeAsync(10_000);
		expect(sockets).toHaveLength(1);
		expect(kinds().at(-1)).toBe('replaced');
		link.retry();
		socket().opens();
		socket().says({ type: 'attached', from: 0 });
		socket().says({ type: 'exit', exitCode: 2, reason: 'exited' });
		socket().end(1000);
		await vi.advanceTimersByTimeAsync(10_000);
		expect(sockets).toHaveLength(2);
		expect(states.at(-1)).toEqual({ kind: 'ended', exitCode: 2, reason: 'exited' });
	});

	it('asks whether it is still there, and tries on while nobody answers', async () => {
		there = null;
		socket().end(1006);
		await vi.advanceTimersByTimeAsync(100);
		socket().end(1006);
		there = false;
		await vi.advanceTimersByTimeAsync(100);
		socket().end(1006);
		await vi.advanceTimersByTimeAsync(10_000);
		expect(kinds().at(-1)).toBe('gone');
	});

	it('sends a long paste in pieces', () => {
		link.type('p'.repeat(40_000));
		const typed = socket().sent.filter(({ type }) => type === 'input');
		expect(typed.map(({ text }) => text!.length)).toEqual([16_384, 16_384, 7232]);
	});
});
