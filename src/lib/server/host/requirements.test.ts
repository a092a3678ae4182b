import { expect, it } from 'vitest';
import type { HostTrials } from './facts.ts';
import { factsFrom } from './requirements.ts';

const PROGRAMS: HostTrials['programs'] = {
	conmon: '/usr/bin/conmon',
	nft: '/usr/sbin/nft',
	ip: '/usr/sbin/ip',
	mmdebstrap: '/usr/bin/mmdebstrap',
	catatonit: '/usr/bin/catatonit',
	runc: '/usr/sbin/runc',
	crun: null
};
const WORKS: HostTrials = {
	isAgent: true,
	cgroups: 'v2',
	controllersMissing: [],
	oci: { capabilities: { program: 'runc', mappingsWithPath: true }, version: 'runc 1.1.5', reason: null },
	sharedIds: null,
	limits: { mayRaise: false, openFilesHard: 5000, oomScoreAdj: 1 },
	programs: PROGRAMS,
	nginx: true,
	nixos: false,
	quotaProgramsMissing: false
};
const FAILED = { capabilities: null, version: null, reason: 'no' };
const without = (name: keyof HostTrials['programs']) => ({ programs: { ...PROGRAMS, [name]: null } });

it('a host on which all works lacks nothing', () => {
	const { runtime, oci } = factsFrom(WORKS);
	expect(runtime).toMatchObject({ kind: 'oci', version: 'runc 1.1.5', ready: true, missing: [] });
	expect(runtime.ids).toEqual({ perPup: true, reason: null });
	expect(oci).toMatchObject({ setsLimits: false, openFilesHard: 5000, ownIds: true, init: '/usr/bin/catatonit' });
});

it.each<[what: string, trials: Partial<HostTrials>, codes: string[], ready: boolean]>([
	['no agent', { isAgent: false, oci: null }, ['no-host-agent'], false],
	['no control groups', { cgroups: null, oci: null }, ['no-cgroups'], false],
	['a controller less', { controllersMissing: ['memory'] }, ['no-cgroup-memory'], true],
	['a runtime that fails', { oci: FAILED }, ['runtime-failed'], false],
	['no runtime', { oci: FAILED, ...without('runc') }, ['no-runc'], false],
	['no conmon', without('conmon'), ['no-conmon'], false],
	['no nft', without('nft'), ['no-nft'], false],
	['no ip', without('ip'), ['no-ip'], false],
	['no mmdebstrap', without('mmdebstrap'), ['no-mmdebstrap'], true],
	['no catatonit', without('catatonit'), ['no-catatonit'], true],
	['no nginx', { nginx: false }, ['no-nginx'], true],
	['no programs for quotas', { quotaProgramsMissing: true }, ['no-setquota'], true]
])('%s is reported, and whether pups run without it', (_what, trials, codes, ready) => {
	const { runtime } = factsFrom({ ...WORKS, ...trials });
	expect(runtime.missing.map(({ code }) => code)).toEqual(codes);
	expect(runtime.ready).toBe(ready);
});

it('pups that share their ids are reported with the reason', () => {
	const { runtime, oci } = factsFrom({ ...WORKS, sharedIds: 'The kernel cannot.' });
	expect([runtime.ids, oci?.ownIds]).toEqual([{ perPup: false, reason: 'The kernel cannot.' }, false]);
});
