import { describe, expect, it } from 'vitest';
import { apiOperations } from '../../../lib/contract/operations.ts';
import { SCOPES } from '../../../lib/contract/scopes.ts';
import { describe as describeTool, toolsFor, withheld } from './tools.ts';

const all = toolsFor(SCOPES);
const named = (name: string) => all.find((tool) => tool.name === name)!;

describe('tools of an assistant', () => {
	it('leave out what takes or shows secrets, and what is no JSON; each with a reason', () => {
		const out = apiOperations().flatMap(([id, operation]) => {
			const why = withheld(id, operation);
			return why === null ? [] : [`${id}: ${why}`];
		});
		expect(out).toMatchInlineSnapshot(`
			[
			  "openapi.get: It is a resource.",
			  "setup.claim: It is for people: first boot, login, password.",
			  "setup.get: It is for people: first boot, login, password.",
			  "setup.draft: It is for people: first boot, login, password.",
			  "setup.create: It is for people: first boot, login, password.",
			  "setup.confirm: It is for people: first boot, login, password.",
			  "caller.get: It is asked once, for what is offered.",
			  "sessions.create: It is for people: first boot, login, password.",
			  "sessions.renewal: It shows a secret.",
			  "sessions.renew: It is for people: first boot, login, password.",
			  "sessions.removeAll: It would sign the owner out.",
			  "sessions.remove: It would sign the owner out.",
			  "password.change: It takes a secret.",
			  "password.reset: It is for people: first boot, login, password.",
			  "keys.unlock: It takes a secret.",
			  "tokens.create: It shows a secret.",
			  "tokens.remove: It would lock programs out, this one too.",
			  "notifications.add: It takes a secret.",
			  "notifications.change: It takes a secret.",
			  "webhooks.add: It shows a secret.",
			  "webhooks.change: It shows a secret.",
			  "webhooks.rotate: It shows a secret.",
			  "store.logo: Its answer is no JSON.",
			  "pups.dev: It runs what lies in a developer’s folder.",
			  "pups.exec: Its answer is no JSON.",
			  "pups.terminal: Its answer is no JSON.",
			  "pups.logo: Its answer is no JSON.",
			  "ports.change: It shows a secret.",
			  "files.read: Its answer is no JSON.",
			  "files.archive: Its answer is no JSON.",
			  "files.upload: It takes a file.",
			  "files.uploaded: Uploads are not offered.",
			  "files.cancelUpload: Uploads are not offered.",
			  "terminals.open: A terminal is for a person.",
			  "terminals.attach: Its answer is no JSON.",
			  "terminals.close: A terminal is for a person.",
			  "boxes.create: It takes a secret.",
			  "boxes.run: It takes a secret.",
			  "boxes.runEvents: Its answer is no JSON.",
			  "boxes.runTerminal: Its answer is no JSON.",
			  "boxes.execs.output: Its answer is no JSON.",
			  "boxes.execs.attach: Its answer is no JSON.",
			  "boxes.files.get: Its answer is no JSON.",
			  "boxes.files.archive: Its answer is no JSON.",
			  "boxes.files.put: It takes a file.",
			  "boxes.files.unpack: It takes a file.",
			  "metrics.prometheus: Its answer is no JSON.",
			  "pups.report: Pups report their own values.",
			  "pups.logFile: Its answer is no JSON.",
			  "boxes.logFile: Its answer is no JSON.",
			  "jobs.logFile: Its answer is no JSON.",
			  "box.logFile: Its answer is no JSON.",
			  "events.follow: Its answer is no JSON.",
			  "live.open: Its answer is no JSON.",
			]
		`);
	});

	it('show first what deletes, grants, installs, updates or has a plan', () => {
		expect(all.filter(({ twoSteps }) => twoSteps).map(({ name }) => name)).toMatchInlineSnapshot(`
			[
			  "box_freeSpace",
			  "notifications_remove",
			  "webhooks_remove",
			  "sources_add",
			  "sources_change",
			  "sources_remove",
			  "pups_install",
			  "pups_configure",
			  "pups_limits",
			  "pups_remove",
			  "config_restore",
			  "pups_update",
			  "wiring_choose",
			  "wiring_grant",
			  "wiring_revoke",
			  "wiring_setAccess",
			  "pups_hooks_remove",
			  "files_move",
			  "files_remove",
			  "boxes_remove",
			  "boxes_clone",
			  "boxes_restore",
			  "boxes_removeSnapshot",
			  "boxes_gc",
			  "boxes_removeVolume",
			  "networks_remove",
			  "networks_prune",
			  "images_remove",
			  "images_prune",
			  "boxes_execs_remove",
			  "boxes_files_cancelUpload",
			  "boxes_files_remove",
			]
		`);
	});

	it.each(SCOPES)('need no more than “%s” where that is all there is', (scope) => {
		for (const { operation } of toolsFor([scope])) expect([[], [scope]]).toContainEqual(operation.scopes ?? []);
	});

	it('have names and schemas that every client takes', () => {
		for (const { name, inputSchema, operation } of all) {
			expect(name).toMatch(/^[a-zA-Z0-9_]{1,64}$/);
			expect(Object.keys(inputSchema.properties)).toEqual(expect.arrayContaining(inputSchema.required));
			for (const one of operation.path.matchAll(/\{(\w+)\}/g)) expect(inputSchema.required, name).toContain(one[1]);
		}
		expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
	});

	it.each([
		['pups_list', { reads: true, twoSteps: false, destroys: false, idempotent: true }],
		['pups_start', { reads: false, twoSteps: false, destroys: false, idempotent: false }],
		['pups_remove', { reads: false, twoSteps: true, destroys: true, idempotent: true }],
		['pups_install', { reads: false, twoSteps: true }],
		['wiring_plan', { reads: true, twoSteps: false }],
		['wiring_grant', { reads: false, twoSteps: true, idempotent: true }]
	])('%s is %j', (name, expected) => {
		expect(named(name)).toMatchObject(expected);
	});

	it('do not offer the settings of an installation, nor its plan', () => {
		expect(Object.keys(named('pups_install').inputSchema.properties)).toEqual([
			'sourceId',
			'name',
			'as',
			'version',
			'start',
			'publish',
			'choices',
			'grants'
		]);
		expect(describeTool(named('pups_install'))).toMatch(/planId/);
		expect(describeTool(named('pups_start'))).toMatch(/waits until/);
	});
});
