import { expect, it } from 'vitest';
import { needsWords, pupsInNeed } from './attention.ts';

const pup = (id: string, severity: 'critical' | 'warning' | 'info') => ({
	severity,
	subject: { kind: 'pup' as const, id }
});

it('counts what the owner has to do something about', () => {
	expect(needsWords([])).toBeNull();
	expect(needsWords([{ severity: 'info', subject: null }])).toBeNull();
	expect(needsWords([{ severity: 'warning', subject: null }])).toEqual({ text: '1 thing needs you', tone: 'warn' });
	expect(needsWords([pup('a', 'critical'), pup('b', 'warning'), pup('c', 'info')])).toEqual({
		text: '2 things need you',
		tone: 'bad'
	});
});

it('names the pups that stand first', () => {
	const job = { severity: 'warning' as const, subject: { kind: 'job' as const, id: 'j' } };
	expect([...pupsInNeed([pup('a', 'critical'), pup('b', 'info'), job])]).toEqual(['a']);
});
