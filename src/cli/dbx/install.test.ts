import { describe, expect, it } from 'vitest';
import type {
	AskedPermission,
	InstallPlan,
	PlannedPup,
	PlannedWire,
	ProviderOption
} from '../../lib/contract/wiring.ts';
import { choiceOf, grantOf, needPorts } from './install.ts';
import { planText } from './plan-text.ts';

const option = (name: string, installed = false): ProviderOption => ({
	key: `s/${name}`,
	name,
	version: '1.2',
	provides: '1.0',
	installed,
	sourceName: null
});
const group = (name: string, optional: boolean): AskedPermission => ({
	name,
	description: 'Sends coins',
	severity: 1,
	routes: [],
	port: null,
	severityLabel: 'Critical',
	severityMeaning: 'Can do harm.',
	optional,
	granted: !optional
});
const pup = (name: string, asked: boolean): PlannedPup => ({
	key: `s/${name}`,
	sourceId: 's',
	sourceName: 'Official',
	name,
	version: '1.2',
	signature: 'verified',
	asked,
	requiresInternet: !asked,
	devices: [],
	pages: ['Web'],
	hostPorts: asked ? [{ name: 'p2p', type: 'tcp', port: 22556 }] : [],
	diskBytes: 5e9,
	memoryBytes: null,
	needsSettings: asked,
	keptData: false
});
const wire = (of: string, name: string): PlannedWire => ({
	of: `s/${of}`,
	ofName: of,
	interface: name,
	range: 'any',
	optional: name === 'maybe',
	provider: option('Core'),
	permissions: [group('read', false), group('spend', true)],
	options: [option('Core'), option('Other', true)],
	text: `${of} uses ${name} 1.0 of Core.`
});
const plan: InstallPlan = {
	id: 'p',
	text: 'Installs Explorer\u001b[2J with Core.',
	installs: [pup('Core', false), pup('Explorer', true)],
	wires: [wire('Explorer', 'rpc'), wire('Core', 'rpc'), wire('Core', 'db'), wire('A', 'two'), wire('B', 'two')],
	conflicts: [],
	notes: ['Two want a port.'],
	disk: { bytes: 1e10, free: 5e10 }
};

describe('the plan as text', () => {
	it('tells all that is said yes to', () => {
		const text = planText({ ...plan, wires: plan.wires.slice(0, 1) }, ['p2p']);
		expect(text.split('\n')).toEqual([
			'Installs Explorer [2J with Core.',
			'Installed, in this order:',
			'  Core 1.2: from Official, signature verified, reaches the internet, about 5.0 GB of disk.',
			'    Web pages: Web.',
			'  Explorer 1.2: from Official, signature verified, does not request the internet, about 5.0 GB of disk.',
			'    Web pages: Web.',
			'    Requests ports of the home network: p2p (22556 tcp).',
			'    Starts only after its settings are saved.',
			'Who uses what:',
			'  Explorer uses rpc 1.0 of Core.',
			'    Granted: read: Critical. Sends coins. Can do harm.',
			'    Not granted: spend: Critical. Sends coins. Can do harm. (--grant "rpc=spend")',
			'    Could be provided by: Other 1.2, which you have (--provide "rpc=PUP").',
			'Opened to the home network: p2p.',
			'Disk: about 10.0 GB; 50.0 GB are free.',
			'Note: Two want a port.'
		]);
	});

	it('tells what is in the way', () => {
		const conflict = {
			kind: 'missing' as const,
			of: null,
			interface: null,
			reason: 'Nobody has it.',
			hint: 'Add one.',
			second: null
		};
		expect(planText({ ...plan, conflicts: [conflict] })).toContain('Not possible: Nobody has it. Add one.');
	});
});

describe('choices of the command line', () => {
	it('mean the pup itself first, else the only other one', () => {
		expect(grantOf(plan, 'rpc', 'spend')).toEqual({ of: 's/Explorer', interface: 'rpc', group: 'spend' });
		expect(grantOf(plan, 'db', 'spend').of).toBe('s/Core');
		expect(choiceOf(plan, 'rpc', 'other')).toEqual({ of: 's/Explorer', interface: 'rpc', provider: 's/Other' });
		const maybe = { ...plan, wires: [wire('Explorer', 'maybe')] };
		expect(choiceOf(maybe, 'maybe', '').provider).toBeNull();
	});

	it.each<[what: () => unknown, says: string]>([
		[() => grantOf(plan, 'two', 'spend'), 'Several pups need “two”: A, B.'],
		[() => grantOf(plan, 'none', 'spend'), 'Nothing in this installation needs “none”.'],
		[() => grantOf(plan, 'rpc', 'other'), '“rpc” has no such permission.'],
		[() => choiceOf(plan, 'rpc', 'Nobody'), 'No pup “Nobody” could provide “rpc”.'],
		[() => choiceOf(plan, 'rpc', ''), 'No pup “” could provide “rpc”.'],
		[() => needPorts(plan, ['p2p', 'web']), 'It does not request the port “web” of the home network.']
	])('are refused: %#', (what, says) => {
		expect(what).toThrow(says);
	});
});
