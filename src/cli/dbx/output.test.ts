import { describe, expect, it } from 'vitest';
import { answerText, bar, cellText, listIn } from './output.ts';

describe('answers for people', () => {
	it('are tables where they are lists', () => {
		const pups = [
			{ id: 'a1', name: 'Core', state: 'running', version: '1.0', services: [] },
			{ id: 'b2', name: 'A longer name', state: 'stopped', version: '2', services: [] }
		];
		expect(answerText('pups.list', { pups })).toBe(
			[
				'NAME           STATE    VERSION  ID',
				'Core           running  1.0      a1',
				'A longer name  stopped  2        b2'
			].join('\n')
		);
		expect(answerText('pups.list', { pups: [] })).toBe('There are none.');
	});

	it('are pairs where they are not', () => {
		expect(answerText('box.get', { name: 'a', memoryTotal: 5, net: { up: true } })).toBe(
			'name         a\nmemoryTotal  5\nnet          {"up":true}'
		);
		expect(answerText('tokens.remove', null)).toBe('Done.');
	});

	it('hold nothing that moves a cursor', () => {
		expect(cellText('name', 'a\u001b[2Jb\u202ec\nd')).toBe('a [2Jb c d');
	});

	it('are lists only where nothing else is said', () => {
		expect(listIn({ lines: [], cursor: '1' })).toBeNull();
		expect(listIn({ pups: ['a'] })).toBeNull();
		expect(listIn({ pups: [{}] })).toEqual([{}]);
	});

	it.each([
		[0, '[----]   0 %'],
		[50, '[##--]  50 %'],
		[100, '[####] 100 %'],
		[120, '[####] 120 %']
	])('show %s per cent', (percent, text) => {
		expect(bar(percent, 4)).toBe(text);
	});
});
