import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { chooseBox, contextsFile, needName, needUrl, readContexts, writeContexts, type Wanted } from './contexts.ts';

const folder = mkdtempSync(join(tmpdir(), 'dogebox-contexts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const home = { url: 'http://home:1', token: 'kept' };
const known = { current: 'home', boxes: { home, work: { url: 'http://work:1' } } };
const none = { current: null, boxes: {} };
const nowhere = () => false;

describe('which box is meant', () => {
	it.each<[what: string, wanted: Wanted, env: Record<string, string>, box: object]>([
		['the current one', {}, {}, home],
		['one by its name', { context: 'work' }, {}, { url: 'http://work:1' }],
		['one of the environment', {}, { DOGEBOX_CONTEXT: 'work' }, { url: 'http://work:1' }],
		['an address', { url: 'box:8080' }, {}, { url: 'http://box:8080' }],
		['an address of the environment', {}, { DOGEBOX_URL: 'https://box/x' }, { url: 'https://box' }],
		['a socket', { socket: '/s' }, { DOGEBOX_URL: 'http://box' }, { socket: '/s' }],
		['a name before an address of the environment', { context: 'home' }, { DOGEBOX_URL: 'http://box' }, home],
		['the token of the environment', {}, { DOGEBOX_TOKEN: 'other' }, { ...home, token: 'other' }]
	])('%s', (_what, wanted, env, box) => {
		expect(chooseBox(wanted, env, known, nowhere)).toEqual(box);
	});

	it('is one on this machine where none is known', () => {
		const socket = '/home/x/.local/share/dogebox/run/api/api.sock';
		expect(chooseBox({}, { HOME: '/home/x' }, none, (path) => path === socket)).toEqual({ socket });
		expect(() => chooseBox({}, {}, none, nowhere)).toThrow('No box is known here');
	});

	it('is never one that is not known, nor a part of an object', () => {
		for (const context of ['other', 'constructor', '__proto__']) {
			expect(() => chooseBox({ context }, {}, known, nowhere)).toThrow('is known here');
		}
	});
});

it('keeps boxes for their owner alone', () => {
	const file = contextsFile({ XDG_CONFIG_HOME: join(folder, 'config') });
	expect(readContexts(file)).toEqual(none);
	writeContexts(file, known);
	expect(readContexts(file)).toEqual(known);
	expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
	writeFileSync(file, 'nonsense');
	expect(() => readContexts(file)).toThrow('cannot be read as JSON');
	expect(contextsFile({ HOME: '/h', XDG_CONFIG_HOME: 'relative' })).toBe('/h/.config/dogebox/boxes.json');
});

it.each(['ftp://box', 'http://', 'http://a b'])('%s is no address of a box', (text) => {
	expect(() => needUrl(text)).toThrow('not the address');
});

it.each(['', '../x', 'a b', '-x'])('%j is no name of a box', (text) => {
	expect(() => needName(text)).toThrow('cannot be the name');
});
