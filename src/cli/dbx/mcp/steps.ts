/** Calls tools: at once, or in two steps with the owner's confirmation. */
import type { PupDetail } from '../../../lib/contract/pups.ts';
import type { InstallPlan } from '../../../lib/contract/wiring.ts';
import type { Connection } from '../connection.ts';
import { Failure } from '../failure.ts';
import { callOnce, VIA, withJob, type Arguments, type OnProgress } from './calls.ts';
import { isSamePlan, type Plans } from './plans.ts';
import type { OperationTool } from './tools.ts';

export interface Steps {
	/** Calls a tool; for one that needs confirmation, only shows the plan. */
	call(tool: OperationTool, given: Arguments, run: Run): Promise<unknown>;
	/** Carries out a plan that was shown. @throws Failure when there is no such plan */
	confirm(planId: unknown, run: Run): Promise<{ tool: OperationTool; answer: unknown }>;
}

export interface Run {
	/** Aborted when the client cancels the call. A job continues. */
	signal: AbortSignal;
	progress: OnProgress;
}

const CONFIRM = 'Show this to the owner. Call confirm with the planId only after the owner has agreed to it.';

export function createSteps(connection: Connection, plans: Plans): Steps {
	/** Refuses passwords in settings: the owner enters them on the page of the pup. */
	async function needNoPassword({ id }: OperationTool, given: Arguments): Promise<void> {
		if (id !== 'pups.configure') return;
		const pup = await connection.json<PupDetail>({
			method: 'GET',
			path: `/pups/${encodeURIComponent(String(given['id']))}`,
			headers: VIA
		});
		const passwords = pup.config.sections
			.flatMap(({ fields }) => fields)
			.filter(({ type }) => type === 'password')
			.map(({ name }) => name);
		const asked = Object.keys((given['values'] ?? {}) as object).filter((name) => passwords.includes(name));
		if (asked.length === 0) return;
		throw new Failure(2, `${asked.join(', ')}: this is a password, and assistants cannot set passwords.`, {
			hint: `The owner sets it on the page of the pup: /pups/${pup.id}/configuration.`
		});
	}

	const installBody = ({ sourceId: _source, name: _name, start: _start, publish: _publish, ...body }: Arguments) =>
		body;

	/**
	 * Requests the plan of a call. @returns the plan, with the arguments that carry out exactly
	 * that
	 */
	async function planOf(tool: OperationTool, given: Arguments): Promise<{ shown: unknown; given: Arguments }> {
		if (tool.id === 'pups.install') {
			const path = ['sourceId', 'name'].map((part) => encodeURIComponent(String(given[part] ?? ''))).join('/');
			const plan = await connection.json<InstallPlan>({
				method: 'POST',
				path: `/store/${path}/plan`,
				json: installBody(given),
				headers: VIA
			});
			return { shown: plan, given };
		}
		if (tool.hasPlan) return { shown: await callOnce(connection, tool, given, { plan: true }), given };
		return { shown: { wouldDo: tool.operation.summary, with: given }, given };
	}

	async function carryOut(tool: OperationTool, given: Arguments, shown: unknown): Promise<unknown> {
		if (tool.id !== 'pups.install') return callOnce(connection, tool, given);
		// The box compares the plan with what the installation would do now.
		const { id: plan } = shown as InstallPlan;
		return connection.json({ method: 'POST', path: '/pups', json: { ...given, plan }, headers: VIA });
	}

	const offer = (tool: OperationTool, given: Arguments, shown: unknown) => {
		const conflicts = (shown as Partial<InstallPlan> | null)?.conflicts ?? [];
		if (tool.id === 'pups.install' && conflicts.length > 0) {
			return { plan: shown, next: 'This cannot be carried out: see its conflicts.' };
		}
		return { planId: plans.add({ tool, given, shown }), next: CONFIRM, plan: shown };
	};

	return {
		async call(tool, given, run) {
			await needNoPassword(tool, given);
			if (!tool.twoSteps) return withJob(connection, await callOnce(connection, tool, given), run);
			const planned = await planOf(tool, given);
			return offer(tool, planned.given, planned.shown);
		},
		async confirm(planId, run) {
			const plan = typeof planId === 'string' ? plans.take(planId) : null;
			if (!plan) {
				throw new Failure(3, 'There is no such plan: it was already confirmed, has expired, or never existed.', {
					hint: 'Call the tool again to get a new plan.'
				});
			}
			const { tool, given, shown } = plan;
			const now = await planOf(tool, given);
			if (!isSamePlan(now.shown, shown)) {
				return {
					tool,
					answer: {
						changed: 'Nothing was done: the plan has changed. This is the new plan.',
						...offer(tool, given, now.shown)
					}
				};
			}
			return { tool, answer: await withJob(connection, await carryOut(tool, given, shown), run) };
		}
	};
}
