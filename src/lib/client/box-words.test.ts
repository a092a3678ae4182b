import { expect, it } from 'vitest';
import { BOX_STATES } from '$lib/contract/boxes.ts';
import { boxActions, portWords, removalWords, restartWords } from './box-words.ts';

it.each([
	['running', ['stop', 'restart', 'pause']],
	['paused', ['resume', 'stop']],
	['stopped', ['start']],
	['error', ['start']],
	['creating', []]
] as const)('offers of one that is %s: %j', (state, actions) => {
	expect(boxActions({ state, jobId: null })).toEqual(actions);
});

it('offers nothing while a job works on it', () => {
	for (const state of BOX_STATES) expect(boxActions({ state, jobId: 'j' })).toEqual([]);
});

it.each([
	['no', 'Never'],
	['on-failure', 'After a failure'],
	['on-failure:3', 'After a failure, at most 3 times'],
	['always', 'Always, and when this Dogebox starts'],
	['unless-stopped', 'Always, unless you stopped it']
])('says of %s: %s', (policy, words) => {
	expect(restartWords(policy)).toBe(words);
});

it('says what is lost, and what stays', () => {
	expect(removalWords({ snapshots: 0, volumes: 0 })).toBe('All files in it are deleted. This cannot be undone.');
	expect(removalWords({ snapshots: 2, volumes: 1 })).toBe(
		'All files in it and its 2 snapshots are deleted. This cannot be undone. Its volume stays.'
	);
});

it('names the protocol where it is not the usual one', () => {
	const all = { hostAddress: null };
	expect(portWords({ ...all, hostPort: 8080, port: 80, protocol: 'tcp' })).toBe('8080 → 80');
	expect(portWords({ ...all, hostPort: 53, port: 53, protocol: 'udp' })).toBe('53 → 53 udp');
	expect(portWords({ hostAddress: '127.0.0.1', hostPort: 1, port: 2, protocol: 'tcp' })).toBe('127.0.0.1:1 → 2');
	expect(portWords({ hostAddress: '::', hostPort: 1, port: 2, protocol: 'tcp' })).toBe('1 → 2');
	expect(portWords({ hostAddress: '::1', hostPort: 1, port: 2, protocol: 'tcp' })).toBe('[::1]:1 → 2');
});
