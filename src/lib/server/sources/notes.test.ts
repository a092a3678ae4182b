import { describe, expect, it } from 'vitest';
import { notesOf } from './notes.ts';

const TEXT = `# Changelog

What changed.

## [Unreleased]
- Nothing yet.

## [2.0.0] - 2026-11-01
### Added
- Two.
\`\`\`
## 9.9.9
\`\`\`

## v1.1.0
- One one.

## 1.0.0
- One.

## How to read this
- Downwards.
`;
const of = (...versions: string[]) => notesOf(TEXT, (version) => versions.includes(version));

describe('notes of versions', () => {
	it('are the sections of those versions, with what is below them', () => {
		expect(of('2.0.0')).toBe('# [2.0.0] - 2026-11-01\n## Added\n- Two.\n```\n## 9.9.9\n```');
		expect(of('2.0.0', '1.1.0')).toContain('- Two.');
		expect(of('2.0.0', '1.1.0')).toContain('# v1.1.0\n- One one.');
		expect(of('1.0.0')).toBe('# 1.0.0\n- One.');
	});
	it('are none where the file names none of them', () => {
		expect(of('3.0.0')).toBeNull();
		// In a code block it is not a heading.
		expect(of('9.9.9')).toBeNull();
		expect(notesOf('', () => true)).toBeNull();
		expect(notesOf('Just words.', () => true)).toBeNull();
	});
});
