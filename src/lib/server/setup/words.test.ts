import { describe, expect, it } from 'vitest';
import type { BoxError } from '../../contract/errors.ts';
import { isClaimCode, isWizardToken, newClaimCode, newWizardKey, wizardToken } from './claim-code.ts';
import { createPendingWords } from './words.ts';

const words = Array.from({ length: 24 }, (_, at) => `word${at + 1}`);

function failure(work: () => void): BoxError {
	try {
		work();
	} catch (error) {
		return error as BoxError;
	}
	throw new Error('nothing failed');
}

describe('words waiting to be confirmed', () => {
	const pending = createPendingWords(words, 'token', 'correct horse');

	it('ask for three different positions, always the same', () => {
		expect(new Set(pending.asked).size).toBe(3);
		expect(pending.asked.every((at) => at >= 1 && at <= 24)).toBe(true);
		expect(pending.asked).toBe(pending.asked);
	});

	it('accept any three, whatever the case and blanks', () => {
		expect(() => pending.check({ 1: ' Word1 ', 12: 'word12', 24: 'WORD24' })).not.toThrow();
	});

	it('name each wrong position', () => {
		const error = failure(() => pending.check({ 1: 'word2', 2: 'word2', 25: 'x', '-1': 'y', 3: 'word3' }));
		expect(error).toMatchObject({ code: 'wrong-words', status: 422 });
		expect(Object.keys(error.fields ?? {}).sort()).toEqual(['words.-1', 'words.1', 'words.25']);
	});

	it('need three', () => {
		expect(failure(() => pending.check({ 1: 'word1', 2: 'word2' })).code).toBe('invalid-input');
		expect(failure(() => pending.check({})).code).toBe('invalid-input');
	});

	it('know the password they were made with', () => {
		expect(pending.isPassword('correct horse')).toBe(true);
		expect(pending.isPassword(' correct horse ')).toBe(true);
		expect(pending.isPassword('other')).toBe(false);
	});
});

describe('the claim code', () => {
	it('has 40 bits in two groups, and no letters that look alike', () => {
		const codes = Array.from({ length: 200 }, newClaimCode);
		for (const code of codes) expect(code).toMatch(/^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/);
		expect(new Set(codes).size).toBe(200);
	});

	it('may be typed in any form', () => {
		expect(isClaimCode(' abcd efgh', 'ABCD-EFGH')).toBe(true);
		expect(isClaimCode('ABCD-EFGJ', 'ABCD-EFGH')).toBe(false);
		expect(isClaimCode('', 'ABCD-EFGH')).toBe(false);
		expect(isClaimCode('A'.repeat(10_000), 'ABCD-EFGH')).toBe(false);
	});
});

describe('the wizard’s token', () => {
	const key = newWizardKey();
	const token = wizardToken(key, 1000);

	it('stands for the code until it ends', () => {
		expect(isWizardToken(token, key, 1000)).toBe(true);
		expect(isWizardToken(token, key, 1000 + 24 * 3600_000)).toBe(false);
	});

	it('cannot be made or prolonged', () => {
		const [until, signature] = token.split('.');
		expect(isWizardToken(`${Number(until) + 1}.${signature}`, key, 1000)).toBe(false);
		expect(isWizardToken(token, newWizardKey(), 1000)).toBe(false);
		expect(isWizardToken(undefined, key, 1000)).toBe(false);
		expect(isWizardToken('x', key, 1000)).toBe(false);
	});
});
