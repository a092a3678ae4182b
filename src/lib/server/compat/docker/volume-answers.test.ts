import { describe, expect, it } from 'vitest';
import type { VolumeInfo } from '../../../contract/boxes.ts';
import { filtersOf } from './query.ts';
import { ANONYMOUS, volumeAnswer, volumesThatFit, volumesToPrune } from './volume-answers.ts';
import { readVolume } from './volume-request.ts';

const volumes: VolumeInfo[] = [
	{ name: 'data', createdAt: 0, labels: {}, usedBy: ['web'] },
	{ name: 'old-data', createdAt: 1000, labels: { a: 'b' }, usedBy: [] },
	{ name: 'logs', createdAt: 2000, labels: { [ANONYMOUS]: '' }, usedBy: [] }
];
const filters = (given: unknown) => filtersOf(new URLSearchParams({ filters: JSON.stringify(given) }));
const names = (found: { name: string }[]) => found.map(({ name }) => name);

describe('the list of volumes', () => {
	it.each([
		[{}, ['data', 'old-data', 'logs']],
		[{ name: { data: true } }, ['data', 'old-data']],
		[{ name: ['logs', 'old'] }, ['old-data', 'logs']],
		[{ driver: ['local'] }, ['data', 'old-data', 'logs']],
		[{ driver: ['nfs'] }, []],
		[{ dangling: { true: true } }, ['old-data', 'logs']],
		[{ dangling: ['0'] }, ['data']],
		[{ label: ['a=b'] }, ['old-data']],
		[{ label: ['a=c'] }, []]
	])('finds by %j', (given, found) => {
		expect(names(volumesThatFit(volumes, filters(given)))).toEqual(found);
	});
	it.each([[['maybe']], [['1', '0']]])('refuses dangling %j', (dangling) => {
		expect(() => volumesThatFit(volumes, filters({ dangling }))).toThrow(/invalid filter 'dangling=/);
	});
});

describe('prune', () => {
	it.each([
		['spares what has a name', {}, 47, ['logs']],
		['takes all that no box has where it is asked to', { all: { true: true } }, 47, ['old-data', 'logs']],
		['takes all that no box has for old clients', {}, 41, ['old-data', 'logs']],
		['spares what has a name where it is asked to', { all: ['false'] }, 41, ['logs']],
		['takes what has a label', { all: ['1'], label: ['a'] }, 47, ['old-data']],
		['takes what lacks a label', { all: ['1'], 'label!': ['a'] }, 47, ['logs']]
	])('%s', (_, given, minor, found) => {
		expect(names(volumesToPrune(volumes, filters(given), minor))).toEqual(found);
	});
});

describe('a volume that is to be made', () => {
	it.each([
		[undefined, { name: null, labels: {} }],
		[
			{ Name: 'data', Driver: 'local', Labels: { a: 'b', c: null } },
			{ name: 'data', labels: { a: 'b', c: '' } }
		],
		[
			{ Name: '', Driver: '', DriverOpts: {} },
			{ name: null, labels: {} }
		]
	])('%j', (body, expected) => {
		expect(readVolume(body)).toEqual(expected);
	});
	it.each([
		[{ Driver: 'nfs' }, 'error looking up volume plugin nfs: plugin "nfs" not found'],
		[{ DriverOpts: { type: 'nfs' } }, 'Options of volumes (type) are not offered here.'],
		[{ ClusterVolumeSpec: {} }, 'Volumes of a cluster are not offered here.'],
		[{ Labels: { a: 1 } }, 'invalid request: Labels']
	])('%j is refused', (body, words) => {
		expect(() => readVolume(body)).toThrow(words);
	});
});

it('shows a volume without its place on the disk', () => {
	expect(volumeAnswer(volumes[1]!)).toMatchObject({
		Name: 'old-data',
		Driver: 'local',
		Mountpoint: '',
		CreatedAt: '1970-01-01T00:00:01.000Z'
	});
});
