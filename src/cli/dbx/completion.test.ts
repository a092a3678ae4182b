import { describe, expect, it } from 'vitest';
import type { Around, Session } from './around.ts';
import { completions } from './completion.ts';
import { createProgram } from './program.ts';
import { RESOURCES } from './resources.ts';
import operations from './operations.json' with { type: 'json' };

const LISTS: Record<string, unknown> = {
	'/pups': {
		pups: [
			{ id: '1', name: 'Core' },
			{ id: '2', name: 'Dogecoin Core' },
			{ id: '3', name: 'Bad\nname' }
		]
	},
	'/boxes': { boxes: [{ id: '4', name: 'scratch' }], capacity: { folders: ['/srv'] } },
	'/store': { pups: [{ id: '5', name: 'Map' }] },
	'/jobs': { jobs: [{ id: 'abc' }] },
	'/images': { images: [{ id: 'sha256:1', tags: ['alpine:3.20', 'mine:1'] }] }
};

/** Returns the completions of the last word, and the paths that were requested from the box. */
async function offered(...words: string[]) {
	const asked: string[] = [];
	let chosen: Record<string, string> = {};
	const around = { env: {}, version: '1', out: () => {}, err: () => {} } as unknown as Around;
	const connection = {
		json({ path }: { path: string }) {
			asked.push(path);
			return path in LISTS ? Promise.resolve(LISTS[path]) : Promise.reject(new Error('gone'));
		}
	};
	const contexts = { current: null, boxes: { home: {}, garage: {} } };
	const session = { connection: () => connection, contexts: () => contexts } as unknown as Session;
	const found = await completions(
		createProgram(around, () => {}),
		words,
		(given) => {
			chosen = given;
			return session;
		}
	);
	return { found, asked, chosen };
}

describe('offers', () => {
	it.each<[words: string[], found: string[]]>([
		[
			['pups', 'st'],
			['start', 'stats', 'stop']
		],
		[
			['pups', 'stop', ''],
			['Core', 'Dogecoin Core']
		],
		[['pups', 'stop', 'D'], ['Dogecoin Core']],
		[['exec', '-i', 'C'], ['Core']],
		[['pups', 'install', ''], ['Map']],
		[['boxes', 'stop', '--signal', 'SIGI'], ['SIGINT']],
		[['boxes', 'stop', '--signal', 'SIGINT', ''], ['scratch']],
		[['boxes', 'exec', '-it', 's'], ['scratch']],
		[['boxes', 'exec', 'scratch', 's'], []],
		[['run', 'al'], ['alpine:3.20']],
		[['jobs', 'wait', ''], ['abc']],
		[
			['boxes', 'create', '--network', ''],
			['home', 'internet', 'none']
		],
		[
			['completion', ''],
			['bash', 'fish', 'zsh']
		],
		[['context', 'use', 'g'], ['garage']],
		[
			['--context', ''],
			['garage', 'home']
		],
		[['pups', 'stop', '--wa'], ['--watch']],
		[['sources', 'refresh', ''], []]
	])('%j: %j', async (words, found) => {
		expect((await offered(...words)).found).toEqual(found);
	});

	it('names of the box that is meant', async () => {
		const { asked, chosen } = await offered('--context', 'garage', 'pups', 'stop', '');
		expect([asked, chosen]).toEqual([['/pups'], { context: 'garage' }]);
	});

	it('commands without asking the box', async () => {
		expect((await offered('pups', '')).asked).toEqual([]);
	});
});

it('each resource has a sentence in the help, and no sentence is of none', () => {
	const resources = new Set(operations.map(({ id }) => id.split('.')[0]!));
	resources.delete('live');
	expect(Object.keys(RESOURCES).sort()).toEqual([...resources].sort());
});
