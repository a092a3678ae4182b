import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { memoryOf, readBoxify } from './boxify.ts';

const read = (text: string) => readBoxify(parse(text), 'boxify.yaml');

describe('boxify.yaml', () => {
	it.each([
		['imageName: alpine', { image: 'alpine' }],
		['image_name: alpine:3.20\nsettings:\n  memory_limit: 100m\n  cpu_limit: "2"', 100 * 1024 ** 2, 2],
		['imageName: x\nsettings: {memoryLimit: 1.5g, cpuLimit: 0.5}', 1.5 * 1024 ** 3, 0.5],
		['imageName: x\nsettings: {memoryLimit: 67108864}', 64 * 1024 ** 2, undefined]
	])('%s', (text, memory, cpus?: number) => {
		const request = read(text);
		if (typeof memory === 'object') expect(request).toEqual(memory);
		else expect([request.memoryBytes, request.cpus]).toEqual([memory, cpus]);
	});

	it.each([
		['settings: {}', 'does not name an image'],
		['- a', 'must have names and values'],
		['imageName: x\nports: [1]', '“ports”, which is unknown'],
		['imageName: x\nsettings: {memoryLimit: much}', 'an amount of memory'],
		['imageName: x\nsettings: {cpuLimit: -1}', 'a number of cores']
	])('refuses %s', (text, words) => {
		expect(() => read(text)).toThrow(words);
	});

	it.each([
		['512m', 512 * 1024 ** 2],
		['64MiB', 64 * 1024 ** 2],
		['1 GB', 1024 ** 3],
		[4096, 4096]
	])('takes %s of memory', (given, bytes) => {
		expect(memoryOf(given, 'it')).toBe(bytes);
	});
});
